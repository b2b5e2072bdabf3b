"""What resources of the TM Forum's Open APIs have in common, as version 5 writes it."""

from __future__ import annotations

from monitor.telling.channels.open_api import Resource
from monitor.telling.channels.reading import SOURCE, Data, Item
from monitor.telling.tickets import KIND, MERGED


def status_of(item: Item) -> str:
    """Return how far an incident is, in the words that tickets and problems share."""
    return "resolved" if item.over else "pending" if item.data["state"] == "restored" else "inProgress"


def reason_of(item: Item) -> str:
    """Return why it has that status."""
    into = item.data["merged_into"]
    return f"{MERGED}{into}" if into else str(item.data["state"])


def party(host: str, role: str) -> Resource:
    """Return who says so: this installation, in a role of the API's."""
    return {
        "@type": "RelatedPartyRefOrPartyRoleRef",
        "role": role,
        "partyOrPartyRole": {"@type": "PartyRoleRef", "id": host, "name": SOURCE},
    }


def identifier(name: str, host: str) -> Resource:
    """Return the incident's id, by which the receiver's resource is found again."""
    return {"@type": "ExternalIdentifier", "id": name, "owner": host, "externalIdentifierType": KIND}


def noted(item: Item) -> Resource:
    """Return the note with what a plan's author wants said: a later notice changes all but notes."""
    note = {"@type": "Note", "author": item.title or SOURCE, "date": item.at, "text": item.words}
    return {"note": [note]} if item.words else {}


def reference(element: Data, kind: str, referred: str) -> Resource:
    """Return a reference, of a kind and to a kind of the API's, to a piece of plant."""
    name = element["name"] or element["id"]
    return {"@type": kind, "id": element["id"], "name": name, "@referredType": referred}

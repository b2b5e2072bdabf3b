"""TM Forum Open API 621, Trouble Ticket, version 5: a ticket for each incident, changed until it is resolved.

How far a ticket is, is its crew's to say, and that of whoever sends it. We say that it is there, that its incident
is over, and that it has come back.
"""

from __future__ import annotations

from monitor.settings import Receiver, Telling
from monitor.telling.channels.channel import Channel
from monitor.telling.channels.open_api import OpenApi, Resource, external_owners
from monitor.telling.channels.reading import SOURCE, Data, Item
from monitor.telling.channels.tmf_parts import identifier, noted, party, reason_of, reference
from monitor.telling.tickets import BEGUN, OVER

SEVERITY = {"critical": "Critical", "major": "Major"}
PRIORITY = {"critical": "Critical", "major": "High", "minor": "Medium"}


def created(item: Item) -> Resource:
    """Return the TroubleTicket_FVO of an incident."""
    return {
        **changed(item),
        **_status(item),
        **noted(item),
        "ticketType": "incident",
        "statusChangeDate": item.at,
        "relatedParty": [party(item.host, "originator")],
        "externalIdentifier": [identifier(item.id, item.host)],
    }


def changed(item: Item) -> Resource:
    """Return the TroubleTicket_MVO that brings a ticket to where its incident stands."""
    data = item.data
    ticket: Resource = {
        "@type": "TroubleTicket",
        "name": f"{item.id} {item.element_name}",
        "description": data["sentence"],
        "severity": SEVERITY.get(item.severity, "Minor"),
        "priority": PRIORITY.get(item.severity, "Low"),
        "relatedEntity": [_entity(one, "affectedResource") for one in data["elements"]]
        + [_entity(one, "candidateResource") for one in data["alternatives"]],
    }
    if item.over or item.came_back:
        ticket |= _status(item)
    if data["restoration"] is not None:
        ticket["expectedResolutionDate"] = data["restoration"]["before"]
    if item.over:
        ticket["resolutionDate"] = data["resolved"] or item.at
    return ticket


def attempt(message: str, sentence: str, at: str) -> Resource:
    """Return the ticket of a test: cancelled from the start."""
    return {
        "@type": "TroubleTicket",
        "name": "Test",
        "description": sentence,
        "severity": "Minor",
        "priority": "Low",
        "ticketType": "test",
        "status": "cancelled",
        "statusChangeDate": at,
        "externalIdentifier": [identifier(message, SOURCE)],
    }


def trouble_ticket(receiver: Receiver, settings: Telling) -> Channel:
    """Return the channel to a receiver whose `url` is its collection, …/troubleTicket. Raises SettingsError."""
    return OpenApi(
        receiver,
        settings,
        asked_by="externalIdentifier.id",
        owners=external_owners,
        create=created,
        change=changed,
        attempt=attempt,
    )


def _status(item: Item) -> Resource:
    """Return how far a ticket is by what we know."""
    return {"status": OVER if item.over else BEGUN, "statusChangeReason": reason_of(item)}


def _entity(element: Data, role: str) -> Resource:
    """Return a piece of plant with its part in the trouble."""
    return {"@type": "RelatedEntity", "role": role, "entity": reference(element, "EntityRef", "Resource")}

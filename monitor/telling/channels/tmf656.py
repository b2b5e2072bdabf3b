"""TM Forum Open API 656, Service Problem, version 5: a problem for each incident, changed until it is resolved."""

from __future__ import annotations

from monitor.settings import Receiver, Telling
from monitor.telling.channels.channel import Channel
from monitor.telling.channels.open_api import OpenApi, Resource, external_owners
from monitor.telling.channels.reading import SOURCE, Item
from monitor.telling.channels.tmf_parts import identifier, noted, party, reason_of, reference, status_of

PRIORITY = {"critical": 1, "major": 2, "minor": 4, "warning": 6, "indeterminate": 8, "cleared": 10}
IMPACT = {"critical": "100", "major": "75", "minor": "50", "warning": "25", "indeterminate": "10", "cleared": "0"}
LEAST_PRIORITY = 10


def created(item: Item) -> Resource:
    """Return the ServiceProblem_FVO of an incident."""
    return {
        **changed(item),
        **noted(item),
        "originatorParty": party(item.host, "monitoringSystem"),
        "originatingSystem": SOURCE,
        "creationDate": item.data["opened"] or item.at,
        "externalIdentifier": [identifier(item.id, item.host)],
    }


def changed(item: Item) -> Resource:
    """Return the ServiceProblem_MVO that brings a problem to where its incident stands."""
    data = item.data
    named = [*data["elements"], *data["alternatives"]]
    problem: Resource = {
        "@type": "ServiceProblem",
        "category": "system.originated",
        "name": f"{item.id} {item.element_name}",
        "description": data["sentence"],
        "reason": data["cause"],
        "priority": PRIORITY[item.severity],
        "status": status_of(item),
        "statusChangeDate": item.at,
        "statusChangeReason": reason_of(item),
        "impactImportanceFactor": IMPACT[item.severity],
        "affectedNumberOfServices": data["terminals"],
        "affectedResource": [reference(one, "ResourceRef", "PhysicalResource") for one in named],
        "rootCauseResource": [reference(one, "ResourceRef", "PhysicalResource") for one in data["elements"]],
        "lastUpdate": item.at,
    }
    if data["area"] is not None:
        problem["affectedLocation"] = [_place(item)]
    if item.over:
        problem["resolutionDate"] = data["resolved"] or item.at
    return problem


def attempt(message: str, sentence: str, at: str) -> Resource:
    """Return the problem of a test: cancelled from the start, of the least priority."""
    return {
        "@type": "ServiceProblem",
        "category": "system.originated",
        "name": "Test",
        "description": sentence,
        "reason": "test",
        "priority": LEAST_PRIORITY,
        "status": "cancelled",
        "originatorParty": party(SOURCE, "monitoringSystem"),
        "affectedResource": [{"@type": "ResourceRef", "id": SOURCE}],
        "creationDate": at,
        "externalIdentifier": [identifier(message, SOURCE)],
    }


def service_problem(receiver: Receiver, settings: Telling) -> Channel:
    """Return the channel to a receiver whose `url` is its collection, …/serviceProblem. Raises SettingsError."""
    return OpenApi(
        receiver,
        settings,
        asked_by="externalIdentifier.id",
        owners=external_owners,
        create=created,
        change=changed,
        attempt=attempt,
    )


def _place(item: Item) -> Resource:
    """Return the area by reference: the published schema has no room for a polygon."""
    place = {
        "@type": "PlaceRef",
        "id": f"area:{item.id}",
        "href": item.area_url,
        "@referredType": "GeographicLocation",
    }
    return {"@type": "RelatedPlaceRefOrValue", "role": "outageArea", "place": place}

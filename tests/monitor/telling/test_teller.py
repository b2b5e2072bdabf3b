from __future__ import annotations

import shapely
from sqlalchemy import insert, select

from monitor.incidents.model import Event, FaultView, IncidentState, IncidentView
from monitor.ledger import tables as t
from monitor.settings import Settings
from monitor.telling.teller import NoticeTeller
from thresholds.model import Severity

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def view(**changes) -> IncidentView:
    fault = FaultView("amp-3", "element", 0.97, (("tap-9", 0.02), ("gone-1", 0.3)), 4, 0, 6, 1000, 2000)
    values = {
        "number": 1,
        "state": IncidentState.OPEN,
        "cause": "element",
        "severity": Severity.MAJOR,
        "element": "amp-3",
        "probability": 0.97,
        "faults": (fault,),
        "revision": 1,
        "opened_ms": 3000,
        "updated_ms": 3000,
        "resolved_ms": None,
        "started_after_ms": 1000,
        "started_before_ms": 2000,
        "subscribers": 2,
        "terminals": 4,
        "area": shapely.box(120, 30, 121, 31),
        "acknowledged_by": None,
        "acknowledged_ms": None,
        "merged_into": None,
    }
    return IncidentView(**{**values, **changes})


def settings(*receivers: dict[str, str]) -> Settings:
    return Settings(
        receivers=[{"url": "http://127.0.0.1/", "secret": SECRET, **receiver} for receiver in receivers],
        web={"public_url": "https://noc.example/"},
    )


def owed(ledger, teller: NoticeTeller, incident: IncidentView, event: Event = Event.OPENED) -> list:
    with ledger.write("core", str(event)) as connection:
        if event == Event.OPENED:
            elements = [("amp-3", "amplifier", "A3"), ("tap-9", "tap", "")]
            connection.execute(
                insert(t.element),
                [
                    {"id": id_, "kind": kind, "name": name, "position": position}
                    for position, (id_, kind, name) in enumerate(elements)
                ],
            )
        teller.owe(connection, event, incident, ["A1", "A2"], 5000)
        return connection.execute(select(t.notice).order_by(t.notice.c.id)).all()


def test_every_receiver_is_owed_the_incident_in_its_language(ledger, add_incident):
    with ledger.write("core") as connection:
        add_incident(connection, 1)
    teller = NoticeTeller(settings({"name": "desk"}, {"name": "hotline", "language": "en"}))
    desk, hotline = owed(ledger, teller, view())
    assert (desk.id, desk.receiver, desk.state, desk.owed_ms) == ("INC-000001_1_opened_desk", "desk", "owed", 5000)
    data = desk.payload["data"]
    assert data["elements"] == [{"id": "amp-3", "kind": "amplifier", "name": "A3", "probability": 0.97}]
    assert data["alternatives"] == [
        {"id": "gone-1", "kind": "other", "name": "", "probability": 0.3},
        {"id": "tap-9", "kind": "tap", "name": "", "probability": 0.02},
    ]
    assert data["accounts"] == ["A1", "A2"]
    assert data["links"]["page"] == "https://noc.example/incidents/INC-000001"
    assert data["sentence"].startswith("片区中断：放大器A3（或设备gone-1、分支器tap-9")
    assert hotline.payload["data"]["sentence"].startswith("Outage: amplifier A3 (or device gone-1, tap-9")


def test_an_incident_without_faults_is_told_by_the_element_it_is_about(ledger, add_incident):
    with ledger.write("core") as connection:
        add_incident(connection, 1)
    teller = NoticeTeller(settings({"name": "desk"}))
    owed(ledger, teller, view())
    resolved = view(faults=(), revision=2, state=IncidentState.RESOLVED, resolved_ms=9000)
    _, notice = owed(ledger, teller, resolved, Event.RESOLVED)
    assert notice.event == "incident.resolved"
    assert notice.payload["data"]["elements"][0]["id"] == "amp-3"
    assert notice.payload["data"]["resolved"] == "1970-01-01T00:00:09.000Z"


def test_without_receivers_nothing_is_owed(ledger, add_incident):
    with ledger.write("core") as connection:
        add_incident(connection, 1)
    assert owed(ledger, NoticeTeller(settings()), view()) == []

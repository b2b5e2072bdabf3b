from __future__ import annotations

import pytest
import shapely
from sqlalchemy import insert, update

from monitor.incidents.model import Event
from monitor.ledger import tables as t
from monitor.settings import Settings
from monitor.telling.teller import NoticeTeller
from monitor.telling.whereabouts import Whereabouts
from tests.monitor.telling.test_teller import SECRET, view
from thresholds.model import Severity


@pytest.fixture
def plant(ledger):
    """Headend, node, amplifier; a city of two districts, the eastern one with a unit; a hospital and a home."""
    rows = [
        {"id": "HE1", "kind": "headend", "parent": "", "lon": 120.0, "lat": 30.0},
        {"id": "N1", "kind": "optical_node", "parent": "HE1", "lon": 120.15, "lat": 30.0},
        {"id": "amp-3", "kind": "amplifier", "parent": "N1", "lon": None, "lat": None},
        {"id": "PS1", "kind": "power_supply", "parent": "", "lon": None, "lat": None},
    ]
    areas = [
        ("city", "", "", shapely.box(119.9, 29.9, 120.2, 30.1)),
        ("west", "city", "West Branch", shapely.box(119.9, 29.9, 120.1, 30.1)),
        ("east", "city", "East Branch", shapely.box(120.1, 29.9, 120.2, 30.1)),
        ("undrawn", "", "Nobody", None),
    ]
    with ledger.write("test") as connection:
        connection.execute(insert(t.element), [{"position": i, **row} for i, row in enumerate(rows)])
        connection.execute(insert(t.link).values(element="amp-3", path="power", parent="PS1", position=0))
        for position, (id_, parent, unit, shape) in enumerate(areas):
            geometry = shapely.to_wkb(shape) if shape is not None else None
            connection.execute(
                insert(t.area).values(id=id_, position=position, parent=parent, unit=unit, geometry=geometry)
            )
        for position, (account, cls) in enumerate([("A1", "residential"), ("A2", "hospital"), ("A3", "")]):
            connection.execute(insert(t.account).values(account=account, position=position, cls=cls))
        connection.execute(insert(t.plant_version).values(version=1, at_ms=0, by="test"))
    return ledger


def test_an_incident_is_at_its_element_at_all_above_it_and_in_the_areas_it_lies_in(plant):
    with plant.read() as connection:
        found = Whereabouts().of(connection, view(area=None), ["A1"])
    assert found.places == {"amp-3", "N1", "HE1", "PS1", "east", "city"}
    assert found.units == {"East Branch"}
    assert found.classes == {"residential"}


def test_its_outline_counts_where_it_is_known(plant):
    with plant.read() as connection:
        found = Whereabouts().of(connection, view(area=shapely.box(120.0, 29.95, 120.15, 30.05)), ["A2", "A3"])
    assert found.units == {"East Branch", "West Branch"}
    assert found.classes == {"hospital", "residential"}


def test_an_element_that_is_not_in_the_plant_is_nowhere(plant):
    with plant.read() as connection:
        found = Whereabouts().of(connection, view(area=None, element="ghost", faults=()), [])
    assert (found.places, found.units) == (None, None)


def test_areas_are_read_anew_when_the_plant_changes(plant):
    where = Whereabouts()
    with plant.read() as connection:
        assert where.of(connection, view(area=None), []).units == {"East Branch"}
    with plant.write("test") as connection:
        connection.execute(update(t.area).where(t.area.c.id == "east").values(unit="Contractor"))
        connection.execute(insert(t.plant_version).values(version=2, at_ms=0, by="test"))
    with plant.read() as connection:
        assert where.of(connection, view(area=None), []).units == {"Contractor"}


def test_each_receiver_is_owed_what_it_wants_and_hears_to_the_end_what_it_heard_begin(plant, add_incident):
    def receiver(name: str, **wants) -> dict:
        return {"name": name, "url": "http://127.0.0.1/", "secret": SECRET, "wants": wants}

    teller = NoticeTeller(
        Settings(
            receivers=[
                receiver("all"),
                receiver("east", units=["East Branch"]),
                receiver("west", units=["West Branch"]),
                receiver("grave", severity="major"),
                receiver("hospitals", classes=["hospital"]),
            ]
        )
    )
    small = {"severity": Severity.MINOR, "area": None}
    with plant.write("core") as connection:
        add_incident(connection, 1)
        teller.owe(connection, Event.OPENED, view(**small), ["A1"], 1000)
        teller.owe(connection, Event.UPDATED, view(revision=2, area=None), ["A1", "A2"], 2000)
        teller.owe(connection, Event.RESOLVED, view(revision=3, resolved_ms=3000, **small), ["A1"], 3000)
        rows = connection.execute(t.notice.select().order_by(t.notice.c.serial)).all()
    told = {}
    for row in rows:
        told.setdefault(row.receiver, []).append(row.event.removeprefix("incident."))
        assert row.payload["type"] == row.event
    assert told == {
        "all": ["opened", "updated", "resolved"],
        "east": ["opened", "updated", "resolved"],
        "grave": ["opened", "resolved"],
        "hospitals": ["opened", "resolved"],
    }
    ranks = {row.receiver: row.rank for row in rows if row.revision == 2}
    assert set(ranks.values()) == {0}, "a hospital makes it priority"
    assert {row.rank for row in rows if row.revision == 1} == {0}, "and what waits before it goes as urgently"

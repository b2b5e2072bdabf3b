"""The severity that each element, cable and terminal is drawn at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, update

from monitor.ledger import tables as t
from webui.plant import Plant, Plants
from webui.trouble import Troubles, trouble

HOMES = [f"02:00:00:00:01:0{home}" for home in range(6)]
"""Behind amplifier A1, which has failed."""
ELSEWHERE = "02:00:00:00:02:00"
MINOR, MAJOR, CRITICAL = 3, 4, 5


@pytest.fixture
def reading(here) -> Iterator[Connection]:
    with here.ledger.read() as connection:
        yield connection


@pytest.fixture
def plant(reading: Connection) -> Plant:
    return Plants().newest(reading)


def test_alarms_mark_elements_and_incidents_mark_what_failed_and_whom_they_explain(
    reading: Connection, plant: Plant
) -> None:
    found = trouble(reading, plant).marked
    at = {name: int(found[place]) for name, place in plant.position.items()}
    assert at["N1"] == MINOR  # by its standing alarm
    assert at["A1"] == at[HOMES[0]] == MAJOR  # by the open incident
    assert at["T1"] == at["A2"] == at[ELSEWHERE] == 0  # healthy, or of an incident that is over


def test_a_cable_is_cut_where_it_lies_behind_what_failed(reading: Connection, plant: Plant) -> None:
    found = trouble(reading, plant).cut
    cut = {name for name, place in plant.position.items() if found[place]}
    assert cut == {"A1", "T1", *HOMES}


def test_the_worst_of_two_incidents_counts(here) -> None:
    here.incident(3, 1, severity=CRITICAL)
    with here.ledger.read() as connection:
        plant = Plants().newest(connection)
        found = trouble(connection, plant)
    assert found.marked[plant.position["A1"]] == found.cut[plant.position["T1"]] == CRITICAL


def test_a_home_that_is_back_is_no_longer_marked(here) -> None:
    troubles = Troubles()
    with here.ledger.read() as connection:
        plant = Plants().newest(connection)
        place = plant.position[HOMES[0]]
        assert troubles.now(connection, plant).marked[place] == MAJOR
    slot = int(plant.slot[place])
    with here.ledger.write("core") as connection:
        connection.execute(
            update(t.incident_terminal).where(t.incident_terminal.c.slot == slot).values(restored_ms=here.desk.now_ms())
        )
    here.announce("incident", "INC-000002")
    with here.ledger.read() as connection:
        assert troubles.now(connection, plant).marked[place] == 0


def test_nothing_is_read_again_before_something_has_changed(here) -> None:
    troubles = Troubles()
    with here.ledger.read() as connection:
        plant = Plants().newest(connection)
        first = troubles.now(connection, plant)
    here.announce("sweep", "state")
    with here.ledger.read() as connection:
        assert troubles.now(connection, plant) is first

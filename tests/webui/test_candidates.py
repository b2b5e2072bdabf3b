"""What an incident's evidence cannot tell apart, as the API gives it and the map draws it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from collectors.states import TerminalState
from monitor.ledger import tables as t

HOME = "02:00:00:00:01:03"
"""One of the six behind amplifier A1, which has failed."""

Ask = Callable[[str], Any]


@pytest.fixture
def ask(client: Any, token: Callable[[str], dict[str, str]]) -> Ask:
    headers = token("maintainer")
    return lambda incident: client.get(f"/api/v1/incidents/{incident}/candidates", headers=headers)


def test_the_element_named_comes_first_and_the_shares_add_up(ask: Ask) -> None:
    found = ask("INC-000002").json
    assert [(item["element"]["id"], item["probability"], item["named"]) for item in found["candidates"]] == [
        ("A1", 0.93, True),
        ("T1", 0.03, False),
    ]
    assert found["candidates"][0]["place"] == [120.151, 30.251]
    assert found["candidates"][1]["element"]["kind"] == "tap"


def test_the_cable_that_feeds_each_candidate_is_searched(ask: Ask) -> None:
    found = ask("INC-000002").json
    spans = {item["properties"]["element"]: item for item in found["spans"]["features"]}
    assert spans["A1"]["geometry"]["coordinates"] == [[120.151, 30.25], [120.151, 30.251]]
    assert spans["A1"]["properties"]["metres"] == pytest.approx(111.2, abs=0.5)
    assert spans["T1"]["properties"]["metres"] == pytest.approx(96.0, abs=0.5)  # a degree of longitude is shorter here
    assert found["metres"] == pytest.approx(207, abs=1)


def test_homes_behind_it_that_are_up_speak_against_it(here, ask: Ask) -> None:
    assert ask("INC-000002").json["contradicting_count"] == 0
    here.state(TerminalState.REGISTERED, HOME)
    found = ask("INC-000002").json
    assert [item["properties"]["element"] for item in found["contradicting"]["features"]] == [HOME]
    assert found["contradicting_count"] == 1


def test_a_home_whose_loss_may_not_have_been_noticed_yet_says_nothing(here, ask: Ask) -> None:
    here.state(TerminalState.REGISTERED, HOME)
    with here.ledger.write("test") as connection:
        faults = connection.execute(t.incident.select().where(t.incident.c.number == 2)).one().faults
        late = [{**fault, "before_ms": here.desk.now_ms() - 5_000} for fault in faults]
        connection.execute(update(t.incident).where(t.incident.c.number == 2).values(faults=late))
    assert ask("INC-000002").json["contradicting_count"] == 0


def test_of_an_incident_that_is_over_nobody_speaks_against_it(ask: Ask) -> None:
    assert ask("INC-000001").json["contradicting_count"] == 0


def test_a_candidate_without_a_place_stands_where_what_feeds_it_does(here, ask: Ask) -> None:
    with here.ledger.write("test") as connection:
        connection.execute(update(t.element).where(t.element.c.id == "T1").values(lon=None, lat=None))
    found = ask("INC-000002").json
    assert found["candidates"][1]["place"] == [120.151, 30.251]
    assert [item["properties"]["element"] for item in found["spans"]["features"]] == ["A1"]


def test_where_no_cable_can_be_the_cause_none_is_searched(here, ask: Ask) -> None:
    with here.ledger.write("test") as connection:
        faults = connection.execute(t.incident.select().where(t.incident.c.number == 2)).one().faults
        other = [{**fault, "cause": "provisioning"} for fault in faults]
        connection.execute(update(t.incident).where(t.incident.c.number == 2).values(faults=other))
    found = ask("INC-000002").json
    assert found["spans"]["features"] == []
    assert found["metres"] == found["contradicting_count"] == 0


def test_an_incident_that_is_none_is_said_to_be_none(ask: Ask) -> None:
    assert ask("INC-000099").status_code == 404

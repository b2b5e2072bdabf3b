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


def test_the_map_counts_whom_the_incident_counts_and_marks_them(here, ask: Ask, log_in) -> None:
    assert ask("INC-000002").json["contradicting_count"] == 0
    here.conclude(2, contradicts=2, contradicting=[HOME, "gone from the plant"])
    found = ask("INC-000002").json
    assert found["contradicting_count"] == 2
    homes = found["contradicting"]["features"]
    assert [item["properties"]["element"] for item in homes] == [HOME, "gone from the plant"]
    assert homes[0]["geometry"]["type"] == "Point"
    assert homes[1]["geometry"] is None
    browser = log_in("viewer")
    browser.set_cookie("plantwatch_lang", "en")
    assert "; 2 are up all the same (" in browser.get("/incidents/INC-000002").text


def test_homes_that_came_back_after_a_repair_speak_against_nothing(here, ask: Ask) -> None:
    here.state(TerminalState.REGISTERED, HOME)
    found = ask("INC-000002").json
    assert found["contradicting_count"] == 0
    assert found["contradicting"]["features"] == []


def test_homes_in_service_do_not_contradict_those_who_call_about_something_else(here, ask: Ask) -> None:
    here.conclude(2, cause="video", contradicts=5, contradicting=[HOME])
    found = ask("INC-000002").json
    assert found["contradicting_count"] == 0
    assert found["contradicting"]["features"] == []


def test_a_candidate_without_a_place_stands_where_what_feeds_it_does(here, ask: Ask) -> None:
    with here.ledger.write("test") as connection:
        connection.execute(update(t.element).where(t.element.c.id == "T1").values(lon=None, lat=None))
    found = ask("INC-000002").json
    assert found["candidates"][1]["place"] == [120.151, 30.251]
    assert [item["properties"]["element"] for item in found["spans"]["features"]] == ["A1"]


def test_where_no_cable_can_be_the_cause_none_is_searched(here, ask: Ask) -> None:
    here.conclude(2, cause="provisioning")
    found = ask("INC-000002").json
    assert found["spans"]["features"] == []
    assert found["metres"] == found["contradicting_count"] == 0


def test_an_incident_that_is_none_is_said_to_be_none(ask: Ask) -> None:
    assert ask("INC-000099").status_code == 404


@pytest.mark.parametrize(("language", "own"), [("en", "Our own link to it"), ("zh", "监控到它的自身链路")])
def test_our_own_link_stands_beside_what_may_have_failed_instead(
    here, ask: Ask, log_in, language: str, own: str
) -> None:
    here.conclude(2, cause="uplink", element="N1", probability=0.99, alternatives=[["N1", 0.2]])
    found = ask("INC-000002").json
    assert [(item["cause"], item["element"]["id"], item["probability"]) for item in found["candidates"]] == [
        ("uplink", "N1", 0.79),
        ("element", "N1", 0.2),
    ]
    assert [item["place"] is None for item in found["candidates"]] == [True, False]
    assert found["spans"]["features"] == []
    browser = log_in("viewer")
    browser.set_cookie("plantwatch_lang", language)
    page = browser.get("/incidents/INC-000002").text
    assert own in page
    assert page.index(own) < page.index('class="number">79')

"""The page of proposals: what it shows, who may decide, and what a decision does."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from flask.testing import FlaskClient

from collectors.model import Placements, Segment
from maps.model import Element, Kind
from monitor.discovery.book import DiscoveryBook
from monitor.ledger import proposals
from monitor.ledger.damaged_spans import DamagedSpan, save_spans
from monitor.ledger.identities import load_roster
from monitor.ledger.plant import load_plant, replace_plant
from monitor.ledger.proposals import Finding, ProposalKind

LogIn = Callable[[str], FlaskClient]
NEW, WANDERER = "02:ff:ff:ff:ff:01", "02:00:00:00:01:00"
HOMES = 6
N1, N2 = "md100/sg1", "md100/sg2"


@pytest.fixture
def surveyed(here):
    """Return the town with a second node, after surveys: a new modem, and one that moved to where it may be too."""
    with here.ledger.read() as connection:
        plant = load_plant(connection)
    far = [f"02:00:00:00:09:0{home}" for home in range(HOMES)]
    node = Element("N2", Kind.OPTICAL_NODE, "Quay node N2", "CMTS1")
    more = (node, *(Element(key, Kind.CABLE_MODEM, parent="N2") for key in far))
    replace_plant(here.ledger, type(plant)(**{**_fields(plant), "elements": (*plant.elements, *more)}), "test")
    roster = load_roster(here.ledger)
    book = DiscoveryBook(here.ledger, here.settings, roster)
    near = [f"02:00:00:00:0{branch}:0{home}" for branch in (1, 2) for home in range(HOMES)]
    where = dict.fromkeys(near, N1) | dict.fromkeys(far, N2)
    segments = (Segment("CMTS1", N1, ("N1",)), Segment("CMTS1", N2, ("N1", "N2")))
    for hour, now in enumerate((where, {**where, NEW: N2, WANDERER: N2}), start=1):
        at_ms = here.desk.now_ms() - (3 - hour) * 3_600_000
        slots = roster.admit(now)
        at = np.array([0 if name == N1 else 1 for name in now.values()], dtype=np.int32)
        times = np.full(len(slots), at_ms, dtype=np.int64)
        book.take(Placements(slots, at, times, segments, roster.admit(["CMTS1"])), at_ms)
    return here


def _fields(plant):
    return {name: getattr(plant, name) for name in plant.__slots__}


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1]).split())


def test_the_page_shows_proposals_with_their_evidence(surveyed, log_in: LogIn) -> None:
    browser = log_in("maintainer")
    browser.set_cookie("plantwatch_lang", "en")
    page = browser.get("/discovery").text
    shown = words_of(page)
    for words in (NEW, "New 1", "named: N1, N2", "Quay node N2: 6 of 6 terminals here", "One of 2"):
        assert words in shown, shown
    assert "2 segments surveyed" in shown
    assert browser.get("/discovery?kind=vanished").text.count("data-proposal") == 0
    assert browser.get("/discovery?kind=new").text.count("data-proposal") == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_whole_in_both_languages(surveyed, log_in: LogIn, language: str) -> None:
    browser = log_in("noc")
    browser.set_cookie("plantwatch_lang", language)
    page = browser.get("/discovery").text
    assert not re.search(r"<style|\bstyle=|\bon[a-z]+=", page)
    if language == "en":
        assert not re.search(r"[\u4e00-\u9fff]", words_of(page).replace("磨坊光机", ""))


def test_a_form_accepts_with_the_chosen_element(surveyed, log_in: LogIn) -> None:
    browser = log_in("maintainer")
    number = re.search(r'data-proposal="(\d+)" data-kind="new"', browser.get("/discovery").text)[1]
    form = {"csrf": browser.csrf, "kind": "new"}
    assert browser.post(f"/discovery/{number}/accept", data=form).status_code == 409, "of several, none is guessed"
    answer = browser.post(f"/discovery/{number}/accept", data={**form, "element": "N2"})
    assert (answer.status_code, answer.location) == (302, "/discovery?kind=new")
    with surveyed.ledger.read() as connection:
        elements = {one.id: one for one in load_plant(connection).elements}
    assert (elements[NEW].parent, elements[NEW].kind) == ("N2", Kind.CABLE_MODEM)


@pytest.mark.parametrize("verb", ["accept", "dismiss"])
def test_a_number_no_proposal_can_have_is_not_found(surveyed, log_in: LogIn, verb: str) -> None:
    browser = log_in("maintainer")
    assert browser.post(f"/discovery/{2**64}/{verb}", data={"csrf": browser.csrf}).status_code == 404


def test_the_api_gives_candidates_and_takes_decisions(surveyed, client: FlaskClient, token) -> None:
    headers = token("maintainer")
    found = client.get("/api/v1/discovery/proposals?limit=1", headers=headers).json
    assert len(found["items"]) == 1
    new = client.get("/api/v1/discovery/proposals?kind=new", headers=headers).json["items"][0]
    assert [one["id"] for one in new["candidates"]] == ["N1", "N2"]
    assert new["segment"]["counts"][0]["element"]["name"] == "Quay node N2"
    address = f"/api/v1/discovery/proposals/{new['id']}"
    refused = client.post(f"{address}/accept", json={"element": "CMTS1"}, headers=headers)
    assert (refused.status_code, "candidates" in refused.json["detail"]) == (409, True)
    assert client.post(f"{address}/dismiss", headers=headers).status_code == 204
    assert client.post(f"{address}/dismiss", headers=headers).status_code == 409
    assert client.post("/api/v1/discovery/proposals/999/dismiss", headers=headers).status_code == 404
    segments = client.get("/api/v1/discovery/segments", headers=headers).json["items"]
    assert [one["name"] for one in segments] == [N1, N2]


def test_a_terminals_page_tells_where_it_is_and_was(surveyed, log_in: LogIn) -> None:
    browser = log_in("viewer")
    browser.set_cookie("plantwatch_lang", "en")
    shown = words_of(browser.get(f"/elements/{WANDERER}").text)
    assert "Segment CMTS1 md100/sg2 named: N1, N2 since 1 h ago CMTS1 md100/sg1 named: N1" in shown, shown


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_behaviour_shows_is_said_in_words(surveyed, log_in: LogIn, language: str) -> None:
    said = {"together": 3, "stayed": 2, "against": 0, "homes": 1, "odds": 4, "echoes": 2, "apart": 14.5, "near": 0.3}
    elsewhere = Finding(ProposalKind.ELSEWHERE, "02:00:00:00:01:03", 0, "T1", ("A2",), 1_790_000_000_000, said)
    homes = [f"02:00:00:00:02:0{home}" for home in range(4)]
    branch = Finding(
        ProposalKind.BRANCH, "T2", 0, "T2", ("T2",), 1_790_000_000_000,
        {"together": 2, "homes": 4, "terminals": homes, "odds": 5},
    )  # fmt: skip
    with surveyed.ledger.write("core") as connection:
        proposals.propose(connection, [elsewhere, branch], 1_790_000_100_000)
    browser = log_in("maintainer")
    browser.set_cookie("plantwatch_lang", language)
    shown = words_of(browser.get("/discovery?kind=elsewhere").text)
    assert "10^4" in shown
    assert "Amplifier 2" in shown
    assert "10^5" in words_of(browser.get("/discovery?kind=branch").text)
    assert "14.5" in shown
    assert "0.3" in shown
    if language == "en":
        assert "over the same metres of cable: 2." in shown
        assert "Fell silent with those behind Amplifier 2 3 times" in shown
    items = browser.get("/api/v1/discovery/proposals?kind=branch").json["items"]
    assert (items[0]["segment"], items[0]["evidence"]["terminals"]) == (None, homes)
    form = {"csrf": browser.csrf, "kind": "branch", "element": ""}
    assert browser.post(f"/discovery/{items[0]['id']}/accept", data=form).status_code == 302
    with surveyed.ledger.read() as connection:
        parents = {element.id: element.parent for element in load_plant(connection).elements}
    assert {parents[home] for home in homes} == {"T2-branch-1"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_cables_with_an_echo_are_listed_with_the_homes_that_have_it(
    surveyed, client: FlaskClient, token, log_in: LogIn, language: str
) -> None:
    browser = log_in("maintainer")
    browser.set_cookie("plantwatch_lang", language)
    assert 'id="spans"' not in browser.get("/discovery").text
    with surveyed.ledger.write("core") as connection:
        save_spans(connection, 1, [DamagedSpan("A2", 139.6, -17.2, 34, 2, 1_790_000_000_000)])
    shown = words_of(browser.get("/discovery").text)
    assert "Amplifier 2 -17.2 dB 140 m" in shown
    assert ("34 have it, 2 behind it do not" if language == "en" else "34 户有，其下 2 户没有") in shown
    (item,) = client.get("/api/v1/discovery/spans", headers=token("maintainer")).json["items"]
    assert (item["element"]["name"], item["heard"], item["spared"]) == ("Amplifier 2", 34, 2)

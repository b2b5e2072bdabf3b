"""`plantwatch discovery`: what it lists, and decisions by number."""

import json

import numpy as np
import pytest

from collectors.clock import AnchoredClock
from collectors.model import Placements, Segment
from maps.model import Element, Kind, Plant
from monitor.discovery.book import DiscoveryBook
from monitor.ledger import proposals
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import load_plant, replace_plant
from monitor.ledger.proposals import Finding, ProposalKind
from monitor.settings import load

HOMES = [f"02:00:00:00:00:0{home}" for home in range(5)]
NEW = "02:ff:ff:ff:ff:01"


@pytest.fixture
def ledger(installed):
    settings = load(installed.config)
    opened = Ledger.open(settings.ledger_url(), AnchoredClock())
    yield opened
    opened.close()


@pytest.fixture
def surveyed(installed, ledger):
    """An installation in which a survey has found a stranger among the homes of two nodes on one segment."""
    nodes = [Element("CMTS1", Kind.CMTS), *(Element(f"N{n}", Kind.OPTICAL_NODE, parent="CMTS1") for n in (1, 2))]
    homes = [Element(key, Kind.CABLE_MODEM, parent="N1") for key in HOMES]
    replace_plant(ledger, Plant(elements=(*nodes, *homes)), "test")
    roster = load_roster(ledger)
    slots, now_ms = roster.admit([*HOMES, NEW]), ledger.clock.now_ms()
    book = DiscoveryBook(ledger, load(installed.config), roster)
    times = np.full(len(slots), now_ms, dtype=np.int64)
    segments = (Segment("CMTS1", "md100/sg1", ("N1", "N2")),)
    whole = roster.admit(["CMTS1"])
    book.take(Placements(slots, np.zeros(len(slots), dtype=np.int32), times, segments, whole), now_ms)
    return installed


def test_before_the_first_survey_it_says_so(installed):
    said = installed("discovery", "list")
    assert (said.status, said.out) == (0, "no survey has ended yet\n")


def test_it_lists_what_is_proposed_and_exits_1(surveyed):
    said = surveyed("discovery", "list")
    assert said.status == 1
    assert said.out.split() == ["1", "new", NEW, "on", "CMTS1", "md100/sg1;", "behind", "N1", "or", "N2"]
    (found,) = json.loads(surveyed("discovery", "list", "--json").out)["proposals"]
    assert (found["terminal"], found["candidates"]) == (NEW, ["N1", "N2"])
    assert surveyed("discovery", "list", "--kind", "moved").status == 0


def test_a_proposal_is_accepted_by_number(surveyed, ledger):
    assert "choose one" in surveyed("discovery", "accept", "1").sentence(2)
    assert surveyed("discovery", "accept", "1", "--element", "N2").out == "accepted proposal 1\n"
    with ledger.read() as connection:
        assert {one.id: one.parent for one in load_plant(connection).elements}[NEW] == "N2"
    assert "accepted already" in surveyed("discovery", "dismiss", "1").sentence(2)


def test_a_proposal_is_dismissed_by_number(surveyed):
    assert surveyed("discovery", "dismiss", "1").out == "dismissed proposal 1\n"
    assert surveyed("discovery", "list").status == 0
    assert "no proposal 7" in surveyed("discovery", "dismiss", "7").sentence(2)


def test_what_behaviour_shows_is_listed_in_a_sentence(surveyed, ledger):
    said = {"together": 3, "stayed": 2, "against": 0, "homes": 1, "odds": 4, "echoes": 1, "apart": 9.0, "near": 0.5}
    branch = {"together": 2, "homes": 3, "terminals": HOMES[:3], "odds": 5}
    with ledger.write("core") as connection:
        proposals.propose(
            connection,
            [
                Finding(ProposalKind.ELSEWHERE, HOMES[0], 0, "N1", ("N2",), 1, said),
                Finding(ProposalKind.BRANCH, "N1", 0, "N1", ("N1",), 1, branch),
            ],
            2,
        )
    listed = " ".join(surveyed("discovery", "list").out.split())
    assert f"elsewhere {HOMES[0]} drawn behind N1; fell 3 times with those behind N2, echoes shared" in listed
    assert (
        "with them: 1, stayed 2 times where it is drawn, 0 against, distance off by 9.0 there and 0.5 here;" in listed
    )
    assert "branch N1 3 homes recorded there fell together 2 times, others stayed; odds 10^5 to 1" in listed
    found = json.loads(surveyed("discovery", "list", "--json", "--kind", "branch").out)["proposals"]
    assert (found[0]["segment"], found[0]["evidence"]["terminals"]) == (None, HOMES[:3])

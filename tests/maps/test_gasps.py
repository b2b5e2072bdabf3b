"""Power or fibre, by the last words of ONUs; and nodes that are alive and get no light."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from collectors.states import TerminalState as S
from maps.gasps import power_or_fibre
from maps.locate import locate
from maps.model import Cause, Down, Evidence

NOTICE_MS = 60_000
NOW_MS = 1_800_000_000_000


@pytest.fixture
def town(make_town):
    """One OLT of two ports, four splitters on each, eight homes behind each splitter."""
    parents = {"H": "", "O": "H", "P1": "O", "P2": "O"}
    parents |= {f"D{p}{d}": f"P{p}" for p in (1, 2) for d in range(4)}
    parents |= {f"u{p}{d}{k}": f"D{p}{d}" for p in (1, 2) for d in range(4) for k in range(8)}
    return make_town(parents)


def told(town, **words: Down) -> Evidence:
    """Return the evidence of a town, with the last words of everybody behind some elements."""
    down = np.zeros(len(town.roster), np.uint8)
    for element, word in words.items():
        down[town.roster.slots(town.behind(element) or [element])] = word
    down[town.state != S.DARK] = Down.UNTOLD
    return replace(town.evidence, down=down)


def verdict(town, evidence: Evidence) -> list[tuple[str, Cause]]:
    faults = locate(town.topology, evidence, town.assumptions, NOW_MS)
    return [(fault.element, fault.cause) for fault in power_or_fibre(faults, evidence, NOTICE_MS)]


@pytest.mark.parametrize(("word", "cause"), [(Down.POWER, Cause.MAINS), (Down.LIGHT, Cause.ELEMENT)])
def test_a_port_where_all_gave_a_dying_gasp_is_mains_and_one_where_all_lost_light_is_fibre(town, word, cause):
    town.dark(*town.behind("P1"))
    assert verdict(town, told(town, P1=word)) == [("P1", cause)]


def test_without_a_word_it_is_what_it_was(town):
    town.dark(*town.behind("P1"))
    assert verdict(town, town.evidence) == [("P1", Cause.ELEMENT)]
    assert verdict(town, told(town)) == [("P1", Cause.ELEMENT)]


def test_some_whose_gasp_never_came_change_nothing(town):
    town.dark(*town.behind("D11"))
    evidence = told(town, D11=Down.POWER)
    evidence.down[town.roster.slots(town.behind("D11")[:2])] = Down.LIGHT
    assert verdict(town, evidence) == [("D11", Cause.MAINS)]


def test_splitters_that_lost_their_homes_current_in_one_moment_are_one_outage(town):
    town.dark(*town.behind("D11"), *town.behind("D22"))
    assert [cause for _, cause in verdict(town, told(town, D11=Down.POWER, D22=Down.POWER))] == [Cause.MAINS]


def test_homes_that_were_switched_off_with_a_gasp_are_no_fault_where_as_many_without_a_word_are(town):
    some = town.behind("D11")[:6]
    town.dark(*some)
    assert verdict(town, told(town, **dict.fromkeys(some, Down.LIGHT)))
    assert verdict(town, told(town, **dict.fromkeys(some, Down.POWER))) == []


@pytest.fixture
def fibre(make_town):
    """Two transmitters, each with two nodes of twenty homes."""
    parents = {"H": "", "C": "H", "X1": "C", "X2": "C"}
    parents |= {f"N{x}{n}": f"X{x}" for x in (1, 2) for n in range(2)}
    parents |= {f"A{x}{n}": f"N{x}{n}" for x in (1, 2) for n in range(2)}
    parents |= {f"m{x}{n}{k}": f"A{x}{n}" for x in (1, 2) for n in range(2) for k in range(20)}
    return make_town(parents)


def node_or_above(town, *, dim: bool) -> dict[str, float]:
    """Return the candidates where one of a transmitter's nodes is dark and of the other nobody is observed."""
    town.dark(*town.behind("N10"))
    town.unknown(*town.behind("N11"))
    evidence = town.evidence
    if dim:
        town.dark("N10")
        flags = np.zeros(len(town.roster), np.bool_)
        flags[town.roster.slot("N10")] = True
        evidence = replace(town.evidence, dim=flags)
    (fault,) = locate(town.topology, evidence, town.assumptions, NOW_MS)
    others = {other.element: other.probability for other in fault.alternatives}
    return {fault.element: fault.probability - sum(others.values()), **others}


def test_a_node_without_light_points_to_what_is_above_it(fibre, make_town):
    lit, dim = node_or_above(fibre, dim=False), node_or_above(fibre, dim=True)
    assert dim["X1"] / dim["N10"] > 2.0 * lit["X1"] / lit["N10"]
    assert dim.get("A10", 0.0) < 0.01 < lit["A10"], "an amplifier behind it takes no light away"

"""Localisation as a whole against enumeration of its model: small plants, one episode long past."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from collectors.states import TerminalState
from maps.assumptions import Assumptions
from maps.likelihood import doubts, weigh
from maps.onset import onsets
from maps.posterior import posterior
from maps.sightings import sight

NOW_MS = 1_800_000_000_000


FEW_ASLEEP = (
    {"H": ""} | dict.fromkeys(("A1", "A2", "A3", "A4", "A5"), "H") | {f"m{i}": f"A{2 + i // 2}" for i in range(8)}
)
"""Three homes of eight are off beside their neighbours: no bedtime, for all that they are a large share."""


@st.composite
def outages(draw):
    n = draw(st.integers(2, 6))
    parents = {"H": ""} | {f"A{i}": draw(st.sampled_from(["H", *(f"A{j}" for j in range(1, i))])) for i in range(1, n)}
    places = [key for key in parents for _ in range(draw(st.integers(0, 3)))]
    parents |= {f"m{i}": place for i, place in enumerate(places)}
    states = [draw(st.sampled_from("dddurr?")) for _ in places]
    return parents, states


def enumerate_first(town, states):
    """Return P(element is the first failed one) by enumeration: each failed element silences in the window or not."""
    a = town.assumptions
    q = a.coincidence
    elements = [element.id for element in town.elements if element.id[0] != "m"]
    parent = {element.id: element.parent for element in town.elements}
    likelihood_ratio = {
        "d": 1 / (a.switched_off * q),
        "u": (a.missed_anyway + a.misplaced) / (1 - a.switched_off),
        "r": a.ranging_while_failed,
    }
    at = {modem: state for modem, state in zip(town.modems, states, strict=True) if state != "?"}

    def above(key):
        while key:
            yield key
            key = parent[key]

    first = dict.fromkeys(elements, 0.0)
    total = 0.0
    for failed in itertools.product([False, True], repeat=len(elements)):
        down = {key for key, is_failed in zip(elements, failed, strict=True) if is_failed}
        uppermost = {key for key in down if not any(up in down for up in itertools.islice(above(key), 1, None))}
        weight = math.prod(
            a.prior(e.kind) if e.id in down else 1 - a.prior(e.kind) for e in town.elements if e.id[0] != "m"
        )
        for key in uppermost:
            behind = [state for modem, state in at.items() if key in above(parent[modem])]
            contradicting = math.prod(likelihood_ratio[state] for state in behind if state != "d")
            dark = behind.count("d")
            weight *= contradicting * (q * likelihood_ratio["d"] ** dark + 1 - q if dark else 1.0)
        total += weight
        for key in uppermost:
            first[key] += weight
    return {key: value / total for key, value in first.items()}


@settings(max_examples=150)
@given(outages())
@example(outage=(FEW_ASLEEP, list("duuddddu")))
def test_the_posterior_of_a_plant_is_that_of_enumeration(make_town, outage):
    parents, states = outage
    town = make_town(
        parents, Assumptions(misplaced=1e-100, together=1e-9)
    )  # elements that hang elsewhere are test_posterior's
    for modem, state in zip(town.modems, states, strict=True):
        if state == "d":
            town.dark(modem)
        elif state == "r":
            town.up(modem, state=TerminalState.RANGING)
        elif state == "?":
            town.unknown(modem)
    seen = sight(town.topology, town.evidence, town.assumptions, NOW_MS)
    when = onsets(town.topology, seen.dark, doubts(town.assumptions))
    result = posterior(weigh(town.topology, seen, when, town.assumptions), town.topology.levels)
    first = np.empty(len(town.topology))
    first[town.topology.by_level] = result.first
    expected = enumerate_first(town, states)
    assert first == pytest.approx([expected[key] for key in town.topology.keys], rel=1e-6, abs=1e-15)

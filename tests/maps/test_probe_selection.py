"""Which answers would decide between what is left open."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.assumptions import Assumptions
from maps.model import Alternative, Cause, Fault
from maps.probe_selection import MOST_EACH, Explanation, explanations, worth_asking


def silenced(town, element: str):
    slots = [slot for key, slot in ((key, town.roster.slot(key)) for key in town.topology.keys)
             if town.topology.covers(element, key)]  # fmt: skip
    return np.array(sorted([*slots, *town.topology.segment(element).tolist()]), np.int32)


def a_fault(town, element: str, probability: float, **alternatives: float) -> Fault:
    behind = town.topology.segment(element)
    others = tuple(Alternative(key, chance) for key, chance in alternatives.items())
    return Fault(element, Cause.ELEMENT, probability, behind, behind[:0], behind, alternatives=others)


def asked(town, *faults: Fault, who=None, most: int = 16) -> list[str]:
    slots = np.sort(town.roster.slots(town.modems if who is None else who))
    cases = [explanations(fault, lambda key: silenced(town, key), town.roster.slot) for fault in faults]
    is_device = np.array([town.roster.key(int(slot)) not in town.modems for slot in slots])
    return [town.roster.key(int(slot)) for slot in worth_asking(cases, slots, is_device, town.assumptions, most)]


def test_who_is_behind_one_alternative_and_not_the_other_is_asked(cascade):
    between = {*cascade.behind("A1")} - {*cascade.behind("A2")}
    chosen = asked(cascade, a_fault(cascade, "A2", 0.9999, A1=0.45))
    assert chosen
    assert set(chosen) <= between


def test_where_nothing_can_be_decided_nobody_is_asked(cascade):
    assert asked(cascade, a_fault(cascade, "A2", 0.9999)) == []
    alike = sorted(cascade.behind("A3"))
    assert asked(cascade, a_fault(cascade, "A2", 0.9999, A1=0.5), who=alike) == [], "silent either way"


def test_a_fault_that_is_only_suspected_has_those_behind_it_asked(cascade):
    chosen = asked(cascade, a_fault(cascade, "A3", 0.5))
    assert set(chosen) <= set(cascade.behind("A3"))
    assert len(chosen) >= 1


def test_a_transponder_is_worth_more_than_a_home_that_may_be_off(cascade):
    who = ["A1", *sorted({*cascade.behind("T1")})]
    assert asked(cascade, a_fault(cascade, "A2", 0.98, A1=0.45), who=who, most=1) != ["A1"], (
        "its own may answer though dead"
    )
    who = ["A2", *sorted({*cascade.behind("T4")})]
    assert asked(cascade, a_fault(cascade, "A3", 0.98, N1=0.45), who=who, most=1) == ["A2"]


def test_no_more_are_asked_than_there_is_room_for_and_no_more_about_one_than_help(cascade):
    faults = [a_fault(cascade, "A2", 0.98, A1=0.45), a_fault(cascade, "A4", 0.5)]
    assert len(asked(cascade, *faults, most=3)) == 3
    assert len(asked(cascade, faults[0])) <= MOST_EACH


def entropy(chance) -> float:
    p = np.asarray(chance)
    p = p[p > 0]
    return float(-(p * np.log2(p)).sum())


@given(
    st.lists(st.floats(0.01, 1.0), min_size=2, max_size=4),
    st.lists(st.sets(st.integers(0, 5)), min_size=4, max_size=4),
)
def test_what_is_asked_first_lessens_the_entropy_as_much_as_anything_could(weights, sets):
    chance = np.array(weights) / sum(weights)
    assumptions = Assumptions()
    case = [
        Explanation(f"E{i}" if i else "", float(p), np.array(sorted(sets[i]) if i else [], np.int32))
        for i, p in enumerate(chance)
    ]
    who = np.arange(6, dtype=np.int32)
    chosen = worth_asking([case], who, np.zeros(6, np.bool_), assumptions, 1)

    def expected(slot: int) -> float:
        off, anyway = assumptions.switched_off, assumptions.missed_anyway + assumptions.misplaced
        yes = np.array([anyway if slot in one.silenced else 1.0 - off for one in case])
        told = entropy(chance)
        for likelihood in (yes, 1.0 - yes):
            joint = chance * likelihood
            told -= joint.sum() * entropy(joint / joint.sum())
        return told

    bits = [expected(slot) for slot in who.tolist()]
    if len(chosen):
        assert bits[int(chosen[0])] == pytest.approx(max(bits), abs=1e-9)
    else:
        assert max(bits) < 0.05 + 1e-9

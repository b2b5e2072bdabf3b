"""What is no part of the most probable explanation, and cannot be excluded either."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from maps.locate import SUSPECTED, judge


def verdict(town):
    return judge(town.topology, town.evidence, town.assumptions, 1_800_000_000_000)


def test_two_dark_of_a_tap_whose_other_two_nobody_sees_are_suspected_and_not_named(cascade):
    cascade.dark("m5.0", "m5.1")
    cascade.unknown("m5.2", "m5.3")
    (suspect,) = verdict(cascade).suspected
    assert suspect.element == "T5"
    assert SUSPECTED <= suspect.probability < 0.5
    assert cascade.keys(suspect.explains) == ["m5.0", "m5.1"]
    assert verdict(cascade).faults == ()


def test_what_is_certain_either_way_is_not_suspected(cascade):
    assert verdict(cascade).suspected == ()
    cascade.dark(*cascade.behind("A2"))
    assert verdict(cascade).suspected == ()


modems = [f"m{t}.{k}" for t in range(1, 13) for k in range(4)]


@settings(deadline=None)
@given(st.sets(st.sampled_from(modems)), st.sets(st.sampled_from(modems)))
def test_suspects_stand_apart_from_what_is_named_and_from_one_another(make_town, dark, unknown):
    town = make_town.cascade()
    town.dark(*dark)
    town.unknown(*(unknown - dark))
    found = verdict(town)
    assert [fault.element for fault in found.faults] == town.named()
    taken = [set(fault.explains.tolist()) for fault in (*found.faults, *found.suspected)]
    assert sum(map(len, taken)) == len(set().union(*taken)), "nobody is explained twice"
    assert all(suspect.probability >= SUSPECTED for suspect in found.suspected)

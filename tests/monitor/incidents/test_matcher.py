"""What becomes of faults and open incidents."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.model import Alternative, Cause, Fault
from monitor.incidents.matcher import (
    Keep,
    Open,
    Quiet,
    Standing,
    is_overruled,
    is_remnant,
    is_restored,
    match,
    returned,
)


def fault(element: str, *explains: int) -> Fault:
    slots = np.array(explains, np.int32)
    return Fault(element, Cause.ELEMENT, 0.99, slots, np.empty(0, np.int32), slots)


def standing(number: int, elements: str, *dark: int) -> Standing:
    return Standing(number, tuple(elements.split()), np.array(dark, np.int32), len(dark))


def apart(_a: str, _b: str) -> bool:
    return False


def test_a_fault_nobody_accounts_for_opens_an_incident():
    decisions = match([fault("tap", 1, 2)], [], apart)
    assert [(type(d), d.fault.element) for d in decisions] == [(Open, "tap")]


def test_a_tap_then_its_amplifier_then_the_node_is_one_incident_that_grows():
    grown = match([fault("amplifier", 1, 2, 3, 4)], [standing(7, "tap", 1, 2)], apart)
    assert [(d.number, d.faults[0].element, d.merged) for d in grown] == [(7, "amplifier", ())]


def test_two_incidents_explained_by_one_fault_become_the_older_one():
    (kept,) = match([fault("node", 1, 2, 3, 4)], [standing(9, "a", 3, 4), standing(8, "b", 1, 2)], apart)
    assert isinstance(kept, Keep)
    assert (kept.number, kept.merged) == (8, (9,))


def test_a_partial_repair_narrows_the_incident_and_opens_no_other():
    (kept,) = match([fault("tap1", 1), fault("tap2", 4)], [standing(3, "amplifier", 1, 2, 3, 4)], apart)
    assert isinstance(kept, Keep)
    assert [f.element for f in kept.faults] == ["tap1", "tap2"]


def test_an_incident_no_fault_speaks_for_falls_quiet_and_others_are_left_alone():
    decisions = match([fault("tap", 5, 6)], [standing(1, "x", 1, 2), standing(2, "tap", 5)], apart)
    assert [(type(d), d.number) for d in decisions] == [(Quiet, 1), (Keep, 2)]


def test_a_silent_device_and_the_outage_that_covers_it_are_one_incident():
    silent = standing(4, "node")
    (kept,) = match([fault("hub", 1, 2)], [silent], lambda a, b: (a, b) == ("hub", "node"))
    assert isinstance(kept, Keep)
    assert kept.number == 4


def test_a_device_behind_an_outage_that_falls_silent_is_part_of_it():
    (kept,) = match([fault("node")], [standing(4, "hub", 1, 2)], lambda a, b: (a, b) == ("hub", "node"))
    assert isinstance(kept, Keep)
    assert kept.number == 4


def test_a_silent_cmts_above_an_outage_is_another_incident_for_it_hides_the_outage():
    decisions = match([fault("cmts")], [standing(4, "tap", 1, 2)], lambda a, b: (a, b) == ("cmts", "tap"))
    assert {type(d) for d in decisions} == {Open, Quiet}


def test_returned_terminals_tie_nothing_together():
    decisions = match([fault("tap", 1)], [standing(1, "amplifier", 2, 3)], apart)
    assert {type(d) for d in decisions} == {Open, Quiet}


slot_sets = st.lists(st.integers(0, 30), max_size=5, unique=True)


@given(st.lists(slot_sets, max_size=5), st.lists(slot_sets, max_size=5))
def test_every_fault_and_every_incident_is_decided_exactly_once(fault_slots, incident_slots):
    faults = [fault(f"f{i}", *slots) for i, slots in enumerate(fault_slots)]
    incidents = [standing(i, f"i{i}", *slots) for i, slots in enumerate(incident_slots)]
    decided_faults: list[str] = []
    decided: list[int] = []
    for d in match(faults, incidents, apart):
        if isinstance(d, Open):
            decided_faults.append(d.fault.element)
        elif isinstance(d, Keep):
            decided_faults.extend(f.element for f in d.faults)
            decided.extend((d.number, *d.merged))
            assert all(d.number < other for other in d.merged)
        else:
            decided.append(d.number)
    assert sorted(decided_faults) == [f.element for f in faults]
    assert sorted(decided) == [i.number for i in incidents]


@pytest.mark.parametrize(
    ("explained", "still_dark", "restored"),
    [
        (60, 0, True),
        (60, 3, True),
        (60, 30, False),
        (4, 2, False),
        (5, 1, True),
        (100_000, 3_000, True),
        (100_000, 3_300, False),
        (100_000, 90_000, False),
    ],
)
def test_stragglers_keep_an_incident_open_only_where_they_are_more_than_chance(explained, still_dark, restored):
    assert is_restored(explained, still_dark, 0.03) is restored


def test_the_limit_is_the_binomial_tail():
    tail = 1 - sum(math.comb(40, k) * 0.03**k * 0.97 ** (40 - k) for k in range(4))
    assert is_restored(40, 4, 0.03) is (tail >= 0.01)


def trouble(element: str, cause: Cause, *explains: int, after_ms: int = 0, before_ms: int = 0) -> Fault:
    slots = np.array(explains, np.int32)
    return Fault(element, cause, 0.99, slots, np.empty(0, np.int32), slots, after_ms=after_ms, before_ms=before_ms)


@pytest.mark.parametrize("cause", [Cause.POWER, Cause.MAINS])
def test_an_outage_whose_cause_becomes_clear_stays_the_same_incident(cause):
    (kept,) = match([trouble("supply", cause, 1, 2, 3)], [standing(7, "amplifier", 1, 2)], apart)
    assert (kept.number, kept.faults[0].cause) == (7, cause)


def test_homes_that_cannot_register_are_no_part_of_the_outage_they_were_in():
    decisions = match([trouble("cmts", Cause.PROVISIONING, 1, 2)], [standing(7, "node", 1, 2)], apart)
    assert {type(d) for d in decisions} == {Open, Quiet}


def test_a_silent_node_is_no_part_of_its_cmts_trouble_with_registration():
    stuck = Standing(4, ("cmts",), np.array([1, 2], np.int32), 2, Cause.PROVISIONING)
    decisions = match([trouble("node", Cause.NO_ANSWER)], [stuck], lambda a, b: (a, b) == ("cmts", "node"))
    assert {type(d) for d in decisions} == {Open, Quiet}


def test_a_level_that_moved_and_then_went_out_is_one_incident():
    drifting = Standing(4, ("amplifier",), np.array([1, 2], np.int32), 2, Cause.LEVEL)
    (kept,) = match([trouble("amplifier", Cause.ELEMENT, 3, 4)], [drifting], lambda a, b: a == b)
    assert kept.number == 4


@pytest.mark.parametrize(("dark", "is_one"), [((1, 2, 3), True), (range(1, 60), False)])
def test_an_outage_far_wider_than_a_bad_signal_is_another_story(dark, is_one):
    drifting = Standing(4, ("amplifier",), np.array([1, 2], np.int32), 2, Cause.LEVEL)
    decisions = match([trouble("node", Cause.ELEMENT, *dark)], [drifting], lambda a, b: (a, b) == ("node", "amplifier"))
    assert {type(d) for d in decisions} == ({Keep} if is_one else {Open, Quiet})


def test_a_level_whose_outage_cannot_be_told_from_it_is_one_incident():
    drifting = Standing(4, ("amplifier",), np.array([1], np.int32), 1, Cause.LEVEL)
    wider = trouble("node", Cause.ELEMENT, *range(1, 60))
    unclear = replace(wider, alternatives=(Alternative("amplifier", 0.3),))
    (kept,) = match([unclear], [drifting], lambda a, b: (a, b) == ("node", "amplifier"))
    assert kept.number == 4


def test_homes_that_come_into_sight_dark_were_part_of_the_outage_that_hid_them():
    hidden = Standing(4, ("hub",), np.array([1], np.int32), 1, Cause.ELEMENT, begun_ms=5000)
    seen_before, seen_since = (
        trouble("head", Cause.ELEMENT, 8, 9, after_ms=after_ms, before_ms=90_000) for after_ms in (4000, 60_000)
    )
    (kept,) = match([seen_before], [hidden], lambda a, b: (a, b) == ("hub", "head"))
    assert kept.number == 4
    decisions = match([seen_since], [hidden], lambda a, b: (a, b) == ("hub", "head"))
    assert {type(d) for d in decisions} == {Open, Quiet}


@pytest.mark.parametrize(
    ("back", "number"),
    [
        (trouble("A7", Cause.ELEMENT, 1, 2), 5),
        (trouble("A7", Cause.POWER, 2, 3, 4), 5),
        (trouble("A7", Cause.LEVEL, 1, 2), None),
        (trouble("A8", Cause.ELEMENT, 1, 2), None),
        (trouble("A7", Cause.ELEMENT, 3, 4, 5), None),
        (trouble("N1", Cause.NO_ANSWER), 6),
    ],
)
def test_what_comes_back_is_known_by_its_place_its_trouble_and_its_homes(back, number):
    over = [standing(5, "A7", 1, 2, 3), Standing(6, ("N1",), np.empty(0, np.int32), 0, Cause.NO_ANSWER)]
    assert returned(back, over) == number


def test_what_somebody_has_ended_is_no_news_while_it_is_the_same():
    ended = standing(5, "A7", 1, 2, 3)
    assert is_overruled(trouble("T1", Cause.ELEMENT, 1, 2), ended)
    assert not is_overruled(trouble("N1", Cause.ELEMENT, *range(1, 10)), ended)
    assert not is_overruled(trouble("A7", Cause.NO_ANSWER), ended)
    silent = Standing(6, ("N1",), np.empty(0, np.int32), 0, Cause.NO_ANSWER)
    assert is_overruled(trouble("N1", Cause.NO_ANSWER), silent)


@pytest.mark.parametrize(("left", "explained", "it_is"), [(3, 40, True), (5, 40, False), (1, 19, False)])
def test_only_something_small_behind_something_large_is_what_is_left_of_it(left, explained, it_is):
    fault = trouble("T9", Cause.ELEMENT, *range(left))

    def covers(a: str, b: str) -> bool:
        return (a, b) == ("N1", "T9")

    assert is_remnant([fault], "N1", explained, covers) is it_is
    assert not is_remnant([fault, fault], "N1", explained, covers)
    assert not is_remnant([fault], "T9", explained, covers)
    assert not is_remnant([trouble("T9", Cause.NO_ANSWER)], "N1", explained, covers)

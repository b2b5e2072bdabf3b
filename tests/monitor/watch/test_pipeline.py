"""What a batch leads to: incidents that open, grow, narrow and end."""

from dataclasses import replace

import numpy as np
import pytest

from collectors.model import Batch, Contacts, Readings
from collectors.states import TerminalState as S
from maps.model import DeviceRow, Element, Kind
from monitor.care.freshness import freshness, stale_after_ms
from monitor.ledger.plant import replace_plant
from monitor.settings import Settings
from tests.monitor.kept import affected_accounts, standing_terminals

T0 = 1_800_000_000_000


def test_a_whole_segment_dark_is_one_incident_with_the_accounts_behind_it(core, ledger):
    core.sweep(T0 + 60_000, dark=set(core.homes[:5]))
    (view,) = core.open()
    assert (view.element, view.subscribers, view.terminals) == ("A1", 5, 5)
    assert view.started_after_ms == T0 + 30_000
    assert view.started_before_ms == T0 + 60_000
    with ledger.read() as connection:
        assert affected_accounts(connection, view.number) == [f"acc{i}" for i in range(5)]


def test_a_restart_in_the_middle_changes_nothing(core, start):
    core.sweep(T0 + 60_000, dark=set(core.homes[:5]))
    before = core.open()
    again = start()
    for sweep in range(20):
        again.sweep(T0 + 90_000 + 30_000 * sweep, dark=set(core.homes[:5]))
    assert again.open() == before


def test_the_first_slices_after_a_restart_tell_nobody_anything(core, start):
    for sweep in range(20):
        core.sweep(T0 + 60_000 + 30_000 * sweep, dark=set(core.homes[:5]) if sweep > 9 else set())
    before, now = core.open(), T0 + 660_000
    again = start()
    first = Contacts(core.slots("C1"), np.ones(1, np.bool_), np.full(1, now, np.int64))
    again.pipeline.take(Batch("state", now, now + 100, contacts=first))
    assert again.open() == before
    again.sweep(now + 200, dark=set(core.homes[:5]))
    assert again.open() == before


def test_a_cmts_that_is_silent_after_a_restart_makes_no_outage_larger(core, start):
    for sweep in range(20):
        core.sweep(T0 + 60_000 + 30_000 * sweep, dark=set(core.homes[:5]) if sweep > 9 else set())
    core.pipeline.flush(T0 + 640_000)
    (before,) = core.open()
    again = start()
    for sweep in range(2):
        again.sweep(T0 + 660_000 + 30_000 * sweep, asked=("C1",), silent={"C1"})
    assert again.open() == [before]


def test_a_cmts_that_falls_silent_in_the_middle_of_an_outage_makes_it_no_larger(core):
    for sweep in range(20):
        core.sweep(T0 + 60_000 + 30_000 * sweep, asked=("C1",), dark=set(core.homes[:5]) if sweep > 9 else set())
    (before,) = core.open()
    for sweep in range(120):
        core.sweep(T0 + 660_000 + 30_000 * sweep, asked=("C1",), silent={"C1"})
    assert before in core.open()
    assert core.states() == {S.DARK, S.UNKNOWN}
    for sweep in range(2):
        core.sweep(T0 + 4_260_000 + 30_000 * sweep, asked=("C1",))
    assert core.open() == []


def test_service_back_ends_the_incident_after_one_more_quiet_sweep(core):
    core.sweep(T0 + 60_000, dark=set(core.homes[:5]))
    core.sweep(T0 + 90_000)
    core.sweep(T0 + 120_000)
    assert core.open() == []


def test_homes_that_were_off_before_anybody_looked_do_not_keep_an_incident_open(start):
    core = start()
    off = set(core.homes[:3])
    core.sweep(T0, dark=off)
    for sweep in range(1, 6):
        core.sweep(T0 + 30_000 * sweep, dark=set(core.homes[:5]))
    assert [(view.element, view.terminals) for view in core.open()] == [("A1", 2)]
    for sweep in range(6, 9):
        core.sweep(T0 + 30_000 * sweep, dark=off)
    assert core.open() == []


def test_half_of_it_back_narrows_the_incident_and_opens_no_other(core):
    core.sweep(T0 + 60_000, dark=set(core.homes))
    (whole,) = core.open()
    core.sweep(T0 + 90_000, dark=set(core.homes[:5]))
    (part,) = core.open()
    assert (whole.subscribers, part.number, part.element, part.subscribers) == (8, whole.number, "A1", 5)


def test_a_silent_cmts_ends_nothing_and_invents_no_outage_of_homes(core, ledger):
    core.sweep(T0 + 60_000, dark=set(core.homes[:5]))
    for sweep in range(6):
        core.sweep(T0 + 90_000 + 30_000 * sweep, silent={"C1"})
    assert {(view.element, view.cause) for view in core.open()} == {("A1", "element"), ("C1", "no_answer")}
    with ledger.read() as connection:
        (outage,) = (view for view in core.open() if view.element == "A1")
        assert standing_terminals(connection, outage.number) == sorted(core.slots(*core.homes[:5]).tolist())


def test_one_home_switched_off_is_no_incident(core):
    core.sweep(T0 + 60_000, dark={core.homes[0]})
    assert core.open() == []


def test_a_node_that_is_silent_while_its_homes_are_fine_is_an_alarm_of_its_own_without_subscribers(core):
    for sweep in range(6):
        core.sweep(T0 + 60_000 + 30_000 * sweep, silent={"N1"})
    (view,) = core.open()
    assert (view.element, view.cause, view.subscribers) == ("N1", "no_answer", 0)
    core.sweep(T0 + 300_000)
    core.sweep(T0 + 330_000)
    assert core.open() == []


def test_what_a_cmts_says_of_the_level_of_a_dark_terminal_is_no_reading(core):
    slots = core.slots(*core.homes[:2])
    level = Readings(
        "cmts_cm", slots, np.zeros(2, np.int32), np.full(2, T0 + 60_000, np.int64), {"us_rx_power_dbmv": np.zeros(2)}
    )
    core.sweep(T0 + 60_000, dark={core.homes[0]}, readings=[level])
    kept = {slot for block in core.pipeline.collected() if block.family == "cmts_cm" for slot in block.slot.tolist()}
    assert kept == {int(slots[1])}


def test_a_sweep_that_takes_longer_than_many_intervals_forgets_nobody_it_saw(core):
    begun = T0 + 60_000
    core.take(begun)
    core.pipeline.sweep_ended("state", begun + 600_000)
    core.take(begun + 600_000)
    core.pipeline.sweep_ended("state", begun + 1_200_000)
    assert core.states() == {S.REGISTERED}


def test_what_a_silent_cmts_said_of_homes_counts_for_nothing_after_three_sweeps(core):
    for sweep in range(2):
        core.sweep(T0 + 60_000 + 30_000 * sweep, silent={"C1"})
    assert core.states() == {S.REGISTERED}
    core.sweep(T0 + 120_000, silent={"C1"})
    assert core.states() == {S.UNKNOWN}


def test_a_clock_set_back_over_a_restart_does_not_blind_core(core, start):
    again = start()
    hour_back = T0 - 3_600_000
    again.sweep(hour_back, dark=set(core.homes[:5]))
    assert [view.element for view in again.open()] == ["A1"]
    again.sweep(hour_back + 30_000)
    again.sweep(hour_back + 60_000)
    assert again.open() == []


@pytest.fixture
def many_transponders(ledger, plant):
    """The plant with four more nodes that answer for themselves and a switch elsewhere; returns whom to ask."""
    nodes = [f"M{i}" for i in range(4)]
    larger = replace(
        plant,
        elements=(
            *plant.elements,
            *(Element(node, Kind.OPTICAL_NODE, parent="C1") for node in nodes),
            Element("S1", Kind.SWITCH),
        ),
        devices=(*plant.devices, *(DeviceRow(key, f"127.0.1.{i + 1}") for i, key in enumerate([*nodes, "S1"]))),
    )
    replace_plant(ledger, larger, "test")
    return ("C1", "N1", *nodes, "S1")


def test_when_nobody_answers_any_more_no_home_is_called_cut_off(many_transponders, start):
    core, everybody = start(), many_transponders
    for sweep in range(10):
        silent = set(everybody) if sweep > 1 else set()
        core.sweep(T0 + 30_000 * sweep, asked=everybody, silent=silent)
        assert all(view.subscribers == 0 for view in core.open())
    assert [(view.element, view.cause) for view in core.open()] == [("C1", "uplink")]
    for sweep in range(10, 13):
        core.sweep(T0 + 30_000 * sweep, asked=everybody, silent={"M2"})
    assert [(view.element, view.cause) for view in core.open()] == [("M2", "no_answer")]


def test_homes_nobody_can_see_are_spoken_for_by_the_devices_that_feed_them(many_transponders, start):
    core, everybody = start(), many_transponders
    for sweep in range(4):
        at_ms = T0 + 30_000 * sweep
        answered = np.array([sweep == 0 or key == "S1" for key in everybody])
        contacts = Contacts(core.slots(*everybody), answered, np.full(len(everybody), at_ms, np.int64))
        core.pipeline.take(Batch("state", at_ms, at_ms, contacts=contacts))
        core.pipeline.sweep_ended("state", at_ms)
        found = [(view.element, view.subscribers) for view in core.open() if view.cause == "element"]
        assert found == ([("C1", 8)] if sweep == 3 else [])


def test_a_cmts_silent_with_all_the_devices_behind_it_is_an_outage_while_others_answer(many_transponders, start):
    core, everybody = start(), many_transponders
    behind = set(everybody) - {"S1"}
    for sweep in range(5):
        core.sweep(T0 + 30_000 * sweep, asked=everybody, silent=behind if sweep else set())
        found = [(view.element, view.cause, view.subscribers) for view in core.open()]
        assert found == ([("C1", "element", 8)] if sweep > 2 else [])
    for sweep in range(5, 8):
        core.sweep(T0 + 30_000 * sweep, asked=everybody)
    assert core.open() == []


def test_a_cmts_silent_alone_takes_service_from_nobody(many_transponders, start):
    core, everybody = start(), many_transponders
    for sweep in range(6):
        core.sweep(T0 + 30_000 * sweep, asked=everybody, silent={"C1"} if sweep else set())
    assert [(view.element, view.cause, view.subscribers) for view in core.open()] == [("C1", "no_answer", 0)]


def test_a_state_sweep_that_takes_minutes_leaves_what_it_has_seen_fresh(core, ledger):
    for second in range(0, 240, 5):
        core.take(T0 + 60_000 + second * 1000)
    with ledger.read() as connection:
        found = freshness(connection, T0 + 300_000, stale_after_ms(Settings()))
    assert not found.stale

"""An incident's later life, from what sweeps show: verified, back again, ended in spite of what they show."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pytest

from collectors.model import Batch, Readings, States
from collectors.states import TerminalState as S
from maps.model import Cause, DeviceRow, Element, Kind, Plant
from monitor.incidents import actions
from monitor.incidents.attached import Attachment, attached
from monitor.incidents.links import Link, Tie, links
from monitor.incidents.model import Estimate, Source
from monitor.incidents.transitions import transitions
from tests.monitor.watch.conftest import T0
from tests.monitor.watch.socketless import Socketless, ledger_of

STEP_MS = 30_000


@pytest.fixture
def sweep(core):
    """Have state sweeps end one after the other, with these homes dark."""
    at_ms = [T0 + STEP_MS]

    def run(*dark: str, times: int = 1, hours: float = 0.0) -> None:
        at_ms[0] += round(hours * 3_600_000)
        for _ in range(times):
            at_ms[0] += STEP_MS
            core.sweep(at_ms[0], dark=set(dark))

    run.now_ms = lambda: at_ms[0]
    return run


def becomes(core, number: int) -> list[str]:
    with core.ledger.read() as connection:
        return [str(each.becomes) for each in transitions(connection, number)]


def test_an_incident_is_verified_at_its_terminals_before_it_is_over(core, sweep):
    sweep(*core.homes[:5])
    (view,) = core.open()
    sweep(times=2)
    assert core.open() == []
    assert becomes(core, view.number) == ["open", "restored", "resolved"]


def test_what_shows_again_while_it_is_verified_was_never_over(core, sweep):
    sweep(*core.homes[:5])
    core.take(sweep.now_ms() + 1000)
    core.take(sweep.now_ms() + 2000, dark=set(core.homes[:5]))
    (view,) = core.open()
    assert becomes(core, view.number) == ["open", "restored", "open"]


@pytest.mark.parametrize(("hours", "again"), [(0.2, 1), (0.7, 0)])
def test_what_is_back_within_the_time_of_grace_keeps_its_number(core, sweep, hours, again):
    sweep(*core.homes[:5])
    (first,) = core.open()
    sweep(times=2)
    sweep(hours=hours)
    sweep(*core.homes[:5])
    (view,) = core.open()
    assert (view.number == first.number, view.reopened) == (bool(again), again)
    assert view.started_after_ms > first.started_before_ms


def test_an_incident_ended_by_somebody_stays_so_until_its_homes_have_been_back(core, sweep):
    sweep(*core.homes[:5])
    (view,) = core.open()
    core.incidents.override(view.number, "ann", "a house is being pulled down", sweep.now_ms())
    sweep(*core.homes[:5], times=3)
    assert core.open() == []
    sweep(*core.homes)  # the others too: that is another matter
    assert [item.element for item in core.open()] == ["A2"]
    sweep(times=3)
    sweep(hours=2.0)
    sweep(*core.homes[:5])
    assert [item.element for item in core.open()] == ["A1"]


def test_what_failed_anew_after_it_had_been_ended_by_hand_is_followed_after_a_restart_too(core, sweep, start):
    sweep(*core.homes[:5])
    (ended,) = core.open()
    core.incidents.override(ended.number, "ann", "a test", sweep.now_ms())
    sweep(times=2)
    sweep(hours=2.0)
    sweep(*core.homes[:5])
    (anew,) = core.open()
    again = start()
    again.sweep(sweep.now_ms() + STEP_MS, dark=set(core.homes[:5]))
    again.sweep(sweep.now_ms() + 2 * STEP_MS, dark=set(core.homes))
    assert [(item.number, item.subscribers) for item in again.open()] == [(anew.number, 8)]


class Street:
    """Nodes with taps of homes, and state sweeps every half minute."""

    def __init__(self, core: Socketless, homes: list[str]) -> None:
        self.core, self.homes, self.now_ms = core, homes, T0

    def sweep(self, dark: Sequence[str] = (), times: int = 1, waiting: Sequence[str] = ()) -> None:
        slots = self.core.slots("C1", *self.homes)
        known = dict.fromkeys(self.homes, S.REGISTERED)
        known |= dict.fromkeys(waiting, S.UNREGISTERED) | dict.fromkeys(dark, S.DARK)
        states = [S.REGISTERED, *known.values()]
        for _ in range(times):
            self.now_ms += STEP_MS
            seen = States(slots, np.array(states, np.uint8), np.full(len(slots), self.now_ms, np.int64))
            self.core.pipeline.take(Batch("state", self.now_ms, self.now_ms + 500, states=seen))
            self.core.pipeline.sweep_ended("state", self.now_ms + 500)


@contextmanager
def built(blank_ledger, nodes: int, taps: int, at_each: int) -> Iterator[Street]:
    """Build nodes with so many taps of so many homes each, and see two sweeps in which all is well."""
    homes = [f"02:00:00:00:{tap:02x}:{home:02x}" for tap in range(nodes * taps) for home in range(at_each)]
    elements = (
        Element("C1", Kind.CMTS),
        *(Element(f"N{node + 1}", Kind.OPTICAL_NODE, parent="C1") for node in range(nodes)),
        *(Element(f"T{tap}", Kind.TAP, parent=f"N{tap // taps + 1}") for tap in range(nodes * taps)),
        *(Element(home, Kind.CABLE_MODEM, parent=f"T{at // at_each}") for at, home in enumerate(homes)),
    )
    plant = Plant(elements=elements, devices=(DeviceRow("C1", "127.0.0.1"),))
    with ledger_of(plant, blank_ledger) as ledger:
        made = Street(Socketless(ledger), homes)
        made.core.inventory.load_plant()
        made.sweep(times=2)
        yield made


@pytest.fixture
def street(blank_ledger):
    """Return a node with ten taps of five homes each."""
    with built(blank_ledger, nodes=1, taps=10, at_each=5) as made:
        yield made


@pytest.mark.parametrize("evening", [True, False])
def test_as_many_may_stay_dark_as_have_gone_off_elsewhere_meanwhile(blank_ledger, evening):
    with built(blank_ledger, nodes=3, taps=20, at_each=7) as town:
        cut, first_of_each = town.homes[: 20 * 7], town.homes[::7]
        off = first_of_each[20:] if evening else []
        town.sweep(cut)
        for at in range(len(off)):
            town.sweep([*cut, *off[: at + 1]])  # to bed one after the other, nobody beside nobody
        town.sweep([*cut, *off], times=20)
        assert [view.element for view in town.core.open()] == ["N1"]
        town.sweep([*first_of_each[:20], *off], times=3)
        assert len(town.core.open()) == (0 if evening else 1)


def test_whom_somebody_wrote_off_is_no_example_of_going_to_bed(blank_ledger):
    with built(blank_ledger, nodes=6, taps=20, at_each=7) as town:
        cut, other = town.homes[: 20 * 7], town.homes[20 * 7 : 40 * 7]
        town.sweep(cut)
        town.sweep([*cut, *other], times=3)
        written_off = next(view for view in town.core.open() if view.element == "N2")
        town.core.incidents.override(written_off.number, "ann", "the street is being rebuilt", town.now_ms)
        town.sweep([*cut, *other], times=21)
        town.sweep([*cut[::7], *other], times=4)
        assert [view.element for view in town.core.open()] == ["N1"]


def test_who_is_on_and_cannot_log_in_has_not_gone_to_bed(blank_ledger):
    with built(blank_ledger, nodes=3, taps=20, at_each=7) as town:
        stuck, off = town.homes[: 20 * 7], town.homes[20 * 7 :: 7]
        town.sweep(waiting=stuck, times=5)
        assert [view.cause for view in town.core.open()] == [Cause.PROVISIONING]
        for at in range(len(off)):
            town.sweep(off[: at + 1], waiting=stuck)
        town.sweep(off, waiting=stuck, times=20)
        town.sweep(off, waiting=stuck[::10], times=4)
        assert [view.cause for view in town.core.open()] == [Cause.PROVISIONING]


def test_what_stays_dark_long_after_the_others_are_back_is_an_incident_of_its_own(street):
    tap = street.homes[:5]
    street.sweep(street.homes)
    (whole,) = street.core.open()
    street.sweep(tap, times=15)
    (narrow,) = street.core.open()
    assert (narrow.number, narrow.element) == (whole.number, "T0")
    street.sweep(tap, times=10)
    (left,) = street.core.open()
    assert (left.number != whole.number, left.element) == (True, "T0")
    with street.core.ledger.read() as connection:
        assert links(connection, left.number) == [Link(left.number, whole.number, Tie.NESTED)]
    street.sweep(times=2)
    assert street.core.open() == []


def test_what_somebody_opened_stands_until_he_ends_it_though_nothing_shows_it(core, sweep, start):
    sweep()
    core.pipeline.open_by_hand("A1", "ann", "no television, they call", sweep.now_ms())
    sweep(times=4)
    (view,) = start().open()
    assert (view.element, view.by_hand, view.subscribers) == ("A1", True, 0)  # their modems are all up
    for element, refusal in (("A1", "INC-000001 stands there"), ("A99", "no element A99")):
        with pytest.raises(ValueError, match=refusal):
            core.pipeline.open_by_hand(element, "bob", "me too", sweep.now_ms())
    core.incidents.override(1, "ann", "they have it back", sweep.now_ms())
    sweep(times=2)
    assert core.open() == []
    with core.ledger.read() as connection:
        assert [(each.actor, each.reason) for each in transitions(connection, 1)] == [
            ("ann", "no television, they call"), ("ann", "they have it back"),
        ]  # fmt: skip


def test_a_fault_that_is_found_where_somebody_had_opened_an_incident_takes_it_on_and_ends_it(core, sweep):
    sweep()
    core.pipeline.open_by_hand("A1", "ann", "a tree fell", sweep.now_ms())
    sweep(*core.homes[:5])
    (view,) = core.open()
    assert (view.number, view.element, view.by_hand, view.subscribers) == (1, "A1", False, 5)
    sweep(times=2)
    assert core.open() == []


def test_an_incident_keeps_the_readings_it_was_opened_on(core, sweep):
    node = core.slots("N1")
    time_ms, values = np.array([T0], np.int64), {"optical_rx_dbm": np.array([-9.5])}
    core.take(T0 + 1000, readings=[Readings("optical_node", node, np.zeros(1, np.uint32), time_ms, values)])
    sweep()
    sweep(times=2)
    with core.ledger.read() as connection:
        kept = attached(connection, 1)[Attachment.READINGS]
    (named,) = kept.detail["named"]
    assert (named["element"], named["rows"][0]["values"]["optical_rx_dbm"]) == ("N1", -9.5)


def test_what_somebody_ended_and_closed_is_no_news_to_a_core_that_starts_after_it(core, sweep, start):
    sweep(*core.homes[:5])
    (view,) = core.open()
    now_ms = core.ledger.clock.now_ms()
    core.incidents.override(view.number, "ann", "a house is being pulled down", now_ms)
    actions.close(core.ledger, view.number, "ann", "nobody will say", now_ms + 1)
    again = start()
    for turn in (1, 2, 3):
        again.sweep(sweep.now_ms() + turn * STEP_MS, dark=set(core.homes[:5]))
    assert [each.number for each in again.ever()] == [view.number]


def test_an_estimate_that_nobody_renews_lapses_with_a_sweep_though_nothing_else_is_new(core, sweep):
    sweep()
    core.pipeline.open_by_hand("A1", "ann", "no television, they call", sweep.now_ms())
    (view,) = core.open()
    now_ms = sweep.now_ms()
    core.incidents.expect(view.number, "ann", Estimate(now_ms, now_ms + 40_000, Source.HAND, "ann"), now_ms)
    sweep()
    assert core.open()[0].etr is not None
    sweep(times=2)
    (lapsed,) = core.open()
    assert (lapsed.etr, lapsed.revision) == (None, 3)

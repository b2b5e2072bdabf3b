"""Who falls and comes back together is written down as an event, sweep by sweep."""

import numpy as np
import pytest

from collectors.roster import Roster
from collectors.states import TerminalState as S
from maps.learning.events import Events, Mark
from maps.model import Element, Evidence, Kind
from maps.topology import Topology
from monitor.ledger.learning_events import load_events
from monitor.watch.learning.co_occurrence import CoOccurrence

T0 = 1_800_000_000_000
SWEEP_MS, NOTICE_MS = 30_000, 60_000
NOBODY = np.empty(0, np.int32)


class Street:
    """A node with two taps of six homes, looked at every half minute."""

    def __init__(self) -> None:
        elements = [Element("C", Kind.CMTS), Element("N", Kind.OPTICAL_NODE, parent="C")]
        for tap in "AB":
            elements.append(Element(tap, Kind.TAP, parent="N"))
            elements += [Element(f"{tap}{n}", Kind.CABLE_MODEM, parent=tap) for n in range(6)]
        self.roster = Roster([element.id for element in elements])
        self.co_occurrence = CoOccurrence(Events.of([]), NOTICE_MS)
        self.co_occurrence.place(Topology.build(elements, (), self.roster))
        n = len(self.roster)
        self.homes = self.roster.slots(f"{tap}{k}" for tap in "AB" for k in range(6))
        self.state = np.full(n, S.UNKNOWN, np.uint8)
        self.since_ms, self.seen_ms, self.missed_ms = (np.zeros(n, np.int64) for _ in range(3))
        self.now_ms = T0

    def sweep(self, *dark: str, unpowered=NOBODY, times: int = 1) -> None:
        away = self.roster.slots(dark)
        for _ in range(times):
            self.now_ms += SWEEP_MS
            for slot in self.homes.tolist():
                state = S.DARK if slot in away else S.REGISTERED
                if self.state[slot] != state:
                    self.state[slot], self.since_ms[slot] = state, self.now_ms
                    self.missed_ms[slot] = self.now_ms if state == S.DARK else 0
                if state == S.REGISTERED:
                    self.seen_ms[slot] = self.now_ms
            evidence = Evidence(self.state, self.since_ms, self.seen_ms, self.missed_ms)
            self.co_occurrence.look(evidence, unpowered, self.now_ms)

    def marks(self) -> list[dict[str, Mark]]:
        return [
            {self.roster.key(slot): Mark(mark) for slot, mark in zip(one.who.tolist(), one.mark.tolist(), strict=True)}
            for one in self.co_occurrence.events.all()
        ]


@pytest.fixture
def street():
    made = Street()
    made.sweep(times=4)
    return made


TAP_A = [f"A{n}" for n in range(6)]


def test_an_outage_becomes_an_event_once_its_homes_are_back(street):
    street.sweep(*TAP_A, "B0", times=20)
    assert street.marks() == []
    street.sweep(times=2)
    (marks,) = street.marks()
    assert {key for key, mark in marks.items() if mark is Mark.WITH} == {*TAP_A, "B0"}
    assert {key for key, mark in marks.items() if mark is Mark.STAYED} == {"B1", "B2", "B3", "B4", "B5"}
    assert street.co_occurrence.unkept


def test_who_comes_back_at_another_moment_is_told_apart(street):
    street.sweep(*TAP_A, "B0", times=20)
    street.sweep("B0", times=30)
    (marks,) = street.marks() or [{}]
    street.sweep(times=2)
    marks = street.marks()[0]
    assert marks["B0"] in (Mark.FELL, Mark.APART)
    assert marks["A0"] is Mark.WITH


def test_homes_that_switch_off_one_by_one_are_no_event(street):
    for n in range(6):
        street.sweep(*TAP_A[: n + 1], times=10)
    street.sweep(times=10)
    assert street.marks() == []


def test_the_outage_of_the_whole_node_says_nothing(street):
    street.sweep(*TAP_A, *(f"B{n}" for n in range(6)), times=20)
    street.sweep(times=2)
    assert street.marks() == []


def test_what_lost_its_current_together_says_nothing(street):
    unpowered = street.roster.slots(TAP_A)
    street.sweep(*TAP_A, unpowered=unpowered, times=20)
    street.sweep(times=2)
    assert street.marks() == []


def test_homes_that_were_dark_when_first_looked_for_fell_at_no_moment():
    street = Street()
    street.sweep(*TAP_A, times=20)
    street.sweep(times=2)
    assert street.marks() == []


def test_core_keeps_events_in_the_ledger(core, ledger, start):
    now_ms = T0 + 60_000
    for sweep in range(12):
        core.sweep(now_ms + sweep * 30_000, dark=set(core.homes[:5]))
    for sweep in range(12, 16):
        core.sweep(now_ms + sweep * 30_000)
    core.pipeline.flush(now_ms + 600_000)
    with ledger.read() as connection:
        (event,) = load_events(connection).all()
    assert sorted(core.roster.key(slot) for slot in event.who[event.mark == Mark.WITH].tolist()) == core.homes[:5]
    start().sweep(now_ms + 700_000)

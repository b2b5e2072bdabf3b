"""Levels that step together, the same way, are events as silences are."""

import numpy as np
import pytest

from collectors.model import Readings
from collectors.roster import Roster
from maps.learning.events import Events, Mark, Sort
from maps.model import Element, Kind
from maps.topology import Topology
from monitor.watch.learning.co_occurrence import CoOccurrence
from monitor.watch.levels.quality import Quality

T0 = 1_800_000_000_000
SWEEP_MS, HOMES = 300_000, 6


class Street:
    """A node with two taps whose modems' levels are read every five minutes, one after the other."""

    def __init__(self) -> None:
        elements = [Element("K", Kind.CMTS), Element("N", Kind.OPTICAL_NODE, parent="K")]
        for tap in "ABC":
            elements.append(Element(tap, Kind.TAP, parent="N"))
            elements += [Element(f"{tap}{n}", Kind.CABLE_MODEM, parent=tap) for n in range(HOMES)]
        self.roster = Roster([element.id for element in elements])
        self.quality = Quality()
        self.topology = Topology.build(elements, (), self.roster)
        self.co_occurrence = self.watched()
        self.keys = [f"{tap}{n}" for tap in "ABC" for n in range(HOMES)]
        self.now_ms = T0

    def watched(self) -> CoOccurrence:
        made = CoOccurrence(Events.of([]), 60_000)
        made.place(self.topology)
        return made

    def sweep(self, times: int = 1, silent: tuple[str, ...] = (), **off: float) -> None:
        for _ in range(times):
            self.now_ms += SWEEP_MS
            keys = [key for key in self.keys if key not in silent]
            n = len(keys)
            level = np.array([off.get(key, off.get(key[0], 0.0)) for key in keys])
            time_ms = self.now_ms - SWEEP_MS // 2 + np.arange(n, dtype=np.int64) * 1000
            block = Readings(
                "cm", self.roster.slots(keys), np.zeros(n, np.uint32), time_ms, {"ds_power_dbmv": level}
            )  # fmt: skip
            self.quality.take([block], len(self.roster))
            self.co_occurrence.look_at_levels(self.quality, len(self.roster), 2 * SWEEP_MS, self.now_ms)

    def who(self, mark: Mark) -> list[set[str]]:
        return [
            {self.roster.key(slot) for slot in event.who[event.mark == mark].tolist()}
            for event in self.co_occurrence.events.all()
        ]


@pytest.fixture
def street() -> Street:
    made = Street()
    made.sweep(4)
    return made


TAP_A = {f"A{n}" for n in range(HOMES)}


def test_a_tap_that_loses_level_is_one_event_with_the_home_that_stepped_along(street):
    street.sweep(6, A=-5.0, B0=-5.0)
    assert street.who(Mark.FELL) == [TAP_A | {"B0"}]
    assert len(street.who(Mark.STAYED)[0]) == 2 * HOMES - 1
    assert street.co_occurrence.events[0].sort is Sort.STEP


def test_steps_in_different_directions_are_not_together(street):
    street.sweep(6, A=-5.0, B0=5.0)
    assert street.who(Mark.FELL) == [TAP_A]
    assert "B0" not in street.who(Mark.STAYED)[0], "it moved too, and says nothing"


def test_who_was_not_read_since_says_nothing(street):
    street.sweep(6, silent=("C0",), A=-5.0)
    assert "C0" not in street.who(Mark.FELL)[0] | street.who(Mark.STAYED)[0]


def test_levels_that_were_off_when_first_looked_at_stepped_at_no_moment():
    street = Street()
    street.sweep(4)
    street.co_occurrence = street.watched()
    street.sweep(6, A=-5.0)
    assert len(street.co_occurrence.events) == 0


def test_what_comes_back_and_steps_again_is_another_event(street):
    street.sweep(6, A=-5.0)
    street.sweep(6)
    street.sweep(6, A=-5.0)
    assert street.who(Mark.FELL) == [TAP_A, TAP_A]

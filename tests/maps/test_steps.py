"""Levels that stepped in one moment, behind which element."""

from __future__ import annotations

import numpy as np
import pytest

from maps.model import Kind
from maps.shares import Trouble
from maps.steps import Steps, stepped

MINUTE_MS, HOUR_MS = 60_000, 3_600_000
NOW_MS = 1_800_000_000_000
TROUBLE = Trouble(
    usual=0.02, least=0.2, priors={Kind.AMPLIFIER: 1e-3, Kind.OPTICAL_NODE: 1e-3, Kind.TAP: 1e-4, Kind.CMTS: 1e-5}
)


class Readings:
    """What a town's modems read: every five minutes, all as usual a minute ago."""

    def __init__(self, town) -> None:
        self.town = town
        n = len(town.roster)
        self.moved, self.seen = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
        self.fine_ms, self.moved_ms = np.zeros(n, np.int64), np.zeros(n, np.int64)
        slots = town.roster.slots(town.modems)
        self.seen[slots] = True
        self.fine_ms[slots] = NOW_MS - MINUTE_MS

    def step(self, *keys: str, at_ms: int = NOW_MS - 10 * MINUTE_MS) -> None:
        slots = self.town.roster.slots(keys)
        self.moved[slots] = True
        self.fine_ms[slots] = at_ms - 5 * MINUTE_MS
        self.moved_ms[slots] = at_ms

    def unread(self, *keys: str, since_ms: int = 0) -> None:
        slots = self.town.roster.slots(keys)
        self.seen[slots] = since_ms > 0
        self.fine_ms[slots] = since_ms

    def found(self):
        return stepped(self.town.topology, Steps(self.moved, self.seen, self.fine_ms, self.moved_ms), TROUBLE, NOW_MS)

    def named(self) -> list[str]:
        return [self.town.topology.keys[found.index] for found in self.found()]


@pytest.fixture
def town(make_town):
    """Four nodes of two amplifiers in a row, five taps each, four modems a tap."""
    parents = {"H": "", "C": "H"}
    for n in range(4):
        parents |= {f"N{n}": "C", f"A{n}0": f"N{n}", f"A{n}1": f"A{n}0"}
        parents |= {f"T{n}{a}{t}": f"A{n}{a}" for a in range(2) for t in range(5)}
        parents |= {f"m{n}{a}{t}{k}": f"T{n}{a}{t}" for a in range(2) for t in range(5) for k in range(4)}
    return make_town(parents)


@pytest.fixture
def readings(town) -> Readings:
    return Readings(town)


def test_everybody_behind_an_amplifier_stepped(town, readings):
    readings.step(*town.behind("A21"))
    (found,) = readings.found()
    assert town.topology.keys[found.index] == "A21"
    assert town.keys(found.troubled) == town.behind("A21")
    assert found.probability > 0.95
    assert (found.after_ms, found.before_ms) == (NOW_MS - 15 * MINUTE_MS, NOW_MS - 10 * MINUTE_MS)
    assert not found.alternatives


def test_who_was_read_as_usual_a_moment_before_the_first_that_was_not_speaks_against_what_feeds_both(town, readings):
    at_ms = NOW_MS - 10 * MINUTE_MS
    readings.step(*town.behind("A21"), at_ms=at_ms)
    beside = [key for key in town.behind("A20") if key not in town.behind("A21")]
    readings.fine_ms[town.roster.slots(beside)] = at_ms - 10
    (found,) = readings.found()
    assert town.topology.keys[found.index] == "A21"
    assert not found.alternatives


@pytest.mark.parametrize("seed", range(5))
def test_a_fifth_of_them_is_enough_where_it_was_in_one_moment(town, readings, seed):
    behind = town.behind("A20")
    some = np.random.default_rng(seed).choice(behind, len(behind) // 5, replace=False).tolist()
    readings.step(*some)
    (found,) = readings.found()
    candidates = {town.topology.keys[found.index], *(other.element for other in found.alternatives)}
    assert candidates & {"A20", "N2"}, "who is behind the second amplifier is behind the first, and behind its node"
    assert town.keys(found.troubled) == sorted(some)
    assert found.probability > 0.8


def test_as_many_spread_over_weeks_are_nobodys_fault(town, readings):
    for i, key in enumerate(town.behind("A20")[::5]):
        readings.step(key, at_ms=NOW_MS - (1 + 40 * i) * HOUR_MS)
    assert readings.named() == []


def test_as_many_all_over_the_town_are_the_weather(town, readings):
    readings.step(*np.random.default_rng(3).choice(town.modems, len(town.modems) // 5, replace=False).tolist())
    assert readings.named() == []


def test_those_who_were_read_before_the_step_say_nothing_and_those_since_contradict(town, readings):
    late = [key for key in town.behind("A21") if key[3] in "34"]
    readings.step(*(set(town.behind("A21")) - set(late)))
    readings.unread(*late, since_ms=NOW_MS - 16 * MINUTE_MS)
    (found,) = readings.found()
    assert (town.topology.keys[found.index], town.keys(found.spared)) == ("A21", [])
    readings.unread(*late, since_ms=NOW_MS - MINUTE_MS)
    (found,) = readings.found()
    assert town.keys(found.spared) == sorted(late)


def test_what_nothing_tells_apart_is_an_alternative(make_town):
    parents = {"H": "", "C": "H", "N1": "C", "N2": "C", "A1": "N1", "A2": "N2", "T1": "A1", "T2": "A2"}
    parents |= {f"m{t}.{k}": f"T{t}" for t in (1, 2) for k in range(20)}
    town = make_town(parents)
    readings = Readings(town)
    readings.step(*town.behind("N1"))
    (found,) = readings.found()
    candidates = {town.topology.keys[found.index]: found.probability}
    candidates |= {other.element: other.probability for other in found.alternatives}
    assert set(candidates) == {"N1", "A1", "T1"}
    assert found.probability > 0.95
    assert sum(other.probability for other in found.alternatives) < found.probability


def test_a_second_step_further_down_that_came_first_is_its_own(town, readings):
    readings.step(*town.behind("T210"), at_ms=NOW_MS - 20 * HOUR_MS)
    rest = sorted(set(town.behind("A20")) - set(town.behind("T210")))
    readings.step(*rest)
    found = {town.topology.keys[found.index]: town.keys(found.troubled) for found in readings.found()}
    assert found["T210"] == town.behind("T210")
    assert rest in found.values()


def test_a_wrong_row_or_two_change_nothing(town, readings):
    readings.step(*(set(town.behind("A11")) - {"m1100"}), "m3000")
    assert readings.named() == ["A11"]

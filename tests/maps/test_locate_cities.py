"""Localisation over time in random towns: silence staggers in, homes are off, a fifth is never polled."""

from __future__ import annotations

import numpy as np
import pytest

from collectors.states import TerminalState
from maps.assumptions import Assumptions
from maps.model import Kind

NOW_MS = 1_800_000_000_000
SWEEP_S, NOTICE_S = 15.0, 60.0
OPENS = 0.8
"""Least probability at which an incident opens."""


class Timeline:
    """A town whose homes live their own lives and whose elements die at second 0; swept every 15 s."""

    def __init__(self, make_town, seed: int, off: float = 0.03, unknown: float = 0.2) -> None:
        self.draw = np.random.default_rng(seed)
        self.town = make_town(self._plant())
        self.amplifiers = [element.id for element in self.town.elements if element.id[0] == "A"]
        modems = self.town.modems
        n = len(modems)
        self.silent_s = np.full(n, np.inf)
        switched_off = self.draw.random(n) < off
        self.silent_s[switched_off] = -self.draw.uniform(300, 3 * 86_400, int(switched_off.sum()))
        self.polled = self.draw.random(n) >= unknown

    def _plant(self) -> dict[str, str]:
        draw = self.draw
        parents = {"H": "", "C": "H"}
        amplifiers = taps = 0
        for node in range(6):
            parents[f"N{node}"] = "C"
            feeders = [f"N{node}"]
            for _ in range(int(draw.integers(2, 7))):
                amplifier = f"A{amplifiers}"
                amplifiers += 1
                parents[amplifier] = str(draw.choice(feeders))
                feeders.append(amplifier)
                for _ in range(int(draw.integers(1, 5))):
                    parents[f"T{taps}"] = amplifier
                    parents |= {f"m{taps}.{k}": f"T{taps}" for k in range(int(draw.integers(2, 9)))}
                    taps += 1
        return parents

    def kill(self, element: str, at_s: float = 0.0) -> None:
        """Silence everybody behind an element; the CMTS notices each within 20 to 60 s."""
        behind = set(self.town.behind(element))
        for i, modem in enumerate(self.town.modems):
            if modem in behind:
                noticed = at_s + float(self.draw.uniform(20, NOTICE_S))
                self.silent_s[i] = min(self.silent_s[i], noticed)

    def revive(self) -> None:
        """Bring everybody back who fell silent at second 0 or later."""
        self.silent_s[self.silent_s > 0] = np.inf

    def sweep(self, at_s: float) -> list:
        """Return the faults as of the sweep at `at_s`."""
        town = self.town
        slots = town.roster.slots(town.modems)
        dark = self.silent_s <= at_s
        missed_s = np.ceil((np.where(dark, self.silent_s, at_s) - at_s) / SWEEP_S) * SWEEP_S
        state = np.where(dark, TerminalState.DARK, TerminalState.REGISTERED)
        town.state[slots] = np.where(self.polled, state, TerminalState.UNKNOWN)
        town.first_missed_ms[slots] = np.where(dark, NOW_MS + missed_s * 1000, 0)
        town.last_seen_ms[slots] = np.where(dark, NOW_MS + (missed_s - SWEEP_S) * 1000, NOW_MS)
        return town.locate()

    def lit(self, element: str) -> int:
        behind = set(self.town.behind(element))
        return sum(
            polled and silent > 0
            for modem, polled, silent in zip(self.town.modems, self.polled, self.silent_s, strict=True)
            if modem in behind
        )


def names(fault) -> set[str]:
    return {fault.element, *(alternative.element for alternative in fault.alternatives)}


@pytest.mark.parametrize("seed", range(12))
def test_any_amplifier_that_dies_is_found_or_is_among_those_alike(make_town, seed):
    timeline = Timeline(make_town, seed)
    for amplifier in timeline.amplifiers:
        timeline.revive()
        if timeline.lit(amplifier) < 4:
            continue
        timeline.kill(amplifier)
        likely = [fault for fault in timeline.sweep(150.0) if fault.probability >= OPENS]
        assert len(likely) == 1, (amplifier, likely)
        assert amplifier in names(likely[0])
        assert set(timeline.town.keys(likely[0].behind)) >= set(timeline.town.keys(likely[0].explains))


@pytest.mark.parametrize("seed", range(6))
def test_while_silence_staggers_in_the_name_only_grows_up_one_path(make_town, seed):
    timeline = Timeline(make_town, seed)
    for amplifier in timeline.amplifiers:
        timeline.revive()
        timeline.kill(amplifier)
        last = None
        explained: set[str] = set()
        for at_s in np.arange(15.0, 151.0, 5.0):  # sweeps of several CMTSs, or a sweep in slices
            likely = [fault for fault in timeline.sweep(at_s) if fault.probability >= OPENS]
            assert len(likely) <= 1, (amplifier, at_s, [fault.element for fault in likely])
            if not likely:
                assert last is None, (amplifier, at_s, last)
                continue
            (fault,) = likely
            grown = last is None or timeline.town.topology.covers(fault.element, last)
            assert grown or last in names(fault), (amplifier, at_s, last, fault.element)
            assert timeline.town.topology.covers(amplifier, fault.element) or amplifier in names(fault)
            if grown:  # within a set of elements alike the name may pass to a lower one
                assert explained <= set(timeline.town.keys(fault.explains))
            last, explained = fault.element, set(timeline.town.keys(fault.explains))


@pytest.mark.parametrize("seed", range(8))
def test_a_quiet_town_with_homes_switched_off_has_no_fault(make_town, seed):
    timeline = Timeline(make_town, seed, off=0.05)
    assert timeline.sweep(0.0) == []


@pytest.mark.parametrize("seed", range(6))
def test_two_amplifiers_that_die_an_hour_apart_are_two_faults(make_town, seed):
    timeline = Timeline(make_town, seed, unknown=0.0)
    town = timeline.town
    sizes = {key: timeline.lit(key) for key in timeline.amplifiers}
    large = [key for key, size in sizes.items() if size >= 8]
    first = large[0]
    second = next(key for key in large if not town.topology.covers(first, key) and not town.topology.covers(key, first))
    timeline.kill(first, at_s=0.0)
    timeline.kill(second, at_s=3600.0)
    likely = [fault for fault in timeline.sweep(3750.0) if fault.probability >= OPENS]
    assert len(likely) == 2
    by_time = sorted(likely, key=lambda fault: fault.before_ms)
    assert first in names(by_time[0])
    assert second in names(by_time[1])


@pytest.mark.parametrize("seed", range(6))
def test_a_restart_and_twenty_sweeps_later_the_fault_is_the_same(make_town, seed):
    timeline = Timeline(make_town, seed)
    amplifier = max(timeline.amplifiers, key=lambda key: (timeline.lit(key), key))
    timeline.kill(amplifier)
    early, late = timeline.sweep(150.0), timeline.sweep(150.0 + 20 * SWEEP_S)
    assert [fault.element for fault in early] == [fault.element for fault in late]
    assert [fault.explains.tolist() for fault in early] == [fault.explains.tolist() for fault in late]
    assert [names(fault) for fault in early] == [names(fault) for fault in late]


def test_the_fault_does_not_depend_on_the_order_of_the_file(make_town):
    timeline = Timeline(make_town, 3)
    timeline.kill("N1")
    (fault,) = timeline.sweep(150.0)
    town = timeline.town
    shuffled = make_town(dict(sorted(((e.id, e.parent) for e in town.elements), key=lambda pair: pair[0][::-1])))
    source = town.roster.slots(shuffled.roster._keys)
    for name in ("state", "since_ms", "last_seen_ms", "first_missed_ms"):
        setattr(shuffled, name, getattr(town, name)[source])
    (again,) = shuffled.locate()
    assert names(again) == names(fault)
    assert shuffled.keys(again.explains) == town.keys(fault.explains)
    assert again.probability == pytest.approx(fault.probability)


def test_named_probabilities_are_honest(make_town):
    """Among faults named with 60 to 99 per cent, about that share is true: calls of taps in the town's own terms."""
    claimed, true = [], []
    for seed in range(40):
        timeline = Timeline(make_town, 1000 + seed)
        draw = np.random.default_rng(seed)
        town = timeline.town
        dead = {element.id for element in town.elements if element.id[0] in "TA" and draw.random() < 0.01}
        for key in sorted(dead):
            timeline.kill(key)
        town.assumptions = Assumptions(priors={Kind.AMPLIFIER: 0.01, Kind.TAP: 0.01, Kind.OTHER: 1e-6})
        for fault in timeline.sweep(150.0):
            claimed.append(fault.probability)
            true.append(bool(names(fault) & dead))
    assert len(claimed) > 20
    assert np.mean(true) == pytest.approx(np.mean(claimed), abs=0.1)


def test_the_evidence_of_everybody_up_costs_nothing(make_town):
    timeline = Timeline(make_town, 0, off=0.0, unknown=0.0)
    assert timeline.sweep(0.0) == []
    assert (timeline.town.state[timeline.town.roster.slots(timeline.town.modems)] == TerminalState.REGISTERED).all()

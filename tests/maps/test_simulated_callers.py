"""Callers of a simulated town: a fault is found by who calls about it, and evenings without one find nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from collectors.roster import Roster
from maps.call_clusters import scan_tree
from maps.model import Element, Kind
from maps.rates import HOUR_MS, Rates
from maps.topology import Topology
from simulator.callers import Callers
from simulator.calling import CallRates
from simulator.city import City
from simulator.drawing import draw_city
from simulator.households import Households
from simulator.plant import Delays, Plant
from simulator.sizes import SIZES

LEVEL = 1e-6
NOON = 12


@pytest.fixture(scope="module")
def city() -> City:
    return draw_city(3, SIZES["district"])


class Evening:
    """A town and its callers from an hour on, and the same town as a tree."""

    def __init__(self, city: City, hour: int, seed: int, rates: CallRates) -> None:
        self.now_ms = 20_000 * 24 * HOUR_MS
        self.plant = Plant(city, Delays((0, 0), (0, 0)), lambda: self.now_ms)
        while int(self.plant.hour(self.now_ms)) != hour:
            self.now_ms += HOUR_MS
        self.offset_ms = round((self.plant.hour(self.now_ms) - self.now_ms / HOUR_MS % 24) * HOUR_MS)
        self.callers = Callers(seed, Households(city, self.plant), rates, lambda *_: None)
        self.callers.pass_time(self.now_ms)
        elements = [
            Element(one.id, Kind(one.kind), parent=city.elements[one.parent].id if one.parent >= 0 else "")
            for one in city.elements
        ]
        self.topology = Topology.build(elements, (), Roster([element.id for element in elements]))
        index = {key: i for i, key in enumerate(self.topology.keys)}
        self.home = {one.account: index[city.elements[one.home].id] for one in city.subscribers}

    def found(self, minutes: int) -> list[tuple[str, int]]:
        """Let time pass; return (element, callers) of the clusters in it."""
        begun_ms = self.now_ms
        last = len(self.callers.calls())
        while self.now_ms < begun_ms + minutes * 60_000:
            self.now_ms += 30_000
            self.plant.advance(self.now_ms)
            self.callers.pass_time(self.now_ms)
        accounts = {call["account"] for call in self.callers.calls(last)} - {""}
        at = np.array([self.home[account] for account in sorted(accounts)], dtype=np.intp)
        homes = len(self.home)
        rates = Rates.learned(np.empty(0, np.int64), begun_ms, begun_ms, homes, self.offset_ms)
        per_home = rates.expected(begun_ms, self.now_ms, self.offset_ms)
        usual = np.bincount(list(self.home.values()), minlength=len(self.topology)) * per_home
        clusters = scan_tree(self.topology, at, usual, LEVEL)
        return [(self.topology.keys[one.at], len(one.callers)) for one in clusters]


def test_who_calls_about_a_dead_amplifier_points_at_it(city: City) -> None:
    evening = Evening(city, 19, 4, CallRates())
    behind = {
        city.elements[number].id: sum(one.home in city.behind(number) for one in city.subscribers)
        for number in city.of_kind("amplifier")
    }
    element = max(behind, key=lambda key: (behind[key] <= 150, behind[key]))
    evening.plant.break_down("element_dead", element)
    (named, callers), *others = evening.found(60)
    assert others == []
    assert callers >= 5
    topology = evening.topology
    assert topology.covers(element, named) or topology.covers(named, element)
    assert topology.covers(city.elements[city.elements[city.number[element]].parent].id, named)


@pytest.mark.parametrize("seed", range(3))
def test_a_day_of_calls_for_no_fault_has_no_cluster(city: City, seed: int) -> None:
    day = Evening(city, NOON, seed, replace(CallRates(), background_per_1000_day=16.0))
    assert [day.found(4 * 60) for _ in range(3)] == [[], [], []], "though twice as many call as was assumed"

"""Scans of who calls: a cluster is found where it is, and chance gives none."""

from __future__ import annotations

import time

import numpy as np
import pytest

from collectors.roster import Roster
from maps.call_clusters import of_terminals, scan_places, scan_tree, statistic
from maps.model import Element, Kind
from maps.rates import HOUR_MS, LINES_OPEN, PRIOR_PER_1000_DAY, WEEK_H, Rates
from maps.topology import Topology

MONDAY_MS = 4 * 86_400_000
"""1970-01-05, 00:00."""


def tree(nodes: int = 10, taps: int = 10, homes: int = 12) -> Topology:
    elements = [Element("C", Kind.CMTS)]
    for node in range(nodes):
        elements.append(Element(f"N{node}", Kind.OPTICAL_NODE, parent="C"))
        for tap in range(taps):
            elements.append(Element(f"T{node}.{tap}", Kind.TAP, parent=f"N{node}"))
            elements += [Element(f"h{node}.{tap}.{n}", Kind.CABLE_MODEM, parent=f"T{node}.{tap}") for n in range(homes)]
    return Topology.build(elements, (), Roster([element.id for element in elements]))


@pytest.fixture(scope="module")
def town() -> Topology:
    return tree()


def usual(town: Topology, per_home: float) -> np.ndarray:
    return np.bincount(town.terminal_at, minlength=len(town)) * per_home


def at(town: Topology, *homes: str) -> np.ndarray:
    return of_terminals(town, town.roster.slots(homes))


def names(town: Topology, clusters) -> list[str]:
    return [town.keys[one.at] for one in clusters]


def test_callers_of_one_tap_are_a_cluster_at_it(town):
    found = scan_tree(town, at(town, *(f"h3.4.{n}" for n in range(4)), "h7.1.0"), usual(town, 0.001), 1e-4)
    assert names(town, found) == ["T3.4"]
    assert found[0].callers.tolist() == [0, 1, 2, 3]
    assert found[0].expected == pytest.approx(0.012)
    assert found[0].p_value < 1e-6


def test_callers_all_over_a_node_are_a_cluster_at_the_node(town):
    homes = [f"h5.{tap}.{tap % 3}" for tap in range(10)]
    assert names(town, scan_tree(town, at(town, *homes), usual(town, 0.001), 1e-4)) == ["N5"]


def test_two_places_are_two_clusters_the_more_striking_first(town):
    homes = [*(f"h1.1.{n}" for n in range(4)), *(f"h8.8.{n}" for n in range(7))]
    assert names(town, scan_tree(town, at(town, *homes), usual(town, 0.001), 1e-4)) == ["T8.8", "T1.1"]


def test_two_callers_are_no_cluster_however_rare_calls_are(town):
    assert scan_tree(town, at(town, "h1.1.1", "h1.1.2"), usual(town, 1e-9), 1e-4) == []


def test_at_the_busiest_hour_more_is_needed(town):
    homes = at(town, *(f"h3.4.{n}" for n in range(4)))
    assert scan_tree(town, homes, usual(town, 0.05), 1e-4) == []
    assert len(scan_tree(town, homes, usual(town, 0.003), 1e-4)) == 1


@pytest.mark.parametrize("per_home", [0.001, 0.01, 0.05])
def test_the_bound_holds_in_towns_where_people_call_by_chance(town, per_home):
    """Monte Carlo: of 2 000 towns without a fault, at most the stated share has a cluster."""
    draw, level, towns = np.random.default_rng(5), 0.02, 2000
    expected = usual(town, per_home)
    false = 0
    for _ in range(towns):
        count = draw.poisson(expected)
        false += bool(scan_tree(town, np.repeat(np.arange(len(town)), count), expected, level))
    assert false <= level * towns


def test_circles_find_what_no_tree_knows():
    draw = np.random.default_rng(2)
    homes = draw.uniform(0, 5000, (4000, 2))
    near = np.flatnonzero(np.hypot(*(homes - [2500, 2500]).T) < 150)[:6]
    others = draw.choice(4000, 5, replace=False)
    callers = homes[np.concatenate([near, others])]
    (found,) = scan_places(callers, homes, np.full(4000, 0.001), 1e-4)
    assert set(range(len(near))) <= set(found.callers.tolist())
    assert np.hypot(found.centre[0] - 2500, found.centre[1] - 2500) < 150
    assert found.radius_m <= 300


def test_circles_by_chance_are_as_rare_as_said():
    draw, level, towns = np.random.default_rng(3), 0.05, 200
    homes, false = draw.uniform(0, 3000, (1000, 2)), 0
    for _ in range(towns):
        calling = draw.random(1000) < 0.01
        false += bool(scan_places(homes[calling], homes, np.full(1000, 0.01), level))
    assert false <= level * towns


def test_callers_without_a_place_are_in_no_circle():
    nowhere = np.full((5, 2), np.nan)
    assert scan_places(nowhere, np.zeros((10, 2)), np.full(10, 0.001), 1e-4) == []


def test_the_statistic_is_zero_where_no_more_call_than_usually():
    assert statistic(np.array([0.0, 1.0, 5.0]), np.array([1.0, 1.0, 1.0])).tolist()[:2] == [0.0, 0.0]
    assert statistic(np.array([5.0]), np.array([1.0]))[0] == pytest.approx(5 * np.log(5) - 4)


def test_a_large_town_is_scanned_in_milliseconds():
    town = tree(nodes=200, taps=25, homes=20)
    callers = at(town, *(f"h{n % 200}.{n % 25}.{n % 20}" for n in range(200)))
    expected = usual(town, 0.001)
    begun = time.process_time()
    scan_tree(town, callers, expected, 1e-4)
    assert time.process_time() - begun < 0.5


def test_before_anybody_called_the_prior_is_a_usual_day():
    rates = Rates.learned(np.empty(0, np.int64), 0, 0, 1000, 0)
    day = sum(rates.expected(hour * HOUR_MS, (hour + 1) * HOUR_MS, 0) for hour in range(24))
    assert day * 1000 == pytest.approx(PRIOR_PER_1000_DAY)
    assert rates.per_home[20] / rates.per_home[3] == pytest.approx(LINES_OPEN[20] / LINES_OPEN[3])


def test_rates_follow_what_is_counted_hour_by_hour_of_the_week():
    weeks, homes = 8, 1000
    times = [MONDAY_MS + week * WEEK_H * HOUR_MS + 10 * HOUR_MS + n * 60_000 for week in range(weeks) for n in range(4)]
    until_ms = MONDAY_MS + weeks * WEEK_H * HOUR_MS
    rates = Rates.learned(np.array(times, dtype=np.int64), MONDAY_MS, until_ms, homes, 0)
    assert rates.per_home[10] * homes > 1.5
    assert rates.per_home[34] * homes < 0.5, "Tuesday at ten is another hour"


def test_a_town_that_calls_more_than_others_is_known_for_it_after_two_days():
    homes, until_ms = 10_000, MONDAY_MS + 48 * HOUR_MS
    by_hour = 3.0 * PRIOR_PER_1000_DAY * homes / 1000.0 * LINES_OPEN / LINES_OPEN.sum()
    times = [
        MONDAY_MS + hour * HOUR_MS + n * 60_000 for hour in range(48) for n in range(round(float(by_hour[hour % 24])))
    ]
    rates = Rates.learned(np.array(times, dtype=np.int64), MONDAY_MS, until_ms, homes, 0)
    wednesday = sum(rates.per_home[48:72]) * 1000
    assert 2.2 * PRIOR_PER_1000_DAY < wednesday < 3.3 * PRIOR_PER_1000_DAY


def test_a_storm_is_not_what_is_usual():
    until_ms = MONDAY_MS + 4 * WEEK_H * HOUR_MS
    storm = MONDAY_MS + 15 * HOUR_MS + np.arange(500, dtype=np.int64)
    calm = Rates.learned(np.empty(0, np.int64), MONDAY_MS, until_ms, 1000, 0)
    after = Rates.learned(storm, MONDAY_MS, until_ms, 1000, 0)
    assert after.per_home[15] < 3.0 * calm.per_home[15] + 0.01


def test_the_hour_is_the_local_one():
    east = Rates.learned(np.empty(0, np.int64), 0, 0, 1, 8 * HOUR_MS)
    assert east.expected(MONDAY_MS, MONDAY_MS + HOUR_MS, 8 * HOUR_MS) == pytest.approx(float(east.per_home[8]))

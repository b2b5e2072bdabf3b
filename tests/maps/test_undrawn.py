"""What failed on branches that nobody drew: homes known to their node only, and where they stand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

STREETS, HOMES = 12, 5


pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


@pytest.fixture
def village(make_town):
    """Two nodes with sixty homes each that no file knows more of, and behind the first an amplifier with 20 more.

    The homes m(n)s.k stand by fives along streets s that are 100 m apart.
    """
    parents = {"H": "", "C": "H", "N0": "C", "N1": "C", "A1": "N0"}
    parents |= {f"m{n}{s:02}.{k}": f"N{n}" for n in range(2) for s in range(STREETS) for k in range(HOMES)}
    parents |= {f"mA.{k}": "A1" for k in range(20)}
    town = make_town(parents)
    ground = np.full((len(town.roster), 2), np.nan)
    for n in range(2):
        for s in range(STREETS):
            for k, key in enumerate(street(n, s)):
                ground[town.roster.slots([key])] = 1000.0 * n + 20.0 * k, 100.0 * s
    town.topology = replace(town.topology, ground=ground)
    return town


def street(n: int, s: int) -> list[str]:
    return [f"m{n}{s:02}.{k}" for k in range(HOMES)]


@pytest.mark.parametrize("node", [0, 1])
def test_neighbours_who_fall_together_are_a_branch_that_nobody_drew(village, node):
    village.dark(*street(node, 3))
    (fault,) = village.locate()
    assert (fault.element, village.keys(fault.explains)) == (f"N{node}", street(node, 3))
    assert fault.probability > 0.9


@pytest.mark.parametrize("node", [0, 1])
def test_as_many_homes_from_all_over_the_node_are_not(village, node):
    village.dark(*(f"m{node}{s:02}.0" for s in range(0, 10, 2)))
    assert village.named() == []


def test_at_bedtime_streets_are_one_where_nearly_all_of_them_went(village):
    for s in range(STREETS):
        village.dark(f"m1{s:02}.0", missed_s=-9000.0 + 600.0 * s)
    together = [*street(0, 3), *street(0, 4), *street(0, 5)]
    village.dark(*together, missed_s=-600.0)
    assert village.named() == ["N0"]
    village.up(*together)
    village.dark(*(key for s in range(STREETS) for key in street(0, s)[: 1 + s % 2]), missed_s=-600.0)
    assert village.named() == []


@pytest.mark.parametrize("node", [0, 1])
def test_homes_that_have_been_off_for_as_long_as_anybody_looked_are_not(village, node):
    village.never_seen(*street(node, 3), *street(node, 4))
    for day, home in enumerate(street(node, 5)):
        village.dark(home, missed_s=-86_400.0 * (day + 2))
    assert village.named() == []


def test_where_nobody_knows_who_stands_where_their_number_speaks(village):
    village.dark(*street(1, 3))
    village.topology.ground[village.roster.slots(["m103.0"])] = np.nan
    assert village.named() == []
    village.dark(*(key for s in range(STREETS // 2, STREETS) for key in street(1, s)))
    assert village.named() == ["N1"]

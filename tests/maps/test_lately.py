"""When a window of silence is closed: the bound on means and widths, held against drawn sightings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.roster import Roster
from collectors.states import TerminalState
from maps.groups import Groups
from maps.lately import FRESH_MS, Lately
from maps.living import up_by_segment
from maps.model import Element, Evidence, Kind
from maps.topology import Topology

NOW_MS = 1_800_000_000_000
HOUR_MS = 3_600_000


def street(homes: int) -> Topology:
    """Return H feeding an amplifier and a tap, the homes half on each."""
    plant = [Element("H", Kind.HEADEND), Element("A", Kind.AMPLIFIER, parent="H"), Element("T", Kind.TAP, parent="A")]
    plant += [Element(f"m{i}", Kind.CABLE_MODEM, parent="AT"[i % 2]) for i in range(homes)]
    return Topology.build(plant, (), Roster(element.id for element in plant))


def seen_at(topology: Topology, before_ms: list[int]) -> tuple[Evidence, np.ndarray]:
    """Return evidence of homes seen so long before now, and int64[m], when, in milliseconds from now."""
    n = len(topology.roster)
    state, last_seen = np.zeros(n, np.uint8), np.zeros(n, np.int64)
    state[topology.terminal_slot] = TerminalState.REGISTERED
    last_seen[topology.terminal_slot] = NOW_MS - np.array(before_ms)
    none = np.zeros(n, np.int64)
    return Evidence(state, none, last_seen, none), -np.array(before_ms, dtype=np.int64)


@given(st.lists(st.integers(0, HOUR_MS), min_size=1, max_size=40), st.integers(-3 * HOUR_MS, HOUR_MS))
def test_everybody_was_seen_after_a_closed_moment_and_nobody_after_one_beyond_the_newest(before_ms, moment):
    topology = street(len(before_ms))
    evidence, seen = seen_at(topology, before_ms)
    lately = Lately.of(topology, Groups.cut(topology, 1000), evidence, 60_000, NOW_MS)
    up = up_by_segment(topology, np.ones(len(seen), np.bool_), seen)
    after = up.after(np.full(len(topology), moment / 1000.0))
    at_ms = np.array([NOW_MS + moment])
    if not lately.is_open(at_ms, lately.oldest_ms)[0]:
        assert after.tolist() == up.count.tolist()
    elif not lately.splits(at_ms)[0]:
        assert after.tolist() == [0.0] * len(topology)


def test_an_old_window_is_closed_and_one_that_is_noticed_now_is_not():
    topology = street(4)
    evidence, _ = seen_at(topology, [1_000, 5_000, 9_000, 15_000])
    lately = Lately.of(topology, Groups.cut(topology, 1000), evidence, 60_000, NOW_MS)
    assert lately.is_open(np.array([NOW_MS - 600_000, NOW_MS - 10_000]), lately.oldest_ms).tolist() == [False, True]


@pytest.mark.parametrize("away_ms", [FRESH_MS + 1, 40 * 86_400_000])
def test_the_oldest_sighting_of_each_group_is_known_where_it_is_old(away_ms):
    topology = street(8)
    evidence, _ = seen_at(topology, [0, 10, 20, 30, 40, 50, 60, away_ms])
    groups = Groups.cut(topology, 5)
    tap = int(groups.of[topology.index("T")])
    lately = Lately.of(topology, groups, evidence, 60_000, NOW_MS)
    assert lately.oldest_ms == lately.of_group[tap] == NOW_MS - away_ms
    assert (np.delete(lately.of_group, tap) >= NOW_MS - FRESH_MS).all()


def test_groups_are_the_uppermost_segments_that_fit():
    topology = street(8)
    assert [topology.keys[head] for head in Groups.cut(topology, 5).head] == ["T"]
    assert [topology.keys[head] for head in Groups.cut(topology, 1000).head] == ["H"]


def test_a_part_of_a_forest_keeps_its_shape_and_leaves_out_the_homes_of_its_bare_elements():
    topology = street(8)
    part = topology.part(np.array([0, 1, 2]), np.array([False, False, True]))
    assert part.parent.tolist() == [-1, 0, 1]
    assert part.end.tolist() == [3, 3, 3]
    assert part.terminal_slot.tolist() == topology.terminal_slot[topology.terminal_at == 1].tolist()

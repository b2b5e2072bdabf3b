from dataclasses import replace

import numpy as np
import pytest

from collectors.roster import Roster
from maps.living import latest_by_segment, up_by_segment
from maps.model import Element, Kind
from maps.topology import Topology

PARENTS = {"H": "", "A1": "H", "A2": "H", "m1": "A1", "m2": "A1", "m3": "A2", "m4": "A2", "m5": "H"}


@pytest.fixture
def town() -> Topology:
    kinds = {"H": Kind.HEADEND, "A": Kind.AMPLIFIER, "m": Kind.CABLE_MODEM}
    elements = [Element(id=key, kind=kinds[key[0]], parent=parent) for key, parent in PARENTS.items()]
    return Topology.build(elements, (), Roster(PARENTS))


def test_the_latest_of_a_segment_is_that_of_its_terminals_and_of_all_below(town):
    order = {key: town.index(key) for key in ("H", "A1", "A2")}
    seen = np.full(len(town.terminal_slot), -9_000, dtype=np.int64)
    of_a2 = slice(town.start[order["A2"]], town.start[order["A2"] + 1])
    seen[of_a2] = [-3_000, -70_000]
    chosen = np.ones(len(seen), dtype=np.bool_)
    chosen[town.start[order["A1"]] : town.start[order["A1"] + 1]] = False
    latest = latest_by_segment(town, chosen, seen)
    assert {key: latest[index] for key, index in order.items()} == {"H": -3.0, "A1": -np.inf, "A2": -3.0}


def test_nobody_was_seen_after_the_latest_however_wide_the_times_lie(town):
    seen = np.array([-7_000_000, -7_000_000, -7_000_000, -60_000, -60_000], dtype=np.int64)
    everybody = np.ones(len(seen), dtype=np.bool_)
    by_width = up_by_segment(town, everybody, seen)
    known = replace(by_width, latest_s=latest_by_segment(town, everybody, seen))
    at = np.full(len(town), -59.0)
    assert by_width.after(at)[0] > 0.5
    assert known.after(at).tolist() == [0.0, 0.0, 0.0]
    assert known.after(np.full(len(town), -61.0))[0] > 0.5
    assert known.at(slice(0, 1)).after(at[:1]).tolist() == [0.0]

"""The plant as arrays: preorder, segments, links, and plant files that make no tree."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.roster import Roster
from maps.model import Element, Kind, Link, Path
from maps.topology import KINDS, Topology
from maps.tree import cut_cycles


def plant(parents: dict[str, str], links=(), path=Path.DATA, kinds=None) -> Topology:
    kinds = kinds or {}
    elements = [
        Element(key, kinds.get(key, Kind.CABLE_MODEM if key[0] == "m" else Kind.AMPLIFIER), parent=parent)
        for key, parent in parents.items()
    ]
    return Topology.build(elements, links, Roster(parents), path)


def behind(topology: Topology, key: str) -> list[str]:
    return [topology.roster.key(int(slot)) for slot in topology.segment(key)]


SMALL = {"H": "", "A": "H", "m1": "A", "B": "A", "m2": "B", "C": "H", "m3": "C", "m4": "B"}


def test_elements_stand_in_preorder_and_segments_are_slices():
    topology = plant(SMALL)
    assert topology.keys == ("H", "A", "B", "C")
    assert topology.parent.tolist() == [-1, 0, 1, 0]
    assert topology.end.tolist() == [4, 3, 3, 4]
    assert behind(topology, "A") == ["m1", "m2", "m4"]
    assert behind(topology, "B") == ["m2", "m4"]
    assert behind(topology, "H") == ["m1", "m2", "m4", "m3"]


def test_kind_codes_name_the_kinds():
    topology = plant({"H": "", "N": "H"}, kinds={"H": Kind.HEADEND, "N": Kind.OPTICAL_NODE})
    assert [KINDS[code] for code in topology.kind] == [Kind.HEADEND, Kind.OPTICAL_NODE]


def test_slots_lead_to_the_tree_and_back():
    topology = plant(SMALL)
    for key in SMALL:
        index = topology.index(key)
        slot = topology.slot[index] if index < len(topology) else topology.terminal_slot[index - len(topology)]
        assert topology.roster.key(int(slot)) == key


def test_covers_is_true_from_above_and_of_itself():
    topology = plant(SMALL)
    assert topology.covers("H", "B")
    assert topology.covers("B", "B")
    assert topology.covers("A", "m2")
    assert topology.covers("m2", "m2")
    assert not topology.covers("B", "A")
    assert not topology.covers("A", "m3")
    assert not topology.covers("m1", "A")


def test_ancestors_and_children_are_in_order():
    topology = plant(SMALL)
    assert [topology.keys[i] for i in topology.ancestors(2)] == ["A", "H"]
    assert [topology.keys[i] for i in topology.children(0)] == ["A", "C"]


def test_strangers_never_crash():
    topology = plant(SMALL)
    assert topology.index("X") is None
    assert not topology.covers("X", "A")
    assert not topology.covers("A", "X")
    assert topology.segment("X").tolist() == []
    assert topology.segment("m1").tolist() == []


def test_somebody_admitted_to_the_roster_later_is_a_stranger_to_this_plant():
    topology = plant(SMALL)
    topology.roster.admit(["late"])
    assert topology.index("late") is None


def test_elements_that_are_not_on_the_roster_keep_their_place_in_the_tree():
    elements = [Element("H", Kind.HEADEND), Element("A", Kind.AMPLIFIER, parent="H")]
    elements += [Element(f"m{i}", Kind.CABLE_MODEM, parent="A") for i in range(3)]
    topology = Topology.build(elements, (), Roster(["H", "m1"]))
    assert topology.slot.tolist() == [0, -1]
    assert behind(topology, "H") == ["m1"]


def test_an_unknown_parent_makes_a_root_and_terminals_without_one_belong_to_no_segment():
    topology = plant({"H": "", "A": "X", "m1": "A", "m2": "Y", "m3": ""})
    assert topology.parent.tolist() == [-1, -1]
    assert behind(topology, "A") == ["m1"]
    assert behind(topology, "H") == []
    assert topology.index("m2") is None


def test_circles_become_roots_and_keep_what_hangs_on_them():
    topology = plant({"A": "C", "B": "A", "C": "B", "D": "B", "m1": "D", "S": "S"})
    roots = [key for key, parent in zip(topology.keys, topology.parent, strict=True) if parent < 0]
    assert sorted(roots) == ["A", "B", "C", "S"]
    assert behind(topology, "B") == ["m1"]


def test_what_hangs_on_a_terminal_hangs_on_its_element():
    topology = plant({"H": "", "A": "H", "m1": "A", "m2": "m1", "m3": "m2", "B": "m3", "m4": "B"})
    assert behind(topology, "A") == ["m1", "m2", "m3", "m4"]
    assert topology.covers("A", "B")


def test_terminals_in_a_circle_hang_on_nothing():
    topology = plant({"H": "", "m1": "m2", "m2": "m1", "m3": "m3"})
    assert behind(topology, "H") == []


def test_a_link_gives_another_parent_on_its_path_only():
    link = Link("B", "H", Path.BROADCAST)
    assert behind(plant(SMALL, [link]), "A") == ["m1", "m2", "m4"]
    assert behind(plant(SMALL, [link], Path.BROADCAST), "A") == ["m1"]


def test_links_of_strangers_are_passed_over():
    assert plant(SMALL, [Link("X", "H", Path.DATA)]).keys == ("H", "A", "B", "C")
    assert plant(SMALL, [Link("B", "X", Path.DATA)]).parent.tolist() == [-1, 0, 0, -1]


def test_of_equal_ids_the_first_carries_the_children():
    elements = [Element("A", Kind.HEADEND), Element("A", Kind.TAP), Element("m", Kind.CABLE_MODEM, parent="A")]
    topology = Topology.build(elements, (), Roster(["A", "m"]))
    assert np.diff(topology.start).tolist() == [1, 0]


def test_no_plant_is_an_empty_tree():
    assert len(plant({})) == 0


@settings(max_examples=200)
@given(st.lists(st.integers(-1, 14), max_size=15), st.data())
def test_every_segment_is_what_walking_up_says(raw, data):
    parents = {f"{data.draw(st.sampled_from('Am'))}{i}": above for i, above in enumerate(raw)}
    keys = list(parents)
    named = {key: keys[above] if 0 <= above < len(keys) else "" for key, above in parents.items()}
    topology = plant(named)

    def above(key: str) -> set[str]:
        seen: set[str] = set()
        while key and key not in seen:
            seen.add(key)
            key = named[key]
        return seen

    circular = {key for key in keys if named[key] and key in above(named[key])}
    if circular:
        assert len(topology) == sum(key[0] == "A" for key in keys)
        return
    for key in keys:
        if key[0] == "A":
            expected = {other for other in keys if other[0] == "m" and key in above(other)}
            assert set(behind(topology, key)) == expected
            covered = {other for other in topology.keys if topology.covers(key, other)}
            assert covered == {other for other in topology.keys if key in above(other)}


def test_only_nodes_on_a_circle_lose_their_parent():
    assert cut_cycles(np.array([1, 2, 0, 2, -1, 5])).tolist() == [-1, -1, -1, 2, -1, -1]


def test_two_hundred_thousand_nodes_are_built_within_a_second_of_processor_time():
    elements = [Element("H", Kind.HEADEND)]
    elements += [Element(f"N{i}", Kind.OPTICAL_NODE, parent="H") for i in range(200)]
    elements += [Element(f"A{i}", Kind.AMPLIFIER, parent=f"N{i % 200}") for i in range(6_000)]
    elements += [Element(f"T{i}", Kind.TAP, parent=f"A{i % 6_000}") for i in range(34_000)]
    elements += [Element(f"m{i}", Kind.CABLE_MODEM, parent=f"T{i % 34_000}") for i in range(160_000)]
    roster = Roster(element.id for element in elements)
    took = []
    for _ in range(3):
        began = time.process_time()
        topology = Topology.build(elements, (), roster)
        took.append(time.process_time() - began)
    assert len(topology) + len(topology.terminal_slot) == 200_201
    assert len(topology.segment("H")) == 160_000
    assert min(took) < 1.0, took


@pytest.mark.parametrize("path", list(Path))
def test_every_path_has_its_tree(path):
    topology = plant(SMALL, [Link("C", "B", path)], path)
    assert topology.covers("A", "C")

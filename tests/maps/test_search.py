"""What a fault leaves to be searched, on streets whose lengths are known."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from collectors.roster import Roster
from maps.model import Alternative, Cause, Element, Fault, Kind, Link, Path
from maps.search import Point, Searching
from maps.span_lengths import span_lengths
from maps.topology import Topology

DEGREES_PER_M = 1.0 / 111_195.0
NONE = np.empty(0, np.int32)


def at(key: str, kind: Kind, parent: str, north_m: float | None, **more) -> Element:
    place = {} if north_m is None else {"lon": 120.0, "lat": north_m * DEGREES_PER_M}
    return Element(key, kind, parent=parent, **place, **more)


def street(**lengths: float | None) -> list[Element]:
    """N1 feeds A1, that A2, that A3, 100 m apart to the north, with a tap of two homes at each; S1 gives current."""
    north = {"N1": 0.0, "A1": 100.0, "A2": 200.0, "A3": 300.0} | lengths
    plant = [at("H", Kind.HEADEND, "", 0.0), at("N1", Kind.OPTICAL_NODE, "H", north["N1"])]
    plant += [at(f"A{i}", Kind.AMPLIFIER, f"A{i - 1}" if i > 1 else "N1", north[f"A{i}"]) for i in (1, 2, 3)]
    for i in (1, 2, 3):
        plant.append(at(f"T{i}", Kind.TAP, f"A{i}", None if north[f"A{i}"] is None else north[f"A{i}"] + 10.0))
        plant += [at(f"m{i}{k}", Kind.CABLE_MODEM, f"T{i}", None) for k in "ab"]
    return [*plant, at("S1", Kind.LINE_POWER_SUPPLY, "N1", 5.0)]


class Told:
    """A plant, and what its searches come to."""

    def __init__(self, plant: list[Element], links: tuple[Link, ...] = ()) -> None:
        self.roster = Roster(element.id for element in plant)
        self.topology = Topology.build(plant, links, self.roster)
        self.plant = plant
        self.searching = Searching(plant, self.topology)

    def search(self, element: str, *others: tuple[str, float], cause=Cause.ELEMENT, members=(), share=None):
        rest = tuple(Alternative(*other) for other in others)
        behind = self.topology.segment(element)
        sure = sum(chance for _, chance in others) + (share or 0.5) if others else 0.99
        return self.searching.search(
            Fault(element, cause, sure, behind, NONE, behind, alternatives=rest, members=members)
        )

    def metres(self, key: str) -> float:
        return float(span_lengths(self.plant, self.topology)[self.topology.index(key)])


@pytest.fixture
def told() -> Told:
    return Told(street())


def test_a_span_is_as_long_as_its_line_and_else_as_the_way_straight(told):
    assert told.metres("A2") == pytest.approx(100.0, abs=0.2)
    assert told.metres("H") == 0.0
    bend = shapely.LineString(
        [(120.0, 200 * DEGREES_PER_M), (120.0, 100 * DEGREES_PER_M), (120.0, 300 * DEGREES_PER_M)]
    )
    plant = [element for element in street() if element.id != "A3"]
    assert Told([*plant, at("A3", Kind.AMPLIFIER, "A2", 300.0, geometry=bend)]).metres("A3") == pytest.approx(
        300, abs=1
    )


def test_a_line_east_is_measured_in_the_metres_of_its_latitude():
    line = shapely.LineString([(120.0, 60.0), (120.01, 60.0)])
    plant = [Element("H", Kind.HEADEND), Element("N1", Kind.OPTICAL_NODE, parent="H", geometry=line)]
    assert Told(plant).metres("N1") == pytest.approx(0.01 * 111_195 * 0.5, rel=1e-3)


def test_an_outline_is_no_span_and_a_line_of_another_path_is_none_either():
    far = shapely.LineString([(120.0, 0.0), (120.0, 1.0)])
    plant = [
        at("H", Kind.HEADEND, "", 0.0),
        at("N1", Kind.OPTICAL_NODE, "H", 50.0),
        at("N2", Kind.OPTICAL_NODE, "H", 0.0),
    ]
    plant.append(at("B1", Kind.BUILDING, "N1", 60.0, geometry=shapely.box(120.0, 0.0, 120.1, 0.1)))
    plant.append(at("B2", Kind.BUILDING, "N1", 90.0, geometry=far))
    told = Told(plant, (Link("B2", "N2", Path.DATA),))
    assert told.metres("B1") == pytest.approx(10.0, abs=0.1)
    assert told.metres("B2") == pytest.approx(90.0, abs=0.2)


def test_one_candidate_is_itself_and_its_span_and_its_input_tells_the_two_apart(told):
    search = told.search("A2")
    assert (search.candidates, search.unmeasured, search.measure, search.point) == (1, 0, "A2", Point.INPUT)
    assert search.metres == pytest.approx(100.0, abs=0.2)


def test_between_two_alike_the_output_of_the_upper_one_halves_the_set(told):
    search = told.search("A1", ("A2", 0.5))
    assert (search.candidates, search.measure, search.point) == (2, "A1", Point.OUTPUT)
    assert search.metres == pytest.approx(200.0, abs=0.4)


def test_of_three_alike_the_middle_one_is_measured_at_its_input_for_the_span_may_have_failed_too(told):
    search = told.search("A2", ("A1", 0.5), ("A3", 0.5))
    assert (search.measure, search.point) in {("A2", Point.INPUT), ("A2", Point.OUTPUT), ("A1", Point.OUTPUT)}
    behind = told.search("A1", ("A2", 0.05), ("A3", 0.9), share=0.05)
    assert (behind.measure, behind.point) == ("A3", Point.INPUT)


def test_a_supply_that_cannot_be_told_from_an_amplifier_is_measured_and_has_no_span(told):
    search = told.search("A1", ("S1", 0.5))
    assert (search.candidates, search.measure, search.point) == (2, "S1", Point.CURRENT)
    assert search.metres == pytest.approx(100.0, abs=0.2)


def test_a_named_supply_is_a_place_to_go_to(told):
    search = told.search("S1", cause=Cause.POWER, members=("A1",))
    assert (search.candidates, search.metres, search.measure, search.point) == (1, 0.0, "S1", Point.CURRENT)


def test_branches_that_fell_together_are_searched_on_their_spans(told):
    plant = [*street(), at("A4", Kind.AMPLIFIER, "A1", 150.0)]
    search = Told(plant).search("A1", members=("A2", "A4"))
    assert (search.measure, search.point, search.branches) == ("A1", Point.OUTPUT, 2)
    assert search.metres == pytest.approx(150.0, abs=0.3)


def test_noise_is_searched_behind_the_element_and_halved_along_the_metres(told):
    search = told.search("N1", cause=Cause.NOISE)
    assert search.candidates == 7  # three amplifiers, three taps and the supply's cable
    assert (search.measure, search.point) == ("A2", Point.RETURN)
    assert search.metres == pytest.approx(335.0, abs=1.0)


@pytest.mark.parametrize("cause", [Cause.MAINS, Cause.PROVISIONING, Cause.NO_ANSWER])
def test_what_is_no_trouble_of_the_plant_leaves_nothing_to_search(told, cause):
    search = told.search("N1", cause=cause)
    assert (search.candidates, search.metres, search.measure) == (0, None, "")


def test_a_plant_without_places_says_that_nobody_knows_how_many_metres():
    told = Told(street(N1=None, A1=None, A2=None, A3=None))
    search = told.search("A1", ("A2", 0.5))
    assert (search.metres, search.unmeasured, search.measure) == (None, 2, "A1")


def test_a_span_of_unknown_length_is_counted_beside_those_known():
    told = Told(street(A3=None))
    search = told.search("A2", ("A3", 0.5))
    assert (search.metres, search.unmeasured) == (pytest.approx(100.0, abs=0.2), 1)


def test_homes_recorded_right_at_a_node_say_that_the_file_ends_there():
    plant = [at("H", Kind.HEADEND, "", 0.0), at("N3", Kind.OPTICAL_NODE, "H", 10.0), at("T1", Kind.TAP, "N3", 20.0)]
    plant += [Element(f"m{k}", Kind.CABLE_MODEM, parent="N3") for k in range(6)]
    plant += [Element("m9", Kind.CABLE_MODEM, parent="T1")]
    assert Told(plant).search("N3").below == "N3"
    assert Told(plant).search("N3").unplaced == 6
    assert Told(plant).search("T1").below == ""

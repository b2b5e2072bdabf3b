"""A cut on one route of elements that have two, and on both: what is told."""

from __future__ import annotations

import numpy as np
import pytest

from collectors.roster import Roster
from collectors.states import TerminalState
from maps.assumptions import Assumptions
from maps.model import Cause, Element, Evidence, Fault, Kind, Plant
from monitor.incidents.model import FaultView
from monitor.watch.faults.locating import Locator
from tests.maps.rings import RING, RING_ROUTES, STAR, STAR_ROUTES, plant
from thresholds.model import Alarm, Level, Severity

NOW_MS = 1_800_000_000_000
CUT_MS = NOW_MS - 600_000
OPTICS = {
    "node-optics": "optical_rx_dbm",
    "optical-path-a": "optical_path_a_dbm",
    "optical-path-b": "optical_path_b_dbm",
}


class Watched:
    """A plant of which all homes and devices are up until something is cut."""

    def __init__(self, made: Plant, asked: tuple[str, ...] = ("E1", "E2", "N1", "N2", "N3", "N9", "C")) -> None:
        self.plant = made
        self.roster = Roster(element.id for element in made.elements)
        self.locator = Locator(made, self.roster, Assumptions())
        n = len(self.roster)
        self.evidence = Evidence(
            np.full(n, TerminalState.UNKNOWN, np.uint8), np.zeros(n, np.int64), np.zeros(n, np.int64),
            np.zeros(n, np.int64),
        )  # fmt: skip
        self.asked = [key for key in asked if self.roster.slot(key) is not None]
        self.set([*self.asked, *self.homes("N")], TerminalState.REGISTERED, NOW_MS - 5_000, 0)
        self.alarms: list[Alarm] = []

    def homes(self, *prefixes: str) -> list[str]:
        return [e.id for e in self.plant.elements if e.kind is Kind.CABLE_MODEM and e.id.startswith(prefixes)]

    def set(self, keys: list[str], state: TerminalState, seen_ms: int, missed_ms: int) -> None:
        slots = self.roster.slots(keys)
        self.evidence.state[slots], self.evidence.last_seen_ms[slots] = state, seen_ms
        self.evidence.first_missed_ms[slots] = missed_ms

    def silence(self, *devices: str, at_ms: int = CUT_MS) -> None:
        self.set(list(devices), TerminalState.DARK, at_ms - 15_000, at_ms)
        self.alarms += [self.alarm(key, Level.NO_ANSWER, "no-answer") for key in devices]

    def darken(self, *nodes: str, at_ms: int = CUT_MS) -> None:
        self.silence(*(node for node in nodes if node in self.asked), at_ms=at_ms)
        self.set(self.homes(*nodes), TerminalState.DARK, at_ms - 15_000, at_ms)

    def alarm(self, key: str, level: Level, rule: str, instance: int = 0, at_ms: int = CUT_MS) -> Alarm:
        return Alarm(int(self.roster.slots([key])[0]), instance, rule, level, Severity.MAJOR, at_ms, -20.0)

    def dim(self, node: str, *inputs: int, at_ms: int = CUT_MS) -> None:
        self.alarms += [self.alarm(node, Level.LOLO, "node-optics", number, at_ms) for number in inputs]

    def faults(self) -> list[Fault]:
        return self.locator.faults(self.evidence, self.alarms, NOW_MS, lambda f: f.probability > 0.5, metrics=OPTICS)

    def told(self) -> list[tuple[str, Cause, int, tuple[str, ...]]]:
        return [(f.element, f.cause, len(f.explains), f.unprotected) for f in self.faults()]


@pytest.fixture
def star() -> Watched:
    return Watched(plant(STAR, STAR_ROUTES))


def test_a_silent_device_on_one_route_is_no_outage(star):
    star.silence("E1")
    assert star.told() == [("E1", Cause.NO_ANSWER, 0, ())]


def test_a_cut_of_one_route_takes_only_who_has_no_other():
    made = plant(STAR, STAR_ROUTES)
    homes = [Element(f"E1m{k}", Kind.CABLE_MODEM, parent="TE1") for k in range(5)]
    watched = Watched(Plant((*made.elements, Element("TE1", Kind.TAP, parent="E1"), *homes), made.links))
    watched.set([home.id for home in homes], TerminalState.DARK, CUT_MS - 15_000, CUT_MS)
    watched.silence("E1")
    (fault,) = watched.faults()
    assert (fault.element, fault.cause, fault.unprotected) == ("E1", Cause.ELEMENT, ("N1", "N2", "N3"))
    assert len(fault.behind) == len(fault.explains) == 5


@pytest.mark.parametrize("asked", [("N1", "N2", "N3", "N9", "C"), ("C",)])
def test_a_dark_node_whose_routes_stand_is_named_itself_and_not_a_span(asked):
    watched = Watched(plant(STAR, STAR_ROUTES), asked)
    watched.darken("N1")
    (fault,) = watched.faults()
    assert fault.element == "N1"
    assert fault.alternatives == ()
    search = watched.locator.view(fault).search
    assert search is not None
    assert (search.two_routes, search.metres) == (("N1",), 0.0)


def test_when_both_routes_are_cut_the_second_cut_is_what_failed(star):
    star.silence("E1", at_ms=CUT_MS - 86_400_000)
    star.silence("E2")
    star.darken("N1", "N2", "N3")
    assert star.told() == [("E2", Cause.ELEMENT, 36, ()), ("E1", Cause.NO_ANSWER, 0, ())]
    fault = star.faults()[0]
    assert fault.members == ("N1", "N2", "N3")
    assert len(fault.contradicts) == 0


def test_a_node_that_falls_where_both_routes_are_silent_and_carry_others_fell_itself(star):
    star.silence("E1", "E2")
    star.darken("N1")
    assert star.told()[0] == ("N1", Cause.ELEMENT, 12, ())


def test_what_both_routes_need_is_still_named(star):
    star.silence("E1", "E2")
    star.darken("N1", "N2", "N3", "N9")
    (fault,) = star.faults()
    assert fault.element == "X"
    assert len(fault.explains) == 48


def test_between_two_dead_nodes_of_a_ring_a_node_is_dark_for_their_sake():
    ring = Watched(plant(RING, RING_ROUTES), ("N1", "N2", "N3", "N4"))
    ring.darken("N1", at_ms=CUT_MS - 7_200_000)
    ring.darken("N3")
    ring.set(ring.homes("N2"), TerminalState.DARK, CUT_MS - 15_000, CUT_MS)
    told = {fault.element: fault for fault in ring.faults()}
    assert sorted(told) == ["N1", "N3"]
    assert told["N3"].members == ("N2",)
    assert len(told["N3"].explains) == 24
    assert told["N1"].unprotected == ("N4",)


def test_light_at_one_of_two_inputs_is_protection_lost_and_no_outage(star):
    star.dim("N1", 1)
    assert star.told() == [("N1", Cause.LEVEL, 0, ("N1",))]
    star.dim("N9", 1)
    assert ("N9", Cause.LEVEL, 0, ()) in star.told()


def test_nodes_of_one_ring_that_lose_light_together_tell_of_one_cut():
    watched = Watched(
        plant(STAR | {"X2": "C", "E8": "X2", "E9": "X2", "N8": "E8"}, STAR_ROUTES | {"N8": "E9"}), ("N8",)
    )
    watched.dim("N1", 1)
    watched.dim("N8", 1)
    watched.dim("N2", 2, at_ms=CUT_MS + 290_000)
    watched.dim("N3", 1, at_ms=CUT_MS + 3_600_000)
    assert watched.told() == [
        ("N1", Cause.LEVEL, 0, ("N1", "N2")),
        ("N8", Cause.LEVEL, 0, ("N8",)),
        ("N3", Cause.LEVEL, 0, ("N3",)),
    ]
    assert watched.faults()[0].members == ("N2",)


def test_another_complaint_of_a_node_with_little_light_stands_by_itself(star):
    star.dim("N1", 1)
    star.dim("N2", 1, at_ms=CUT_MS + 20_000)
    star.alarms.append(star.alarm("N2", Level.HIHI, "too-hot"))
    assert star.told() == [("N2", Cause.LEVEL, 0, ()), ("N1", Cause.LEVEL, 0, ("N1",))]


def test_without_light_at_either_input_its_homes_are_the_nodes(star):
    star.dim("N1", 1, 2)
    star.set(star.homes("N1"), TerminalState.DARK, CUT_MS - 15_000, CUT_MS)
    assert star.told() == [("N1", Cause.ELEMENT, 12, ())]


def test_an_optical_switch_is_dark_when_neither_path_has_light():
    parents = {key: parent for key, parent in STAR.items() if key not in STAR_ROUTES}
    made = plant({**parents, "E3": "E1", "N1": "E3"}, {"E3": "E2"})  # E3 stands for the switch before N1
    watched = Watched(made, ("C", "E1", "E2", "E3", "N1", "N9"))
    watched.alarms.append(watched.alarm("E3", Level.LOLO, "optical-path-a"))
    assert watched.told() == [("E3", Cause.LEVEL, 0, ("E3",))]
    watched.alarms.append(watched.alarm("E3", Level.LOLO, "optical-path-b"))
    watched.darken("N1")
    ((element, cause, homes, unprotected),) = watched.told()
    assert (element, cause, homes, unprotected) == ("E3", Cause.ELEMENT, 12, ())


def test_what_a_fault_leaves_unprotected_is_kept(star):
    star.dim("N1", 1)
    (fault,) = star.faults()
    view = star.locator.view(fault)
    assert view.unprotected == ("N1",)
    assert FaultView.from_json(view.to_json()) == view

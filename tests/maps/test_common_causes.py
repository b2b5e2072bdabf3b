"""Several faults of one moment and their one cause, in a quarter of streets on the ground."""

from __future__ import annotations

import numpy as np
import pytest

from collectors.roster import Roster
from collectors.states import TerminalState
from maps.assumptions import Assumptions
from maps.correlation import branches, strays
from maps.locate import locate
from maps.mains import Mains
from maps.model import Cause, Element, Evidence, Kind, Link, Path
from maps.places import Places
from maps.power import Supplies
from maps.topology import Topology

NOW_MS = 1_800_000_000_000
NOTICE_MS = 60_000
DEGREES_PER_M = 1.0 / 111_195.0


class Quarter:
    """Two nodes side by side, each with three amplifiers along streets of six taps, four homes at each, 50 m apart.

    Node n of 0 and 1 feeds amplifiers A(n)(0-2), those taps T(n)(a)(0-5); a street runs west to east through both
    nodes' parts. Supply S0 feeds A00 and A01, S1 feeds all of node 1. An EoC head stands in each of three buildings.
    """

    def __init__(self, shallow: int = 0, recorded_at: str = "C") -> None:
        """shallow: homes amid node 0's streets of which the file says only that they hang on something large."""
        self.draw = np.random.default_rng(5)
        plant = [Element("H", Kind.HEADEND), Element("C", Kind.CMTS, parent="H"), Element("O", Kind.OLT, parent="H")]
        for n in range(2):
            plant.append(self._at(f"N{n}", Kind.OPTICAL_NODE, "C", 600 * n, 0))
            plant.append(self._at(f"S{n}", Kind.LINE_POWER_SUPPLY, f"N{n}", 600 * n + 30, 60))
            for a in range(3):
                plant.append(self._at(f"A{n}{a}", Kind.AMPLIFIER, f"N{n}", 600 * n, 100 * a))
                for t in range(6):
                    tap = f"T{n}{a}{t}"
                    plant.append(self._at(tap, Kind.TAP, f"A{n}{a}", 600 * n + 100 * t, 100 * a))
                    plant += [
                        self._at(f"m{tap}.{k}", Kind.CABLE_MODEM, tap, 600 * n + 100 * t + 25 * k, 100 * a)
                        for k in range(4)
                    ]
        for e in range(3):
            plant.append(self._at(f"E{e}", Kind.EOC_HEAD, "O", 100 * e, 300))
            plant.append(self._at(f"onu{e}", Kind.ONU, f"E{e}", 100 * e, 300))
            plant += [self._at(f"u{e}.{k}", Kind.EOC_UNIT, f"E{e}", 100 * e, 300) for k in range(20)]
        plant += [self._at(f"x{k}", Kind.CABLE_MODEM, recorded_at, 100 * k + 50, 100) for k in range(shallow)]
        links = [Link("A00", "S0", Path.POWER), Link("A01", "S0", Path.POWER), Link("N1", "S1", Path.POWER)]
        self.roster = Roster(element.id for element in plant)
        self.topology = Topology.build(plant, links, self.roster)
        self.places = Places(plant, self.roster)
        self.supplies = Supplies(plant, links, self.topology, Assumptions())
        self.mains = Mains(self.topology, self.places, Assumptions())
        n = len(self.roster)
        self.state = np.full(n, TerminalState.REGISTERED, np.uint8)
        self.seen, self.missed = np.full(n, NOW_MS - 5000, np.int64), np.zeros(n, np.int64)

    @staticmethod
    def _at(key: str, kind: Kind, parent: str, east_m: float, north_m: float) -> Element:
        return Element(key, kind, parent=parent, lon=120.0 + east_m * DEGREES_PER_M, lat=north_m * DEGREES_PER_M)

    def behind(self, *keys: str) -> list[str]:
        return sorted({self.roster.key(slot) for key in keys for slot in self.topology.segment(key).tolist()})

    def homes(self, west_m: float, east_m: float, south_m: float = -1.0, north_m: float = 1e6) -> list[str]:
        """Return modems on a piece of ground."""
        modems = self.behind("C")
        place = self.places.of(self.roster.slots(modems)) - self.places.of(self.roster.slots(["N0"]))[0]
        inside = (place[:, 0] >= west_m) & (place[:, 0] <= east_m) & (place[:, 1] >= south_m) & (place[:, 1] <= north_m)
        return [key for key, is_in in zip(modems, inside, strict=True) if is_in]

    def dark(self, keys, ago_s: float = 600.0) -> None:
        """Let keys fall silent, noticed within 20 to 60 s."""
        slots = self.roster.slots(keys)
        self.state[slots] = TerminalState.DARK
        self.missed[slots] = NOW_MS - round(ago_s * 1000) + self.draw.integers(20_000, 60_000, len(slots))
        self.seen[slots] = self.missed[slots] - 15_000

    def unknown(self, keys) -> None:
        self.state[self.roster.slots(keys)] = TerminalState.UNKNOWN

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.state, self.missed, self.seen, self.missed)

    def faults(self, silent_supplies=(), on_battery=()):
        found = locate(self.topology, self.evidence, Assumptions(), NOW_MS)
        found = self.supplies.explain(found, self.evidence, set(silent_supplies), NOTICE_MS)
        complaining = dict.fromkeys(on_battery, NOW_MS - 600_000)
        found = self.mains.explain(found, self.evidence, complaining, NOTICE_MS)
        found = branches(found, self.topology, self.evidence, NOTICE_MS)
        return strays(found, self.topology, self.places, self.evidence, NOTICE_MS)

    def keys(self, slots) -> list[str]:
        return sorted(self.roster.key(int(slot)) for slot in slots)


@pytest.fixture
def quarter() -> Quarter:
    return Quarter()


def test_two_branches_that_live_on_one_supply_and_go_dark_together_are_the_supply(quarter):
    quarter.dark(quarter.behind("A00", "A01"))
    (fault,) = quarter.faults()
    assert (fault.element, fault.cause, set(fault.members)) == ("S0", Cause.POWER, {"A00", "A01"})
    assert quarter.keys(fault.explains) == quarter.behind("A00", "A01")


def test_branches_that_go_dark_an_hour_apart_are_no_supply(quarter):
    quarter.dark(quarter.behind("A00"))
    quarter.dark(quarter.behind("A01"), ago_s=4200)
    assert {(fault.element, fault.cause) for fault in quarter.faults()} == {
        ("A00", Cause.ELEMENT),
        ("A01", Cause.ELEMENT),
    }


def test_a_supply_whose_other_branch_is_alive_is_not_dead(quarter):
    quarter.dark(quarter.behind("A00"))
    (fault,) = quarter.faults(silent_supplies={"S0"})
    assert (fault.element, fault.cause) == ("A00", Cause.ELEMENT)


def test_a_node_cannot_be_told_from_its_only_supply_unless_that_complained_or_answers(quarter):
    quarter.dark(quarter.behind("N1"))
    quarter.unknown(["S1"])
    (fault,) = quarter.faults()
    assert (fault.element, [other.element for other in fault.alternatives]) == ("N1", ["S1"])
    (fault,) = quarter.faults(silent_supplies={"S1"})
    assert (fault.element, fault.cause) == ("S1", Cause.POWER)
    quarter.state[quarter.roster.slots(["S1"])] = TerminalState.REGISTERED
    (fault,) = quarter.faults()
    assert (fault.element, fault.alternatives) == ("N1", ())


def test_a_supply_cannot_be_told_from_one_element_that_feeds_just_what_lives_on_it(quarter):
    quarter.unknown(["S0", "N0", "A02", *quarter.behind("A02")])
    quarter.dark(quarter.behind("A00", "A01"))
    (fault,) = quarter.faults()
    assert (fault.element, fault.cause) == ("N0", Cause.ELEMENT)
    chances = {other.element: other.probability for other in fault.alternatives}
    assert fault.probability - sum(chances.values()) == pytest.approx(chances["S0"]), "they fail equally often"


def test_a_supply_is_told_from_an_element_that_feeds_somebody_else_who_stays_up(quarter):
    quarter.unknown(["S0", "N0", "A02", *quarter.behind("T020", "T021", "T022", "T023", "T024")])
    quarter.dark(quarter.behind("A00", "A01"))
    (whole,) = locate(quarter.topology, quarter.evidence, Assumptions(), NOW_MS)
    assert whole.element == "N0", "by itself: cable is drawn wrongly more often than two amplifiers fail at once"
    (fault,) = quarter.faults()
    assert (fault.element, fault.cause, set(fault.members)) == ("S0", Cause.POWER, {"A00", "A01"})


def test_a_supply_that_falls_silent_with_the_node_that_carries_its_words_is_no_witness(quarter):
    quarter.dark([*quarter.behind("N1"), "S1"])
    (fault,) = quarter.faults()
    assert (fault.element, fault.cause) == ("N1", Cause.ELEMENT)


def test_streets_dark_across_two_nodes_are_the_mains_with_just_those_homes(quarter):
    gone = quarter.homes(350, 850)
    quarter.dark(gone)
    (fault,) = quarter.faults()
    assert fault.cause is Cause.MAINS
    assert quarter.keys(fault.explains) == sorted(gone)
    touched = set(quarter.keys(np.setdiff1d(fault.behind, fault.contradicts)))
    assert touched == set(gone)


def test_streets_dark_on_different_days_are_not_the_mains(quarter):
    for hour, tap in enumerate(["T003", "T004", "T005", "T100", "T101", "T102"]):
        quarter.dark(quarter.behind(tap), ago_s=600 + hour * 7200)
    assert all(fault.cause is Cause.ELEMENT for fault in quarter.faults())


def test_a_dead_node_is_no_mains_however_its_streets_lie(quarter):
    quarter.dark(quarter.behind("N0"))
    (fault,) = quarter.faults()
    assert (fault.element, fault.cause) == ("N0", Cause.ELEMENT)


def test_homes_recorded_no_deeper_than_the_cmts_make_no_mains_of_a_dead_node():
    shallow = Quarter(shallow=3)
    shallow.dark([*shallow.behind("N0"), "x0", "x1", "x2"])
    assert [(fault.element, fault.cause) for fault in shallow.faults()][:1] == [("N0", Cause.ELEMENT)]


def test_two_homes_recorded_at_an_amplifier_elsewhere_are_wrong_rows_and_no_failure_more():
    shallow = Quarter(shallow=2, recorded_at="A12")
    shallow.dark([*shallow.behind("N0"), "x0", "x1"])
    assert [(fault.element, fault.cause) for fault in shallow.faults()][:1] == [("N0", Cause.ELEMENT)]


def test_streets_of_one_node_are_the_mains_where_a_supply_beside_them_went_on_its_battery(quarter):
    quarter.dark(quarter.behind("N0"))
    (fault,) = quarter.faults(on_battery={"S0"})
    assert (fault.element, fault.cause) == ("S0", Cause.MAINS)


def test_streets_that_cut_across_the_branches_of_one_node_are_the_mains(quarter):
    gone = quarter.homes(275, 580)
    quarter.dark(gone)
    (fault,) = quarter.faults()
    assert fault.cause is Cause.MAINS
    assert quarter.keys(fault.explains) == sorted(gone)


def test_a_dead_amplifier_with_a_living_tap_recorded_behind_it_is_no_mains(quarter):
    quarter.dark(set(quarter.behind("A01")) - set(quarter.behind("T013")))
    (fault,) = quarter.faults()
    assert (fault.element, fault.cause) == ("A01", Cause.ELEMENT)


def test_branches_of_two_nodes_dark_on_either_side_of_living_streets_are_no_mains(quarter):
    quarter.dark(quarter.behind("A00", "A02", "A10", "A12"))
    assert {fault.cause for fault in quarter.faults()} == {Cause.ELEMENT}


def test_heads_that_lose_their_mains_with_the_homes_around_them_count_with_all_behind_them(quarter):
    quarter.dark([*quarter.homes(0, 250), "E0", "E1", "onu0", "onu1"])
    quarter.unknown(quarter.behind("E0", "E1"))
    quarter.dark(["onu0", "onu1"])
    (fault,) = quarter.faults()
    assert fault.cause is Cause.MAINS
    assert set(quarter.keys(fault.behind)) >= set(quarter.behind("E0", "E1"))
    assert {"E0", "E1"} <= set(fault.members)


def test_a_head_that_is_silent_with_the_onu_inside_it_is_dead_with_all_behind_it(quarter):
    quarter.dark(["E1", "onu1"])
    quarter.unknown([key for key in quarter.behind("E1") if key != "onu1"])
    (fault,) = quarter.faults()
    assert (fault.element, fault.cause) == ("E1", Cause.ELEMENT)
    assert quarter.keys(fault.behind) == quarter.behind("E1")


def test_a_head_that_is_silent_while_its_onu_is_up_is_only_silent(quarter):
    quarter.dark(["E1"])
    quarter.unknown([key for key in quarter.behind("E1") if key != "onu1"])
    assert quarter.faults() == []


def test_two_taps_of_one_amplifier_that_fall_together_are_one_failure_at_it(quarter):
    quarter.dark(quarter.behind("T000", "T001"))
    (fault,) = quarter.faults()
    assert (fault.element, set(fault.members)) == ("A00", {"T000", "T001"})
    assert quarter.keys(fault.behind) == quarter.behind("T000", "T001")


@pytest.mark.parametrize("keys", [("A00", "T020"), ("A00", "A02")])
def test_branches_of_a_node_that_fall_one_after_the_other_within_a_notice_are_two_failures(quarter, keys):
    quarter.dark(quarter.behind(keys[0]))
    quarter.dark(quarter.behind(keys[1]), ago_s=555)
    assert [fault.element for fault in quarter.faults()] == [*keys]


def test_a_tap_recorded_elsewhere_that_falls_with_the_homes_around_it_is_part_of_their_outage(quarter):
    quarter.dark(quarter.behind("A12", "T112"))  # T112 stands a street away, its neighbours at A11 are up
    (fault,) = quarter.faults()
    assert fault.element == "A12"
    assert set(quarter.keys(fault.explains)) == set(quarter.behind("A12", "T112"))


def test_a_tap_that_falls_an_hour_later_is_a_failure_of_its_own(quarter):
    quarter.dark(quarter.behind("A12"), ago_s=4200)
    quarter.dark(quarter.behind("T102"))
    assert sorted(fault.element for fault in quarter.faults()) == ["A12", "T102"]

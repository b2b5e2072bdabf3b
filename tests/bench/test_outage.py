"""The outage benchmark: plants are plants, marks are fair, baselines do what their names say, scenes can be lived."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bench.outage.baselines import Clusters, CommonAncestor, Percentage
from bench.outage.model import Sweep, Truth, Verdict
from bench.outage.ours import Plantwatch
from bench.outage.plants import draw_plant
from bench.outage.quiet import quiet
from bench.outage.scenes import CONDITIONS, SORTS, draw_scene
from bench.outage.scoring import mark, strangers
from bench.outage.summary import calibration_error, figures, upper_bound
from bench.outage.trials import follow, hold, in_city
from collectors.model import Contacts, States
from collectors.roster import Roster
from collectors.states import TerminalState
from maps.model import Cause, Element, Kind, Plant

NOW_MS = 1_800_000_000_000


@pytest.fixture(scope="module")
def city():
    return draw_plant(3, 500)


def small_plant() -> Plant:
    """Two amplifiers behind a node, two taps of four homes behind each."""
    elements = [
        Element("C1", Kind.CMTS), Element("N1", Kind.OPTICAL_NODE, parent="C1"),
        Element("A1", Kind.AMPLIFIER, parent="N1"), Element("A2", Kind.AMPLIFIER, parent="N1"),
    ]  # fmt: skip
    for tap, above in (("T1", "A1"), ("T2", "A1"), ("T3", "A2"), ("T4", "A2")):
        elements.append(Element(tap, Kind.TAP, parent=above))
        elements += [Element(f"{tap}-{home}", Kind.CABLE_MODEM, parent=tap) for home in range(4)]
    return Plant(elements=tuple(elements))


def sweep_of(roster: Roster, dark: tuple[str, ...], at_ms: int) -> Sweep:
    homes = [key for key in (roster.key(slot) for slot in range(len(roster))) if "-" in key]
    gone = [TerminalState.DARK if key.startswith(dark) else TerminalState.REGISTERED for key in homes]
    states = States(roster.slots(homes), np.array(gone, np.uint8), np.full(len(homes), at_ms, np.int64))
    nobody = Contacts(np.empty(0, np.int32), np.empty(0, bool), np.empty(0, np.int64))
    return Sweep(at_ms, states, nobody)


def named_by(method, dark: tuple[str, ...]) -> list[str]:
    plant = small_plant()
    roster = Roster(element.id for element in plant.elements)
    watcher = method(plant, roster)
    watcher.take(sweep_of(roster, ("nobody",), NOW_MS))
    watcher.take(sweep_of(roster, dark, NOW_MS + 15_000))
    return [verdict.element for verdict in watcher.verdicts(NOW_MS + 15_000)]


def truth(**changes: object) -> Truth:
    facts: dict[str, object] = {
        "kind": "element_dead", "element": "A1", "started_ms": NOW_MS, "lost": np.arange(8, dtype=np.int32),
        "accepted": frozenset({"A1", "T1"}), "causes": frozenset({Cause.ELEMENT}), "power_told": False,
    }  # fmt: skip
    return Truth(**(facts | changes))  # type: ignore[arg-type]  # a row of plain values


def verdict(**changes: object) -> Verdict:
    facts: dict[str, object] = {
        "name": "I1", "element": "A1", "cause": Cause.ELEMENT, "terminals": np.arange(8, dtype=np.int32),
    }  # fmt: skip
    return Verdict(**(facts | changes))  # type: ignore[arg-type]  # a row of plain values


def test_a_plant_is_one_tree_in_preorder_with_current_for_every_active(city):
    assert 350 <= len(city.terminals) <= 900
    assert all(element.parent < place for place, element in enumerate(city.elements))
    assert city.size[0] == len(city.elements)
    assert len(city.number) == len(city.elements)
    for number in city.of_kind("amplifier", "optical_node"):
        active = city.elements[number]
        assert (active.supply >= 0) != (active.zone >= 0)
        assert active.supply < 0 or city.elements[active.supply].kind == "line_power_supply"
    assert {city.elements[observer].kind for observer in city.observers} == {"cmts"}


def test_the_same_seed_draws_the_same_plant_and_another_one_another(city):
    assert draw_plant(3, 500).elements == city.elements
    assert draw_plant(4, 500).elements != city.elements


@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_of_scene_is_drawn_and_the_same_for_its_seed(city, sort):
    scenes = [draw_scene(city, 11, sort, CONDITIONS[1], "tap") for _ in range(2)]
    assert scenes[0] is not None
    assert scenes[0] == scenes[1]
    assert scenes[0].events


def test_the_right_element_named_first_is_exact_and_what_must_be_walked_is_added_up():
    (one,) = mark([truth()], [verdict(alternatives=("T1", "A9"))], {"A1": 100.0, "T1": 30.0, "A9": 5.0})
    assert (one.exact, one.rank, one.candidates, one.metres, one.told_apart) == (True, 1, 3, 135.0, True)


def test_the_right_element_among_the_alternatives_has_a_rank_and_is_not_exact():
    (one,) = mark([truth()], [verdict(element="N1", alternatives=("A7", "T1"))], {})
    assert (one.exact, one.rank) == (False, 3)


def test_power_named_for_plant_is_neither_exact_nor_told_apart():
    (one,) = mark([truth()], [verdict(cause=Cause.POWER)], {})
    assert (one.exact, one.told_apart) == (False, False)


def test_a_verdict_about_other_homes_is_a_stranger_and_the_fault_is_missed():
    elsewhere = verdict(terminals=np.arange(6, 20, dtype=np.int32))
    (one,) = mark([truth()], [elsewhere], {})
    assert one.verdict is None
    assert not one.exact
    assert strangers([truth()], [elsewhere]) == [elsewhere]


def test_what_is_only_suspected_answers_nothing():
    (one,) = mark([truth()], [verdict(told=False)], {})
    assert one.verdict is None


def test_a_zone_is_right_when_its_homes_are():
    zone = truth(kind="zone_out", accepted=frozenset(), causes=frozenset({Cause.MAINS}), power_told=True)
    homes = verdict(element="T9", cause=Cause.MAINS)
    more = verdict(element="T9", cause=Cause.MAINS, terminals=np.arange(14, dtype=np.int32))
    assert mark([zone], [homes], {})[0].exact
    assert not mark([zone], [more], {})[0].exact


def test_a_fault_that_three_homes_show_is_owed_no_answer():
    (one,) = mark([truth(lost=np.arange(3, dtype=np.int32))], [], {})
    assert not one.counts


def test_percentage_names_the_node_whatever_failed_behind_it():
    assert named_by(Percentage, ("T1", "T2")) == ["N1"]
    assert named_by(Percentage, ("T1",)) == []


def test_common_ancestor_names_the_lowest_element_above_all_the_dark():
    assert named_by(CommonAncestor, ("T1",)) == ["T1"]
    assert named_by(CommonAncestor, ("T1", "T2")) == ["A1"]
    assert named_by(CommonAncestor, ("T1", "T3")) == ["N1"]


def test_clusters_join_alarms_a_few_hops_apart():
    assert named_by(Clusters, ("T1", "T2")) == ["A1"]
    assert named_by(Clusters, ("T1-0", "T1-1")) == []


def test_the_bound_of_a_poisson_rate_is_that_of_the_tables():
    assert upper_bound(0, 1.0) == pytest.approx(2.996, abs=0.001)
    assert upper_bound(2, 2.0) == pytest.approx(6.296 / 2.0, abs=0.001)


def test_calibration_error_is_the_distance_of_sure_from_right():
    assert calibration_error([(0.9, True)] * 9 + [(0.9, False)]) == pytest.approx(0.0)
    assert calibration_error([(1.0, False)]) == 1.0
    assert calibration_error([]) is None


def test_a_quiet_day_says_how_long_it_was_and_who_cried_wolf():
    class Wolf(Percentage):
        def verdicts(self, now_ms: int) -> list[Verdict]:
            return [
                verdict(name="I1"),
                verdict(name=f"I{2 + (now_ms // 86_400_000) % 2}"),
                verdict(told=False, name="x"),
            ]

    found = quiet(3, 1e-6, {"wolf": Wolf, "percentage": Percentage}, terminals=300)
    assert found["wolf"]["false_incidents"] == 3
    assert found["wolf"]["months_run"] == pytest.approx(0.0, abs=0.001)
    assert (
        found["wolf"]["false_per_month_95"] > found["wolf"]["false_per_month"] > found["percentage"]["false_per_month"]
    )


def test_one_dead_element_in_a_scene_is_named_by_the_product_itself(city):
    methods = {"ours": Plantwatch(), "percentage": Percentage}
    (drawn,) = in_city(city, 3, "tap", 1.0, ["single"], CONDITIONS[:1])
    trial = hold(drawn.ground, drawn.scene, methods)
    (one,) = trial.heard["ours"].marks
    assert one.exact
    assert trial.heard["ours"].strangers == []
    found = figures([trial], "ours")
    assert found["exact_prompt"] == 1.0
    assert not math.isnan(float(found["calibration_error"] or 0.0))


def test_a_scene_is_lived_the_same_way_twice(city):
    (drawn,) = in_city(city, 3, "building", 0.0, ["nested"], CONDITIONS[1:2])
    first, second = (follow(drawn.ground, drawn.scene, {"clusters": Clusters}) for _ in range(2))
    assert [one.lost.tolist() for one in first.true] == [one.lost.tolist() for one in second.true]
    assert [len(said) for _, said in first.said["clusters"]] == [len(said) for _, said in second.said["clusters"]]

"""Localisation on hand-built trees: one situation a test."""

from __future__ import annotations

import numpy as np
import pytest

from collectors.states import TerminalState
from maps.assumptions import Assumptions
from maps.model import Cause

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


def test_nothing_is_wrong_when_everybody_is_up(cascade):
    assert cascade.locate() == []


def test_a_dead_amplifier_is_named_with_everybody_behind_it(cascade):
    cascade.dark(*cascade.behind("A2"))
    (fault,) = cascade.locate()
    assert fault.element == "A2"
    assert fault.cause is Cause.ELEMENT
    assert fault.probability > 0.99
    assert cascade.keys(fault.explains) == cascade.keys(fault.behind) == cascade.behind("A2")
    assert len(fault.contradicts) == 0
    assert fault.alternatives == ()


def test_the_interval_runs_from_last_seen_to_first_missed_of_the_one_missed_first(cascade):
    cascade.dark(*cascade.behind("A2"), missed_s=-600)
    cascade.dark("m5.1", missed_s=-620, seen_s=-633)
    (fault,) = cascade.locate()
    now_ms = 1_800_000_000_000
    assert (fault.after_ms, fault.before_ms) == (now_ms - 633_000, now_ms - 620_000)


def test_one_dark_modem_at_a_tap_is_somebody_who_switched_off(cascade):
    cascade.dark("m4.0", missed_s=-30)
    assert cascade.locate() == []


def test_one_dark_modem_that_is_all_a_tap_has_is_still_somebody_who_switched_off(make_town):
    town = make_town({"H": "", "C": "H", "T1": "C", "T2": "C", "m1": "T1", "m2": "T2"})
    town.dark("m1")
    assert town.locate() == []


def test_a_whole_tap_dark_at_once_is_a_fault_of_the_tap(cascade):
    cascade.dark(*cascade.behind("T5"))
    (fault,) = cascade.locate()
    assert fault.element == "T5"
    assert fault.probability > 0.95


def test_a_tap_whose_homes_switched_off_on_different_days_is_no_fault(cascade):
    for hours, modem in enumerate(cascade.behind("T5"), start=1):
        cascade.dark(modem, missed_s=-hours * 5 * 3600)
    assert cascade.locate() == []


def test_half_a_tap_dark_is_no_fault(cascade):
    cascade.dark("m5.0", "m5.1")
    assert cascade.locate() == []


def test_homes_switched_off_days_ago_are_not_explained_by_the_fault_of_today(cascade):
    cascade.dark(*cascade.behind("A2"))
    cascade.dark("m4.0", "m8.3", missed_s=-3 * 86_400)
    (fault,) = cascade.locate()
    assert fault.element == "A2"
    assert set(cascade.behind("A2")) - set(cascade.keys(fault.explains)) == {"m4.0", "m8.3"}


def test_two_amplifiers_far_apart_are_two_faults_in_tree_order(cascade):
    cascade.dark(*cascade.behind("A3", "A4"))
    assert cascade.named() == ["A3", "A4"]


def test_a_nested_fault_of_the_same_moment_does_not_show_and_is_not_invented(cascade):
    cascade.dark(*cascade.behind("A1"), missed_s=-600)
    cascade.dark(*cascade.behind("A3"), missed_s=-610)
    assert cascade.named() == ["A1"]


def test_a_fault_of_yesterday_below_one_of_today_stays_a_fault_of_its_own(cascade):
    cascade.dark(*cascade.behind("A1"), missed_s=-600)
    cascade.dark(*cascade.behind("T8"), missed_s=-86_400)
    above, below = cascade.locate()
    assert (above.element, below.element) == ("A1", "T8")
    assert cascade.keys(below.explains) == cascade.behind("T8")
    assert set(cascade.keys(above.explains)) == set(cascade.behind("A1")) - set(cascade.behind("T8"))


def test_a_large_fault_of_yesterday_does_not_hide_the_larger_one_of_today(make_town):
    parents = {"H": "", "C": "H", "N1": "C", "N2": "C"} | {f"A{a}": "N1" for a in range(8)} | {"A9": "N2"}
    parents |= {f"m{a}.{k}": f"A{a}" for a in (*range(8), 9) for k in range(60 if a == 0 else 10)}
    town = make_town(parents)
    town.dark(*town.behind("N1"), missed_s=-300)
    town.dark(*town.behind("A0"), missed_s=-86_400)
    assert town.named() == ["N1", "A0"]


def test_a_trunk_that_dies_after_a_larger_part_below_it_is_a_fault_of_its_own(cascade):
    cascade.dark(*cascade.behind("A1"), missed_s=-300)
    cascade.dark(*cascade.behind("A2"), missed_s=-900)
    above, below = cascade.locate()
    assert (above.element, below.element) == ("A1", "A2")
    assert set(cascade.keys(above.explains)) == set(cascade.behind("A1")) - set(cascade.behind("A2"))


def test_what_died_earlier_counts_besides_for_whatever_is_above_it(make_town):
    parents = {"H": "", "C": "H", "N1": "C", "A1": "N1", "A2": "A1", "A3": "A2", "T1": "A2", "T9": "N1"}
    parents |= {f"m{tap}.{k}": tap for tap, homes in (("T1", 8), ("A3", 11), ("T9", 20)) for k in range(homes)}
    town = make_town(parents)
    town.dark(*town.behind("A1"), missed_s=-300)
    town.dark(*town.behind("A3"), missed_s=-900)
    first, second = town.locate()
    assert {first.element, *(other.element for other in first.alternatives)} == {"A1", "A2", "T1"}
    assert second.element == "A3"


def test_a_silent_transponder_and_homes_told_of_from_an_old_table_are_one_failure(make_town):
    parents = {"H": "", "C": "H", "N1": "C", "A1": "N1", "T1": "A1", "T9": "C"}
    town = make_town(parents | {f"m1.{k}": "T1" for k in range(12)} | {f"m9.{k}": "T9" for k in range(12)})
    town.dark(*town.behind("N1"), missed_s=-540, seen_s=-555)
    town.dark("m1.0", missed_s=-522, seen_s=-537)
    town.dark("N1", missed_s=-600)
    (fault,) = town.locate()
    assert fault.element == "N1"
    assert "A1" not in {other.element for other in fault.alternatives}


def test_everything_dark_names_the_cmts_or_the_headend(cascade):
    cascade.dark(*cascade.modems)
    (fault,) = cascade.locate()
    assert fault.element == "C"
    assert [alternative.element for alternative in fault.alternatives] == ["H"]


def test_elements_with_nothing_observed_between_them_are_alternatives_and_priors_choose(make_town):
    parents = {"H": "", "C": "H", "N1": "C", "N2": "C", "A1": "N1", "T1": "A1", "A2": "T1", "T9": "N2"}
    parents |= {f"m1.{k}": "A2" for k in range(10)} | {f"m9.{k}": "T9" for k in range(4)}
    town = make_town(parents)
    town.dark(*town.behind("A2"))
    (fault,) = town.locate()
    assert fault.element in {"N1", "A1", "A2"}
    assert {fault.element, *(alternative.element for alternative in fault.alternatives)} == {"N1", "A1", "A2", "T1"}
    chances = {alternative.element: alternative.probability for alternative in fault.alternatives}
    assert chances["T1"] == min(chances.values())
    assert fault.probability > 0.99


def test_an_unobserved_branch_leaves_its_feeder_an_alternative(cascade):
    cascade.dark(*cascade.behind("A3"))
    cascade.unknown(*cascade.behind("T4", "T5", "T6"))
    (fault,) = cascade.locate()
    assert {fault.element, *(alternative.element for alternative in fault.alternatives)} == {"A2", "A3"}


def test_one_terminal_up_between_them_tells_two_amplifiers_apart(cascade):
    cascade.dark(*cascade.behind("A3"))
    cascade.unknown(*cascade.behind("T4", "T5", "T6"))
    cascade.up("m5.2")
    (fault,) = cascade.locate()
    assert (fault.element, fault.alternatives) == ("A3", ())


@pytest.mark.parametrize("state", [TerminalState.UNREGISTERED, TerminalState.BARRED])
def test_terminals_without_service_but_with_rf_clear_the_plant(cascade, state):
    cascade.up(*cascade.behind("A2"), state=state)
    assert cascade.locate() == []


def test_ranging_terminals_alone_are_no_dead_element(cascade):
    cascade.up(*cascade.behind("A2"), state=TerminalState.RANGING)
    assert cascade.locate() == []


def test_ranging_contradicts_only_weakly(cascade):
    cascade.dark(*cascade.behind("A3"))
    cascade.up("m8.1", state=TerminalState.RANGING)
    (fault,) = cascade.locate()
    assert fault.element == "A3"
    assert len(fault.contradicts) == 0


def test_unknown_and_one_way_homes_say_nothing(cascade):
    cascade.unknown(*cascade.behind("A2"))
    cascade.up(*cascade.behind("A4"), state=TerminalState.UNOBSERVABLE)
    assert cascade.locate() == []


def test_a_terminal_that_is_up_all_the_same_is_listed_as_contradicting(cascade):
    cascade.dark(*cascade.behind("A2"))
    cascade.up("m6.3")
    (fault,) = cascade.locate()
    assert fault.element == "A2"
    assert cascade.keys(fault.contradicts) == ["m6.3"]
    assert "m6.3" in cascade.keys(fault.behind)


def test_a_tap_that_is_up_behind_a_dead_amplifier_hangs_elsewhere_and_splits_nothing(cascade):
    cascade.dark(*cascade.behind("A3"))
    cascade.up(*cascade.behind("T7"))
    (fault,) = cascade.locate()
    assert fault.element == "A3"
    assert cascade.keys(fault.contradicts) == cascade.behind("T7")


def test_a_whole_branch_that_is_up_behind_a_dead_node_hangs_elsewhere(make_town):
    parents = {"H": "", "C": "H", "N1": "C", "N2": "C"} | {f"A{a}": "N1" for a in range(4)}
    parents |= {f"T{t}": f"A{t % 4}" for t in range(24)} | {f"m{t}.{k}": f"T{t}" for t in range(24) for k in range(5)}
    town = make_town(parents | {f"m99.{k}": "N2" for k in range(50)})
    town.dark(*town.behind("N1"))
    town.up(*town.behind("A3"))
    assert town.named() == ["N1"]
    town.dark(*town.behind("A3"), missed_s=-60)
    assert town.named() == ["N1", "A3"], "a later failure of what hangs elsewhere is one of its own"


def test_taps_that_are_up_outweigh_a_few_that_are_dark(cascade):
    cascade.dark(*cascade.behind("T8"))
    assert cascade.named() == ["T8"]


def test_a_silent_transponder_with_all_terminals_fine_is_not_the_plant(cascade):
    cascade.dark("A2")
    assert cascade.locate() == []


def test_a_silent_transponder_alone_is_not_enough(cascade):
    cascade.dark("A2")
    cascade.unknown(*cascade.modems)
    assert cascade.locate() == []


def test_a_transponder_that_answers_moves_the_fault_below_it(cascade):
    cascade.dark(*cascade.behind("A3"))
    cascade.unknown(*cascade.behind("T4", "T5", "T6"))
    cascade.up("A2")
    (fault,) = cascade.locate()
    assert fault.element == "A3"
    chances = {alternative.element: alternative.probability for alternative in fault.alternatives}
    assert chances.get("A2", 0.0) < 0.1 * fault.probability * 1.2  # it may live while its output does not


def test_a_silent_transponder_names_its_own_element_among_those_alike(cascade):
    cascade.dark(*cascade.behind("A3"))
    cascade.unknown(*cascade.behind("T4", "T5", "T6"))
    cascade.dark("A2")
    (fault,) = cascade.locate()
    assert fault.element == "A2"
    assert "A2" not in cascade.keys(fault.explains)


def test_modems_dark_since_before_anybody_looked_are_judged_by_their_share_alone(cascade):
    cascade.never_seen(*cascade.behind("A2"))
    assert cascade.named() == ["A2"]


def test_modems_never_seen_do_not_pull_a_fault_of_today_into_the_past(cascade):
    cascade.never_seen("m4.0", "m5.0", "m6.0", missed_s=-30 * 86_400)
    cascade.dark(*sorted(set(cascade.behind("A2")) - {"m4.0", "m5.0", "m6.0"}), missed_s=-120)
    (fault,) = cascade.locate()
    assert fault.element == "A2"
    assert not {"m4.0", "m5.0", "m6.0"} & set(cascade.keys(fault.explains))


def test_dark_without_any_time_still_counts(cascade):
    cascade.never_seen(*cascade.behind("A2"))
    cascade.first_missed_ms[:] = 0
    cascade.since_ms[:] = 0
    (fault,) = cascade.locate()
    assert (fault.element, fault.after_ms, fault.before_ms) == ("A2", 0, 0)


def test_terminals_hung_on_a_node_for_want_of_a_drawing_give_the_node(make_town):
    parents = {"H": "", "C": "H", "N1": "C", "N2": "C"}
    town = make_town(parents | {f"m{n}.{k}": f"N{n}" for n in (1, 2) for k in range(100)})
    town.dark(*town.behind("N1"))
    town.dark(*[f"m1.{k}" for k in range(5)], missed_s=-50_000)
    town.dark("m1.99", missed_s=-60)
    assert town.named() == ["N1"]


def test_partial_restoration_narrows_the_fault_to_what_is_still_dark(cascade):
    cascade.dark(*cascade.behind("A1"))
    assert cascade.named() == ["A1"]
    cascade.up(*cascade.behind("T1", "T2", "T3"))
    assert cascade.named() == ["A2"]
    cascade.up(*cascade.behind("T4", "T5", "T6"))
    assert cascade.named() == ["A3"]
    cascade.up(*cascade.behind("A3"))
    assert cascade.locate() == []


def test_the_same_evidence_twenty_sweeps_later_gives_the_same_fault(cascade):
    cascade.dark(*cascade.behind("A2"), missed_s=-600)
    cascade.dark("m1.0", "m9.0", missed_s=-7_200)
    (before,) = cascade.locate()
    later_s = 20 * 15
    up = cascade.state == TerminalState.REGISTERED
    cascade.last_seen_ms[up] += later_s * 1000
    (after,) = cascade.locate(1_800_000_000_000 + later_s * 1000)
    assert (before.element, before.after_ms, before.before_ms) == (after.element, after.after_ms, after.before_ms)
    assert before.explains.tolist() == after.explains.tolist()
    assert before.probability == pytest.approx(after.probability, abs=1e-9)


def test_evidence_shorter_than_the_plant_is_unknown_beyond_its_end(cascade):
    cascade.dark(*cascade.behind("A2"))
    for name in ("state", "since_ms", "last_seen_ms", "first_missed_ms"):
        setattr(cascade, name, getattr(cascade, name)[:-8])
    assert cascade.named() == ["A2"]


def test_a_prior_that_is_configured_chooses_among_elements_alike(make_town):
    parents = {"H": "", "C": "H", "A1": "C", "T1": "A1"} | {f"m{k}": "T1" for k in range(6)}
    parents |= {"A2": "C"} | {f"m2.{k}": "A2" for k in range(6)}
    likely_tap = Assumptions.of(0.03, 0.002, 60.0, {"tap": 0.01})
    for assumptions, name in ((Assumptions(), "A1"), (likely_tap, "T1")):
        town = make_town(parents, assumptions)
        town.dark(*town.behind("A1"))
        assert town.named() == [name]


def test_an_empty_plant_has_no_faults(make_town):
    assert make_town({}).locate() == []


def test_a_plant_of_terminals_alone_has_no_faults(make_town):
    town = make_town({"m1": "", "m2": ""})
    town.dark("m1", "m2")
    assert town.locate() == []


def test_a_kind_without_a_name_is_refused_as_a_prior():
    with pytest.raises(ValueError, match="'amplifer'"):
        Assumptions.of(0.03, 0.002, 60.0, {"amplifer": 0.1})


@pytest.mark.parametrize(("name", "value"), [("switched_off", 0.0), ("missed_anyway", 1.0), ("notice_delay_s", 0.0)])
def test_an_assumption_that_cannot_be_is_refused_by_name(name, value):
    with pytest.raises(ValueError, match=name):
        Assumptions(**{name: value})


def test_a_cmts_and_its_nodes_silent_together_speak_for_homes_nobody_watches_any_more(make_town):
    parents = {"H": "", "C": "H", "N1": "C", "N2": "C", "N3": "C"}
    town = make_town(parents | {f"m{node}.{i}": f"N{node}" for node in (1, 2, 3) for i in range(8)})
    town.up(*town.modems, seen_s=-45)
    town.dark("C", "N1", "N2", "N3", missed_s=-15, seen_s=-45)
    (fault,) = town.locate()
    assert fault.element == "C"
    assert town.keys(fault.behind) == sorted(town.modems)
    assert (len(fault.explains), fault.before_ms) == (0, 1_800_000_000_000 - 15_000)


def test_homes_off_when_first_looked_for_do_not_hide_the_moment_in_which_devices_fell_silent(make_town):
    parents = {"H": "", "C": "H", "S1": "C", "N1": "S1", "N2": "S1", "N3": "S1", "N4": "C"}
    parents |= {
        f"m{node}.{i}": f"N{node}" for node, homes in ((1, 10), (2, 10), (3, 10), (4, 60)) for i in range(homes)
    }
    town = make_town(parents)
    town.unknown(*town.behind("S1"))
    town.never_seen(*(f"m1.{i}" for i in range(8)))
    town.dark("N1", "N2", "N3", missed_s=-30)
    (fault,) = town.locate()
    assert (fault.element, fault.before_ms) == ("S1", 1_800_000_000_000 - 30_000)


def test_who_was_last_seen_long_ago_does_not_excuse_who_is_seen_now(make_town):
    parents = {"H": "", "C1": "H", "N1": "C1", "N2": "C1", "C2": "H", "N3": "C2", "N4": "C2"}
    homes = {f"m{node}.{i}": f"N{node}" for node, count in ((1, 40), (2, 40), (3, 40), (4, 80)) for i in range(count)}
    town = make_town(parents | homes)
    town.up(*town.behind("C1"), seen_s=-980)
    town.dark("C1", "N1", "N2", missed_s=-960)
    town.dark(*town.behind("N3"), missed_s=-180)
    assert sorted(town.named()) == ["C1", "N3"]


def test_a_plant_heard_for_the_first_time_has_not_failed(make_town):
    parents = {"H": "", "C1": "H", "C2": "H"} | {f"m{cmts}.{i}": f"C{cmts}" for cmts in (1, 2) for i in range(300)}
    town = make_town(parents)
    town.up(*town.modems, seen_s=-60.1)
    town.never_seen(*(f"m{cmts}.{i}" for cmts in (1, 2) for i in range(20)), missed_s=-60.0)
    town.up("C1", "C2", seen_s=-60.0)
    town.since_ms[town.roster.slots(("C1", "C2"))] = 1_800_000_000_000 - 60_050
    assert town.named() == []


def test_what_an_observer_said_before_it_fell_silent_is_old_news_until_it_tells_of_everybody_anew(make_town):
    parents = {"H": "", "C1": "H", "N1": "C1", "N2": "C1", "C2": "H", "N3": "C2", "A1": "N3"}
    homes = {f"m{node}.{i}": f"N{node}" for node, count in ((1, 320), (2, 330), (3, 200)) for i in range(count)}
    town = make_town(parents | homes | {f"m4.{i}": "A1" for i in range(20)})
    town.up(*town.modems, seen_s=-20)
    town.up("C1", "N1", "N2", seen_s=-1)
    town.dark(*(f"m{node}.{i}" for node in (1, 2) for i in range(4)), missed_s=-770, seen_s=-860)
    town.up(*town.behind("C2"), seen_s=-1830)
    town.dark(*town.behind("A1"), missed_s=-730, seen_s=-860)
    town.up("C2", "N3", seen_s=-1)
    town.since_ms[town.roster.slots(("C2", "N3"))] = 1_800_000_000_000 - 1_000
    assert town.named() == ["A1"]


@pytest.mark.parametrize("seed", range(6))
def test_tables_read_one_after_the_other_while_a_tap_goes_dark_name_the_tap(make_town, seed):
    rng = np.random.default_rng(seed)
    parents = {"H": "", "S1": "H", "S2": "H", "C0": "S1", "C1": "S2", "C2": "S2"}
    parents |= {f"N{n}": f"C{n % 3}" for n in range(12)} | {f"A{a}": f"N{a % 12}" for a in range(72)}
    parents |= {f"T{tap}": f"A{tap % 72}" for tap in range(288)}
    town = make_town(parents | {f"m{tap}.{home}": f"T{tap}" for tap in range(288) for home in range(10)})
    for cmts, ages_s in enumerate(((0.3, 3.0), (0.3, 16.5), (2.6, 2.8))):
        for home in town.behind(f"C{cmts}"):
            town.up(home, seen_s=-rng.choice(ages_s) * rng.uniform(0.9, 1.1))
        town.up(f"C{cmts}", seen_s=-0.2)
    off = rng.choice(town.modems, round(0.05 * len(town.modems)), replace=False)
    town.never_seen(*off, missed_s=-62.5)
    tap = town.behind("T7")
    town.up(*tap, seen_s=-75.0)
    town.dark(*(home for home in tap if home not in off), missed_s=-16.5, seen_s=-31.5)
    assert town.named() == ["T7"]


def test_who_was_off_when_first_looked_for_does_not_narrow_the_moment_others_fell_silent(make_town):
    town = make_town.cascade()
    town.up(*town.behind("A1"), seen_s=-16.0)
    town.never_seen("m1.0", "m4.0", "m7.0", missed_s=-79.0)  # the monitor was started then
    for n, tap in enumerate(["T1", "T2", "T3", "T4", "T5", "T6", "T7"]):
        town.dark(f"{tap.lower().replace('t', 'm')}.1", seen_s=-84.0 + n, missed_s=-37.0 + n)
        town.dark(f"{tap.lower().replace('t', 'm')}.2", seen_s=-24.0 + n, missed_s=-12.0 + n)
    (fault,) = town.locate()
    assert fault.element == "A1"
    assert len(fault.explains) == 14
    assert not len(fault.contradicts)


def a_pon(make_town):
    """Return a splitter with four homes of its own and another splitter of thirty that has been dark for an hour."""
    town = make_town(
        {"H": "", "O": "H", "P": "O", "D1": "P", "D2": "D1", "D3": "P"}
        | {f"u1.{k}": "D1" for k in range(4)}
        | {f"u2.{k}": "D2" for k in range(30)}
        | {f"u3.{k}": "D3" for k in range(8)}
    )
    town.dark(*town.behind("D2"), missed_s=-3600)
    return town


def test_homes_at_a_splitter_speak_for_it_though_most_behind_it_were_dark_before(make_town):
    town = a_pon(make_town)
    town.dark(*(f"u1.{k}" for k in range(4)), missed_s=-60)
    assert town.named() == ["D1", "D2"]
    assert town.keys(town.locate()[0].explains) == [f"u1.{k}" for k in range(4)]


def test_half_the_homes_at_such_a_splitter_do_not(make_town):
    town = a_pon(make_town)
    town.dark("u1.0", "u1.1", missed_s=-60)
    assert town.named() == ["D2"]


def test_the_few_homes_known_only_to_the_splitter_above_some_nodes_do_not_speak_for_it(make_town):
    parents = {"H": "", "C": "H", "D1": "C", "N1": "D1", "N2": "D1"}
    parents |= {f"m0.{k}": "D1" for k in range(4)} | {f"m{n}.{k}": f"N{n}" for n in (1, 2) for k in range(15)}
    town = make_town(parents)
    town.dark(*town.behind("N1", "N2"), missed_s=-3600)
    town.dark(*(f"m0.{k}" for k in range(4)), missed_s=-60)
    assert "D1" not in {fault.element for fault in town.locate() if "m0.0" in town.keys(fault.explains)}

"""A day's marks: whoever marks must be able to say wrong, missed and false."""

from __future__ import annotations

from dataclasses import replace

from bench.day.explaining import why_missed
from bench.day.marking import LATE_MS, Happening, Said, mark
from bench.day.percentage import Percentages
from bench.day.totals import seen
from maps.model import Element, Kind, Plant

PARENT = {"N1": "C1", "A1": "N1", "T1": "A1", "T2": "A1", "N2": "C1", "C1": ""}
HOMES = frozenset(f"m{number}" for number in range(10))


def amplifier_dies(**changes: object) -> Happening:
    facts: dict[str, object] = {
        "id": "F1", "kind": "element_dead", "element": "A1", "documented": "A1", "started_ms": 1000,
        "ended_ms": 600_000, "homes": 10, "observable": HOMES, "noticed_ms": 31_000,
    }  # fmt: skip
    return Happening(**(facts | changes))  # type: ignore[arg-type]  # a row of plain values


def said(name: str = "I1", **changes: object) -> Said:
    facts: dict[str, object] = {
        "id": name, "cause": "element", "elements": ("A1",), "opened_ms": 41_000, "resolved_ms": None,
        "subscribers": 10, "terminals": HOMES,
    }  # fmt: skip
    return Said(**(facts | changes))  # type: ignore[arg-type]  # a row of plain values


def test_what_is_named_rightly_is_found_exact_and_timed():
    (one,) = mark([amplifier_dies()], [said()], PARENT).marks
    assert (one.found, one.exact, one.missed, one.again) == (True, True, False, 0)
    assert (one.seconds, one.seconds_after_notice) == (40.0, 10.0)


def test_an_alternative_counts_as_named():
    (one,) = mark([amplifier_dies()], [said(elements=("T1", "A1"))], PARENT).marks
    assert one.exact


def test_a_wrong_element_with_the_right_homes_is_found_but_not_exact():
    (one,) = mark([amplifier_dies()], [said(elements=("N2",))], PARENT).marks
    assert one.found
    assert not one.exact


def test_nothing_said_is_a_miss():
    (one,) = mark([amplifier_dies()], [], PARENT).marks
    assert one.missed
    assert one.seconds is None


def test_an_incident_about_other_homes_is_false_and_the_fault_missed():
    marks = mark([amplifier_dies()], [said(terminals=frozenset({"x", "y"}), elements=("N2",))], PARENT)
    assert marks.marks[0].missed
    assert [one.id for one in marks.false] == ["I1"]


def test_an_incident_long_after_the_repair_is_false():
    marks = mark([amplifier_dies()], [said(opened_ms=600_000 + LATE_MS + 1)], PARENT)
    assert [one.id for one in marks.false] == ["I1"]


def test_an_incident_before_the_fault_is_false():
    assert mark([amplifier_dies()], [said(opened_ms=999)], PARENT).false


def test_a_second_incident_of_one_fault_is_counted_unless_it_was_merged():
    twice = [said("I1"), said("I2", opened_ms=50_000)]
    assert mark([amplifier_dies()], twice, PARENT).marks[0].again == 1
    merged = [said("I1"), said("I2", opened_ms=50_000, merged=True)]
    assert mark([amplifier_dies()], merged, PARENT).marks[0].again == 0


def test_an_incident_without_terminals_is_about_what_lies_on_its_line():
    quiet = amplifier_dies(observable=frozenset(), homes=0)
    assert mark([quiet], [said(terminals=frozenset(), elements=("N1",))], PARENT).marks[0].found
    assert mark([quiet], [said(terminals=frozenset(), elements=("N2",))], PARENT).false


def test_an_incident_that_grew_over_two_faults_is_about_the_one_it_holds_most_of():
    other = amplifier_dies(id="F2", element="N2", documented="N2", observable=frozenset(f"n{k}" for k in range(30)))
    grown = said(terminals=HOMES | {f"n{k}" for k in range(9)} | {f"z{k}" for k in range(9)})
    marks = mark([other, amplifier_dies()], [grown], PARENT)
    assert [one.found for one in marks.marks] == [False, True]
    assert marks.false == ()


def test_an_incident_that_grew_over_another_fault_was_opened_for_the_first():
    branch = amplifier_dies(observable=frozenset({"m1"}))
    grown = said(elements=("U1",), terminals=frozenset(f"z{k}" for k in range(9)), opened_at="T1")
    marks = mark([branch], [grown], PARENT)
    assert marks.marks[0].found
    assert not marks.marks[0].exact
    above = replace(grown, opened_at="C1")
    assert mark([branch], [above], PARENT).false == (above,)


def test_a_fault_that_an_older_incident_grew_over_is_folded_not_missed():
    taps = amplifier_dies(id="F2", element="T1", documented="T1", started_ms=2000, observable=frozenset({"m1", "m2"}))
    first, second = mark([amplifier_dies(), taps], [said()], PARENT).marks
    assert first.found
    assert (second.found, second.missed) == (False, False)
    assert second.folded == said()


def test_an_older_incident_that_came_to_name_what_failed_tells_of_it_by_fewer_than_half_of_its_homes():
    nobody: frozenset[str] = frozenset()
    silent = amplifier_dies(
        id="F0", kind="agent_silent", element="N1", documented="N1", observable=nobody, homes=0, silent=True
    )
    lost = HOMES | {f"n{number}" for number in range(10)}
    supply = amplifier_dies(kind="supply_battery", started_ms=100_000, observable=lost)
    some = frozenset(sorted(lost)[:6])
    grown = said(opened_ms=41_000, opened_at="N1", terminals=some, resolved_ms=700_000)
    marks = mark([silent, supply], [grown], PARENT).marks
    assert [one.missed for one in marks] == [False, False]
    assert marks[1].folded is grown
    elsewhere = replace(grown, elements=("N2",))
    assert mark([silent, supply], [elsewhere], PARENT).marks[1].missed
    of_others = replace(grown, terminals=some | {f"x{number}" for number in range(9)})
    assert mark([silent, supply], [of_others], PARENT).marks[1].missed


def test_a_silent_device_is_about_its_own_death_before_its_childs():
    both = [amplifier_dies(), amplifier_dies(id="F2", element="N1", documented="N1", observable=frozenset())]
    marks = mark(both, [said(terminals=frozenset(), elements=("N1",))], PARENT)
    assert [one.found for one in marks.marks] == [False, True]


def test_subscribers_where_all_have_service_are_wrongly_said():
    harmless = amplifier_dies(silent=True, observable=frozenset(), homes=0)
    (one,) = mark([harmless], [said(terminals=frozenset(), subscribers=10)], PARENT).marks
    assert not one.missed
    assert len(one.wrong) == 1
    (one,) = mark([harmless], [said(terminals=frozenset(), subscribers=0)], PARENT).marks
    assert one.wrong == []


def test_a_silent_agents_incident_that_grew_over_an_outage_is_not_wrong():
    silent = amplifier_dies(id="F0", kind="agent_silent", homes=0, observable=frozenset(), silent=True, noticed_ms=None)
    later = amplifier_dies(started_ms=100_000)
    first, second = mark([silent, later], [said(cause="no_answer", opened_at="A1")], PARENT).marks
    assert first.said
    assert not first.wrong
    assert second.folded is not None


def test_a_silent_head_that_is_named_is_its_own_death_though_another_fault_had_cut_it_off():
    span = amplifier_dies(id="F1", documented="N2", element="N2", observable=frozenset({"onu"}))
    head = amplifier_dies(id="F2", started_ms=20_000)
    first, second = mark([span, head], [said(terminals=frozenset({"onu"}))], PARENT).marks
    assert not first.said
    assert second.exact


def test_percentages_open_above_a_share_and_a_count_and_end_below():
    elements = [Element("C1", Kind.CMTS), Element("N1", Kind.OPTICAL_NODE, parent="C1")]
    elements += [Element(home, Kind.CABLE_MODEM, parent="N1") for home in sorted(HOMES)]
    rule = Percentages.of_plant(Plant(tuple(elements)))
    rule.sweep(frozenset({"m1", "m2"}), 1000)
    rule.sweep(HOMES, 2000)
    rule.sweep(frozenset(), 3000)
    (one,) = rule.said(9000)
    assert (one.elements, one.opened_ms, one.resolved_ms, one.terminals) == (("N1",), 2000, 3000, HOMES)


def a_span_is_crushed(**changes: object) -> Happening:
    facts: dict[str, object] = {
        "kind": "span_damage",
        "observable": frozenset(),
        "noticed_ms": None,
        "touched": frozenset({"A1", "T1"}),
        "effect_db": 4.0,
    }
    return amplifier_dies(**facts | changes)


def test_moved_levels_are_about_what_moved_them_whoever_else_went_dark():
    below = frozenset({"A1", "T1", *HOMES})
    crushed = a_span_is_crushed(touched=below, observable=frozenset({"somebody"}))
    marks = mark([crushed], [said(cause="level", elements=("T9",), terminals=HOMES)], PARENT)
    assert marks.marks[0].found
    assert marks.false == ()


def test_noise_is_about_what_makes_noise_before_who_switched_off_beside_it():
    off = amplifier_dies(id="F2", element="m1", documented="m1", private=True, observable=frozenset({"m1"}))
    heard = said(cause="noise", elements=("N1",), terminals=frozenset())
    marks = mark([off, a_span_is_crushed()], [heard], PARENT)
    assert [one.found for one in marks.marks] == [False, True]


def test_noise_told_of_those_who_share_it_elsewhere_is_about_what_lets_it_in():
    crushed = a_span_is_crushed(noisy=HOMES)
    heard = said(cause="noise", elements=("T9",), terminals=HOMES)
    marks = mark([crushed], [heard], PARENT)
    assert marks.marks[0].found
    level = said(cause="level", elements=("T9",), terminals=HOMES)
    assert mark([crushed], [level], PARENT).false == (level,)


def test_noise_that_was_told_before_its_homes_were_cut_off_was_told():
    crushed = a_span_is_crushed(touched=frozenset({"A1"}))
    dies = amplifier_dies(id="F2", started_ms=90_000, ended_ms=900_000)
    for opened, missed in (("noise", False), ("element", True)):
        grown = said(opened_at="N1", opened_cause=opened, opened_ms=100_000)
        noise, outage = mark([crushed, dies], [grown], PARENT).marks
        assert outage.found
        assert noise.missed is missed


def test_a_slight_change_owes_nothing_though_somebody_switches_off_meanwhile():
    assert not a_span_is_crushed(effect_db=2.0, observable=frozenset({"m1"})).owed
    assert a_span_is_crushed(effect_db=2.0, observable=HOMES).owed


def test_noise_of_two_places_on_one_channel_is_one_trouble():
    stood = said(cause="noise", elements=("C1",), opened_ms=500, resolved_ms=700_000)
    (one,) = mark([a_span_is_crushed()], [stood], PARENT).marks
    assert one.folded is stood
    elsewhere = said(cause="noise", elements=("N2",), opened_ms=500, resolved_ms=700_000)
    (one,) = mark([a_span_is_crushed()], [elsewhere], PARENT).marks
    assert one.missed


def test_what_hardly_changes_a_signal_is_owed_nothing_and_what_does_is_not_explained_away():
    (one,) = mark([a_span_is_crushed(effect_db=2.0)], [], PARENT).marks
    assert not one.missed
    (one,) = mark([a_span_is_crushed(effect_db=3.3, ended_ms=900_000)], [], PARENT).marks
    assert one.missed
    assert why_missed(one) == "it changed the fifth worst signal by 3.3 dB, as noise and weather do"
    (one,) = mark([a_span_is_crushed(effect_db=6.0, ended_ms=900_000)], [], PARENT).marks
    assert one.missed
    assert why_missed(one) == ""
    assert seen(one)
    (one,) = mark([a_span_is_crushed(effect_db=6.0, ended_ms=200_000)], [], PARENT).marks
    assert "less than there are between two looks" in why_missed(one)
    assert not seen(one)


def test_what_happens_below_a_dead_head_nobody_tells_of_is_behind_its_outage():
    head = said(elements=("C1",), opened_ms=500, terminals=frozenset(), subscribers=300)
    (one,) = mark([amplifier_dies()], [head], PARENT).marks
    assert one.folded is head
    (one,) = mark([amplifier_dies()], [said(elements=("N2",), opened_ms=500, terminals=frozenset())], PARENT).marks
    assert one.missed

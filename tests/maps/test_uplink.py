"""Whether nothing is seen any more, on hand-built trees."""

from __future__ import annotations

from maps.assumptions import Assumptions
from maps.model import Cause, Kind
from maps.uplink import LINK_DOWN, blindness, nobody

ALL = ("C", "N1", "N2", "A1", "A2")


def look(town, calling=nobody):
    return blindness(town.topology, town.evidence, town.assumptions, calling)


def unheard(town):
    """Nobody has told of the homes for an hour."""
    town.up(*town.modems, seen_s=-3600)
    town.unknown(*town.modems)


def test_devices_that_all_fall_silent_at_once_are_our_own_link(cascade):
    unheard(cascade)
    cascade.dark(*ALL, missed_s=-300)
    blind = look(cascade)
    assert (blind.fault.cause, blind.fault.element, blind.fault.members) == (Cause.UPLINK, "C", ())
    assert cascade.keys(blind.gone) == sorted(ALL)
    assert not blind.hidden(cascade.evidence).state[blind.gone].any()


def test_the_only_cmts_may_have_failed_instead_and_that_is_said(cascade):
    unheard(cascade)
    cascade.dark(*ALL, missed_s=-300)
    fault = look(cascade).fault
    assert [item.element for item in fault.alternatives] == ["C"]
    assert 0.1 < fault.alternatives[0].probability < 0.5 < fault.probability < 1.0, "a headend hardly ever fails"
    assert len(fault.behind) == len(cascade.modems)


def test_a_cmts_that_fails_as_seldom_as_never_is_no_alternative(make_town):
    town = make_town({"H": "", "C": "H", "N1": "C"}, assumptions=Assumptions(priors={Kind.OTHER: LINK_DOWN / 1000}))
    town.dark("H", "C", "N1", missed_s=-300)
    assert look(town).fault.alternatives == ()


def test_people_who_call_tell_a_dead_cmts_from_our_own_link(cascade):
    unheard(cascade)
    cascade.dark(*ALL, missed_s=-300)
    asked = []

    def calling(index: int, since_ms: int) -> tuple[int, float]:
        asked.append((cascade.topology.keys[index], since_ms))
        return 6, 0.2

    fault = look(cascade, calling).fault
    assert asked == [("C", int(cascade.evidence.last_seen_ms[cascade.roster.slots(ALL)].max()))]
    assert (fault.cause, fault.element, fault.callers) == (Cause.ELEMENT, "C", 6)
    assert fault.probability > 0.95
    assert look(cascade, lambda *_: (2, 0.01)).fault.cause is Cause.UPLINK, "two are neighbours who talk"
    assert look(cascade, lambda *_: (6, 6.0)).fault.cause is Cause.UPLINK, "as many call on any evening"


def test_a_switch_beside_the_cmts_that_answers_proves_the_way(make_town):
    town = make_town({"H": "", "C": "H", "N1": "C", "N2": "C", "A9": "H"})
    town.dark("C", "N1", "N2", missed_s=-300)
    town.up("A9")
    assert look(town) is None


def test_what_falls_silent_beside_the_cmts_clears_it(make_town):
    town = make_town({"H": "", "C": "H", "N1": "C", "N2": "C", "A9": "H"})
    town.dark("C", "N1", "N2", "A9", missed_s=-300)
    fault = look(town).fault
    assert (fault.cause, fault.element, fault.alternatives) == (Cause.UPLINK, "H", ())


def test_what_cmtss_said_before_of_terminals_is_no_sight(cascade):
    cascade.up(*cascade.modems, seen_s=-330)
    cascade.dark(*ALL, missed_s=-300)
    assert look(cascade) is not None


def test_one_device_or_one_terminal_seen_since_proves_the_way(cascade):
    unheard(cascade)
    cascade.dark(*ALL, missed_s=-300)
    cascade.up("A2")
    assert look(cascade) is None
    cascade.dark("A2", missed_s=-300)
    cascade.up("m9.1", seen_s=-5)
    assert look(cascade) is None


def test_one_device_after_the_other_is_no_moment(cascade):
    unheard(cascade)
    for minutes, key in enumerate(ALL, 1):
        cascade.dark(key, missed_s=-600 * minutes)
    assert look(cascade) is None


def test_one_silent_device_is_its_own_affair(cascade):
    unheard(cascade)
    cascade.dark("C", "N1", missed_s=-300)
    assert look(cascade) is None


def test_without_devices_all_terminals_of_the_plant_at_once_are_our_own_link(cascade):
    cascade.dark(*cascade.modems, missed_s=-600)
    assert look(cascade).fault.cause is Cause.UPLINK
    cascade.up("m9.1")
    assert look(cascade) is None


def test_a_part_of_the_terminals_is_none_though_nobody_else_is_known(cascade):
    unheard(cascade)
    cascade.dark(*cascade.behind("N1"), missed_s=-600)
    assert look(cascade) is None


def test_headends_without_anything_above_them_leave_no_other_suspect(make_town):
    parents = {f"H{i}": "" for i in range(3)} | {f"C{i}": f"H{i}" for i in range(3)} | {"C9": "H2"}
    town = make_town(parents)
    town.dark("C0", "C1", "C2", "C9", missed_s=-300)
    fault = look(town).fault
    assert (fault.element, fault.probability) == ("H2", 1.0)
    assert set(fault.members) == {"C0", "C1", "C2", "C9"}


def test_an_empty_plant_sees_nothing_and_has_lost_nothing(make_town):
    assert look(make_town({"H": ""})) is None

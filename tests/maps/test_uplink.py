"""Whether nothing is seen any more, on hand-built trees."""

from __future__ import annotations

from maps.model import Cause
from maps.uplink import blindness

ALL = ("C", "N1", "N2", "A1", "A2")


def look(town):
    return blindness(town.topology, town.evidence, town.assumptions)


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
    assert 0.5 < blind.fault.probability < 1.0, "the CMTS above them all may have failed instead"
    assert not blind.hidden(cascade.evidence).state[blind.gone].any()


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

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from monitor.incidents.model import Event
from monitor.settings import Telling
from monitor.settings.receiving import Wants
from monitor.telling.model import Rank
from monitor.telling.wanting import About, Heard, Reason, after_quiet, decide, missing, rank_of
from thresholds.model import Severity

ZONE = ZoneInfo("Asia/Shanghai")
OPENED, UPDATED, RESOLVED = Event.OPENED, Event.UPDATED, Event.RESOLVED


def about(**changes) -> About:
    values = {
        "severity": Severity.MAJOR,
        "cause": "element",
        "subscribers": 30,
        "places": frozenset({"A1", "N1", "HE1", "east", "city"}),
        "units": frozenset({"East Branch"}),
        "classes": frozenset({"residential"}),
    }
    return About(**{**values, **changes})


def at(clock: str) -> int:
    return round(datetime.fromisoformat(f"2026-03-04T{clock}:00").replace(tzinfo=ZONE).timestamp() * 1000)


def told(wants: Wants, event: Event, heard=(), rank=Rank.ORDINARY, now_ms: int | None = None, **changes):
    now_ms = at("12:00") if now_ms is None else now_ms
    said = [item if isinstance(item, Heard) else Heard(item) for item in heard]
    return decide(wants, about(**changes), event, said, rank, now_ms, ZONE)


@pytest.mark.parametrize(
    ("wants", "reason"),
    [
        ({}, None),
        ({"severity": "major"}, None),
        ({"severity": "critical"}, Reason.SEVERITY),
        ({"causes": ["power", "element"]}, None),
        ({"causes": ["power"]}, Reason.CAUSE),
        ({"places": ["N1"]}, None),
        ({"places": ["city", "west"]}, None),
        ({"places": ["N2"]}, Reason.PLACE),
        ({"units": ["East Branch"]}, None),
        ({"units": ["West Branch"]}, Reason.UNIT),
        ({"classes": ["residential"]}, None),
        ({"classes": ["hospital"]}, Reason.CLASS),
    ],
)
def test_each_wish_leaves_out_what_does_not_meet_it(wants, reason):
    assert missing(Wants(**wants), about()) == reason
    decision = told(Wants(**wants), OPENED)
    assert (decision.event, decision.reason) == ((None, reason) if reason else (OPENED, Reason.WANTED))


def test_an_unknown_place_hides_nothing():
    nowhere = {"places": None, "units": None}
    assert told(Wants(places=["N2"], units=["West Branch"]), OPENED, **nowhere).event is OPENED
    no_area = {"units": frozenset()}
    assert told(Wants(units=["West Branch"]), OPENED, **no_area).reason is Reason.UNIT


def test_an_incident_that_grows_into_a_wish_is_told_as_opened():
    wants = Wants(severity="major")
    assert told(wants, OPENED, severity=Severity.MINOR).event is None
    grown = told(wants, UPDATED)
    assert (grown.event, grown.reason) == (OPENED, Reason.GREW)
    assert told(wants, UPDATED, [OPENED]).event is UPDATED


def test_who_heard_the_beginning_hears_what_follows_whatever_it_has_become():
    wants = Wants(severity="critical", places=["N2"], quiet_hours="00:00-23:59")
    assert told(wants, UPDATED, [OPENED]).event is UPDATED
    end = told(wants, RESOLVED, [OPENED], severity=Severity.MINOR)
    assert (end.event, end.due_ms) == (RESOLVED, at("12:00"))


def test_an_end_is_told_to_nobody_who_never_knew():
    assert told(Wants(), RESOLVED).reason is Reason.NEVER_TOLD
    assert told(Wants(), RESOLVED, [OPENED, RESOLVED]).reason is Reason.NEVER_TOLD


def test_without_updates_only_beginning_and_end_are_told_and_a_return_as_a_beginning():
    wants = Wants(updates=False)
    assert told(wants, UPDATED, [OPENED]).reason is Reason.NO_UPDATES
    assert told(wants, RESOLVED, [OPENED]).event is RESOLVED
    assert told(wants, UPDATED, [OPENED, RESOLVED]).event is OPENED
    assert told(Wants(), UPDATED, [OPENED, RESOLVED]).event is UPDATED


@pytest.mark.parametrize(
    ("hours", "clock", "until"),
    [
        ("22:00-06:30", "21:59", "21:59"),
        ("22:00-06:30", "06:30", "06:30"),
        ("22:00-06:30", "03:00", "06:30"),
        ("12:00-14:00", "13:00", "14:00"),
        ("", "03:00", "03:00"),
    ],
)
def test_what_can_wait_waits_until_quiet_hours_end(hours, clock, until):
    assert after_quiet(Wants(quiet_hours=hours), at(clock), ZONE) == at(until)


def test_in_the_evening_quiet_hours_end_on_the_next_day():
    assert after_quiet(Wants(quiet_hours="22:00-06:30"), at("23:00"), ZONE) == at("06:30") + 86_400_000


def test_quiet_hours_hold_back_all_but_priority_and_ends_of_what_was_told():
    wants, night = Wants(quiet_hours="22:00-06:30"), at("03:00")
    assert told(wants, OPENED, now_ms=night).due_ms == at("06:30")
    assert told(wants, OPENED, rank=Rank.PRIORITY, now_ms=night).due_ms == night
    assert told(wants, RESOLVED, [OPENED], now_ms=night).due_ms == night
    untold = [Heard(OPENED, at("06:30"))]
    assert told(wants, RESOLVED, untold, now_ms=night).due_ms == at("06:30")
    assert told(wants, RESOLVED, [Heard(OPENED), Heard(UPDATED, at("06:30"))], now_ms=night).due_ms == night


def test_critical_incidents_and_those_of_special_subscribers_go_first():
    settings = Telling(priority_subscribers=100)
    assert rank_of(about(), settings) is Rank.ORDINARY
    assert rank_of(about(severity=Severity.CRITICAL), settings) is Rank.PRIORITY
    assert rank_of(about(classes=frozenset({"residential", "hospital"})), settings) is Rank.PRIORITY
    assert rank_of(about(subscribers=100), settings) is Rank.PRIORITY
    assert rank_of(about(subscribers=100), Telling()) is Rank.ORDINARY


@pytest.mark.parametrize("hours", ["22:00", "22:00-25:00", "22:00-22:00", "night"])
def test_hours_that_are_none_are_refused(hours):
    with pytest.raises(ValidationError):
        Wants(quiet_hours=hours)

"""A home's own fault is said only where nothing else fails with it; what cannot be told apart is not told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from collectors.model import Readings
from collectors.states import TerminalState
from maps.model import Element, Kind, Service, ServiceRow
from monitor.care.answers import Answer
from monitor.care.levels import CHANGED, changed
from monitor.care.sentences import LANGUAGES
from monitor.care.sentences import say as said
from monitor.care.verdict import Reason, Verdict
from monitor.incidents import rows
from monitor.incidents.model import IncidentView
from monitor.ledger import blobs
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.watch.levels.quality import Quality
from tests.monitor.care.conftest import mac, plant

NOW_MS = 1_800_000_000_000
BEGAN_MS = NOW_MS - 610_000
STRAY, FAR = "02:00:00:00:09:01", "02:00:00:00:09:02"
LONELY = "0571-8765 4321"
"""Of a home without a terminal that is drawn better."""
Call = Callable[..., Answer]
Say = Callable[..., None]

pytestmark = pytest.mark.usefixtures("everybody_up")


@pytest.fixture
def strays(ledger: Ledger, say: Say) -> None:
    """Add a modem known to its node alone, with four live ones beside it, and one in no element of the file."""
    made = plant()
    beside = [f"02:00:00:00:08:0{i}" for i in range(4)]
    elements = [Element(key, Kind.CABLE_MODEM, parent="N1") for key in (STRAY, *beside)]
    second = made.accounts[1]
    services = (*made.services, ServiceRow("one-way", Service.VOICE, STRAY))
    services = tuple(
        replace(row, terminal=FAR) if (row.account, row.service) == (second.account, Service.BROADBAND) else row
        for row in services
    )
    replace_plant(ledger, replace(made, elements=(*made.elements, *elements), services=services), "test")
    load_roster(ledger).admit([STRAY, FAR, *beside])
    say(TerminalState.REGISTERED, STRAY, FAR, *beside)


def told(answer: Answer, service: str) -> tuple[Verdict, Reason]:
    return next(
        (item.verdict, item.reason) for item in answer.homes[0].services if item.subscription.service == service
    )


@pytest.mark.usefixtures("strays")
@pytest.mark.parametrize(
    ("since_ms", "expected"),
    [
        (BEGAN_MS + 30_000, (Verdict.LIKELY_OUTAGE, Reason.ALONG_WITH)),
        (BEGAN_MS + 3_600_000 // 60, (Verdict.LIKELY_OUTAGE, Reason.ALONG_WITH)),
        (BEGAN_MS - 90_000, (Verdict.OWN_FAULT, Reason.DARK)),  # it began later than that
        (BEGAN_MS + 180_000, (Verdict.OWN_FAULT, Reason.DARK)),
    ],
)
def test_who_goes_dark_when_an_incident_begins_close_by_is_probably_part_of_it(
    call: Call, say: Say, outage: Callable[..., IncidentView], since_ms: int, expected: tuple[Verdict, Reason]
) -> None:
    outage(["T1-1", "T1-2"], [mac("T1", 1), mac("T1", 2)])
    say(TerminalState.DARK, STRAY, since_ms=since_ms)
    answer = call(LONELY)
    assert told(answer, Service.VOICE) == expected
    incident = next(item.incident for item in answer.homes[0].services if item.subscription.service == Service.VOICE)
    assert (incident is not None) is (expected[1] is Reason.ALONG_WITH)


@pytest.mark.usefixtures("strays")
def test_an_incident_that_is_over_takes_nobody_along(call: Call, say: Say, outage: Callable[..., object]) -> None:
    outage(["T1-1"], [mac("T1", 1)], NOW_MS - 1000)
    say(TerminalState.DARK, STRAY, since_ms=BEGAN_MS)
    assert told(call(LONELY), Service.VOICE) == (Verdict.OWN_FAULT, Reason.DARK)


@pytest.mark.usefixtures("strays")
def test_a_dark_modem_in_no_drawing_is_compared_with_nobody_and_that_is_said(call: Call, say: Say) -> None:
    say(TerminalState.DARK, FAR)
    (home,) = call("13800000101").homes
    assert (home.verdict, home.reason) == (Verdict.CANNOT_SEE, Reason.DARK_UNCOMPARED)
    for language in LANGUAGES:
        assert said(home, language, ZoneInfo("Asia/Shanghai"), NOW_MS)


@pytest.mark.parametrize(("apart_ms", "reason"), [(60_000, Reason.NEIGHBOURS_GOING), (240_000, Reason.DARK)])
def test_neighbours_that_go_in_the_same_minutes_make_an_outage_likely(
    call: Call, say: Say, apart_ms: int, reason: Reason
) -> None:
    say(TerminalState.DARK, mac("T1", 1), since_ms=NOW_MS - 300_000)
    say(TerminalState.DARK, mac("T2", 0), mac("T2", 1), since_ms=NOW_MS - 300_000 + apart_ms)
    (home,) = call("13800000101").homes
    assert home.neighbours is not None
    assert home.neighbours.offline == 2
    assert home.reason is reason


def test_who_has_only_just_gone_is_asked_for_patience(call: Call, say: Say) -> None:
    say(TerminalState.DARK, mac("T1", 1), since_ms=NOW_MS - 30_000)
    assert call("13800000101").homes[0].reason is Reason.JUST_NOW
    assert call("13800000101", NOW_MS + 70_000).homes[0].reason is Reason.DARK


@pytest.mark.parametrize(("alive", "reason"), [(1, Reason.SAME_HOME), (3, Reason.ONE_WAY)])
def test_television_that_cannot_be_seen_is_not_given_to_a_fault_that_most_live_behind(
    ledger: Ledger, call: Call, say: Say, outage: Callable[..., IncidentView], alive: int, reason: Reason
) -> None:
    view = outage(["T2-0", "T2-1"], [mac("T2", 0), mac("T2", 1)])
    say(TerminalState.DARK, mac("T1", 0), mac("T1", 1), mac("T2", 0), mac("T2", 1))
    fault = replace(view.faults[0], explains=2, contradicts=alive)
    with ledger.write("core") as connection:
        rows.update_incident(connection, replace(view, faults=(fault,)))
    assert told(call("13800000100"), Service.TV)[1] is reason


@pytest.mark.parametrize(
    ("dark", "stale", "reason"),
    [(2, False, Reason.SAME_HOME), (1, False, Reason.ONE_WAY), (1, True, Reason.SAME_HOME)],
)
def test_television_that_cannot_be_seen_is_given_to_no_fault_that_those_beside_it_live_behind(
    call: Call, say: Say, outage: Callable[..., object], dark: int, stale: object, reason: Reason
) -> None:
    gone = [mac("T1", home) for home in range(dark)] + [mac("T2", home) for home in range(4)]
    outage(["T2-0"], gone)
    say(TerminalState.DARK, *gone)
    assert told(call("13800000100", NOW_MS + (1_000_000 if stale else 0)), Service.TV)[1] is reason


def test_a_line_far_worse_than_it_used_to_be_is_degraded_though_within_limits(ledger: Ledger, call: Call) -> None:
    slots = load_roster(ledger).slots([mac("T1", 1)])
    with ledger.write("core") as connection:
        blobs.save_columns(connection, CHANGED, NOW_MS, {"ds_power_dbmv": slots, "us_snr_db": slots[:0]})
    home = call("13800000101").homes[0]
    assert (home.verdict, home.reason) == (Verdict.DEGRADED, Reason.CHANGED)
    assert home.services[0].changed == ("ds_power_dbmv",)
    assert call("13800000102").homes[0].verdict is Verdict.NO_FAULT
    with ledger.read() as connection:
        assert changed(connection, 2**30) == ()


@pytest.mark.parametrize(
    ("metric", "change", "worse"),
    [
        ("ds_power_dbmv", -9.0, True),
        ("ds_power_dbmv", 9.0, False),
        ("ds_power_dbmv", -5.0, False),
        ("ds_attenuation_db", 6.0, True),  # of which an EoC head that knows whole decibels may show 5.9
        ("ds_attenuation_db", 5.9, True),
        ("us_tx_power_dbmv", 7.0, True),
        ("us_tx_power_dbmv", -7.0, False),
        ("ds_attenuation_db", 9.0, True),
    ],
)
def test_core_tells_whose_line_has_grown_worse_than_usual(metric: str, change: float, worse: bool) -> None:
    quality, everybody = Quality(), np.arange(5, dtype=np.int32)
    for at_ms, off in ((NOW_MS, 0.0), (NOW_MS + 60_000, change)):
        values = np.array([0.0, 0.0, 0.0, off, 0.0])
        block = Readings("cm", everybody, np.zeros(5, np.uint32), np.full(5, at_ms), {metric: values})
        quality.take([block], 5)
    found = quality.grown_worse(5, NOW_MS + 60_000)
    assert found.pop(metric).tolist() == ([3] if worse else [])
    assert all(len(others) == 0 for others in found.values())


def test_what_core_keeps_of_it_survives_a_restart() -> None:
    quality = Quality()
    block = Readings(
        "eoc_unit", np.arange(3, dtype=np.int32), np.zeros(3, np.uint32), np.full(3, NOW_MS),
        {"us_attenuation_db": np.zeros(3)},
    )  # fmt: skip
    quality.take([block], 3)
    again = Quality(quality.columns())
    later = replace(block, time_ms=block.time_ms + 60_000, values={"us_attenuation_db": np.array([0.0, 8.0, 0.0])})
    again.take([later], 3)
    assert again.grown_worse(3, NOW_MS + 60_000)["us_attenuation_db"].tolist() == [1]

"""A phone number in, a verdict on the home out: over a ledger, with indexed reads only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event

from collectors.states import TerminalState
from monitor.care.answers import Answer
from monitor.care.verdict import Reason, Verdict
from monitor.ledger.ledger import Ledger

NOW_MS = 1_800_000_000_000
Call = Callable[..., Answer]
T1 = [f"02:00:00:00:01:0{i}" for i in range(4)]
T2 = [f"02:00:00:00:02:0{i}" for i in range(4)]


@pytest.mark.usefixtures("everybody_up")
@pytest.mark.parametrize(
    "written", ["13800000101", "138 0000 0101", "+86 138-0000-0101", "0086 13800000101", "１３８００００0101"]
)
def test_a_number_is_found_however_it_is_written(call: Call, written: str) -> None:
    answer = call(written)
    assert answer.e164 == "+8613800000101"
    assert [home.subscriber.account for home in answer.homes] == ["T1-1"]
    assert answer.homes[0].verdict is Verdict.NO_FAULT


def test_a_number_nobody_has_gives_no_home_and_keeps_its_number(call: Call) -> None:
    answer = call("13912345678")
    assert answer.homes == ()
    assert answer.e164 == "+8613912345678"


def test_what_is_no_number_says_so(call: Call) -> None:
    answer = call("reception")
    assert answer.homes == ()
    assert answer.e164 == ""


@pytest.mark.usefixtures("everybody_up")
def test_a_caller_with_two_accounts_gets_both(call: Call) -> None:
    assert [home.subscriber.account for home in call("13800000100").homes] == ["T1-0", "second"]


@pytest.mark.usefixtures("everybody_up")
def test_one_dark_home_among_fine_neighbours_is_its_own_fault(call: Call, say: Callable[..., None]) -> None:
    say(TerminalState.DARK, T1[1])
    (home,) = call("13800000101").homes
    assert (home.verdict, home.reason) == (Verdict.OWN_FAULT, Reason.DARK)
    assert home.neighbours is not None
    assert (home.neighbours.offline, home.neighbours.element) == (0, "A1")  # three at the tap are too few to compare
    assert home.neighbours.total == 7
    assert home.since_ms == NOW_MS - 600_000


@pytest.mark.usefixtures("everybody_up")
def test_a_dark_tap_without_an_incident_is_suspected_as_an_outage(call: Call, say: Callable[..., None]) -> None:
    say(TerminalState.DARK, *T1, *T2[:2])
    (home,) = call("13800000101").homes
    assert (home.verdict, home.reason) == (Verdict.LIKELY_OUTAGE, Reason.NEIGHBOURS_DARK)
    assert home.incident is None


@pytest.mark.usefixtures("everybody_up")
def test_an_open_incident_is_named_for_what_it_explains_and_for_what_cannot_be_seen(
    call: Call, say: Callable[..., None], outage: Callable[..., object]
) -> None:
    say(TerminalState.DARK, *T1)
    outage([f"T1-{i}" for i in range(4)], T1)
    home = call("13800000100").homes[0]
    by_service = {item.subscription.service: item for item in home.services}
    assert by_service["broadband"].reason is Reason.INCIDENT
    assert by_service["tv"].reason is Reason.SAME_HOME
    assert home.incident is not None
    assert home.incident.id == "INC-000007"
    assert home.since_ms == NOW_MS - 610_000


@pytest.mark.usefixtures("everybody_up")
@pytest.mark.parametrize("later", ["level", "element"])
def test_a_home_that_had_a_bad_signal_before_it_went_dark_hears_of_the_outage(
    call: Call, say: Callable[..., None], outage: Callable[..., object], later: str
) -> None:
    say(TerminalState.DARK, *T1)
    for number, cause in enumerate(sorted(("level", "element"), key=lambda cause: cause == later), start=7):
        outage([f"T1-{i}" for i in range(4)], T1, number=number, cause=cause)
    incident = call("13800000101").homes[0].incident
    assert incident is not None
    assert incident.cause == "element"


@pytest.mark.usefixtures("everybody_up")
def test_a_resolved_incident_is_recent_for_a_day(call: Call, outage: Callable[..., object]) -> None:
    outage(["T1-1"], T1[:2], resolved_ms=NOW_MS - 3_600_000)
    assert [item.id for item in call("13800000101").homes[0].recent] == ["INC-000007"]
    assert call("13800000101", NOW_MS + 24 * 3_600_000).homes[0].recent == ()


@pytest.mark.usefixtures("everybody_up")
def test_old_data_is_never_read_as_no_fault(call: Call) -> None:
    later = call("13800000101", NOW_MS + 120_000)
    assert later.freshness.stale
    assert later.homes[0].verdict is Verdict.STALE


@pytest.mark.usefixtures("everybody_up")
def test_a_silent_cmts_is_never_read_as_no_fault(call: Call, say: Callable[..., None]) -> None:
    say(TerminalState.DARK, "CMTS1")
    assert call("13800000101").homes[0].reason is Reason.HEADEND_SILENT


def test_before_the_first_sweep_nothing_can_be_seen(call: Call) -> None:
    assert call("13800000101").homes[0].reason is Reason.NOT_SEEN


@pytest.mark.usefixtures("everybody_up")
@pytest.mark.parametrize(
    ("phone", "verdict", "reason"),
    [
        ("0571 87654321", Verdict.CANNOT_SEE, Reason.ONE_WAY),
        ("13800000900", Verdict.ACCOUNT, Reason.ARREARS),
        ("13800000901", Verdict.ACCOUNT, Reason.SUSPENDED),
    ],
)
def test_what_is_no_matter_of_the_plant_says_so(call: Call, phone: str, verdict: Verdict, reason: Reason) -> None:
    (home,) = call(phone).homes
    assert (home.verdict, home.reason) == (verdict, reason)


@pytest.mark.usefixtures("everybody_up")
def test_no_statement_of_a_lookup_reads_a_whole_table(
    ledger: Ledger, call: Call, outage: Callable[..., object]
) -> None:
    outage(["T1-0"], T1[:1])
    seen: list[tuple[str, object]] = []
    with ledger.read() as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", lambda _c, _k, sql, values, *_: seen.append((sql, values)))
    call("13800000100")
    with ledger.read() as connection:
        for sql, values in seen:
            if not sql.lstrip().upper().startswith(("SELECT", "WITH")):
                continue
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()
            scans = [row[3] for row in plan if row[3].startswith("SCAN")]
            allowed = ("SCAN walk", "SCAN behind", "SCAN CONSTANT ROW", "SCAN column_blob")
            assert all(scan.startswith(allowed) for scan in scans), (sql, scans)
    assert len(seen) > 5

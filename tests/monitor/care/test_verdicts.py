"""What is wrong with one service: the decision table, and what may never be decided."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.states import TerminalState
from monitor.care.neighbours import Ancestor, Neighbours
from monitor.care.subscribers import Subscription
from monitor.care.verdict import JUST_MS, Facts, Reason, Verdict, decide
from monitor.incidents.model import IncidentState, IncidentView
from thresholds.model import Severity

S = TerminalState
INCIDENT = IncidentView(
    7, IncidentState.OPEN, "element", Severity.MAJOR, "A1", 0.9, (), 1, 1, 1, None, 1, 1, 5, 5, None, None, None, None
)
NOISE = replace(INCIDENT, cause="noise")
PENDING = Neighbours("T1", "tap", "", total=5, offline=0, unseen=0, pending=4)
BARRED = Neighbours("T1", "tap", "", total=5, offline=0, unseen=0, barred=4)
NO_DHCP = replace(INCIDENT, cause="provisioning")
MAINS = replace(INCIDENT, cause="mains")
CMTS = Ancestor("CMTS1", "cmts", "", S.DARK, 1)
FINE = Neighbours("T1", "tap", "", total=5, offline=0, unseen=0)
DARK = Neighbours("T1", "tap", "", total=5, offline=4, unseen=0)
NOBODY = Neighbours("T1", "tap", "", total=0, offline=0, unseen=3)


def facts(state: TerminalState | None = S.REGISTERED, **change: object) -> Facts:
    service = Subscription("broadband", "active", "02:00:00:00:00:01", 1, state, 1000, 1000)
    plain = Facts("active", service, None, None, FINE, None, stale=False)
    return replace(plain, **change)


def service(**change: object) -> Subscription:
    return replace(facts().service, **change)


@pytest.mark.parametrize(
    ("given_facts", "verdict", "reason"),
    [
        (facts(), Verdict.NO_FAULT, Reason.REGISTERED),
        (facts(S.DARK), Verdict.OWN_FAULT, Reason.DARK),
        (facts(S.DARK, neighbours=DARK), Verdict.LIKELY_OUTAGE, Reason.NEIGHBOURS_DARK),
        (facts(S.DARK, neighbours=NOBODY), Verdict.CANNOT_SEE, Reason.DARK_UNCOMPARED),
        (facts(S.DARK, neighbours=None), Verdict.CANNOT_SEE, Reason.DARK_UNCOMPARED),
        (facts(S.DARK, neighbours=replace(FINE, total=1, offline=1)), Verdict.CANNOT_SEE, Reason.DARK_UNCOMPARED),
        (facts(S.DARK, neighbours=replace(FINE, total=2, pending=1)), Verdict.CANNOT_SEE, Reason.DARK_UNCOMPARED),
        (facts(S.DARK, neighbours=replace(FINE, total=1)), Verdict.OWN_FAULT, Reason.DARK),
        (facts(S.RANGING, neighbours=replace(FINE, total=1, pending=1)), Verdict.CANNOT_SEE, Reason.PENDING_UNCOMPARED),
        (facts(S.DARK, neighbours=NOBODY, along=INCIDENT), Verdict.LIKELY_OUTAGE, Reason.ALONG_WITH),
        (facts(S.DARK, along=INCIDENT), Verdict.LIKELY_OUTAGE, Reason.ALONG_WITH),
        (facts(S.DARK, neighbours=DARK, along=INCIDENT), Verdict.LIKELY_OUTAGE, Reason.NEIGHBOURS_DARK),
        (
            facts(S.DARK, neighbours=replace(FINE, offline=2, together=2)),
            Verdict.LIKELY_OUTAGE,
            Reason.NEIGHBOURS_GOING,
        ),
        (facts(S.DARK, neighbours=replace(FINE, offline=2, together=1)), Verdict.OWN_FAULT, Reason.DARK),
        (facts(S.DARK, neighbours=replace(FINE, total=50, offline=4, together=4)), Verdict.OWN_FAULT, Reason.DARK),
        (facts(S.DARK, gone_ms=JUST_MS - 1), Verdict.CANNOT_SEE, Reason.JUST_NOW),
        (facts(S.DARK, gone_ms=JUST_MS), Verdict.OWN_FAULT, Reason.DARK),
        (facts(S.UNREGISTERED, gone_ms=JUST_MS - 1), Verdict.CANNOT_SEE, Reason.JUST_NOW),
        (facts(S.RANGING, gone_ms=JUST_MS - 1), Verdict.CANNOT_SEE, Reason.JUST_NOW),
        (facts(S.RANGING), Verdict.OWN_FAULT, Reason.RANGING),
        (facts(S.RANGING, neighbours=PENDING), Verdict.LIKELY_OUTAGE, Reason.NEIGHBOURS_PENDING),
        (facts(S.RANGING, neighbours=DARK), Verdict.LIKELY_OUTAGE, Reason.NEIGHBOURS_PENDING),
        (facts(S.UNREGISTERED, neighbours=None), Verdict.CANNOT_SEE, Reason.PENDING_UNCOMPARED),
        (facts(S.RANGING, neighbours=NOBODY), Verdict.CANNOT_SEE, Reason.PENDING_UNCOMPARED),
        (facts(S.UNREGISTERED, home_incident=NO_DHCP), Verdict.AREA_OUTAGE, Reason.BEHIND),
        (facts(S.UNREGISTERED, home_incident=INCIDENT), Verdict.OWN_FAULT, Reason.UNREGISTERED),
        (facts(S.BARRED, neighbours=BARRED), Verdict.LIKELY_OUTAGE, Reason.NEIGHBOURS_PENDING),
        (facts(S.BARRED, neighbours=DARK), Verdict.ACCOUNT, Reason.BARRED),
        (facts(S.DARK, neighbours=PENDING), Verdict.LIKELY_OUTAGE, Reason.NEIGHBOURS_DARK),
        (facts(S.DARK, neighbours=BARRED), Verdict.OWN_FAULT, Reason.DARK),
        (facts(S.DARK, neighbours=PENDING, home_incident=INCIDENT), Verdict.AREA_OUTAGE, Reason.BEHIND),
        (facts(S.UNKNOWN, misdrawn=True), Verdict.CANNOT_SEE, Reason.DRAWN_ELSEWHERE),
        (facts(S.UNOBSERVABLE, power_cut=MAINS), Verdict.CANNOT_SEE, Reason.POWER_CUT),
        (facts(S.UNKNOWN, power_cut=MAINS, misdrawn=True), Verdict.CANNOT_SEE, Reason.DRAWN_ELSEWHERE),
        (facts(S.UNKNOWN, power_cut=MAINS, disturbance=NOISE), Verdict.CANNOT_SEE, Reason.POWER_CUT),
        (facts(S.DARK, power_cut=MAINS, neighbours=DARK), Verdict.CANNOT_SEE, Reason.POWER_CUT),
        (facts(S.DARK, power_cut=MAINS), Verdict.OWN_FAULT, Reason.DARK),
        (facts(power_cut=MAINS), Verdict.NO_FAULT, Reason.REGISTERED),
        (facts(S.UNREGISTERED, gone_ms=JUST_MS), Verdict.OWN_FAULT, Reason.UNREGISTERED),
        (facts(changed=("ds_power_dbmv",)), Verdict.DEGRADED, Reason.CHANGED),
        (facts(changed=("ds_power_dbmv",), out_of_limits=("ds_snr_db",)), Verdict.DEGRADED, Reason.OUT_OF_LIMITS),
        (facts(S.DARK, incident=INCIDENT), Verdict.AREA_OUTAGE, Reason.INCIDENT),
        (facts(S.DARK, incident=INCIDENT, stale=True), Verdict.AREA_OUTAGE, Reason.INCIDENT),
        (facts(S.UNOBSERVABLE, home_incident=INCIDENT), Verdict.AREA_OUTAGE, Reason.SAME_HOME),
        (facts(home_incident=INCIDENT), Verdict.NO_FAULT, Reason.REGISTERED),
        (facts(incident=INCIDENT), Verdict.NO_FAULT, Reason.REGISTERED),
        (facts(silent=CMTS, home_incident=INCIDENT), Verdict.AREA_OUTAGE, Reason.SAME_HOME),
        (facts(S.DARK, home_incident=INCIDENT, neighbours=DARK), Verdict.AREA_OUTAGE, Reason.BEHIND),
        (facts(S.DARK, home_incident=INCIDENT, neighbours=NOBODY), Verdict.AREA_OUTAGE, Reason.BEHIND),
        (facts(S.DARK, home_incident=INCIDENT, neighbours=FINE), Verdict.OWN_FAULT, Reason.DARK),
        (facts(S.UNREGISTERED, incident=INCIDENT), Verdict.AREA_OUTAGE, Reason.INCIDENT),
        (facts(S.UNREGISTERED, neighbours=PENDING), Verdict.LIKELY_OUTAGE, Reason.NEIGHBOURS_PENDING),
        (facts(disturbance=INCIDENT), Verdict.DEGRADED, Reason.DISTURBED),
        (facts(out_of_limits=("ds_snr_db",)), Verdict.DEGRADED, Reason.OUT_OF_LIMITS),
        (facts(S.DARK, out_of_limits=("ds_snr_db",)), Verdict.OWN_FAULT, Reason.DARK),
        (facts(stale=True, incident=NOISE), Verdict.STALE, Reason.NO_RECENT_DATA),
        (facts(stale=True, incident=NOISE, disturbance=NOISE), Verdict.DEGRADED, Reason.DISTURBED_UNSEEN),
        (facts(stale=True, disturbance=NOISE), Verdict.DEGRADED, Reason.DISTURBED_UNSEEN),
        (facts(S.UNOBSERVABLE, disturbance=NOISE), Verdict.DEGRADED, Reason.DISTURBED_UNSEEN),
        (facts(silent=CMTS, disturbance=NOISE), Verdict.DEGRADED, Reason.DISTURBED_UNSEEN),
        (facts(stale=True, disturbance=NOISE, home_incident=INCIDENT), Verdict.AREA_OUTAGE, Reason.SAME_HOME),
        (facts(stale=True, disturbance=NOISE, account_status="arrears"), Verdict.ACCOUNT, Reason.ARREARS),
        (facts(S.RANGING, incident=NOISE, disturbance=NOISE), Verdict.AREA_OUTAGE, Reason.INCIDENT),
        (facts(S.DARK, account_status="arrears"), Verdict.ACCOUNT, Reason.ARREARS),
        (facts(S.UNOBSERVABLE, elsewhere=True), Verdict.CANNOT_SEE, Reason.SPARED),
        (facts(S.UNREGISTERED), Verdict.OWN_FAULT, Reason.UNREGISTERED),
        (facts(S.BARRED), Verdict.ACCOUNT, Reason.BARRED),
        (facts(account_status="suspended"), Verdict.ACCOUNT, Reason.SUSPENDED),
        (facts(S.DARK, account_status="suspended", incident=INCIDENT), Verdict.ACCOUNT, Reason.SUSPENDED),
        (facts(account_status="arrears"), Verdict.ACCOUNT, Reason.ARREARS),
        (facts(S.DARK, account_status="arrears", incident=INCIDENT), Verdict.AREA_OUTAGE, Reason.INCIDENT),
        (facts(service=service(status="suspended")), Verdict.ACCOUNT, Reason.NOT_AUTHORISED),
        (facts(S.UNKNOWN), Verdict.CANNOT_SEE, Reason.NOT_SEEN),
        (facts(None), Verdict.CANNOT_SEE, Reason.NOT_SEEN),
        (facts(S.UNOBSERVABLE), Verdict.CANNOT_SEE, Reason.ONE_WAY),
        (facts(service=service(terminal="", state=None)), Verdict.CANNOT_SEE, Reason.ONE_WAY),
        (facts(silent=CMTS), Verdict.CANNOT_SEE, Reason.HEADEND_SILENT),
        (facts(stale=True), Verdict.STALE, Reason.NO_RECENT_DATA),
        (facts(S.DARK, stale=True), Verdict.STALE, Reason.NO_RECENT_DATA),
    ],
)
def test_each_situation_has_its_verdict(given_facts: Facts, verdict: Verdict, reason: Reason) -> None:
    assert decide(given_facts) == (verdict, reason)


@given(
    state=st.sampled_from([None, *S]),
    account=st.sampled_from(["active", "arrears", "suspended"]),
    terminal=st.sampled_from(["", "02:00:00:00:00:01"]),
    incident=st.sampled_from([None, INCIDENT]),
    home_incident=st.sampled_from([None, INCIDENT]),
    beside=st.sampled_from([None, FINE, DARK, NOBODY]),
    silent=st.sampled_from([None, CMTS]),
    stale=st.booleans(),
)
def test_no_fault_is_only_said_of_a_terminal_seen_registered_just_now(
    state: TerminalState | None,
    account: str,
    terminal: str,
    incident: IncidentView | None,
    home_incident: IncidentView | None,
    beside: Neighbours | None,
    silent: Ancestor | None,
    stale: bool,
) -> None:
    known = replace(facts(state).service, terminal=terminal)
    verdict, reason = decide(Facts(account, known, incident, home_incident, beside, silent, stale=stale))
    assert reason in Reason
    if verdict is Verdict.NO_FAULT:
        assert state is S.REGISTERED
        assert terminal
        assert not stale
        assert silent is None
        assert account == "active"
    if state is S.REGISTERED and terminal and not stale and silent is None:
        assert verdict is not Verdict.AREA_OUTAGE  # wherever the plant file hangs it

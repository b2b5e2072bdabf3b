"""The ticketing desk: an order for every incident, and reports that come late, twice and out of order."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from simulator import Simulator, running
from simulator.reporting import Receiver, Reporter
from simulator.ticketing import STATES, Manners, Report, TicketDesk
from simulator.web import Asked, Said, WebServer

SECRET = "whsec_" + "c2ltdWxhdG9yLWRlc2stc2VjcmV0LTEyMzQ1Njc4"
PLAIN = Manners(late_s=(0, 0), twice_share=0.0, disorder_share=0.0)
START_MS = 1_800_000_000_000


def message(event: str, incident: str = "INC-000001") -> dict[str, Any]:
    return {"type": event, "data": {"id": incident, "sentence": f"{event} {incident}", "severity": "major"}}


def told(manners: Manners, incidents: int = 1, seed: int = 1) -> tuple[list[tuple[int, Report]], TicketDesk]:
    """Open incidents, let an hour pass, and return what was told when."""
    heard: list[tuple[int, Report]] = []
    desk = TicketDesk(seed, manners, lambda report, now_ms: heard.append((now_ms, report)))
    for number in range(incidents):
        desk.take_in(message("incident.opened", f"INC-{number:06d}"), START_MS)
    for second in range(3600):
        desk.pass_time(START_MS + second * 1000)
    return heard, desk


def test_an_incident_gets_one_order_that_goes_through_all_states_in_time() -> None:
    heard, desk = told(PLAIN)
    assert [report.state for _, report in heard] == list(STATES)
    times = [report.at_ms for _, report in heard]
    for (shortest, longest), spent_ms in zip(
        (PLAIN.leave_s, PLAIN.drive_s, PLAIN.work_s),
        (b - a for a, b in pairwise(times)),
        strict=True,
    ):
        assert shortest * 1000 <= spent_ms <= longest * 1000
    (order,) = desk.orders()["orders"]
    assert (order["incident"], order["state"], order["id"]) == ("INC-000000", "done", "WO-000001")
    assert heard[-1][1].cause
    assert len({report.crew for _, report in heard}) == 1


def test_updates_change_the_order_and_open_no_second_one() -> None:
    desk = TicketDesk(1, PLAIN, lambda *_: None)
    for event in ("incident.opened", "incident.updated", "incident.resolved"):
        desk.take_in(message(event), START_MS)
    (order,) = desk.orders()["orders"]
    assert order["sentence"] == "incident.resolved INC-000001"
    assert order["resolved_ms"] == START_MS


def test_who_hears_first_of_an_update_opens_an_order_and_a_resolved_alone_is_nothing() -> None:
    desk = TicketDesk(1, PLAIN, lambda *_: None)
    desk.take_in(message("incident.resolved", "INC-000001"), START_MS)
    desk.take_in(message("incident.updated", "INC-000002"), START_MS)
    desk.take_in("no object", START_MS)
    desk.take_in({"type": "incident.opened"}, START_MS)
    assert [order["incident"] for order in desk.orders()["orders"]] == ["INC-000002"]


def test_reports_come_late_twice_and_out_of_order_as_often_as_told() -> None:
    manners = replace(PLAIN, late_s=(1, 4), twice_share=0.5, disorder_share=0.5)
    heard, desk = told(manners, incidents=40)
    assert all(now_ms >= report.at_ms + 1000 for now_ms, report in heard)
    copies = Counter(report.id for _, report in heard)
    assert set(copies.values()) == {1, 2}
    assert sum(copies.values()) - len(copies) == pytest.approx(len(copies) / 2, rel=0.35)
    first = {}
    for _, report in heard:
        first.setdefault(report.order, {}).setdefault(report.state, len(first.get(report.order, {})))
    in_order = [list(states) == list(STATES) for states in first.values()]
    assert 0 < sum(in_order) < len(in_order)
    for order in desk.orders()["orders"]:
        assert [state for state, _ in order["steps"]] == list(STATES)


def test_a_crew_that_comes_when_all_is_well_finds_nothing() -> None:
    heard: list[Report] = []
    desk = TicketDesk(1, PLAIN, lambda report, _: heard.append(report))
    desk.take_in(message("incident.opened"), START_MS)
    desk.take_in(message("incident.resolved"), START_MS + 1000)
    for second in range(3600):
        desk.pass_time(START_MS + second * 1000)
    assert heard[-1].cause == "no_fault_found"


@pytest.fixture
def inbox() -> Iterator[tuple[str, list[Asked], list[int]]]:
    """A receiver of reports: its address, what came, and the failures it is still to answer with."""
    came: list[Asked] = []
    failures: list[int] = []

    def take(asked: Asked) -> Said:
        came.append(asked)
        return Said(failures.pop() if failures else 204)

    server = WebServer("inbox", 0, take)
    server.start()
    yield server.url, came, failures
    server.stop()


def test_reports_are_signed_and_repeated_until_somebody_takes_them(inbox, wait_until) -> None:
    url, came, failures = inbox
    failures += [503, 500]
    closing = threading.Event()
    reporter = Reporter(Receiver(f"{url}/in", SECRET))
    thread = threading.Thread(target=reporter.run, args=(closing,), daemon=True)
    thread.start()
    reporter.tell(Report("WO-000001:done", "WO-000001", "INC-000001", "done", START_MS, "城北一班", "span"), START_MS)
    wait_until(lambda: len(came) == 3, 20)
    closing.set()
    thread.join(5)
    assert {asked.headers["webhook-id"] for asked in came} == {"WO-000001:done"}
    said = Webhook(SECRET).verify(came[-1].body, dict(came[-1].headers))
    assert said["type"] == "work_order.updated"
    assert said["data"] | {"note": ""} == {
        "number": "WO-000001", "incident": "INC-000001", "state": "done", "at": "2027-01-15T08:00:00.000Z",
        "crew": "城北一班", "cause": "span", "note": "",
    }  # fmt: skip


def test_without_a_receiver_reports_go_nowhere() -> None:
    reporter = Reporter(None)
    reporter.tell(Report("WO-1:open", "WO-1", "INC-1", "open", START_MS, ""), START_MS)
    closing = threading.Event()
    closing.set()
    reporter.run(closing)


@pytest.fixture
def hasty(inbox) -> Iterator[Simulator]:
    """A plant whose crews fly, and who report to the inbox."""
    options = {"crews": "leave_s=0.1,drive_s=0.1,work_s=0.1,late_s=0,twice_share=0,disorder_share=0"}
    with running(seed=5, network="127.42", ticket_url=f"{inbox[0]}/in", ticket_secret=SECRET, **options) as simulator:
        yield simulator


def test_over_http_an_incident_becomes_an_order_whose_states_come_back(hasty: Simulator, inbox, wait_until) -> None:
    body = json.dumps(message("incident.opened")).encode()
    now = dt.datetime.now(tz=dt.UTC)
    headers = {
        "webhook-id": "n1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(hasty.desk_secret).sign("n1", now, body.decode()),
    }
    assert httpx.post(hasty.ticketing, content=body, headers=headers).status_code == 200
    assert httpx.post(hasty.ticketing, content=body, headers=headers).json()["duplicates"] == 1
    assert httpx.post(hasty.ticketing, content=body + b" ", headers=headers).status_code == 401
    wait_until(lambda: [one["state"] for one in hasty.tickets()["orders"]] == ["done"], 20)
    wait_until(lambda: len(inbox[1]) == len(STATES), 20)
    assert [json.loads(asked.body)["data"]["state"] for asked in inbox[1]] == list(STATES)
    assert hasty.messages() == []  # customer service has a door of its own


def test_a_knob_nobody_knows_ends_the_start_with_its_name() -> None:
    with pytest.raises(Exception, match="no knob 'leave'"), running(seed=5, network="127.42", crews="leave=1"):
        pytest.fail("it came up")

"""A ticketing system that is told over TMF621 and tells its events back: what we wrote is no word of a crew."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.incidents.book import IncidentBook
from monitor.ledger.ledger import Ledger
from monitor.orders.inbound import read_tmf621
from monitor.orders.intake import Envelope, take_in
from monitor.orders.model import OrderState, WorkOrder
from monitor.settings import Settings
from monitor.telling.outbox import Outbox
from monitor.telling.teller import NoticeTeller
from tests.monitor.orders.test_intake import order, outage
from thresholds.model import Severity

T0, MINUTE = 1_700_000_000_000, 60_000
S = OrderState


@dataclass
class Tickets:
    """A ticketing system: every change of a ticket's status is an event, whoever made it."""

    reply: Any
    minute: int = 0
    ticket: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, request: Any) -> bytes:
        if request.line.startswith("GET"):
            return self.reply(200, json.dumps([self.ticket] if self.ticket else []).encode())
        self.set(**json.loads(request.body))
        return self.reply(200, json.dumps(self.ticket).encode())

    def set(self, **said: Any) -> None:
        before = self.ticket.get("status")
        self.ticket |= {**said, "id": "4711"}
        if self.ticket["status"] != before:
            at = datetime.fromtimestamp(T0 / 1000 + self.minute * 60, UTC)
            self.ticket["statusChangeDate"] = at.isoformat()
            self.events.append({"eventTime": at.isoformat(), "event": {"troubleTicket": dict(self.ticket)}})


@dataclass
class Story:
    """An incident that goes on, its ticket there, and its work order here."""

    ledger: Ledger
    outages: IncidentBook
    outbox: Outbox
    tickets: Tickets
    heard: int = 0

    async def at(self, minute: int, **crew: Any) -> WorkOrder:
        """Deliver what is owed, let the crew say what it says, and return the order after all events about it."""
        self.tickets.minute = minute
        while await self.outbox.deliver_due():
            pass
        if crew:
            self.tickets.set(**crew)
        while self.tickets.events:
            body = json.dumps(self.tickets.events.pop(0)).encode()
            report = read_tmf621("troubleTicketStatusChangeEvent", body, T0 + minute * MINUTE)
            self.heard += 1
            take_in(self.ledger, Envelope.of("tickets", f"m{self.heard}", body), report, 20, T0 + minute * MINUTE)
        return order(self.ledger)


@pytest.fixture
async def story(desk, ledger, clock, reply):
    tickets = Tickets(reply)
    desk.answer = tickets.answer
    settings = Settings.model_validate({
        "receivers": [{"name": "tickets", "channel": "tmf621", "url": desk.url, "language": "en"}],
        "telling": {"private_networks": "127.0.0.0/8"},
        "display": {"timezone": "UTC"},
    })  # fmt: skip
    outbox = Outbox(ledger, settings, clock)
    yield Story(ledger, IncidentBook(ledger, NoticeTeller(settings)), outbox, tickets)
    await outbox.close()


async def test_that_we_opened_a_ticket_is_no_crew_and_what_a_crew_says_we_leave(story):
    number = story.outages.open_incident(outage(), T0)
    made = await story.at(1)
    assert (made.state, made.external, made.incident) == (S.OPENED, "4711", number)
    assert (made.acknowledged_ms, made.dispatched_ms) == (None, None)
    assert story.tickets.ticket["status"] == "acknowledged"
    assert (await story.at(10, status="inProgress")).state is S.EN_ROUTE
    assert (await story.at(60, status="resolved", statusChangeReason="fuse")).state is S.DONE
    story.outages.keep(number, replace(outage(), severity=Severity.CRITICAL), (), T0 + 64 * MINUTE)
    after = await story.at(65)
    assert story.tickets.ticket["severity"] == "Critical"
    assert story.tickets.ticket["status"] == "resolved"
    assert (after.state, after.reopened, after.done_ms, after.note) == (S.DONE, 0, T0 + 60 * MINUTE, "fuse")


async def test_a_ticket_is_over_with_its_incident_and_begins_again_with_it(story):
    number = story.outages.open_incident(outage(), T0)
    await story.at(10, status="inProgress")
    story.outages.resolve(number, T0 + 20 * MINUTE)
    over = await story.at(21)
    assert (story.tickets.ticket["status"], over.state) == ("resolved", S.CLOSED)
    story.outages.lately(0)
    assert story.outages.reopen(number, outage(), T0 + 30 * MINUTE)
    again = await story.at(31)
    assert story.tickets.ticket["status"] == "acknowledged"
    assert (again.state, again.reopened) == (S.CLOSED, 0)  # that we opened the ticket again sends nobody
    story.outages.keep(number, replace(outage(), severity=Severity.CRITICAL), (), T0 + 40 * MINUTE)
    gone = await story.at(41, status="inProgress")
    assert (gone.state, gone.reopened, gone.dispatched_ms) == (S.EN_ROUTE, 1, T0 + 41 * MINUTE)
    story.outages.keep(number, outage(), (), T0 + 50 * MINUTE)
    assert (await story.at(51)).state is S.EN_ROUTE
    assert story.tickets.ticket["status"] == "inProgress"


def event(status: str, reason: str = "", **identifier: str) -> bytes:
    named = {"id": "INC-000001", **identifier}
    ticket = {"id": "4711", "status": status, "statusChangeReason": reason, "externalIdentifier": [named]}
    return json.dumps({"eventTime": "2023-11-14T22:14:20Z", "event": {"troubleTicket": ticket}}).encode()


@pytest.mark.parametrize(
    ("status", "reason", "marks", "wanted"),
    [
        ("acknowledged", "open", {"owner": "noc", "externalIdentifierType": "incident"}, None),
        ("Acknowledged", "", {"owner": "noc", "externalIdentifierType": "incident"}, None),
        ("resolved", "merged into INC-000002", {"owner": "noc", "externalIdentifierType": "incident"}, None),
        ("resolved", "resolved", {"owner": "noc", "externalIdentifierType": "incident"}, S.DONE),
        ("inProgress", "open", {"owner": "noc", "externalIdentifierType": "incident"}, S.EN_ROUTE),
        ("acknowledged", "", {}, S.ACCEPTED),
        ("acknowledged", "", {"externalIdentifierType": "incident"}, S.ACCEPTED),
        ("acknowledged", "", {"owner": "noc", "externalIdentifierType": "alarm"}, S.ACCEPTED),
    ],
)
def test_only_what_we_write_into_our_own_tickets_is_an_echo(status: str, reason: str, marks, wanted: OrderState | None):
    report = read_tmf621("troubleTicketStatusChangeEvent", event(status, reason, **marks), T0 + MINUTE)
    assert report is not None
    assert (report.echo, report.state) == (wanted is None, wanted or S.OPENED)

"""Whom steps tell: who was asked hears how it ends, and a step that told nobody was not done."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError
from sqlalchemy import select, update

from monitor.ledger import tables as t
from monitor.plans import reaching, undelivered
from monitor.plans.book import PlanError, parsed
from monitor.plans.problems import Code
from monitor.settings import Settings
from monitor.telling import turns
from monitor.telling.model import Outcome
from monitor.telling.turns import Attempt
from tests.monitor.plans.conftest import SECRET, T0, deliver, office_of, scope, settings_of
from tests.monitor.plans.test_running import runs_of, states, told
from thresholds.model import Severity

TICKET = {"do": "open_ticket"}


def receiver(name: str, channel: str = "webhook", **more):
    secret = {"secret": SECRET} if channel == "webhook" else {}
    cap = {"cap": {"sender": "noc@example.net"}} if channel == "cap" else {}
    return {"name": name, "channel": channel, "url": "http://127.0.0.1:9/", **secret, **cap, **more}


def settings(*receivers, ticket_receiver="") -> Settings:
    return Settings.model_validate({"receivers": receivers, "plans": {"ticket_receiver": ticket_receiver}})


def heard_by(ledger, name):
    with ledger.read() as connection:
        rows = connection.execute(select(t.notice).where(t.notice.c.receiver == name).order_by(t.notice.c.serial))
        return [row.event for row in rows]


@pytest.mark.parametrize(
    ("step", "event"),
    [(TICKET, "ticket.open"), ({"do": "publish_announcement", "receiver": "desk"}, "announcement.publish")],
)
def test_who_was_asked_hears_how_it_goes_on_and_ends_whatever_it_wants(ledger, step, event) -> None:
    office = office_of(ledger, settings(receiver("desk", wants={"severity": "critical"}), ticket_receiver="desk"))
    office.keep(step)
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    assert office.book.keep(number, scope("A2"), (), T0 + 1000)
    office.book.resolve(number, T0 + 60_000)
    assert heard_by(ledger, "desk") == [event, "incident.updated", "incident.resolved"]


def test_a_ticket_hears_that_its_incident_is_back(ledger) -> None:
    office = office_of(ledger, settings(receiver("desk", wants={"severity": "critical"}), ticket_receiver="desk"))
    office.keep(TICKET)
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    deliver(ledger)
    office.book.lately(0)
    office.book.resolve(number, T0 + 1000)
    assert office.book.reopen(number, scope(), T0 + 2000)
    office.book.resolve(number, T0 + 3000)
    ends = ["incident.resolved", "incident.updated", "incident.resolved"]
    assert heard_by(ledger, "desk") == ["ticket.open", *ends]


def test_a_message_says_whether_it_is_the_first_that_its_receiver_hears(ledger) -> None:
    office = office_of(ledger, settings(receiver("desk"), receiver("warn", "cap", wants={"severity": "critical"})))
    office.keep(*({"do": "publish_announcement", "receiver": name} for name in ("desk", "warn", "warn")))
    office.book.open_incident(scope(severity=Severity.MAJOR), T0)
    office.engine.tick(T0)
    said = [(row.receiver, row.payload["data"]["plan"]["first"]) for row in told(ledger, "announcement.publish")]
    assert said == [("desk", False), ("warn", True), ("warn", False)]


def test_a_message_is_a_first_one_again_once_its_incident_was_over(ledger) -> None:
    office = office_of(ledger, settings(receiver("warn", "cap", wants={"severity": "critical"})))
    office.keep({"do": "publish_announcement", "receiver": "warn"})
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    with ledger.write("core") as connection:
        connection.execute(update(t.notice).values(state="delivered", attempts=1))
    office.book.lately(0)
    office.book.resolve(number, T0 + 1000)
    assert office.book.reopen(number, scope(), T0 + 2000)
    office.engine.tick(T0 + 2000)
    assert heard_by(ledger, "warn") == ["announcement.publish", "incident.resolved", "announcement.publish"]
    said = [row.payload["data"] for row in told(ledger, "announcement.publish")]
    assert [data["plan"]["first"] for data in said] == [True, True]
    assert [data["came_back"] for data in said] == [None, iso(T0 + 2000)]


@pytest.mark.parametrize("updates", [True, False])
def test_a_notice_says_whether_it_is_the_first_of_its_incident_or_the_first_since_that_came_back(
    ledger, updates: bool
) -> None:
    office = office_of(ledger, settings(receiver("desk", wants={"updates": updates})))
    number = office.book.open_incident(scope(), T0)
    office.book.keep(number, scope("A2"), (), T0 + 1000)
    office.book.lately(0)
    office.book.resolve(number, T0 + 2000)
    assert office.book.reopen(number, scope(), T0 + 3000)
    office.book.keep(number, scope("A2"), (), T0 + 4000)
    with ledger.read() as connection:
        rows = connection.execute(select(t.notice).order_by(t.notice.c.serial)).all()
    said = [
        (row.event.partition(".")[2], row.payload["data"]["first"], row.payload["data"]["came_back"]) for row in rows
    ]
    back = iso(T0 + 3000)
    if updates:
        assert said == [
            ("opened", True, None), ("updated", False, None), ("resolved", False, None),
            ("updated", True, back), ("updated", False, back),
        ]  # fmt: skip
    else:
        assert said == [("opened", True, None), ("resolved", False, None), ("opened", True, back)]


def iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("step", "channel", "fits"),
    [
        ({"do": "notify", "receiver": "x"}, "tmf621", False),
        ({"do": "page_on_call", "receiver": "x"}, "cap", False),
        ({"do": "escalate", "receiver": "x"}, "tmf642", False),
        ({"do": "publish_announcement", "receiver": "x"}, "tmf656", False),
        ({"do": "open_ticket", "receiver": "x"}, "cap", False),
        ({"do": "open_ticket", "receiver": "x"}, "tmf621", True),
        ({"do": "publish_announcement", "receiver": "x"}, "cap", True),
        ({"do": "notify", "receiver": "x"}, "webhook", True),
        ({"do": "notify", "receiver": "nobody"}, "cap", True),
    ],
)
def test_a_plan_whose_receiver_has_no_form_for_a_step_is_not_kept(step, channel, fits) -> None:
    plan = parsed({"name": "night", "title": {"zh": "夜", "en": "Night"}, "steps": [{"do": "run_probe"}, step]})
    if fits:
        reaching.check(plan, settings(receiver("x", channel)))
        return
    with pytest.raises(PlanError, match=f"the channel of x, {channel}, has no form for {step['do']}") as error:
        reaching.check(plan, settings(receiver("x", channel)))
    assert [(each.code, each.place) for each in error.value.problems] == [(Code.FORM, ("steps", 1, "receiver"))]


def test_who_takes_tickets_is_a_receiver_that_can() -> None:
    with pytest.raises(ValidationError, match=r"plans\.ticket_receiver: there is no receiver nobody"):
        settings(receiver("x"), ticket_receiver="nobody")
    with pytest.raises(ValidationError, match=r"plans\.ticket_receiver: the channel of x has no form for tickets"):
        settings(receiver("x", "cap"), ticket_receiver="x")


def test_a_step_fails_whose_receiver_speaks_another_way_by_now(ledger) -> None:
    office = office_of(ledger, settings(receiver("x", "cap")))
    office.keep({"do": "notify", "receiver": "x"})
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    (run,) = runs_of(ledger, number)
    assert (run.steps[0].state, run.steps[0].result) == ("failed", {"reason": "no_form", "who": "x"})
    assert told(ledger, "plan.notify") == []


def ended(office, outcome: Outcome, at_ms: int) -> None:
    with office.ledger.write("core") as connection:
        (due,) = turns.due(connection, at_ms, "desk", 9)
        turns.mark(connection, Attempt(due, at_ms, 5, outcome, 410, "gone", at_ms), undelivered.follow)


def test_a_step_whose_message_was_given_up_failed_and_is_done_once_it_arrives(ledger) -> None:
    office = office_of(ledger, settings_of())
    office.keep(TICKET)
    office.keep(TICKET, name="day")
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    with ledger.write("test") as connection:  # what the incident itself owes is out of the way
        done = update(t.notice).where(t.notice.c.event.like("incident.%")).values(state="delivered")
        connection.execute(done)
    assert states(ledger, number) == [["done"], ["done"]]
    ended(office, Outcome.RETRY, T0 + 1)
    assert states(ledger, number) == [["done"], ["done"]]
    ended(office, Outcome.DEAD, T0 + 2)
    assert states(ledger, number) == [["failed"], ["failed"]]
    results = [run.steps[0].result for run in runs_of(ledger, number)]
    assert {(each["reason"], each["who"]) for each in results} == {("undelivered", "desk")}
    with ledger.write("test") as connection:
        connection.execute(update(t.notice).where(t.notice.c.event == "ticket.open").values(state="owed"))
    ended(office, Outcome.DELIVERED, T0 + 3)
    assert states(ledger, number) == [["done"], ["done"]]
    assert all("reason" not in run.steps[0].result for run in runs_of(ledger, number))
    with ledger.read() as connection:
        e = t.incident_event.c
        entries = connection.execute(select(e.detail).where(e.kind == "plan_step").order_by(e.id)).scalars()
        assert [each["state"] for each in entries] == ["done", "done", "failed", "failed", "done", "done"]
        audited = connection.execute(select(t.audit.c.detail).where(t.audit.c.action == "plan.step")).scalars()
        assert sum(each["state"] == "failed" for each in audited) == 2

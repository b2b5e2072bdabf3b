"""What was given up is sent again, unless something later of the same kind has made it old news."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.telling import dead_letters, receivers
from monitor.telling.messages import ticket_of
from monitor.telling.model import MessageEvent
from monitor.telling.notices import Owing, owe_message

Said = Callable[..., str]


@pytest.fixture
def say(ledger: Ledger, add_incident: Callable[..., None]) -> Said:
    """Return `say(event, state, incident=1, order=None, to="desk")`: a notice that has come so far."""
    with ledger.write("test") as connection:
        add_incident(connection, 1)
        for number in (1, 2):
            connection.execute(insert(t.work_order).values(order_row(number)))

    def make(event: str, state: str, incident: int | None = 1, order: int | None = None, to: str = "desk") -> str:
        with ledger.write("test") as connection:
            serial = len(connection.execute(select(t.notice.c.id)).all())
            made = f"N{serial}_{to}"
            owe_message(connection, Owing(made, to, event, {"type": event, "data": {}}, incident, work_order=order), 1)
            connection.execute(update(t.notice).where(t.notice.c.id == made).values(state=state))
        return made

    return make


def order_row(number: int) -> dict[str, Any]:
    """Return whatever a work order needs to be there."""
    filled: dict[str, Any] = {"number": number}
    for column in t.work_order.columns:
        if column.name not in filled and not column.nullable and column.default is None:
            filled[column.name] = column.type.python_type()
    return filled


def refusal(ledger: Ledger, notice: str) -> str | None:
    """Return why a notice is not sent again; None: it is owed once more."""
    try:
        dead_letters.send_one_again(ledger, notice, "noc")
    except dead_letters.NotDeadError as error:
        return str(error)
    with ledger.read() as connection:
        assert connection.execute(select(t.notice.c.state).where(t.notice.c.id == notice)).scalar_one() == "owed"
    return None


@pytest.mark.parametrize(
    ("dead", "later"),
    [
        ("incident.resolved", "order.updated"),
        ("incident.resolved", "plan.notify"),
        ("incident.resolved", "announcement.publish"),
        ("incident.updated", "ticket.open"),
        ("ticket.open", "incident.updated"),
        ("ticket.open", "plan.page"),
        ("plan.page", "incident.updated"),
        ("plan.page", "plan.page"),
        ("announcement.publish", "incident.resolved"),
        ("order.updated", "incident.resolved"),
    ],
)
def test_what_is_of_another_kind_makes_nothing_old_news(ledger, say, dead, later):
    gone = say(dead, "dead", order=1 if dead.startswith("order") else None)
    say(later, "delivered", order=2 if later.startswith("order") else None)
    assert refusal(ledger, gone) is None


@pytest.mark.parametrize(
    ("dead", "later", "order"),
    [
        ("incident.opened", "incident.updated", None),
        ("incident.updated", "incident.resolved", None),
        ("order.opened", "order.updated", 1),
        ("ticket.open", "ticket.open", None),
    ],
)
@pytest.mark.parametrize("state", ["delivered", "carried"])
def test_something_later_of_the_same_makes_it_old_news(ledger, say, dead, later, order, state):
    gone = say(dead, "dead", order=order)
    say(later, state, order=order)
    assert "overtaken by a later one of the same" in (refusal(ledger, gone) or "")
    assert dead_letters.send_again(ledger, "desk", "noc") == 0


@pytest.mark.parametrize("event", list(MessageEvent))
def test_what_a_plan_said_of_an_incident_is_old_news_once_that_is_over(ledger, say, event):
    gone, news = say(event, "dead"), say("incident.resolved", "dead")
    with ledger.write("test") as connection:
        connection.execute(update(t.incident).values(state="resolved", resolved_ms=2))
    assert "the end of its incident" in (refusal(ledger, gone) or "")
    assert dead_letters.send_again(ledger, "desk", "noc") == 1
    with ledger.write("test") as connection:
        assert connection.execute(select(t.notice.c.state).where(t.notice.c.id == news)).scalar_one() == "owed"
        connection.execute(update(t.incident).values(state="open", resolved_ms=None))
    assert refusal(ledger, gone) is None  # it came back


def test_what_another_receiver_heard_or_nobody_has_begun_to_send_overtakes_nothing(ledger, say):
    gone = say("incident.updated", "dead")
    say("incident.resolved", "delivered", to="crm")
    say("incident.resolved", "owed")
    assert refusal(ledger, gone) is None


def test_word_of_an_order_without_an_incident_is_seen_and_sent_again(ledger, say, configured):
    gone, other = say("order.opened", "dead", None, 1), say("order.opened", "dead", None, 2)
    say("test", "dead", None)
    say("incident.digest", "dead", None)
    say("order.updated", "owed", None, 2)
    with ledger.read() as connection:
        (shown,) = receivers.overview(connection, configured("http://127.0.0.1:9/"), 1)
        may = {one.event for one in receivers.delivery_log(connection, state="dead") if one.may_go_again}
    assert (shown.dead, shown.owed) == (2, 1)
    assert may == {"order.opened"}
    assert refusal(ledger, gone) is None
    assert dead_letters.send_again(ledger, "desk", "noc") == 1
    with ledger.read() as connection:
        states = dict(connection.execute(select(t.notice.c.id, t.notice.c.state)).all())
    assert (states[gone], states[other]) == ("owed", "owed")


@pytest.mark.parametrize(("event", "why"), [("test", "a test"), ("incident.digest", "a digest")])
def test_what_is_no_news_of_its_own_is_not_sent_again(ledger, say, event, why):
    assert why in (refusal(ledger, say(event, "dead", None)) or "")
    assert dead_letters.send_again(ledger, "desk", "noc") == 0


def test_a_ticket_that_was_given_up_is_asked_for_anew(ledger, say):
    gone = say("ticket.open", "dead")
    with ledger.read() as connection:
        assert ticket_of(connection, 1, 0) is None
    asked = say("ticket.open", "owed")
    with ledger.read() as connection:
        assert ticket_of(connection, 1, 0) == asked
    assert refusal(ledger, gone) is None  # nobody has begun to deliver the other

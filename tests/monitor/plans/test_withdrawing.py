"""What a plan asked for is taken back where its incident ends before anybody was told."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from monitor.incidents import read
from monitor.ledger import tables as t
from monitor.plans import runs
from monitor.telling import dead_letters, turns
from tests.monitor.plans.conftest import T0, deliver, office_of, scope, settings_of

MINUTE = 60_000
ASKS = (
    {"do": "page_on_call", "receiver": "sms"},
    {"do": "notify", "receiver": "sms"},
    {"do": "publish_announcement", "receiver": "sms"},
    {"do": "open_ticket"},
)
N = t.notice.c


def states(ledger, *which):
    """Return (event, state) of what is owed by plans, in the order it was."""
    with ledger.read() as connection:
        found = select(N.event, N.state).where(N.id.startswith("PLAN-"), *which).order_by(N.serial)
        return [tuple(row) for row in connection.execute(found)]


def run_of(ledger, number):
    with ledger.read() as connection:
        (run,) = runs.load(connection, t.plan_run.c.incident == number)
    return run


def test_what_nobody_was_told_is_taken_back_and_its_steps_say_that_they_were_skipped(office) -> None:
    office.keep(*ASKS)
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    office.book.resolve(number, T0 + MINUTE)
    events = ["plan.page", "plan.notify", "announcement.publish", "ticket.open"]
    assert states(office.ledger) == [(event, "withdrawn") for event in events]
    for step in run_of(office.ledger, number).steps:
        assert (str(step.state), step.result["reason"]) == ("skipped", "resolved")
    with office.ledger.read() as connection:
        said = [each.detail for each in read.timeline(connection, number) if each.kind == "plan_step"]
        due = {each.event for name in ("desk", "sms") for each in turns.due(connection, T0 + MINUTE, name, 50)}
    assert [each["state"] for each in said] == ["done"] * 4 + ["skipped"] * 4
    assert {each["reason"] for each in said[4:]} == {"resolved"}
    assert due == {"incident.opened"}  # the end comes after it


@pytest.mark.parametrize("tried", [{"attempts": 1}, {"leased_until_ms": T0 + 9 * MINUTE}, {"state": "delivered"}])
def test_what_may_have_arrived_is_left_and_its_step_stays_done(office, tried) -> None:
    office.keep(*ASKS)
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    with office.ledger.write("core") as connection:
        connection.execute(update(t.notice).where(N.event == "plan.page").values(tried))
    office.book.resolve(number, T0 + MINUTE)
    state = tried.get("state", "owed")
    assert states(office.ledger)[0] == ("plan.page", state)
    assert [str(step.state) for step in run_of(office.ledger, number).steps] == ["done"] + ["skipped"] * 3


def test_what_was_taken_back_is_sent_by_nothing_also_where_the_incident_comes_back(office) -> None:
    office.keep(ASKS[0])
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    office.book.resolve(number, T0 + MINUTE)
    office.book.lately(0)
    assert office.book.reopen(number, scope(), T0 + 2 * MINUTE)
    office.engine.tick(T0 + 2 * MINUTE)
    assert dead_letters.send_again(office.ledger, "sms", "ann") == 0
    with pytest.raises(dead_letters.NotDeadError, match="was not given up"):
        dead_letters.send_one_again(office.ledger, "PLAN-1_0_sms", "ann")
    assert states(office.ledger) == [("plan.page", "withdrawn"), ("plan.page", "owed")]


def test_who_was_asked_for_nothing_hears_of_no_end(ledger) -> None:
    settings = settings_of()
    desk = settings.receivers[0]
    quiet = desk.model_copy(update={"wants": desk.wants.model_copy(update={"severity": "critical"})})
    office = office_of(ledger, settings.model_copy(update={"receivers": [quiet, *settings.receivers[1:]]}))
    office.keep({"do": "open_ticket"})
    for delivered in (False, True):
        number = office.book.open_incident(scope(), T0)
        office.engine.tick(T0)
        if delivered:
            deliver(ledger, N.event == "ticket.open")
        office.book.resolve(number, T0 + MINUTE)
        with ledger.read() as connection:
            told = select(N.event).where(N.receiver == "desk", N.incident == number).order_by(N.serial)
            heard = list(connection.execute(told).scalars())
        assert heard == ["ticket.open", *(["incident.resolved"] if delivered else [])]


def test_what_a_part_asked_for_goes_out_while_the_whole_stands_and_is_taken_back_with_it(office) -> None:
    office.keep(ASKS[1], when={"areas": ["all"]})
    whole = office.book.open_incident(scope("A1", "w1 w2", (1, 2)), T0)
    part = office.book.open_incident(scope("A2", "e1 e2", (11, 12)), T0)
    office.engine.tick(T0)
    office.book.keep(whole, scope("A1", "w1 w2 e1", (1, 2, 11)), (part,), T0 + MINUTE)
    assert states(office.ledger, N.incident == part) == [("plan.notify", "owed")]
    office.book.resolve(whole, T0 + 2 * MINUTE)
    assert states(office.ledger, N.incident == part) == [("plan.notify", "withdrawn")]
    assert run_of(office.ledger, part).steps[0].result["reason"] == "resolved"

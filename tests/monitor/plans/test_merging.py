"""What goes on where an incident turns out to be part of another: who hears of it, who has it, what was promised."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from monitor.incidents import actions, read
from monitor.incidents.expecting import has_the_say
from monitor.incidents.links import Link, Tie, links
from monitor.incidents.model import Estimate, Source, incident_id
from monitor.incidents.tying import tie_by_hand
from monitor.ledger import tables as t
from monitor.ledger.people import Role, add_user
from monitor.orders.intake import Envelope, take_in
from monitor.orders.model import OrderState
from monitor.orders.read import of_incident as orders_of
from monitor.orders.report import Report
from monitor.plans import runs
from monitor.settings import Settings
from tests.monitor.plans.conftest import SECRET, T0, office_of, scope

MINUTE = 60_000


def settings_of(**wants) -> Settings:
    receiver = {"url": "http://127.0.0.1:9/", "secret": SECRET, "language": "en"}
    receivers = [{"name": "desk", **receiver}, {"name": "hospital", **receiver, "wants": wants}]
    return Settings.model_validate({"receivers": receivers, "plans": {"ticket_receiver": "desk"}})


def heard_by(ledger, receiver):
    n = t.notice.c
    with ledger.read() as connection:
        rows = connection.execute(select(n.event, n.incident).where(n.receiver == receiver).order_by(n.serial))
        return [(row.event.rpartition(".")[2], row.incident) for row in rows]


def merged(office) -> tuple[int, int]:
    """Return (part, whole): a small incident at A2 that became part of a later one at A1."""
    part = office.book.open_incident(scope("A2", "e1 e2", (11, 12)), T0)
    whole = office.book.open_incident(scope("A1", "w1 w2 w3", (1, 2, 3)), T0 + 1)
    office.book.keep(whole, scope("A1", "w1 w2 w3 e1 e2", (1, 2, 3, 11, 12)), (part,), T0 + MINUTE)
    return part, whole


def test_who_knew_of_a_part_hears_of_the_whole_and_its_end_whatever_it_wants(ledger) -> None:
    office = office_of(ledger, settings_of(places=["A2"]))
    part, whole = merged(office)
    assert heard_by(ledger, "hospital") == [("opened", part), ("resolved", part), ("opened", whole)]
    office.book.keep(whole, scope("A1", "w1 w2 w3 e1", (1, 2, 3, 11, 12, 13)), (), T0 + 3 * MINUTE)
    office.book.resolve(whole, T0 + 9 * MINUTE)
    assert heard_by(ledger, "hospital")[3:] == [("updated", whole), ("resolved", whole)]
    assert heard_by(ledger, "desk") == [
        ("opened", part), ("opened", whole), ("resolved", part), ("updated", whole), ("updated", whole),
        ("resolved", whole),
    ]  # fmt: skip


def test_who_wants_no_updates_hears_that_the_whole_stands_and_ends(ledger) -> None:
    office = office_of(ledger, settings_of(places=["A2"], updates=False))
    part, whole = merged(office)
    office.book.keep(whole, scope("A1", "w1 w2 w3 e1", (1, 2, 3, 11, 12, 13)), (), T0 + 3 * MINUTE)
    office.book.resolve(whole, T0 + 9 * MINUTE)
    assert heard_by(ledger, "hospital") == [
        ("opened", part), ("resolved", part), ("opened", whole), ("resolved", whole),
    ]  # fmt: skip


def test_who_was_told_of_neither_hears_of_no_end(ledger) -> None:
    office = office_of(ledger, settings_of(severity="critical"))
    _, whole = merged(office)
    office.book.resolve(whole, T0 + 9 * MINUTE)
    assert heard_by(ledger, "hospital") == []


def test_who_heard_that_a_part_was_over_before_it_came_back_unwanted_does_not_hear_of_the_whole(ledger) -> None:
    office = office_of(ledger, settings_of(places=["A2"]))
    part = office.book.open_incident(scope("A2", "e1 e2", (11, 12)), T0)
    whole = office.book.open_incident(scope("A1", "w1 w2 w3", (1, 2, 3)), T0 + 1)
    office.book.resolve(part, T0 + 1000)
    office.book.lately(0)
    assert office.book.reopen(part, scope("A1", "w4", (11,)), T0 + 2000)  # elsewhere: it is told of it no more
    office.book.keep(whole, scope("A1", "w1 w2 w3 e1 e2", (1, 2, 3, 11, 12)), (part,), T0 + MINUTE)
    assert heard_by(ledger, "hospital") == [("opened", part), ("resolved", part)]


def test_a_merger_of_a_merger_is_followed_to_the_last(ledger) -> None:
    office = office_of(ledger, settings_of(places=["A2"]))
    part, whole = merged(office)
    last = office.book.open_incident(scope("A1", "w4 w5", (21, 22)), T0 + 2 * MINUTE)
    office.book.keep(last, scope("A1", "w1 w2 w3 w4 w5 e1 e2", (1, 2, 3, 11, 12, 21, 22)), (whole,), T0 + 3 * MINUTE)
    office.book.resolve(last, T0 + 9 * MINUTE)
    assert heard_by(ledger, "hospital") == [
        ("opened", part), ("resolved", part), ("opened", whole), ("resolved", whole), ("opened", last),
        ("resolved", last),
    ]  # fmt: skip
    with ledger.read() as connection:
        assert read.incident(connection, whole).merged_into == last


def whole_and_part(office) -> tuple[int, int]:
    """Return (whole, part): two incidents that stand, at A1 and at A2."""
    whole = office.book.open_incident(scope("A1", "w1 w2", (1, 2)), T0)
    return whole, office.book.open_incident(scope("A2", "e1 e2", (11, 12)), T0 + 1)


def merge(office, whole: int, part: int, at_ms: int = T0 + MINUTE) -> None:
    office.book.keep(whole, scope("A1", "w1 w2 e1 e2", (1, 2, 11, 12)), (part,), at_ms)


def seen(office, number):
    with office.ledger.read() as connection:
        return read.incident(connection, number)


def told(office, event):
    n = t.notice.c
    with office.ledger.read() as connection:
        return connection.execute(select(n.incident, n.id).where(n.event == event).order_by(n.serial)).all()


def test_whoever_has_a_part_has_the_whole_and_nobody_is_paged_for_it_or_sent_a_second_ticket(office) -> None:
    add_user(office.ledger, "test", "bob", Role.NOC, "a good long password")
    ticket, second = {"do": "open_ticket"}, {"do": "escalate", "receiver": "sms", "after_min": 10}
    office.keep(ticket, name="ticket", when={"subscribers": 1, "areas": ["all"]})
    whole, part = whole_and_part(office)
    office.engine.tick(T0 + 1000)
    assert [notice.incident for notice in told(office, "ticket.open")] == [part]
    office.keep(ticket, second, name="everywhere")
    actions.acknowledge(office.ledger, part, "ann", T0 + 2000)
    actions.assign(office.ledger, part, "ann", "bob", None, T0 + 2000)
    merge(office, whole, part)
    office.engine.tick(T0 + 20 * MINUTE)
    view = seen(office, whole)
    assert (view.acknowledged_by, view.acknowledged_ms, view.assigned_to) == ("ann", T0 + 2000, "bob")
    assert [notice.incident for notice in told(office, "ticket.open")] == [part]
    assert told(office, "plan.page") == []
    with office.ledger.read() as connection:
        (run,) = runs.load(connection, t.plan_run.c.incident == whole, t.plan_run.c.plan == "everywhere")
        entries = [(entry.kind, entry.actor) for entry in read.timeline(connection, whole)]
    assert run.steps[0].result == {"notice": told(office, "ticket.open")[0].id, "already": True}
    assert run.steps[1].result == {"reason": "acknowledged", "who": "ann"}
    assert ("acknowledged", "ann") in entries
    assert ("assigned", "core") in entries


def test_whose_the_whole_is_it_stays(office) -> None:
    add_user(office.ledger, "test", "bob", Role.NOC, "a good long password")
    whole, part = whole_and_part(office)
    actions.acknowledge(office.ledger, part, "ann", T0 + 2000)
    actions.acknowledge(office.ledger, whole, "li", T0 + 3000)
    actions.assign(office.ledger, whole, "li", "bob", None, T0 + 3000)
    merge(office, whole, part)
    assert (seen(office, whole).acknowledged_by, seen(office, whole).assigned_to) == ("li", "bob")


def test_a_ticket_of_a_part_is_no_ticket_once_the_whole_was_over_and_came_back(office) -> None:
    office.keep({"do": "open_ticket"}, when={"areas": ["all"]}, name="ticket")
    whole, part = whole_and_part(office)
    office.engine.tick(T0 + 1000)
    office.keep({"do": "open_ticket"}, name="everywhere")
    merge(office, whole, part)
    office.engine.tick(T0 + 2 * MINUTE)
    office.book.resolve(whole, T0 + 3 * MINUTE)
    office.book.lately(0)
    assert office.book.reopen(whole, scope("A1", "w1 w2", (1, 2)), T0 + 4 * MINUTE)
    office.engine.tick(T0 + 5 * MINUTE)
    assert [notice.incident for notice in told(office, "ticket.open")] == [part, whole]


@pytest.mark.parametrize(("of_part", "of_whole", "stands"), [(3, None, 3), (3, 4, 4), (None, 4, 4), (None, None, None)])
def test_what_a_person_promised_of_a_part_holds_of_the_whole_unless_he_did_of_that(office, of_part, of_whole, stands):
    hour = 3_600_000
    whole, part = whole_and_part(office)
    for number, hours in ((part, of_part), (whole, of_whole)):
        if hours is not None:
            office.book.expect(number, "ann", Estimate(T0 + hour, T0 + hours * hour, Source.HAND, "ann"), T0 + 3000)
    merge(office, whole, part)
    etr = seen(office, whole).etr
    assert (etr and etr.before_ms) == (stands and T0 + stands * hour)
    assert office.book.open[whole].view.etr == etr
    with office.ledger.read() as connection:
        assert has_the_say(connection, whole) == ("ann" if stands else None)
        payload = connection.execute(
            select(t.notice.c.payload).where(t.notice.c.incident == whole, t.notice.c.event == "incident.updated")
        ).scalars()
        assert bool(list(payload)[-1]["data"]["restoration"]) is bool(stands)


def test_a_plans_word_of_a_part_gives_way_to_whoever_said_that_nobody_knows_of_the_whole(office) -> None:
    hour = 3_600_000
    whole, part = whole_and_part(office)
    third = office.book.open_incident(scope("A1", "w4 w5", (21, 22)), T0 + 2)
    office.book.expect_by_plan(part, Estimate(T0 + hour, T0 + 2 * hour, Source.PLAN, "night"), T0 + 1000)
    office.book.expect(whole, "ann", None, T0 + 2000)
    merge(office, whole, part)
    assert seen(office, whole).etr is None
    office.book.expect_by_plan(third, Estimate(T0 + hour, T0 + 3 * hour, Source.PLAN, "night"), T0 + 3000)
    fourth = office.book.open_incident(scope("A2", "e4", (31,)), T0 + 2 * MINUTE)
    office.book.keep(fourth, scope("A2", "e4 w4 w5", (21, 22, 31)), (third,), T0 + 3 * MINUTE)
    assert seen(office, fourth).etr == Estimate(T0 + hour, T0 + 3 * hour, Source.PLAN, "night")


@pytest.mark.parametrize(("asleep", "sleeps"), [(("whole",), False), (("part",), False), (("whole", "part"), True)])
def test_the_whole_is_put_off_only_where_its_part_is_too(office, asleep, sleeps) -> None:
    whole, part = whole_and_part(office)
    until_ms = T0 + 48 * 3_600_000
    for name, number in (("whole", whole), ("part", part)):
        if name in asleep:
            actions.snooze(office.ledger, number, "ann", until_ms, None, T0 + 3000)
    merge(office, whole, part)
    assert seen(office, whole).snoozed_until_ms == (until_ms if sleeps else None)


def test_what_follows_from_a_part_follows_from_the_whole(office) -> None:
    whole, part = whole_and_part(office)
    other = office.book.open_incident(scope("A1", "w5", (41,)), T0 + 2)
    tie_by_hand(office.ledger, Link(other, part, Tie.CAUSED_BY), "ann", T0 + 1000)
    merge(office, whole, part)
    with office.ledger.read() as connection:
        assert links(connection, whole) == [Link(other, whole, Tie.CAUSED_BY)]
        assert links(connection, part) == [Link(other, part, Tie.CAUSED_BY)]


def test_the_orders_of_a_part_are_the_wholes_too(office) -> None:
    whole, part = whole_and_part(office)
    for number, message in ((part, "WO-1"), (whole, "WO-2")):
        report = Report(message, OrderState.EN_ROUTE, T0 + 2000, incident=incident_id(number))
        take_in(office.ledger, Envelope("tickets", message, "x"), report, 0, T0 + 2000)
    merge(office, whole, part)
    with office.ledger.read() as connection:
        assert [order.external for order in orders_of(connection, whole)] == ["WO-1", "WO-2"]
        assert [order.external for order in orders_of(connection, part)] == ["WO-1"]

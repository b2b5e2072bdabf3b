"""What goes on where an incident turns out to be part of another: who hears of it, who has it, what was promised."""

from __future__ import annotations

from sqlalchemy import select

from monitor.incidents import read
from monitor.ledger import tables as t
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


def merged(office, later=()) -> tuple[int, int]:
    """Return (part, whole): a small incident at A2 that became part of a later one at A1; `later`: its updates."""
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

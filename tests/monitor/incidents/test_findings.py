"""What was found counts for the time of an incident that it was found of, and each outage counts once."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from sqlalchemy import insert, text

from collectors.clock import AnchoredClock
from maps.model import Kind
from monitor.incidents import actions, read
from monitor.incidents.actions import ActionRefusedError
from monitor.incidents.book import IncidentBook
from monitor.incidents.estimates import learn
from monitor.ledger import found, migrate
from monitor.ledger import tables as t
from monitor.ledger.found import FoundCause
from monitor.ledger.ledger import Ledger
from tests.monitor.incidents.test_book import Heard
from tests.monitor.incidents.test_life import scope

MINUTE = 60_000
UTC = ZoneInfo("UTC")


@pytest.fixture
def ledger(blank_ledger: str) -> Iterator[Ledger]:
    opened = Ledger.open(blank_ledger, AnchoredClock())
    with opened.write("test") as connection:
        for element in ("A7", "N1"):
            row = {"id": element, "kind": str(Kind.AMPLIFIER), "name": "", "position": 0}
            connection.execute(insert(t.element).values(row))
    yield opened
    opened.close()


@pytest.fixture
def book(ledger: Ledger) -> IncidentBook:
    return IncidentBook(ledger, Heard())


def say(ledger: Ledger, number: int, at_ms: int, seen_ms: int | None = None, *, false_alarm: bool = False) -> None:
    element = "" if false_alarm else "A7"
    actions.report_found(
        ledger, number, "ann", FoundCause.OTHER, element, "looked", seen_ms, at_ms, false_alarm=false_alarm
    )  # fmt: skip


def come_back(book: IncidentBook, number: int, at_ms: int) -> None:
    book.lately(0)
    assert book.reopen(number, scope("A7", [1, 2], "a b"), at_ms)


def test_what_was_found_before_it_came_back_is_asked_for_again(ledger: Ledger, book: IncidentBook) -> None:
    number = book.open_incident(scope("A7", [1, 2], "a b"), MINUTE)
    book.resolve(number, 10 * MINUTE)
    say(ledger, number, 11 * MINUTE, false_alarm=True)
    come_back(book, number, 15 * MINUTE)
    book.resolve(number, 200 * MINUTE)
    with pytest.raises(ActionRefusedError, match="say first what was found"):
        actions.close(ledger, number, "bob", "", 201 * MINUTE)
    with ledger.read() as connection:
        assert found.load(connection, number) is None
        said = [entry.detail for entry in read.timeline(connection, number) if entry.kind == "found"]
        lasted = [list(each) for each in learn(connection, UTC)._by.values()]
        assert found.refuted(connection) == []
    assert [each["false_alarm"] for each in said] == [True]
    assert len(lasted) == 2  # by the hour and for all: the hours it was out teach, whatever was thought before
    say(ledger, number, 202 * MINUTE)
    actions.close(ledger, number, "bob", "", 203 * MINUTE)
    with ledger.read() as connection:
        assert [each.element for each in found.confirmed(connection)] == ["A7"]


def test_what_is_found_once_it_came_back_holds(ledger: Ledger, book: IncidentBook) -> None:
    number = book.open_incident(scope("A7", [1, 2], "a b"), MINUTE)
    book.resolve(number, 10 * MINUTE)
    come_back(book, number, 15 * MINUTE)
    say(ledger, number, 15 * MINUTE)
    book.resolve(number, 20 * MINUTE)
    actions.close(ledger, number, "bob", "", 21 * MINUTE)


def test_of_what_turned_out_to_be_part_of_another_nothing_is_found_and_it_counts_once(
    ledger: Ledger, book: IncidentBook
) -> None:
    part = book.open_incident(scope("A7", [1, 2], "a b"), MINUTE)
    whole = book.open_incident(scope("N1", [3, 4, 5], "c d e"), 2 * MINUTE)
    say(ledger, part, 3 * MINUTE)
    book.keep(whole, scope("N1", [1, 2, 3, 4, 5], "a b c d e"), (part,), 4 * MINUTE)
    book.resolve(whole, 60 * MINUTE)
    with pytest.raises(ActionRefusedError, match="went on as part of another"):
        say(ledger, part, 61 * MINUTE, 3 * MINUTE)
    say(ledger, whole, 61 * MINUTE)
    with ledger.read() as connection:
        assert len(found.confirmed(connection)) == 1
        amplifiers = found.experience(connection, 61 * MINUTE)[Kind.AMPLIFIER]
    assert amplifiers.down_h == pytest.approx(58 / 60)  # of the whole alone


def test_findings_of_before_a_return_go_with_the_upgrade(ledger: Ledger, book: IncidentBook) -> None:
    old, new = (book.open_incident(scope(element, [slot], "a"), MINUTE) for element, slot in (("A7", 1), ("A8", 2)))
    for number, said_ms in ((old, 11 * MINUTE), (new, 16 * MINUTE)):
        book.resolve(number, 10 * MINUTE)
        come_back(book, number, 15 * MINUTE)
        say(ledger, number, said_ms, false_alarm=True)
    config = migrate._config()
    with ledger.write("core") as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0017")
        command.upgrade(config, migrate.NEWEST)
        assert list(connection.execute(text("SELECT incident FROM found")).scalars()) == [new]

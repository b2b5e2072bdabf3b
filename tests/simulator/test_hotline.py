"""The hotline logs who called in somebody's book: each customer once a call, in order, however long it is away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from simulator import running
from simulator.hotline import Book, Hotline
from simulator.web import Asked, Said, WebServer


class Ledger:
    """A book that says what it is told to say, and keeps what it took."""

    def __init__(self) -> None:
        self.status, self.taken, self.tokens = 201, list[dict[str, Any]](), set[str]()

    def route(self, asked: Asked) -> Said:
        self.tokens.add(asked.headers.get("authorization", ""))
        if self.status < 300:
            self.taken.append(json.loads(asked.body))
        return Said(self.status, {})


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def book(ledger: Ledger) -> Iterator[Book]:
    server = WebServer("book", 0, ledger.route)
    server.start()
    yield Book(f"{server.url}/api/v1/calls", "tok")
    server.stop()


def call(number: int, account: str = "A1") -> dict[str, Any]:
    return {"id": number, "account": account, "symptom": "no_signal", "service": "tv", "phone": "", "at_ms": number}


def line_of(calls: list[dict[str, Any]]) -> Hotline:
    return Hotline(lambda after: [one for one in calls if one["id"] > after])


def test_each_call_of_a_customer_is_logged_once_under_an_identity_of_its_own(ledger: Ledger, book: Book) -> None:
    calls = [call(1)]
    hotline = line_of(calls)
    hotline.open(book)
    calls += [call(2), call(3, ""), call(4, "A2")]
    hotline.log_new()
    hotline.log_new()
    assert [said["account"] for said in ledger.taken] == ["A1", "A2"], "who called before the book was opened is not in"
    assert len({said["key"] for said in ledger.taken}) == 2
    assert set(ledger.taken[0]) == {"account", "symptom", "service", "key"}
    assert ledger.tokens == {"Bearer tok"}


@pytest.mark.parametrize(("status", "again"), [(503, True), (401, True), (429, True), (422, False), (409, False)])
def test_a_book_that_is_away_is_tried_again_and_one_that_refuses_is_not(
    ledger: Ledger, book: Book, status: int, again: bool
) -> None:
    calls: list[dict[str, Any]] = []
    hotline = line_of(calls)
    hotline.open(book)
    calls += [call(1), call(2)]
    ledger.status = status
    hotline.log_new()
    ledger.status = 200
    hotline.log_new()
    assert len(ledger.taken) == (2 if again else 0)


def test_a_book_that_is_not_there_yet_loses_nothing(book: Book, ledger: Ledger) -> None:
    calls: list[dict[str, Any]] = []
    hotline = line_of(calls)
    hotline.open(Book("http://127.0.0.1:9/nobody", "tok"))
    calls.append(call(1))
    hotline.log_new()
    hotline._book = book
    hotline.log_new()
    assert len(ledger.taken) == 1


def test_a_running_city_logs_its_calls_where_it_is_told_to(ledger: Ledger, book: Book, wait_until) -> None:
    rates = "background_per_1000_day=100000"
    with running(seed=5, network="127.42", start="20", calls=rates) as city:
        refused = httpx.post(f"{city.desk.removesuffix('webhook')}calls/book", json={"url": "file:///etc", "token": ""})
        assert refused.status_code == 400
        city.log_calls(book.url, book.token)
        wait_until(lambda: len(ledger.taken) >= 2, 20)
        customers = {one["account"] for one in city.calls()}
    assert {said["account"] for said in ledger.taken} <= customers - {""}

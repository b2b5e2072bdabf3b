"""The lookup's benchmark: what it times, and that the ledger it asks is one that the product could have written."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress

import pytest

from bench.lookup_arrivals import Outcome, Request, play
from bench.lookup_ledger import Town, build
from collectors.clock import AnchoredClock
from monitor.care.answers import HomeAnswer
from monitor.care.lookup import lookup
from monitor.care.verdict import Reason, Verdict
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger

TOWN = Town(homes=2000, outage=800, incidents=4)
STALL_S = 0.3


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    path = tmp_path_factory.mktemp("bench") / "ledger.sqlite"
    opened = Ledger.open(f"sqlite:///{path}", AnchoredClock())
    build(opened, path, TOWN)
    yield opened
    opened.close()


def call(ledger: Ledger, home: int) -> HomeAnswer:
    with ledger.read() as connection:
        answer = lookup(connection, TOWN.phone(home), "CN", ledger.clock.now_ms(), 90_000)
    (found,) = answer.homes
    return found


def test_slots_are_the_elements_in_order_and_the_first_terminals_is_known(ledger: Ledger) -> None:
    roster = load_roster(ledger)
    assert roster.key(TOWN.elements()) == "02:00:00:00:00:00"
    assert roster.key(TOWN.elements() + TOWN.homes - 1) == "02:00:00:00:07:cf"


def test_a_caller_in_a_standing_incident_and_one_elsewhere_get_their_verdicts(ledger: Ledger) -> None:
    element, behind = TOWN.dark_at_first()[1]
    dark = call(ledger, behind.start)
    assert (dark.verdict, dark.reason) == (Verdict.AREA_OUTAGE, Reason.INCIDENT)
    assert dark.incident is not None
    assert dark.incident.element == element
    assert call(ledger, 5).verdict is Verdict.NO_FAULT
    assert call(ledger, 37).reason is Reason.ARREARS


def answered(seconds: list[float], stall_from: int) -> list[Outcome]:
    """Play requests due at `seconds` to a server that serves one at a time and stalls at one of them."""

    async def run() -> list[Outcome]:
        turn, served = asyncio.Lock(), 0

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal served
            with suppress(asyncio.IncompleteReadError):  # the client has no more to ask
                while await reader.readuntil(b"\r\n\r\n"):
                    async with turn:
                        served += 1
                        if served == stall_from:
                            await asyncio.sleep(STALL_S)
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        requests = [Request(due, "/", lambda status, body: (status, body) == (200, b"ok"), "it") for due in seconds]
        return await play("127.0.0.1", port, "", requests)

    return asyncio.run(run())


def test_a_stall_counts_for_everybody_who_was_due_during_it() -> None:
    due = [0.02 * i for i in range(30)]
    outcomes = answered(due, stall_from=5)
    assert all(item.right for item in outcomes)
    waited = [item.latency_ms for item in outcomes if due[4] <= item.due_s < due[4] + STALL_S / 2]
    assert len(waited) > 5
    assert min(waited) > STALL_S / 2 * 1000 * 0.9

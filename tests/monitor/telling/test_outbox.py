from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import event, select
from structlog.testing import capture_logs

from collectors.clock import AnchoredClock
from monitor.incidents.model import Event
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger, LedgerError
from monitor.telling import dead_letters, digests, notices, turns
from monitor.telling.channels.channel import Receipt
from monitor.telling.dispatch import IN_FLIGHT
from monitor.telling.model import IncidentNotice, Message
from monitor.telling.outbox import OUR_MISTAKE, Outbox

Owe = Callable[..., list[str]]


@pytest.fixture
def owe(ledger: Ledger, clock: AnchoredClock, said: Callable[..., IncidentNotice], add_incident) -> Owe:
    """Return `owe(number, revisions=1, receivers=("desk",))`: an incident with its notices, in one transaction."""
    known: set[int] = set()

    def add(number: int = 1, revisions: int = 1, receivers: tuple[str, ...] = ("desk",), first: int = 1) -> list[str]:
        ids = []
        with ledger.write("core", "incident.opened") as connection:
            if number not in known:
                add_incident(connection, number)
                known.add(number)
            for revision in range(first, first + revisions):
                what = Event.OPENED if revision == 1 else Event.UPDATED
                notice = said(number, revision, what)
                ids += [
                    notices.owe(connection, notice, name, {"type": str(what), "n": revision}, clock.now_ms())
                    for name in receivers
                ]
        return ids

    return add


@dataclass
class Later:
    """A clock some time ahead of another."""

    clock: AnchoredClock
    by_ms: int = 0

    def now_ms(self) -> int:
        return self.clock.now_ms() + self.by_ms


@asynccontextmanager
async def running(outbox: Outbox) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(outbox.run(stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(task, 10)


def rows(ledger: Ledger, table) -> list:
    with ledger.read() as connection:
        return connection.execute(select(table)).all()


def state_of(ledger: Ledger) -> dict[str, str]:
    return {row.id: row.state for row in rows(ledger, t.notice)}


async def test_what_is_owed_is_delivered_marked_and_logged(desk, ledger, clock, configured, owe):
    (notice,) = owe()
    outbox = Outbox(ledger, configured(desk.url), clock)
    assert await outbox.deliver_due() == 1
    assert desk.ids == [notice]
    (row,) = rows(ledger, t.notice)
    assert (row.state, row.attempts, row.leased_until_ms) == ("delivered", 1, 0)
    (log,) = rows(ledger, t.delivery)
    assert (log.notice, log.status, log.outcome) == (notice, 204, "delivered")
    assert row.owed_ms <= log.at_ms <= row.done_ms
    with ledger.read() as connection:
        (change,) = changes.since(connection, 0)
    assert (change.kind, change.subject, change.data["outcome"]) == ("notice", "INC-000001", "delivered")
    assert await outbox.deliver_due() == 0
    await outbox.close()


async def test_a_change_that_is_undone_owes_nothing(desk, ledger, clock, configured, said, add_incident):
    def undone() -> None:
        with ledger.write("core", "incident.opened") as connection:
            add_incident(connection, 1)
            notices.owe(connection, said(), "desk", {}, 1)
            raise KeyError

    with pytest.raises(KeyError):
        undone()
    assert await Outbox(ledger, configured(desk.url), clock).deliver_due() == 0
    assert desk.got == []


async def test_after_a_failure_the_same_message_comes_again_under_the_same_id(
    desk, ledger, clock, configured, owe, reply, wait_until_async
):
    answers = [reply(500, b"database down"), reply(503), reply(200)]
    desk.answer = lambda _request: answers.pop(0)
    (notice,) = owe()
    async with running(Outbox(ledger, configured(desk.url), clock)):
        await wait_until_async(lambda: state_of(ledger)[notice] == "delivered")
    assert desk.ids == [notice] * 3
    assert len({request.body for request in desk.got}) == 1
    log = [(row.status, row.outcome) for row in rows(ledger, t.delivery)]
    assert log == [(500, "retry"), (503, "retry"), (200, "delivered")]
    assert rows(ledger, t.delivery)[0].detail == "500: database down"


async def test_a_receiver_that_asks_for_a_pause_gets_it(desk, ledger, clock, configured, owe, reply, wait_until_async):
    answers = [reply(429, retry_after="1"), reply(200)]
    desk.answer = lambda _request: answers.pop(0)
    (notice,) = owe()
    async with running(Outbox(ledger, configured(desk.url), clock)):
        await wait_until_async(lambda: state_of(ledger)[notice] == "delivered")
    first, second = (request.at_s for request in desk.got)
    assert 1.0 <= second - first < 2.5


async def test_a_refusal_for_good_is_put_aside_and_the_story_goes_on(desk, ledger, clock, configured, owe, reply):
    answers = [reply(410), reply(200)]
    desk.answer = lambda _request: answers.pop(0)
    first, second = owe(revisions=2)
    outbox = Outbox(ledger, configured(desk.url), clock)
    assert await outbox.deliver_due() == 2
    assert state_of(ledger) == {first: "dead", second: "delivered"}
    assert [row.outcome for row in rows(ledger, t.delivery)] == ["dead", "delivered"]
    await outbox.close()


async def test_what_could_not_be_delivered_for_too_long_is_put_aside(desk, ledger, clock, configured, owe, reply):
    desk.answer = lambda _request: reply(500)
    (notice,) = owe()
    later = Later(clock)
    outbox = Outbox(ledger, configured(desk.url, give_up_s=60), later)
    for by_ms, state in ((0, "owed"), (30_000, "owed"), (50_000, "owed"), (61_000, "dead"), (90_000, "dead")):
        later.by_ms = by_ms
        await outbox.deliver_due()
        assert state_of(ledger)[notice] == state
    assert len(desk.got) == 4
    await outbox.close()


async def test_dead_notices_are_owed_again_unless_something_later_was_delivered(
    desk, ledger, clock, configured, owe, reply
):
    desk.answer = lambda _request: reply(401)
    overtaken, dead = owe(1)[0], owe(2)[0]
    outbox = Outbox(ledger, configured(desk.url), clock)
    await outbox.deliver_due()
    desk.answer = lambda _request: reply(204)
    (later,) = owe(1, first=2)
    await outbox.deliver_due()
    assert state_of(ledger) == {overtaken: "dead", dead: "dead", later: "delivered"}
    with ledger.write("admin", "notices.revive", "desk") as connection:
        assert dead_letters.revive(connection, "desk", clock.now_ms()) == 1
    assert await outbox.deliver_due() == 1
    assert state_of(ledger) == {overtaken: "dead", dead: "delivered", later: "delivered"}
    await outbox.close()


async def test_a_receiver_hears_every_incident_in_its_order(
    desk, ledger, clock, configured, owe, reply, wait_until_async
):
    refused = set()

    def sometimes(request) -> bytes:
        made = request.headers["webhook-id"]
        if made.split("_")[1] == "2" and made not in refused:
            refused.add(made)
            return reply(500)
        return reply(204)

    desk.answer = sometimes
    for number in range(1, 9):
        owe(number, revisions=4)
    async with running(Outbox(ledger, configured(desk.url), clock)):
        await wait_until_async(lambda: set(state_of(ledger).values()) == {"delivered"}, 20)
    heard = defaultdict(list)
    for request in desk.got:
        number, revision, *_ = request.headers["webhook-id"].split("_")
        heard[number].append(int(revision))
    assert len(heard) == 8
    assert len(desk.got) == 8 * 4 + 8
    for revisions in heard.values():
        assert revisions == sorted(revisions)
        assert set(revisions) == {1, 2, 3, 4}


async def test_a_dead_receiver_delays_no_other_and_holds_a_bounded_number(
    desk, ledger, clock, configured, owe, wait_until_async
):
    hanging = 0
    release = asyncio.Event()

    async def hang(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal hanging
        hanging += 1
        await release.wait()
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    dead_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    settings = configured({"dead": dead_url, "desk": desk.url}, timeout_s=30)
    for number in range(1, 3 * IN_FLIGHT):
        owe(number, receivers=("dead", "desk"))
    async with running(Outbox(ledger, settings, clock)):
        await wait_until_async(lambda: len(desk.got) == 3 * IN_FLIGHT - 1)
        await wait_until_async(lambda: hanging == IN_FLIGHT)
        for number in (101, 102):  # what one turn began has arrived when the next turn's has
            owe(number, receivers=("dead", "desk"))
            await wait_until_async(lambda: len(desk.got) == 3 * IN_FLIGHT - 1 + number - 100)  # noqa: B023 - called within its round
        assert hanging == IN_FLIGHT
        release.set()
    server.close()


async def test_a_notice_is_attempted_within_a_second_of_its_commit(
    desk, ledger, clock, configured, owe, wait_until_async, capsys
):
    async with running(Outbox(ledger, configured(desk.url), clock)):
        for number in range(1, 101):
            await asyncio.to_thread(owe, number)
            await asyncio.sleep(0.01)  # the load itself: notices come at a rate, not when the one before has gone
        await wait_until_async(lambda: len(desk.got) == 100)
        await wait_until_async(lambda: set(state_of(ledger).values()) == {"delivered"})
    owed = {row.id: row.owed_ms for row in rows(ledger, t.notice)}
    delays = sorted(row.at_ms - owed[row.notice] for row in rows(ledger, t.delivery))
    with capsys.disabled():
        print(f"\ncommit to first attempt: median {delays[50]} ms, p99 {delays[98]} ms")
    assert delays[98] < 1000


async def test_a_burst_of_notices_is_delivered_once_each(desk, ledger, clock, configured, owe, wait_until_async):
    for number in range(1, 61):
        owe(number, revisions=5)
    async with running(Outbox(ledger, configured(desk.url, timeout_s=30), clock)):  # however slow the machine
        await wait_until_async(lambda: set(state_of(ledger).values()) == {"delivered"}, 60)
    assert len(desk.ids) == len(set(desk.ids)) == 300
    assert desk.connections < 3 * IN_FLIGHT  # an idle one is let go after a while


async def test_notices_of_a_receiver_no_longer_configured_stay_owed(desk, ledger, clock, configured, owe):
    kept, gone = owe(receivers=("desk", "formerly"))
    assert await Outbox(ledger, configured(desk.url), clock).deliver_due() == 1
    assert state_of(ledger) == {kept: "delivered", gone: "owed"}
    with ledger.read() as connection:
        assert notices.owed_to_others(connection, ["desk"]) == {"formerly": 1}


async def test_what_was_lent_to_a_dead_process_is_taken_up_at_once_by_the_next(
    desk, ledger, clock, configured, owe, wait_until_async
):
    (notice,) = owe()
    with ledger.write("core") as connection:
        turns.lease(connection, [notice], clock.now_ms() + 3_600_000)
    outbox = Outbox(ledger, configured(desk.url), clock)
    assert await outbox.deliver_due() == 0
    async with running(outbox):
        await wait_until_async(lambda: desk.ids == [notice], 2)


async def test_an_end_in_the_middle_of_deliveries_is_quick_and_loses_none(
    desk, ledger, clock, configured, owe, reply, wait_until_async
):
    async def never(_request) -> bytes:
        await asyncio.Event().wait()
        return b""

    (notice,) = owe()
    desk.answer = never
    began = time.monotonic()
    async with running(Outbox(ledger, configured(desk.url, timeout_s=60), clock)):
        await wait_until_async(lambda: desk.got)
    assert time.monotonic() - began < 5
    desk.answer = lambda _request: reply(204)
    async with running(Outbox(ledger, configured(desk.url), clock)):
        await wait_until_async(lambda: state_of(ledger)[notice] == "delivered")
    assert desk.ids == [notice] * 2


async def test_a_ledger_that_is_away_for_a_while_stops_nothing_for_good(
    desk, ledger, clock, configured, owe, wait_until_async, monkeypatch
):
    monkeypatch.setattr("monitor.telling.outbox.LEDGER_PAUSE_MS", 50)
    real, failures = turns.mark, []

    def full_disk(connection, attempt, ended) -> None:
        if len(failures) < 3:
            failures.append(attempt)
            raise LedgerError("cannot be written: the disk is full")
        real(connection, attempt, ended)

    monkeypatch.setattr(turns, "mark", full_disk)
    (notice,) = owe()
    async with running(Outbox(ledger, configured(desk.url), clock)):
        await wait_until_async(lambda: state_of(ledger)[notice] == "delivered")
    assert len(failures) == 3
    assert desk.ids == [notice]


class Mistaken:
    """A channel whose code goes wrong at the first message."""

    def __init__(self, wrong: Exception) -> None:
        self.wrong, self.asked = wrong, []

    def __call__(self, _receiver, _settings) -> Mistaken:
        return self

    async def deliver(self, message: Message) -> Receipt:
        self.asked.append(message.id)
        if len(self.asked) == 1:
            raise self.wrong
        return Receipt()

    async def close(self) -> None:
        pass


async def test_a_notice_at_which_a_channel_makes_a_mistake_is_put_aside_and_the_story_goes_on(
    desk, ledger, clock, configured, owe
):
    first, second = owe(revisions=2)
    channel = Mistaken(ZeroDivisionError("a mistake"))
    with capture_logs() as said:
        outbox = Outbox(ledger, configured(desk.url, breaker_failures=1), clock, channels={"webhook": channel})
        await outbox.deliver_due()
    assert state_of(ledger) == {first: "dead", second: "delivered"}
    assert [row.detail for row in rows(ledger, t.delivery)] == [f"{OUR_MISTAKE}ZeroDivisionError: a mistake", ""]
    assert {"outbox.channel", "outbox.dead"} <= {line["event"] for line in said}
    (standing,) = rows(ledger, t.receiver_standing)
    assert (standing.failures, standing.failure_ms, standing.open_since_ms) == (0, None, None)


@pytest.mark.parametrize("wrong", [ConnectionResetError("cut"), MemoryError("no room")])
async def test_what_the_network_or_the_machine_does_to_a_channel_is_tried_again(
    desk, ledger, clock, configured, owe, wait_until_async, wrong
):
    (notice,) = owe()
    channel = Mistaken(wrong)
    async with running(Outbox(ledger, configured(desk.url), clock, channels={"webhook": channel})):
        await wait_until_async(lambda: state_of(ledger)[notice] == "delivered")
    assert channel.asked == [notice] * 2


async def test_every_receiver_gets_its_own_notice(desk, ledger, clock, configured, owe):
    ids = owe(receivers=("desk", "crm", "客服"))
    outbox = Outbox(ledger, configured(desk.url, names=("desk", "crm", "客服")), clock)
    assert await outbox.deliver_due() == 3
    assert sorted(desk.ids) == sorted(ids)
    assert json.loads(desk.got[0].body) == {"type": "incident.opened", "n": 1}
    await outbox.close()


def test_the_queue_is_found_by_its_indexes(ledger, owe):
    owe()
    asked = []
    engine = ledger.engines.reader
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    with ledger.read() as connection:
        turns.due(connection, 1, "desk", 16)
        turns.probe(connection, 1, "desk")
        turns.next_due_ms(connection, 1, ["desk"])
        digests.waiting(connection, "desk", 1)
        queries = [item for item in asked if item[0].startswith("SELECT")]
        for statement, values in queries:
            plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())
            assert "ix_notice_queue" in plan
            assert ("NOT (EXISTS" in statement) == ("ix_notice_owed" in plan) == ("ix_notice_carried" in plan)
            assert "SCAN" not in plan
            assert "TEMP B-TREE" not in plan
    assert len(queries) == 7


async def test_on_postgresql_it_is_all_the_same(
    desk, postgres_ledger, clock, configured, said, add_incident, reply, wait_until_async
):
    answers = [reply(500), reply(410)]
    desk.answer = lambda _request: answers.pop(0) if answers else reply(204)
    with postgres_ledger.write("core", "incident.opened") as connection:
        add_incident(connection, 1)
        first, second = (
            notices.owe(connection, said(1, revision), "desk", {"n": revision}, clock.now_ms()) for revision in (1, 2)
        )
        turns.lease(connection, [first], clock.now_ms() + 3_600_000)
    async with running(Outbox(postgres_ledger, configured(desk.url), clock)):
        await wait_until_async(lambda: state_of(postgres_ledger) == {first: "dead", second: "delivered"})
    assert desk.ids == [first, first, second]
    with postgres_ledger.write("admin", "notices.revive", "desk") as connection:
        assert dead_letters.revive(connection, "desk", clock.now_ms()) == 0
        assert notices.owed_to_others(connection, ["desk"]) == {}

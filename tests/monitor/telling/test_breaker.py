"""A receiver that fails is left alone but for probes, and told everything when it is back."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc

import pytest
from sqlalchemy import func, select

from monitor.ledger import tables as t
from monitor.settings import Telling
from monitor.telling import breaker, notices
from monitor.telling.breaker import NEW, Circuit, Standing
from monitor.telling.dispatch import IN_FLIGHT
from monitor.telling.outbox import Outbox
from tests.monitor.telling.test_outbox import Later, owe, rows, running, state_of  # noqa: F401 - owe is a fixture

SETTINGS = Telling(breaker_failures=3, probe_s=30, longest_retry_s=600)


def fail(standing: Standing, at_ms: int, retry_after_s: float | None = None, notice: str = "") -> Standing:
    """Return how it fares after a failure of one more notice."""
    return breaker.failed(standing, at_ms, "500", retry_after_s, SETTINGS, 0.5, notice or f"of {at_ms}")


def test_after_some_failures_in_a_row_only_probes_go():
    standing = fail(fail(NEW, 1000), 2000)
    assert (standing.circuit(2000), standing.lets_through(2000, 0, 16)) == (Circuit.CLOSED, 16)
    standing = fail(standing, 3000)
    assert (standing.circuit(3000), standing.open_since_ms) == (Circuit.OPEN, 3000)
    assert [standing.lets_through(at_ms, 0, 16) for at_ms in (3000, 32_999, 33_000)] == [0, 0, 1]
    assert standing.lets_through(33_000, 1, 16) == 0
    assert fail(standing, 33_000).open_since_ms == 3000
    back = breaker.succeeded(standing, 33_000, 33_000)
    assert (back.circuit(33_000), back.failures, back.lets_through(33_000, 3, 16)) == (Circuit.CLOSED, 0, 13)


def test_a_success_in_between_starts_the_count_anew():
    standing = fail(breaker.succeeded(fail(fail(NEW, 1), 2), 3, 3), 4)
    assert (standing.failures, standing.circuit(4)) == (1, Circuit.CLOSED)


def test_a_notice_that_fails_again_and_again_counts_once_until_another_is_taken():
    standing = NEW
    for at_ms in range(1, 100):
        standing = fail(standing, at_ms, notice="poison")
    assert (standing.failures, standing.circuit(100)) == (1, Circuit.CLOSED)
    standing = fail(breaker.succeeded(standing, 100, 100), 101, notice="poison")
    assert standing.failures == 1
    assert fail(fail(standing, 102, notice="a"), 103, notice="b").circuit(103) is Circuit.OPEN


def test_a_pause_that_was_asked_for_outlasts_what_was_taken_of_what_was_on_its_way_then():
    asked = fail(NEW, 1000, retry_after_s=60)
    for late in (breaker.succeeded(asked, 900, 1200), breaker.refused(asked, 1000, 1200, "410")):
        assert (late.circuit(1200), late.not_before_ms, late.failures) == (Circuit.WAITING, 61_000, 0)
    assert breaker.succeeded(asked, 1001, 1200).circuit(1200) is Circuit.CLOSED
    opened = fail(fail(fail(NEW, 1), 2), 3)
    assert breaker.succeeded(opened, 1, 10).circuit(10) is Circuit.CLOSED, "a pause of our own ends at a sign of life"


def test_a_refusal_of_one_message_is_a_sign_of_life():
    standing = breaker.refused(fail(fail(fail(NEW, 1), 2), 3), 39_000, 40_000, "410")
    assert (standing.circuit(40_000), standing.failures, standing.detail) == (Circuit.CLOSED, 0, "410")


def test_a_receiver_that_asks_for_a_pause_gets_it_for_all_its_notices_up_to_the_longest():
    standing = fail(NEW, 1000, retry_after_s=60)
    assert standing.circuit(2000) is Circuit.WAITING
    assert [standing.lets_through(at_ms, 0, 16) for at_ms in (60_999, 61_000)] == [0, 16]
    assert fail(NEW, 0, retry_after_s=1e9).not_before_ms == 600_000


async def test_how_a_receiver_fares_survives_a_restart(desk, ledger, clock, configured, owe, reply):  # noqa: F811 - a fixture
    desk.answer = lambda _request: reply(500, b"broken")
    for number in range(1, 6):
        owe(number)
    settings = configured(desk.url, breaker_failures=5, probe_s=60)
    first = Outbox(ledger, settings, clock)
    await first.deliver_due()
    await first.close()
    with ledger.read() as connection:
        kept = breaker.load(connection, ["desk", "other"])
    assert kept["other"] == NEW
    assert (kept["desk"].failures, kept["desk"].detail) == (5, "500: broken")
    heard = len(desk.got)
    later = Later(clock, 20_000)
    second = Outbox(ledger, settings, later)
    assert await second.deliver_due() == 0
    desk.answer = lambda _request: reply(204)
    later.by_ms = 90_000
    assert await second.deliver_due() == 5
    await second.close()
    assert len(desk.got) == heard + 5
    assert set(state_of(ledger).values()) == {"delivered"}


async def test_a_receiver_that_is_back_gets_everything_at_once_in_order(
    desk,
    ledger,
    clock,
    configured,
    owe,  # noqa: F811 - a fixture
    reply,
    wait_until_async,
):
    desk.answer = lambda _request: reply(503)
    for number in range(1, 41):
        owe(number, revisions=3)
    settings = configured(desk.url, first_retry_s=600, longest_retry_s=3600, probe_s=0.3)
    async with running(Outbox(ledger, settings, clock)):
        await wait_until_async(lambda: len(desk.got) >= IN_FLIGHT + 2)
        assert len(desk.got) < IN_FLIGHT + 6, "one at a time"
        failed_before = len(desk.got)
        desk.answer = lambda _request: reply(204)
        await wait_until_async(lambda: set(state_of(ledger).values()) == {"delivered"}, 20)
    heard: dict[str, list[str]] = {}
    for made in desk.ids[failed_before:]:
        number, revision, *_ = made.split("_")
        heard.setdefault(number, []).append(revision)
    assert len(heard) == 40
    assert all(revisions == ["1", "2", "3"] for revisions in heard.values())


async def test_half_an_hour_without_any_receiver_costs_neither_memory_nor_attempts(
    ledger,
    clock,
    configured,
    owe,  # noqa: F811 - a fixture
    desk,
    reply,
):
    names = tuple(f"r{i}" for i in range(5))
    desk.answer = lambda _request: reply(500, b"x" * 10_000)
    later = Later(clock)
    outbox = Outbox(ledger, configured(desk.url, names=names, probe_s=30, first_retry_s=2), later)
    for number in range(1, 31):
        owe(number, receivers=names)
    await outbox.deliver_due()
    gc.collect()
    tracemalloc.start()
    before, begun = tracemalloc.get_traced_memory()[0], len(desk.got)
    for minute in range(1, 31):
        for number in range(30 + 20 * minute, 50 + 20 * minute):
            owe(number, receivers=names)
        desk.got.clear()
        later.by_ms = minute * 60_000
        await outbox.deliver_due()
        assert len(desk.got) <= len(names) * 3, "a probe or two a minute, whatever is owed"
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    await outbox.close()
    assert begun < len(names) * (IN_FLIGHT + Telling().breaker_failures)
    owed = sum(state == "owed" for state in state_of(ledger).values())
    assert owed == 630 * 5
    assert grown < 3_000_000, f"{grown} bytes for what waits in the ledger"


async def test_what_was_never_tried_is_given_up_too_when_its_receiver_stays_away(
    desk,
    ledger,
    clock,
    configured,
    owe,  # noqa: F811 - a fixture
    reply,
):
    desk.answer = lambda _request: reply(500)
    for number in range(1, 31):
        owe(number, revisions=2)
    later = Later(clock)
    outbox = Outbox(ledger, configured(desk.url, give_up_s=600, probe_s=30), later)
    await outbox.deliver_due()
    for by_ms in range(60_000, 1_800_000, 60_000):
        later.by_ms = by_ms
        await outbox.deliver_due()
    await outbox.close()
    assert set(state_of(ledger).values()) == {"dead"}
    with ledger.read() as connection:
        logged = connection.execute(select(func.count()).where(t.delivery.c.outcome == "dead")).scalar_one()
    assert logged == 60
    assert len(desk.got) < 60


@pytest.mark.parametrize("times", [1, 3])
async def test_a_test_is_tried_once_also_where_everything_else_waits(
    desk,
    ledger,
    clock,
    configured,
    owe,  # noqa: F811 - a fixture
    reply,
    times,
):
    desk.answer = lambda _request: reply(500)
    for number in range(1, 20):
        owe(number)
    outbox = Outbox(ledger, configured(desk.url, probe_s=600), clock)
    await outbox.deliver_due()
    heard = len(desk.got)
    for _ in range(times):
        with ledger.write("admin", "receiver.test", "desk") as connection:
            made = notices.owe_test(connection, "desk", {"type": "test", "data": {}}, clock.now_ms())
    assert await outbox.deliver_due() == times
    assert len(desk.got) == heard + times
    assert desk.ids[-1] == made
    assert state_of(ledger)[made] == "dead"
    assert len([row for row in rows(ledger, t.notice) if row.state == "owed"]) == 19
    desk.answer = lambda _request: reply(204)
    with ledger.write("admin", "receiver.test", "desk") as connection:
        notices.owe_test(connection, "desk", {"type": "test", "data": {}}, clock.now_ms())
    assert await outbox.deliver_due() == 20, "it answers: what waits goes at once"
    await outbox.close()


async def test_a_test_that_nobody_delivered_in_time_is_not_sent_later(desk, ledger, clock, configured):
    with ledger.write("admin", "receiver.test", "desk") as connection:
        made = notices.owe_test(connection, "desk", {"type": "test", "data": {}}, clock.now_ms() - 120_000)
    outbox = Outbox(ledger, configured(desk.url), clock)
    await outbox.deliver_due()
    await outbox.close()
    assert (state_of(ledger)[made], desk.got) == ("dead", [])


async def test_a_silent_receiver_is_left_alone_too(ledger, clock, configured, owe):  # noqa: F811 - a fixture
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    for number in range(1, 31):
        owe(number)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    outbox = Outbox(ledger, configured(url, timeout_s=0.2, probe_s=600), clock)
    assert await outbox.deliver_due() == IN_FLIGHT
    with ledger.read() as connection:
        standing = breaker.load(connection, ["desk"])["desk"]
    assert standing.circuit(clock.now_ms()) is Circuit.OPEN
    assert "no answer within" in standing.detail
    await outbox.close()
    server.close()


async def test_one_notice_that_a_receiver_cannot_take_keeps_none_from_the_others(
    desk,
    ledger,
    clock,
    configured,
    owe,  # noqa: F811 - a fixture
    reply,
):
    (poison,) = owe(1)
    desk.answer = lambda request: reply(500 if request.headers["webhook-id"] == poison else 204)
    later = Later(clock)
    outbox = Outbox(ledger, configured(desk.url, longest_retry_s=3600, first_retry_s=2, probe_s=30), later)
    for by_ms in range(0, 180_000, 1000):
        later.by_ms = by_ms
        await outbox.deliver_due()
    healthy = [made for number in range(2, 30) for made in owe(number)]
    await outbox.deliver_due()
    assert {state_of(ledger)[made] for made in healthy} == {"delivered"}
    assert desk.ids.count(poison) < 12
    later.by_ms = 73 * 3_600_000
    await outbox.deliver_due()
    assert state_of(ledger)[poison] == "dead"
    await outbox.close()


async def test_probes_go_round_all_stories_so_that_several_such_notices_do_not_shut_a_receiver_off(
    desk,
    ledger,
    clock,
    configured,
    owe,  # noqa: F811 - a fixture
    reply,
):
    poison = {made for number in range(1, 6) for made in owe(number)}
    desk.answer = lambda request: reply(500 if request.headers["webhook-id"] in poison else 204)
    later = Later(clock)
    outbox = Outbox(ledger, configured(desk.url, longest_retry_s=3600, first_retry_s=2, probe_s=30), later)
    await outbox.deliver_due()
    with ledger.read() as connection:
        assert breaker.load(connection, ["desk"])["desk"].open_since_ms is not None
    healthy = [made for number in range(6, 40) for made in owe(number)]
    later.by_ms = 40_000
    await outbox.deliver_due()
    await outbox.close()
    assert {state_of(ledger)[made] for made in healthy} == {"delivered"}
    assert {state_of(ledger)[made] for made in poison} == {"owed"}


async def test_every_probe_is_of_another_story_until_all_were_tried_and_then_they_go_round(
    desk,
    ledger,
    clock,
    configured,
    owe,  # noqa: F811 - a fixture
    reply,
):
    desk.answer = lambda _request: reply(500)
    for number in range(1, 9):
        owe(number, revisions=2)
    later = Later(clock)
    settings = configured(desk.url, breaker_failures=1, first_retry_s=600, longest_retry_s=3600, probe_s=10)
    outbox = Outbox(ledger, settings, later)
    await outbox.deliver_due()
    begun = len(desk.got)
    for by_ms in range(20_000, 20_000 * 17, 20_000):
        later.by_ms = by_ms
        assert await outbox.deliver_due() == 1
    await outbox.close()
    probed = desk.ids[begun:]
    assert begun == 8
    assert set(probed[:8]) == set(probed[8:]) == set(desk.ids[:8])


async def test_a_pause_asked_for_is_kept_although_others_on_their_way_are_taken(
    desk,
    ledger,
    clock,
    configured,
    owe,  # noqa: F811 - a fixture
    reply,
    wait_until_async,
):
    asked = asyncio.Event()

    async def busy(request) -> bytes:
        if not asked.is_set():
            asked.set()
            return reply(429, retry_after="600")
        await wait_until_async(lambda: any(row.outcome == "retry" for row in rows(ledger, t.delivery)), 20)
        return reply(204)

    desk.answer = busy
    for number in range(1, 41):
        owe(number)
    later = Later(clock)
    outbox = Outbox(ledger, configured(desk.url, timeout_s=30, longest_retry_s=3600), later)
    async with running(outbox):
        await asyncio.wait_for(asked.wait(), 5)
        await wait_until_async(lambda: list(state_of(ledger).values()).count("delivered") == IN_FLIGHT - 1, 20)
        later.by_ms = 500_000
    assert len(desk.got) == IN_FLIGHT
    again = Outbox(ledger, configured(desk.url), later)
    later.by_ms = 600_000
    assert await again.deliver_due() == 41 - IN_FLIGHT
    await again.close()

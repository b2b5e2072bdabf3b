"""The event stream of a running web process: nothing missed, nobody starved, nobody unknown."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest

from monitor.ledger.changes import latest
from monitor.ledger.people import Role, authenticate, make_token, open_session
from webui.hub import QUEUE

MANY = 300


@dataclass
class Event:
    name: str
    id: int | None
    data: dict


@asynccontextmanager
async def stream(address: str, headers: dict[str, str], query: str = "") -> AsyncIterator[AsyncIterator[Event]]:
    """Open the stream; gives its events, pulses left out."""
    limits = httpx.Limits(max_connections=None)
    async with (
        httpx.AsyncClient(base_url=address, timeout=10, limits=limits, trust_env=False) as client,
        client.stream("GET", f"/events{query}", headers=headers) as answer,
    ):
        assert answer.status_code == 200, answer.status_code
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield events(answer)


async def events(answer: httpx.Response) -> AsyncIterator[Event]:
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        else:
            if "event" in fields and fields["event"] != "pulse":
                yield Event(fields["event"], int(fields["id"]) if "id" in fields else None, json.loads(fields["data"]))
            fields = {}


@pytest.fixture
def headers(here) -> dict[str, str]:
    return {"Authorization": f"Bearer {make_token(here.ledger, 'test', 'listener', Role.VIEWER)}"}


def newest(here) -> int:
    with here.ledger.read() as connection:
        return latest(connection)


async def test_a_change_arrives_with_its_id(here, served, headers) -> None:
    async with stream(served.address, headers, f"?since={newest(here)}") as heard:
        number = await asyncio.to_thread(here.announce, "incident", "INC-000002")
        got = await asyncio.wait_for(anext(heard), 5)
    assert (got.name, got.id, got.data["subject"]) == ("incident", number, "INC-000002")


async def test_who_comes_back_gets_what_was_missed(here, served, headers) -> None:
    async with stream(served.address, headers, f"?since={newest(here)}") as heard:
        last = await asyncio.to_thread(here.announce, "incident", "INC-000001")
        assert (await asyncio.wait_for(anext(heard), 5)).id == last
    missed = [await asyncio.to_thread(here.announce, "state", str(i)) for i in range(5)]
    async with stream(served.address, {**headers, "Last-Event-ID": str(last)}) as heard:
        assert [(await asyncio.wait_for(anext(heard), 5)).id for _ in missed] == missed


@pytest.mark.parametrize("query", ["", "?since=999999999", "?since=0", "?since=pineapple"])
async def test_a_gap_that_cannot_be_filled_says_read_everything_anew(here, served, headers, query: str) -> None:
    async with stream(served.address, headers, query) as heard:
        first = await asyncio.wait_for(anext(heard), 5)
        assert (first.name, first.id) == ("resync", newest(here))
        number = await asyncio.to_thread(here.announce, "incident", "INC-000002")
        assert (await asyncio.wait_for(anext(heard), 5)).id == number


async def test_a_long_gap_is_a_resync_too(here, served, headers) -> None:
    since = newest(here)
    async with stream(served.address, headers, f"?since={since}") as heard:
        seen = []
        for i in range(QUEUE + 5):
            await asyncio.to_thread(here.announce, "state", str(i))
            if i % 50 == 0 or i == QUEUE + 4:
                seen += [await asyncio.wait_for(anext(heard), 5) for _ in range(i + 1 - len(seen))]
    assert [event.id for event in seen] == list(range(since + 1, since + QUEUE + 6))  # a listener that keeps up
    async with stream(served.address, headers, f"?since={since}") as heard:
        assert (await asyncio.wait_for(anext(heard), 5)).name == "resync"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"Authorization": "Bearer pwt_wrong"},
        {"Cookie": "plantwatch_session=wrong"},
        {"Cookie": b"plantwatch_session=\xff"},
    ],
)
async def test_nobody_unknown_listens(served, given: dict[str, str | bytes]) -> None:
    async with httpx.AsyncClient(base_url=served.address, trust_env=False) as client:
        answer = await client.get("/events", headers=given)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_browser_listens_with_its_cookie(here, served) -> None:
    user = authenticate(here.ledger, "viewer", "a good long password")
    cookie = open_session(here.ledger, user, 1).cookie
    async with stream(served.address, {"Cookie": f"a=b; plantwatch_session={cookie}"}) as heard:
        assert (await asyncio.wait_for(anext(heard), 5)).name == "resync"


async def test_hundreds_listen_and_pages_are_still_served(here, served, headers) -> None:
    arrived = 0

    async def one(ready: asyncio.Semaphore) -> None:
        nonlocal arrived
        async with stream(served.address, headers, f"?since={since}") as heard:
            ready.release()
            await asyncio.wait_for(anext(heard), 30)
            arrived += 1

    since = newest(here)
    ready = asyncio.Semaphore(0)
    listeners = [asyncio.create_task(one(ready)) for _ in range(MANY)]
    for _ in listeners:
        await asyncio.wait_for(ready.acquire(), 30)
    async with httpx.AsyncClient(base_url=served.address, trust_env=False) as client:
        assert (await client.get("/api/v1/summary", headers=headers)).status_code == 200
    await asyncio.to_thread(here.announce, "incident", "INC-000002")
    await asyncio.gather(*listeners)
    assert arrived == MANY


async def test_open_streams_do_not_keep_the_process_from_ending(here, served, headers) -> None:
    async with stream(served.address, headers, f"?since={newest(here)}") as heard:
        started = time.monotonic()
        served.process.send_signal(signal.SIGTERM)
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(heard), 5)
    assert await asyncio.to_thread(served.process.wait, 10) == 0
    assert time.monotonic() - started < 10


async def test_a_neighbours_odd_cookie_does_not_hide_ours(here, served) -> None:
    user = authenticate(here.ledger, "viewer", "a good long password")
    cookie = open_session(here.ledger, user, 1).cookie
    async with stream(served.address, {"Cookie": f'settings={{"a": [1]}}; plantwatch_session={cookie}'}) as heard:
        assert (await asyncio.wait_for(anext(heard), 5)).name == "resync"


async def test_what_is_refused_says_how_to_ask(served) -> None:
    async with httpx.AsyncClient(base_url=served.address, trust_env=False) as client:
        unknown, posted = await client.get("/events"), await client.post("/events")
    assert (unknown.status_code, unknown.headers["www-authenticate"].split()[0]) == (401, "Bearer")
    assert (posted.status_code, posted.headers["allow"]) == (405, "GET")
    for answer in (unknown, posted):
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.json()["status"] == answer.status_code

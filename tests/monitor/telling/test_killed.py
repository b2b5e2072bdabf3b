from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from monitor.incidents.model import Event
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.telling import notices
from monitor.telling.model import IncidentNotice

CORE = """
import asyncio, sys
from collectors.clock import AnchoredClock
from monitor.ledger.ledger import Ledger
from monitor.settings import Settings
from monitor.telling.outbox import Outbox

url, desk, secret = sys.argv[1:]
settings = Settings(
    receivers=[{"name": "desk", "url": desk, "secret": secret}],
    telling={"timeout_s": 30, "first_retry_s": 0.05, "longest_retry_s": 0.2, "private_networks": "127.0.0.0/8"},
)
clock = AnchoredClock()
outbox = Outbox(Ledger.open(url, clock), settings, clock)
asyncio.run(outbox.run(asyncio.Event()))
"""


@pytest.fixture
def start_core(ledger: Ledger, desk, root: Path, configured):
    """Return a coroutine function that starts a process which does nothing but tell."""

    async def start() -> asyncio.subprocess.Process:
        secret = configured(desk.url).receivers[0].secret
        arguments = ["-c", CORE, f"sqlite:///{ledger.place}", desk.url, secret]
        return await asyncio.create_subprocess_exec(sys.executable, *arguments, cwd=root)

    return start


def owe_story(ledger: Ledger, said: Callable[..., IncidentNotice], add_incident, incidents: int = 1) -> list[str]:
    events = (Event.OPENED, Event.UPDATED, Event.RESOLVED)
    with ledger.write("core", "incident.opened") as connection:
        for number in range(1, incidents + 1):
            add_incident(connection, number)
        return [
            notices.owe(connection, said(number, revision, event), "desk", {"n": revision}, ledger.clock.now_ms())
            for number in range(1, incidents + 1)
            for revision, event in enumerate(events, start=1)
        ]


def delivered(ledger: Ledger) -> set[str]:
    with ledger.read() as connection:
        return set(connection.execute(select(t.notice.c.id).where(t.notice.c.state == "delivered")).scalars())


@pytest.mark.kill
async def test_killed_between_delivery_and_mark_it_delivers_again_under_the_same_id(
    desk, ledger, said, add_incident, start_core, reply, wait_until_async
):
    ids = owe_story(ledger, said, add_incident)
    answer = asyncio.Event()

    async def late(_request) -> bytes:
        await answer.wait()
        return reply(204)

    desk.answer = late
    first = await start_core()
    await wait_until_async(lambda: desk.ids == ids[:1], 20)
    first.send_signal(signal.SIGKILL)
    await first.wait()
    answer.set()
    assert delivered(ledger) == set()
    second = await start_core()
    await wait_until_async(lambda: delivered(ledger) == set(ids), 20)
    second.kill()
    await second.wait()
    assert desk.ids == [ids[0], *ids]
    assert desk.got[0].body == desk.got[1].body


@pytest.mark.kill
async def test_killed_at_any_moment_no_notice_is_lost_and_none_is_told_out_of_order(
    desk, ledger, said, add_incident, start_core, reply, wait_until_async
):
    ids = owe_story(ledger, said, add_incident, incidents=16)
    killed, left = asyncio.Event(), 0

    async def hesitant(_request) -> bytes:
        nonlocal left
        left -= 1
        if left < 0:
            await killed.wait()
        return reply(204)

    desk.answer = hesitant
    for more in (5, 13):
        killed.clear()
        left = more
        core = await start_core()
        await wait_until_async(lambda: left < 0, 20)  # noqa: B023 - called within its round
        core.kill()
        await core.wait()
        killed.set()
    core = await start_core()
    await wait_until_async(lambda: delivered(ledger) == set(ids), 30)
    core.kill()
    await core.wait()
    assert set(desk.ids) == set(ids)
    first_heard = list(dict.fromkeys(desk.ids))
    for number in range(1, 17):
        revisions = [made.split("_")[1] for made in first_heard if made.startswith(f"INC-{number:06d}_")]
        assert revisions == ["1", "2", "3"]

"""Everybody who listens to changes: one reader of the ledger, any number of queues."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import structlog

from monitor.care.freshness import freshness
from monitor.ledger.changes import Change, Watcher, latest, since
from monitor.ledger.ledger import Ledger, LedgerError

POLL_S = 0.2
PULSE_S = 5.0
"""Seconds between pulses: they keep proxies from closing the stream and say how old the data is."""
REMEMBERED = 2000
"""Changes kept in memory for clients that come back."""
QUEUE = 256
"""Events a slow client may be behind before it is told to read everything anew."""
MOST_AT_ONCE = 1000

log = structlog.get_logger()


@dataclass(eq=False, slots=True)
class Listener:
    """One open stream."""

    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(QUEUE))


class Hub:
    """Follows table `change` and hands every change to every listener."""

    def __init__(self, ledger: Ledger, now_ms: Callable[[], int], stale_after_ms: int) -> None:
        """Follow `ledger`, from `run` on."""
        self._ledger = ledger
        self._now_ms = now_ms
        self._stale_after_ms = stale_after_ms
        self._listeners: set[Listener] = set()
        self._recent: deque[Change] = deque(maxlen=REMEMBERED)
        self._last = 0
        self._floor = 0
        """Changes up to this id are no longer, or never were, in memory."""
        self._caught_up = True
        self._stop = asyncio.Event()
        self._started = asyncio.Event()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="changes")

    def __len__(self) -> int:
        return len(self._listeners)

    async def run(self) -> None:
        """Follow the ledger until `stop`; a ledger that is away for a while is waited for."""
        loop = asyncio.get_running_loop()
        watcher: Watcher | None = None
        next_pulse = loop.time() + PULSE_S
        while not self._stop.is_set():
            try:
                if watcher is None:
                    watcher = await loop.run_in_executor(self._thread, self._begin)
                    self._started.set()
                for change in await loop.run_in_executor(self._thread, self._news, watcher):
                    self._remember(change)
                if loop.time() >= next_pulse:
                    next_pulse = loop.time() + PULSE_S
                    self._tell(await loop.run_in_executor(self._thread, self._pulse))
            except LedgerError as error:
                log.warning("changes.ledger_away", error=str(error))
            await self._pause()
        for listener in list(self._listeners):
            self._end(listener)
        if watcher is not None:
            await loop.run_in_executor(self._thread, watcher.close)
        self._thread.shutdown()

    def stop(self) -> None:
        """End `run` and every stream."""
        self._stop.set()

    async def listen(self, after: int | None) -> Listener:
        """Return a new listener; first in its queue is what it missed since change `after`, or `resync`."""
        await self._started.wait()
        listener = Listener()
        for event in self._missed(after):
            listener.queue.put_nowait(event)
        self._listeners.add(listener)
        if self._stop.is_set():
            self._end(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget a listener whose client has gone."""
        self._listeners.discard(listener)

    def _missed(self, after: int | None) -> list[bytes]:
        if after is None or after == self._last:
            return [resync(self._last)] if after is None else []
        missed = [change for change in self._recent if change.id > after]
        if after < self._floor or after > self._last or len(missed) >= QUEUE:
            return [resync(self._last)]
        return [written(change) for change in missed]

    def _begin(self) -> Watcher:
        watcher = Watcher(self._ledger)
        with self._ledger.read() as connection:
            self._last = self._floor = latest(connection)
        return watcher

    def _news(self, watcher: Watcher) -> list[Change]:
        if not watcher.changed() and self._caught_up:
            return []
        with self._ledger.read() as connection:
            found = since(connection, self._last, MOST_AT_ONCE)
        self._caught_up = len(found) < MOST_AT_ONCE
        return found

    def _pulse(self) -> bytes:
        now_ms = self._now_ms()
        with self._ledger.read() as connection:
            fresh = freshness(connection, now_ms, self._stale_after_ms)
        return event("pulse", {"now_ms": now_ms, "data_ms": fresh.as_of_ms, "stale": fresh.stale})

    def _remember(self, change: Change) -> None:
        if len(self._recent) == REMEMBERED:
            self._floor = self._recent[0].id
        self._recent.append(change)
        self._last = change.id
        self._tell(written(change))

    def _tell(self, message: bytes) -> None:
        for listener in list(self._listeners):
            try:
                listener.queue.put_nowait(message)
            except asyncio.QueueFull:
                _empty(listener.queue)
                listener.queue.put_nowait(resync(self._last))

    def _end(self, listener: Listener) -> None:
        _empty(listener.queue)
        listener.queue.put_nowait(None)

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._stop.wait(), POLL_S)
        except TimeoutError:
            return


def written(change: Change) -> bytes:
    """Return a change as an event with its id."""
    body = {"subject": change.subject, "at_ms": change.at_ms, "data": dict(change.data)}
    return event(change.kind, body, change.id)


def resync(last: int) -> bytes:
    """Return the event that tells a client to read everything anew; changes after `last` follow."""
    return event("resync", {}, last)


def event(name: str, body: dict[str, object], number: int | None = None) -> bytes:
    """Return a server-sent event; its body is one line of JSON."""
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    head = "" if number is None else f"id: {number}\n"
    return f"{head}event: {name}\ndata: {data}\n\n".encode()


def _empty(queue: asyncio.Queue[bytes | None]) -> None:
    while not queue.empty():
        queue.get_nowait()

"""GET /events: the stream of changes, one coroutine per open page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import parse_qs

from werkzeug.sansio.http import parse_cookie

from monitor.ledger.ledger import Ledger, LedgerError
from webui.access import Visitor
from webui.confined import heard
from webui.guard import CHALLENGE, COOKIE, identified
from webui.headers import HEADERS
from webui.hub import Hub, Listener
from webui.pace import Receive, Scope, Send
from webui.refusal import encoded, refuse

RECHECK_S = 60.0
"""Seconds after which a stream whose session has ended is closed at the latest."""


class Events:
    """The stream as an ASGI application."""

    def __init__(self, hub: Hub, ledger: Ledger, now_ms: Callable[[], int]) -> None:
        """Serve what `hub` hears to whoever has a session or a token."""
        self._hub = hub
        self._ledger = ledger
        self._now_ms = now_ms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: refuse it, or stream until the client goes, its session ends or we stop."""
        if scope["method"] != "GET":
            await refuse(send, 405, "the stream of changes is only read", {"Allow": "GET"})
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            who = await asyncio.to_thread(self._visitor, headers)
        except LedgerError as error:
            await refuse(send, 503, str(error))
            return
        if who is None:
            await refuse(send, 401, "", CHALLENGE)
            return
        listener = await self._hub.listen(_after(headers, scope.get("query_string", b"")))
        gone = asyncio.create_task(_gone(receive))
        try:
            await _begin(send)
            await self._stream(send, listener, gone, headers, who)
        finally:
            gone.cancel()
            self._hub.leave(listener)

    async def _stream(
        self,
        send: Send,
        listener: Listener,
        gone: asyncio.Task[None],
        headers: dict[str, str],
        who: Visitor,
    ) -> None:
        loop = asyncio.get_running_loop()
        recheck = loop.time() + RECHECK_S
        while True:
            waiting = asyncio.create_task(listener.queue.get())
            await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                waiting.cancel()
                return
            message = waiting.result()
            if message is not None and loop.time() > recheck:
                recheck = loop.time() + RECHECK_S
                still = await asyncio.to_thread(self._visitor, headers)
                message, who = (message, still) if still is not None else (None, who)
            if message is None:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                return
            if who.units is not None:
                message = await asyncio.to_thread(self._heard, message, who.units)
            if message is not None:
                await send({"type": "http.response.body", "body": message, "more_body": True})

    def _heard(self, message: bytes, units: frozenset[str]) -> bytes | None:
        with self._ledger.read() as connection:
            return heard(connection, message, units)

    def _visitor(self, headers: dict[str, str]) -> Visitor | None:
        """Return whose live session or token the request carries; every role may listen."""
        scheme, _, given = headers.get("authorization", "").partition(" ")
        token = given.strip() if scheme.lower() == "bearer" else None
        cookie = parse_cookie(headers.get("cookie", "")).get(COOKIE, "")
        with self._ledger.read() as connection:
            return identified(connection, token, cookie, self._now_ms())


def _after(headers: dict[str, str], query: bytes) -> int | None:
    """Return the id of the last change the client knows: its header when it comes back, `since` at first."""
    asked = parse_qs(query.decode("latin-1")).get("since", [""])[0]
    written = headers.get("last-event-id") or asked
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else None


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _begin(send: Send) -> None:
    headers = {
        **HEADERS,
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Accel-Buffering": "no",
    }
    await send({"type": "http.response.start", "status": 200, "headers": encoded(headers)})
    await send({"type": "http.response.body", "body": b"retry: 2000\n\n", "more_body": True})

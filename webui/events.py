"""GET /events: the stream of changes, one coroutine per open page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import parse_qs

from werkzeug.sansio.http import parse_cookie

from monitor.ledger import people
from monitor.ledger.ledger import Ledger, LedgerError
from monitor.plans.units import confined_to
from webui.access import CHALLENGE, COOKIE
from webui.confined import hears
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
            allowed = await asyncio.to_thread(self._allowed, headers)
        except LedgerError as error:
            await refuse(send, 503, str(error))
            return
        if not allowed:
            await refuse(send, 401, "", CHALLENGE)
            return
        units = await asyncio.to_thread(self._units, headers)
        listener = await self._hub.listen(_after(headers, scope.get("query_string", b"")))
        gone = asyncio.create_task(_gone(receive))
        try:
            await _begin(send)
            await self._stream(send, listener, gone, headers, units)
        finally:
            gone.cancel()
            self._hub.leave(listener)

    async def _stream(
        self,
        send: Send,
        listener: Listener,
        gone: asyncio.Task[None],
        headers: dict[str, str],
        units: frozenset[str] | None,
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
                if not await asyncio.to_thread(self._allowed, headers):
                    message = None
                units = await asyncio.to_thread(self._units, headers)
            if message is None:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                return
            if units is None or await asyncio.to_thread(self._hears, message, units):
                await send({"type": "http.response.body", "body": message, "more_body": True})

    def _hears(self, message: bytes, units: frozenset[str]) -> bool:
        with self._ledger.read() as connection:
            return hears(connection, message, units)

    def _units(self, headers: dict[str, str]) -> frozenset[str] | None:
        """Return the units whose incidents alone are told to whoever has this session; None: everybody's are."""
        cookie = parse_cookie(headers.get("cookie", "")).get(COOKIE, "")
        if not cookie or "authorization" in headers:
            return None
        with self._ledger.read() as connection:
            session = people.session(connection, cookie, self._now_ms())
            return confined_to(connection, session.user) if session is not None else None

    def _allowed(self, headers: dict[str, str]) -> bool:
        """Return whether the request carries a live session or token; every role may listen."""
        scheme, _, given = headers.get("authorization", "").partition(" ")
        with self._ledger.read() as connection:
            if scheme.lower() == "bearer":
                return people.token(connection, given.strip(), self._now_ms()) is not None
            cookie = parse_cookie(headers.get("cookie", "")).get(COOKIE, "")
            return bool(cookie) and people.session(connection, cookie, self._now_ms()) is not None


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

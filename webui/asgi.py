"""The ASGI shell: event streams natively, everything else in Flask's threads."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from flask import Flask

from webui.events import Events
from webui.hub import Hub
from webui.pace import Receive, Scope, Send, SlowClientError, insisting, read_ahead
from webui.refusal import refuse

THREADS = 16
ANY_LENGTH = 0
"""An answer is queued whole, so that its thread is free before the client has read it."""


class Shell:
    """Routes a request to the stream or to Flask, and runs the hub while it is up."""

    def __init__(self, app: Flask, hub: Hub, events: Events) -> None:
        """Put `events` in front of `app`."""
        self._flask = cast(
            "Callable[[Scope, Receive, Send], Awaitable[None]]",
            WSGIMiddleware(cast("Any", app.wsgi_app), workers=THREADS, send_queue_size=ANY_LENGTH),
        )
        self._hub = hub
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection of any kind."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"] == "/events":
            with suppress(SlowClientError):
                await self._events(scope, receive, insisting(send))
        elif scope["type"] == "http":
            await self._page(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Flask answer once the whole body is there, and whoever asked is no longer its threads' affair."""
        try:
            scope, receive = await read_ahead(scope, receive)
        except SlowClientError as error:
            await refuse(send, 408, str(error), {"Connection": "close"})
            return
        with suppress(SlowClientError):  # the server closes a connection whose answer was left unfinished
            await self._flask(scope, receive, insisting(send))

    async def _live(self, receive: Receive, send: Send) -> None:
        """Run the hub from start-up to shutdown."""
        await receive()
        running = asyncio.create_task(self._hub.run(), name="hub")
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._hub.stop()
        with suppress(asyncio.CancelledError):
            await running
        await send({"type": "lifespan.shutdown.complete"})

"""The pace of clients: whoever sends or reads slowly, or not at all, holds up nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LARGEST = 64 * 1024
"""Octets; the longest form and the longest comment are a tenth of it."""
BODY_WITHIN_S = 10.0
"""Seconds a client has to send a body of any length."""
TAKEN_WITHIN_S = 30.0
"""Seconds a client may leave an answer waiting once the buffers on the way are full."""


class SlowClientError(TimeoutError):
    """The client did not keep pace; the message says in what."""


async def read_ahead(scope: Scope, receive: Receive, within_s: float = BODY_WITHIN_S) -> tuple[Scope, Receive]:
    """Return the request as if its body had come at once, its length in the headers however it was sent.

    A body above `LARGEST` is not read to its end: the application refuses it by its length.
    Raises SlowClientError.
    """
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    if lengths and int(lengths[0]) > LARGEST:
        return scope, receive
    if not lengths and not any(name == b"transfer-encoding" for name, _ in scope["headers"]):
        return scope, receive
    try:
        async with asyncio.timeout(within_s):
            body = await _body(receive)
    except TimeoutError as error:
        raise SlowClientError(f"the body was not sent within {within_s:g} s") from error
    kept = [(name, value) for name, value in scope["headers"] if name not in (b"content-length", b"transfer-encoding")]
    known = {**scope, "headers": [*kept, (b"content-length", str(len(body)).encode())]}
    return known, _replayed(body, receive)


def insisting(send: Send, within_s: float = TAKEN_WITHIN_S) -> Send:
    """Return a `send` that raises SlowClientError where the client does not take what it is sent."""

    async def insist(message: Message) -> None:
        try:
            async with asyncio.timeout(within_s):
                await send(message)
        except TimeoutError as error:
            raise SlowClientError(f"the answer was not taken within {within_s:g} s") from error

    return insist


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    more = True
    while more and len(body) <= LARGEST:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body first and then whatever else there is: that the client has gone."""
    pending = [body]

    async def again() -> Message:
        if pending:
            return {"type": "http.request", "body": pending.pop(), "more_body": False}
        return await receive()

    return again

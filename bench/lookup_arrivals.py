"""Requests that arrive at fixed times, each timed from when it was due: a server that stalls cannot slow them down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Accepts = Callable[[int, bytes], bool]
"""accepts(HTTP status, body): whether an answer is the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, and how one knows the answer."""

    due_s: float
    """Seconds after the start."""
    path: str
    accepts: Accepts
    what: str
    """Requests of one kind make one figure."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one request ended."""

    what: str
    latency_ms: float
    """From the moment it was due until the last byte."""
    due_s: float
    right: bool


async def play(host: str, port: int, headers: str, requests: Sequence[Request]) -> list[Outcome]:
    """Send every request when it is due, on a free connection or a new one; return how each ended."""
    idle: list[Connection] = []
    loop = asyncio.get_running_loop()
    start_s = loop.time() + 0.5

    async def one(request: Request) -> Outcome:
        await asyncio.sleep(start_s + request.due_s - loop.time())
        right, question = False, f"GET {request.path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n"
        try:
            answer = await _on_idle(idle, question)
            if answer is None:
                connection = await asyncio.open_connection(host, port)
                answer = await _ask(*connection, question)
                idle.append(connection)
            right = request.accepts(*answer)
        except (OSError, EOFError, ValueError):
            right = False
        return Outcome(request.what, (loop.time() - start_s - request.due_s) * 1000, request.due_s, right)

    outcomes = await asyncio.gather(*(one(request) for request in requests))
    for _, writer in idle:
        writer.close()
    return outcomes


async def _on_idle(idle: list[Connection], question: str) -> tuple[int, bytes] | None:
    """Return the answer on a connection that is free; None where the server has closed every such one meanwhile."""
    while idle:
        connection = idle.pop()
        try:
            answer = await _ask(*connection, question)
        except (OSError, EOFError):
            connection[1].close()
            continue
        idle.append(connection)
        return answer
    return None


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: str) -> tuple[int, bytes]:
    """Return status and body of one answer; raises OSError, EOFError or ValueError for one that is none."""
    writer.write(request.encode("ascii"))
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    if "content-length" in fields:
        return int(head.split(" ", 2)[1]), await reader.readexactly(int(fields["content-length"]))
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return int(head.split(" ", 2)[1]), body

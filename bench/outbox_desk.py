"""Receivers for the outbox's benchmark: HTTP servers that fail as told, know each message again, and count effects."""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import defaultdict

FAILURES = ("refused", "busy", "reset", "reset_after", "silent_after")
"""500, 429 with a pause, a connection cut before or after the effect, an effect and then no answer in time."""
WEIGHTS = (40, 5, 20, 20, 15)
SILENT_S = 30.0
"""Longer than anybody waits."""
RETRY_AFTER = b"retry-after: 1\r\n"


class Desk:
    """What all receivers have heard."""

    def __init__(self, failing: float) -> None:
        """failing: share of requests that fail."""
        self._failing = failing
        self._draw = random.Random(1)
        self._known: set[tuple[str, str]] = set()
        self.first_s: dict[str, float] = {}
        """When a message was first attempted, by its id."""
        self.effects: dict[str, list[tuple[str, int]]] = defaultdict(list)
        """By receiver the incidents and revisions that had an effect, in that order."""
        self.requests = 0
        self.failed = 0
        self.digests = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer requests on one connection until it ends."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                headers = {key.lower(): value.strip() for key, _, value in (line.partition(":") for line in lines[1:])}
                body = await reader.readexactly(int(headers["content-length"]))
                answer = await self._answer(lines[0].split(" ")[1].strip("/"), headers["webhook-id"], body)
                if answer is None:
                    break
                writer.write(answer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # whoever asked has gone, or we go
        finally:
            writer.close()

    async def _answer(self, receiver: str, message: str, body: bytes) -> bytes | None:
        self.requests += 1
        self.first_s.setdefault(message, time.time())
        how = ""
        if self._draw.random() < self._failing:
            (how,) = self._draw.choices(FAILURES, WEIGHTS)
            self.failed += 1
        if how == "refused":
            return b"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n"
        if how == "busy":
            return b"HTTP/1.1 429 Later\r\n" + RETRY_AFTER + b"content-length: 0\r\n\r\n"
        if how == "reset":
            return None
        self._take(receiver, message, json.loads(body))
        if how == "reset_after":
            return None
        if how == "silent_after":
            await asyncio.sleep(SILENT_S)
        return b"HTTP/1.1 204 Taken\r\ncontent-length: 0\r\n\r\n"

    def _take(self, receiver: str, message: str, body: dict[str, object]) -> None:
        """Let a message have its effect, unless it is known."""
        if (receiver, message) in self._known:
            return
        self._known.add((receiver, message))
        data: dict[str, object] = body["data"]  # type: ignore[assignment]  # as it was sent
        each: list[dict[str, object]] = [data]
        if body["type"] == "incident.digest":
            self.digests += 1
            each = data["incidents"]  # type: ignore[assignment]  # as it was sent
        self.effects[receiver] += [(str(item["id"]), int(str(item["revision"]))) for item in each]


async def run(failing: float) -> None:
    """Serve until a line comes in; then say what was heard."""
    desk = Desk(failing)
    server = await asyncio.start_server(desk.serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, sys.stdin.readline):
        heard = {name: len(effects) for name, effects in desk.effects.items()}
        print(json.dumps({"heard": heard, "requests": desk.requests}), flush=True)
    print(json.dumps({
        "first_s": desk.first_s, "effects": desk.effects, "requests": desk.requests, "failed": desk.failed,
        "digests": desk.digests,
    }), flush=True)  # fmt: skip
    server.close()


if __name__ == "__main__":
    asyncio.run(run(float(sys.argv[1])))

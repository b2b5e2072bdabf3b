from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import shapely
from sqlalchemy import insert

from collectors.clock import AnchoredClock
from monitor.incidents.model import Event, IncidentState
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.settings import Settings
from monitor.telling.model import IncidentNotice, Named
from thresholds.model import Severity

SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-four b").decode()


@dataclass
class Desk:
    """A customer-service desk: an HTTP server that notes what it is told and answers as the test wants."""

    port: int = 0
    got: list[Received] = field(default_factory=list)
    connections: int = 0
    answer: Callable[[Received], Awaitable[bytes] | bytes] = lambda _request: http_reply(204)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/incidents"

    @property
    def ids(self) -> list[str]:
        return [item.headers["webhook-id"] for item in self.got]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                headers = {
                    name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
                }
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                request = Received(lines[0], headers, body, asyncio.get_running_loop().time())
                self.got.append(request)
                said = self.answer(request)
                said = said if isinstance(said, bytes) else await said
                writer.write(said)
                await writer.drain()
                if b"connection: close" in said[:500]:
                    break
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass
        finally:
            writer.close()


@dataclass
class Received:
    line: str
    headers: dict[str, str]
    body: bytes
    at_s: float


def http_reply(status: int, body: bytes = b"", **headers: str) -> bytes:
    """Return an HTTP answer."""
    lines = [f"HTTP/1.1 {status} Whatever", f"content-length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.fixture
def reply() -> Callable[..., bytes]:
    """Return `reply(status, body=b"", **headers)`: an HTTP answer as bytes."""
    return http_reply


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    made = Desk()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()


@pytest.fixture
def clock() -> AnchoredClock:
    return AnchoredClock()


@pytest.fixture
def ledger(blank_ledger: str, clock: AnchoredClock) -> Iterator[Ledger]:
    opened = Ledger.open(blank_ledger, clock)
    yield opened
    opened.close()


@pytest.fixture
def postgres_ledger(postgres_url: str, clock: AnchoredClock) -> Iterator[Ledger]:
    opened = Ledger.open(postgres_url, clock)
    yield opened
    opened.close()


@pytest.fixture
def configured() -> Callable[..., Settings]:
    """Return `configured(url=…, names=("desk",), **telling)`: settings with a receiver per name."""

    def make(url: str | dict[str, str], names: tuple[str, ...] = ("desk",), **telling: Any) -> Settings:
        addresses = url if isinstance(url, dict) else dict.fromkeys(names, url)
        receivers = [{"name": name, "url": address, "secret": SECRET} for name, address in addresses.items()]
        quick = {
            "timeout_s": 2.0,
            "first_retry_s": 0.05,
            "longest_retry_s": 5.0,
            "probe_s": 0.2,
            "private_networks": "127.0.0.0/8",
            **telling,
        }
        return Settings(receivers=receivers, telling=quick)

    return make


@pytest.fixture
def said() -> Callable[..., IncidentNotice]:
    """Return `said(number=1, revision=1, event=…, **changes)`: what a notice says of an outage of three homes."""

    def make(number: int = 1, revision: int = 1, event: Event = Event.OPENED, **changes: Any) -> IncidentNotice:
        values: dict[str, Any] = {
            "number": number,
            "revision": revision,
            "event": event,
            "at_ms": 1_700_000_000_123,
            "state": IncidentState.RESOLVED if event == Event.RESOLVED else IncidentState.OPEN,
            "cause": "element",
            "severity": Severity.MAJOR,
            "probability": 0.9876543,
            "elements": (Named("amp-3", "amplifier", "A3", 0.9876543),),
            "alternatives": (),
            "subscribers": 3,
            "terminals": 4,
            "accounts": ("A1", "A2", "A3"),
            "area": shapely.box(120.1, 30.2, 120.1001, 30.2001),
            "started_after_ms": 1_699_999_940_000,
            "started_before_ms": 1_699_999_970_000,
            "opened_ms": 1_699_999_990_000,
            "resolved_ms": 1_700_000_000_000 if event == Event.RESOLVED else None,
        }
        return IncidentNotice(**{**values, **changes})

    return make


@pytest.fixture
def add_incident() -> Callable[..., None]:
    """Return `add_incident(connection, number)`: the row that notices belong to."""

    def add(connection: Any, number: int) -> None:
        zeros = dict.fromkeys(
            (
                "revision",
                "opened_ms",
                "updated_ms",
                "started_after_ms",
                "started_before_ms",
                "subscribers",
                "terminals",
            ),
            0,
        )
        connection.execute(
            insert(t.incident).values(
                number=number,
                state="open",
                cause="element",
                severity=4,
                element="amp-3",
                probability=1.0,
                faults=[],
                **zeros,
            )
        )

    return add

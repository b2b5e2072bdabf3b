"""A still of the site's camera for each incident that opens: fetched in the background, within bounds."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import dataclass

import httpx
import structlog
from sqlalchemy import Connection, select

from collectors.clock import Clock
from monitor.incidents.attached import Attachment, attach, keep_picture
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger, LedgerError
from monitor.settings import Cameras as Settings
from monitor.telling.channels.guard import refusal
from monitor.telling.channels.http import pinned

ATTRIBUTE = "camera"
"""Column of elements.csv with the address of a camera's still."""
LOOK_S = 2.0
AT_ONCE = 4
"""Cameras asked at a time."""
NEWS_MS = 600_000
"""An incident opened longer ago, while core was away, has no picture of its opening."""
MOST_UP = 3
"""So many elements up from the one that failed may the camera hang: a cabinet or a hut, not the headend."""
PICTURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))

log = structlog.get_logger()


class CameraError(Exception):
    """A camera gave no still; the message says why."""


@dataclass(frozen=True, slots=True)
class Still:
    """A picture, and its media type."""

    picture: bytes
    type: str


class Cameras:
    """Fetches stills in core's loop; one that fails is said so with its incident, and not tried again."""

    def __init__(self, ledger: Ledger, settings: Settings, clock: Clock) -> None:
        """Take where to look and what is allowed."""
        self._ledger = ledger
        self._settings = settings
        self._clock = clock
        self._looked: set[int] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Look for new incidents every LOOK_S until `stop`."""
        while not stop.is_set():
            try:
                await self.look()
            except LedgerError as error:
                log.error("cameras.not_looked", reason=str(error))  # noqa: TRY400 - the sentence says it all
            except Exception:
                log.exception("cameras.failed")  # the rim of the loop: the next look comes
            try:
                await asyncio.wait_for(stop.wait(), LOOK_S)
            except TimeoutError:
                continue

    async def look(self) -> None:
        """Fetch the stills of incidents that are new, a few at a time."""
        few = asyncio.Semaphore(AT_ONCE)

        async def fetched(number: int, element: str, url: str) -> None:
            async with few:
                await self._attach(number, element, url)

        await asyncio.gather(*(fetched(*each) for each in await asyncio.to_thread(self._wanted)))

    async def _attach(self, number: int, element: str, url: str) -> None:
        detail: dict[str, object] = {"element": element}
        still: Still | None = None
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                still = await fetch(url, self._settings)
            detail |= {"type": still.type, "octets": len(still.picture)}
        except TimeoutError:
            detail |= {"problem": f"no answer within {self._settings.timeout_s:g} s"}
        except CameraError as error:
            detail |= {"problem": str(error)}
        await asyncio.to_thread(self._keep, number, detail, still)

    def _keep(self, number: int, detail: dict[str, object], still: Still | None) -> None:
        now_ms = self._clock.now_ms()
        with self._ledger.write("core") as connection:
            if still is not None:
                keep_picture(connection, number, still.picture, now_ms)
            attach(connection, number, Attachment.STILL, detail, now_ms)

    def _wanted(self) -> list[tuple[int, str, str]]:
        """Return incident, element and address of the stills to fetch."""
        e, i = t.incident_evidence.c, t.incident.c
        known = select(e.incident).where(e.kind == str(Attachment.STILL))
        news = i.opened_ms >= self._clock.now_ms() - NEWS_MS
        wanted = []
        with self._ledger.read() as connection:
            rows = connection.execute(
                select(i.number, i.element).where(i.resolved_ms.is_(None), news, i.number.not_in(known))
            )
            new = rows.all()
            self._looked.intersection_update(row.number for row in new)
            for row in new:
                found = None if row.number in self._looked else camera_of(connection, row.element)
                self._looked.add(row.number)
                if found is not None:
                    wanted.append((row.number, *found))
        return wanted


def camera_of(connection: Connection, element: str) -> tuple[str, str] | None:
    """Return element and address of the camera that sees an element: its own, or one close above it; None: none."""
    at = element
    for _ in range(MOST_UP + 1):
        row = connection.execute(
            select(t.element.c.parent, t.element.c.attributes).where(t.element.c.id == at)
        ).first()  # fmt: skip
        if row is None:
            return None
        url = str(row.attributes.get(ATTRIBUTE, "")).strip()
        if url:
            return at, url
        at = row.parent
    return None


async def fetch(url: str, settings: Settings) -> Still:
    """Return the still at an address; raises CameraError.

    The host is looked up once, judged, and then asked under the address that was judged; redirects are not followed.
    """
    try:
        asked = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise CameraError("the address is none") from error
    if asked.scheme not in ("http", "https") or not asked.host:
        raise CameraError("the address is not HTTP")
    address = await _allowed(asked, settings)
    client = httpx.AsyncClient(timeout=settings.timeout_s, follow_redirects=False, trust_env=False)
    try:
        async with client:
            answer = await client.send(
                pinned(client, "GET", asked, address, {"Accept-Encoding": "identity"}), stream=True
            )
            if not answer.is_success:
                raise CameraError(f"it answers {answer.status_code}")
            return await _picture(answer, settings.most_kb * 1024)
    except httpx.HTTPError as error:
        raise CameraError(type(error).__name__) from error


async def _allowed(url: httpx.URL, settings: Settings) -> str:
    """Return the address of a host that may be asked; raises CameraError."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(url.host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CameraError("its name is not known") from error
    networks = settings.private()
    for *_, where in found:
        address = ipaddress.ip_address(str(where[0]).partition("%")[0])
        if refusal(address, networks) is None:
            return str(address)
    raise CameraError("its address lies in no network under cameras.networks")


async def _picture(answer: httpx.Response, most: int) -> Still:
    body = b""
    async for chunk in answer.aiter_raw():
        body += chunk
        if len(body) > most:
            raise CameraError(f"its picture is larger than {most // 1024} KiB")
    for begins, media in PICTURES:
        if body.startswith(begins):
            return Still(body, media)
    raise CameraError("it gives no JPEG and no PNG")

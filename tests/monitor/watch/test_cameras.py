"""Stills of cameras: one for each incident that opens, within bounds, and only from where it is allowed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from sqlalchemy import update

from monitor.incidents.attached import Attachment, attached, picture
from monitor.ledger import tables as t
from monitor.settings import Cameras as Settings
from monitor.watch.cameras import CameraError, Cameras, fetch
from tests.monitor.watch.conftest import T0

JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 20
HERE = Settings(networks="127.0.0.0/8, ::1/128", timeout_s=0.5, most_kb=4)


class Noon:
    """A clock that stands, just after the incident opened."""

    def now_ms(self) -> int:
        return T0 + 61_000


@dataclass
class Camera:
    """A camera that answers as the test wants."""

    answer: bytes = b""
    hangs: bool = False
    port: int = 0
    asked: list[str] = field(default_factory=list)

    def gives(self, body: bytes, status: str = "200 OK", more: str = "") -> None:
        self.answer = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body

    @property
    def url(self) -> str:
        return f"http://camera.localhost:{self.port}/still.jpg"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        if self.hangs:
            await reader.read()
        writer.write(self.answer)
        writer.close()


@pytest_asyncio.fixture
async def camera(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Camera]:
    made = Camera()
    made.gives(JPEG)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()


async def problem(url: str, settings: Settings = HERE) -> str:
    with pytest.raises(CameraError) as refused:
        await fetch(url, settings)
    return str(refused.value)


async def test_a_still_is_fetched_from_the_address_that_was_judged_under_the_name_that_was_written(camera) -> None:
    still = await fetch(f"http://localhost:{camera.port}/still.jpg?channel=1", HERE)
    assert (still.picture, still.type) == (JPEG, "image/jpeg")
    (asked,) = camera.asked
    assert asked.startswith("GET /still.jpg?channel=1 ")
    assert f"host: localhost:{camera.port}" in asked.lower()


async def test_a_password_in_the_address_is_said_to_the_camera_and_nowhere_else(camera) -> None:
    await fetch(f"http://admin:secret@127.0.0.1:{camera.port}/", HERE)
    assert "authorization: basic " in camera.asked[0].lower()
    assert "secret" not in camera.asked[0]
    camera.gives(b"", "401 Unauthorized")
    assert "secret" not in await problem(f"http://admin:secret@127.0.0.1:{camera.port}/")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.1.2.3", "0.0.0.0", "224.0.0.1", "[64:ff9b::7f00:1]"],
)
async def test_what_lies_in_no_network_that_is_allowed_is_not_asked(camera, host: str) -> None:
    said = await problem(f"http://{host}:{camera.port}/", Settings(networks="192.168.7.0/24", timeout_s=0.5))
    assert "cameras.networks" in said
    assert camera.asked == []


@pytest.mark.parametrize("url", ["", "still.jpg", "file:///etc/passwd", "ftp://127.0.0.1/", "http://", "http://\x00/"])
async def test_what_is_no_address_is_not_asked(url: str) -> None:
    assert await problem(url)


@pytest.mark.parametrize(
    ("body", "status", "more", "said"),
    [
        (b"x" * 5000, "200 OK", "", "larger than 4 KiB"),
        (b"<html>", "200 OK", "", "no JPEG"),
        (b"", "200 OK", "", "no JPEG"),
        (JPEG, "302 Found", "Location: http://127.0.0.1:1/\r\n", "answers 302"),
        (JPEG, "500 No", "", "answers 500"),
    ],
)
async def test_what_is_no_picture_is_refused(camera, body, status, more, said) -> None:
    camera.gives(body, status, more)
    assert said in await problem(f"http://127.0.0.1:{camera.port}/")
    assert len(camera.asked) == 1


@pytest.fixture
def dark(core) -> Callable[[str], Cameras]:
    """Return a function that opens an incident at A1, which a camera at an address sees, and gives what fetches it."""

    def make(url: str, element: str = "N1") -> Cameras:
        with core.ledger.write("test") as connection:
            connection.execute(update(t.element).where(t.element.c.id == element).values(attributes={"camera": url}))
        core.sweep(T0 + 30_000)
        core.sweep(T0 + 60_000, dark=set(core.homes[:5]))
        assert len(core.open()) == 1
        return Cameras(core.ledger, HERE, Noon())

    return make


def kept(core):
    with core.ledger.read() as connection:
        return attached(connection, 1), picture(connection, 1)


async def test_an_incident_has_the_still_of_the_camera_near_it_once(core, camera, dark) -> None:
    cameras = dark(f"http://127.0.0.1:{camera.port}/")
    await cameras.look()
    await cameras.look()
    found, seen = kept(core)
    assert (seen, found[Attachment.STILL].detail["element"], len(camera.asked)) == (JPEG, "N1", 1)


async def test_a_camera_that_hangs_is_given_up_and_its_incident_says_so(core, camera, dark) -> None:
    camera.hangs = True
    cameras = dark(f"http://127.0.0.1:{camera.port}/")
    await asyncio.wait_for(cameras.look(), 5)
    found, seen = kept(core)
    assert (seen, found[Attachment.STILL].detail) == (None, {"element": "N1", "problem": "no answer within 0.5 s"})


async def test_an_incident_without_a_camera_has_no_still(core, dark) -> None:
    cameras = dark("")
    await cameras.look()
    assert Attachment.STILL not in kept(core)[0]

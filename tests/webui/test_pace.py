"""Clients that send or read slowly: they wait, everybody else is answered."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest

from monitor.ledger.people import Role, make_token
from webui.asgi import THREADS
from webui.pace import LARGEST, SlowClientError, insisting, read_ahead

MORE_THAN_THREADS = THREADS + 8
UNFINISHED = (
    b"POST /login HTTP/1.1\r\nHost: here\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n"
)
LARGE = b"GET /static/vendor/maplibre-gl/maplibre-gl.mjs HTTP/1.1\r\nHost: here\r\n\r\n"


@pytest.fixture
def crowd(served) -> Iterator:
    """Return a function that opens more connections than there are threads, each sending the same."""
    with ExitStack() as open_sockets:

        def come(sent: bytes) -> list[socket.socket]:
            came = []
            for _ in range(MORE_THAN_THREADS):
                one = open_sockets.enter_context(socket.socket())
                one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
                one.settimeout(10)
                one.connect((urlsplit(served.address).hostname, urlsplit(served.address).port))
                one.sendall(sent)
                came.append(one)
            return came

        yield come


@pytest.mark.parametrize("sent", [UNFINISHED, LARGE * 8], ids=["unfinished bodies", "answers not read"])
def test_a_crowd_that_sends_or_reads_nothing_keeps_nobody_waiting(served, crowd, sent: bytes) -> None:
    crowd(sent)
    for _ in range(3):
        assert httpx.get(f"{served.address}/readyz", timeout=5, trust_env=False).status_code == 200


def request(*messages: tuple[bytes, bool], headers: tuple[tuple[bytes, bytes], ...]):
    """Return scope and receive of a request whose body comes in these parts, and then nothing."""
    waiting = list(messages)

    async def receive() -> dict[str, object]:
        if not waiting:
            await asyncio.Event().wait()
        body, more = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": more}

    return {"type": "http", "headers": list(headers)}, receive


async def test_a_body_in_parts_arrives_whole_and_with_its_length() -> None:
    asked = request((b"a" * 10, True), (b"b", True), (b"", False), headers=((b"transfer-encoding", b"chunked"),))
    scope, receive = await read_ahead(*asked)
    assert scope["headers"] == [(b"content-length", b"11")]
    assert await receive() == {"type": "http.request", "body": b"a" * 10 + b"b", "more_body": False}


async def test_a_body_that_never_ends_is_read_no_further_than_the_limit() -> None:
    part = b"a" * (LARGEST // 2)
    asked = request(*[(part, True)] * 5, headers=((b"transfer-encoding", b"chunked"),))
    scope, _ = await read_ahead(*asked)
    assert int(dict(scope["headers"])[b"content-length"]) == 3 * len(part)


async def test_a_body_that_does_not_come_is_given_up() -> None:
    asked = request((b"a", True), headers=((b"content-length", b"2"),))
    with pytest.raises(SlowClientError, match="was not sent within"):
        await read_ahead(*asked, within_s=0.02)


async def test_an_answer_that_is_not_taken_is_given_up() -> None:
    async def send(_message: object) -> None:
        await asyncio.Event().wait()

    with pytest.raises(SlowClientError, match="was not taken within"):
        await insisting(send, within_s=0.02)({"type": "http.response.body"})


def test_a_body_of_any_sort_above_the_limit_is_refused_by_its_length(here, served) -> None:
    headers = {"Authorization": f"Bearer {make_token(here.ledger, 'test', 'writer', Role.NOC)}"}
    headers["Content-Type"] = "application/json"
    for content in (b"a" * (LARGEST + 1), iter([b"a" * LARGEST, b"a"])):
        answer = httpx.post(
            f"{served.address}/api/v1/incidents/INC-000002/comments",
            content=content, headers=headers, trust_env=False,
        )  # fmt: skip
        assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")

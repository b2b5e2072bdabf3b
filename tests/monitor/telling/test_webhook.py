from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from monitor.settings import Settings
from monitor.telling.channels.answers import retry_after_s
from monitor.telling.channels.channel import TransportError
from monitor.telling.channels.webhook import Webhook
from monitor.telling.model import Message

MESSAGE = Message("INC-000001_1_opened_desk", 1_800_000_000_000, {"type": "incident.opened", "data": {"片区": "东区"}})


@pytest.fixture
def channel(desk, configured: Callable[..., Settings]) -> Webhook:
    settings = configured(desk.url, timeout_s=0.5)
    return Webhook(settings.receivers[0], settings.telling)


async def refusal(channel: Webhook) -> TransportError:
    with pytest.raises(TransportError) as error:
        await channel.deliver(MESSAGE)
    return error.value


async def test_a_message_is_posted_as_json_with_a_signature_that_verifies(desk, channel, configured):
    message = replace(MESSAGE, at_ms=int(time.time() * 1000))  # receivers refuse what is old
    receipt = await channel.deliver(message)
    request = desk.got[0]
    assert receipt.status == 204
    assert request.line == "POST /incidents HTTP/1.1"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["webhook-id"] == MESSAGE.id
    assert request.headers["webhook-timestamp"] == str(message.at_ms // 1000)
    verifier = Verifier(configured(desk.url).receivers[0].secret)
    assert verifier.verify(request.body, request.headers) == MESSAGE.payload
    assert json.loads(request.body) == MESSAGE.payload


async def test_a_signature_covers_body_id_and_time(desk, channel, configured):
    message = replace(MESSAGE, at_ms=int(time.time() * 1000))
    await channel.deliver(message)
    request = desk.got[0]
    verifier = Verifier(configured(desk.url).receivers[0].secret)
    tampered = [
        (request.body.replace(b"opened", b"closed"), {}),
        (request.body, {"webhook-id": "INC-000002_1_opened_desk"}),
        (request.body, {"webhook-timestamp": str(message.at_ms // 1000 + 1)}),
    ]
    for body, change in tampered:
        with pytest.raises(WebhookVerificationError):
            verifier.verify(body, {**request.headers, **change})


@pytest.mark.parametrize(
    ("status", "permanent"),
    [
        (400, True),
        (401, True),
        (404, True),
        (410, True),
        (408, False),
        (425, False),
        (429, False),
        (500, False),
        (502, False),
        (503, False),
        (599, False),
    ],
)
async def test_a_refusal_is_for_good_or_for_now(desk, channel, reply, status: int, permanent: bool):
    desk.answer = lambda _request: reply(status, b'{"why": "because"}')
    error = await refusal(channel)
    assert (error.status, error.permanent) == (status, permanent)
    assert str(error) == f'{status}: {{"why": "because"}}'


async def test_a_redirect_to_elsewhere_is_not_followed_and_not_for_good(desk, channel, reply):
    desk.answer = lambda _request: reply(307, location="http://127.0.0.2:1/elsewhere?token=hunter2")
    error = await refusal(channel)
    assert (error.status, error.permanent) == (307, False)
    assert str(error) == "307, a redirect to http://127.0.0.2:1, not followed"
    assert "hunter2" not in str(error)
    assert len(desk.got) == 1


async def test_the_wait_that_a_receiver_asks_for_is_known(desk, channel, reply):
    desk.answer = lambda _request: reply(429, retry_after="17")
    assert (await refusal(channel)).retry_after_s == 17.0


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        ("Tue, 14 Nov 2023 22:13:50 GMT", 30.0),
        ("Tue, 14 Nov 2023 22:12:50 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("9" * 5000, float("9" * 12)),
        ("Tue, 99 Nov 2023 22:12:50 GMT", None),
    ],
)
def test_retry_after_is_a_number_or_a_date_or_nothing(written: str, seconds: float | None):
    at_ms = int(datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC).timestamp() * 1000)
    assert retry_after_s(written, at_ms) == seconds


async def test_a_receiver_that_hangs_is_left_after_the_timeout(desk, channel):
    async def never(_request: object) -> bytes:
        await asyncio.Event().wait()
        return b""

    desk.answer = never
    began = time.monotonic()
    error = await refusal(channel)
    assert 0.4 < time.monotonic() - began < 10
    assert (error.permanent, str(error)) == (False, "no answer within 0.5 s")


async def test_a_receiver_that_drips_its_headers_is_left_after_the_timeout(configured):
    server = await asyncio.start_server(dripping, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    settings = configured(url, timeout_s=0.5)
    began = time.monotonic()
    error = await refusal(Webhook(settings.receivers[0], settings.telling))
    assert time.monotonic() - began < 10
    assert "no answer within 0.5 s" in str(error)
    server.close()


async def dripping(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(1000):
            writer.write(f"x-{number}: y\r\n".encode())
            await writer.drain()
            await asyncio.sleep(0.1)  # the dripping itself: each header well within the timeout, the answer never
    except ConnectionError:
        pass
    finally:
        writer.close()


@pytest.mark.parametrize(
    "garbage", [b"\x00\xff" * 50 + b"\r\n\r\n", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 999999 ?\r\n\r\n"]
)
async def test_an_answer_that_is_not_http_is_for_now(desk, channel, garbage: bytes):
    desk.answer = lambda _request: garbage
    error = await refusal(channel)
    assert (error.status, error.permanent) == (None, False)


async def test_a_closed_door_is_for_now(free_port, configured):
    settings = configured(f"http://127.0.0.1:{free_port()}/")
    error = await refusal(Webhook(settings.receivers[0], settings.telling))
    assert (error.status, error.permanent) == (None, False)
    assert "ConnectError" in str(error)


async def test_of_ten_megabytes_of_answer_little_is_read(desk, channel, reply):
    desk.answer = lambda _request: reply(200, b"x" * 10_000_000)
    receipt = await channel.deliver(MESSAGE)
    assert receipt.status == 200
    assert len(receipt.detail) <= 200
    desk.answer = lambda _request: reply(500, b"\x1b[31m\x00" + b"x" * 10_000_000)
    error = await refusal(channel)
    assert error.status == 500
    assert len(str(error)) < 250
    assert str(error).isprintable()


async def test_a_receipt_stands_even_if_its_body_never_ends(desk, channel):
    desk.answer = lambda _request: b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nbeginning"
    assert (await channel.deliver(MESSAGE)).status == 200


async def test_connections_are_used_again(desk, channel):
    for _ in range(3):
        await channel.deliver(MESSAGE)
    assert len(desk.got) == 3
    assert desk.connections == 1
    await channel.close()

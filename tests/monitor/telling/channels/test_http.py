"""Requests to receivers: where they go, and what is read of the answers."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.settings import Receiver, SettingsError, Telling
from monitor.telling.channels.channel import TransportError
from monitor.telling.channels.http import MOST_READ, Sender, check_address

SETTINGS = Telling(timeout_s=2.0, private_networks="127.0.0.0/8")


class Names:
    """A name server whose answers change from one question to the next."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, _port: int) -> list[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


async def refusal(sender: Sender, url: str) -> TransportError:
    with pytest.raises(TransportError) as error:
        await sender.send("POST", url, {}, b"{}")
    await sender.close()
    return error.value


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f.1:{port}/",
        "http://0:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://[::ffff:7f00:1]:{port}/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
async def test_nothing_is_sent_to_an_address_that_is_not_public_however_it_is_written(desk, url: str):
    error = await refusal(Sender(Telling(timeout_s=2.0)), url.format(port=desk.port))
    assert error.permanent
    assert "telling.private_networks" in str(error)
    assert desk.connections == 0


async def test_an_address_that_is_listed_is_sent_to(desk):
    sender = Sender(SETTINGS)
    assert (await sender.send("POST", desk.url, {}, b"{}")).status == 204
    await sender.close()


async def test_a_host_with_one_address_that_may_not_be_sent_to_is_refused_whole(desk):
    names = Names(["127.0.0.1", "10.0.0.5"])
    error = await refusal(Sender(SETTINGS, resolve=names), f"http://desk.example:{desk.port}/")
    assert error.permanent
    assert "10.0.0.5" in str(error)
    assert desk.connections == 0


async def test_a_name_that_turns_to_another_address_is_judged_each_time_and_reached_where_it_was_judged(desk):
    """The first answer of the name server is what is connected to; when it changes, so does the judgement."""
    names = Names(["127.0.0.1"], ["169.254.169.254"])
    sender = Sender(SETTINGS, resolve=names)
    url = f"http://rebound.example:{desk.port}/"
    assert (await sender.send("POST", url, {}, b"{}")).status == 204
    assert names.asked == ["rebound.example"]
    assert desk.got[0].headers["host"] == f"rebound.example:{desk.port}"
    error = await refusal(sender, url)
    assert error.permanent
    assert len(names.asked) == 2
    assert len(desk.got) == 1


async def test_a_name_that_the_name_server_does_not_know_is_for_now():
    async def nobody(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    error = await refusal(Sender(SETTINGS, resolve=nobody), "http://desk.example/")
    assert not error.permanent
    assert "desk.example is not known" in str(error)


async def test_the_next_address_is_tried_where_one_is_closed(desk):
    sender = Sender(SETTINGS, resolve=Names(["127.0.0.2", "127.0.0.1"]))
    assert (await sender.send("POST", f"http://desk.example:{desk.port}/", {}, b"{}")).status == 204
    await sender.close()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:70/"])
async def test_only_http_is_spoken(url: str):
    assert (await refusal(Sender(SETTINGS), url)).permanent


async def test_a_redirect_within_the_host_is_followed_once_with_the_same_body(desk, reply):
    desk.answer = lambda request: reply(204) if "/new" in request.line else reply(308, location="/new")
    sender = Sender(SETTINGS)
    answer = await sender.send("POST", desk.url, {"webhook-id": "x"}, b'{"a": 1}')
    assert answer.status == 204
    assert [item.line for item in desk.got] == ["POST /incidents HTTP/1.1", "POST /new HTTP/1.1"]
    assert desk.got[1].body == b'{"a": 1}'
    desk.answer = lambda _request: reply(307, location=f"/{len(desk.got)}")
    assert (await sender.send("POST", desk.url, {}, b"")).status == 307
    assert len(desk.got) == 4
    await sender.close()


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{other}/",
        "http://127.0.0.2:{port}/",
        "https://127.0.0.1:{port}/",
        "//evil.example/",
        "",
        "http://[",
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_another_host_port_or_scheme_never_is(desk, reply, free_port, location: str, status: int):
    leads = location.format(port=desk.port, other=free_port())
    desk.answer = lambda _request: reply(status, location=leads)
    sender = Sender(SETTINGS)
    assert (await sender.send("POST", desk.url, {}, b"{}")).status == status
    assert len(desk.got) == 1
    await sender.close()


async def test_of_a_long_answer_the_beginning_is_read_and_a_secret_in_it_blotted_out(desk, reply):
    desk.answer = lambda _request: reply(200, b"key=hunter%2F2 or hunter/2 " + b"x" * 1_000_000)
    sender = Sender(SETTINGS, "hunter/2")
    answer = await sender.send("POST", desk.url, {}, b"{}")
    assert len(answer.body) <= MOST_READ
    assert answer.body.startswith(b"key=*** or *** x")
    await sender.close()


def deflated(body: bytes) -> bytes:
    """Return a body without zlib's header, as some servers mean `deflate`."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("X-GZIP", gzip.compress), ("deflate", zlib.compress), ("deflate", deflated)],
)
async def test_answers_are_asked_for_plain_and_read_where_they_come_packed(desk, reply, encoding: str, pack):
    desk.answer = lambda _request: reply(200, pack(b'{"key": "hunter2"}'), content_encoding=encoding)
    sender = Sender(SETTINGS, "hunter2")
    answer = await sender.send("POST", desk.url, {}, b"{}")
    await sender.close()
    assert desk.got[0].headers["accept-encoding"] == "identity"
    assert answer.body == b'{"key": "***"}'


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", ""])
async def test_an_answer_that_is_not_packed_as_it_says_is_read_as_it_is(desk, reply, encoding: str):
    desk.answer = lambda _request: reply(200, b"taken", content_encoding=encoding)
    sender = Sender(SETTINGS)
    assert (await sender.send("POST", desk.url, {}, b"{}")).body == b"taken"
    await sender.close()


async def test_of_a_packed_answer_no_more_is_unpacked_than_is_read(desk, reply):
    bomb = gzip.compress(b"a" * 100_000_000)
    assert len(bomb) > MOST_READ
    desk.answer = lambda _request: reply(200, bomb, content_encoding="gzip")
    sender = Sender(SETTINGS)
    await sender.send("POST", desk.url, {}, b"{}")  # what a first request needs is not what is measured
    tracemalloc.start()
    answer = await sender.send("POST", desk.url, {}, b"{}")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    await sender.close()
    assert answer.body == b"a" * MOST_READ
    assert most < 5_000_000


async def test_the_certificate_is_that_of_the_name_although_an_address_is_connected_to(
    certified: Callable[..., tuple[Path, Path]], monkeypatch: pytest.MonkeyPatch, reply: Callable[..., bytes]
):
    certificate, key = certified("desk.example")
    names: list[str | None] = []
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    context.sni_callback = lambda _socket, name, _context: names.append(name)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply(204))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    sender = Sender(SETTINGS, resolve=Names(["127.0.0.1"]))
    assert (await sender.send("POST", f"https://desk.example:{port}/", {}, b"")).status == 204
    assert names == ["desk.example"]
    await sender.close()
    other = Sender(SETTINGS, resolve=Names(["127.0.0.1"]))
    assert "certificate verify failed" in str(await refusal(other, f"https://other.example:{port}/"))
    server.close()


@pytest.mark.parametrize(
    ("receiver", "refused"),
    [
        ({"url": "http://127.0.0.1:9/"}, True),
        ({"url": "http://localhost:9/"}, True),
        ({"url": "http://[::ffff:10.0.0.1]/"}, True),
        ({"url": "http://10.20.0.1/"}, False),
        ({"url": "https://desk.example/"}, False),
        ({"channel": "sms", "sms": {"url": "http://10.1.1.1/{phone}", "phones": ["10086"]}}, True),
        ({"channel": "pagerduty", "secret_file": "x"}, False),
    ],
)
def test_an_address_that_nothing_is_sent_to_is_found_before_the_start(receiver: dict[str, object], refused: bool):
    signs = {"secret": "whsec_cGxhbnR3YXRjaA=="} if "channel" not in receiver else {}
    made = Receiver.model_validate({"name": "desk", **signs, **receiver})
    settings = Telling(private_networks="10.20.0.0/16")
    if refused:
        with pytest.raises(SettingsError, match=r"receiver desk: .*telling\.private_networks"):
            check_address(made, settings)
    else:
        check_address(made, settings)

"""Apprise, by its own plugin for JSON over HTTP and a real server."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.settings import SettingsError
from monitor.telling.channels.channel import TransportError


@pytest.fixture
def addressed(opened, tmp_path: Path):
    """Return `addressed(*lines)`: a channel to the addresses of a file."""

    def make(*lines: str, timeout_s: float = 3.0):
        secret = tmp_path / "addresses"
        secret.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return opened("apprise", {"timeout_s": timeout_s}, secret_file=secret)

    return make


@pytest.mark.parametrize(
    ("kind", "title", "face"),
    [
        ("opened", "INC-000001 Incident opened", "failure"),
        ("updated", "INC-000001 Incident updated", "warning"),
        ("resolved", "INC-000001 Incident resolved", "success"),
        ("digest", "3 incidents", "info"),
        ("test", "Test message", "info"),
    ],
)
async def test_a_message_is_told_in_words(desk, addressed, messages, kind: str, title: str, face: str):
    channel = addressed("# the desk", f"json://127.0.0.1:{desk.port}/told")
    await channel.deliver(messages[kind])
    await channel.close()
    (request,) = desk.got
    told = json.loads(request.body)
    assert (told["title"], told["type"]) == (title, face)
    assert messages[kind].payload["data"]["sentence"] in told["message"]


async def test_each_address_is_told_once_and_only_those_left_are_tried_again(desk, addressed, messages, reply, caplog):
    caplog.set_level(logging.DEBUG)
    desk.answer = lambda request: reply(500 if "hunter2" in request.line else 200)
    channel = addressed(f"json://127.0.0.1:{desk.port}/one", f"json://127.0.0.1:{desk.port}/hunter2")
    with pytest.raises(TransportError) as error:
        await channel.deliver(messages["opened"])
    assert not error.value.permanent
    assert str(error.value) == "1 of 2 have it, not address 2: not taken by address 2"
    assert (error.value.taken, error.value.lacking) == (True, True)
    desk.answer = lambda _request: reply(200)
    await channel.deliver(messages["opened"])
    await channel.close()
    paths = [request.line.split(" ")[1].strip("/") for request in desk.got]
    assert [paths.count("one"), paths.count("hunter2")] == [1, 2]
    told = [record.getMessage() for record in caplog.records if not record.name.startswith("urllib3")]
    assert "hunter2" not in "\n".join(told)


async def test_an_address_that_is_gone_holds_up_the_others_for_two_minutes(desk, addressed, messages, reply):
    desk.answer = lambda request: reply(500 if "gone" in request.line else 200)
    channel = addressed(f"json://127.0.0.1:{desk.port}/one", f"json://127.0.0.1:{desk.port}/gone")
    opened = messages["opened"]
    for wait_s in (0, 119):
        with pytest.raises(TransportError, match="1 of 2 have it"):
            await channel.deliver(replace(opened, at_ms=opened.at_ms + wait_s * 1000))
    receipt = await channel.deliver(replace(opened, at_ms=opened.at_ms + 120_000))
    assert receipt.detail == "1 of 2 have it, not address 2: not taken by address 2"
    await channel.close()


async def test_an_address_that_hangs_is_left_after_the_timeout(desk, addressed, messages):
    released = asyncio.Event()

    async def never(_request: object) -> bytes:
        await released.wait()
        return b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"

    desk.answer = never
    channel = addressed(f"json://127.0.0.1:{desk.port}/", timeout_s=0.3)
    with pytest.raises(TransportError) as error:
        await channel.deliver(messages["opened"])
    assert not error.value.permanent
    released.set()
    await channel.close()


@pytest.mark.parametrize("line", ["nonsense://hunter2", "hunter2", "# nothing"])
def test_an_address_that_is_none_is_refused_at_the_start_without_being_repeated(addressed, line: str):
    with pytest.raises(SettingsError) as error:
        addressed(line)
    assert "hunter2" not in str(error.value)

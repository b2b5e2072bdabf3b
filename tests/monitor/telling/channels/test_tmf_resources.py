"""A receiver with a TM Forum Open API: one resource for each incident, whatever becomes of its answers."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from monitor.telling.channels.channel import TransportError
from monitor.telling.model import Message

CASES = {"tmf656": "serviceProblem", "tmf621": "troubleTicket", "tmf642": "alarm"}
OVER = {"status": "resolved", "state": "cleared"}


@dataclass
class Collection:
    """A server's resources; `lose` answers are thrown away after the work was done."""

    reply: Any
    refuses: int = 0
    lose: int = 0
    wordy: int = 0
    packed: bool = False
    made: list[dict[str, Any]] = field(default_factory=list)
    changed: int = 0

    def answer(self, request: Any) -> bytes:
        method, target, _ = request.line.split(" ")
        parts = urlsplit(target)
        said = self._do(method, parts, request)
        if self.lose and method != "GET":
            self.lose -= 1
            return b"gone\r\n\r\n"
        return said

    def _do(self, method: str, parts: Any, request: Any) -> bytes:
        if method == "GET":
            if self.refuses:
                return self.reply(self.refuses, b'{"code": "unknown filter"}')
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            wanted = query.get("externalAlarmId") or query.get("externalIdentifier.id")
            found = [one for one in self.made if wanted in json.dumps(one)]
            keys = query["fields"].split(",")
            return self._said(
                200, [{key: one[key] for key in keys if key in one} for one in found[: int(query["limit"])]]
            )
        document = json.loads(request.body)
        if method == "POST":
            self.made.append({**document, "id": f"id/{len(self.made) + 1}"})
            made = {**self.made[-1], "padding": "x" * self.wordy}
            return self._said(201, made)
        number = int(parts.path.rpartition("%2F")[2]) if "%2F" in parts.path else 0
        if not 0 < number <= len(self.made):
            return self.reply(404)
        assert request.headers["content-type"] == "application/merge-patch+json"
        self.made[number - 1].update(document)
        self.changed += 1
        return self._said(200, self.made[number - 1])

    def _said(self, status: int, document: Any) -> bytes:
        body = json.dumps(document).encode()
        if self.packed:
            return self.reply(status, gzip.compress(body), content_encoding="gzip")
        return self.reply(status, body)


@pytest.fixture
def server(desk, reply) -> Collection:
    made = Collection(reply)
    desk.answer = made.answer
    return made


@pytest.fixture(params=list(CASES))
def channel(request, desk, opened, tmp_path):
    """Return `channel()`: a channel as after a start."""
    secret = tmp_path / "secret"
    secret.write_text("Bearer hunter2\n", encoding="utf-8")

    def make():
        return opened(request.param, url=f"{desk.url}/{CASES[request.param]}/", secret_file=secret)

    return make


def is_over(resource: dict[str, Any]) -> bool:
    return any(resource.get(key) == value for key, value in OVER.items())


def elsewhere(message: Message) -> Message:
    """Return what another installation says of an incident that it counts as the same."""
    said = json.dumps(message.payload).replace("noc.example", "other-city.example")
    return Message(message.id, message.at_ms, json.loads(said))


async def test_an_incidents_life_is_one_resource(desk, server, channel, messages):
    made = channel()
    for name in ("opened", "updated", "restored", "resolved"):
        await made.deliver(messages[name])
        assert is_over(server.made[0]) == (name == "resolved")
    assert len(server.made) == 1
    assert server.changed == 3
    assert desk.got[0].headers["authorization"] == "Bearer hunter2"
    assert sum(item.line.startswith("GET") for item in desk.got) == 1
    await made.close()


async def test_after_every_lost_answer_and_restart_there_is_still_one(server, channel, messages):
    for name in ("opened", "updated", "restored", "resolved"):
        server.lose = 1
        for _ in range(2):
            made = channel()
            if server.lose:
                with pytest.raises(TransportError) as error:
                    await made.deliver(messages[name])
                assert not error.value.permanent
            else:
                await made.deliver(messages[name])
            await made.close()
    assert len(server.made) == 1
    assert is_over(server.made[0])


async def test_two_installations_with_one_receiver_leave_each_others_resources_alone(server, channel, messages):
    ours, theirs = messages["opened"], elsewhere(messages["opened"])
    for message in (ours, theirs):
        made = channel()
        await made.deliver(message)
        await made.close()
    assert len(server.made) == 2
    hosts = ("noc.example", "other-city.example")
    assert [[host in str(one) for host in hosts] for one in server.made] == [[True, False], [False, True]]
    made = channel()
    await made.deliver(elsewhere(messages["resolved"]))
    await made.close()
    assert [is_over(one) for one in server.made] == [False, True]


async def test_a_server_that_keeps_no_owners_is_asked_all_the_same(server, channel, messages):
    for name in ("opened", "resolved"):
        made = channel()
        await made.deliver(messages[name])
        await made.close()
        for one in server.made:
            one.pop("reportingSystemId", None)
            for identifier in one.get("externalIdentifier", ()):
                identifier.pop("owner", None)
    assert len(server.made) == 1
    assert is_over(server.made[0])


async def test_a_resource_that_somebody_removed_is_made_anew(server, channel, messages):
    made = channel()
    await made.deliver(messages["opened"])
    server.made.clear()
    await made.deliver(messages["updated"])
    assert len(server.made) == 1
    await made.close()


async def test_a_digest_brings_every_incident_to_where_it_stands(server, channel, messages):
    made = channel()
    await made.deliver(messages["digest"])
    await made.deliver(messages["digest"])
    assert [is_over(one) for one in server.made] == [False, False, True]
    await made.close()


async def test_a_test_is_created_as_over_and_done(server, channel, messages):
    made = channel()
    await made.deliver(messages["test"])
    assert len(server.made) == 1
    assert server.made[0].get("status", server.made[0].get("state")) in {"cancelled", "cleared"}
    await made.close()


@pytest.mark.parametrize("status", [400, 404, 405, 501])
async def test_a_server_that_cannot_filter_is_told_all_the_same(server, channel, messages, status: int):
    server.refuses = status
    made = channel()
    for name in ("opened", "updated", "resolved"):
        await made.deliver(messages[name])
    assert len(server.made) == 1
    assert is_over(server.made[0])
    await made.close()


async def test_a_long_answer_is_understood(server, channel, messages):
    server.wordy = 20_000
    made = channel()
    for name in ("opened", "updated"):
        await made.deliver(messages[name])
    assert len(server.made) == 1
    await made.close()


async def test_a_server_that_packs_its_answers_unasked_is_understood(server, channel, messages):
    server.packed = True
    for name in ("opened", "updated", "resolved"):
        made = channel()
        await made.deliver(messages[name])
        await made.close()
    assert len(server.made) == 1
    assert is_over(server.made[0])


async def test_a_server_that_is_down_when_asked_is_not_told_twice(desk, server, channel, messages, reply):
    desk.answer = lambda request: reply(503) if request.line.startswith("GET") else server.answer(request)
    made = channel()
    with pytest.raises(TransportError) as error:
        await made.deliver(messages["opened"])
    assert (error.value.status, error.value.permanent) == (503, False)
    assert server.made == []
    await made.close()


async def test_what_has_no_form_here_is_refused_for_good(channel, messages):
    made = channel()
    strange = type(messages["test"])("x", 0, {"type": "plan.step", "timestamp": "", "data": {"sentence": "Go."}})
    with pytest.raises(TransportError, match=r"plan\.step") as error:
        await made.deliver(strange)
    assert error.value.permanent
    await made.close()

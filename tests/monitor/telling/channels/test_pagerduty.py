"""PagerDuty: events as its API wants them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from monitor.telling.channels.channel import TransportError
from monitor.telling.channels.pagerduty import deduplication_key, events

KEY = "R0UTINGKEY00000000000000000000AB"


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "pagerduty"
    path.write_text(KEY + "\n", encoding="utf-8")
    return path


async def sent(desk, opened, secret, message) -> list[dict]:
    desk.got.clear()
    channel = opened("pagerduty", url=desk.url, secret_file=secret)
    await channel.deliver(message)
    await channel.close()
    return [json.loads(item.body) for item in desk.got]


async def test_an_incident_is_triggered_acknowledged_while_verified_and_resolved_under_one_key(
    desk, opened, secret, messages
):
    life = [(await sent(desk, opened, secret, messages[n]))[0] for n in ("opened", "updated", "restored", "resolved")]
    assert [one["event_action"] for one in life] == ["trigger", "trigger", "acknowledge", "resolve"]
    assert {one["dedup_key"] for one in life} == {"noc.example:8443/INC-000001"}
    assert {one["routing_key"] for one in life} == {KEY}
    told = life[0]["payload"]
    assert told["severity"] == "error"
    assert told["summary"] == messages["opened"].payload["data"]["sentence"]
    assert (told["source"], told["component"], told["class"]) == ("noc.example:8443", "A3", "element")
    assert life[0]["links"][0]["href"] == "https://noc.example:8443/incidents/INC-000001"
    assert "accounts" not in json.dumps(life)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("critical", "critical"),
        ("major", "error"),
        ("minor", "warning"),
        ("warning", "warning"),
        ("indeterminate", "info"),
    ],
)
def test_severities_are_those_of_pagerduty(messages, ours: str, theirs: str):
    payload = dict(messages["opened"].payload)
    payload["data"] = {**payload["data"], "severity": ours}
    (event,) = events(replace(messages["opened"], payload=payload), KEY)
    assert event["payload"]["severity"] == theirs


async def test_a_digest_is_an_event_for_each_incident(desk, opened, secret, messages):
    told = await sent(desk, opened, secret, messages["digest"])
    assert [one["event_action"] for one in told] == ["trigger", "trigger", "resolve"]
    assert len({one["dedup_key"] for one in told}) == 3


async def test_a_test_is_triggered_and_resolved_at_once(desk, opened, secret, messages):
    told = await sent(desk, opened, secret, messages["test"])
    assert [one["event_action"] for one in told] == ["trigger", "resolve"]
    assert told[0]["dedup_key"] == told[1]["dedup_key"]
    assert told[0]["payload"]["summary"] == "Only a test."


def test_a_key_is_never_too_long_and_still_one_of_its_own():
    long = [deduplication_key("noc.example", "x" * 400 + end) for end in ("a", "b")]
    assert [len(key) for key in long] == [255, 255]
    assert long[0] != long[1]
    assert deduplication_key("noc.example", "x" * 400 + "a") == long[0]


async def test_the_key_is_in_no_error(desk, opened, secret, messages, reply):
    desk.answer = lambda _request: reply(400, f"invalid routing key {KEY}".encode())
    with pytest.raises(TransportError) as error:
        await sent(desk, opened, secret, messages["opened"])
    assert error.value.permanent
    assert KEY not in str(error.value)
    assert "invalid routing key" in str(error.value)

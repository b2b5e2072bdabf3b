"""The two envelopes of a webhook."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import replace

import pytest
from standardwebhooks import Webhook as Verifier

from monitor.telling.channels.webhook import cloudevent

SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-four b").decode()
KINDS = ["opened", "updated", "restored", "resolved", "digest", "test"]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_cloudevent_is_whole_and_signed(desk, opened, messages, kind: str):
    message = replace(messages[kind], at_ms=int(time.time() * 1000))
    channel = opened("webhook", url=desk.url, secret=SECRET, envelope="cloudevents")
    await channel.deliver(message)
    await channel.close()
    (request,) = desk.got
    assert request.headers["content-type"] == "application/cloudevents+json"
    event = Verifier(SECRET).verify(request.body, request.headers)
    assert event["specversion"] == "1.0"
    assert event["id"] == request.headers["webhook-id"] == message.id
    assert event["type"] == f"plantwatch.{message.payload['type']}"
    assert event["source"] == ("urn:plantwatch" if kind in {"digest", "test"} else "https://noc.example:8443")
    assert event["time"] == message.payload["timestamp"]
    assert event["data"] == message.payload["data"]
    assert event.get("subject") == message.payload["data"].get("id")
    assert None not in event.values()


@pytest.mark.parametrize("kind", KINDS)
async def test_the_native_body_is_what_the_ledger_keeps(desk, opened, messages, kind: str):
    channel = opened("webhook", url=desk.url, secret=SECRET)
    await channel.deliver(messages[kind])
    await channel.close()
    assert json.loads(desk.got[0].body) == messages[kind].payload


def test_a_cloudevent_is_the_same_in_every_attempt(messages):
    assert cloudevent(messages["opened"]) == cloudevent(replace(messages["opened"], at_ms=1))

"""PagerDuty, Events API version 2: an incident is triggered, acknowledged while its return is verified, and resolved.

Source: https://developer.pagerduty.com/docs/send-alert-event
"""

from __future__ import annotations

import hashlib
from typing import Any

from monitor.ledger.engines import to_json
from monitor.settings import Receiver, Telling
from monitor.telling.channels.answers import receipt
from monitor.telling.channels.channel import Receipt
from monitor.telling.channels.http import Sender
from monitor.telling.channels.posting import JSON
from monitor.telling.channels.reading import SOURCE, Item, Phase, is_test, items, sentence
from monitor.telling.model import Message, MessageEvent

URL = "https://events.pagerduty.com/v2/enqueue"
LONGEST_KEY = 255
LONGEST_SUMMARY = 1024
SEVERITY = {"critical": "critical", "major": "error", "minor": "warning", "warning": "warning"}

Events = list[dict[str, Any]]


def events(message: Message, routing_key: str) -> Events:
    """Return the events of a message, one for each incident; a test is triggered and resolved at once."""
    if is_test(message):
        key = deduplication_key(SOURCE, message.id)
        summary, at = sentence(message)[:LONGEST_SUMMARY], message.payload["timestamp"]
        payload = {"summary": summary or "Test", "source": SOURCE, "severity": "info", "timestamp": at}
        opened = {"routing_key": routing_key, "event_action": "trigger", "dedup_key": key, "payload": payload}
        return [opened, {"routing_key": routing_key, "event_action": "resolve", "dedup_key": key}]
    return [_event(item, routing_key) for item in items(message, MessageEvent.TICKET)]


def deduplication_key(host: str, name: str) -> str:
    """Return what PagerDuty knows an incident by: the same for ever, at most 255 characters."""
    key = f"{host}/{name}"
    if len(key) <= LONGEST_KEY:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"{key[: LONGEST_KEY - len(digest) - 1]}~{digest}"


class PagerDuty:
    """A service of PagerDuty, by its integration key."""

    def __init__(self, receiver: Receiver, settings: Telling) -> None:
        """Read the key; raises SettingsError where it cannot be used."""
        self._url = str(receiver.url or URL)
        self._key = receiver.key()
        self._sender = Sender(settings, self._key)

    async def deliver(self, message: Message) -> Receipt:
        """POST the events of a message one after the other. Raises TransportError at the first refused.

        What had been taken before is sent again with the next attempt, and does nothing new under its key.
        """
        done = Receipt()
        headers = {"content-type": JSON, "user-agent": SOURCE}
        for event in events(message, self._key):
            answer = await self._sender.send("POST", self._url, headers, to_json(event).encode())
            done = receipt(answer.status, answer.headers, answer.body, message.at_ms)
        return done

    async def close(self) -> None:
        """Close the connections."""
        await self._sender.close()


def _event(item: Item, routing_key: str) -> dict[str, Any]:
    data = item.data
    known = (
        data["state"] == "restored" and item.phase is not Phase.OPENED
    )  # what was never triggered cannot be acknowledged
    event: dict[str, Any] = {
        "routing_key": routing_key,
        "event_action": "resolve" if item.over else "acknowledge" if known else "trigger",
        "dedup_key": deduplication_key(item.host, item.id),
    }
    if event["event_action"] != "trigger":
        return event
    return event | {
        "payload": {
            "summary": item.sentence[:LONGEST_SUMMARY],
            "source": item.host,
            "severity": SEVERITY.get(item.severity, "info"),
            "timestamp": item.at,
            "component": item.element_name,
            "group": item.element["kind"],
            "class": data["cause"],
            "custom_details": {name: data[name] for name in ("id", "state", "subscribers", "terminals", "probability")},
        },
        "client": SOURCE,
        "client_url": item.page,
        "links": [{"href": item.page, "text": item.id}],
    }

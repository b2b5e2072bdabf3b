"""The body that Alertmanager's webhooks have, version 4, for systems that take their alerts that way.

Source: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

from __future__ import annotations

import hashlib
from typing import Any

from monitor.settings import Receiver, Telling
from monitor.telling.channels.alertmanager import ALERT_NAME, Alert, labels, remarks, trial
from monitor.telling.channels.channel import Receipt
from monitor.telling.channels.posting import Poster
from monitor.telling.channels.reading import Item, is_test, items
from monitor.telling.model import Message, MessageEvent

NEVER = "0001-01-01T00:00:00Z"
"""How Go writes that an alert has not ended."""


def body(message: Message, receiver: str) -> dict[str, Any]:
    """Return a group of alerts: the incidents of a message, or a test that is over when it comes."""
    told = items(message, MessageEvent.TICKET)
    if is_test(message):
        found = [_tried(message)]
        grouped = {"alertname": str(found[0]["labels"]["alertname"])}
    else:
        found = [_alert(item) for item in told]
        grouped = {"alertname": ALERT_NAME} | ({"incident": told[0].id} if len(told) == 1 else {"digest": message.id})
    firing = any(one["status"] == "firing" for one in found)
    return {
        "version": "4",
        "groupKey": "{}:{" + ", ".join(f'{name}="{value}"' for name, value in grouped.items()) + "}",
        "truncatedAlerts": 0,
        "status": "firing" if firing else "resolved",
        "receiver": receiver,
        "groupLabels": grouped,
        "commonLabels": _common([one["labels"] for one in found]),
        "commonAnnotations": _common([one["annotations"] for one in found]),
        "externalURL": told[0].base if told else "",
        "alerts": found,
    }


class AlertmanagerWebhook:
    """A receiver that expects to be called by an Alertmanager."""

    def __init__(self, receiver: Receiver, settings: Telling) -> None:
        """Take the address; raises SettingsError where the secret cannot be used."""
        self._name = receiver.name
        self._poster = Poster(receiver, settings)

    async def deliver(self, message: Message) -> Receipt:
        """POST a message as a group of alerts. Raises TransportError."""
        return await self._poster.post([body(message, self._name)], message.at_ms)

    async def close(self) -> None:
        """Close the connections."""
        await self._poster.close()


def _alert(item: Item) -> Alert:
    """Return an incident's alert; its severity is no part of its fingerprint, so that it ends as what it began as."""
    marked = labels(item, item.severity)
    return {
        "status": "resolved" if item.over else "firing",
        "labels": marked,
        "annotations": remarks(item),
        "startsAt": item.data["opened"] or item.at,
        "endsAt": (item.data["resolved"] or item.at) if item.over else NEVER,
        "generatorURL": item.page,
        "fingerprint": _fingerprint({name: value for name, value in marked.items() if name != "severity"}),
    }


def _tried(message: Message) -> Alert:
    """Return the alert of a test, over when it comes."""
    made = trial(message)
    over = {"status": "resolved", "endsAt": made["startsAt"], "generatorURL": ""}
    return {**made, **over, "fingerprint": _fingerprint(made["labels"])}


def _fingerprint(marks: dict[str, str]) -> str:
    text = "\n".join(f"{name}={value}" for name, value in sorted(marks.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _common(tables: list[dict[str, str]]) -> dict[str, str]:
    """Return what all of some tables say alike."""
    first, *others = tables or [{}]
    return {name: value for name, value in first.items() if all(one.get(name) == value for one in others)}

"""Prometheus Alertmanager: an alert for each incident, by its API version 2.

What identifies an alert are its labels, and severity is one, because that is what routes go by. So of an
incident the alerts with the severities that it does not have are ended with the same request: exactly one
stands, and Alertmanager says nothing of those that never stood.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.settings import Receiver, Telling
from monitor.telling.channels.channel import Receipt
from monitor.telling.channels.posting import Poster
from monitor.telling.channels.reading import Item, is_test, items, sentence
from monitor.telling.model import Message, MessageEvent

Alert = dict[str, Any]
SEVERITIES = ("critical", "major", "minor", "warning", "indeterminate")
ALERT_NAME = "PlantwatchIncident"
TEST_NAME = "PlantwatchTest"
STANDS = timedelta(days=30)
"""How long an alert stands that nobody ends; without a time of its own Alertmanager ends it after minutes."""
TEST_STANDS = timedelta(minutes=1)


def alerts(item: Item) -> list[Alert]:
    """Return the alerts of an incident: the one that stands, or ended, and those of other severities as ended."""
    started = str(item.data["opened"] or item.at)
    ended = _later(started, str(item.data["resolved"] or item.at) if item.over else item.at)
    stands = _plus(ended, STANDS)
    return [
        {
            "labels": labels(item, severity),
            "annotations": remarks(item),
            "startsAt": started,
            "endsAt": stands if severity == item.severity and not item.over else ended,
            "generatorURL": item.page,
        }
        for severity in SEVERITIES
    ]


def labels(item: Item, severity: str) -> dict[str, str]:
    """Return what identifies an incident's alert, and what routes go by."""
    return {"alertname": ALERT_NAME, "incident": item.id, "severity": severity, "plantwatch": item.host}


def remarks(item: Item) -> dict[str, str]:
    """Return what people read of an incident, and what may change about it; no subscriber is named."""
    data = item.data
    return {
        "summary": item.sentence,
        "cause": str(data["cause"]),
        "state": str(data["state"]),
        "element": str(item.element["id"]),
        "subscribers": str(data["subscribers"]),
        "terminals": str(data["terminals"]),
        "probability": str(data["probability"]),
    }


def trial(message: Message) -> Alert:
    """Return the alert of a test, which ends by itself after a minute."""
    at = str(message.payload["timestamp"])
    return {
        "labels": {"alertname": TEST_NAME, "severity": "indeterminate", "test": "true"},
        "annotations": {"summary": sentence(message)},
        "startsAt": at,
        "endsAt": _plus(at, TEST_STANDS),
    }


class Alertmanager:
    """A receiver whose `url` is Alertmanager's, without a path of the API."""

    def __init__(self, receiver: Receiver, settings: Telling) -> None:
        """Take the address; raises SettingsError where the secret cannot be used."""
        self._poster = Poster(receiver, settings)
        self._poster.url = self._poster.url.rstrip("/") + "/api/v2/alerts"

    async def deliver(self, message: Message) -> Receipt:
        """POST the alerts of all incidents of a message at once. Raises TransportError."""
        told = (
            [trial(message)]
            if is_test(message)
            else [one for item in items(message, MessageEvent.TICKET) for one in alerts(item)]
        )
        return await self._poster.post([told], message.at_ms)

    async def close(self) -> None:
        """Close the connections."""
        await self._poster.close()


def _later(one: str, other: str) -> str:
    """Return the later of two times: an alert that ends before it begins is refused."""
    return max(one, other, key=datetime.fromisoformat)


def _plus(at: str, span: timedelta) -> str:
    return (datetime.fromisoformat(at) + span).astimezone(UTC).isoformat().replace("+00:00", "Z")

"""Webhook: an HTTP POST of JSON, native or as CloudEvents 1.0, signed as Standard Webhooks has it.

Try it against any HTTP server: `nc -l 127.0.0.1 8099`, and a receiver with url = "http://127.0.0.1:8099/".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from standardwebhooks import Webhook as Signer

from monitor.ledger.engines import to_json
from monitor.settings import Receiver, Telling
from monitor.telling.channels.answers import receipt
from monitor.telling.channels.channel import Receipt
from monitor.telling.channels.http import Sender
from monitor.telling.channels.reading import SOURCE
from monitor.telling.model import Message

JSON = "application/json"
CLOUDEVENT = "application/cloudevents+json"


def cloudevent(message: Message) -> dict[str, Any]:
    """Return a message in the structured envelope of CloudEvents 1.0: its id is the notice's, its data the native.

    Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
    """
    payload = message.payload
    data = payload["data"]
    event = {
        "specversion": "1.0",
        "id": message.id,
        "source": _source(data),
        "type": f"plantwatch.{payload['type']}",
        "subject": data.get("id"),
        "time": payload.get("timestamp"),
        "datacontenttype": JSON,
        "data": data,
    }
    return {name: value for name, value in event.items() if value is not None}  # an absent attribute is left out


def _source(data: Mapping[str, Any]) -> str:
    page = str(data.get("links", {}).get("page", ""))  # …/incidents/INC-000001, …/orders/ORD-000001
    return page.rsplit("/", 2)[0] or f"urn:{SOURCE}"


class Webhook:
    """One receiver's address and secret, with connections that are kept open between notices."""

    def __init__(self, receiver: Receiver, settings: Telling) -> None:
        """Read the secret; raises SettingsError where it cannot be used."""
        self._url = str(receiver.url)
        self._as_cloudevent = receiver.envelope == "cloudevents"
        key = receiver.key()
        self._signer = Signer(key)
        self._sender = Sender(settings, key)

    async def deliver(self, message: Message) -> Receipt:
        """POST a message; 2xx is a receipt. Raises TransportError."""
        body = to_json(cloudevent(message) if self._as_cloudevent else message.payload)
        answer = await self._sender.send("POST", self._url, self._headers(message, body), body.encode())
        return receipt(answer.status, answer.headers, answer.body, message.at_ms)

    async def close(self) -> None:
        """Close the connections."""
        await self._sender.close()

    def _headers(self, message: Message, body: str) -> dict[str, str]:
        at = datetime.fromtimestamp(message.at_ms // 1000, UTC)
        return {
            "content-type": CLOUDEVENT if self._as_cloudevent else JSON,
            "user-agent": SOURCE,
            "webhook-id": message.id,
            "webhook-timestamp": str(message.at_ms // 1000),
            "webhook-signature": self._signer.sign(message.id, at, body),
        }

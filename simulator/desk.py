"""A customer-service desk: receives webhooks, checks who sent them, counts each message once.

Source: the Standard Webhooks specification (headers webhook-id, webhook-timestamp, webhook-signature).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TOLERANCE_S = 300
"""A message older or newer than this is somebody replaying what he recorded."""
SECRET_PREFIX = "whsec_"  # noqa: S105 - the mark of such secrets, not one
MODES = ("ok", "error", "busy", "hang")


class SecretError(ValueError):
    """A secret that is none."""


@dataclass(slots=True)
class Message:
    """One message by its id, however often it came."""

    id: str
    received_ms: int
    """When it was first accepted or turned away."""
    verified: bool
    problem: str
    """Why it was not verified."""
    body: Any
    duplicates: int = 0
    """How often it came again after it had been accepted."""
    order: int = 0
    """Place among the accepted, from 1; 0 when not accepted."""
    attempts_ms: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mode:
    """How the desk treats the next messages."""

    name: str = "ok"
    left: int = 0
    """Messages still to be treated so; 0 with another name than `ok`: until told otherwise."""
    hang_s: float = 30.0


class Desk:
    """Keeps accepted messages in the order they came, and those it turned away."""

    def __init__(self, secret: str) -> None:
        """Check signatures by `secret`, `whsec_` and base64. Raises SecretError."""
        self.secret = secret
        self._key = secret_key(secret)
        self._lock = threading.Lock()
        self._accepted: dict[str, Message] = {}
        self._refused: list[Message] = []
        self._mode = Mode()
        self._failed: dict[str, list[int]] = {}

    def set_mode(self, name: str, count: int = 0, hang_s: float = 30.0) -> None:
        """Treat the next `count` messages as `ok`, `error` (500), `busy` (429) or `hang`. Raises ValueError."""
        if name not in MODES or count < 0:
            msg = f"desk mode {name!r}: one of {', '.join(MODES)}, and a count of 0 or more"
            raise ValueError(msg)
        with self._lock:
            self._mode = Mode(name, count, hang_s)

    def treat(self, headers: Mapping[str, str], now_ms: int) -> Mode:
        """Return how this arrival is treated, counting it off; one that fails is remembered as an attempt."""
        with self._lock:
            mode = self._mode
            if mode.name != "ok":
                self._failed.setdefault(headers.get("webhook-id", ""), []).append(now_ms)
                if mode.left == 1:
                    self._mode = Mode()
                elif mode.left > 1:
                    self._mode = Mode(mode.name, mode.left - 1, mode.hang_s)
            return mode

    def receive(self, headers: Mapping[str, str], body: bytes, now_ms: int) -> Message:
        """Verify a message and take it in; one that came before changes nothing but its count."""
        problem = check(self._key, headers, body, now_ms)
        key = headers.get("webhook-id", "")
        with self._lock:
            if problem:
                message = Message(
                    key, now_ms, verified=False, problem=problem, body=_parsed(body), attempts_ms=[now_ms]
                )
                self._refused.append(message)
                return message
            known = self._accepted.get(key)
            if known is not None:
                known.duplicates += 1
                known.attempts_ms.append(now_ms)
                return known
            message = Message(key, now_ms, verified=True, problem="", body=_parsed(body))
            message.order = len(self._accepted) + 1
            message.attempts_ms = [*self._failed.pop(key, []), now_ms]
            self._accepted[key] = message
            return message

    def messages(self) -> dict[str, Any]:
        """Return accepted messages in order, those turned away, and attempts we answered with a failure."""
        with self._lock:
            return {
                "messages": [_facts(message) for message in self._accepted.values()],
                "refused": [_facts(message) for message in self._refused],
                "failed_attempts": {key: list(times) for key, times in self._failed.items()},
                "mode": self._mode.name,
            }


def secret_key(secret: str) -> bytes:
    """Return the key in a `whsec_…` secret. Raises SecretError."""
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error as error:
        msg = f"a webhook secret is {SECRET_PREFIX} and base64: {error}"
        raise SecretError(msg) from error
    if not secret.startswith(SECRET_PREFIX) or len(key) < 16:
        msg = f"a webhook secret is {SECRET_PREFIX} and at least 16 octets in base64"
        raise SecretError(msg)
    return key


def sign(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    """Return one signature, `v1,` and base64."""
    digest = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def check(key: bytes, headers: Mapping[str, str], body: bytes, now_ms: int) -> str:
    """Return what is wrong with a message's headers, empty when they prove its sender.

    `headers` by their names in lower case.
    """
    message_id, timestamp, signatures = (
        headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")
    )
    if not message_id or not timestamp or not signatures:
        return "webhook-id, webhook-timestamp or webhook-signature is missing"
    if not timestamp.isascii() or not timestamp.isdigit():
        return "webhook-timestamp is no number of seconds"
    if abs(int(timestamp) - now_ms / 1000) > TOLERANCE_S:
        return "webhook-timestamp is too far from now"
    wanted = sign(key, message_id, timestamp, body).encode()
    if any(hmac.compare_digest(wanted, offered.encode()) for offered in signatures.split()):
        return ""
    return "no signature fits"


def _parsed(body: bytes) -> Any:  # noqa: ANN401 - whatever JSON the sender wrote
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def _facts(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "received_ms": message.received_ms,
        "verified": message.verified,
        "problem": message.problem,
        "duplicates": message.duplicates,
        "order": message.order,
        "attempts_ms": list(message.attempts_ms),
        "body": message.body,
    }

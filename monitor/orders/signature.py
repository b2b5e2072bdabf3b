"""Who sent a message: its signature, as Standard Webhooks has it, by any of the secrets that count now.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence

TOLERANCE_S = 300
"""A message older or newer than this is somebody repeating what he recorded."""
LONGEST_ID = 200
PREFIX = "v1,"


class ForgedError(ValueError):
    """A message that does not prove who sent it; the reason is for our log, not for him."""


def message_id(headers: Mapping[str, str], body: bytes, keys: Sequence[bytes], now_ms: int) -> str:
    """Return the id of a message that was signed with one of the keys, within TOLERANCE_S of now.

    headers: by any case. Every key is tried whatever the others say, so that time tells nothing. Raises ForgedError.
    """
    named = {name.lower(): value for name, value in headers.items()}
    ident, stamp, signatures = (named.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not ident or len(ident) > LONGEST_ID or not ident.isascii() or not ident.isprintable():
        raise ForgedError("webhook-id is missing, or none")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise ForgedError("webhook-timestamp is no number of seconds")
    if abs(int(stamp) - now_ms / 1000) > TOLERANCE_S:
        raise ForgedError("webhook-timestamp is too far from now")
    signed = f"{ident}.{stamp}.".encode() + body
    offered = [item.encode() for item in signatures.split()[:8] if item.startswith(PREFIX)]
    fits = [hmac.compare_digest(_signature(key, signed), item) for key in keys for item in offered]
    if not any(fits):
        raise ForgedError("no signature fits")
    return ident


def _signature(key: bytes, signed: bytes) -> bytes:
    return PREFIX.encode() + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())

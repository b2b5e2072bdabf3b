"""What an answer over HTTP means: taken, refused for now, refused for good."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from monitor.telling.channels.channel import Receipt, TransportError

WORTH_ANOTHER_TRY = frozenset({408, 425, 429})
"""The refusals below 500 that speak of the moment, not of the message."""
HOST = re.compile(r"[a-z0-9_.:*-]+")
"""What a host is written with; * stands where a secret was."""
MOST_TOLD = 200
"""Characters of an answer that go into the delivery log."""


def receipt(status: int, headers: Mapping[str, str], body: bytes, now_ms: int) -> Receipt:
    """Return the receipt that an answer of 2xx is. Raises TransportError for every other."""
    said = printable(body.decode("utf-8", errors="replace"))
    if 200 <= status < 300:
        return Receipt(status, said)
    raise refused(status, said, headers, now_ms)


def refused(status: int, said: str, headers: Mapping[str, str], now_ms: int) -> TransportError:
    """Return the error that an answer other than 2xx is.

    A redirect is not followed but tried again: it may be somebody's maintenance page. The host of whoever moved for
    good is named in the delivery log; the path may hold a number or a secret. 4xx is for good, except those that
    say it is not.
    """
    permanent = 400 <= status < 500 and status not in WORTH_ANOTHER_TRY
    if 300 <= status < 400:
        detail = f"{status}, a redirect to {_whereto(headers.get('location', ''))}, not followed"
    else:
        detail = f"{status}: {said}" if said else str(status)
    wait_s = retry_after_s(headers.get("retry-after", ""), now_ms)
    return TransportError(detail, permanent=permanent, status=status, retry_after_s=wait_s)


def retry_after_s(written: str, now_ms: int) -> float | None:
    """Return the seconds a `Retry-After` asks for, as a number or an HTTP date; None where it is neither."""
    written = written.strip()
    if written.isascii() and written.isdigit():
        return float(written[:12])
    try:
        at = parsedate_to_datetime(written)
    except (ValueError, TypeError, OverflowError):
        return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return max(0.0, at.timestamp() - now_ms / 1000)


def _whereto(location: str) -> str:
    """Return where a redirect leads, without what may have been repeated of the request."""
    try:
        parts = urlsplit(location)
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        return "no address at all"
    if parts.hostname and not HOST.fullmatch(parts.hostname):
        return "no address at all"
    if parts.hostname:
        return printable(f"{parts.scheme or 'the same scheme'}://{parts.hostname}{port}")
    return "another place there" if location else "nowhere"


def printable(text: str) -> str:
    """Return the beginning of a text as one line that a terminal can show."""
    line = " ".join(text.split())[:MOST_TOLD]
    return "".join(sign for sign in line if sign.isprintable())

"""Webhook: an HTTP POST of JSON, signed as Standard Webhooks has it.

Try it against any HTTP server: `nc -l 127.0.0.1 8099`, and a receiver with url = "http://127.0.0.1:8099/".
"""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from standardwebhooks import Webhook as Signer

from monitor.ledger.engines import to_json
from monitor.settings import Receiver, Telling
from monitor.telling.channels.channel import Receipt, TransportError
from monitor.telling.model import Message

WORTH_ANOTHER_TRY = frozenset({408, 425, 429})
"""The refusals below 500 that speak of the moment, not of the message."""
MOST_READ = 4096
"""Bytes of an answer that are looked at; the rest is not waited for."""
GLIMPSE_S = 1.0
MOST_TOLD = 200
"""Characters of an answer that go into the delivery log."""


class Webhook:
    """One receiver's address and secret, with connections that are kept open between notices."""

    def __init__(self, receiver: Receiver, settings: Telling) -> None:
        """Read the secret; raises SettingsError where it cannot be used."""
        self._url = str(receiver.url)
        self._signer = Signer(receiver.key())
        self._timeout_s = settings.timeout_s
        self._client = httpx.AsyncClient(
            verify=ssl.create_default_context(),  # the system's authorities: operators have their own
            timeout=settings.timeout_s,
            follow_redirects=False,  # a signed message goes where it was addressed, nowhere else
            trust_env=False,
        )

    async def deliver(self, message: Message) -> Receipt:
        """POST a message; 2xx is a receipt. Raises TransportError."""
        response = await self._send(message)
        try:
            said = await _glimpse(response)
        finally:
            await response.aclose()
        if response.is_success:
            return Receipt(response.status_code, said)
        raise refused(response.status_code, said, response.headers, message.at_ms)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _send(self, message: Message) -> httpx.Response:
        """Return the answer as soon as its headers are there, all of them within the timeout."""
        body = to_json(message.payload)
        headers = self._headers(message, body)
        request = self._client.build_request("POST", self._url, content=body.encode(), headers=headers)
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._client.send(request, stream=True)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise TransportError(f"no answer within {self._timeout_s:g} s") from error
        except httpx.HTTPError as error:
            raise TransportError(f"{type(error).__name__}: {_told(str(error))}") from error

    def _headers(self, message: Message, body: str) -> dict[str, str]:
        at = datetime.fromtimestamp(message.at_ms // 1000, UTC)
        return {
            "content-type": "application/json",
            "user-agent": "plantwatch",
            "webhook-id": message.id,
            "webhook-timestamp": str(message.at_ms // 1000),
            "webhook-signature": self._signer.sign(message.id, at, body),
        }


def refused(status: int, said: str, headers: httpx.Headers, now_ms: int) -> TransportError:
    """Return the error that an answer other than 2xx is.

    A redirect is not followed but tried again: it may be somebody's maintenance page, and whoever
    moved for good is named in the delivery log. 4xx is for good, except those that say it is not.
    """
    permanent = 400 <= status < 500 and status not in WORTH_ANOTHER_TRY
    if 300 <= status < 400:
        detail = f"{status}, a redirect to {_told(headers.get('location', 'nowhere'))}, not followed"
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


async def _glimpse(response: httpx.Response) -> str:
    """Return the beginning of an answer's body; the status has been said, so nothing here can fail it."""
    seen = b""
    try:
        async with asyncio.timeout(GLIMPSE_S):
            async for chunk in response.aiter_raw():
                seen += chunk[: MOST_READ - len(seen)]
                if len(seen) >= MOST_READ:
                    break
    except (TimeoutError, httpx.HTTPError):
        pass
    return _told(seen.decode("utf-8", errors="replace"))


def _told(text: str) -> str:
    line = " ".join(text.split())[:MOST_TOLD]
    return "".join(sign for sign in line if sign.isprintable())

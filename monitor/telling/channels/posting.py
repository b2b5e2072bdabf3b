"""Documents for one address over HTTP: what channels share that differ only in what they write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monitor.ledger.engines import to_json
from monitor.settings import Receiver, SettingsError, Telling
from monitor.telling.channels.answers import receipt
from monitor.telling.channels.channel import Receipt
from monitor.telling.channels.http import MOST_READ, Answer, Sender
from monitor.telling.channels.reading import SOURCE

JSON = "application/json"


class Poster:
    """A receiver's address, with its `Authorization` where it wants one."""

    def __init__(self, receiver: Receiver, settings: Telling) -> None:
        """Read the file with the Authorization header; raises SettingsError where it cannot be one."""
        self.url = str(receiver.url)
        secret = receiver.key()
        if secret and not (secret.isascii() and secret.isprintable()):
            raise SettingsError(f"{receiver.secret_file}: an Authorization header is one line of ASCII")
        self._headers = {"user-agent": SOURCE} | ({"authorization": secret} if secret else {})
        self._sender = Sender(settings, secret.rpartition(" ")[2])

    async def send(
        self,
        method: str,
        url: str,
        document: Any,  # noqa: ANN401 - JSON
        media: str = JSON,
        most: int = MOST_READ,
    ) -> Answer:
        """Return the answer to a document, whatever it is, with `most` bytes of its body.

        Raises TransportError where there is none.
        """
        body = b"" if document is None else to_json(document).encode()
        return await self._sender.send(method, url, self._with(media), body, most)

    async def post(self, documents: list[Any], at_ms: int) -> Receipt:
        """POST one document after the other; the receipt is the last one's. Raises TransportError at the first refused.

        What had been taken before is sent again with the next attempt: documents carry their identity.
        """
        done = Receipt()
        for document in documents:
            answer = await self.send("POST", self.url, document)
            done = receipt(answer.status, answer.headers, answer.body, at_ms)
        return done

    async def post_text(self, body: bytes, media: str, at_ms: int, headers: Mapping[str, str] | None = None) -> Receipt:
        """POST a body as it is. Raises TransportError."""
        answer = await self._sender.send("POST", self.url, {**self._with(media), **(headers or {})}, body)
        return receipt(answer.status, answer.headers, answer.body, at_ms)

    async def close(self) -> None:
        """Close the connections."""
        await self._sender.close()

    def _with(self, media: str) -> dict[str, str]:
        return {**self._headers, "content-type": media, "accept": JSON}

"""Whatever the library apprise speaks: DingTalk, WeCom, Slack, Telegram and a hundred others, by its addresses.

Its addresses hold secrets, so they are in the receiver's secret_file, one a line.
Source: https://github.com/caronc/apprise/wiki
"""

from __future__ import annotations

import asyncio
import importlib
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from monitor.settings import Receiver, SettingsError, Telling
from monitor.telling.channels.channel import Receipt, TransportError
from monitor.telling.channels.served import Served
from monitor.telling.channels.text import text
from monitor.telling.model import Message

CONNECTIONS = 4
"""Messages sent at a time, each on a thread of its own: the library waits where it stands."""
PATIENCE_S = 120.0
"""For how long an address that fails may hold up what the others are told next."""
FACES = {"incident.opened": "failure", "incident.resolved": "success", "incident.updated": "warning"}
"""How a notice is coloured, by its type."""


class Apprise:
    """Addresses of apprise, each of them told once."""

    def __init__(self, receiver: Receiver, settings: Telling) -> None:
        """Read the addresses; raises SettingsError where one is not known to the library."""
        # Imported with the first receiver that needs it: it costs 60 MB, and most have none.
        library = importlib.import_module("apprise")
        logging.getLogger("apprise").disabled = True  # it writes addresses, which hold secrets
        self._language = receiver.language
        self._timeout_s = settings.timeout_s
        self._ways: dict[str, Any] = {}
        lines = [line.strip() for line in receiver.key().splitlines()]
        for number, line in enumerate((line for line in lines if line and not line.startswith("#")), start=1):
            way = library.Apprise()
            if not way.add(line):
                raise SettingsError(f"{receiver.secret_file}: address {number} is none that apprise knows")
            self._ways[f"address {number}"] = way
        if not self._ways:
            raise SettingsError(f"{receiver.secret_file}: there is no address in the file")
        self._served = Served(PATIENCE_S)
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="apprise")
        self._turns = asyncio.Semaphore(CONNECTIONS)

    async def deliver(self, message: Message) -> Receipt:
        """Tell every address that has not been told. Raises TransportError, for now: why, the library does not say."""
        said = text(message, self._language)
        face = FACES.get(str(message.payload["type"]), "info")
        missing = self._served.missing(message.id, list(self._ways))
        lost = {}
        for name in missing:
            if await self._tell(self._ways[name], said.title, said.plain(), face):
                self._served.add(message.id, name)
            else:
                lost[name] = TransportError(f"not taken by {name}")
        return self._served.settle(message, {name: name for name in self._ways}, lost, len(missing))

    async def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _tell(self, way: Any, title: str, body: str, face: str) -> bool:  # noqa: ANN401 - of a library without types
        """Return whether an address took it within the timeout; a thread that hangs ends by the library's own."""
        loop = asyncio.get_running_loop()
        async with self._turns:
            sent = loop.run_in_executor(
                self._threads, lambda: way.notify(body=body, title=title, notify_type=face, body_format="text")
            )
            try:
                async with asyncio.timeout(self._timeout_s):
                    return bool(await sent)
            except TimeoutError:
                return False

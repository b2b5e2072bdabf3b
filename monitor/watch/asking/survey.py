"""The survey as it is run again and again: asked in the loop, kept in a thread of its own."""

from __future__ import annotations

import asyncio

import structlog

from collectors.clock import Clock
from collectors.surveying import Surveyor
from monitor.discovery.book import DiscoveryBook
from monitor.ledger.ledger import LedgerError
from monitor.watch.asking.directory import Directory

log = structlog.get_logger()


class Survey:
    """Asks where terminals are and has the book take it; one survey at a time, as the schedule sees to."""

    def __init__(self, surveyor: Surveyor, book: DiscoveryBook, clock: Clock) -> None:
        self._surveyor = surveyor
        self._book = book
        self._clock = clock

    async def run(self, directory: Directory) -> None:
        """Survey every device that tells of terminals; judging does not wait for what is made of it."""
        devices = directory.tellers()
        if not devices:
            return
        found = await self._surveyor.survey(devices)
        try:
            await asyncio.to_thread(self._book.take, found, self._clock.now_ms())
        except LedgerError as error:
            log.error("discovery.not_written", reason=str(error))  # noqa: TRY400 - a sentence, not a trace

"""A series store that is a server elsewhere: written through a spool, asked for history in its own language."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from collectors.model import Readings
from monitor.series.model import STEPPED, History
from monitor.series.reading import Question
from monitor.series.remote import lines
from monitor.series.remote.sender import Sender
from monitor.series.remote.server import Server
from monitor.series.remote.spool import Spool
from monitor.settings import SeriesSettings


class Reader(Protocol):
    """Asks a server for history."""

    def history(self, family: str, asked: Question) -> History:
        """Return what the question asks for; raises SeriesError where the server cannot say."""
        ...

    def close(self) -> None:
        """Give back the connections."""
        ...


class RemoteStore:
    """History of readings on a server; `append` needs the disk only, so nothing waits for the server.

    Readings of one family, subject, instance and moment are one point there: sent again they replace each other.
    """

    def __init__(self, directory: Path, settings: SeriesSettings, reader: Reader) -> None:
        """Open the store with its spool in `directory`; raises SeriesError where that cannot be."""
        self.spool = Spool(directory.absolute(), int(settings.spool_gb * 1e9))
        self._server = Server(settings)
        self._sender = Sender(self.spool, self._server)
        self._reader = reader

    def append(self, readings: Sequence[Readings]) -> None:
        """Keep `readings`, all or none of them, on this disk until the server has them.

        Raises SeriesError naming the spool when it or the disk is full; ValueError for names no server can keep.
        """
        for part in readings:
            lines.check(part)
        if any(len(part) for part in readings):
            self.spool.put(lines.batches(readings))
        self._sender.start()  # with nothing new, too: an earlier process may have left something

    def history(
        self,
        family: str,
        slot: int,
        metrics: Sequence[str],
        start_ms: int,
        end_ms: int,
        instance: int | None = None,
        points: int = 500,
    ) -> History:
        """Return readings the server has of one subject in [start_ms, end_ms), at most `points` rows per instance.

        Raises SeriesError naming the server where it does not answer.
        """
        most = sys.maxsize if family in STEPPED else points
        return self._reader.history(family, Question(slot, tuple(metrics), start_ms, end_ms, instance, most))

    def waiting_bytes(self) -> int:
        """Return how many octets the server has not taken yet."""
        return self.spool.waiting_bytes()

    def close(self) -> None:
        """Stop sending and give back the connections; what was not sent stays in the spool for the next to open it."""
        self._sender.stop()
        self._server.close()
        self._reader.close()

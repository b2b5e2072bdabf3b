"""A round of pings in the pinger's hands: a row per device, a column per echo."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SockAddr = tuple[str, int]


@dataclass(frozen=True, slots=True)
class PingQuestion:
    """How devices are pinged, the same for every device of a job."""

    echoes: int
    """Echoes, or connections, tried per device."""
    icmp: bool = True
    """ICMP where it is allowed; else TCP connections only."""


@dataclass(frozen=True, slots=True)
class PingTarget:
    """Whom to ping."""

    address: str
    """Canonical IP address, as the socket reports the source of a reply."""
    ports: tuple[int, ...]
    """TCP ports one of which is thought to accept or refuse, where ICMP cannot be used."""

    @property
    def version(self) -> int:
        """4 or 6."""
        return 6 if ":" in self.address else 4


class PingJob:
    """Rows of targets in the order they were given, closed one by one."""

    def __init__(self, targets: Sequence[PingTarget], echoes: int) -> None:
        count = len(targets)
        self.targets = targets
        self.time_ms: NDArray[np.int64] = np.zeros(count, dtype=np.int64)
        """int64[n]: when the last answer arrived, or waiting ended; 0 while open."""
        self.round_trip_ms: NDArray[np.float64] = np.full((count, echoes), np.nan)
        """float64[n, echoes]: NaN for an echo that was lost, or is under way."""
        self.errors: dict[int, str] = {}
        """Row → why it was not pinged; a device refuses nothing here, so there are none."""
        self._open = set(range(count))
        self._closed: list[int] = []
        self._done = asyncio.Event()
        self._end_if_over()

    @property
    def answered(self) -> NDArray[np.bool_]:
        """bool[n]: at least one echo came back."""
        return np.asarray(~np.isnan(self.round_trip_ms).all(axis=1))

    @property
    def finished(self) -> bool:
        """Whether every row is closed, or the job was cancelled."""
        return self._done.is_set()

    def is_open(self, row: int) -> bool:
        """Return whether a row still waits for echoes."""
        return row in self._open

    async def wait(self, seconds: float) -> None:
        """Return when finished, or after so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._done.wait()
        except TimeoutError:
            return

    def cancel(self) -> None:
        """Send nothing more; replies under way are dropped."""
        self._open.clear()
        self._end_if_over()

    def closed(self) -> NDArray[np.intp]:
        """Return the rows closed since the last call."""
        rows, self._closed = self._closed, []
        return np.array(rows, dtype=np.intp)

    def came_back(self, row: int, echo: int, round_trip_ms: float, at_ms: int) -> None:
        """Take a reply; a row whose echoes have all come back is closed."""
        if row not in self._open:
            return
        self.round_trip_ms[row, echo] = round_trip_ms
        self.time_ms[row] = at_ms
        if not np.isnan(self.round_trip_ms[row]).any():
            self._close(row)

    def give_up(self, row: int, at_ms: int) -> None:
        """Close a row if it is open: what has not come back by now is lost."""
        if row in self._open:
            self.time_ms[row] = self.time_ms[row] or at_ms
            self._close(row)

    def _close(self, row: int) -> None:
        self._open.discard(row)
        self._closed.append(row)
        self._end_if_over()

    def _end_if_over(self) -> None:
        if not self._open:
            self._done.set()

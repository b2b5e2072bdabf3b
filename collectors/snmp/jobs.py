"""What every job of the batch engine shares: its rows, when they close, and the asks it hands out."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from collectors.snmp.engine import Target
from collectors.snmp.message import Opened


class Ask:
    """One request until it is answered or given up."""

    __slots__ = (
        "after",
        "before",
        "columns",
        "deadline",
        "in_flight",
        "job",
        "rank",
        "reports",
        "request_id",
        "row",
        "sent_at",
        "tries",
        "whom",
    )

    def __init__(
        self, job: BatchJob, row: int, whom: Target, columns: Sequence[int], template: tuple[bytes, bytes]
    ) -> None:
        self.job = job
        self.row = row
        self.whom = whom
        self.columns = columns
        self.before, self.after = template
        self.request_id = 0
        self.tries = 0
        self.reports = 0
        """Times it was sent again because the agent's SNMPv3 engine was not as we thought."""
        self.sent_at = 0.0
        self.rank = 0
        """Which of the engine's time-outs it was given."""
        self.deadline = 0.0
        self.in_flight = False


class BatchJob(ABC):
    """Rows of targets, closed one by one; what is asked and what answers become is for each kind of job to say."""

    def __init__(self, targets: Sequence[Target]) -> None:
        count = len(targets)
        self.targets = targets
        self.time_ms: NDArray[np.int64] = np.zeros(count, dtype=np.int64)
        self.answered: NDArray[np.bool_] = np.zeros(count, dtype=np.bool_)
        self.errors: dict[int, str] = {}
        self._open = count
        self._closed: list[int] = []
        self._done = asyncio.Event()
        if not count:
            self._done.set()

    @property
    def finished(self) -> bool:
        """Whether every row is closed, or the job was cancelled."""
        return self._done.is_set()

    async def wait(self, seconds: float) -> None:
        """Return when finished, or after so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._done.wait()
        except TimeoutError:
            return

    def cancel(self) -> None:
        """Ask nothing more; answers under way are dropped."""
        self._done.set()

    def closed(self) -> NDArray[np.intp]:
        """Return the rows closed since the last call."""
        rows, self._closed = self._closed, []
        return np.array(rows, dtype=np.intp)

    def close_row(self, row: int, now_ms: int) -> None:
        """Note that nothing more will come for a row."""
        self.time_ms[row] = now_ms
        self._closed.append(row)
        self._open -= 1
        if not self._open:
            self._done.set()

    def on_refusal(self, ask: Ask, sentence: str, now_ms: int) -> None:
        """Take note that the device is there and will not talk to us."""
        self.on_silence(ask, now_ms)
        self.answered[ask.row] = True
        self.errors[ask.row] = sentence

    @abstractmethod
    def next_ask(self) -> Ask | None:
        """Return the next request to send; None when none is ready."""

    @abstractmethod
    def on_answer(self, ask: Ask, data: bytes, opened: Opened, now_ms: int) -> None:
        """Take an answer whose source and id were right; raises Malformed, then it counts as not arrived."""

    @abstractmethod
    def on_silence(self, ask: Ask, now_ms: int) -> None:
        """Take note that the last retry timed out."""

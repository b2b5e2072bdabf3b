"""The monitor's own pulse: how long sweeps take and how late they are, who answers, what a stored value costs."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np

from collectors.model import Batch, Readings
from collectors.snmp.engine import SnmpEngine
from monitor.care.figures import CoreFigures, SweepFigures

LATE = 0.1
"""Of its interval: a sweep that begins later than that after it was due is late."""
SLACK_S = 0.5
"""What a busy loop may take without a sweep being called late for it."""
WINDOW_S = 900.0
"""The cost of a value is that of so many seconds."""


class Pulse:
    """Takes note of every sweep; to be used in one loop."""

    def __init__(
        self, clock_s: Callable[[], float] = time.monotonic, cpu_s: Callable[[], float] = time.process_time
    ) -> None:
        """Take seconds that never step, and processor seconds of this process."""
        self._clock_s = clock_s
        self._cpu_s = cpu_s
        self.sweeps: dict[str, SweepFigures] = {}
        self._began_s: dict[str, float] = {}
        self._under_way: dict[str, tuple[int, int]] = {}
        """Sweep → devices asked and answered so far."""
        self._stored = 0
        self._spent: deque[tuple[float, float, int]] = deque([(clock_s(), cpu_s(), 0)])
        """(seconds, processor seconds, values stored), the oldest first."""

    def expect(self, intervals_s: Mapping[str, float]) -> None:
        """Take which sweeps there are and how often each is due; what was seen of others is forgotten."""
        for name, interval_s in intervals_s.items():
            self.sweeps.setdefault(name, SweepFigures(name, interval_s)).interval_s = interval_s
        for name in self.sweeps.keys() - intervals_s.keys():
            del self.sweeps[name]
            self._began_s.pop(name, None)

    @contextmanager
    def sweep(self, name: str) -> Iterator[None]:
        """Measure a sweep; one that breaks off is not counted."""
        now_s = self._clock_s()
        of = self.sweeps.setdefault(name, SweepFigures(name, 0.0))
        due_s = self._began_s.get(name, now_s) + of.interval_s
        late = name in self._began_s and now_s > due_s + of.interval_s * LATE + SLACK_S
        self._began_s[name] = now_s
        self._under_way[name] = 0, 0
        try:
            yield
            of.duration_s = self._clock_s() - now_s
            of.asked, of.answered = self._under_way[name]
            of.sweeps += 1
            of.late += late or of.duration_s > of.interval_s
        finally:
            del self._under_way[name]

    def take(self, batch: Batch) -> None:
        """Count who answered, where the slice is one of a sweep that is measured."""
        if (so_far := self._under_way.get(batch.sweep)) is not None:
            answered = batch.contacts.answered
            self._under_way[batch.sweep] = so_far[0] + len(answered), so_far[1] + int(np.count_nonzero(answered))

    def stored(self, readings: Sequence[Readings]) -> None:
        """Count the values that were handed to the series store."""
        columns = (column for block in readings for column in block.values.values())
        self._stored += sum(int(np.count_nonzero(~np.isnan(column))) for column in columns)
        self._spent.append((self._clock_s(), self._cpu_s(), self._stored))
        while len(self._spent) > 2 and self._spent[1][0] <= self._spent[-1][0] - WINDOW_S:
            self._spent.popleft()

    def figures(self, engine: SnmpEngine | None, at_ms: int, spool_bytes: int) -> CoreFigures:
        """Return what core did so far; without an engine nothing was repeated."""
        (_, cpu_s, stored), (_, cpu_now_s, stored_now) = self._spent[0], self._spent[-1]
        cost = (cpu_now_s - cpu_s) / (stored_now - stored) if stored_now > stored else None
        repeated, given_up = (engine.repeated, engine.given_up) if engine is not None else (0, 0)
        return CoreFigures(at_ms, repeated, given_up, self._stored, cost, spool_bytes)

"""Many silences at once: whom to ask about a segment in which several fell silent within a minute."""

from __future__ import annotations

from collections import Counter, deque

import numpy as np

from collectors.model import Contacts, Device, Slots, Times
from monitor.watch.asking.directory import Directory

MANY = 5
"""In a segment; people switch their modems off one by one."""
WINDOW_MS = 60_000


class MassSilence:
    """Remembers who answered lately; whoever does no longer is news once, until it has answered again."""

    def __init__(self, answered_within_ms: int) -> None:
        """Take how old an answer may be for a silence after it to be news."""
        self._answered_within_ms = answered_within_ms
        self._answered_ms: Times = np.empty(0, dtype=np.int64)
        """By slot: when it answered last; 0 once its silence was news."""
        self._fallen: deque[tuple[int, str, int]] = deque()
        """(UTC ms, segment, slot) of the silences of the last minute."""

    def note(self, contacts: Contacts, directory: Directory, now_ms: int) -> tuple[Device, ...]:
        """Take who answered and who did not; return whom to ask at once: who tells of segments that fell silent.

        Somebody who is silent himself is not asked harder for it.
        """
        self._grow(int(contacts.slot.max(initial=-1)) + 1)
        news = self._news(contacts)
        self._answered_ms[contacts.slot] = np.where(contacts.answered, contacts.time_ms, 0)
        self._fallen.extend((now_ms, directory.segment(slot), slot) for slot in news.tolist())
        while self._fallen and self._fallen[0][0] < now_ms - WINDOW_MS:
            self._fallen.popleft()
        if not len(news):
            return ()
        counts = Counter(segment for _, segment, _ in self._fallen if segment)
        dead = {directory.key(slot) for _, _, slot in self._fallen}
        hinted: dict[str, Device] = {}
        for segment in {directory.segment(slot) for slot in news.tolist()}:
            if counts[segment] >= MANY:
                hinted |= {one.key: one for one in directory.told_by(segment) if one.key not in dead}
        return tuple(hinted.values())

    def _news(self, contacts: Contacts) -> Slots:
        before_ms = self._answered_ms[contacts.slot]
        lately = (before_ms > 0) & (contacts.time_ms - before_ms <= self._answered_within_ms)
        return contacts.slot[~contacts.answered & lately]

    def _grow(self, n: int) -> None:
        if n > len(self._answered_ms):
            more = max(n, 2 * len(self._answered_ms)) - len(self._answered_ms)
            self._answered_ms = np.append(self._answered_ms, np.zeros(more, dtype=np.int64))

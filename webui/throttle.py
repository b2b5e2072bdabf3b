"""Slow down guessing of passwords: failed log-ins per name and per address, in a sliding window."""

from __future__ import annotations

import unicodedata
from collections import defaultdict, deque
from threading import Lock

WINDOW_MS = 5 * 60_000
MOST_PER_NAME = 6
MOST_PER_ADDRESS = 30
MOST_KEYS = 10_000
"""Keys remembered; an attacker who invents names must not fill the memory."""
LONGEST_NAME = 64
"""Characters of a name that are remembered, for the same reason."""


class Throttle:
    """Remembers failures; a success forgets those of its name."""

    def __init__(self) -> None:
        self._failed: defaultdict[tuple[str, str], deque[int]] = defaultdict(deque)
        self._lock = Lock()

    def wait_ms(self, name: str, address: str, now_ms: int) -> int:
        """Return how long this name or address has to wait before it may try again; 0: it may."""
        with self._lock:
            return max(
                self._wait(("name", _spelled(name)), MOST_PER_NAME, now_ms),
                self._wait(("address", address), MOST_PER_ADDRESS, now_ms),
            )

    def failed(self, name: str, address: str, now_ms: int) -> None:
        """Note a wrong password."""
        with self._lock:
            if len(self._failed) >= MOST_KEYS:
                self._forget_old(now_ms)
            self._failed["name", _spelled(name)].append(now_ms)
            self._failed["address", address].append(now_ms)

    def succeeded(self, name: str) -> None:
        """Forget the failures of a name that proved itself."""
        with self._lock:
            self._failed.pop(("name", _spelled(name)), None)

    def _wait(self, key: tuple[str, str], most: int, now_ms: int) -> int:
        times = self._failed.get(key)
        if times is None:
            return 0
        while times and times[0] <= now_ms - WINDOW_MS:
            times.popleft()
        return times[-most] + WINDOW_MS - now_ms if len(times) >= most else 0

    def _forget_old(self, now_ms: int) -> None:
        for key in [key for key, times in self._failed.items() if times[-1] <= now_ms - WINDOW_MS]:
            del self._failed[key]
        while len(self._failed) >= MOST_KEYS:
            del self._failed[next(iter(self._failed))]


def _spelled(name: str) -> str:
    """Return the one spelling under which a name is counted: the log-in takes full-width letters for plain ones."""
    return unicodedata.normalize("NFKC", name).strip().casefold()[:LONGEST_NAME]

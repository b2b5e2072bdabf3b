"""An event loop that does not sit out time-outs: when nothing comes in for a moment, its clock moves on to the next."""

from __future__ import annotations

import asyncio
import selectors
from typing import Any

QUIET_S = 0.03
"""Agents of the same process answer within so long: who has not answered by then is silent."""


class HastyLoop(asyncio.SelectorEventLoop):
    """For benches alone: a day of dead devices would otherwise be spent waiting for them."""

    def __init__(self) -> None:
        """Start at the time it is."""
        self._ahead_s = 0.0
        super().__init__(_Hasty(self))

    def time(self) -> float:
        """Return the loop's time, ahead of the monotonic clock by all that was not waited for."""
        return super().time() + self._ahead_s

    def skip(self, seconds: float) -> None:
        """Let so much time have passed."""
        self._ahead_s += seconds


class _Hasty(selectors.DefaultSelector):
    """Waits for sockets as ever, but for nothing longer than a moment."""

    def __init__(self, loop: HastyLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[Any]:
        """Return who is ready; after a moment in which nobody was, let the rest of the time-out have passed."""
        if timeout is None or timeout <= QUIET_S:
            return super().select(timeout)
        ready = super().select(QUIET_S)
        if not ready:
            self._loop.skip(timeout - QUIET_S)
        return ready

"""An event loop whose time stands still while anybody works, and moves on to the next time-out when nobody does."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from typing import Any

MOMENT_S = 0.002
"""How long to wait for those who work before looking again."""


class HastyLoop(asyncio.SelectorEventLoop):
    """For benches alone: a day of dead devices would otherwise be spent waiting for them.

    No answer is late for the machine's sake either, however busy it is.
    """

    def __init__(self) -> None:
        """Start at nought."""
        self._at_s = 0.0
        self._threads = 0
        self._answering: Callable[[], bool] = lambda: False
        super().__init__(_Hasty(self))

    def time(self) -> float:
        """Return the loop's own time, seconds."""
        return self._at_s

    def skip(self, seconds: float) -> None:
        """Let so much time have passed."""
        self._at_s += seconds

    def wait_for(self, answering: Callable[[], bool]) -> None:
        """Let no time pass while `answering` says that questions are being answered."""
        self._answering = answering

    def somebody_works(self) -> bool:
        """Return whether a thread of ours, or who answers us, still has something to do."""
        return self._threads > 0 or self._answering()

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # noqa: ANN401 - as asyncio has it
        """Run beside the loop, with its time standing still."""
        self._threads += 1
        future: asyncio.Future[Any] = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._one_less)
        return future

    def _one_less(self, _future: asyncio.Future[Any]) -> None:
        self._threads -= 1


class _Hasty(selectors.DefaultSelector):
    """Waits for sockets as ever, but for no time-out once everybody has done."""

    def __init__(self, loop: HastyLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[Any]:
        """Return who is ready; once nobody is and nobody works, let the time-out have passed."""
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        while True:
            working = self._loop.somebody_works()  # asked before looking: what it last sent is seen then
            ready = super().select(MOMENT_S if working else 0)
            if ready:
                return ready
            if not working:
                self._loop.skip(timeout)
                return ready

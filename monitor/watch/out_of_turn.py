"""State questions out of turn: about devices that something hints at, between the sweeps and never beside one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

from collectors.clock import Clock
from collectors.model import Device

MOST_WAITING = 200
"""Devices waiting to be asked; when more are hinted at, the next sweep is soon enough."""
PAUSE_MS = 5_000
"""A device is not asked again sooner, however many hints there are."""


class OutOfTurn:
    """Collects who is to be asked, and has them asked at once where no state sweep is on its way."""

    def __init__(self, ask: Callable[[Sequence[Device]], Awaitable[None]], clock: Clock) -> None:
        """Take what asks devices for their states; it logs its own failures and raises none."""
        self._ask = ask
        self._clock = clock
        self._waiting: dict[str, Device] = {}
        self._asked_ms: dict[str, int] = {}
        self._asking: asyncio.Task[None] | None = None
        self._sweeping = False

    def look_at(self, devices: Sequence[Device]) -> None:
        """Have devices asked soon; who was asked a moment ago is left alone."""
        now_ms = self._clock.now_ms()
        for device in devices:
            if len(self._waiting) < MOST_WAITING and now_ms - self._asked_ms.get(device.key, 0) >= PAUSE_MS:
                self._waiting[device.key] = device
        self._begin()

    @contextmanager
    def standing_back(self) -> Iterator[None]:
        """Ask nobody while a sweep asks everybody; hints that come meanwhile are followed when it has ended."""
        self._sweeping = True
        self.cancel()
        try:
            yield
        finally:
            self._sweeping = False
            self._begin()

    def cancel(self) -> None:
        """Stop asking."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def _begin(self) -> None:
        if self._waiting and not self._sweeping and (self._asking is None or self._asking.done()):
            self._asking = asyncio.create_task(self._ask_all(), name="out of turn")

    async def _ask_all(self) -> None:
        while self._waiting and not self._sweeping:
            devices = tuple(self._waiting.values())
            self._waiting.clear()
            now_ms = self._clock.now_ms()
            self._asked_ms = {key: at_ms for key, at_ms in self._asked_ms.items() if now_ms - at_ms < PAUSE_MS}
            self._asked_ms |= dict.fromkeys((device.key for device in devices), now_ms)
            await self._ask(devices)

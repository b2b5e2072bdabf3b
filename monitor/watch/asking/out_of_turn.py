"""State questions out of turn: about devices that something hints at, between the sweeps and never beside one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

from collectors.clock import Clock
from collectors.model import Device

MOST_WAITING = 200
"""Devices waiting to be asked; when more are hinted at, the next sweep is soon enough."""
PAUSE_MS, LONGEST_PAUSE_MS = 5_000, 60_000
"""A device is not asked again sooner, however many hints there are. Anybody can send a trap, and a CMTS is asked for
its whole table: where hints keep coming the pause doubles, up to the longest."""


class OutOfTurn:
    """Collects who is to be asked, and has them asked at once where no state sweep is on its way."""

    def __init__(self, ask: Callable[[Sequence[Device]], Awaitable[None]], clock: Clock) -> None:
        """Take what asks devices for their states; it logs its own failures and raises none."""
        self._ask = ask
        self._clock = clock
        self._waiting: dict[str, Device] = {}
        self._asked: dict[str, tuple[int, int]] = {}
        """Device → (when it was asked, how long it is left alone since), in UTC milliseconds and milliseconds."""
        self._asking: asyncio.Task[None] | None = None
        self._sweeping = False

    def look_at(self, devices: Sequence[Device]) -> None:
        """Have devices asked soon; who was asked a moment ago is left alone."""
        now_ms = self._clock.now_ms()
        for device in devices:
            asked_ms, pause_ms = self._asked.get(device.key, (0, PAUSE_MS))
            if len(self._waiting) < MOST_WAITING and now_ms - asked_ms >= pause_ms:
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
            self._asked = {key: known for key, known in self._asked.items() if now_ms - known[0] < 2 * known[1]}
            for device in devices:
                _, before_ms = self._asked.get(device.key, (0, PAUSE_MS // 2))
                self._asked[device.key] = now_ms, min(2 * before_ms, LONGEST_PAUSE_MS)
            await self._ask(devices)

"""How many rows a GETBULK asks each device for: what was too much for it is remembered from walk to walk."""

from __future__ import annotations

from collectors.snmp.engine import SockAddr
from collectors.snmp.recent import Recent

AFTER_TOO_BIG, AFTER_SLOW, AFTER_SILENCE = 2, 2, 4
"""What the number is divided by: after tooBig, after an answer that took a second request, after none at all."""
GOOD_WALKS = 4
"""Walks in a row without trouble after which twice as many are tried."""


class Repetitions:
    """Starts with `most` for everybody; only devices that had trouble are remembered."""

    def __init__(self, most: int) -> None:
        """Ask everybody for at most so many rows."""
        self.most = most
        self._fewer: Recent[SockAddr, tuple[int, int]] = Recent()
        """Device → (rows, walks without trouble since)."""

    def of(self, where: SockAddr) -> int:
        """Return how many rows to ask a device for."""
        known = self._fewer.get(where)
        return self.most if known is None else known[0]

    def lower(self, where: SockAddr, asked_for: int, divisor: int) -> int:
        """Note that so many were too much; return how many to ask for now."""
        fewer = max(1, asked_for // divisor)
        if fewer < self.most:
            self._fewer[where] = min(fewer, self.of(where)), 0
        return fewer

    def went_well(self, where: SockAddr) -> None:
        """Note that a walk reached its end without trouble."""
        known = self._fewer.get(where)
        if known is None:
            return
        rows, walks = known
        if walks + 1 < GOOD_WALKS:
            self._fewer[where] = rows, walks + 1
        elif rows * 2 >= self.most:
            del self._fewer[where]
        else:
            self._fewer[where] = rows * 2, 0

    def begin_day(self) -> None:
        """Forget who was not walked for a day."""
        self._fewer.begin_day()

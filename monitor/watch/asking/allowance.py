"""How many devices behind one CMTS may be asked beyond the sweeps, and how that shrinks while the CMTS is busy."""

from __future__ import annotations

HOUR_MS = 3_600_000.0
AT_ONCE = 0.1
"""Part of an hour's budget that may be spent at once; the rest comes evenly: no hour sees more than its budget."""
BUSY_SHARE = 0.5
"""What is left of the budget while the CMTS is busy."""
BACK_PERCENT = 15.0
"""The load has to fall so far below the limit before the budget is whole again."""


class Allowance:
    """A bucket of devices that fills over time."""

    def __init__(self, per_hour: float, busy_percent: float, now_ms: int) -> None:
        """Start full, with a CMTS that is not known to be busy."""
        self._per_hour = per_hour
        self._busy_percent = busy_percent
        self._filled_ms = now_ms
        self.busy = False
        self._left = self._most

    @property
    def _allowed(self) -> float:
        return self._per_hour * (BUSY_SHARE if self.busy else 1.0)

    @property
    def _most(self) -> float:
        return max(1.0, self._allowed * AT_ONCE)

    def feel(self, load_percent: float) -> None:
        """Take the load of the CMTS's busiest processor."""
        limit = self._busy_percent - (BACK_PERCENT if self.busy else 0.0)
        self.busy = load_percent > limit
        self._left = min(self._left, self._most)

    def grant(self, wanted: int, now_ms: int) -> int:
        """Return how many of the devices wanted may be asked now; they are spent."""
        passed_ms = max(0, now_ms - self._filled_ms)
        self._filled_ms = max(self._filled_ms, now_ms)
        self._left = min(self._most, self._left + (self._allowed - self._most) * passed_ms / HOUR_MS)
        granted = min(wanted, int(self._left))
        self._left -= granted
        return granted

"""A clock that stands still until it is moved."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class HandClock:
    """UTC milliseconds that pass when somebody says so; plant and product read the same."""

    at_ms: int

    def now_ms(self) -> int:
        """Return the time it was moved to."""
        return self.at_ms

    def advance(self, seconds: float) -> None:
        """Let so much time pass at once."""
        self.at_ms += round(seconds * 1000)

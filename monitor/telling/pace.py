"""How many messages a receiver gets a minute, and when several notices go in one; purely."""

from __future__ import annotations

from dataclasses import dataclass

MINUTE_MS = 60_000
URGENT_MS = 2000
"""Between messages beyond the pace, so that what is urgent in a storm goes together too."""


@dataclass(slots=True)
class Pace:
    """Messages that a receiver may still get: as many as its wish at once, after a while all of them again."""

    per_minute: int
    """0: as many as there are."""
    left: float
    at_ms: int
    beyond_ms: int = -URGENT_MS
    """When a message went beyond the pace, the last time."""

    @classmethod
    def begin(cls, per_minute: int, now_ms: int) -> Pace:
        """Return the pace of a receiver that has had nothing lately."""
        return cls(per_minute, float(per_minute), now_ms)

    def allowed(self, now_ms: int) -> int:
        """Return how many messages may go now."""
        passed_ms = max(now_ms - self.at_ms, 0)
        self.left = min(self.left + passed_ms * self.per_minute / MINUTE_MS, float(self.per_minute))
        self.at_ms = now_ms
        return int(self.left)

    def spend(self, messages: int) -> None:
        """Note that messages went."""
        if self.left < messages:
            self.beyond_ms = self.at_ms
        self.left = max(self.left - messages, 0.0)

    def lets_urgent(self, now_ms: int) -> bool:
        """Return whether one that is urgent may go now, whatever has gone before."""
        return now_ms >= self.beyond_ms + URGENT_MS

    def next_ms(self, now_ms: int) -> int:
        """Return when another message may go."""
        lacking = 1.0 - self.left
        return now_ms if lacking <= 0 else now_ms + 1 + round(lacking * MINUTE_MS / self.per_minute)

    def next_urgent_ms(self, now_ms: int) -> int:
        """Return when one that is urgent may go."""
        return max(now_ms, self.beyond_ms + URGENT_MS)

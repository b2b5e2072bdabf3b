"""How many messages a receiver gets a minute, and when several notices go in one; purely."""

from __future__ import annotations

from dataclasses import dataclass

MINUTE_MS = 60_000


@dataclass(slots=True)
class Pace:
    """Messages that a receiver may still get: as many as its wish at once, after a while all of them again."""

    per_minute: int
    """0: as many as there are."""
    left: float
    at_ms: int

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
        self.left = max(self.left - messages, 0.0)

    def next_ms(self, now_ms: int) -> int:
        """Return when another message may go."""
        lacking = 1.0 - self.left
        return now_ms if lacking <= 0 else now_ms + 1 + round(lacking * MINUTE_MS / self.per_minute)

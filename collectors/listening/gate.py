"""The gate of a receiver: how much one source may say, and what was heard, refused and not understood."""

from __future__ import annotations

from collections import Counter, OrderedDict

MOST_SOURCES = 10_000
"""Sources remembered; whoever forges more addresses than these wins nothing but their burst."""
MOST_UNKNOWN = 200
"""Unknown names counted one by one; the others are counted together."""
OTHERS = "others"


class Tally:
    """Counts of what came in; bounded, however inventive the senders are."""

    def __init__(self) -> None:
        self.heard = 0
        """Notices given to the sink."""
        self.malformed = 0
        """Datagrams and lines that could not be read."""
        self.flooded = 0
        """Dropped because their source said too much."""
        self.refused: Counter[str] = Counter()
        """Messages of SNMPv3 that were not believed, by why: `unknown_user`, `wrong_password`, `replayed`."""
        self.unknown: Counter[str] = Counter()
        """Traps that no catalogue has, by OID."""

    def note_unknown(self, name: str) -> None:
        """Count something that no catalogue has."""
        known = name in self.unknown or len(self.unknown) < MOST_UNKNOWN
        self.unknown[name if known else OTHERS] += 1

    def totals(self) -> dict[str, int]:
        """Return the counts by name; those of single unknown traps are called `unknown:` and their OID."""
        return {
            "heard": self.heard,
            "malformed": self.malformed,
            "flooded": self.flooded,
            "unknown": self.unknown.total(),
            **self.refused,
            **{f"unknown:{name}": number for name, number in self.unknown.items()},
        }


class Gate:
    """A token bucket per source: `rate_per_s` for ever, `burst` at once."""

    def __init__(self, rate_per_s: float, burst: float) -> None:
        self._rate_per_ms = rate_per_s / 1000.0
        self._burst = burst
        self._buckets: OrderedDict[str, tuple[float, int]] = OrderedDict()
        """Source → (what it may still say, at which UTC ms), the longest silent first."""

    def admits(self, source: str, now_ms: int) -> bool:
        """Return whether a source may say one thing more now."""
        left, then_ms = self._buckets.pop(source, (self._burst, now_ms))
        left = min(self._burst, left + (now_ms - then_ms) * self._rate_per_ms)
        admitted = left >= 1.0
        self._buckets[source] = (left - admitted, now_ms)
        if len(self._buckets) > MOST_SOURCES:
            self._buckets.popitem(last=False)
        return admitted

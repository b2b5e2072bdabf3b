"""How many homes go off by themselves: what an incident that is over may leave dark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from collectors.model import Slots, Times
from collectors.states import TerminalState
from maps.model import Evidence
from maps.window import union

FEWEST = 200
"""Homes that have to be compared before their share is believed."""
MOST = 0.3
"""No evening sees more homes go off; where more are, something else has failed that nobody has named yet."""
SETTLED_MS = 600_000
"""Homes dark for less may yet be found to have failed together."""


@dataclass(frozen=True)
class GoingOff:
    """The homes of which no incident speaks, as those of one that is over are compared with them."""

    evidence: Evidence
    terminals: Slots
    """Of the whole plant, on the roster."""
    spoken_for: Sequence[Slots]
    """Dark for a reason that is known or believed, and so no example."""
    now_ms: int

    def share(self, since_ms: int, at_least: float) -> float:
        """Return the share of homes up at `since_ms` that have gone off since and are off now; `at_least` of them."""
        gone_since, up = self._others
        gone = len(gone_since) - int(np.searchsorted(gone_since, since_ms))
        if gone + up < FEWEST:
            return at_least
        return max(at_least, min(gone / (gone + up), MOST))

    @cached_property
    def _others(self) -> tuple[Times, int]:
        """When the dark ones were last seen (int64[n] UTC ms, ascending), and how many are up."""
        there = self.terminals[self.terminals < len(self.evidence.state)]
        there = there[~np.isin(there, union(self.spoken_for))]
        state = self.evidence.state[there]
        settled = (state == TerminalState.DARK) & (self.evidence.first_missed_ms[there] <= self.now_ms - SETTLED_MS)
        seen: Times = np.sort(self.evidence.last_seen_ms[there[settled]])
        return seen, int(np.count_nonzero(state == TerminalState.REGISTERED))

"""Why terminals went down, as the OLT that tells of them reads it off their last words."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from collectors.model import Readings, Times
from collectors.states import TerminalState
from maps.model import Down, Evidence

METRIC = "onu_down_cause_code"


class Downs:
    """The newest reading of each; they are read with every state sweep, so a restart need not know them."""

    def __init__(self) -> None:
        """Start with nobody's."""
        self._down: NDArray[np.uint8] = np.empty(0, dtype=np.uint8)
        self._read_ms: Times = np.empty(0, dtype=np.int64)

    def take(self, readings: Iterable[Readings], n: int) -> None:
        """Take newer readings of subjects among `n` slots."""
        for block in readings:
            if METRIC not in block.values:
                continue
            self._grow(n)
            code = block.values[METRIC]
            told = np.isin(code, [int(word) for word in Down])
            self._down[block.slot[told]] = code[told].astype(np.uint8)
            self._read_ms[block.slot[told]] = block.time_ms[told]

    def of(self, evidence: Evidence) -> NDArray[np.uint8] | None:
        """Return uint8[n] of Down for those dark now; None where nobody tells.

        The word stands in the table after its ONU has come back, too: it counts for a darkness only where it
        was read in that.
        """
        if not len(self._down):
            return None
        n = len(evidence.state)
        down = np.zeros(n, dtype=np.uint8)
        known = min(n, len(self._down))
        dark = np.flatnonzero((evidence.state[:known] == TerminalState.DARK) & (self._down[:known] > 0))
        missed_ms = evidence.first_missed_ms[dark]
        counts = dark[(missed_ms > 0) & (self._read_ms[dark] >= missed_ms)]
        down[counts] = self._down[counts]
        return down

    def _grow(self, n: int) -> None:
        more = n - len(self._down)
        if more > 0:
            self._down = np.append(self._down, np.zeros(more, np.uint8))
            self._read_ms = np.append(self._read_ms, np.zeros(more, np.int64))

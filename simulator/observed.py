"""What an OLT or an EoC head believes of its terminals, as old as its cache lets it be."""

from __future__ import annotations

import threading

import numpy as np

from simulator.context import Context
from simulator.plant import CmState

LOOKS_EVERY_MS = 200
"""How often it takes note without a cache, while somebody asks."""


class Observed:
    """The terminals one observer lists. Times are simulated UTC milliseconds."""

    def __init__(self, context: Context, observer: int) -> None:
        """Find the terminals the element `observer` lists."""
        self._plant, self._cache_ms = context.plant, max(context.manners.cache_ms, LOOKS_EVERY_MS)
        self.terminals = [terminal for terminal, one in enumerate(context.city.observers) if one == observer]
        """Ascending; a place in here is what `states` is indexed by."""
        self._numbers = np.array(self.terminals, np.intp)
        self._turn = threading.Lock()
        self._looked_ms = self._version = -1
        self.states: list[int] = []
        """Numbers of CmState."""
        self.refresh(context.plant.started_ms)

    def refresh(self, now_ms: int) -> bool:
        """Look again when it is time to; tells whether a state is another than before."""
        with self._turn:
            fresh = 0 <= now_ms - self._looked_ms < self._cache_ms
            if fresh and (self._version == self._plant.version or self._cache_ms > LOOKS_EVERY_MS):
                return False
            self._looked_ms, self._version = now_ms, self._plant.version
            before = self.states
            self.states = self._plant.states(self._numbers, now_ms).tolist()
            return self.states != before

    def online(self, place: int) -> bool:
        """Tell whether a terminal is registered, its account paid or not."""
        return self.states[place] in _ONLINE


_ONLINE = frozenset({CmState.REGISTERED, CmState.ACCESS_DENIED, CmState.OPERATIONAL})

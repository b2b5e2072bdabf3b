"""Terminal states as readings, kept as changes: a plant that stands still writes next to nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from collectors.model import Readings, States, sole_instances
from monitor.series.model import DAY_MS

FAMILY, METRIC = "terminal_state", "state"
UNSEEN = 255
"""No state seen today: not a TerminalState."""


@dataclass(slots=True)
class StateChanges:
    """Lets through the first state of each UTC day and every change after it.

    So the history of a day can be drawn from that day's rows alone, whatever was retired before.
    """

    _state: NDArray[np.uint8] = field(default_factory=lambda: np.empty(0, np.uint8))
    _day: int = -1

    def readings(self, states: States) -> Readings:
        """Return the changes among `states` as readings of family `terminal_state`, metric `state`.

        States of one slot are taken in the order in which they stand.
        """
        keep = np.zeros(len(states), dtype=np.bool_)
        days = states.time_ms // DAY_MS
        for day in np.unique(days):
            rows = np.flatnonzero(days == day)
            keep[rows[self._changed(int(day), states.slot[rows], states.state[rows])]] = True
        return Readings(
            FAMILY,
            states.slot[keep],
            sole_instances(int(keep.sum())),
            states.time_ms[keep],
            {METRIC: states.state[keep].astype(np.float64)},
        )

    def _changed(self, day: int, slot: NDArray[np.int32], state: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Return bool[n]: which states, of one day, differ from the state before."""
        highest = int(slot.max()) + 1
        if day > self._day:
            self._day = day
            self._state = np.full(max(highest, len(self._state)), UNSEEN, dtype=np.uint8)
        elif highest > len(self._state):
            self._state = np.concatenate([self._state, np.full(highest - len(self._state), UNSEEN, dtype=np.uint8)])
        order = np.argsort(slot, kind="stable")
        ordered, value = slot[order], state[order]
        first = np.r_[True, ordered[1:] != ordered[:-1]]
        before = np.where(first, self._state[ordered], np.r_[np.uint8(UNSEEN), value[:-1]])
        changed = np.empty(len(slot), dtype=np.bool_)
        changed[order] = value != before
        self._state[ordered] = value  # where a slot stands twice, the last one stays
        return changed

"""Whose word on a terminal counts, when the tables of several devices, or two rows of one, speak of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots, Times
from collectors.states import RF_PATH_UP, TerminalState

SAME_MS = 120_000
"""Words no further apart than this are about the same time: a state sweep and a slow table lie between them."""

ALONE = 0xFFFFFFFF
"""Row of a source that speaks of each terminal once, whatever its index."""

Sources = NDArray[np.int64]
"""int64[n]: the device's slot in the upper 32 bits, below it the row that speaks, folded to 32 bits."""

_DARK, _RANGING, _UP, _REGISTERED = range(4)
_STRENGTH = np.zeros(max(TerminalState) + 1, dtype=np.uint8)
_STRENGTH[TerminalState.RANGING] = _RANGING
_STRENGTH[[int(state) for state in RF_PATH_UP]] = _UP
_STRENGTH[TerminalState.REGISTERED] = _REGISTERED


def sources(device: Slots, index: NDArray[np.uint64] | int = ALONE) -> Sources:
    """Return who speaks: a row of a device's table, by its index."""
    row = np.asarray(index, dtype=np.uint64)
    folded = (row ^ (row >> np.uint64(32))) & np.uint64(ALONE)
    return device.astype(np.int64) << 32 | folded.astype(np.int64)


class Words:
    """The last word of the two sources that spoke of each terminal last.

    A modem that moved stands in two tables: the CMTS it left lists it as offline, sometimes for days;
    so does the row it had before its CMTS gave it another. A word is doubted where another source says
    better of the terminal and still stands, which it does

    * unless its device has since been walked to the end without that row, and
    * unless its device fell silent, and the source that now says worse said well of the terminal after that.
    """

    def __init__(self) -> None:
        """Start with nothing said."""
        self._source = np.empty((0, 2), dtype=np.int64)
        self._strength = np.empty((0, 2), dtype=np.uint8)
        self._said_ms = np.empty((0, 2), dtype=np.int64)
        self._up_ms = np.empty((0, 2), dtype=np.int64)
        """When the source last said that the RF path is up; 0: never."""
        self._walked_ms = np.empty(0, dtype=np.int64)
        """By slot of a device: when its last walk that reached the table's end began."""

    def hear(self, slot: Slots, source: Sources, state: NDArray[np.uint8], time_ms: Times) -> NDArray[np.bool_]:
        """Take what was said of terminals; return bool[n]: whether it counts."""
        self._grow(max(int(slot.max(initial=-1)), int((source >> 32).max(initial=-1))) + 1)
        counts = np.zeros(len(slot), dtype=np.bool_)
        strength = _STRENGTH[state]
        rest = np.argsort(-strength.astype(np.int8), kind="stable")
        while len(rest):  # more than once only where a terminal is spoken of twice
            _, first = np.unique(slot[rest], return_index=True)
            part = rest[first]
            counts[part] = self._hear_each_once(slot[part], source[part], strength[part], time_ms[part])
            rest = np.delete(rest, first)
        return counts

    def walked(self, device: int, began_ms: int) -> None:
        """Note that the walk of a device's table that began then reached its end."""
        self._grow(device + 1)
        self._walked_ms[device] = began_ms

    def _hear_each_once(
        self, slot: Slots, source: Sources, strength: NDArray[np.uint8], time_ms: Times
    ) -> NDArray[np.bool_]:
        known = self._source[slot] == source[:, None]
        mine = np.where(known.any(axis=1), known.argmax(axis=1), self._said_ms[slot].argmin(axis=1))
        other = 1 - mine
        up_ms = np.where(known.any(axis=1), self._up_ms[slot, mine], 0)
        up_ms = np.where(strength >= _UP, time_ms, up_ms)
        self._source[slot, mine], self._strength[slot, mine] = source, strength
        self._said_ms[slot, mine], self._up_ms[slot, mine] = time_ms, up_ms
        said_ms = self._said_ms[slot, other]
        rival = self._source[slot, other]
        stands = (rival >= 0) & (said_ms >= self._walked_ms[rival >> 32]) & (said_ms >= up_ms - SAME_MS)
        doubted: NDArray[np.bool_] = stands & (self._strength[slot, other] > strength)
        return ~doubted

    def _grow(self, n: int) -> None:
        more = max(n, 2 * len(self._walked_ms)) - len(self._walked_ms) if n > len(self._walked_ms) else 0
        if not more:
            return
        self._source = np.concatenate([self._source, np.full((more, 2), -1, dtype=np.int64)])
        self._strength = np.concatenate([self._strength, np.zeros((more, 2), dtype=np.uint8)])
        self._said_ms = np.concatenate([self._said_ms, np.zeros((more, 2), dtype=np.int64)])
        self._up_ms = np.concatenate([self._up_ms, np.zeros((more, 2), dtype=np.int64)])
        self._walked_ms = np.concatenate([self._walked_ms, np.zeros(more, dtype=np.int64)])

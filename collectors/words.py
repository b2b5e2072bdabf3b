"""Whose word on a terminal counts, when the tables of several devices, or two rows of one, speak of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots
from collectors.states import RF_PATH_UP, TerminalState

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
    * unless its device said nothing of late, while the source that now says worse still said well of it.

    Times are those at which sweeps began, so that what devices say in one sweep is said at the same time.
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

    def hear(self, slot: Slots, source: Sources, state: NDArray[np.uint8], sweep_ms: int) -> NDArray[np.bool_]:
        """Take what was said of terminals in the sweep that began then; return bool[n]: whether it counts."""
        self._grow(max(int(slot.max(initial=-1)), int((source >> 32).max(initial=-1))) + 1)
        counts = np.zeros(len(slot), dtype=np.bool_)
        strength = _STRENGTH[state]
        rest = np.argsort(-strength.astype(np.int8), kind="stable")
        while len(rest):  # more than once only where a terminal is spoken of twice
            _, first = np.unique(slot[rest], return_index=True)
            part = rest[first]
            counts[part] = self._hear_each_once(slot[part], source[part], strength[part], sweep_ms)
            rest = np.delete(rest, first)
        return counts

    def walked(self, device: int, sweep_ms: int) -> None:
        """Note that in the sweep that began then a device's table was walked to its end."""
        self._grow(device + 1)
        self._walked_ms[device] = max(sweep_ms, int(self._walked_ms[device]))

    def _hear_each_once(
        self, slot: Slots, source: Sources, strength: NDArray[np.uint8], sweep_ms: int
    ) -> NDArray[np.bool_]:
        own = self._source[slot] == source[:, None]
        known = own.any(axis=1)
        mine = np.where(known, own.argmax(axis=1), self._said_ms[slot].argmin(axis=1))
        other = 1 - mine
        up_ms = np.where(known, self._up_ms[slot, mine], 0)
        up_ms = np.where(strength >= _UP, np.maximum(up_ms, sweep_ms), up_ms)
        self._said_ms[slot, mine] = np.maximum(np.where(known, self._said_ms[slot, mine], 0), sweep_ms)
        self._source[slot, mine], self._strength[slot, mine], self._up_ms[slot, mine] = source, strength, up_ms
        rival, said_ms = self._source[slot, other], self._said_ms[slot, other]
        stands = (rival >= 0) & (said_ms >= self._walked_ms[rival >> 32]) & (said_ms >= up_ms)
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

"""Where terminals can be asked: their management addresses as columns by slot, for there are as many as terminals."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from collectors.model import Addresses, Slots

OCTETS = 16
HALVES = 2


class LearntAddresses:
    """Address of every terminal that has one, as its CMTS gave it last: IPv6, or IPv4 as v4-mapped."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        """Batches are taken in one thread, and traps come in another."""
        self._halves: NDArray[np.uint64] = np.zeros((0, HALVES), dtype=np.uint64)
        self._learnt: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        """By slot: how many addresses had been learnt when this one was, itself included; 0: there is none."""
        self._count = 0
        self._by_address: NDArray[np.intp] | None = None
        """Slots in order of the second halves of their addresses; None where addresses came since."""

    def learn(self, addresses: Addresses) -> Slots:
        """Take addresses, the newest of a terminal wins; return int32[k], those whose address is another one now."""
        if not len(addresses.slot):
            return addresses.slot
        self._grow(int(addresses.slot.max()) + 1)
        halves = _halves(addresses.packed)
        other = (self._halves[addresses.slot] != halves).any(axis=1) | (self._learnt[addresses.slot] == 0)
        changed: Slots = addresses.slot[other]
        if len(changed):
            with self._changing:
                self._halves[changed] = halves[other]
                self._learnt[changed] = np.arange(self._count, self._count + len(changed)) + 1
                self._count += len(changed)
                self._by_address = None
        return changed

    def has(self, slot: int) -> bool:
        """Return whether a terminal's address is known."""
        return slot < len(self._learnt) and bool(self._learnt[slot])

    def slots(self) -> Slots:
        """Return int32[n], ascending: whose address is known."""
        return np.flatnonzero(self._learnt).astype(np.int32)

    def packed(self, slots: Slots) -> NDArray[np.uint8]:
        """Return uint8[n, 16]: addresses of terminals that have one, in network order."""
        return self._halves[slots].astype(">u8").view(np.uint8).reshape(-1, OCTETS)

    def whose(self, packed: bytes) -> int | None:
        """Return the slot of the terminal that was last given an address; None for a stranger's."""
        first, second = _halves(np.frombuffer(packed, dtype=np.uint8))[0]
        with self._changing:
            if self._by_address is None:
                self._by_address = np.argsort(self._halves[:, 1], kind="stable")
            order, among = self._by_address, self._halves[:, 1]
            low, high = (np.searchsorted(among, second, side, order) for side in ("left", "right"))
            found = order[low:high]
            found = found[(self._halves[found, 0] == first) & (self._learnt[found] > 0)]
            return int(found[np.argmax(self._learnt[found])]) if len(found) else None

    def _grow(self, size: int) -> None:
        more = size - len(self._learnt)
        if more <= 0:
            return
        with self._changing:
            self._halves = np.concatenate([self._halves, np.zeros((more, HALVES), dtype=np.uint64)])
            self._learnt = np.concatenate([self._learnt, np.zeros(more, dtype=np.int64)])
            self._by_address = None


def _halves(packed: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Return uint64[n, 2] of 16 octets each."""
    return np.ascontiguousarray(packed).view(">u8").reshape(-1, HALVES).astype(np.uint64)

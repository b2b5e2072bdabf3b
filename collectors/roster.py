"""Slots: the small integers by which everything columnar indexes its subjects."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Persist = Callable[[Sequence[tuple[int, str]]], None]
"""Stores new (slot, key) pairs durably, or raises and nothing is admitted."""


class Roster:
    """Maps a subject's key to its slot: append-only, never reused.

    A subject is a plant element or a terminal; its key is the element's id, or the terminal's MAC,
    serial or card number. Slots count from 0 without holes, so a column indexed by slot is an array
    of `len(roster)`.
    """

    def __init__(self, keys: Iterable[str] = (), persist: Persist | None = None) -> None:
        """Start from `keys` in slot order, as they were persisted before."""
        self._keys = list(keys)
        self._slots = {key: slot for slot, key in enumerate(self._keys)}
        if len(self._slots) != len(self._keys):
            msg = "roster: one key stands in two slots"
            raise ValueError(msg)
        self._persist = persist
        self._admitting = threading.Lock()

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._slots

    def key(self, slot: int) -> str:
        """Return the key of a slot; raises IndexError for a slot never given out."""
        return self._keys[slot]

    def slot(self, key: str) -> int | None:
        """Return the slot of a known key, None for a stranger."""
        return self._slots.get(key)

    def slots(self, keys: Iterable[str]) -> NDArray[np.int32]:
        """Return int32[n] slots of `keys`, -1 where a key is a stranger."""
        return np.fromiter((self._slots.get(key, -1) for key in keys), dtype=np.int32)

    def admit(self, keys: Iterable[str]) -> NDArray[np.int32]:
        """Return int32[n] slots of `keys`, giving strangers the next free ones, persisted first."""
        wanted = list(keys)
        with self._admitting:  # sweeps and a new plant admit from different threads
            self._take_in(list(dict.fromkeys(key for key in wanted if key not in self._slots)))
        return self.slots(wanted)

    def place(self, key: str) -> int:
        """Return the slot of a key, as `admit` gives it: the roster's own number, for one more each is megabytes."""
        if key not in self._slots:
            self.admit([key])
        return self._slots[key]

    def _take_in(self, new: Sequence[str]) -> None:
        if not new:
            return
        fresh = list(enumerate(new, start=len(self._keys)))
        if self._persist is not None:
            self._persist(fresh)
        self._keys.extend(new)
        self._slots.update((key, slot) for slot, key in fresh)

"""Events that took some homes of a node and left others, as columns: who showed it, who did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots, Times

MOST_PER_SCOPE = 48
"""Events kept of a node, the newest: one that fails every day must not push out what is known of the others."""
MOST_ROWS = 2_000_000
"""Rows kept in all, five octets each."""
KEEP_MS = 180 * 86_400_000


class Mark(IntEnum):
    """What a terminal did in an event; one that is not listed said nothing."""

    STAYED = 0
    """It was seen as before once the others' trouble must have shown on it too."""
    FELL = 1
    """It showed the trouble; when it was over is not known."""
    WITH = 2
    """It showed it, and was free of it together with most; or showed just what they do."""
    APART = 3
    """It showed it, and was free of it at another moment than most."""


class Sort(IntEnum):
    """What homes showed."""

    SILENCE = 0
    STEP = 1
    """Their level moved, all the same way."""
    ECHO = 2
    """Their signal bounces over the same metres of cable; it stands, and is not kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """One event behind one node."""

    scope: int
    """Slot of the node."""
    sort: Sort
    after_ms: int
    before_ms: int
    """It began between these two."""
    who: Slots
    mark: NDArray[np.int8]
    """int8[n] of Mark."""


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Events in the order they began; rows `start[e]:start[e + 1]` are those of event e."""

    scope: Slots
    sort: NDArray[np.int8]
    after_ms: Times
    before_ms: Times
    start: NDArray[np.int64]
    who: Slots
    mark: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.scope)

    def __getitem__(self, index: int) -> Event:
        rows = slice(int(self.start[index]), int(self.start[index + 1]))
        return Event(
            int(self.scope[index]), Sort(int(self.sort[index])), int(self.after_ms[index]),
            int(self.before_ms[index]), self.who[rows], self.mark[rows],
        )  # fmt: skip

    @classmethod
    def of(cls, events: Sequence[Event]) -> Self:
        """Return events as columns, the oldest first."""
        events = sorted(events, key=lambda event: (event.before_ms, event.scope))
        return cls(
            scope=np.array([event.scope for event in events], dtype=np.int32),
            sort=np.array([event.sort for event in events], dtype=np.int8),
            after_ms=np.array([event.after_ms for event in events], dtype=np.int64),
            before_ms=np.array([event.before_ms for event in events], dtype=np.int64),
            start=np.concatenate([[0], np.cumsum([len(event.who) for event in events])]).astype(np.int64),
            who=np.concatenate([np.empty(0, np.int32), *(event.who for event in events)]).astype(np.int32),
            mark=np.concatenate([np.empty(0, np.int8), *(event.mark for event in events)]).astype(np.int8),
        )

    @classmethod
    def from_columns(cls, kept: dict[str, NDArray[Any]]) -> Self:
        """Return what `columns` gave; no events of what is empty."""
        return cls(**kept) if kept else cls.of(())

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns by name, as they are kept."""
        return {
            "scope": self.scope, "sort": self.sort, "after_ms": self.after_ms, "before_ms": self.before_ms,
            "start": self.start, "who": self.who, "mark": self.mark,
        }  # fmt: skip

    def all(self) -> list[Event]:
        """Return the events one by one."""
        return [self[index] for index in range(len(self))]

    def joined(self, more: Sequence[Event], now_ms: int) -> Self:
        """Return these and more, within the bounds: what is too old goes, then the oldest."""
        left: dict[int, int] = {}
        rows, chosen = 0, []
        for event in sorted([*self.all(), *more], key=lambda event: -event.before_ms):
            of_scope = left[event.scope] = left.get(event.scope, 0) + 1
            rows += len(event.who)
            if rows > MOST_ROWS or event.before_ms < now_ms - KEEP_MS:
                break
            if of_scope <= MOST_PER_SCOPE:
                chosen.append(event)
        return self.of(chosen)

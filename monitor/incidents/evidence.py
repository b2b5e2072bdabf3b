"""The evidence book: what is known of every terminal and active element, as columns that outlive restarts."""

from __future__ import annotations

from typing import TypedDict, TypeVar

import numpy as np
from numpy.typing import NDArray

from collectors.model import Contacts, Slots, States, Times
from collectors.states import RF_PATH_UP, TerminalState
from maps.model import Evidence

_UP = np.zeros(max(TerminalState) + 1, dtype=np.bool_)
_UP[[int(state) for state in RF_PATH_UP]] = True

T = TypeVar("T", bound=np.generic)


class KeptColumns(TypedDict):
    """The columns that survive a restart."""

    state: NDArray[np.uint8]
    since_ms: Times
    last_seen_ms: Times
    first_missed_ms: Times


class EvidenceBook:
    """Terminal states by slot, with the interval in which each terminal went dark.

    A terminal goes dark between `last_seen_ms` (its RF path was observed up) and `first_missed_ms`
    (the first observation without it). Darkness stands until service returns; everything else goes
    stale and becomes UNKNOWN when nobody has confirmed it for too long, because silence of a CMTS
    says nothing about its terminals.
    """

    def __init__(self, known: Evidence | None = None) -> None:
        """Start empty, or from what was kept."""
        none = np.empty(0, np.int64)
        kept = known or Evidence(np.empty(0, np.uint8), none, none, none)
        self.state: NDArray[np.uint8] = kept.state.copy()
        self.since_ms: Times = kept.since_ms.copy()
        self.last_seen_ms: Times = kept.last_seen_ms.copy()
        self.first_missed_ms: Times = kept.first_missed_ms.copy()
        # What was kept says nothing against what is observed now, not even when the clock was set back meanwhile.
        self._observed_ms: Times = np.zeros(len(self.state), np.int64)

    def __len__(self) -> int:
        return len(self.state)

    def grow(self, n: int) -> None:
        """Make room for the slots of a roster of `n`; the new ones are UNKNOWN."""
        more = n - len(self)
        if more <= 0:
            return
        self.state = np.concatenate([self.state, np.zeros(more, np.uint8)])
        self.since_ms = np.concatenate([self.since_ms, np.zeros(more, np.int64)])
        self.last_seen_ms = np.concatenate([self.last_seen_ms, np.zeros(more, np.int64)])
        self.first_missed_ms = np.concatenate([self.first_missed_ms, np.zeros(more, np.int64)])
        self._observed_ms = np.concatenate([self._observed_ms, np.zeros(more, np.int64)])

    def view(self, since_ms: int | None = None) -> Evidence:
        """Return the columns as evidence, to be read only, and only until the book takes more: they are its own.

        since_ms: whoever was seen up since then and of whom nobody knows now counts as up, last seen
        when it was. That a home was alive after an outage had begun stays true when its CMTS falls silent.
        """
        state = self.state
        if since_ms is not None:
            up = np.flatnonzero((state == TerminalState.UNKNOWN) & (self.last_seen_ms >= max(since_ms, 1)))
            state = state.copy()
            state[up[self.first_missed_ms[up] == 0]] = TerminalState.REGISTERED
        return Evidence(
            _read_only(state),
            _read_only(self.since_ms),
            _read_only(self.last_seen_ms),
            _read_only(self.first_missed_ms),
        )

    def observe(self, seen: States) -> Slots:
        """Take what somebody said of terminals; return int32[n] slots whose state changed.

        1. Later rows about a slot win over earlier ones; rows older than what is known are dropped.
        2. UNKNOWN says nothing: it is not recorded over anything.
        3. An RF path seen up ends an interval; its absence begins one, once.
        """
        slot, state, time_ms = _latest(seen)
        tell = (time_ms >= self._observed_ms[slot]) & (state != TerminalState.UNKNOWN)
        slot, state, time_ms = slot[tell], state[tell], time_ms[tell]
        self._observed_ms[slot] = time_ms

        up = _UP[state]
        self.last_seen_ms[slot[up]] = time_ms[up]
        self.first_missed_ms[slot[up]] = 0
        missed = (state == TerminalState.DARK) & (self.first_missed_ms[slot] == 0)
        self.first_missed_ms[slot[missed]] = time_ms[missed]

        changed = self.state[slot] != state
        self.state[slot[changed]] = state[changed]
        self.since_ms[slot[changed]] = time_ms[changed]
        moved: Slots = slot[changed]
        return moved

    def contact(self, contacts: Contacts) -> Slots:
        """Take who of the devices we ask ourselves answered; return int32[n] slots whose state changed."""
        state = np.where(contacts.answered, np.uint8(TerminalState.REGISTERED), np.uint8(TerminalState.DARK))
        return self.observe(States(contacts.slot, state.astype(np.uint8), contacts.time_ms))

    def go_stale(self, before_ms: int, now_ms: int) -> Slots:
        """Turn what nobody has confirmed since `before_ms` into UNKNOWN, darkness excepted; return its slots."""
        stale = (
            (self._observed_ms < before_ms)
            & (self.state != TerminalState.UNKNOWN)
            & (self.state != TerminalState.DARK)
            & (self.state != TerminalState.UNOBSERVABLE)
        )
        slots = np.flatnonzero(stale).astype(np.int32)
        self.state[slots] = TerminalState.UNKNOWN
        self.since_ms[slots] = now_ms
        return slots

    def forget(self, slots: Slots, now_ms: int) -> Slots:
        """Turn what is known of subjects that nobody asks any more into UNKNOWN; return those it changed."""
        known: Slots = slots[self.state[slots] != TerminalState.UNKNOWN]
        self.state[known] = TerminalState.UNKNOWN
        self.since_ms[known] = now_ms
        return known

    def columns(self, slots: Slots) -> KeptColumns:
        """Return the columns of some slots, as they are kept."""
        return {
            "state": self.state[slots],
            "since_ms": self.since_ms[slots],
            "last_seen_ms": self.last_seen_ms[slots],
            "first_missed_ms": self.first_missed_ms[slots],
        }


def _read_only(column: NDArray[T]) -> NDArray[T]:
    same = column.view()
    same.flags.writeable = False
    return same


def _latest(seen: States) -> tuple[Slots, NDArray[np.uint8], Times]:
    """Return each slot once, with its latest row; among equal times the last row wins."""
    order = np.lexsort((np.arange(len(seen)), seen.time_ms, seen.slot))
    slot = seen.slot[order]
    last = np.ones(len(slot), dtype=np.bool_)
    last[:-1] = slot[1:] != slot[:-1]
    keep = order[last]
    return seen.slot[keep], seen.state[keep], seen.time_ms[keep]

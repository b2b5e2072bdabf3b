"""Judge state of what is not quiet: conditions seen and confirmed, and since when each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots, Times, Values
from thresholds.index import grown
from thresholds.limits import CONDITIONS, Bits, level_table
from thresholds.model import Level, Rule, Transitions

Numbers = NDArray[np.intp]
"""intp[n]: cells, by number; 0 is the quiet one that all quiet series share."""

BIT = np.arange(CONDITIONS, dtype=np.uint8)
MOST_MS = 1 << 53
"""Longest hold in milliseconds, so that an endless one stays a number."""


@dataclass(slots=True)
class Track:
    """One rule on one family: which of its series have a cell."""

    number: int
    family: str
    rule: int
    """Index into the rule list."""
    cell: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    """int32[rows of the family]: the series' cell, 0 while it is quiet."""
    active: int = 0
    """How many of its series have a cell."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look at some series of a track found, as columns."""

    row: Numbers
    slot: Slots
    instance: NDArray[np.int32]
    conditions: Bits
    known: NDArray[np.bool_]
    """bool[n]: False where the look told nothing (NaN, too few misses to tell)."""
    began_ms: Times
    """int64[n]: when a condition that is new with this look began."""
    time_ms: Times
    value: Values


@dataclass(frozen=True, slots=True)
class Kept:
    """State of the series of one track that are not quiet, as it is saved."""

    slot: Slots
    instance: NDArray[np.int32]
    seen: Bits
    confirmed: Bits
    changed_ms: Times
    """int64[n, CONDITIONS]."""
    since_ms: Times
    value: Values
    blind: NDArray[np.bool_]


class Cells:
    """The cells of all tracks, numbered from 1, in columns that grow and are reused.

    A condition that changes is *seen* at once and *confirmed* when it has stood for the rule's hold;
    the level is what the confirmed conditions amount to. Each condition has its own clock: a value
    that swings between LO and LOLO stands in LO, and neither starts the other's hold again.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Start with all series of all rules quiet."""
        self._hold_ms = np.array([min(rule.hold_s * 1000.0, MOST_MS) for rule in rules], dtype=np.int64)
        self._level = np.array([level_table(rule) for rule in rules], dtype=np.uint8).reshape(-1, 1 << CONDITIONS)
        self.tracks: list[Track] = []
        self._end = 1
        self._free = np.empty(0, dtype=np.intp)
        self.track = np.zeros(1, dtype=np.int32)
        self.rule = np.zeros(1, dtype=np.int32)
        self.row = np.zeros(1, dtype=np.int32)
        self.slot = np.zeros(1, dtype=np.int32)
        self.instance = np.zeros(1, dtype=np.int32)
        self.seen = np.zeros(1, dtype=np.uint8)
        self.confirmed = np.zeros(1, dtype=np.uint8)
        self.changed_ms = np.zeros((1, CONDITIONS), dtype=np.int64)
        self.since_ms = np.zeros(1, dtype=np.int64)
        self.value = np.zeros(1, dtype=np.float64)
        self.blind = np.zeros(1, dtype=np.bool_)

    def add_track(self, family: str, rule: int) -> Track:
        """Return a new track of quiet series."""
        track = Track(len(self.tracks), family, rule)
        self.tracks.append(track)
        return track

    def used(self) -> Numbers:
        """Return the cells of series that are not quiet."""
        return np.flatnonzero((self.seen | self.confirmed)[: self._end])

    def pending(self) -> Numbers:
        """Return the cells with a change that waits for its hold."""
        return np.flatnonzero((self.seen ^ self.confirmed)[: self._end])

    def level(self, cells: Numbers) -> Bits:
        """Return uint8[n] of Level: what the confirmed conditions amount to."""
        level: Bits = self._level[self.rule[cells], self.confirmed[cells]]
        return level

    def note(self, track: Track, look: Seen) -> Transitions | None:
        """Take in a look at series, none twice; return the changes of level it brings, if any.

        What is not known changes nothing and stops no hold, but no hold ends on it either.
        """
        cells = self._cells_for(track, look)
        at = np.flatnonzero(cells)
        if len(at) == 0:
            return None
        cells, known, time_ms = cells[at], look.known[at], look.time_ms[at]
        seen = np.where(known, look.conditions[at], self.seen[cells])
        new = ((seen ^ self.seen[cells])[:, None] >> BIT & 1).astype(np.bool_)
        if new.any():
            self.changed_ms[cells] = np.where(new, look.began_ms[at][:, None], self.changed_ms[cells])
            self.seen[cells] = seen
        self.blind[cells] = ~known
        self.value[cells] = np.where(known, look.value[at], self.value[cells])
        waiting = known & (seen != self.confirmed[cells])
        changes = self.confirm(cells[waiting], time_ms[waiting]) if waiting.any() else None
        self.release(cells)
        return changes

    def confirm(self, cells: Numbers, now_ms: Times) -> Transitions | None:
        """Confirm what has stood for its hold at `now_ms`, int64[n]; return the changes of level, if any.

        A change said to come from the future (the clock was set back meanwhile) begins now.
        """
        seen, confirmed, rule = self.seen[cells], self.confirmed[cells], self.rule[cells]
        changed_ms = np.minimum(self.changed_ms[cells], now_ms[:, None])
        self.changed_ms[cells] = changed_ms
        ripe = ((seen ^ confirmed)[:, None] >> BIT & 1).astype(np.bool_)
        ripe &= now_ms[:, None] - changed_ms >= self._hold_ms[rule][:, None]
        after = confirmed ^ np.bitwise_or.reduce(ripe.astype(np.uint8) << BIT, axis=1)
        before_level, after_level = self._level[rule, confirmed], self._level[rule, after]
        self.confirmed[cells] = after
        moved = before_level != after_level
        if not moved.any():
            return None
        since_ms = np.where(ripe, changed_ms, np.iinfo(np.int64).min).max(axis=1)
        self.since_ms[cells[moved]] = since_ms[moved]
        return self._transitions(cells[moved], before_level[moved])

    def standing(self) -> Transitions:
        """Return every level that is not NORMAL, as a change from NORMAL."""
        cells = self.used()
        cells = cells[self.level(cells) != Level.NORMAL]
        return self._transitions(cells, np.full(len(cells), Level.NORMAL, dtype=np.uint8))

    def restore(self, track: Track, row: Numbers, kept: Kept) -> None:
        """Give series of a track, none twice and all quiet so far, the state that was kept of them."""
        cells = self._take(len(row))
        self._place(track, cells, row, kept.slot, kept.instance)
        self.seen[cells], self.confirmed[cells] = kept.seen, kept.confirmed
        self.changed_ms[cells], self.since_ms[cells] = kept.changed_ms, kept.since_ms
        self.value[cells], self.blind[cells] = kept.value, kept.blind

    def withdraw(self, cells: Numbers, now_ms: int) -> Transitions:
        """Make cells quiet whose rule is no longer for them; return the levels that end with it."""
        before = self.level(cells)
        self.seen[cells] = self.confirmed[cells] = 0
        self.since_ms[cells] = now_ms
        self.value[cells] = np.nan
        ended = self._transitions(cells[before != 0], before[before != 0])
        self.release(cells)
        return ended

    def _transitions(self, cells: Numbers, before: Bits) -> Transitions:
        return Transitions(
            slot=self.slot[cells],
            instance=self.instance[cells],
            rule=self.rule[cells],
            before=before,
            after=self.level(cells),
            value=self.value[cells],
            since_ms=self.since_ms[cells],
        )

    def _cells_for(self, track: Track, look: Seen) -> Numbers:
        """Return the cell of each series, taking one for those that stop being quiet."""
        cells = track.cell[look.row].astype(np.intp)
        fresh = np.flatnonzero((cells == 0) & look.known & (look.conditions != 0))
        if len(fresh):
            taken = self._take(len(fresh))
            cells[fresh] = taken
            self._place(track, taken, look.row[fresh], look.slot[fresh], look.instance[fresh])
        return cells

    def _take(self, count: int) -> Numbers:
        """Return free cells, growing the columns when there are too few."""
        if len(self._free) < count:
            end = self._end + count - len(self._free)
            self._free = np.concatenate([self._free, np.arange(self._end, end)])
            self._end = end
            for name in _COLUMNS:
                setattr(self, name, grown(getattr(self, name), end))
        taken, self._free = self._free[:count], self._free[count:]
        return taken

    def _place(self, track: Track, cells: Numbers, row: Numbers, slot: Slots, instance: NDArray[np.int32]) -> None:
        """Let cells, all zero so far, belong to series of a track."""
        track.cell[row] = cells
        track.active += len(cells)
        self.track[cells] = track.number
        self.rule[cells] = track.rule
        self.row[cells] = row
        self.slot[cells] = slot
        self.instance[cells] = instance

    def release(self, cells: Numbers) -> None:
        """Take back cells that became quiet, leaving zeros."""
        quiet = cells[(self.seen[cells] | self.confirmed[cells]) == 0]
        if len(quiet) == 0:
            return
        for number in np.unique(self.track[quiet]):
            track, of_track = self.tracks[number], quiet[self.track[quiet] == number]
            track.cell[self.row[of_track]] = 0
            track.active -= len(of_track)
        for name in _COLUMNS:
            getattr(self, name)[quiet] = 0
        self._free = np.concatenate([self._free, quiet])


_COLUMNS = (
    "track",
    "rule",
    "row",
    "slot",
    "instance",
    "seen",
    "confirmed",
    "changed_ms",
    "since_ms",
    "value",
    "blind",
)

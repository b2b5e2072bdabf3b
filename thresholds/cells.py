"""Judge state of what is not quiet: conditions seen and confirmed, and since when each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from collectors.model import Instances, Slots, Times, Values, sole_instances
from thresholds.index import grown
from thresholds.limits import CONDITIONS, Bits, Limits, each, packed
from thresholds.model import Level, Rule, Transitions, no_transitions

Numbers = NDArray[np.intp]
"""intp[n]: cells, by number; 0 is the quiet one that all quiet series share."""

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
    """int32[rows of the family]: the series' cell, 0 while it is quiet; shorter while all are, which is usual."""
    active: int = 0
    """How many of its series have a cell."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was found of series, as columns: those beyond a limit and those with a cell, none twice, none NaN."""

    track: NDArray[np.int32]
    cell: NDArray[np.int32]
    """int32[n]: the series' cell, 0 while it is quiet."""
    row: Numbers
    slot: Slots
    instance: Instances
    measure: Values
    """float64[n]: what is compared."""
    value: Values
    """float64[n]: what is reported."""
    began_ms: Times
    """int64[n]: when a condition that is new with this look began."""
    time_ms: Times

    def only(self, mine: NDArray[np.bool_]) -> Look:
        """Return some of the series."""
        return Look(**{column.name: getattr(self, column.name)[mine] for column in fields(self)})


@dataclass(frozen=True, slots=True)
class Kept:
    """State of the series of one track that are not quiet, as it is saved."""

    slot: Slots
    instance: Instances
    seen: Bits
    confirmed: Bits
    changed_ms: Times
    """int64[n, CONDITIONS]."""
    since_ms: Times
    value: Values


class Cells:
    """The cells of all tracks, numbered from 1, in columns that grow and are reused.

    A condition that changes is *seen* at once and *confirmed* when it has stood for the rule's hold;
    the level is what the confirmed conditions amount to. Each condition has its own clock: a value
    that swings between LO and LOLO stands in LO, and neither starts the other's hold again.
    """

    def __init__(self, rules: Sequence[Rule], limits: Limits) -> None:
        """Start with all series of all rules quiet; `limits` are those of `rules`."""
        self._limits = limits
        self._hold_ms = np.array([min(rule.hold_s * 1000.0, MOST_MS) for rule in rules], dtype=np.int64)
        self.tracks: list[Track] = []
        self._rule_of = np.empty(0, dtype=np.int32)
        self._end = 1
        self._free = np.empty(0, dtype=np.intp)
        self.track = np.zeros(1, dtype=np.int32)
        self.rule = np.zeros(1, dtype=np.int32)
        self.row = np.zeros(1, dtype=np.int32)
        self.slot = np.zeros(1, dtype=np.int32)
        self.instance = sole_instances(1)
        self.seen = np.zeros(1, dtype=np.uint8)
        self.confirmed = np.zeros(1, dtype=np.uint8)
        self.changed_ms = np.zeros((1, CONDITIONS), dtype=np.int64)
        self.since_ms = np.zeros(1, dtype=np.int64)
        self.value = np.zeros(1, dtype=np.float64)

    def add_track(self, family: str, rule: int) -> Track:
        """Return a new track of quiet series."""
        track = Track(len(self.tracks), family, rule)
        self.tracks.append(track)
        self._rule_of = np.append(self._rule_of, np.int32(rule))
        return track

    def rule_of(self, track: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return int32[n]: the rules of tracks."""
        return self._rule_of[track]

    def used(self) -> Numbers:
        """Return the cells of series that are not quiet."""
        return np.flatnonzero((self.seen | self.confirmed)[: self._end])

    def pending(self) -> Numbers:
        """Return the cells with a change that waits for its hold."""
        return np.flatnonzero((self.seen ^ self.confirmed)[: self._end])

    def level(self, cells: Numbers) -> NDArray[np.uint8]:
        """Return uint8[n] of Level: what the confirmed conditions amount to."""
        return self._limits.level(self.rule[cells], self.confirmed[cells])

    def note(self, look: Look) -> Transitions:
        """Take in a look at series; return the changes of level it brings."""
        before = self.seen[look.cell]
        conditions = self._limits.conditions(self._rule_of[look.track], look.measure, before)
        cells = self._cells_for(look, conditions)
        self.value[cells] = look.value
        changed = np.flatnonzero(conditions != before)
        if len(changed):
            self._see(cells[changed], conditions[changed], look.began_ms[changed])
        waiting = np.flatnonzero(conditions != self.confirmed[cells])
        changes = self.confirm(cells[waiting], look.time_ms[waiting]) if len(waiting) else no_transitions()
        if len(changed) or len(changes):
            self.release(cells)
        return changes

    def _see(self, cells: Numbers, conditions: Bits, began_ms: Times) -> None:
        """Start the clocks of conditions that differ from those seen before."""
        new = each(conditions ^ self.seen[cells])
        self.changed_ms[cells] = np.where(new, began_ms[:, None], self.changed_ms[cells])
        self.seen[cells] = conditions

    def confirm(self, cells: Numbers, now_ms: Times) -> Transitions:
        """Confirm what has stood for its hold at `now_ms`, int64[n]; return the changes of level.

        A change said to come from the future (the clock was set back meanwhile) begins now.
        """
        seen, confirmed, rule = self.seen[cells], self.confirmed[cells], self.rule[cells]
        changed_ms = np.minimum(self.changed_ms[cells], now_ms[:, None])
        self.changed_ms[cells] = changed_ms
        ripe = each(seen ^ confirmed)
        ripe &= now_ms[:, None] - changed_ms >= self._hold_ms[rule][:, None]
        self.confirmed[cells] = confirmed ^ packed(ripe)
        before = self._limits.level(rule, confirmed)
        moved = before != self.level(cells)
        since_ms = np.where(ripe, changed_ms, np.iinfo(np.int64).min).max(axis=1)
        self.since_ms[cells[moved]] = since_ms[moved]
        return self._transitions(cells[moved], before[moved])

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
        self.value[cells] = kept.value

    def withdraw(self, cells: Numbers, now_ms: int) -> Transitions:
        """Make cells quiet whose rule is no longer for them; return the levels that end with it."""
        before = self.level(cells)
        self.seen[cells] = self.confirmed[cells] = 0
        self.since_ms[cells] = now_ms
        self.value[cells] = np.nan
        ended = self._transitions(cells[before != 0], before[before != 0])
        self.release(cells)
        return ended

    def _transitions(self, cells: Numbers, before: NDArray[np.uint8]) -> Transitions:
        return Transitions(
            slot=self.slot[cells],
            instance=self.instance[cells],
            rule=self.rule[cells],
            before=before,
            after=self.level(cells),
            value=self.value[cells],
            since_ms=self.since_ms[cells],
        )

    def _cells_for(self, look: Look, conditions: Bits) -> Numbers:
        """Return the cell of each series, taking one for those that stop being quiet."""
        fresh = np.flatnonzero((look.cell == 0) & (conditions != 0))
        if len(fresh) == 0:
            return look.cell.astype(np.intp)
        cells = look.cell.astype(np.intp)
        cells[fresh] = self._take(len(fresh))
        for number in np.unique(look.track[fresh]):
            mine = fresh[look.track[fresh] == number]
            self._place(self.tracks[number], cells[mine], look.row[mine], look.slot[mine], look.instance[mine])
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

    def _place(self, track: Track, cells: Numbers, row: Numbers, slot: Slots, instance: Instances) -> None:
        """Let cells, all zero so far, belong to series of a track."""
        track.cell = grown(track.cell, int(row.max(initial=-1)) + 1)
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
)

"""Judge batches against rules: columns in, changes of level out, state kept between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from collectors.model import Batch, Contacts, Readings, States, Times, Values
from collectors.states import TerminalState
from thresholds import keep
from thresholds.cells import Cells, Numbers, Seen, Track
from thresholds.index import Round, SeriesIndex, grown
from thresholds.limits import Allowed, Limits, compile_rule
from thresholds.model import Rule, Transitions, join
from thresholds.placement import Placement
from thresholds.silence import Silence

CONTACTS = "contacts"
"""Family of the series that silence is judged on."""
TERMINALS = "terminals"
"""Family of the series of terminal states."""
TERMINAL_STATE = "terminal_state"
"""Metric of a terminal's state, a TerminalState; UNKNOWN is no reading."""

_STATE_VALUE = np.arange(256, dtype=np.float64)
_STATE_VALUE[TerminalState.UNKNOWN] = np.nan


class Judge:
    """Judges readings, states and silences; what it holds between batches is what is not quiet.

    * Series are judged in the order they arrive; times measure holds only, and a hold whose start
      lies in the future (the clock was set back) starts now.
    * NaN is unknown: it raises nothing, clears nothing and stops no hold, but no hold ends on it.
      The same goes for a reading whose device has gone silent since: silence is its own rule.
    * A metric may be read in several families; each is judged by itself.
    * A subject whose kind is no longer a rule's has its level withdrawn at the next `due`.
    """

    def __init__(self, rules: Sequence[Rule], kinds: Sequence[str]) -> None:
        """Judge by `rules`; `kinds` names the codes that `place` uses."""
        self.rules = tuple(rules)
        self._placement = Placement(rules, kinds)
        self._asks = [compile_rule(rule) for rule in rules]
        self._is_silence = np.array([ask is None for ask in self._asks], dtype=np.bool_)
        self._cells = Cells(rules)
        self._silence = Silence()
        self._indexes: dict[str, SeriesIndex] = {}
        self._tracks: dict[tuple[str, int], Track] = {}
        self._by_metric: dict[str, list[tuple[int, Limits | Allowed]]] = {}
        for number, (rule, ask) in enumerate(zip(rules, self._asks, strict=True)):
            if ask is not None:
                self._by_metric.setdefault(rule.metric, []).append((number, ask))

    def place(self, kind: NDArray[np.uint8]) -> None:
        """Take uint8[slots], the kind of each slot as index into kinds; placement.NOWHERE: no rule is for it.

        Slots beyond its end (the roster grew) fall under rules for all kinds until placed.
        """
        self._placement.place(kind)

    def judge(self, batch: Batch) -> Transitions:
        """Return the changes of level that a batch brings."""
        changes = [*self._contacts(batch.contacts), *self._states(batch.states)]
        for readings in batch.readings:
            changes.extend(self._readings(readings))
        return join(changes)

    def due(self, now_ms: int) -> Transitions:
        """Return the changes of level whose hold ran out by `now_ms` without a newer value, and withdrawals."""
        cells = self._cells
        used = cells.used()
        strays = used[~self._placement.applies(cells.rule[used], cells.slot[used])]
        changes = [cells.withdraw(strays, now_ms)] if len(strays) else []
        waiting = cells.pending()
        waiting = waiting[~self._blind(waiting)]
        ripe = cells.confirm(waiting, np.full(len(waiting), now_ms, dtype=np.int64))
        cells.release(waiting)
        return join(changes if ripe is None else [*changes, ripe])

    def standing(self) -> Transitions:
        """Return every level that is not NORMAL, as changes from NORMAL, to compare an alarm list with."""
        return self._cells.standing()

    def save(self) -> dict[str, NDArray[np.generic]]:
        """Return all state as one-dimensional columns; a judge that loads them goes on as if never stopped."""
        return keep.judge_columns(self.rules, self._cells, self._silence, self._index(CONTACTS))

    def load(self, columns: Mapping[str, NDArray[np.generic]]) -> None:
        """Take over saved state, into a judge that has judged nothing yet; no columns: nothing to take over.

        State of rules that are gone, or have another type or metric now, is left behind; where only
        limits changed, the next values are judged by the new ones. Raises KeptError for columns that
        are not a judge's.
        """
        contacts = self._index(CONTACTS)
        silent = keep.silent_devices(columns)
        self._silence.restore(contacts.admit(silent.slot, np.zeros_like(silent.slot)), silent.misses, silent.first_ms)
        for family, rule, kept in keep.tracks(columns, self.rules):
            row = self._index(family).admit(kept.slot, kept.instance)
            self._cells.restore(self._track(family, rule), row, kept)

    def _readings(self, readings: Readings) -> Iterator[Transitions]:
        """Yield the changes that readings bring, metric by metric."""
        judged = [name for name in readings.values if name in self._by_metric]
        if not judged or len(readings) == 0:
            return
        for part in self._index(readings.family).rounds(readings.slot, readings.instance):
            for name in judged:
                for rule, ask in self._by_metric[name]:
                    track = self._track(readings.family, rule)
                    changes = self._column(track, ask, part, readings, readings.values[name][part.at])
                    if changes is not None:
                        yield changes

    def _column(
        self, track: Track, ask: Limits | Allowed, part: Round, readings: Readings, values: Values
    ) -> Transitions | None:
        """Judge one metric by one rule; looks closely only at what is outside the limits or not quiet."""
        doubtful = ask.outside(values)
        if track.active:
            doubtful |= track.cell[part.rows] != 0
        if not doubtful.any():
            return None
        at = np.flatnonzero(doubtful)
        slot = readings.slot[part.at][at]
        mine = self._placement.applies(track.rule, slot)
        at, slot = at[mine], slot[mine]
        row = _numbers(part, at)
        values, time_ms = values[at], readings.time_ms[part.at][at]
        known = ~np.isnan(values)
        look = Seen(
            row=row,
            slot=slot,
            instance=readings.instance[part.at][at],
            conditions=ask.conditions(values, self._cells.seen[track.cell[row]]),
            known=known,
            began_ms=time_ms,
            time_ms=time_ms,
            value=values,
        )
        return self._cells.note(track, look)

    def _states(self, states: States) -> Iterator[Transitions]:
        """Yield the changes that terminals' states bring."""
        if TERMINAL_STATE not in self._by_metric or len(states) == 0:
            return
        instance = np.zeros(len(states), dtype=np.int32)
        values = {TERMINAL_STATE: _STATE_VALUE[states.state]}
        yield from self._readings(Readings(TERMINALS, states.slot, instance, states.time_ms, values))

    def _contacts(self, contacts: Contacts) -> Iterator[Transitions]:
        """Yield the changes that answers and silences bring."""
        instance = np.zeros(len(contacts), dtype=np.int32)
        index = self._index(CONTACTS)
        for part in index.rounds(contacts.slot, instance):
            misses, first_ms = self._silence.hear(contacts, part, len(index))
            for rule, ask in enumerate(self._asks):
                if ask is None:
                    changes = self._silent(self._track(CONTACTS, rule), part, contacts, misses, first_ms)
                    if changes is not None:
                        yield changes

    def _silent(
        self, track: Track, part: Round, contacts: Contacts, misses: NDArray[np.uint16], first_ms: Times
    ) -> Transitions | None:
        """Judge one round of contacts by one rule; fewer misses than the rule asks for tell nothing."""
        silent = misses >= self.rules[track.rule].misses
        doubtful = silent | (track.cell[part.rows] != 0) if track.active else silent
        if not doubtful.any():
            return None
        at = np.flatnonzero(doubtful)
        slot = contacts.slot[part.at][at]
        mine = self._placement.applies(track.rule, slot)
        at, slot = at[mine], slot[mine]
        silent, answered, time_ms = silent[at], contacts.answered[part.at][at], contacts.time_ms[part.at][at]
        look = Seen(
            row=_numbers(part, at),
            slot=slot,
            instance=np.zeros(len(at), dtype=np.int32),
            conditions=silent.astype(np.uint8),
            known=answered | silent,
            began_ms=np.where(silent, first_ms[at], time_ms),
            time_ms=time_ms,
            value=np.full(len(at), np.nan),
        )
        return self._cells.note(track, look)

    def _blind(self, cells: Numbers) -> NDArray[np.bool_]:
        """Return bool[n]: cells whose last reading was unknown, or whose device has gone silent since."""
        slot = self._cells.slot[cells]
        row = self._index(CONTACTS).find(slot, np.zeros_like(slot))
        about_silence = self._is_silence[self._cells.rule[cells]]
        blind: NDArray[np.bool_] = self._cells.blind[cells] | (self._silence.silent(row) & ~about_silence)
        return blind

    def _index(self, family: str) -> SeriesIndex:
        return self._indexes.setdefault(family, SeriesIndex())

    def _track(self, family: str, rule: int) -> Track:
        """Return the track of a rule on a family, with room for every series the family has by now."""
        track = self._tracks.get((family, rule))
        if track is None:
            track = self._tracks[family, rule] = self._cells.add_track(family, rule)
        track.cell = grown(track.cell, len(self._index(family)))
        return track


def _numbers(part: Round, at: Numbers) -> Numbers:
    """Return the row numbers of positions within a round."""
    return at + part.rows.start if isinstance(part.rows, slice) else part.rows[at]

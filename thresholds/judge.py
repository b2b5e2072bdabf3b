"""Judge batches against rules: columns in, changes of level out, state kept between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.model import Batch, Contacts, Instances, Readings, Slots, States, Times, Values, sole_instances
from collectors.states import TerminalState
from thresholds import keep
from thresholds.cells import Cells, Look, Numbers, Track
from thresholds.index import Round, SeriesIndex, grown
from thresholds.limits import TERMINAL_STATE, Limits, measure_silence, measure_state
from thresholds.model import Rule, RuleType, Transitions, join, no_transitions
from thresholds.placement import Placement
from thresholds.silence import Silence

CONTACTS = "contacts"
"""Family of the series that silence is judged on."""
TERMINALS = "terminals"
"""Family of the series of terminal states."""

_STATE_VALUE = np.arange(256, dtype=np.float64)
_STATE_VALUE[TerminalState.UNKNOWN] = np.nan


@dataclass(frozen=True, slots=True)
class _Subjects:
    """Whom the positions of one round are about."""

    rows: Round
    slot: Slots
    instance: Instances
    time_ms: Times


@dataclass(frozen=True, slots=True)
class _Doubts:
    """Positions that one rule must look at closely: beyond a limit, or not quiet."""

    track: int
    at: Numbers
    cell: NDArray[np.int32]
    measure: Values
    value: Values
    began_ms: Times


class Judge:
    """Judges readings, states and silences; what it holds between batches is what is not quiet.

    * Series are judged in the order they arrive; times measure holds only, and a hold whose start
      lies in the future (the clock was set back) starts now.
    * NaN is as if nobody had asked: it raises nothing, clears nothing and stops no hold. A hold that
      no value interrupts runs out on the last one known, but not while the device itself is silent:
      a dead device is reported as that, not by its last words.
    * A metric may be read in several families; each is judged by itself.
    * A subject whose kind is no longer a rule's has its level withdrawn at the next `due`.
    """

    def __init__(self, rules: Sequence[Rule], kinds: Sequence[str]) -> None:
        """Judge by `rules`; `kinds` names the codes that `place` uses."""
        self.rules = tuple(rules)
        self._placement = Placement(rules, kinds)
        self._limits = Limits(rules)
        self._cells = Cells(rules, self._limits)
        self._silence = Silence()
        self._indexes: dict[str, SeriesIndex] = {}
        self._tracks: dict[tuple[str, int], Track] = {}
        self._by_metric: dict[str, list[int]] = {}
        for number, rule in enumerate(rules):
            if rule.type is not RuleType.NO_ANSWER:
                self._by_metric.setdefault(rule.metric, []).append(number)
        self._about_silence = np.array([rule.type is RuleType.NO_ANSWER for rule in rules], dtype=np.bool_)

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
        withdrawn = cells.withdraw(strays, now_ms)
        waiting = cells.pending()
        waiting = waiting[~self._held_up(waiting)]
        ripe = cells.confirm(waiting, np.full(len(waiting), now_ms, dtype=np.int64))
        cells.release(waiting)
        return join([withdrawn, ripe])

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
        """Yield the changes that readings bring."""
        judged = [(rule, name) for name in readings.values for rule in self._by_metric.get(name, ())]
        if not judged:
            return
        for part in self._index(readings.family).rounds(readings.slot, readings.instance):
            who = _Subjects(part, readings.slot[part.at], readings.instance[part.at], readings.time_ms[part.at])
            doubts: list[_Doubts] = []
            for rule, name in judged:
                value = readings.values[name][part.at]
                by_limit = self.rules[rule].type is RuleType.LIMIT
                measure = value if by_limit else measure_state(value, self.rules[rule].allowed)
                doubts.extend(self._doubts(self._track(readings.family, rule), who, measure, value, who.time_ms))
            yield self._settle(who, doubts)

    def _states(self, states: States) -> Iterator[Transitions]:
        """Yield the changes that terminals' states bring."""
        if TERMINAL_STATE in self._by_metric:
            instance = sole_instances(len(states))
            values = {TERMINAL_STATE: _STATE_VALUE[states.state]}
            yield from self._readings(Readings(TERMINALS, states.slot, instance, states.time_ms, values))

    def _contacts(self, contacts: Contacts) -> Iterator[Transitions]:
        """Yield the changes that answers and silences bring."""
        index, instance = self._index(CONTACTS), sole_instances(len(contacts))
        for part in index.rounds(contacts.slot, instance):
            who = _Subjects(part, contacts.slot[part.at], instance[part.at], contacts.time_ms[part.at])
            misses, first_ms = self._silence.hear(contacts, part, len(index))
            began_ms = np.where(misses > 0, first_ms, who.time_ms)
            nothing = np.full(len(misses), np.nan)
            doubts: list[_Doubts] = []
            for rule in np.flatnonzero(self._about_silence):
                measure = measure_silence(misses, self.rules[rule].misses)
                doubts.extend(self._doubts(self._track(CONTACTS, int(rule)), who, measure, nothing, began_ms))
            yield self._settle(who, doubts)

    def _doubts(
        self, track: Track, who: _Subjects, measure: Values, value: Values, began_ms: Times
    ) -> Iterator[_Doubts]:
        """Yield where one rule must look closely, if anywhere; nearly always nowhere, and that is all it costs."""
        doubtful = self._limits.outside(track.rule, measure)
        if track.active:
            cell = track.cell[who.rows.rows]
            doubtful |= (cell != 0) & ~np.isnan(measure)
        else:
            cell = np.zeros(len(measure), dtype=np.int32)
        at = doubtful.nonzero()[0]
        if len(at):
            yield _Doubts(track.number, at, cell[at], measure[at], value[at], began_ms[at])

    def _settle(self, who: _Subjects, doubts: Sequence[_Doubts]) -> Transitions:
        """Look closely at the doubtful positions of all rules at once."""
        if not doubts:
            return no_transitions()
        at = np.concatenate([part.at for part in doubts])
        rows = who.rows.rows
        look = Look(
            track=np.repeat([part.track for part in doubts], [len(part.at) for part in doubts]),
            cell=np.concatenate([part.cell for part in doubts]),
            row=at + rows.start if isinstance(rows, slice) else rows[at],
            slot=who.slot[at],
            instance=who.instance[at],
            measure=np.concatenate([part.measure for part in doubts]),
            value=np.concatenate([part.value for part in doubts]),
            began_ms=np.concatenate([part.began_ms for part in doubts]),
            time_ms=who.time_ms[at],
        )
        mine = self._placement.applies(self._cells.rule_of(look.track), look.slot)
        return self._cells.note(look if mine.all() else look.only(mine))

    def _held_up(self, cells: Numbers) -> NDArray[np.bool_]:
        """Return bool[n]: changes that time alone must not confirm, because their device is silent now."""
        slot = self._cells.slot[cells]
        silent = self._silence.silent(self._index(CONTACTS).find(slot, np.zeros_like(slot)))
        silence_itself = self._about_silence[self._cells.rule[cells]] & (self._cells.seen[cells] != 0)
        held_up: NDArray[np.bool_] = silent & ~silence_itself
        return held_up

    def _index(self, family: str) -> SeriesIndex:
        index = self._indexes.get(family)
        if index is None:
            index = self._indexes[family] = SeriesIndex()
        return index

    def _track(self, family: str, rule: int) -> Track:
        """Return the track of a rule on a family; where any series has a cell, with room for all there are by now."""
        track = self._tracks.get((family, rule))
        if track is None:
            track = self._tracks[family, rule] = self._cells.add_track(family, rule)
        if track.active:
            track.cell = grown(track.cell, len(self._index(family)))
        return track

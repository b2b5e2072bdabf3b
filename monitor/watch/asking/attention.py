"""Whom to ask more often than the sweeps do: suspect, hot, and whose homes come first, within a budget per CMTS.

The ladder is that of the CableLabs guideline for proactive maintenance: everybody slowly, suspects every few hours,
the worst every ten minutes and not for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from collectors.model import Contacts, Readings, Slots, States
from monitor.settings.model import Attention as Manners
from monitor.watch.asking.allowance import Allowance

LOAD = "processor_load_percent"
"""Metric that tells how busy a CMTS is; one that does not tell is not spared."""
NOBODY = -1
"""Who tells of a subject nobody tells of; they share a budget, too."""
NEVER_MS = -(1 << 62)

FIRST_SHARE = 0.5

Tellers = Callable[[Slots], Slots]
"""Takes slots; returns int32[n], the slot of the CMTS above each, NOBODY where the plant shows none."""


class Grade(IntEnum):
    """How closely a subject is watched."""

    NORMAL = 0
    SUSPECT = 1
    HOT = 2


class Attention:
    """Grades by slot. They are not kept over a restart: who is still bad then climbs again.

    * Who looks bad becomes suspect; who still does in an answer younger than that becomes hot.
    * Who has looked good for the hold of its grade goes down one.
    * Who does not answer is not asked again before a sweep has had an answer, and grows cold meanwhile.
    * Whose homes come first are asked at a pace of their own, however good they look, for FIRST_SHARE of the budget at
      most: the rest is for what tells faults apart.
    """

    def __init__(self, manners: Manners) -> None:
        """Start with everybody normal."""
        self._manners = manners
        self._pace_ms = np.array([0, manners.suspect_interval_s, manners.hot_interval_s]) * 1000.0
        self._first_pace_ms = manners.priority_interval_s * 1000.0
        self._grade: NDArray[np.uint8] = np.empty(0, dtype=np.uint8)
        self._since_ms: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        """When each took up its grade."""
        self._bad_ms: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        """When each last looked bad."""
        self._asked_ms: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        """When each was last asked for its levels, by whatever sweep; before that, when it became suspect."""
        self._answered_ms: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        """When each last answered that."""
        self._silent: NDArray[np.bool_] = np.empty(0, dtype=np.bool_)
        self._teller: Slots = np.empty(0, dtype=np.int32)
        """Who told of each last."""
        self._first: NDArray[np.bool_] = np.empty(0, dtype=np.bool_)
        """Whose homes come first."""
        self._allowances: dict[int, Allowance] = {}
        self._first_allowances: dict[int, Allowance] = {}
        """What of a CMTS's budget may go to those."""

    def grade(self, slots: Slots) -> NDArray[np.uint8]:
        """Return uint8[n] of Grade."""
        self._grow(slots)
        return self._grade[slots]

    def put_first(self, slots: Slots, now_ms: int) -> None:
        """Take whose homes come first, in the place of those who did; int32[n]."""
        self._grow(slots)
        self._first[:] = False
        self._first[slots] = True
        self._asked_ms[self._first & (self._asked_ms == 0)] = now_ms

    def hear(self, states: States) -> None:
        """Take who tells of whom; what nobody in particular said is passed over."""
        if len(states.observer) == len(states):
            self._grow(states.slot)
            self._teller[states.slot] = states.observer

    def met(self, contacts: Contacts) -> None:
        """Take who was asked for levels, and who answered."""
        self._grow(contacts.slot)
        self._asked_ms[contacts.slot] = contacts.time_ms
        self._silent[contacts.slot] = ~contacts.answered
        self._answered_ms[contacts.slot[contacts.answered]] = contacts.time_ms[contacts.answered]

    def feel(self, readings: Iterable[Readings], now_ms: int) -> None:
        """Take how busy the devices are that tell it; of several processors the busiest counts."""
        for block in readings:
            if LOAD in block.values:
                for slot in np.unique(block.slot).tolist():
                    load = block.values[LOAD][block.slot == slot]
                    if not np.isnan(load).all():
                        for allowance in (self._allowance(slot, now_ms), self._first_allowance(slot, now_ms)):
                            allowance.feel(float(np.nanmax(load)))

    def look(self, bad: Slots, now_ms: int) -> None:
        """Take who looks bad now; everybody else looks good, or says nothing."""
        self._grow(bad)
        looks_bad = np.zeros(len(self._grade), dtype=np.bool_)
        looks_bad[bad] = True
        looks_bad &= ~self._silent
        self._bad_ms[looks_bad] = now_ms
        good_ms = now_ms - self._bad_ms
        suspect, hot = self._grade == Grade.SUSPECT, self._grade == Grade.HOT
        fresh = looks_bad & (self._grade == Grade.NORMAL)
        self._asked_ms[fresh & (self._asked_ms == 0)] = now_ms
        self._move(suspect & looks_bad & (self._answered_ms > self._since_ms), Grade.HOT, now_ms)
        self._move(fresh, Grade.SUSPECT, now_ms)
        self._move(hot & (good_ms >= self._manners.hot_hold_s * 1000), Grade.SUSPECT, now_ms)
        self._move(suspect & (good_ms >= self._manners.suspect_hold_s * 1000), Grade.NORMAL, now_ms)

    def due(self, askable: Slots, tellers: Tellers, now_ms: int) -> Slots:
        """Return whom to ask now, int32[n], ascending; they count as asked, and are off their CMTS's budget.

        1. Due is who was last asked longer ago than the pace of its grade, or of those who come first, by whatever
           sweep.
        2. Of those behind one CMTS the hot come first. A suspect that is late by its whole pace comes with them, then
           come those who are due only because they come first, as far as their share of the budget goes.
        3. Among equals who has been due longest comes first, so everybody's turn comes.
        """
        self._grow(askable)
        mine: Slots = askable[((self._grade[askable] != Grade.NORMAL) | self._first[askable]) & ~self._silent[askable]]
        grade, waits_ms = self._grade[mine], now_ms - self._asked_ms[mine]
        graded = (grade != Grade.NORMAL) & (waits_ms >= self._pace_ms[grade])
        first = ~graded & self._first[mine] & (waits_ms >= self._first_pace_ms)
        late_ms = waits_ms - np.where(first, self._first_pace_ms, self._pace_ms[grade])
        is_due = graded | first
        mine, first, late_ms = mine[is_due], first[is_due], late_ms[is_due]
        if not len(mine):
            return mine
        teller = self._told_by(mine, tellers)
        kept = ~first | self._within_share(first, teller, late_ms, now_ms)
        mine, first, late_ms, teller = mine[kept], first[kept], late_ms[kept], teller[kept]
        grade = self._grade[mine]
        urgent = ~first & ((grade == Grade.HOT) | (late_ms >= self._pace_ms[grade]))
        order = np.lexsort((-late_ms, ~first, ~urgent, teller))
        chosen: Slots = np.sort(mine[order[self._granted(teller[order], now_ms)]])
        self._asked_ms[chosen] = now_ms
        return chosen

    def allow(self, wanted: Slots, tellers: Tellers, now_ms: int) -> NDArray[np.bool_]:
        """Return bool[n]: who of those wanted may be asked something now; they are off their CMTS's budget.

        Of those behind one CMTS the first come first.
        """
        self._grow(wanted)
        teller = self._told_by(wanted, tellers)
        order = np.argsort(teller, kind="stable")
        allowed = np.zeros(len(wanted), dtype=np.bool_)
        allowed[order[self._granted(teller[order], now_ms)]] = True
        return allowed

    def _told_by(self, slots: Slots, tellers: Tellers) -> Slots:
        """Return int32[n]: who tells of each, the plant's word where nobody has told of it yet."""
        teller = self._teller[slots]
        unknown = teller == NOBODY
        teller[unknown] = tellers(slots[unknown])
        return teller

    def _within_share(
        self, first: NDArray[np.bool_], teller: Slots, late_ms: NDArray[np.float64], now_ms: int
    ) -> NDArray[np.bool_]:
        """Return bool[n]: of those who come first, the latest that their share of each CMTS's budget has room for."""
        at = np.flatnonzero(first)
        order = at[np.lexsort((-late_ms[at], teller[at]))]
        kept = np.zeros(len(first), dtype=np.bool_)
        kept[order[self._granted(teller[order], now_ms, self._first_allowance)]] = True
        return kept

    def _granted(
        self, teller: Slots, now_ms: int, of: Callable[[int, int], Allowance] | None = None
    ) -> NDArray[np.bool_]:
        """Return bool[n]: of each CMTS's, who stand side by side, the first that its budget, or `of`, has room for."""
        telling, first, count = np.unique(teller, return_index=True, return_counts=True)
        wanted = zip(telling.tolist(), count.tolist(), strict=True)
        granted = [(of or self._allowance)(one, now_ms).grant(n, now_ms) for one, n in wanted]
        place = np.arange(len(teller)) - np.repeat(first, count)
        return place < np.repeat(granted, count)

    def _allowance(self, teller: int, now_ms: int) -> Allowance:
        if teller not in self._allowances:
            self._allowances[teller] = Allowance(self._manners.budget_per_hour, self._manners.cpu_percent, now_ms)
        return self._allowances[teller]

    def _first_allowance(self, teller: int, now_ms: int) -> Allowance:
        if teller not in self._first_allowances:
            share = self._manners.budget_per_hour * FIRST_SHARE
            self._first_allowances[teller] = Allowance(share, self._manners.cpu_percent, now_ms)
        return self._first_allowances[teller]

    def _move(self, who: NDArray[np.bool_], grade: Grade, now_ms: int) -> None:
        self._grade[who] = grade
        self._since_ms[who] = now_ms

    def _grow(self, slots: Slots) -> None:
        n = int(slots.max(initial=-1)) + 1
        more = max(n, 2 * len(self._grade)) - len(self._grade) if n > len(self._grade) else 0
        if not more:
            return
        self._grade = np.concatenate([self._grade, np.full(more, Grade.NORMAL, dtype=np.uint8)])
        self._since_ms = np.concatenate([self._since_ms, np.zeros(more, dtype=np.int64)])
        self._bad_ms = np.concatenate([self._bad_ms, np.full(more, NEVER_MS, dtype=np.int64)])
        self._asked_ms = np.concatenate([self._asked_ms, np.zeros(more, dtype=np.int64)])
        self._answered_ms = np.concatenate([self._answered_ms, np.zeros(more, dtype=np.int64)])
        self._silent = np.concatenate([self._silent, np.zeros(more, dtype=np.bool_)])
        self._first = np.concatenate([self._first, np.zeros(more, dtype=np.bool_)])
        self._teller = np.concatenate([self._teller, np.full(more, NOBODY, dtype=np.int32)])

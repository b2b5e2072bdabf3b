"""Silences: who fell silent, between which two moments, and how much that speaks against the plant above."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.states import TerminalState
from maps.assumptions import Assumptions
from maps.forest import Forest
from maps.gasps import last_words
from maps.habits import FOLLOWS, Habits
from maps.model import Evidence, Kind
from maps.moments import NEVER, Floats, Offsets, offsets
from maps.rollcall import RollCall, rows
from maps.topology import KINDS
from maps.tree import Index

TABLE_AGE_MS = 10_000
"""How old what a CMTS says may be when it is read: its table is made every few seconds, and read row by row."""
MOST_OFF_UNSEEN = 0.5
"""Chance at most that a terminal nobody has ever seen alive is off by itself."""
MOST_VAGUE = 0.25
"""Share of the terminals behind a group that may be recorded right at it for want of knowing better."""
FEWEST_KNOWN = 20
"""Terminals that must be behind a group for its branches to be known at all."""
_GROUPS = frozenset({
    Kind.HEADEND, Kind.HUB, Kind.CMTS, Kind.CMTS_PORT, Kind.SERVICE_GROUP, Kind.OLT, Kind.PON_PORT, Kind.SPLITTER,
    Kind.OPTICAL_NODE,
})  # fmt: skip
_NODE, _SPLITTER = KINDS.index(Kind.OPTICAL_NODE), KINDS.index(Kind.SPLITTER)
_IS_GROUP = np.array([kind in _GROUPS for kind in KINDS])


@dataclass(frozen=True, slots=True, eq=False)
class Dark:
    """Those that fell silent, sorted by the element they hang on (an element's transponder hangs on itself).

    The event that silenced one lies between `after` and `before`: seen alive, for a terminal less the longest
    time a CMTS takes to notice, and first missed.
    """

    at: Index
    slot: NDArray[np.int32]
    after: Offsets
    before: Offsets
    gain: Floats
    """float64[n]: log likelihood of this silence behind a failed element, less that behind a sound one."""
    is_terminal: NDArray[np.bool_]

    def only(self, chosen: NDArray[np.bool_], at: Index) -> Dark:
        """Return those chosen, who hang on elements that are numbered otherwise."""
        return Dark(
            at, self.slot[chosen], self.after[chosen], self.before[chosen], self.gain[chosen], self.is_terminal[chosen]
        )


def silences(
    forest: Forest, evidence: Evidence, roll: RollCall, assumptions: Assumptions, now_ms: int
) -> tuple[Dark, Habits]:
    """Return who fell silent, and what their silences say of people's habits.

    Terminals that were dark when first looked for tell themselves how many are off in this town at this
    hour; taken for rarer than they are, they would together speak for anything above them all.
    """
    terminal = np.flatnonzero(roll.terminal == TerminalState.DARK)
    element = np.flatnonzero(roll.element == TerminalState.DARK)
    at = np.concatenate([forest.terminal_at[terminal], element])
    who = np.concatenate([forest.terminal_slot[terminal], forest.slot[element]])
    is_terminal = np.ones(len(at), dtype=np.bool_)
    is_terminal[len(terminal) :] = False
    if len(element):
        order = np.argsort(at, kind="stable")
        at, who, is_terminal = at[order], who[order], is_terminal[order]

    missed_ms = evidence.first_missed_ms[who]
    untold = np.flatnonzero(missed_ms <= 0)
    missed_ms[untold] = evidence.since_ms[who[untold]]
    before = np.where(missed_ms > 0, np.maximum(missed_ms - now_ms, NEVER), 0)
    seen = offsets(evidence.last_seen_ms[who], now_ms)
    notice_ms = round(assumptions.notice_delay_s * 1000) + TABLE_AGE_MS
    noticed_after = np.where(is_terminal, notice_ms, -1)  # who answers us is alive
    after = np.where(seen > NEVER, seen - noticed_after, NEVER)
    after = np.minimum(_with_observer(forest, evidence, roll, (at, after, before), is_terminal, now_ms), before)
    off = np.where(is_terminal, assumptions.switched_off, assumptions.silent_anyway)
    unseen = is_terminal & (after <= NEVER)
    everybody = int(roll.up_at.sum()) + len(terminal)
    off[unseen] = np.clip(_about(int(unseen.sum()) / max(everybody, 1)), assumptions.switched_off, MOST_OFF_UNSEEN)
    by_itself = off * narrowness(after, before, assumptions)
    dark_at = np.bincount(at[is_terminal], minlength=len(forest))
    lone = is_terminal & (after > NEVER) & (dark_at[at] <= roll.up_at[at])
    habits = Habits(np.sort(before[lone]), float(max(everybody, 1)))
    by_habit = habits.at_least(by_itself, before, before - after, lone, assumptions.together)
    follows = habits.followers(at, before, round(assumptions.notice_delay_s * 2000))
    by_habit[follows] = np.maximum(by_habit[follows], FOLLOWS)
    by_itself = np.where(is_terminal, by_habit, by_itself)
    gain = np.where(is_terminal & _is_vague(forest, at), 0.0, -np.log(by_itself) + last_words(evidence, who))
    return Dark(at, who.astype(np.int32), after, before, gain, is_terminal), habits


def _about(share: float) -> float:
    """Return a share in steps of a tenth: counted anew with every sweep, it must not move all that hangs on it."""
    return float(1.1 ** round(math.log(share, 1.1))) if share > 0.0 else 0.0


def _with_observer(
    forest: Forest,
    evidence: Evidence,
    roll: RollCall,
    windows: tuple[Index, Offsets, Offsets],
    is_terminal: NDArray[np.bool_],
    now_ms: int,
) -> Offsets:
    """Return when each silence began at the earliest, given (where, after, before) of each.

    A terminal that was still told of as up when its observer spoke last, and was found dark since, fell silent
    with its observer; that it had done so before and was not noticed yet would be a coincidence.
    """
    at, after, before = windows
    told_by = forest.observer[at]
    silent = (told_by >= 0) & (roll.element[told_by] == TerminalState.DARK)
    if not silent.any():
        return after
    spoke = offsets(rows(evidence.last_seen_ms, forest.slot[told_by]), now_ms)
    together = is_terminal & silent & (after > NEVER) & (before > spoke)
    return np.where(together, np.maximum(after, spoke + 1), after)


def _is_vague(forest: Forest, at: Index) -> NDArray[np.bool_]:
    """Return bool[k]: whether terminals recorded right at some elements hang on something behind those in truth.

    Where a node's homes are known to taps but for a few, those few hang on taps too, nobody knows which: that
    they are dark says no more for the node than for any of its branches. A splitter that feeds no node is where the
    fibres of homes truly end.
    """
    vague: NDArray[np.bool_] = _IS_GROUP[forest.kind[at]]
    here, start = np.flatnonzero(vague), forest.start
    at = at[here]
    count, behind = start[at + 1] - start[at], start[forest.end[at]] - start[at]
    nodes = np.flatnonzero(forest.kind == _NODE)
    of_homes = (forest.kind[at] == _SPLITTER) & (np.searchsorted(nodes, at) == np.searchsorted(nodes, forest.end[at]))
    vague[here] = (count <= MOST_VAGUE * behind) & (behind >= FEWEST_KNOWN) & ~of_homes
    return vague


def narrowness(after: Offsets, before: Offsets, assumptions: Assumptions) -> Floats:
    """Return float64[n]: chance that something that began by itself began between `after` and `before`.

    Homes switch off together more often than chance has it (bedtime, a dip of the mains), so the chance
    is never taken to be less than `coincidence`.
    """
    width_s = (before - after) / 1000.0
    return np.clip(width_s / assumptions.off_spell_s, assumptions.coincidence, 1.0)

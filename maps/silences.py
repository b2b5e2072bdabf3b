"""Silences: who fell silent, between which two moments, and how much that speaks against the plant above."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.states import TerminalState
from maps.assumptions import Assumptions
from maps.gasps import last_words
from maps.habits import FOLLOWS, Habits
from maps.model import Evidence, Kind
from maps.moments import IS_UP, NEVER, Floats, Offsets, offsets
from maps.topology import KINDS, Index, Topology

TABLE_AGE_MS = 10_000
"""How old what a CMTS says may be when it is read: its table is made every few seconds, and read row by row."""
MOST_OFF_UNSEEN = 0.5
"""Chance at most that a terminal nobody has ever seen alive is off by itself."""
MOST_VAGUE = 0.25
"""Share of the terminals behind a group that may be recorded right at it for want of knowing better."""
FEWEST_KNOWN = 20
"""Terminals that must be behind a group for its branches to be known at all."""
_GROUPS = [
    KINDS.index(kind)
    for kind in (
        Kind.HEADEND, Kind.HUB, Kind.CMTS, Kind.CMTS_PORT, Kind.SERVICE_GROUP, Kind.OLT, Kind.PON_PORT,
        Kind.SPLITTER, Kind.OPTICAL_NODE,
    )
]  # fmt: skip


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


def silences(
    topology: Topology,
    evidence: Evidence,
    slot: NDArray[np.int32],
    own_slot: NDArray[np.int32],
    assumptions: Assumptions,
    now_ms: int,
) -> tuple[Dark, Habits]:
    """Return who fell silent, and what their silences say of people's habits.

    slot, own_slot: int32[m] and int32[n], rows of the evidence for the topology's terminals and elements.

    Terminals that were dark when first looked for tell themselves how many are off in this town at this
    hour; taken for rarer than they are, they would together speak for anything above them all.
    """
    terminal = np.flatnonzero(evidence.state[slot] == TerminalState.DARK)
    element = np.flatnonzero(evidence.state[own_slot] == TerminalState.DARK)
    at = np.concatenate([topology.terminal_at[terminal], element])
    who = np.concatenate([slot[terminal], own_slot[element]])
    is_terminal = np.ones(len(at), dtype=np.bool_)
    is_terminal[len(terminal) :] = False
    if len(element):
        order = np.argsort(at, kind="stable")
        at, who, is_terminal = at[order], who[order], is_terminal[order]

    missed_ms = evidence.first_missed_ms[who]
    missed_ms = np.where(missed_ms > 0, missed_ms, evidence.since_ms[who])
    before = np.where(missed_ms > 0, np.maximum(missed_ms - now_ms, NEVER), 0)
    seen = offsets(evidence.last_seen_ms[who], now_ms)
    notice_ms = round(assumptions.notice_delay_s * 1000) + TABLE_AGE_MS
    noticed_after = np.where(is_terminal, notice_ms, -1)  # who answers us is alive
    after = np.where(seen > NEVER, seen - noticed_after, NEVER)
    after = np.minimum(_with_observer(topology, evidence, own_slot, (at, after, before), is_terminal, now_ms), before)
    off = np.where(is_terminal, assumptions.switched_off, assumptions.silent_anyway)
    unseen = is_terminal & (after <= NEVER)
    others = int(np.count_nonzero(IS_UP[evidence.state[slot]])) + int(is_terminal.sum())
    off[unseen] = np.clip(unseen.sum() / max(others, 1), assumptions.switched_off, MOST_OFF_UNSEEN)
    by_itself = off * narrowness(after, before, assumptions)
    up_at = np.bincount(topology.terminal_at[IS_UP[evidence.state[slot]]], minlength=len(topology))
    lone = is_terminal & (after > NEVER) & (np.bincount(at[is_terminal], minlength=len(up_at))[at] <= up_at[at])
    habits = Habits(np.sort(before[lone]), float(max(int(is_terminal.sum() + up_at.sum()), 1)))
    by_habit = habits.chance(before, before - after, lone, assumptions.together)
    follows = habits.followers(at, before, round(assumptions.notice_delay_s * 2000))
    by_habit[follows] = np.maximum(by_habit[follows], FOLLOWS)
    by_itself = np.where(is_terminal, np.maximum(by_itself, by_habit), by_itself)
    gain = np.where(is_terminal & _is_vague(topology)[at], 0.0, -np.log(by_itself) + last_words(evidence, who))
    return Dark(at, who.astype(np.int32), after, before, gain, is_terminal), habits


def _with_observer(
    topology: Topology,
    evidence: Evidence,
    own_slot: NDArray[np.int32],
    windows: tuple[Index, Offsets, Offsets],
    is_terminal: NDArray[np.bool_],
    now_ms: int,
) -> Offsets:
    """Return when each silence began at the earliest, given (where, after, before) of each.

    A terminal that was still told of as up when its observer spoke last, and was found dark since, fell silent
    with its observer; that it had done so before and was not noticed yet would be a coincidence.
    """
    at, after, before = windows
    told_by = topology.observer[at]
    silent = evidence.state[own_slot] == TerminalState.DARK
    spoke = offsets(evidence.last_seen_ms[own_slot], now_ms)[told_by]
    together = is_terminal & (told_by >= 0) & silent[told_by] & (after > NEVER) & (before > spoke)
    return np.where(together, np.maximum(after, spoke + 1), after)


def _is_vague(topology: Topology) -> NDArray[np.bool_]:
    """Return bool[n]: whether terminals recorded right at an element hang on something behind it in truth.

    Where a node's homes are known to taps but for a few, those few hang on taps too, nobody knows which: that
    they are dark says no more for the node than for any of its branches.
    """
    count = np.diff(topology.start)
    behind = topology.start[topology.end] - topology.start[:-1]
    few: NDArray[np.bool_] = (count <= MOST_VAGUE * behind) & (behind >= FEWEST_KNOWN)
    return few & np.isin(topology.kind, _GROUPS)


def narrowness(after: Offsets, before: Offsets, assumptions: Assumptions) -> Floats:
    """Return float64[n]: chance that something that began by itself began between `after` and `before`.

    Homes switch off together more often than chance has it (bedtime, a dip of the mains), so the chance
    is never taken to be less than `coincidence`.
    """
    width_s = (before - after) / 1000.0
    return np.clip(width_s / assumptions.off_spell_s, assumptions.coincidence, 1.0)

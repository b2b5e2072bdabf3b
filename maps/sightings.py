"""Evidence sorted onto the tree: who is dark since when, and who is up, counted by element."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.states import RF_PATH_UP, TerminalState
from maps.assumptions import Assumptions
from maps.habits import FOLLOWS, Habits
from maps.model import Evidence, Kind
from maps.topology import KINDS, Index, Topology

MOST_OFF_UNSEEN = 0.5
"""Chance at most that a terminal nobody has ever seen alive is off by itself."""
NEVER = -(1 << 41)
"""Milliseconds before now that stand for "never seen": some seventy years."""

MONTH_MS = 30 * 86_400_000
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

Floats = NDArray[np.float64]
Offsets = NDArray[np.int64]
"""Times as milliseconds from now: small numbers, exact, and sortable together with an index."""

IS_UP = np.zeros(256, dtype=np.bool_)
"""Whether a state proves the RF path up, by its code."""
IS_UP[[int(state) for state in RF_PATH_UP]] = True


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


@dataclass(frozen=True, slots=True, eq=False)
class Up:
    """Those with their RF path up, by segment: how many, and when they were last seen."""

    count: Floats
    """float64[n]"""
    mean_s: Floats
    """float64[n]: when they were last seen, on average, in seconds from now."""
    spread_s: Floats
    """float64[n]: half the width of those times, were they evenly spread."""

    def at(self, where: Index | slice) -> Up:
        """Return those of some segments, in the order given."""
        return Up(self.count[where], self.mean_s[where], self.spread_s[where])

    def after(self, time_s: Floats) -> Floats:
        """Return float64[n]: how many of each segment were last seen after a moment, seconds from now."""
        width = np.maximum(self.spread_s, 1e-3)
        after: Floats = self.count * (1.0 - np.clip((time_s - self.mean_s + width) / (2.0 * width), 0.0, 1.0))
        return after


@dataclass(frozen=True, slots=True, eq=False)
class Sightings:
    """Everything the evidence says, by element in preorder; counts are of whole segments."""

    dark: Dark
    live: Up
    """Terminals and transponders observed with their RF path up."""
    mute: Up
    """Terminals that are so only by what an observer said before it fell silent."""
    ranging: Floats
    observed: Floats
    """float64[n]: everybody whose state says anything."""
    own_up: Index
    """intp[k]: elements whose own transponder answers."""
    own_seen: Offsets
    """int64[k]: when it last did."""
    terminal_state: NDArray[np.uint8]
    """uint8[m]: state of the topology's terminals, in its order."""
    terminal_seen: Offsets
    """int64[m]: when each was last seen up."""
    habits: Habits


def sight(topology: Topology, evidence: Evidence, assumptions: Assumptions, now_ms: int) -> Sightings:
    """Return the evidence as the tree passes need it; whoever the evidence does not know is UNKNOWN."""
    slot, own_slot = _within(topology.terminal_slot, evidence), _within(topology.slot, evidence)
    evidence = _padded(evidence)
    state, own_state = evidence.state[slot], evidence.state[own_slot]
    seen = _offsets(evidence.last_seen_ms[slot], now_ms)
    mute = _mute(topology, evidence, own_slot, (state, seen), round(assumptions.notice_delay_s * 1000), now_ms)
    own = np.flatnonzero(IS_UP[own_state])
    own_seen = _offsets(evidence.last_seen_ms[own_slot[own]], now_ms)

    own_up = np.zeros(len(topology))
    own_up[own] = 1.0
    live = _up(topology, IS_UP[state] & ~mute, seen, own_up, own, own_seen)
    silenced = _up(topology, mute, seen, np.zeros(len(topology)), own[:0], own_seen[:0])
    ranging = _segments(
        topology, state == TerminalState.RANGING, (own_state == TerminalState.RANGING).astype(np.float64)
    )
    silent = _segments(topology, state == TerminalState.DARK, (own_state == TerminalState.DARK).astype(np.float64))
    dark, habits = _dark(topology, evidence, slot, own_slot, assumptions, now_ms)
    return Sightings(
        dark=dark,
        live=live,
        mute=silenced,
        ranging=ranging,
        observed=live.count + silenced.count + ranging + silent,
        own_up=own,
        own_seen=own_seen,
        terminal_state=state,
        terminal_seen=seen,
        habits=habits,
    )


def _up(
    topology: Topology,
    chosen: NDArray[np.bool_],
    seen: Offsets,
    own_up: Floats,
    own: Index,
    own_seen: Offsets,
) -> Up:
    """Return some terminals, and the elements `own` that answer for themselves, added up by segment."""
    if not chosen.any() and not len(own):
        nobody = np.zeros(len(topology))
        return Up(nobody, nobody, nobody)
    seen_s = np.where(chosen, np.maximum(seen, -MONTH_MS) / 1000.0, 0.0)
    own_s = np.zeros(len(topology))
    own_s[own] = np.maximum(own_seen, -MONTH_MS) / 1000.0
    count = _segments(topology, chosen, own_up)
    some = np.maximum(count, 1.0)
    mean = _segments(topology, seen_s, own_s) / some
    square = _segments(topology, seen_s * seen_s, own_s * own_s) / some
    return Up(count, mean, np.sqrt(3.0 * np.maximum(square - mean * mean, 0.0)))


def _mute(
    topology: Topology,
    evidence: Evidence,
    own_slot: NDArray[np.int32],
    terminals: tuple[NDArray[np.uint8], Offsets],
    notice_ms: int,
    now_ms: int,
) -> NDArray[np.bool_]:
    """Return bool[m]: terminals up by what their observer said before it fell silent, whether it speaks again or not.

    That they were up then stays true; but nobody would have noticed their loss after that, until the observer
    tells of them anew. One that was silent for no longer than it takes to notice a loss has missed none: nor has
    one that is heard for the first time, a moment after those it tells of.
    """
    state, seen = terminals
    own_state = evidence.state[own_slot]
    fell_silent = np.where(own_state == TerminalState.DARK, evidence.first_missed_ms[own_slot], 0)
    spoke_again = np.where(IS_UP[own_state], evidence.since_ms[own_slot] - notice_ms, 0)
    told_by = topology.observer[topology.terminal_at]
    until = _offsets(np.maximum(fell_silent, spoke_again), now_ms)
    mute: NDArray[np.bool_] = IS_UP[state] & (told_by >= 0) & (seen < until[told_by])
    return mute


def _within(slot: NDArray[np.int32], evidence: Evidence) -> NDArray[np.int32]:
    """Return slots, those the evidence does not reach pointing at the row that `_padded` adds."""
    last = len(evidence.state)
    if len(slot) and (slot.min() < 0 or slot.max() >= last):
        return np.where((slot < 0) | (slot >= last), np.int32(last), slot)
    return slot


def _padded(evidence: Evidence) -> Evidence:
    """Return the evidence with one more row, of somebody of whom nothing is known."""
    return Evidence(
        np.append(evidence.state, np.uint8(TerminalState.UNKNOWN)),
        np.append(evidence.since_ms, 0),
        np.append(evidence.last_seen_ms, 0),
        np.append(evidence.first_missed_ms, 0),
    )


def _offsets(time_ms: NDArray[np.int64], now_ms: int) -> Offsets:
    return np.where(time_ms > 0, np.maximum(time_ms - now_ms, NEVER), NEVER)


def _segments(topology: Topology, of_terminal: NDArray[np.generic], of_element: Floats) -> Floats:
    """Return float64[n]: sums over each element's segment, terminals and elements together."""
    kind = np.float64 if of_terminal.dtype.kind == "f" else np.int64
    running = np.zeros(len(of_terminal) + 1, dtype=kind)
    np.cumsum(of_terminal, out=running[1:], dtype=kind)
    edges = running[topology.start]
    total = (edges[topology.end] - edges[:-1]).astype(np.float64)
    if of_element.any():
        running_own = np.concatenate([[0.0], np.cumsum(of_element)])
        total += running_own[topology.end] - running_own[:-1]
    return total


def _dark(
    topology: Topology,
    evidence: Evidence,
    slot: NDArray[np.int32],
    own_slot: NDArray[np.int32],
    assumptions: Assumptions,
    now_ms: int,
) -> tuple[Dark, Habits]:
    """Return who fell silent, and what their silences say of people's habits.

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
    seen = _offsets(evidence.last_seen_ms[who], now_ms)
    noticed_after = np.where(is_terminal, round(assumptions.notice_delay_s * 1000), -1)  # who answers us is alive
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
    gain = np.where(is_terminal & _is_vague(topology)[at], 0.0, -np.log(by_itself))
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
    spoke = _offsets(evidence.last_seen_ms[own_slot], now_ms)[told_by]
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

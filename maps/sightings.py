"""Evidence sorted onto the tree: who is dark since when, and who is up, counted by element."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.states import TerminalState
from maps.assumptions import Assumptions
from maps.habits import Habits
from maps.model import Down, Evidence
from maps.moments import IS_UP, NEVER, Floats, Offsets, offsets
from maps.silences import Dark, silences
from maps.topology import Index, Topology

MONTH_MS = 30 * 86_400_000


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
    dim: Index
    """intp[k]: elements that get too little light themselves."""
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
    seen = offsets(evidence.last_seen_ms[slot], now_ms)
    notice_ms = round(assumptions.notice_delay_s * 1000)
    mute = _mute(topology, evidence, own_slot, (state, seen), notice_ms, now_ms)
    seen = _or_heard(seen, evidence, slot, notice_ms, now_ms)
    own = np.flatnonzero(IS_UP[own_state])
    own_seen = offsets(evidence.last_seen_ms[own_slot[own]], now_ms)

    own_up = np.zeros(len(topology))
    own_up[own] = 1.0
    live = up_by_segment(topology, IS_UP[state] & ~mute, seen, own_up, own, own_seen)
    silenced = up_by_segment(topology, mute, seen, np.zeros(len(topology)), own[:0], own_seen[:0])
    ranging = _segments(
        topology, state == TerminalState.RANGING, (own_state == TerminalState.RANGING).astype(np.float64)
    )
    silent = _segments(topology, state == TerminalState.DARK, (own_state == TerminalState.DARK).astype(np.float64))
    dark, habits = silences(topology, evidence, slot, own_slot, assumptions, now_ms)
    return Sightings(
        dark=dark,
        live=live,
        mute=silenced,
        ranging=ranging,
        observed=live.count + silenced.count + ranging + silent,
        own_up=own,
        own_seen=own_seen,
        dim=np.flatnonzero(evidence.dim[own_slot]) if evidence.dim is not None else own[:0],
        terminal_state=state,
        terminal_seen=seen,
        habits=habits,
    )


def up_by_segment(
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
    until = offsets(np.maximum(fell_silent, spoke_again), now_ms)
    mute: NDArray[np.bool_] = IS_UP[state] & (told_by >= 0) & (seen < until[told_by])
    return mute


def _or_heard(seen: Offsets, evidence: Evidence, slot: NDArray[np.int32], notice_ms: int, now_ms: int) -> Offsets:
    """Return int64[m]: when each was last seen, its own word counted as what its CMTS says a notice later.

    A CMTS may call a modem up that is dead for as long as it takes to notice; who answers for itself is alive.
    """
    if evidence.heard_ms is None:
        return seen
    heard = offsets(evidence.heard_ms[slot], now_ms)
    return np.maximum(seen, np.where(heard > NEVER, heard + notice_ms, NEVER))


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
        None if evidence.heard_ms is None else np.append(evidence.heard_ms, 0),
        None if evidence.down is None else np.append(evidence.down, np.uint8(Down.UNTOLD)),
        None if evidence.dim is None else np.append(evidence.dim, False),
    )


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

"""Evidence sorted onto the tree: who is dark since when, and who is up, counted by element."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots
from collectors.states import TerminalState
from maps.assumptions import Assumptions
from maps.beneath import Beneath
from maps.forest import Forest
from maps.habits import Habits
from maps.living import Sums, Up, by_segment, latest_by_segment, up_by_segment
from maps.model import Evidence
from maps.moments import IS_UP, NEVER, Floats, Offsets, is_up, offsets
from maps.rollcall import RollCall, rows
from maps.silences import Dark, silences
from maps.tree import Index


@dataclass(frozen=True, slots=True, eq=False)
class Sightings:
    """Everything the evidence says, by element in preorder; counts are of whole segments."""

    dark: Dark
    live: Up
    """Terminals and transponders observed with their RF path up."""
    mute: Up
    """Terminals that are so only by what an observer said before it fell silent."""
    ranging: Floats
    silent: Floats
    observed: Floats
    """float64[n]: everybody whose state says anything."""
    own_up: Index
    """intp[k]: elements whose own transponder answers."""
    own_seen: Offsets
    """int64[k]: when it last did."""
    dim: Index
    """intp[k]: elements that get too little light themselves."""
    terminal_state: NDArray[np.uint8]
    """uint8[m]: state of the forest's terminals, in its order."""
    terminal_seen: Offsets
    """int64[m]: when each was last seen up."""
    habits: Habits


def sight(forest: Forest, evidence: Evidence, assumptions: Assumptions, now_ms: int) -> Sightings:
    """Return the evidence as the tree passes need it; whoever the evidence does not know is UNKNOWN."""
    roll = RollCall.of(forest, evidence)
    return look(forest, evidence, roll, silences(forest, evidence, roll, assumptions, now_ms), assumptions, now_ms)


def look(
    forest: Forest,
    evidence: Evidence,
    roll: RollCall,
    silent: tuple[Dark, Habits],
    assumptions: Assumptions,
    now_ms: int,
    beneath: Beneath | None = None,
) -> Sightings:
    """Return the evidence as the tree passes need it, given who is dark; beneath: what is not looked at anew."""
    notice_ms = round(assumptions.notice_delay_s * 1000)
    state = roll.terminal
    told = offsets(rows(evidence.last_seen_ms, forest.terminal_slot), now_ms)
    until = told_by_observers(forest, evidence, roll.element, notice_ms, now_ms)
    mute = is_up(state) & (told < until[forest.terminal_at])
    seen = _or_heard(told, evidence, forest.terminal_slot, notice_ms, now_ms)
    own = np.flatnonzero(is_up(roll.element))
    own_seen = offsets(rows(evidence.last_seen_ms, forest.slot[own]), now_ms)

    at_elements = Sums.none(len(forest)) if len(own) or beneath is not None else None
    ranging_at = (roll.element == TerminalState.RANGING).astype(np.int64)
    silent_at = (roll.element == TerminalState.DARK).astype(np.int64)
    if at_elements is not None:
        at_elements.add(own, Sums.each(np.ones(len(own), dtype=np.bool_), own_seen))
    if at_elements is not None and beneath is not None:
        at_elements.add(beneath.at, beneath.living)
        ranging_at[beneath.at] += beneath.ranging
        silent_at[beneath.at] += beneath.silent
    live = up_by_segment(forest, is_up(state) & ~mute, seen, at_elements)
    silenced = up_by_segment(forest, mute, seen)
    if mute.any():  # each observer's until it fell silent: one width for those of several would be beyond the last
        silenced = replace(silenced, latest_s=latest_by_segment(forest, mute, seen))
    ranging = by_segment(forest, state == TerminalState.RANGING, ranging_at)
    gone = by_segment(forest, state == TerminalState.DARK, silent_at)
    dark, habits = silent
    return Sightings(
        dark=dark,
        live=live,
        mute=silenced,
        ranging=ranging,
        silent=gone,
        observed=live.count + silenced.count + ranging + gone,
        own_up=own,
        own_seen=own_seen,
        dim=np.flatnonzero(rows(evidence.dim, forest.slot)) if evidence.dim is not None else own[:0],
        terminal_state=state,
        terminal_seen=seen,
        habits=habits,
    )


def told_by_observers(
    forest: Forest, evidence: Evidence, element_state: NDArray[np.uint8], notice_ms: int, now_ms: int
) -> Offsets:
    """Return int64[n]: until when those at each element are up only by what their observer said; see `told_until`."""
    teller = tellers(forest)
    until: Offsets = np.full(len(forest) + 1, NEVER, dtype=np.int64)  # the last of them: told of by nobody
    until[teller] = told_until(forest, teller, evidence, element_state, notice_ms, now_ms)
    return until[forest.observer]


def tellers(forest: Forest) -> Index:
    """Return the elements whose tables tell of terminals, ascending."""
    return np.flatnonzero(forest.observer == np.arange(len(forest)))


def told_until(
    forest: Forest, teller: Index, evidence: Evidence, element_state: NDArray[np.uint8], notice_ms: int, now_ms: int
) -> Offsets:
    """Return int64[k]: until when those of each observer are up only by what it said in the past.

    An observer that fell silent, whether it speaks again or not, told of them before that. That they were up then
    stays true; but nobody would have noticed their loss after that, until the observer tells of them anew. One that
    was silent for no longer than it takes to notice a loss has missed none: nor has one that is heard for the first
    time, a moment after those it tells of.
    """
    state, slot = element_state[teller], forest.slot[teller]
    fell_silent = np.where(state == TerminalState.DARK, rows(evidence.first_missed_ms, slot), 0)
    spoke_again = np.where(IS_UP[state], rows(evidence.since_ms, slot) - notice_ms, 0)
    return offsets(np.maximum(fell_silent, spoke_again), now_ms)


def last_alive(evidence: Evidence, slot: Slots, notice_ms: int, now_ms: int) -> Offsets:
    """Return int64[k]: when each was last seen up, or heard, in milliseconds from now."""
    return _or_heard(offsets(rows(evidence.last_seen_ms, slot), now_ms), evidence, slot, notice_ms, now_ms)


def _or_heard(seen: Offsets, evidence: Evidence, slot: Slots, notice_ms: int, now_ms: int) -> Offsets:
    """Return int64[m]: when each was last seen, its own word counted as what its CMTS says a notice later.

    A CMTS may call a modem up that is dead for as long as it takes to notice; who answers for itself is alive.
    """
    if evidence.heard_ms is None:
        return seen
    heard = offsets(rows(evidence.heard_ms, slot), now_ms)
    return np.maximum(seen, np.where(heard > NEVER, heard + notice_ms, NEVER))

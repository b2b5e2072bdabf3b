"""Our own way to the plant: where everything that answered falls silent at once, it is the first suspect."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots, no_slots
from collectors.states import TerminalState
from maps.assumptions import Assumptions
from maps.call_clusters import FEWEST, excess
from maps.faults import TELLS_APART
from maps.model import Alternative, Cause, Evidence, Fault
from maps.moments import is_up
from maps.rollcall import rows
from maps.topology import KINDS, Index, Topology
from maps.window import union

FEWEST_DEVICES = 3
"""Devices that must have fallen silent together; one or two are their own affair."""
FEWEST_TERMINALS = 20
NEARLY_ALL = 0.98
"""Share of the plant's terminals that must be dark for it where no device was ever asked."""
AT_A_TIME = 10_000
LINK_DOWN = 1e-4
"""Chance that our own link is down at any one moment: a switch, a router, a line, and no redundancy promised."""
Calling = Callable[[int, int], tuple[int, float]]
"""calling(i, since_ms): subscribers behind the element of tree index i who called since, and how many usually would."""


def nobody(_index: int, _since_ms: int) -> tuple[int, float]:
    """Return that nobody called: what is known where calls are not logged."""
    return 0, 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Blindness:
    """That nothing is seen any more, and of whom that silence says nothing."""

    fault: Fault
    """Of our own link, with what may have failed instead; or of that, where people say that service is gone."""
    gone: Slots
    """int32[n]: who fell silent with our sight."""

    def hidden(self, evidence: Evidence) -> Evidence:
        """Return the evidence without a silence that is not theirs; what was known from before stands."""
        state = evidence.state.copy()
        state[self.gone] = TerminalState.UNKNOWN
        return replace(evidence, state=state)


def blindness(
    topology: Topology, evidence: Evidence, assumptions: Assumptions, calling: Calling = nobody
) -> Blindness | None:
    """Return whether nothing at all is seen any more, since one moment; None where anything is.

    1. No device answers, and those that did fell silent after anybody at all was seen last.
    2. Where none was ever asked: no terminal is up, and nearly all of the plant's went dark in one moment.

    Somebody seen since proves our way, so a silence of all but one is one of the plant. Where one element feeds
    all who were ever seen, as the only CMTS of a town does, its failure looks like that of our link to whoever
    looks only at them. People who call are seen by another way.
    """
    state = rows(evidence.state, topology.slot)
    if is_up(state).any():
        return None
    if not (state == TerminalState.DARK).any() and _is_any_up(topology.terminal_slot, evidence):
        return None  # no device fell silent, and terminals are seen
    device = _known(topology.slot, evidence)
    was_answered = bool(evidence.last_seen_ms[device].any())
    if not was_answered and _is_any_up(topology.terminal_slot, evidence):
        return None
    terminal = _known(topology.terminal_slot, evidence)
    newest_ms = int(evidence.last_seen_ms[np.concatenate([device, terminal])].max(initial=0))
    if not newest_ms:
        return None
    if was_answered:
        gone = _gone(device, evidence, newest_ms)
        enough = len(gone) >= FEWEST_DEVICES
    else:
        gone = _gone(terminal, evidence, newest_ms - round(assumptions.notice_delay_s * 1000))
        enough = len(gone) >= max(FEWEST_TERMINALS, NEARLY_ALL * len(topology.terminal_slot))
    if not enough:
        return None
    return Blindness(_fault(topology, evidence, gone, newest_ms, assumptions, calling), gone)


def _known(slots: NDArray[np.int32], evidence: Evidence) -> Slots:
    found: Slots = slots[(slots >= 0) & (slots < len(evidence.state))]
    return found


def _is_any_up(slots: Slots, evidence: Evidence) -> bool:
    """Return whether any of these is up; among the first that are looked at there nearly always is one."""
    parts = (slots[first : first + AT_A_TIME] for first in range(0, len(slots), AT_A_TIME))
    return any(bool(is_up(rows(evidence.state, part)).any()) for part in parts)


def _gone(slots: Slots, evidence: Evidence, since_ms: int) -> Slots:
    """Return those that were seen once and are missed since a moment or later."""
    dark = (evidence.state[slots] == TerminalState.DARK) & (evidence.last_seen_ms[slots] > 0)
    gone: Slots = slots[dark & (evidence.first_missed_ms[slots] >= since_ms)]
    return gone


def _fault(
    topology: Topology, evidence: Evidence, gone: Slots, newest_ms: int, assumptions: Assumptions, calling: Calling
) -> Fault:
    """Return the fault: of our link to the element that feeds all who fell silent, or to the root of most of them.

    1. What feeds them all, and what feeds that, may have failed instead; each as likely as its kind fails.
    2. If our link had, more people would call than usual by chance alone.
    3. What the two leave within reach of the most probable stays an alternative.
    """
    at = np.sort(_carrying(topology, gone))
    common, element = _above_all(topology, at)
    suspects = [element, *topology.ancestors(element)] if common else []
    callers, usual = calling(element, newest_ms) if common else (0, 0.0)
    odds = [LINK_DOWN * (math.exp(-excess(callers, usual)) if callers >= FEWEST else 1.0)]
    odds += [assumptions.prior(KINDS[topology.kind[index]]) for index in suspects]
    share = np.array(odds) / sum(odds)
    alike = share >= share.max() * math.exp(-TELLS_APART)

    ranked = sorted(((float(share[i]), i) for i in np.flatnonzero(alike[1:]) + 1), key=lambda item: (-item[0], item[1]))
    others = [Alternative(topology.keys[suspects[i - 1]], chance) for chance, i in ranked]
    tops = [int(index) for index in _uppermost(topology, at)]
    ours = bool(alike[0])
    named = topology.keys[element] if ours else others[0].element
    return Fault(
        element=named,
        cause=Cause.UPLINK if ours else Cause.ELEMENT,
        probability=float(share[alike].sum()),
        explains=no_slots(),
        contradicts=no_slots(),
        behind=union(topology.terminals(index) for index in {element, *tops}),
        alternatives=tuple(others if ours else others[1:]),
        after_ms=newest_ms,
        before_ms=max(int(evidence.first_missed_ms[gone].min()), newest_ms),
        members=tuple(topology.keys[index] for index in tops if index != element) if ours else (),
        callers=callers,
        usual_callers=usual,
    )


def _carrying(topology: Topology, slots: Slots) -> Index:
    """Return tree indexes of elements, those of terminals replaced by what they hang on."""
    index = topology.tree[slots]
    own = index < len(topology)
    return np.unique(np.concatenate([index[own], topology.terminal_at[index[~own] - len(topology)]]))


def _above_all(topology: Topology, at: Index) -> tuple[bool, int]:
    """Return whether one element feeds all of these, and it; else the root that feeds most of them."""
    index = int(at[0])
    while int(at[-1]) >= topology.end[index] and topology.parent[index] >= 0:
        index = int(topology.parent[index])
    if int(at[-1]) < topology.end[index]:
        return True, index
    roots = np.flatnonzero(topology.parent < 0)
    count = np.searchsorted(at, topology.end[roots]) - np.searchsorted(at, roots)
    return False, int(roots[np.argmax(count)])


def _uppermost(topology: Topology, at: Index) -> Sequence[int]:
    top: list[int] = []
    for index in at.tolist():
        if not top or index >= topology.end[top[-1]]:
            top.append(index)
    return top

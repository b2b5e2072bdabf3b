"""Branches that no file knows: homes recorded at one element of which the same ones fall silent together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from maps.learning.events import Event, Events, Mark
from maps.learning.moves import APART_MS, CONVINCED, FEWEST_EVENTS
from maps.learning.pieces import FEWEST, GAIN, LEAST_SHARE, Seen, pieces, seen
from maps.topology import Topology

FEWEST_STAYED = 2
"""Homes behind the same element that must have stayed: where all fall it is the element."""
ALIKE = 0.6
"""Share that the homes of two events have in common, of those in either, for it to be one branch."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Homes that hang behind something that is not drawn."""

    at: int
    """Tree index of the element they are recorded at."""
    terminals: tuple[int, ...]
    """Terminals of the topology, ascending."""
    odds: float
    """Nats for it, the prior included."""
    together: int
    """Events that took them and left others at the element."""
    first_ms: int


def branches(topology: Topology, events: Events, undrawn: float) -> list[Branch]:
    """Return the branches that the events show and the file leaves out, in tree order; at most one an element.

    undrawn: chance that homes recorded right at an element hang on branches the file leaves out.

    That some homes of an element fell together once is as likely as the draw of just those; that the same ones
    do it again is no draw.
    """
    by_element: dict[int, list[_Split]] = {}
    for event in events.all():
        told = seen(topology, event)
        for split in _splits(topology, told, event) if told is not None else ():
            by_element.setdefault(split.at, []).append(split)
    found = [_branch(element, by_element[element], undrawn) for element in sorted(by_element)]
    return [branch for branch in found if branch is not None]


def is_telling(topology: Topology, event: Event) -> bool:
    """Return whether an event says anything of how the plant behind its node hangs together."""
    told = seen(topology, event)
    return told is not None and bool(pieces(topology, told) or _splits(topology, told, event))


Homes: TypeAlias = frozenset[int]


@dataclass(frozen=True, slots=True)
class _Split:
    """An event that took homes right at an element and left others behind it."""

    at: int
    fell: Homes
    stayed: Homes
    begun_ms: int


def _splits(topology: Topology, told: Seen, event: Event) -> list[_Split]:
    """Return where an event took homes recorded at one element, most of those it took, and left others behind it."""
    fell = told.mark != Mark.STAYED
    at = topology.terminal_at[told.terminal]
    gone, number = np.unique(at[fell], return_counts=True)
    found = []
    for element in gone[(number >= FEWEST) & (number >= LEAST_SHARE * np.count_nonzero(fell))].tolist():
        behind = (at >= element) & (at < topology.end[element])
        if np.count_nonzero(behind & ~fell) >= FEWEST_STAYED:
            here = at == element
            taken, left = told.terminal[here & fell].tolist(), told.terminal[here & ~fell].tolist()
            found.append(_Split(element, frozenset(taken), frozenset(left), event.before_ms))
    return found


def _branch(element: int, splits: Sequence[_Split], undrawn: float) -> Branch | None:
    """Return the branch that most of the events at an element show, None where none is convincing."""
    best: Branch | None = None
    for one in splits:
        alike = [other for other in splits if _alike(one, other)]
        times = np.sort([other.begun_ms for other in alike])
        if np.count_nonzero(np.diff(times) > APART_MS) + 1 < FEWEST_EVENTS:
            continue
        group = _core(alike)
        odds = math.log(undrawn) + sum(_worth(group, other, first=other is alike[0]) for other in alike)
        if len(group) >= FEWEST and odds >= CONVINCED and (best is None or odds > best.odds):
            best = Branch(element, tuple(sorted(group)), odds, len(alike), int(times[0]))
    return best


def _alike(one: _Split, other: _Split) -> bool:
    """Return whether two events took the same homes, as far as both say anything of them."""
    either = (one.fell & (other.fell | other.stayed)) | (other.fell & (one.fell | one.stayed))
    return bool(either) and len(one.fell & other.fell) >= ALIKE * len(either)


def _core(splits: Sequence[_Split]) -> Homes:
    """Return the homes that fell in most of the events that say anything of them."""
    anyone = frozenset().union(*(split.fell for split in splits))
    return frozenset(
        home
        for home in anyone
        if 2 * sum(home in split.fell for split in splits)
        > sum(home in split.fell or home in split.stayed for split in splits)
    )


def _worth(group: Homes, split: _Split, *, first: bool) -> float:
    """Return what an event speaks for a branch of these homes; the first one says only which they are."""
    took, left = len(group & split.fell), len(group & split.stayed)
    others = len(split.fell - group)
    worth = float(GAIN[Mark.FELL] * (took - others) + GAIN[Mark.STAYED] * left)
    if not first:
        return worth
    k, m = len(split.fell), len(split.fell) + len(split.stayed)
    ways = math.lgamma(m + 1) - math.lgamma(k + 1) - math.lgamma(m - k + 1)
    return worth - ways - math.log(m + 1.0)

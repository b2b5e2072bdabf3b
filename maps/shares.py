"""Which elements have too many terminals in some trouble behind them, where the trouble has no onset to go by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots
from maps.model import Kind
from maps.moments import Floats
from maps.topology import KINDS, Index, Topology

FEWEST = 3
"""Terminals in trouble behind an element: fewer are their own affair."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is assumed of a kind of trouble; shares are of 1."""

    usual: float
    """Share of terminals that have it for reasons of their own."""
    least: float
    """Smallest share behind an element that has it to give."""
    priors: Mapping[Kind, float]
    """Chance per kind that an element gives it at any one moment."""
    otherwise: float = 1e-7
    """The same for every kind that is not named."""


@dataclass(frozen=True, slots=True)
class Found:
    """An element that gives trouble to those behind it."""

    index: int
    """Tree index."""
    probability: float
    troubled: Slots
    """int32[n]: slots of the terminals in trouble behind it."""
    spared: Slots
    """int32[n]: slots of those behind it that are seen free of it."""


def shares(
    topology: Topology, troubled: NDArray[np.bool_], seen: NDArray[np.bool_], trouble: Trouble
) -> tuple[Found, ...]:
    """Return the elements that best account for who is in trouble, in tree order.

    troubled, seen: bool[slots]; only who is seen counts. An element that gives the trouble gives it to some
    share of those behind it, at least `trouble.least`; which share is taken from the evidence. One pass up
    the tree compares each element with what its branches would account for, one pass down takes the
    uppermost that is better. A terminal recorded on the wrong branch changes a share and nothing else.
    """
    if np.count_nonzero(troubled) < FEWEST:
        return ()
    terminal, counted = _of(topology, troubled & seen), _of(topology, seen)
    if int(terminal.sum()) < FEWEST:
        return ()
    count, everybody = _behind(topology, terminal), _behind(topology, counted)
    score = (_gain(count, everybody, trouble) + _log_priors(trouble)[topology.kind])[topology.by_level]
    score[count[topology.by_level] < FEWEST] = -np.inf
    below = np.zeros(len(topology))
    for level in reversed(topology.levels):
        best = np.maximum(score[level.start : level.stop], below[level.start : level.stop])
        below[level.parents] = np.add.reduceat(best, level.first)
    return tuple(
        _found(topology, index, float(score[at] - below[at]), terminal, counted)
        for at, index in _uppermost(topology, (score > below) & (score > 0.0))
    )


def _of(topology: Topology, who: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return bool[m] of the topology's terminals from bool[slots]; strangers are False."""
    slot = topology.terminal_slot
    known = (slot >= 0) & (slot < len(who))
    result = np.zeros(len(slot), dtype=np.bool_)
    result[known] = who[slot[known]]
    return result


def _behind(topology: Topology, who: NDArray[np.bool_]) -> Floats:
    running = np.concatenate([[0], np.cumsum(who)])[topology.start]
    count: Floats = (running[topology.end] - running[:-1]).astype(np.float64)
    return count


def _gain(count: Floats, everybody: Floats, trouble: Trouble) -> Floats:
    """Return float64[n]: log likelihood of a segment if its element gives the trouble, less that if it does not."""
    share = np.clip((count + 1.0) / (everybody + 2.0), trouble.least, 0.99)
    with_it = count * np.log(share / trouble.usual)
    without = (everybody - count) * np.log((1.0 - share) / (1.0 - trouble.usual))
    return with_it + without - 0.5 * np.log(everybody + 1.0)  # the share was taken from the evidence itself


def _log_priors(trouble: Trouble) -> Floats:
    chances = np.array([trouble.priors.get(kind, trouble.otherwise) for kind in KINDS])
    logs: Floats = np.log(chances)
    return logs


def _uppermost(topology: Topology, better: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return (position in level order, tree index) of those with none of them above, in tree order."""
    covered = np.zeros(len(topology), dtype=np.bool_)
    named = better.copy()
    for level in topology.levels:
        here = slice(level.start, level.stop)
        covered[here] = covered[level.parent] | better[level.parent]
        named[here] &= ~covered[here]
    at: Index = np.flatnonzero(named)
    return sorted(((int(i), int(topology.by_level[i])) for i in at), key=lambda pair: pair[1])


def _found(
    topology: Topology, index: int, odds: float, terminal: NDArray[np.bool_], counted: NDArray[np.bool_]
) -> Found:
    here = slice(topology.start[index], topology.start[topology.end[index]])
    slot = topology.terminal_slot[here]
    return Found(
        index=index,
        probability=1.0 / (1.0 + float(np.exp(-min(odds, 50.0)))),
        troubled=slot[terminal[here]],
        spared=slot[counted[here] & ~terminal[here]],
    )

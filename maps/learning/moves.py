"""What hangs elsewhere than the file has it: terminals, and branches, that fall with the homes of another element."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from maps.learning.events import Events, Mark, Sort
from maps.learning.pieces import Placed, placed
from maps.learning.timing import MOST, TELLING, Distances, Told
from maps.moments import Floats
from maps.topology import Index, Topology

CONVINCED = math.log(1000.0)
"""Odds, in nats, from which on a move is proposed."""
FEWEST_EVENTS = 2
"""Events in which it must have fallen with those others."""
APART_MS = 3_600_000
"""Events that follow each other within an hour are one: what fails once fails again before it is mended."""
FEWEST_BELOW = 3
"""The same for what is drawn at something above: no failure can leave it alone there that takes it where it hangs."""
MOST_CONTRARY = 0.2
"""Share of a branch's terminals that may say otherwise."""


@dataclass(frozen=True, slots=True)
class Move:
    """Something that hangs elsewhere than it is drawn."""

    subject: int
    """Tree index: an element, or `len(topology) + k` for terminal k."""
    drawn_at: int
    """Tree index of what the file hangs it on."""
    under: int
    """Tree index of the element it hangs behind."""
    odds: float
    """Nats for it, the prior included."""
    homes: int
    """Terminals that move."""
    together: int
    """Events in which it fell with those behind `under`."""
    stayed: int
    """Events at what it is drawn behind, and not at `under`, that left it alone."""
    against: int
    """Events that speak for the drawing: behind `under`, and left it alone, or at its drawn place, and took it."""
    first_ms: int
    """When the first of those began."""
    echoes: int = 0
    """Of those events the ones that are no fall: echoes it shares with those behind `under`."""
    told: Told | None = None
    """What its distance from the CMTS says."""


def moves(
    topology: Topology,
    events: Events,
    misplaced: float,
    sites: Mapping[int, int] = MappingProxyType({}),
    distances: Distances | None = None,
) -> list[Move]:
    """Return what hangs elsewhere by the events, in tree order; at most one move of anything.

    misplaced: chance that the file hangs any one thing on the wrong parent. sites: event → tree index of the element
    at which a crew found it.

    1. Every event is put where a crew found it, or where most of those it took are drawn; who fell with them and is
       drawn elsewhere may hang there.
    2. For each such terminal and element, all events of the node are weighed: those above the one place and not
       above the other tell the two apart, and so does how far it is from the CMTS.
    3. Where all terminals of a branch say the same, it is the branch that hangs elsewhere.
    """
    by_node: dict[int, list[Placed]] = {}
    for one in placed(topology, events, sites):
        by_node.setdefault(one.told.node, []).append(one)
    found = [move for node in sorted(by_node) for move in _of_node(topology, node, by_node[node], misplaced, distances)]
    return sorted(found, key=lambda move: move.subject)


def _of_node(
    topology: Topology, node: int, here: Sequence[Placed], misplaced: float, distances: Distances | None
) -> Iterator[Move]:
    """Yield the moves behind one node."""
    first, last = int(topology.start[node]), int(topology.start[topology.end[node]])
    marks = np.full((len(here), last - first), -1, dtype=np.int8)
    gain = np.zeros(marks.shape)
    for row, one in enumerate(here):
        marks[row, one.told.terminal - first] = one.told.mark
        gain[row, one.told.terminal - first] = one.told.gain
    site = np.array([one.at for one in here], dtype=np.intp)
    drawn = topology.terminal_at[first:last]
    above = _covers(topology, site, drawn)
    fell = marks > Mark.STAYED
    strays = (fell & ~above).any(axis=1)
    prior = math.log(misplaced) - math.log(max(int(topology.end[node]) - node - 1, 1))
    begun_ms = np.array([one.begun_ms for one in here], dtype=np.int64)
    sure = np.array([one.is_sure for one in here], dtype=np.bool_)
    echo = np.array([one.sort is Sort.ECHO for one in here], dtype=np.bool_)
    best: dict[int, Move] = {}
    for under in np.unique(site[strays]).tolist():
        there = _covers(topology, site, np.array([under]))
        apart = there.astype(np.int8) - above.astype(np.int8)
        odds = (gain * apart).sum(axis=0) + prior
        board = _Board(fell, marks == Mark.STAYED, apart, odds, begun_ms, sure, echo, slice(first, last), distances)
        for move in _to(topology, node, under, board):
            held = best.get(move.subject)
            if held is None or move.odds > held.odds:
                best[move.subject] = move
    yield from _not_twice(topology, best.values())


def _covers(topology: Topology, upper: Index, lower: Index) -> NDArray[np.bool_]:
    """Return bool[len(upper), len(lower)]: which elements are at or above which."""
    covers: NDArray[np.bool_] = (upper[:, None] <= lower) & (lower < topology.end[upper][:, None])
    return covers


@dataclass(frozen=True, slots=True, eq=False)
class _Board:
    """What the events of a node say of one place to hang at; columns are the node's terminals."""

    fell: NDArray[np.bool_]
    stayed: NDArray[np.bool_]
    apart: NDArray[np.int8]
    """1: the event was above that place and not above where the terminal is drawn; -1: the other way round."""
    odds: Floats
    begun_ms: NDArray[np.int64]
    sure: NDArray[np.bool_]
    echo: NDArray[np.bool_]
    terminals: slice
    """The node's."""
    distances: Distances | None

    @property
    def first(self) -> int:
        """The node's first terminal."""
        return int(self.terminals.start)

    @property
    def slack(self) -> float:
        """Nats by which events may fall short of what they must say alone."""
        return MOST if self.distances is not None else 0.0


def _to(topology: Topology, node: int, under: int, board: _Board) -> Iterator[Move]:
    """Yield what hangs behind `under`: whole branches, then single terminals of the others."""
    telling = (board.apart != 0) & (board.fell | board.stayed)
    asked = telling.any(axis=0)
    for_it = (board.odds > -board.slack) & asked
    elements = np.arange(node + 1, int(topology.end[node]))
    elements = elements[(elements > under) | (topology.end[elements] <= under)]  # not above it, nor itself
    elements = elements[(elements < under) | (elements >= topology.end[under])]  # and not behind it already
    low, high = topology.start[elements] - board.first, topology.start[topology.end[elements]] - board.first
    count = np.concatenate([[0], np.cumsum(asked)])
    good = np.concatenate([[0], np.cumsum(for_it)])
    asked_in, good_in = count[high] - count[low], good[high] - good[low]
    agreed = (good_in >= 2) & (good_in >= (1.0 - MOST_CONTRARY) * asked_in)
    taken = np.zeros(len(board.odds), dtype=np.bool_)
    end = -1
    for element, begin, stop in zip(
        elements[agreed].tolist(), low[agreed].tolist(), high[agreed].tolist(), strict=True
    ):
        if element < end:
            continue
        if not _all_branches(topology, element, board.first, count, good):
            continue
        behind = begin + np.flatnonzero(asked[begin:stop])
        move = _move(topology, element, under, board, behind, float(board.odds[behind].mean()))
        if move is not None:
            end = int(topology.end[element])
            taken[begin:stop] = True
            yield move
    for column in np.flatnonzero(for_it & ~taken).tolist():
        subject = len(topology) + board.first + column
        move = _move(topology, subject, under, board, np.array([column]), float(board.odds[column]))
        if move is not None:
            yield move


def _all_branches(topology: Topology, element: int, first: int, count: Index, good: Index) -> bool:
    """Return whether every branch of an element says the same: else it is one of them that hangs elsewhere."""
    for child in topology.children(element):
        low, high = int(topology.start[child]) - first, int(topology.start[topology.end[child]]) - first
        if 2 * (good[high] - good[low]) < count[high] - count[low]:
            return False
    return True


def _move(topology: Topology, subject: int, under: int, board: _Board, columns: Index, odds: float) -> Move | None:
    """Return a move, None where the events do not bear it.

    1. A branch that holds several homes needs no less than one home does: what happens to a building happens to all of
       its homes.
    2. It fell with those others on several occasions.
    3. A failure where it is drawn left it alone, or crews say where it fell: streets that lose the mains again and
       again fall together too, and hang where they are drawn.
    4. A home's distance that is far from its neighbours' there and just that of those others counts as one of either;
       of a branch, whose neighbours are along a whole street, it is weighed only.
    """
    if odds + board.slack < CONVINCED:
        return None
    half = len(columns) / 2.0
    fell = board.fell[:, columns].sum(axis=1) >= half
    stayed = board.stayed[:, columns].sum(axis=1) > half
    apart = board.apart[:, columns[0]]
    with_them = fell & (apart > 0)
    together = board.begun_ms[with_them]
    is_terminal = subject >= len(topology)
    drawn_at = int(topology.terminal_at[subject - len(topology)] if is_terminal else topology.parent[subject])
    is_above = drawn_at <= under < int(topology.end[drawn_at])
    spared = int(np.count_nonzero(stayed & (apart < 0)))
    told = _measured(topology, subject, drawn_at, under, board)
    odds += told.gain if told is not None else 0.0
    fits = is_terminal and told is not None and told.gain >= TELLING
    is_known = _occasions(board.begun_ms[with_them & board.sure]) >= FEWEST_EVENTS
    if odds < CONVINCED or not (spared or is_above or is_known or fits):
        return None
    if _occasions(together) + fits < (FEWEST_BELOW if is_above else FEWEST_EVENTS):
        return None
    fallen = board.begun_ms[with_them & ~board.echo]
    return Move(
        subject=subject,
        drawn_at=drawn_at,
        under=under,
        odds=odds,
        homes=1 if is_terminal else int(topology.start[topology.end[subject]] - topology.start[subject]),
        together=len(fallen),
        stayed=spared,
        against=int(np.count_nonzero((stayed & (apart > 0)) | (fell & (apart < 0)))),
        first_ms=int((fallen if len(fallen) else together).min()),
        echoes=len(together) - len(fallen),
        told=told,
    )


def _measured(topology: Topology, subject: int, drawn_at: int, under: int, board: _Board) -> Told | None:
    """Return what the distance of a subject says; a home's neighbours are those right where it is drawn."""
    if board.distances is None:
        return None
    one = subject - len(topology)
    if one >= 0:
        itself, drawn = slice(one, one + 1), slice(int(topology.start[drawn_at]), int(topology.start[drawn_at + 1]))
    else:
        itself, drawn = _behind(topology, subject), _behind(topology, drawn_at)
    return board.distances.told(itself, drawn, _behind(topology, under), board.terminals)


def _behind(topology: Topology, element: int) -> slice:
    return slice(int(topology.start[element]), int(topology.start[topology.end[element]]))


def _occasions(times_ms: NDArray[np.int64]) -> int:
    """Return how many of these moments are no mere repetition of the one before."""
    return int(np.count_nonzero(np.diff(np.sort(times_ms)) > APART_MS)) + (len(times_ms) > 0)


def _not_twice(topology: Topology, found: Iterable[Move]) -> Iterator[Move]:
    """Yield moves, those of what moves with its branch left out."""
    chosen: list[Move] = []
    for move in sorted(found, key=lambda one: (one.subject >= len(topology), one.subject)):
        at = move.subject if move.subject < len(topology) else int(topology.terminal_at[move.subject - len(topology)])
        if any(one.subject < len(topology) and one.subject <= at < topology.end[one.subject] for one in chosen):
            continue
        chosen.append(move)
    yield from chosen

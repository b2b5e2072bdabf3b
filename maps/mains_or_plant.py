"""The mains or the plant: what each must have come to for the same homes to be dark in one moment.

Either explains every dark home, so those do not tell them apart. What does is what either leaves to chance, in nats:
failures that coincide, branches and homes that live behind what failed, and so must hang elsewhere than the plant file
says, homes that live amid streets without current.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import shapely

from collectors.model import Slots
from maps.assumptions import Assumptions
from maps.model import Fault, Kind
from maps.moments import Floats
from maps.search import ON_A_DROP
from maps.topology import KINDS, Index, Topology

MAINS_OUT = 5e-6
"""Chance that at any one moment the mains are out in just these streets, and no others: some minutes a year."""
USUAL_HOMES = 50
"""Homes that lose their mains together, as a rule at least: the fewer, the rarer."""
ENDS_ALIKE = 0.05
"""Share of outages of the mains that end just where what one piece of plant feeds does."""
MOST_OF_THEM = 0.85
LIVES_ON = 0.02
"""Share of modems that a battery or a generator of their own keeps alive."""
_IS_DRAWN = np.array([kind in ON_A_DROP for kind in KINDS])
"""bool[kinds]: what drops end at. Where homes hang right on another kind, the file leaves out what lies between."""


def against_mains(homes: int, lit: int) -> float:
    """Return what speaks against the mains having failed; lit: homes that live amid the dark ones."""
    return -math.log(MAINS_OUT * min(homes / USUAL_HOMES, 1.0)) - lit * math.log(LIVES_ON)


def amid(dark: Floats, alive: Floats) -> int:
    """Return how many of the living are on the ground that dark homes span; float64[n, 2] and float64[m, 2], metres."""
    ground = shapely.convex_hull(shapely.multipoints(dark))
    near = alive[((alive >= dark.min(axis=0)) & (alive <= dark.max(axis=0))).all(axis=1)]
    shapely.prepare(ground)
    return int(np.count_nonzero(shapely.contains_xy(ground, near[:, 0], near[:, 1])))


def is_one_segment(fault: Fault, dark: int) -> bool:
    """Tell whether one failure explains nearly all of so many dark homes, and nobody behind it lives."""
    return len(fault.explains) >= MOST_OF_THEM * dark and not len(fault.contradicts)


def against_plant(faults: Sequence[Fault], strays: Index, topology: Topology, assumptions: Assumptions) -> float:
    """Return what speaks against the plant: one piece of it failed, and whatever else is dark hangs on that in truth.

    strays: intp[n], tree index of what each dark home hangs on that none of the faults explains.
    """
    misplaced = assumptions.misplaced
    drawn = _IS_DRAWN[topology.kind[strays]]
    pieces = [(fault, head) for fault in faults if (head := topology.index(fault.element)) is not None]
    chances = _chances([head for _, head in pieces], topology, assumptions)
    astray = len(np.unique(strays[drawn]))
    for leaf, count in zip(*map(np.ndarray.tolist, np.unique(strays[~drawn], return_counts=True)), strict=True):
        if any(_on_one_line(leaf, head, topology) for _, head in pieces):
            continue
        chance = _prior(leaf, topology, assumptions) * assumptions.undrawn
        if misplaced**count > chance * misplaced:  # some rows that are wrong are likelier than a failure more
            astray += count
        else:
            chances.append(chance)
    against = -math.log(max(chances, default=1.0)) - max(len(chances) - 1, 0) * math.log(misplaced)
    for fault, head in pieces:
        branches, beside = _spared(fault, head, topology, assumptions)
        against, astray = against + branches, astray + beside
    homes = sum(len(fault.explains) for fault in faults) + len(strays)
    return against + _surprise(astray, 2.0 * misplaced * homes)  # some hang here by mistake, some elsewhere


def _on_one_line(leaf: int, head: int, topology: Topology) -> bool:
    """Tell whether who hangs on a leaf may hang behind a piece: below it, or above where only so much is recorded."""
    return bool(head <= leaf < topology.end[head] or leaf <= head < topology.end[leaf])


def _prior(index: int, topology: Topology, assumptions: Assumptions) -> float:
    """Return the chance that an element has failed; a mere name fails as anything does that stands behind it."""
    return max(assumptions.prior(KINDS[topology.kind[index]]), assumptions.prior(Kind.OTHER))


def _chances(pieces: Sequence[int], topology: Topology, assumptions: Assumptions) -> list[float]:
    """Return the chance of each failure: of a piece by itself, or of one that no file knows and that feeds several.

    What failed behind something that did as well does not count: it shows because it was dark at another time.
    """
    branches, end = defaultdict(list), -1
    for piece in sorted(pieces):
        if piece >= end:
            branches[int(topology.parent[piece])].append(piece)
            end = int(topology.end[piece])
    fork = assumptions.prior(Kind.AMPLIFIER) * assumptions.undrawn
    return [_prior(one[0], topology, assumptions) if len(one) == 1 else fork for one in branches.values()]


def _spared(fault: Fault, piece: int, topology: Topology, assumptions: Assumptions) -> tuple[float, int]:
    """Return what living branches speak against a failure above them, and how many homes live beside dark ones.

    Branches go astray as often as others that feed as many. Where the file leaves out what is below an element, those
    that live there hang on another branch of it than the dark do.
    """
    segment = slice(piece, int(topology.end[piece]))
    at_dark, at_alive = (_right_at(slots, segment, topology) for slots in (fault.explains, fault.contradicts))
    dark, alive = (_behind(right_at, segment, topology) for right_at in (at_dark, at_alive))
    lives = (alive > 0) & (dark == 0)
    above = np.maximum(topology.parent[segment] - piece, 0)
    forks = ~lives & (at_alive > 0) & ~_IS_DRAWN[topology.kind[segment]]
    branches = lives & ~lives[above] & ~forks[above]
    against = -math.log(assumptions.undrawn) * int(np.count_nonzero(forks))
    if branches.any():
        as_large = int(np.count_nonzero(dark + alive >= alive[branches].min()))
        against += _surprise(int(np.count_nonzero(branches)), assumptions.misplaced * as_large)
    return against, int(at_alive[~lives & ~forks].sum())


def _right_at(slots: Slots, segment: slice, topology: Topology) -> Index:
    """Return intp[n]: how many of some terminals hang right on each element of a segment."""
    at = topology.terminal_at[topology.tree[slots] - len(topology)]
    inside = at[(at >= segment.start) & (at < segment.stop)]
    return np.bincount(inside - segment.start, minlength=segment.stop - segment.start)


def _behind(right_at: Index, segment: slice, topology: Topology) -> Index:
    """Return intp[n]: the same for all that each element feeds."""
    running = np.concatenate([[0], np.cumsum(right_at)])
    behind: Index = running[topology.end[segment] - segment.start] - running[:-1]
    return behind


def _surprise(count: int, expected: float) -> float:
    """Return how rare it is for so many rows of a file to be wrong, in nats; no more than expected are none."""
    return expected - count + count * math.log(count / expected) if count > expected else 0.0

"""Rooted forests as arrays: cycles cut, level order, preorder; nothing here knows what the nodes are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """The nodes of one depth: a slice of level order in which siblings stand side by side."""

    start: int
    stop: int
    parent: Index
    """intp[stop - start]: each node's parent, as position in level order."""
    parents: Index
    """intp[p]: the same, each parent once."""
    first: Index
    """intp[p]: where each parent's run of children begins, counted from `start`."""


def cut_cycles(parent: Index) -> Index:
    """Return parents in which every node that was its own ancestor has become a root.

    parent: intp[n], -1 for a root.
    """
    if not len(parent):
        return parent
    ahead = np.append(parent, -1)
    for _ in range(len(parent).bit_length()):
        ahead = ahead[ahead]  # twice as far each time: at last only nodes on cycles are still reached
    if (ahead < 0).all():
        return parent
    on_cycle = np.zeros(len(parent), dtype=np.bool_)
    on_cycle[ahead[ahead >= 0]] = True
    return np.where(on_cycle, -1, parent)


def in_levels(parent: Index) -> tuple[Index, tuple[Level, ...]]:
    """Return node by position in level order, and the levels below the roots.

    parent: intp[n] without cycles. Siblings keep the order of their numbers.
    """
    n = len(parent)
    by_parent = np.argsort(parent, kind="stable")
    begin = np.searchsorted(parent, np.arange(n + 1), sorter=by_parent)
    order = np.empty(n, dtype=np.intp)
    frontier = by_parent[: begin[0]] if n else by_parent
    order[: len(frontier)] = frontier
    start, filled = 0, len(frontier)
    levels = []
    while filled > start:
        count = begin[frontier + 1] - begin[frontier]
        carrying = np.flatnonzero(count)
        first = np.cumsum(count) - count
        nodes = by_parent[np.repeat(begin[frontier] - first, count) + np.arange(count.sum())]
        if len(nodes):
            order[filled : filled + len(nodes)] = nodes
            parents = start + carrying
            levels.append(
                Level(filled, filled + len(nodes), np.repeat(parents, count[carrying]), parents, first[carrying])
            )
        start, filled, frontier = filled, filled + len(nodes), nodes
    return order, tuple(levels)


def in_preorder(n: int, levels: tuple[Level, ...]) -> tuple[Index, Index]:
    """Return intp[n] preorder number and intp[n] end of the segment, both by position in level order."""
    size = np.ones(n, dtype=np.intp)
    for level in reversed(levels):
        size[level.parents] += np.add.reduceat(size[level.start : level.stop], level.first)
    roots = levels[0].start if levels else n
    number = np.empty(n, dtype=np.intp)
    number[:roots] = np.cumsum(size[:roots]) - size[:roots]
    for level in levels:
        own = size[level.start : level.stop]
        before = np.cumsum(own) - own
        run = np.repeat(before[level.first], np.diff(np.append(level.first, len(own))))
        number[level.start : level.stop] = number[level.parent] + 1 + before - run
    return number, number + size

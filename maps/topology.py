"""One tree of the plant, the path's own, as parent arrays in preorder: a segment is a slice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots, no_slots
from collectors.roster import Roster
from maps.forest import Forest
from maps.model import TERMINALS, Element, Kind, Link, Path
from maps.routes import where_routes_part
from maps.tree import Level, cut_cycles, in_levels, in_preorder

Index = NDArray[np.intp]

KINDS = tuple(Kind)
"""Kind by code: the codes of `Topology.kind`."""

OBSERVERS = frozenset({Kind.CMTS, Kind.OLT, Kind.EOC_HEAD})
"""Kinds whose tables tell of terminals."""
SEEN_BY = {
    Kind.CABLE_MODEM: frozenset({Kind.CMTS}),
    Kind.EOC_UNIT: frozenset({Kind.EOC_HEAD, Kind.OLT}),
    Kind.ONU: frozenset({Kind.OLT, Kind.EOC_HEAD}),
}
"""Kind of terminal → the observers it may be found behind; an ONU stands inside an EoC head too."""

_CODE = {kind: code for code, kind in enumerate(KINDS)}
_IS_TERMINAL = np.array([kind in TERMINALS for kind in KINDS])


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Topology(Forest):
    """The elements of one path in preorder, their terminals sorted by where they hang.

    An element's tree index counts from 0 in preorder; index `len(self) + k` is terminal k.
    """

    keys: tuple[str, ...]
    """Element id by tree index."""
    tree: Index
    """intp[len(roster)]: tree index by slot, -1 for a subject that is not in this tree."""
    roster: Roster
    routes: Mapping[int, frozenset[int]]
    """Tree index of each element that two routes feed → its parents on them; its `parent` is what both need."""

    @classmethod
    def build(
        cls, elements: Iterable[Element], links: Iterable[Link], roster: Roster, path: Path = Path.DATA
    ) -> Topology:
        """Return the tree of one path.

        1. The parent is the element's own unless a link of this path says otherwise.
        2. An element whose parent is unknown, or is its own descendant, becomes a root.
        3. What hangs on a terminal hangs on the element that carries the terminal.
        4. An element that two routes feed hangs on what both of them need; the second is beside its own parent, and
           no link of this path has another.
        """
        rows = elements if isinstance(elements, Sequence) else list(elements)
        ids = [element.id for element in rows]
        code = np.fromiter((_CODE[element.kind] for element in rows), dtype=np.uint8, count=len(rows))
        is_terminal = _IS_TERMINAL[code]
        drawn, other = _parents(rows, ids, links, path)
        drawn = _over_terminals(drawn, is_terminal)
        parent = where_routes_part(drawn, other)
        slot = roster.slots(ids)

        member = np.flatnonzero(~is_terminal)
        local = np.full(len(rows) + 1, -1, dtype=np.intp)
        local[member] = np.arange(len(member))
        order, levels = in_levels(cut_cycles(local[parent[member]]))
        preorder, end_by_level = in_preorder(len(member), levels)

        by_tree = np.empty_like(order)
        by_tree[preorder] = member[order]
        index = np.full(len(rows) + 1, -1, dtype=np.intp)
        index[by_tree] = np.arange(len(by_tree))
        end = np.empty_like(end_by_level)
        end[preorder] = end_by_level
        up = np.full(len(by_tree), -1, dtype=np.intp)
        for level in levels:
            up[preorder[level.start : level.stop]] = preorder[level.parent]

        leaf = np.flatnonzero(is_terminal)
        at = index[parent[leaf]]
        leaf, at = leaf[at >= 0], at[at >= 0]
        near = np.argsort(at, kind="stable")
        leaf, at = leaf[near], at[near]

        tree = np.full(len(roster), -1, dtype=np.intp)
        for where, first in ((by_tree, 0), (leaf, len(by_tree))):
            known = np.flatnonzero(slot[where] >= 0)
            tree[slot[where[known]]] = first + known
        return cls(
            keys=tuple([ids[row] for row in by_tree.tolist()]),
            parent=up,
            end=end,
            kind=code[by_tree],
            slot=slot[by_tree],
            terminal_slot=slot[leaf],
            terminal_at=at.astype(np.intp),
            start=np.searchsorted(at, np.arange(len(by_tree) + 1)),
            tree=tree,
            by_level=preorder,
            levels=levels,
            observer=_observers(code[by_tree], preorder, levels),
            roster=roster,
            routes={
                int(index[row]): frozenset(index[[drawn[row], second]].tolist()) - {-1}
                for row, second in other.items()
                if index[row] >= 0
            },
        )

    def feeders(self, index: int) -> frozenset[int]:
        """Return the tree indexes of an element's parents: of two where two routes feed it, of none of a root."""
        return self.routes.get(index) or frozenset([int(self.parent[index])]) - {-1}

    def index(self, key: str) -> int | None:
        """Return the tree index of an element or terminal on the roster, None for a stranger."""
        slot = self.roster.slot(key)
        if slot is None or slot >= len(self.tree) or self.tree[slot] < 0:
            return None
        return int(self.tree[slot])

    def covers(self, upper: str, lower: str) -> bool:
        """Return whether `lower` is `upper`, or is fed through it; False where either is unknown."""
        above, below = self.index(upper), self.index(lower)
        if above is None or below is None:
            return False
        if above >= len(self):
            return above == below
        if below >= len(self):
            below = int(self.terminal_at[below - len(self)])
        return above <= below < int(self.end[above])

    def segment(self, key: str) -> Slots:
        """Return int32[n] slots of every terminal behind an element; of nobody for a stranger or a terminal."""
        index = self.index(key)
        if index is None or index >= len(self):
            return no_slots()
        return self.terminals(index)


def observed_elsewhere(topology: Topology, kinds: Mapping[int, Kind]) -> Slots:
    """Return int32[n] slots of terminals that the file hangs where nothing could see them: a modem behind an OLT.

    kinds: slot → kind of the terminals. Where the nearest observer above is of another sort than a terminal
    talks to, its place in the file is wrong; where there is none above, nothing is said.
    """
    kind = np.where(topology.observer >= 0, topology.kind[topology.observer].astype(np.intp), -1)
    wrong = [
        slot
        for slot, at in zip(topology.terminal_slot.tolist(), kind[topology.terminal_at].tolist(), strict=True)
        if slot in kinds and at >= 0 and KINDS[at] not in SEEN_BY.get(kinds[slot], OBSERVERS)
    ]
    return np.array(sorted(wrong), dtype=np.int32)


def _observers(kind: NDArray[np.uint8], order: Index, levels: Sequence[Level]) -> Index:
    """Return intp[n]: the nearest observer at or above each element, by tree index; -1 for none."""
    is_observer = np.isin(kind, [_CODE[kind] for kind in OBSERVERS])
    nearest = np.where(is_observer, np.arange(len(kind)), -1)
    for level in levels:
        here, parent = order[level.start : level.stop], order[level.parent]
        nearest[here] = np.where(nearest[here] < 0, nearest[parent], nearest[here])
    return nearest


def nodes(topology: Topology) -> Index:
    """Return intp[n]: tree index of the optical node that feeds each element, or of the element itself above them."""
    node = np.arange(len(topology))
    inside = topology.kind == _CODE[Kind.OPTICAL_NODE]
    order = topology.by_level
    for level in topology.levels:
        here, parent = order[level.start : level.stop], order[level.parent]
        node[here] = np.where(inside[parent], node[parent], node[here])
        inside[here] |= inside[parent]
    return node


def _parents(
    rows: Sequence[Element], ids: Sequence[str], links: Iterable[Link], path: Path
) -> tuple[Index, dict[int, int]]:
    """Return intp[n]: row of each element's parent on `path`, -1 for none; and row → that on its other route.

    The first of equal ids counts.
    """
    row_of = dict(zip(reversed(ids), range(len(ids) - 1, -1, -1), strict=True))
    parent = np.fromiter((row_of.get(element.parent, -1) for element in rows), dtype=np.intp, count=len(rows))
    other: dict[int, int] = {}
    apart = set()
    for link in links:
        if link.path is path and link.element in row_of:
            parent[row_of[link.element]] = row_of.get(link.parent, -1)
            apart.add(row_of[link.element])
        elif link.path is Path.PROTECTION and link.element in row_of and link.parent in row_of:
            other[row_of[link.element]] = row_of[link.parent]
    return parent, {row: second for row, second in other.items() if row not in apart}


def _over_terminals(parent: Index, is_terminal: NDArray[np.bool_]) -> Index:
    """Return parents with terminals passed over; -1 where only terminals lie above."""
    passable = np.append(is_terminal, False)
    parent = np.append(parent, -1)
    settled = cut_cycles(np.where(passable, parent, -1))  # terminals in a circle carry one another
    parent = np.where(passable, settled, parent)
    while (passed := passable[parent]).any():
        parent = np.where(passed, parent[parent], parent)
    return parent[:-1]

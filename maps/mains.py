"""Outages of the public mains: streets dark in one moment across branches of a plant that stands."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots
from collectors.states import TerminalState
from maps.assumptions import Assumptions
from maps.forest import runs
from maps.gasps import went_for_light
from maps.mains_or_plant import ENDS_ALIKE, against_mains, against_plant, amid, is_one_segment
from maps.model import Cause, Evidence, Fault, Kind
from maps.moments import IS_UP
from maps.places import Places
from maps.rollcall import rows
from maps.streets import FEWEST, NOWHERE, Cells, Gone, cells, dark_streets, reach, span
from maps.topology import KINDS, Index, Topology
from maps.window import at_once, union, with_piece

LEAST_HOMES = 8
LEAST_SQUARES = 3
"""Squares that must be dark; two are enough where something that is plugged in went with them."""
WIDEST_MS = 600_000
"""An interval of darkness wider than this does not tell one moment from another."""
MOST_SPARED = 0.2
"""Homes behind a failed piece of plant that are up all the same, beside those it explains: with more, it is not the
plant file that is wrong about them."""
PART_OF_IT = 0.5
"""Share of a fault's homes that lie in dark streets for it to be part of their trouble."""
PLUGGED_IN = frozenset({Kind.EOC_HEAD})
"""Kinds that live on the mains of the building they stand in, without a battery."""
SURE = 0.95


class Mains:
    """Finds outages of the mains, of which no plant file knows anything."""

    def __init__(self, topology: Topology, places: Places, assumptions: Assumptions) -> None:
        """Take the data tree and where everything stands."""
        plugged = np.isin(topology.kind, [KINDS.index(kind) for kind in PLUGGED_IN]) & (topology.slot >= 0)
        self._topology = topology
        self._places = places
        self._plugged: Index = np.flatnonzero(plugged)
        self._assumptions = assumptions
        own_homes = np.maximum(topology.start[topology.end] - topology.start[:-1], 1)
        slot = np.concatenate([topology.terminal_slot, topology.slot[self._plugged]])
        known, n = slot >= 0, len(topology.tree)
        slot = slot[known]
        self._at, self._homes, self._cell = np.zeros(n, np.intp), np.ones(n, np.int64), np.full(n, NOWHERE)
        """By slot: tree index of the element each hangs on, or is; homes it stands for; its square."""
        self._at[slot] = np.concatenate([topology.terminal_at, self._plugged])[known]
        self._homes[topology.slot[self._plugged]] = own_homes[self._plugged]
        self._cell[slot] = cells(places.of(slot))
        self._by_cell = np.argsort(self._cell, kind="stable").astype(np.int32)
        self._cells = self._cell[self._by_cell]

    def explain(
        self, faults: Sequence[Fault], evidence: Evidence, complaining: Mapping[str, int], notice_ms: int
    ) -> list[Fault]:
        """Return the faults, those in streets that went dark together replaced by one of the mains.

        complaining: supply → since when it is in alarm, UTC ms; only such as answer. One that went on its
        battery as the streets around it went dark proves the mains, however well a piece of plant would
        explain the homes. Streets dark in one moment are one outage, wherever they lie.
        """
        left = list(faults)
        gone = self._gone(evidence, notice_ms)
        if int(gone.homes.sum()) < LEAST_HOMES:
            return left
        explained = self._explained(faults)
        for street in dark_streets(gone, lambda squares: self._up_in(squares, evidence)):
            if not self._is_large(street):
                continue
            whole = _with_edges(street, gone)
            near = self._near(complaining, street, notice_ms)
            inside = np.zeros(len(explained), dtype=np.bool_)
            inside[whole.slot] = True
            mine = [fault for fault in left if _is_part(fault, inside)]
            strays = whole.at[~explained[whole.slot]]
            if near or self._odds(whole, mine, strays, evidence, notice_ms) > 0.0:
                left = [fault for fault in left if fault not in mine]
                left = _add(left, self._fault(whole, mine, evidence, near, notice_ms), notice_ms)
                explained |= inside
        return left

    def _gone(self, evidence: Evidence, notice_ms: int) -> Gone:
        """Return who fell silent in an interval narrow enough to compare.

        Gear behind a silent device is left out: it may be well, and only the way to it is gone. So is who went without
        a dying gasp: not for want of current.
        """
        slot = np.flatnonzero(evidence.state[: len(self._cell)] == TerminalState.DARK).astype(np.int32)
        cell, seen, missed = self._cell[slot], evidence.last_seen_ms[slot], evidence.first_missed_ms[slot]
        counts = (cell != NOWHERE) & (seen > 0) & (missed > 0) & (missed - seen <= WIDEST_MS)
        counts &= ~(went_for_light(evidence, slot) | np.isin(slot, self._cut_off(evidence)))
        slot = slot[counts]
        after, before = seen[counts] - notice_ms, missed[counts]
        return Gone(slot, self._at[slot], self._homes[slot], after, before, cell[counts])

    def _in(self, squares: Cells) -> tuple[Slots, Index]:
        """Return who stands in some squares, and the number of each one's square among them."""
        first = np.searchsorted(self._cells, squares)
        count = np.searchsorted(self._cells, squares, side="right") - first
        return self._by_cell[runs(first, count)], np.repeat(np.arange(len(squares)), count)

    def _from_to(self, first: Cells, last: Cells) -> Slots:
        """Return who stands in some columns of squares, each from one square to another."""
        begin = np.searchsorted(self._cells, first)
        return self._by_cell[runs(begin, np.searchsorted(self._cells, last, side="right") - begin)]

    def _up_in(self, squares: Cells, evidence: Evidence) -> NDArray[np.intp]:
        """Return intp[n]: how many are up in each of some squares."""
        slot, number = self._in(squares)
        return np.bincount(number[IS_UP[rows(evidence.state, slot)]], minlength=len(squares))

    def _explained(self, faults: Sequence[Fault]) -> NDArray[np.bool_]:
        """Return bool[slots]: whose darkness faults explain, gear behind them with its homes."""
        topology = self._topology
        explained = np.zeros(len(topology.tree), dtype=np.bool_)
        for fault in faults:
            explained[fault.explains] = True
            index = topology.index(fault.element)
            if index is not None and index < len(topology):
                gear = topology.slot[index : topology.end[index]]
                explained[gear[gear >= 0]] = True
        return explained

    def _cut_off(self, evidence: Evidence) -> Slots:
        """Return slots of the plugged-in gear above which a device is silent too."""
        slot = self._topology.slot

        def silent(index: Index) -> NDArray[np.bool_]:
            dark: NDArray[np.bool_] = rows(evidence.state, slot[index]) == TerminalState.DARK
            return dark

        behind = [
            index
            for index in self._plugged[silent(self._plugged)].tolist()
            if silent(np.fromiter(self._topology.ancestors(index), np.intp)).any()
        ]
        return slot[behind]

    def _is_large(self, street: Gone) -> bool:
        plugged = bool(np.isin(street.at, self._plugged).any())
        squares = len(np.unique(street.cell))
        return int(street.homes.sum()) >= LEAST_HOMES and squares >= (LEAST_SQUARES - plugged)

    def _odds(self, street: Gone, mine: Sequence[Fault], strays: Index, evidence: Evidence, notice_ms: int) -> float:
        """Return the log odds that the mains failed in a street, and not the plant.

        mine: the faults that would be part of it. strays: tree index of what those hang on whom no fault explains.
        """
        dark = self._places.of(union([street.slot, *(fault.explains for fault in mine)]))
        dark = dark[np.isfinite(dark[:, 0])]
        noticed_ms = int(street.before.max()) + notice_ms
        near = self._from_to(*span(cells(dark)))
        alive = near[IS_UP[rows(evidence.state, near)]]
        alive = alive[evidence.last_seen_ms[alive] > noticed_ms]
        lit = amid(dark, self._places.of(alive))
        plant = against_plant(mine, strays, self._topology, self._assumptions)
        mains = against_mains(int(street.homes.sum()), lit)
        alike = any(is_one_segment(fault, sum(len(each.explains) for each in mine) + len(strays)) for fault in mine)
        return plant - mains + (math.log(ENDS_ALIKE) if alike else 0.0)

    def _fault(
        self, street: Gone, mine: Sequence[Fault], evidence: Evidence, near: Sequence[str], notice_ms: int
    ) -> Fault:
        """Return the fault of the mains in a street, with those of the plant that it is the cause of."""
        topology = self._topology
        heads = np.intersect1d(street.at, self._plugged).tolist()
        fallen = [fault.element for fault in sorted(mine, key=lambda fault: -len(fault.explains))]
        at, count = np.unique(street.at, return_counts=True)
        terminals = street.slot[street.slot != topology.slot[street.at]]
        explains = union([terminals, *(fault.explains for fault in mine)])
        behind = union([self._inside(street), explains, *(topology.terminals(index) for index in heads)])
        first = int(np.lexsort((-street.after, street.before))[0])
        seen = behind[behind < len(evidence.state)]
        alive = IS_UP[evidence.state[seen]] & (evidence.last_seen_ms[seen] >= street.before[first])
        return Fault(
            element=[*near, *fallen, topology.keys[int(at[np.argmax(count)])]][0],
            cause=Cause.MAINS,
            probability=min([SURE, *(fault.probability for fault in mine)]),
            explains=explains,
            contradicts=np.setdiff1d(seen[alive], explains).astype(np.int32),
            behind=behind,
            after_ms=int(street.after[first]) + notice_ms,
            before_ms=int(street.before[first]),
            members=tuple(sorted({*near, *fallen, *(topology.keys[index] for index in heads)})),
        )

    def _inside(self, street: Gone) -> Slots:
        """Return slots of the terminals in squares that most of a street's homes went dark in."""
        squares, homes = np.unique(street.cell, return_counts=True)
        slot, _ = self._in(squares[homes >= FEWEST])
        return slot[~np.isin(slot, self._topology.slot[self._plugged])]

    def _near(self, complaining: Mapping[str, int], street: Gone, notice_ms: int) -> list[str]:
        """Return the supplies in or beside dark streets that began to complain with them, in order of their ids."""
        moment = int(street.before.min())
        keys = sorted(key for key, since_ms in complaining.items() if abs(since_ms - moment) <= 2 * notice_ms)
        if not keys:
            return []
        found = cells(self._places.of(self._topology.roster.slots(keys)))
        return [key for key, beside in zip(keys, np.isin(found, reach(street.cell)), strict=True) if beside]


def _add(faults: list[Fault], found: Fault, notice_ms: int) -> list[Fault]:
    """Return the faults with one more of the mains, part of one of the same moment where there is any."""
    for other in faults:
        if other.cause is Cause.MAINS and at_once(other, found, notice_ms):
            large, small = sorted((other, found), key=lambda fault: -len(fault.explains))
            return [with_piece(large, small) if fault is other else fault for fault in faults]
    return [*faults, found]


def _with_edges(street: Gone, gone: Gone) -> Gone:
    """Return a street with those around it who went dark in its moment: an outage ends in the middle of squares."""
    moment = np.flatnonzero((gone.after <= street.before.min()) & (gone.before >= street.after.max()))
    beside = moment[np.isin(gone.cell[moment], reach(street.cell))]
    return gone.only(np.union1d(beside, np.flatnonzero(np.isin(gone.slot, street.slot))))


def _is_clean(fault: Fault) -> bool:
    return len(fault.contradicts) <= MOST_SPARED * len(fault.explains)


def _is_part(fault: Fault, inside: NDArray[np.bool_]) -> bool:
    """Return whether a fault is part of a street's trouble: most of it lies there, or it stands on that alone.

    inside: bool[slots], who went dark in the street.
    """
    if fault.cause is not Cause.ELEMENT or not len(fault.explains):
        return False
    share = int(np.count_nonzero(inside[fault.explains])) / len(fault.explains)
    return share > PART_OF_IT or (share > 0.0 and not _is_clean(fault))

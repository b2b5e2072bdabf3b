"""Outages of the public mains: streets dark in one moment across branches of a plant that stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from collectors.model import Slots
from collectors.states import TerminalState
from maps.gasps import went_for_light
from maps.model import Cause, Evidence, Fault, Kind
from maps.moments import IS_UP
from maps.places import Places
from maps.streets import FEWEST, NOWHERE, Cells, Gone, cells, dark_streets, reach
from maps.topology import KINDS, Index, Topology, nodes
from maps.window import at_once, union, with_piece

LEAST_HOMES = 8
LEAST_SQUARES = 3
"""Squares that must be dark; two are enough where something that is plugged in went with them."""
WIDEST_MS = 600_000
"""An interval of darkness wider than this does not tell one moment from another."""
MOST_BY_ONE = 0.8
"""Where one fault of the plant explains this share of the dark homes, the plant failed and not the mains."""
MOST_SPARED = 0.2
"""Homes behind a failed piece of plant that are up all the same, beside those it explains: with more, it is not the
plant file that is wrong about them."""
LEAST_BEYOND = 0.1
"""Share of the dark homes that must hang on another node than the others; fewer may just be recorded there."""
PART_OF_IT = 0.5
"""Share of a fault's homes that lie in dark streets for it to be part of their trouble."""
PLUGGED_IN = frozenset({Kind.EOC_HEAD})
"""Kinds that live on the mains of the building they stand in, without a battery."""
SURE = 0.95


class Mains:
    """Finds outages of the mains, of which no plant file knows anything."""

    def __init__(self, topology: Topology, places: Places) -> None:
        """Take the data tree and where everything stands."""
        plugged = np.isin(topology.kind, [KINDS.index(kind) for kind in PLUGGED_IN]) & (topology.slot >= 0)
        self._topology = topology
        self._places = places
        self._plugged: Index = np.flatnonzero(plugged)
        self._group = nodes(topology)
        own_homes = np.maximum(topology.start[topology.end] - topology.start[:-1], 1)
        slot = np.concatenate([topology.terminal_slot, topology.slot[self._plugged]])
        self._everybody = Gone(
            slot=slot,
            at=np.concatenate([topology.terminal_at, self._plugged]),
            homes=np.concatenate([np.ones(len(topology.terminal_slot), np.int64), own_homes[self._plugged]]),
            after=np.zeros(len(slot), np.int64),
            before=np.zeros(len(slot), np.int64),
            cell=cells(places.of(slot)),
        )
        self._placed = np.flatnonzero((self._everybody.cell != NOWHERE) & (slot >= 0))

    def explain(
        self, faults: Sequence[Fault], evidence: Evidence, complaining: Mapping[str, int], notice_ms: int
    ) -> list[Fault]:
        """Return the faults, those in streets that went dark together replaced by one of the mains.

        complaining: supply → since when it is in alarm, UTC ms; only such as answer. One that went on its
        battery as the streets around it went dark proves the mains, however well a piece of plant would
        explain the homes. Streets dark in one moment are one outage, wherever they lie.
        """
        left = list(faults)
        gone, lit = self._seen(evidence, notice_ms)
        if int(gone.homes.sum()) < LEAST_HOMES:
            return left
        for street in dark_streets(gone, lit):
            if not self._is_large(street):
                continue
            near = self._near(complaining, street, notice_ms)
            if near or not self._is_plant(street, left):
                whole = _with_edges(street, gone)
                mine = [fault for fault in left if _is_part(fault, whole)]
                left = [fault for fault in left if fault not in mine]
                left = _add(left, self._fault(whole, mine, evidence, near, notice_ms), notice_ms)
        return left

    def _seen(self, evidence: Evidence, notice_ms: int) -> tuple[Gone, Cells]:
        """Return who fell silent in an interval narrow enough to compare, and the squares of who is up.

        Gear behind a silent device is left out: it may be well, and only the way to it is gone.
        """
        everybody = self._everybody.only(self._placed[self._everybody.slot[self._placed] < len(evidence.state)])
        state = evidence.state[everybody.slot]
        dark = np.flatnonzero((state == TerminalState.DARK) & ~np.isin(everybody.slot, self._cut_off(evidence)))
        slot = everybody.slot[dark]
        lit_out = went_for_light(evidence, slot)  # gone without a dying gasp: not for want of current
        dark, slot = dark[~lit_out], slot[~lit_out]
        seen, missed = evidence.last_seen_ms[slot], evidence.first_missed_ms[slot]
        narrow = (seen > 0) & (missed > 0) & (missed - seen <= WIDEST_MS)
        gone = everybody.only(dark[narrow])
        after, before = seen[narrow] - notice_ms, missed[narrow]
        return Gone(gone.slot, gone.at, gone.homes, after, before, gone.cell), everybody.cell[IS_UP[state]]

    def _cut_off(self, evidence: Evidence) -> Slots:
        """Return slots of the plugged-in gear above which a device is silent too."""
        slot = self._topology.slot
        known = (slot >= 0) & (slot < len(evidence.state))
        silent = np.zeros(len(slot), dtype=np.bool_)
        silent[known] = evidence.state[slot[known]] == TerminalState.DARK
        behind = [
            index
            for index in self._plugged[silent[self._plugged]].tolist()
            if any(silent[above] for above in self._topology.ancestors(index))
        ]
        return slot[behind]

    def _is_large(self, street: Gone) -> bool:
        plugged = bool(np.isin(street.at, self._plugged).any())
        squares = len(np.unique(street.cell))
        return int(street.homes.sum()) >= LEAST_HOMES and squares >= (LEAST_SQUARES - plugged)

    def _is_plant(self, street: Gone, faults: Iterable[Fault]) -> bool:
        """Return whether one element of the plant, or one that is missing below it, accounts for who went dark."""
        shares = {fault.element: self._share_of(street, fault) for fault in faults if _is_clean(fault)}
        if any(share >= MOST_BY_ONE for share in shares.values()):
            return True
        if np.isin(street.at, self._plugged).any():
            return False  # heads of several branches, or heads and homes that none of them feeds
        if self._in_one_group(street):
            return True
        parents = {self._parent(element) for element, share in shares.items() if share > 0.0}
        return len(parents) == 1 and None not in parents and sum(shares.values()) >= MOST_BY_ONE

    def _in_one_group(self, street: Gone) -> bool:
        """Return whether nearly all of a street hangs on one node: the mains keep to no such borders."""
        _, homes = np.unique(self._group[street.at], return_inverse=True)
        return bool(np.bincount(homes, street.homes).max() >= (1.0 - LEAST_BEYOND) * street.homes.sum())

    def _share_of(self, street: Gone, fault: Fault) -> float:
        """Return which share of a street's homes a fault explains, those behind gear that is plugged in there too."""
        index = self._topology.index(fault.element)
        explained = np.isin(street.slot, fault.explains)
        if index is not None and index < len(self._topology):
            below = (street.at >= index) & (street.at < self._topology.end[index])
            explained |= below & np.isin(street.slot, self._topology.slot[self._plugged])
        return float(street.homes[explained].sum() / street.homes.sum())

    def _parent(self, element: str) -> int | None:
        index = self._topology.index(element)
        return None if index is None or index >= len(self._topology) else int(self._topology.parent[index])

    def _fault(
        self, street: Gone, mine: Sequence[Fault], evidence: Evidence, near: Sequence[str], notice_ms: int
    ) -> Fault:
        """Return the fault of the mains in a street, with those of the plant that it is the cause of."""
        topology = self._topology
        heads = np.intersect1d(street.at, self._plugged).tolist()
        fallen = [fault.element for fault in sorted(mine, key=lambda fault: -len(fault.explains))]
        at, count = np.unique(street.at, return_counts=True)
        terminals = street.slot[np.isin(street.slot, topology.terminal_slot)]
        explains = union([terminals, *(fault.explains for fault in mine)])
        behind = union([self._inside(street), explains, *(topology.terminals(index) for index in heads)])
        first = int(street.before.argmin())
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
        count = len(self._topology.terminal_slot)
        here = np.isin(self._everybody.cell[:count], squares[homes >= FEWEST])
        slot = self._everybody.slot[:count][here]
        return slot[slot >= 0]

    def _near(self, complaining: Mapping[str, int], street: Gone, notice_ms: int) -> list[str]:
        """Return the supplies in or beside dark streets that began to complain with them, in order of their ids."""
        moment = int(street.before.min())
        keys = sorted(key for key, since_ms in complaining.items() if abs(since_ms - moment) <= 2 * notice_ms)
        if not keys:
            return []
        beside = {cell for square in np.unique(street.cell).tolist() for cell in reach(square)}
        found = cells(self._places.of(self._topology.roster.slots(keys))).tolist()
        return [key for key, cell in zip(keys, found, strict=True) if cell in beside]


def _add(faults: list[Fault], found: Fault, notice_ms: int) -> list[Fault]:
    """Return the faults with one more of the mains, part of one of the same moment where there is any."""
    for other in faults:
        if other.cause is Cause.MAINS and at_once(other, found, notice_ms):
            large, small = sorted((other, found), key=lambda fault: -len(fault.explains))
            return [with_piece(large, small) if fault is other else fault for fault in faults]
    return [*faults, found]


def _with_edges(street: Gone, gone: Gone) -> Gone:
    """Return a street with those around it who went dark in its moment: an outage ends in the middle of squares."""
    around = np.array(sorted({cell for square in np.unique(street.cell).tolist() for cell in reach(square)}))
    moment = (gone.after <= street.before.min()) & (gone.before >= street.after.max())
    return gone.only(np.flatnonzero((moment & np.isin(gone.cell, around)) | np.isin(gone.slot, street.slot)))


def _is_clean(fault: Fault) -> bool:
    return len(fault.contradicts) <= MOST_SPARED * len(fault.explains)


def _is_part(fault: Fault, street: Gone) -> bool:
    """Return whether a fault is part of a street's trouble: most of it lies there, or it stands on that alone."""
    if fault.cause is not Cause.ELEMENT or not len(fault.explains):
        return False
    share = float(np.isin(fault.explains, street.slot).mean())
    return share > PART_OF_IT or (share > 0.0 and not _is_clean(fault))

"""Surveys: which segment each terminal is on, from the tables of the devices that tell of terminals."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from collectors.conversing import converse
from collectors.errands.asked import Asked
from collectors.model import Device, Placements, Segment, Slots, Times, no_slots, no_times
from collectors.nodenames import NodeNames, read_nodes
from collectors.profiles.model import SegmentRule, StateTable
from collectors.roster import Roster
from collectors.snmp.engine import SnmpEngine, TableQuestion, TableRows, TargetError, index_parts
from collectors.states import RF_PATH_UP
from collectors.sweep import Sweeper
from collectors.terminals import Terminals, terminal_numbers

log = logging.getLogger(__name__)

LOOK_S = 5.0
AT_ONCE = 64
"""Devices surveyed at a time, whatever their budgets allow: nobody waits for a survey."""
HAS_PATH = np.array([int(state) for state in RF_PATH_UP], dtype=np.uint8)
"""A row of a terminal that is away stays where it was; only one with a path proves where it is."""


@dataclass(slots=True)
class _Found:
    """What a survey has read so far."""

    slot: list[Slots] = field(default_factory=list)
    segment: list[NDArray[np.int32]] = field(default_factory=list)
    time_ms: list[Times] = field(default_factory=list)
    segments: dict[Segment, int] = field(default_factory=dict)
    whole: list[int] = field(default_factory=list)
    reused: int = 0


class Surveyor:
    """Reads where terminals are; at a slow pace of its own, since cables are moved by hand."""

    def __init__(self, engine: SnmpEngine, sweeper: Sweeper, roster: Roster) -> None:
        """Ask through an engine whom the sweeper can ask, and as it would."""
        self._engine = engine
        self._sweeper = sweeper
        self._roster = roster
        self._terminals = Terminals(roster)
        self._had: dict[int, tuple[NDArray[np.uint64], Slots]] = {}
        """Device → (index, terminal) of its rows at the last survey."""

    async def survey(self, devices: Sequence[Device]) -> Placements:
        """Return where terminals are; left out is who is away, and who stands on several segments at once.

        Identity is the MAC in the row, whatever the row's index: an index that is used again is another
        terminal's. Of a device's tables the first counts that places anybody. A survey is within the sweeps' budgets,
        and leaves alone what level sweeps do.
        """
        found = _Found()

        async def ask(one: Asked) -> None:
            for table in one.profile.states:
                if table.segment is not None and not await self._read(one, table, table.segment, found):
                    return

        await converse(self._sweeper.budget, self._askable(devices), ask, at_once=AT_ONCE)
        return _placements(found)

    def _askable(self, devices: Sequence[Device]) -> list[Asked]:
        asked: list[Asked] = []
        for device in devices:
            with suppress(TargetError):  # the sweep that cannot ask it either says so
                asked.append(self._sweeper.check(device))
        return asked

    async def _read(self, one: Asked, table: StateTable, rule: SegmentRule, into: _Found) -> bool:
        """Walk one table; return whether its device may have the next one, because nobody had a place in this."""
        question = TableQuestion((table.mac, table.value, *rule.columns), frozenset({0}), table.index_parts)
        job = self._engine.walk([one.target], question)
        try:
            while not job.finished:
                await job.wait(LOOK_S)
            rows = job.rows()
        finally:
            job.cancel()
        if not len(rows):
            return bool(job.answered[0])
        if not await self._place(one, table, rule, rows, into):
            return True
        if job.complete[0]:
            into.whole.append(one.slot)
        return False

    async def _place(self, one: Asked, table: StateTable, rule: SegmentRule, rows: TableRows, into: _Found) -> bool:
        """Take the rows of one device; return whether any said where its terminal is."""
        slot = self._terminals.slots(terminal_numbers(*rows.octets[0]))
        into.reused += self._reused(one.slot, rows.index, slot)
        numbers = _numbers(rule, rows, table.index_parts)
        has_path = np.isin(_states(table, rows.values[:, 1]), HAS_PATH)
        told = (slot >= 0) & has_path & (numbers > 0).all(axis=1)
        if not told.any():
            return not has_path.any()  # nobody there is no reason to look elsewhere
        names = await read_nodes(self._engine, one.target, rule)
        kinds, kind_of = np.unique(numbers[told], axis=0, return_inverse=True)
        of_kind = [into.segments.setdefault(_segment(one, rule, names, kind), len(into.segments)) for kind in kinds]
        into.slot.append(slot[told])
        into.segment.append(np.array(of_kind, dtype=np.int32)[kind_of.reshape(-1)])
        into.time_ms.append(rows.time_ms[told])
        return True

    def _reused(self, device: int, index: NDArray[np.uint64], slot: Slots) -> int:
        """Return how many rows have an index that was another terminal's before."""
        had_index, had_slot = self._had.get(device, (index, slot))
        self._had[device] = index, slot
        _, now, then = np.intersect1d(index, had_index, return_indices=True)
        reused = int(np.count_nonzero(slot[now] != had_slot[then]))
        if reused:
            log.info("%s: %d rows have an index that was another terminal's", self._roster.key(device), reused)
        return reused


def _states(table: StateTable, raw: NDArray[np.float64]) -> NDArray[np.uint8]:
    named = (raw >= 0) & (raw < len(table.states))
    return table.states[np.where(named, raw, 0).astype(np.intp)] * named.astype(np.uint8)


def _numbers(rule: SegmentRule, rows: TableRows, parts: int) -> NDArray[np.int64]:
    """Return int64[n, k]: the numbers that name each row's segment; 0 where there is none.

    A segment without numbers is named by a column of ones, so that rows of it are alike.
    """
    columns = np.nan_to_num(rows.values[:, 2:]).astype(np.int64)
    octets = [(rows.index >> np.uint64(32 - 8 * octet) & np.uint64(0xFF)).astype(np.int64) for octet in rule.octets]
    every = [part.astype(np.int64) for part in index_parts(rows.index, parts)]
    own = [*octets, *(every[part - 1] for part in rule.parts)]
    both = np.column_stack([columns, *own]) if own else columns
    return both if both.shape[1] else np.ones((len(rows), 1), dtype=np.int64)


def _segment(one: Asked, rule: SegmentRule, names: NodeNames, numbers: NDArray[np.int64]) -> Segment:
    given = tuple(numbers.tolist())
    return Segment(one.device.key, rule.name.format(*given), names.of(given))


def _placements(found: _Found) -> Placements:
    whole = np.array(sorted(set(found.whole)), dtype=np.int32)
    if not found.slot:
        return Placements(no_slots(), no_slots(), no_times(), (), whole, 0, found.reused)
    slot, segment = np.concatenate(found.slot), np.concatenate(found.segment)
    each, first, row_of = np.unique(slot, return_index=True, return_inverse=True)
    differs = np.bincount(row_of, segment != segment[first][row_of], len(each)) > 0
    clear = first[~differs]
    return Placements(
        slot[clear],
        segment[clear],
        np.concatenate(found.time_ms)[clear],
        tuple(found.segments),
        whole,
        int(np.count_nonzero(differs)),
        found.reused,
    )

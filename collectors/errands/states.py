"""The errand that walks a table of terminals' states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.errands.asked import Asked, Slice
from collectors.model import Addresses, Contacts, Slots, States, no_slots
from collectors.presence import Presence
from collectors.profiles.model import StateTable
from collectors.snmp.engine import SnmpEngine, TableQuestion, TableRows
from collectors.states import TerminalState
from collectors.terminals import Terminals, packed_addresses, terminal_numbers
from collectors.words import Words, sources


@dataclass(frozen=True, slots=True)
class Census:
    """What is remembered between sweeps of the terminals that tables list."""

    terminals: Terminals
    words: Words
    presence: Presence


@dataclass(frozen=True, slots=True)
class Absence:
    """Terminals that a whole table should list and does not."""

    device: int
    slot: Slots
    time_ms: int
    sweep_ms: int

    def told(self, census: Census, into: Slice) -> None:
        """Call them dark, save those that another device lists."""
        state = np.full(len(self.slot), TerminalState.DARK, dtype=np.uint8)
        observer = np.full(len(self.slot), self.device, dtype=np.int32)
        times = np.full(len(self.slot), self.time_ms, dtype=np.int64)
        counts = census.words.hear(self.slot, sources(observer), state, self.sweep_ms)
        census.presence.moved(self.device, self.slot[~counts])
        into.states.append(States(self.slot[counts], state[counts], times[counts], observer[counts]))


class StateErrand:
    """The walk of a table of terminals' states on one profile's devices, with addresses where wanted.

    1. A row says at once what it says of its terminal, unless another source says better of it.
    2. At the end of a table it is known which of those others still stand: what was doubted is told
       then, or dropped.
    3. Where a table lists only who is there, those missing from the whole of it are absent; `absences`
       holds them until it is known whether they are listed elsewhere.
    """

    def __init__(
        self,
        engine: SnmpEngine,
        asked: Sequence[Asked],
        choice: int,
        census: Census,
        sweep_ms: int,
        *,
        addresses: bool,
        first: bool,
    ) -> None:
        """Walk the profile's state table number `choice`, in the sweep that began at `sweep_ms`."""
        self.asked = asked
        self.choice = choice
        self.empty: list[Asked] = []
        """Devices that have no such table, to be asked for the next one."""
        self.absences: list[Absence] = []
        """Whom whole tables did not list, since they were last taken from here."""
        self._table: StateTable = asked[0].profile.states[choice]
        self._census = census
        self._sweep_ms = sweep_ms
        self._tells_contact = first
        self._slot = np.array([one.slot for one in asked], dtype=np.int32)
        self._filled = np.zeros(len(asked), dtype=np.bool_)
        self._listed: dict[int, list[Slots]] = {}
        self._doubted: list[tuple[NDArray[np.intp], States, NDArray[np.int64]]] = []
        """(rows of the job, what was said, who said it)."""
        wanted = (self._table.mac, self._table.value, *(self._table.addresses if addresses else ()))
        octets = frozenset(range(len(wanted))) - {1}
        question = TableQuestion(wanted, octets, self._table.index_parts)
        self.job = engine.walk([one.target for one in asked], question)

    def collect(self, into: Slice) -> None:
        """Add the rows that are complete since the last call; rows that are missing say nothing."""
        closed = self.job.closed()
        if self._tells_contact and len(closed):
            into.contacts.append(Contacts(self._slot[closed], self.job.answered[closed], self.job.time_ms[closed]))
        rows = self.job.rows()
        if len(rows):
            self._filled[rows.row] = True
            self._rows(rows, into)
        for row in closed.tolist():
            self._end(row)
        if len(closed) and self._doubted:
            self._settle(into)

    def _end(self, row: int) -> None:
        one = self.asked[row]
        is_empty = bool(self._table.present) and one.present == 0
        is_whole = bool(self.job.complete[row]) and (bool(self._filled[row]) or is_empty)
        if is_whole:
            self._census.words.walked(one.slot, self._sweep_ms)
        if self._table.present:
            self._note_presence(row, is_whole=is_whole)
        elif self._filled[row]:
            one.states_from = self.choice
        elif self.job.answered[row]:
            self.empty.append(one)

    def _note_presence(self, row: int, *, is_whole: bool) -> None:
        one, presence = self.asked[row], self._census.presence
        there = np.unique(np.concatenate([no_slots(), *self._listed.pop(row, [])]))
        presence.listed(one.slot, there)
        missing = presence.absent(one.slot, one.device.key, there) if is_whole else no_slots()
        if len(missing):
            self.absences.append(Absence(one.slot, missing, int(self.job.time_ms[row]), self._sweep_ms))

    def _rows(self, rows: TableRows, into: Slice) -> None:
        slot = self._census.terminals.slots(terminal_numbers(*rows.octets[0]))
        raw = rows.values[:, 1]
        named = (slot >= 0) & (raw >= 0) & (raw < len(self._table.states))
        state = np.full(len(rows), TerminalState.UNKNOWN, dtype=np.uint8)
        state[named] = self._table.states[raw[named].astype(np.intp)]
        told = named & (state != TerminalState.UNKNOWN)
        observer = self._slot[rows.row]
        said = States(slot[told], state[told], rows.time_ms[told], observer[told])
        source = sources(observer) if self._table.present else sources(observer, rows.index)
        told[told] = self._tell(rows.row[told], said, source[told], into)
        if self._table.present:
            self._list(rows.row, slot)
        packed, there = packed_addresses([rows.octets[at] for at in sorted(rows.octets) if at > 1], len(rows))
        there &= told
        if there.any():
            into.addresses.append(Addresses(slot[there], packed[there]))

    def _list(self, row: NDArray[np.intp], slot: Slots) -> None:
        for one in np.unique(row).tolist():
            self._listed.setdefault(one, []).append(slot[(row == one) & (slot >= 0)])

    def _tell(self, row: NDArray[np.intp], said: States, source: NDArray[np.int64], into: Slice) -> NDArray[np.bool_]:
        """Tell what counts and keep what is doubted; return bool[n]: what counts."""
        counts = self._census.words.hear(said.slot, source, said.state, self._sweep_ms)
        if counts.any():
            into.states.append(_only(said, counts))
        if not counts.all():
            self._doubted.append((row[~counts], _only(said, ~counts), source[~counts]))
        return counts

    def _settle(self, into: Slice) -> None:
        """Ask again for what was doubted in tables that have ended; what is still doubted then is dropped."""
        ended = self.job.time_ms > 0
        doubted, self._doubted = self._doubted, []
        for row, said, source in doubted:
            over = ended[row]
            counts = self._census.words.hear(said.slot[over], source[over], said.state[over], self._sweep_ms)
            into.states.append(_only(_only(said, over), counts))
            if not over.all():
                self._doubted.append((row[~over], _only(said, ~over), source[~over]))


def _only(said: States, rows: NDArray[np.bool_]) -> States:
    return States(said.slot[rows], said.state[rows], said.time_ms[rows], said.observer[rows])

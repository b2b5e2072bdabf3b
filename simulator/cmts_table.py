"""What a CMTS believes of its modems: a row for each that has been there, under an index of its own choosing."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from simulator.addresses import Addresses
from simulator.city import City
from simulator.manners import CALM, Manners
from simulator.mib import Rows
from simulator.plant import CmState, Plant

LOOKS_EVERY_MS = 200
"""How often a CMTS takes note of what its modems have become, while somebody asks."""
_INDEXES = 1 << 20


@dataclass(frozen=True, slots=True)
class Shown:
    """The table as it is shown until the next time, by row."""

    at_ms: int
    terminals: list[int]
    states: list[int]
    """Numbers of CmState; REGISTERED for all in service, whatever the maker calls them."""
    addresses: list[bytes]
    """Packed."""


class CmtsTable:
    """The modems of one CMTS. Times are simulated UTC milliseconds."""

    def __init__(self, city: City, plant: Plant, addresses: Addresses, cmts: int, manners: Manners = CALM) -> None:
        """Give every modem of the CMTS `cmts` a row."""
        self.plant, self._addresses, self._manners = plant, addresses, manners
        self._draw = Random(f"cmts {city.seed}" if cmts == city.cmtses[0] else f"cmts {city.seed} {cmts}")
        self.online = self._draw.choice((CmState.REGISTERED, CmState.OPERATIONAL))
        """What this maker calls a modem in service."""
        kinds, observers = (city.elements[number].kind for number in city.terminals), city.observers
        self.members = [
            terminal
            for terminal, (kind, observer) in enumerate(zip(kinds, observers, strict=True))
            if kind == "cable_modem" and observer == cmts
        ]
        """Its modems, ascending; a place in here is `local`."""
        self._element = [city.terminals[terminal] for terminal in self.members]
        self.mac = {
            terminal: bytes.fromhex(city.elements[element].id.replace(":", ""))
            for terminal, element in zip(self.members, self._element, strict=True)
        }
        self._local = {terminal: local for local, terminal in enumerate(self.members)}
        self._by_mac = {tuple(self.mac[terminal]): local for terminal, local in self._local.items()}
        self._numbers = np.array(self.members, np.intp)
        self.index = self._draw.sample(range(1, _INDEXES), len(self.members))
        """Row index by local; 0: aged out."""
        self._taken = set(self.index)
        self._states: NDArray[np.uint8] = np.full(len(self.members), CmState.REGISTERED, np.uint8)
        self._dark_since = np.full(len(self.members), -1, np.int64)
        self._looked_ms = self._version = -1
        self._turn = threading.Lock()
        self.rows, self.by_mac = Rows(()), Rows(())
        self.shown = Shown(-1, [], [], [])
        self.by_mac_index: list[int] = []
        """Index of the row of each modem in `by_mac`."""
        self._layout: list[int] = []
        self._order: list[int] = []
        """Local by row."""
        self._look(plant.started_ms)
        self._show(plant.started_ms)

    def refresh(self, now_ms: int) -> bool:
        """Take note of what has changed, and show it when its time has come; tells whether there are other rows."""
        with self._turn:
            if self._version != self.plant.version or not 0 <= now_ms - self._looked_ms < LOOKS_EVERY_MS:
                self._look(now_ms)
            elif self.shown.at_ms >= self._looked_ms:
                return False
            if self._manners.cache_ms and 0 <= now_ms - self.shown.at_ms < self._manners.cache_ms:
                return False
            return self._show(now_ms)

    def state(self, row: int) -> CmState:
        """Return what the CMTS says of the modem in a row."""
        state = CmState(self.shown.states[row])
        return self.online if state is CmState.REGISTERED else state

    def by_modem(self, terminal: int, now_ms: int) -> CmState:
        """Return what the CMTS knows of a modem, whether or not its table shows it yet."""
        state = self.plant.noticed(terminal, now_ms)
        return self.online if state is CmState.REGISTERED else state

    def index_of(self, terminal: int) -> int:
        """Return the index a modem's row has now, 0 where it has none."""
        return self.index[self._local[terminal]]

    def _look(self, now_ms: int) -> None:
        """Ask the plant for states: who comes back may get another row and address, who is long gone loses his."""
        self._version = self.plant.version
        states = self.plant.states(self._numbers, now_ms)
        was_dark, is_dark = self._states == CmState.OTHER, states == CmState.OTHER
        for local in np.flatnonzero(was_dark & ~is_dark).tolist():
            self._come_back(local)
        self._dark_since[~is_dark] = -1
        self._dark_since[is_dark & (self._dark_since < 0)] = now_ms
        if self._manners.age_out_ms:
            gone = is_dark & (now_ms - self._dark_since >= self._manners.age_out_ms)
            for local in np.flatnonzero(gone).tolist():
                self._forget(local)
        self._states, self._looked_ms = states, now_ms

    def _come_back(self, local: int) -> None:
        if not self.index[local] or self._draw.random() < self._manners.new_index:
            self._forget(local)
            while (index := self._draw.randrange(1, _INDEXES)) in self._taken:
                pass
            self._taken.add(index)
            self.index[local] = index
        if self._draw.random() < self._manners.new_address:
            self._addresses.renew(self._element[local])

    def _forget(self, local: int) -> None:
        self._taken.discard(self.index[local])
        self.index[local] = 0

    def _show(self, now_ms: int) -> bool:
        """Show the table as it is now; tells whether its rows are others than before."""
        changed = self.index != self._layout
        if changed:
            self._layout = list(self.index)
            self.rows.replace((index,) for index in self.index if index)
            self.by_mac.replace(tuple(self.mac[self.members[one]]) for one, index in enumerate(self.index) if index)
            self._order = sorted((one for one, index in enumerate(self.index) if index), key=self.index.__getitem__)
            self.by_mac_index = [self.index[self._by_mac[mac]] for mac in self.by_mac.suffixes]
        states = self._states.tolist()
        self.shown = Shown(
            now_ms,
            [self.members[local] for local in self._order],
            [states[local] for local in self._order],
            [self._addresses.packed(self._element[local]) for local in self._order],
        )
        return changed

"""Whom a fault touches: terminals, accounts, and where else a fault of its kind would touch how many."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulator.city import City
from simulator.faults import KINDS, Fault, carries_data_only, check
from simulator.plant import ZONE, Plant
from simulator.wiring import Flags, Numbers

_NOT_BY_TREE = frozenset({"zone_out", "supply_battery", "provisioning_down"})
"""Kinds whose homes are not simply all that hang behind an element."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Elements and accounts a fault touches."""

    terminals: Numbers
    """Elements of those that lose service, set-top boxes among them; those behind a supply on its battery do so
    when it is empty, those of a zone of the mains at once."""
    at_once: int
    """How many of them lose it when the fault begins, and not when a battery or a lease has run out."""
    later: int
    """How many others a zone takes along when batteries in it are empty."""
    impaired: Numbers
    """Elements of terminals that keep service, but a poorer one."""
    accounts: list[str]
    """Of those terminals."""
    unseen: list[str]
    """Accounts whose services come by no terminal that is known."""
    common: int
    """Lowest element above everything it touches."""

    @property
    def homes(self) -> int:
        """Accounts it touches."""
        return len(self.accounts) + len(self.unseen)


class Homes:
    """Accounts of a city as arrays, to count those a fault touches."""

    def __init__(self, city: City) -> None:
        """Read the accounts once."""
        self._names = [one.account for one in city.subscribers]
        pairs = [
            (account, city.number[terminal])
            for account, one in enumerate(city.subscribers)
            for terminal in {terminal for _, terminal in one.services if terminal}
        ]
        self._account: Numbers = np.array([account for account, _ in pairs], np.intp)
        self._element: Numbers = np.array([element for _, element in pairs], np.intp)
        seen = np.zeros(len(self._names), bool)
        seen[self._account] = True
        self._unseen: Numbers = np.flatnonzero(~seen)
        self._home: Numbers = np.array([city.subscribers[int(n)].home for n in self._unseen], np.intp)
        self._one_way = np.array([element.one_way for element in city.elements], bool)
        self._count = len(city.elements)

    def with_terminals(self, lost: Flags) -> list[str]:
        """Return the accounts that have one of some terminals, bool[elements], in order."""
        return [self._names[number] for number in np.unique(self._account[lost[self._element]])]

    def without_terminals(self, dark: Flags) -> list[str]:
        """Return the accounts without any terminal whose home hangs on something dark, bool[elements]."""
        return [self._names[number] for number in self._unseen[dark[self._home]]]

    @cached_property
    def before(self) -> NDArray[np.int64]:
        """Accounts whose first element comes before each element and one past the last, int64[elements + 1]."""
        return self._counted(np.ones(len(self._element), bool), also=self._home)

    @cached_property
    def data_before(self) -> NDArray[np.int64]:
        """The same of accounts that have more than television."""
        return self._counted(~self._one_way[self._element], also=np.empty(0, np.intp))

    @cached_property
    def of_element(self) -> NDArray[np.int64]:
        """Accounts that have a service by each element itself."""
        return np.bincount(self._element, minlength=self._count).astype(np.int64)

    def _counted(self, which: Flags, also: Numbers) -> NDArray[np.int64]:
        first = np.full(len(self._names), self._count, np.intp)
        np.minimum.at(first, self._account[which], self._element[which])
        places = np.concatenate((first[first < self._count], also))
        return np.concatenate(([0], np.cumsum(np.bincount(places, minlength=self._count)))).astype(np.int64)


class Reaches:
    """Works out reaches in one plant."""

    def __init__(self, plant: Plant) -> None:
        """Look at `plant`."""
        self._plant, self._city, self._wiring = plant, plant.city, plant.wiring
        self._homes = Homes(plant.city)
        self._known: dict[str, list[tuple[str, int]]] = {}

    def of(self, fault: Fault) -> Reach:
        """Return whom a fault touches, as if it stood alone."""
        if not KINDS[fault.kind].dark:
            return self._poorer(fault)
        if fault.kind == "provisioning_down":
            behind = self._city.terminals_behind(fault.element)
            members = self._wiring.terminals[behind.start : behind.stop][self._wiring.modem[behind.start : behind.stop]]
            at_once = len(members) if fault.options["at_once"] else 0
            return self._reach(members, at_once, np.empty(0, np.intp), np.zeros(self._wiring.count, bool))
        light = self._plant.state.under(fault, batteries_empty=fault.kind != "zone_out")
        members = np.flatnonzero(self._wiring.terminal & ~light.lit)
        later = 0
        if fault.kind == "zone_out":
            final = self._plant.state.under(fault, batteries_empty=True)
            later = int(np.count_nonzero(self._wiring.terminal & ~final.lit)) - len(members)
        at_once = 0 if fault.kind == "supply_battery" else len(members)
        return self._reach(members, at_once, np.empty(0, np.intp), ~light.signal, later)

    def behind(self, element: int) -> Reach:
        """Return whom the death of an element touches."""
        return self.of(Fault("", "element_dead", element, 0))

    def candidates(self, kind: str) -> list[tuple[str, int]]:
        """Return where a kind of fault fits and how many homes it would touch. Raises FaultError for no kind."""
        if kind not in KINDS:
            check(self._city, kind, 0, {})
        found = self._known.get(kind)
        if found is None:
            found = self._known[kind] = self._candidates(kind)
        return found

    def _candidates(self, kind: str) -> list[tuple[str, int]]:
        city, wiring = self._city, self._wiring
        if kind == "zone_out":
            plugged = np.unique(wiring.zone[wiring.zone >= 0]).tolist()
            places = [(f"{ZONE}{zone}", self._plant.element(f"{ZONE}{zone}")) for zone in plugged]
        else:
            fits = KINDS[kind].fits
            places = [(city.elements[n].id, n) for n in range(wiring.count) if fits(city, n)]
        return [(name, self._count(kind, element)) for name, element in places]

    def _count(self, kind: str, element: int) -> int:
        if kind in _NOT_BY_TREE:
            return self.of(Fault("", kind, element, 0, KINDS[kind].options)).homes
        if kind == "agent_silent":
            return 0
        if self._wiring.terminal[element]:
            return int(self._homes.of_element[element])
        top = self._group(element) if kind == "ingress" else element
        data_only = kind == "ingress" or carries_data_only(self._city, top)
        before = self._homes.data_before if data_only else self._homes.before
        return int(before[self._wiring.end[top]] - before[top])

    def _poorer(self, fault: Fault) -> Reach:
        """Return whom a fault leaves with a poorer service: noise all who share its return path."""
        nobody: Numbers = np.empty(0, np.intp)
        none = np.zeros(self._wiring.count, bool)
        if fault.kind == "agent_silent":
            return self._reach(nobody, 0, nobody, none)
        top = self._group(fault.element) if fault.kind == "ingress" else fault.element
        inside = np.zeros(self._wiring.count, bool)
        inside[top : self._wiring.end[top]] = True
        members = inside & self._wiring.terminal
        if fault.kind == "ingress":
            return self._reach(nobody, 0, np.flatnonzero(members & ~self._wiring.one_way), none)
        return self._reach(nobody, 0, np.flatnonzero(members), inside)

    def _reach(self, lost: Numbers, at_once: int, impaired: Numbers, dark: Flags, later: int = 0) -> Reach:
        touched = np.zeros(self._wiring.count, bool)
        touched[lost] = touched[impaired] = True
        common = self._above(lost if len(lost) else impaired)
        return Reach(
            lost, at_once, later, impaired, self._homes.with_terminals(touched),
            self._homes.without_terminals(dark), common,
        )  # fmt: skip

    def _above(self, members: Numbers) -> int:
        """Return the lowest element above some, -1 for none."""
        if not len(members):
            return -1
        top, last = int(members[0]), int(members[-1])
        while self._wiring.end[top] <= last:
            top = int(self._wiring.parent[top])
        return top

    def _group(self, element: int) -> int:
        """Return the service group an element is in: its CMTS port, or where none is drawn its node."""
        at, node = element, element
        while at >= 0:
            kind = self._city.elements[at].kind
            if kind in {"cmts_port", "eoc_head"}:
                return at
            if kind == "optical_node":
                node = at
            at = self._city.elements[at].parent
        return node

"""Who is to be asked: devices of the plant file, and terminals at the addresses their CMTS gave."""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from collectors.model import Addresses, Device, Slots, no_slots
from collectors.roster import Roster
from maps.model import TERMINALS, DeviceRow, Kind, Path, Plant
from maps.topology import Topology
from monitor.settings import Settings
from monitor.watch.asking.addresses import LearntAddresses

PROFILES_OF_KIND: Mapping[Kind, tuple[str, ...]] = {
    Kind.CMTS: ("docsis-cmts",),
    Kind.OLT: (
        *("olt-epon", "olt-gpon", "olt-gpon-huawei", "olt-gpon-zte", "olt-gpon-zte-titan", "olt-gpon-fiberhome"),
    ),
    Kind.EOC_HEAD: ("eoc-head",),
    Kind.OPTICAL_NODE: ("hms-node", "nscrtv-node"),
    Kind.AMPLIFIER: ("hms-amplifier", "nscrtv-amplifier"),
    Kind.LINE_POWER_SUPPLY: ("hms-supply", "hms-generator", "ups"),
    Kind.UPS: ("ups",),
    Kind.SWITCH: ("interfaces", "switch"),
    Kind.ROUTER: ("interfaces", "switch"),
    Kind.CABLE_MODEM: ("docsis-modem", "docsis31-modem"),
    Kind.SET_TOP_BOX: ("set-top",),
}
"""Profiles of devices whose row names none: what a device says it is chooses among those of its kind.

The plant file knows what a thing is for, the device who made it: a CMTS that calls itself a router stays a CMTS.
The first serves until the device has said what it is, and where none fits.
"""

IN_A_HEADEND = (
    *("interfaces", "switch", "ups", "hms-headend", "hms-generator", "nscrtv-transmitter"),
    *("nscrtv-external-transmitter", "nscrtv-receiver", "nscrtv-return-receiver", "nscrtv-optical-amplifier"),
    *("nscrtv-optical-switch", "nscrtv-line-monitor"),
)
"""Likewise of all other kinds; none that tells of terminals."""

TELLERS = frozenset({Kind.CMTS, Kind.OLT, Kind.EOC_HEAD})
"""Kinds of devices that tell of terminals."""

SEGMENTS = TELLERS | {Kind.OPTICAL_NODE}
"""Kinds of elements what is behind which shares its fate."""

ADDRESSES = "address"
"""Family under which the ledger keeps learnt addresses."""


@dataclass(frozen=True, slots=True)
class Round:
    """Devices that are asked together, every so often."""

    name: str
    interval_s: float
    devices: tuple[Device, ...]


class Directory:
    """Devices by sweep; built anew for every plant version, taught addresses while it runs."""

    def __init__(
        self,
        plant: Plant,
        roster: Roster,
        settings: Settings,
        addresses: Mapping[str, NDArray[np.generic]] | None = None,
    ) -> None:
        """Take a plant whose elements are on the roster, and the addresses that were kept."""
        self._roster = roster
        self._settings = settings
        devices = self.of_plant(plant)
        asked = {device.key for device in devices}
        self._kind = {one.id: one.kind for one in plant.elements if one.kind not in TERMINALS or one.id in asked}
        """Kind of every element that is no terminal, and of the terminals that have a row of their own."""
        self._above = _nearest(plant, lambda at: self._kind.get(at) in TELLERS and at in asked, roster)
        self.devices = tuple(replace(device, behind=self._behind(device.key)) for device in devices)
        self._own = {device.key: device for device in self.devices}
        self.asked: Slots = np.sort(roster.slots(self._own))
        hanging = Topology.build(plant.elements, plant.links, roster).terminal_slot
        self.in_tree: Slots = hanging[hanging >= 0]
        """int32[n]: terminals that hang on something, in tree order: neighbours stand side by side."""
        self.first: Slots = _first(plant, frozenset(settings.telling.priority_classes), roster)
        """int32[n], ascending: terminals of subscribers who come first."""
        self._behind_head = _behind_heads(plant, roster)
        self._segment = _nearest(plant, lambda at: self._kind.get(at) in SEGMENTS, roster)
        self._at = _by_address(self.devices, roster)
        self._learnt = LearntAddresses()
        self._terminal: list[Device | None] = []
        """By slot: terminals as they are asked, made anew when their address changes; None where that is yet to be."""
        if addresses:
            self.learn(
                Addresses(addresses["slot"].astype(np.int32), addresses["packed"].reshape(-1, 16).astype(np.uint8))
            )

    @staticmethod
    def of_plant(plant: Plant) -> tuple[Device, ...]:
        """Return the devices of a plant file, each with the profiles of its kind where its row names none."""
        kind = {element.id: element.kind for element in plant.elements}
        return tuple(_device(row, _profiles_of(kind.get(row.element, Kind.OTHER))) for row in plant.devices)

    def learn(self, addresses: Addresses) -> None:
        """Take management addresses of terminals; the newest wins."""
        changed = self._learnt.learn(addresses)
        for slot in changed[changed < len(self._terminal)].tolist():
            self._terminal[slot] = None

    def whose(self, address: str) -> int | None:
        """Return the slot of the device or terminal at an address; None for a stranger's, or one that many have."""
        if address in self._at:
            return self._at[address]
        try:
            return self._learnt.whose(_packed(address))
        except ValueError:
            return None

    def concerned(self, slot: int) -> tuple[Device, ...]:
        """Return whom to ask about a subject: itself where it is asked by its row, and whoever tells of it."""
        found = (self._own.get(self._roster.key(slot)), self._own.get(self._key_in(self._above, slot)))
        return tuple(device for device in found if device is not None)

    def key(self, slot: int) -> str:
        """Return the element of a slot."""
        return self._roster.key(slot)

    def segment(self, slot: int) -> str:
        """Return the nearest element above a subject that it shares its signal with; empty where none is known."""
        return self._key_in(self._segment, slot)

    def told_by(self, element: str) -> tuple[Device, ...]:
        """Return who tells of the terminals behind an element: itself where it is one that does, or one above."""
        found = self._own.get(element) if self._kind.get(element) in TELLERS else None
        found = found or self._own.get(self._key_in(self._above, self._roster.slot(element)))
        return () if found is None else (found,)

    def known_addresses(self) -> dict[str, NDArray[np.generic]]:
        """Return the learnt addresses as columns, to be kept."""
        slots = self._learnt.slots()
        return {"slot": slots, "packed": self._learnt.packed(slots).ravel()}

    def expected(self, device: str) -> Slots:
        """Return the slots of the units that the plant file has behind an EoC head; of nobody for other devices."""
        return self._behind_head.get(device, no_slots())

    def tellers(self) -> tuple[Device, ...]:
        """Return the devices that tell of terminals."""
        return tuple(device for device in self.devices if self._kind.get(device.key) in TELLERS)

    def level_rounds(self) -> list[Round]:
        """Return the level sweeps of the plant file's devices, one per interval."""
        sweeps = self._settings.sweeps
        by_interval: defaultdict[float, list[Device]] = defaultdict(list)
        for device in self.devices:
            kind = self._kind.get(device.key, Kind.OTHER)
            interval_s = device.interval_s or sweeps.by_kind.get(kind, sweeps.level_interval_s)
            by_interval[interval_s].append(device)
        return [Round(f"level:{seconds:g}s", seconds, tuple(found)) for seconds, found in sorted(by_interval.items())]

    def terminals(self) -> tuple[Device, ...]:
        """Return the terminals whose address is known and that have no row of their own."""
        everybody = map(self._device, self._learnt.slots().tolist())
        return tuple(device for device in everybody if device.key not in self._own)

    def askable(self) -> Slots:
        """Return int32[n], ascending: who can be asked by itself; left out is who tells of others, which is long."""
        tellers = self._roster.slots(key for key in self._own if self._kind.get(key) in TELLERS)
        return np.setdiff1d(np.union1d(self.asked, self._learnt.slots()), tellers).astype(np.int32)

    def teller_of(self, slots: Slots) -> Slots:
        """Return int32[n]: the device above each that tells of terminals, as the plant file has it; -1 for none."""
        placed = slots < len(self._above)
        return np.where(placed, self._above[np.where(placed, slots, 0)], -1).astype(np.int32)

    def at(self, slots: Iterable[int]) -> tuple[Device, ...]:
        """Return how these are asked; left out is whose address nobody knows."""
        found = []
        for slot in slots:
            own = self._own.get(self._roster.key(slot))
            if own is not None:
                found.append(own)
            elif self._learnt.has(slot):
                found.append(self._device(slot))
        return tuple(found)

    def _device(self, slot: int) -> Device:
        self._terminal += [None] * (slot + 1 - len(self._terminal))
        known = self._terminal[slot]
        if known is None:
            known = self._terminal[slot] = self._made(slot)
        return known

    def _behind(self, key: str) -> str:
        """Return through which teller somebody is reached, which is itself for a teller."""
        return key if self._kind.get(key) in TELLERS else self._key_in(self._above, self._roster.slot(key))

    def _key_in(self, nearest: Slots, slot: int | None) -> str:
        """Return the key of whom a column of `_nearest` has for a slot; empty for nobody, and for a stranger."""
        found = nearest[slot] if slot is not None and slot < len(nearest) else -1
        return self._roster.key(int(found)) if found >= 0 else ""

    def _made(self, slot: int) -> Device:
        packed = self._learnt.packed(np.array([slot], dtype=np.int32)).tobytes()
        key, of_kind = self._roster.key(slot), _profiles_of(Kind.CABLE_MODEM)
        return Device(
            key=key,
            behind=self._behind(key),
            address=_written(packed),
            port=self._settings.snmp.terminal_port,
            profile=of_kind[0],
            credential=self._settings.snmp.terminal_credential,
            candidates=of_kind,
        )


def _device(row: DeviceRow, of_kind: tuple[str, ...]) -> Device:
    return Device(
        key=row.element,
        address=row.address,
        port=row.port,
        profile=row.profile or of_kind[0],
        snmp_version=row.snmp_version,
        credential=row.credential,
        interval_s=row.interval_s,
        candidates=() if row.profile or len(of_kind) == 1 else of_kind,
    )


def _profiles_of(kind: Kind) -> tuple[str, ...]:
    return PROFILES_OF_KIND.get(kind, IN_A_HEADEND)


def _first(plant: Plant, classes: frozenset[str], roster: Roster) -> Slots:
    """Return the terminals of the accounts of some classes."""
    accounts = {account.account for account in plant.accounts if account.cls in classes}
    found = roster.slots(row.terminal for row in plant.services if row.terminal and row.account in accounts)
    return np.unique(found[found >= 0]).astype(np.int32)


def _behind_heads(plant: Plant, roster: Roster) -> dict[str, Slots]:
    """Return the EoC units of each head: those it is the nearest one above, on the data path."""
    kind = {element.id: element.kind for element in plant.elements}
    parent = {element.id: element.parent for element in plant.elements}
    parent |= {link.element: link.parent for link in plant.links if link.path is Path.DATA}
    units: defaultdict[str, list[str]] = defaultdict(list)
    for unit in (key for key, of in kind.items() if of is Kind.EOC_UNIT):
        at, passed = parent.get(unit, ""), {unit}
        while at in kind and at not in passed and kind[at] is not Kind.EOC_HEAD:
            passed.add(at)
            at = parent.get(at, "")
        if kind.get(at) is Kind.EOC_HEAD:
            units[at].append(unit)
    return {head: roster.slots(found) for head, found in units.items()}


def _nearest(plant: Plant, is_wanted: Callable[[str], bool], roster: Roster) -> Slots:
    """Return int32[len(roster)]: slot of the nearest wanted element above each one, on the data path; -1 for none."""
    known = {element.id for element in plant.elements}
    parent = {element.id: element.parent for element in plant.elements}
    parent |= {link.element: link.parent for link in plant.links if link.path is Path.DATA}
    found: dict[str, str] = {}
    for element in parent:
        way, at = [element], parent[element]
        while at in known and at not in found and at not in way and not is_wanted(at):
            way.append(at)
            at = parent.get(at, "")
        nearest = at if at in known and is_wanted(at) else found.get(at, "")
        found.update(dict.fromkeys(way, nearest))
    above = np.full(len(roster), -1, dtype=np.int32)
    slots = roster.slots(found)
    there = slots >= 0
    above[slots[there]] = roster.slots(found.values())[there]
    return above


def _by_address(devices: Iterable[Device], roster: Roster) -> dict[str, int | None]:
    """Return whose slot each address is; None where several devices share it."""
    found: dict[str, int | None] = {}
    for device in devices:
        found[device.address] = None if device.address in found else roster.slot(device.key)
    return found


def _packed(address: str) -> bytes:
    """Return an address as terminals' are kept: 16 octets; raises ValueError for what is none."""
    read = ipaddress.ip_address(address)
    return read.packed if read.version == 6 else ipaddress.IPv6Address(f"::ffff:{address}").packed


def _written(packed: bytes) -> str:
    address = ipaddress.IPv6Address(packed)
    return str(address.ipv4_mapped or address)

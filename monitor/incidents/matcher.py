"""Map the newest faults onto open incidents, purely: what grows, narrows, merges, opens or falls quiet."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from collectors.model import Slots
from maps.model import BY_CALLS, OUTAGES, Cause, Fault

Covers = Callable[[str, str], bool]
"""covers(a, b): element b is a, or is fed through a."""

ONE_MOMENT_MS = 60_000
"""How much earlier a device may have been missed than everything, and belong to it."""
MOSTLY = 0.5
"""The share of an outage's homes that must have had a bad signal for it to be what became of that."""
REMNANT = 0.1
"""What is left of an incident, as a share of its terminals, is another one if it is this small;"""
FEWEST_WITH_REMNANT = 20
"""of a smaller incident it is still the same."""
UNLIKELY = 0.01
"""Stragglers this improbable under ordinary switching-off keep an incident open."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An open incident as the matcher sees it."""

    number: int
    elements: tuple[str, ...]
    """Elements its faults name, and those that are part of them."""
    dark: Slots
    """int32[n]: slots it explains that have not been seen to return."""
    terminals: int
    """How many terminals it has explained in all; 0: a silent device or a level, nobody known to be without service."""
    cause: str = Cause.ELEMENT
    begun_ms: int = 0
    """When the first of them was missed; 0: not known."""


@dataclass(frozen=True, slots=True)
class Open:
    """A fault that no open incident accounts for."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class Keep:
    """An open incident goes on, with these faults; others turned out to be the same trouble."""

    number: int
    faults: tuple[Fault, ...]
    merged: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Quiet:
    """An open incident that no fault speaks for any more."""

    number: int


Decision = Open | Keep | Quiet


def match(faults: Sequence[Fault], standing: Sequence[Standing], covers: Covers) -> list[Decision]:
    """Return what becomes of every fault and of every open incident.

    A fault belongs to an incident when it explains a terminal that the incident still holds, with the same
    kind of trouble: homes that cannot register are another matter than those that are dark. A silent device
    or a level, which explains no terminal, belongs to the outage whose element feeds it, and to what stands
    open at the same element; never to an outage further down, which it may hide. A level that moved and then
    went out altogether is one story, unlike an outage of far more than ever had that level; and so are homes behind
    an outage that nobody could see while it lasted.
    Everything so connected is one incident, the oldest; a tap, then the amplifier before it, then the
    node is therefore one incident that grows, and what is left dark after a repair one that narrows.
    """
    groups = _Groups(len(standing) + len(faults))
    owner = _owners(standing)
    open_to = _open_to(standing)
    for index, fault in enumerate(faults, start=len(standing)):
        for incident in _sharing(fault, standing, owner, open_to, covers):
            groups.join(incident, index)

    decisions: list[Decision] = []
    for members in groups.all():
        incidents = sorted((standing[i] for i in members if i < len(standing)), key=lambda item: item.number)
        here = tuple(faults[i - len(standing)] for i in members if i >= len(standing))
        if not incidents:
            decisions.extend(Open(fault) for fault in here)
        elif here:
            merged = tuple(item.number for item in incidents[1:])
            decisions.append(Keep(incidents[0].number, here, merged))
        else:
            decisions.extend(Quiet(item.number) for item in incidents)
    return decisions


def returned(fault: Fault, over: Sequence[Standing]) -> int | None:
    """Return which of the incidents lately over has come back with a fault: same place, same trouble, same homes."""
    for item in reversed(over):
        if fault.element not in item.elements or _trouble(fault.cause) != _trouble(item.cause):
            continue
        if np.count_nonzero(np.isin(fault.explains, item.dark)) >= MOSTLY * len(fault.explains):
            return item.number
    return None


def is_overruled(fault: Fault, item: Standing) -> bool:
    """Return whether a fault is the trouble an incident was about when somebody ended it."""
    same = np.count_nonzero(np.isin(fault.explains, item.dark))
    if len(fault.explains):
        return bool(same >= MOSTLY * len(fault.explains)) and _trouble(fault.cause) == _trouble(item.cause)
    return fault.element in item.elements and fault.cause == item.cause


def is_remnant(faults: Sequence[Fault], named: str, explained: int, covers: Covers) -> bool:
    """Return whether faults are only something small that is left behind `named`, which had `explained` terminals."""
    if len(faults) != 1 or explained < FEWEST_WITH_REMNANT:
        return False
    (fault,) = faults
    behind = fault.element != named and covers(named, fault.element)
    return behind and 0 < len(fault.explains) <= REMNANT * explained


def is_restored(explained: int, still_dark: int, switched_off: float) -> bool:
    """Return whether stragglers are no more than ordinary switching-off leaves among `explained` terminals.

    True when at least `still_dark` of them would be off by themselves with probability of UNLIKELY or
    more (binomial with rate `switched_off`).
    """
    mean = explained * switched_off
    deviation = math.sqrt(mean * (1.0 - switched_off))
    if still_dark <= mean:
        return True
    if still_dark > mean + 10.0 * deviation + 10.0:
        return False
    return 1.0 - sum(_binomial(explained, k, switched_off) for k in range(still_dark)) >= UNLIKELY


def _binomial(n: int, k: int, p: float) -> float:
    """Return the probability of k in n; by logarithms, since n may be a whole city."""
    ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(ways + k * math.log(p) + (n - k) * math.log1p(-p))


def _owners(standing: Sequence[Standing]) -> tuple[Slots, Slots]:
    """Return sorted slots held dark, and for each the position of the incident that holds it."""
    slots = np.concatenate([item.dark for item in standing] or [np.empty(0, np.int32)])
    position = np.repeat(np.arange(len(standing), dtype=np.int32), [len(item.dark) for item in standing])
    order = np.argsort(slots, kind="stable")
    return slots[order], position[order]


def _open_to(standing: Sequence[Standing]) -> Callable[[Fault], Iterable[int]]:
    """Return a function that gives the incidents a fault may belong to though it explains nobody they hold dark."""
    outage = np.array([item.cause in OUTAGES for item in standing], dtype=np.bool_)
    begun = np.array([item.begun_ms for item in standing], dtype=np.int64)
    loose = np.array([item.terminals == 0 or _trouble(item.cause) == Cause.LEVEL for item in standing], dtype=np.bool_)

    def among(fault: Fault) -> Iterable[int]:
        if not len(fault.explains):
            return range(len(standing))
        unseen = outage & (fault.after_ms > 0) & (begun >= fault.after_ms) & (begun < fault.before_ms)
        return [int(i) for i in np.flatnonzero(loose | unseen)]

    return among


def _sharing(
    fault: Fault,
    standing: Sequence[Standing],
    owner: tuple[Slots, Slots],
    open_to: Callable[[Fault], Iterable[int]],
    covers: Covers,
) -> list[int]:
    slots, position = owner
    low = np.searchsorted(slots, fault.explains, side="left")
    high = np.searchsorted(slots, fault.explains, side="right")
    sharing = {int(position[i]) for a, b in zip(low, high, strict=True) for i in range(a, b)}
    sharing = {i for i in sharing if _trouble(standing[i].cause) == _trouble(fault.cause)}
    mine = (fault.element, *fault.members)
    for i in open_to(fault):
        item = standing[i]
        if Cause.UPLINK in (fault.cause, item.cause):
            near = _any_covers(covers, item.elements, mine) or _any_covers(covers, mine, item.elements)
            if near and _is_one_blindness(fault, item):
                sharing.add(i)
            continue
        alike = _trouble(item.cause) == _trouble(fault.cause)
        takes_in = item.cause in OUTAGES or item.terminals == 0 or alike
        unseen = alike and item.cause in OUTAGES and 0 < fault.after_ms <= item.begun_ms < fault.before_ms
        comes_in = unseen or (len(fault.explains) == 0 and takes_in)
        in_it = comes_in and _any_covers(covers, item.elements, (fault.element,))
        over_it = (item.terminals == 0 and _may_hold(fault, item)) or _went_out(fault, item)
        if in_it or (over_it and _any_covers(covers, mine, item.elements)):
            sharing.add(i)
    return sorted(sharing)


def _trouble(cause: str) -> str:
    """Return what a cause does to terminals: darkens them (ELEMENT), spoils their signal (LEVEL), or its own."""
    if cause in OUTAGES:
        return Cause.ELEMENT
    return Cause.LEVEL if cause == Cause.NOISE else cause


def _is_one_blindness(fault: Fault, item: Standing) -> bool:
    """Return whether a fault and an incident are one spell in which nothing was seen, or what it turns out to be.

    While nothing is seen it takes in the devices that had begun to be missed; when part comes back, what failed
    meanwhile and had been seen before goes on under its number.
    """
    if fault.cause is Cause.UPLINK:
        return item.cause == Cause.UPLINK or (item.cause == Cause.NO_ANSWER and item.begun_ms >= fault.after_ms)
    if fault.cause not in OUTAGES and fault.cause is not Cause.NO_ANSWER:
        return False
    return fault.after_ms <= item.begun_ms <= fault.before_ms + ONE_MOMENT_MS


def _went_out(fault: Fault, item: Standing) -> bool:
    """Return whether an outage may be what became of a bad signal: it is where that was, or of mostly those homes."""
    if fault.cause not in OUTAGES or _trouble(item.cause) != Cause.LEVEL:
        return False
    places = {fault.element, *(each.element for each in fault.alternatives)}
    spoilt = np.count_nonzero(np.isin(fault.explains, item.dark))
    return not places.isdisjoint(item.elements) or bool(spoilt >= MOSTLY * len(fault.explains))


def _may_hold(fault: Fault, item: Standing) -> bool:
    """Return whether a fault may account for an incident that is only a device's complaint, or that of callers."""
    if fault.cause in BY_CALLS:
        return item.cause in BY_CALLS
    return fault.cause in OUTAGES or len(fault.explains) == 0 or _trouble(item.cause) == _trouble(fault.cause)


def _any_covers(covers: Covers, upper: Sequence[str], lower: Sequence[str]) -> bool:
    return any(covers(above, below) for above in upper for below in lower)


class _Groups:
    """Union-find over a few hundred things."""

    def __init__(self, n: int) -> None:
        self._leader = list(range(n))

    def _find(self, i: int) -> int:
        while self._leader[i] != i:
            self._leader[i] = self._leader[self._leader[i]]
            i = self._leader[i]
        return i

    def join(self, a: int, b: int) -> None:
        a, b = self._find(a), self._find(b)
        self._leader[max(a, b)] = min(a, b)

    def all(self) -> list[list[int]]:
        members: dict[int, list[int]] = {}
        for i in range(len(self._leader)):
            members.setdefault(self._find(i), []).append(i)
        return list(members.values())

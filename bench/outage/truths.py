"""What is true at the end of a scene, and which answers to it are right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.outage.living import Life, Standing, slots_of
from bench.outage.model import Truth
from collectors.model import Slots
from maps.model import Cause
from maps.topology import Topology
from simulator.records import Records
from simulator.wiring import Flags

NEARLY_ALL = 0.8
"""Of a zone's homes, the share behind one element from which on nobody can tell the mains from that element."""


def truths(life: Life, records: Records, topology: Topology) -> list[Truth]:
    """Return what stands, oldest first.

    topology: the documented data tree. An answer is right when it names an element that the evidence cannot
    tell from the one that failed, whatever the method: the same people and transponders, among those that could
    be heard before, are documented behind both.
    """
    dark, explained = life.dark(), np.zeros(len(life.terminals), bool)
    files = _Files.of(records, topology)
    found = []
    for one in sorted(life.standing, key=lambda standing: standing.fault.started_ms):
        if life.scene.sort == "degradation":
            lost = life.observed & life.lit & ~dark & _behind(life, one.fault.element)
        else:
            touched = life.plant.touched(one.fault)[life.terminals]
            lost = life.observed & life.lit & dark & touched & ~explained
        audience = life.observed & life.lit & ~explained
        explained |= lost
        spoke = np.zeros_like(one.spoke) if life.scene.sort == "degradation" else one.spoke  # they speak either way
        found.append(_truth(life, files, one, lost, _Telling(topology, life, audience, spoke)))
    return found


@dataclass(frozen=True, slots=True)
class _Files:
    """What is written, by documented tree index."""

    records: Records
    topology: Topology
    written: dict[int, list[int]]
    """Supply, as number in the city → the uppermost elements that are written to live on it."""
    true: dict[int, list[int]]
    """The same for those that truly do."""

    @classmethod
    def of(cls, records: Records, topology: Topology) -> _Files:
        written: defaultdict[int, list[int]] = defaultdict(list)
        true: defaultdict[int, list[int]] = defaultdict(list)
        made = cls(records, topology, {}, {})
        for number, one in enumerate(records.city.elements):
            if one.supply >= 0:
                true[one.supply].append(made.nearest(number))
                if records.written[number] and records.supplies[number] >= 0:
                    written[records.supplies[number]].append(made.nearest(number))
        made.written.update((supply, _tops(fed, topology)) for supply, fed in written.items())
        made.true.update((supply, _tops(fed, topology)) for supply, fed in true.items())
        return made

    def nearest(self, number: int) -> int:
        """Return the nearest written element at or above one; -1 for none."""
        index = self.topology.index(self.records.nearest(number))
        return -1 if index is None or index >= len(self.topology) else index


class _Telling:
    """Who tells elements apart: terminals and transponders that could be heard, counted by documented segment."""

    def __init__(self, topology: Topology, life: Life, audience: Flags, spoke: Flags) -> None:
        self.topology = topology
        heard = np.zeros(len(topology.roster), bool)
        heard[life.slot[audience]] = True
        own = np.zeros(len(topology), np.int64)
        for number in np.flatnonzero(spoke).tolist():
            index = topology.index(life.city.elements[number].id)
            if index is not None and index < len(topology):
                own[index] += 1
        terminal = np.concatenate([[0], np.cumsum(heard[topology.terminal_slot])])[topology.start]
        running = np.concatenate([[0], np.cumsum(own)])
        self.people: NDArray[np.int64] = terminal[topology.end] - terminal[:-1]
        """By element: how many terminals are heard behind it."""
        self.count: NDArray[np.int64] = terminal[topology.end] - terminal[:-1] + running[topology.end] - running[:-1]

    def alike(self, index: int) -> set[int]:
        """Return the elements behind which just the same are heard as behind one."""
        if index < 0:
            return set()
        chain = [index, *self.topology.ancestors(index)]
        behind = range(index + 1, int(self.topology.end[index]))
        return {other for other in (*chain, *behind) if self.count[other] == self.count[index] > 0} | {index}

    def just(self, slots: Slots) -> set[int]:
        """Return the elements behind which just these terminals are heard, and no others."""
        at = self.topology.tree[slots[slots >= 0]] - len(self.topology)
        fork = self.fork(self.topology.terminal_at[at[at >= 0]].tolist())
        if fork is None or self.people[fork] != len(slots):
            return set()
        return self.alike(fork)

    def holding_only(self, slots: Slots) -> set[int]:
        """Return the elements behind which nearly all of these terminals are heard, and nobody else is."""
        among = np.zeros(len(self.topology.roster), bool)
        among[slots] = True
        running = np.concatenate([[0], np.cumsum(among[self.topology.terminal_slot])])[self.topology.start]
        inside = running[self.topology.end] - running[:-1]
        alike = np.flatnonzero((inside == self.count) & (inside >= NEARLY_ALL * len(slots)) & (inside > 0))
        return set(alike.tolist())

    def fork(self, indexes: Iterable[int]) -> int | None:
        """Return the lowest element that feeds all of several."""
        given = list(indexes)
        if not given:
            return None
        first, last = min(given), max(given)
        for above in (first, *self.topology.ancestors(first)):
            if last < self.topology.end[above]:
                return above
        return None


def _truth(life: Life, files: _Files, one: Standing, lost: Flags, telling: _Telling) -> Truth:
    fault, keys = one.fault, telling.topology.keys
    index = files.nearest(fault.element)
    causes, told, accepted = {Cause.ELEMENT}, False, frozenset[str]()
    if life.scene.sort == "degradation":
        causes, told = {Cause.LEVEL, Cause.NOISE}, None
        accepted = frozenset(keys[other] for other in telling.alike(index))
    elif fault.kind == "zone_out":
        causes, told = {Cause.MAINS, Cause.POWER}, True
        like = telling.holding_only(life.slot[lost])
        if like:  # the plant could have done it just as well
            causes, told, accepted = {*causes, Cause.ELEMENT}, None, frozenset(keys[other] for other in like)
    elif life.city.elements[fault.element].kind == "line_power_supply":
        causes = {Cause.POWER, Cause.MAINS, Cause.ELEMENT}
        accepted, told = _of_supply(life, files, fault.element, telling)
    else:
        alike = telling.alike(index) | telling.just(life.slot[lost])
        supplies = _supplies_alike(life, files, alike, telling)
        accepted = frozenset(keys[other] for other in alike) | supplies
        causes, told = ({*causes, Cause.POWER}, None) if supplies else (causes, False)
    return Truth(
        kind=fault.kind,
        element=life.city.elements[fault.element].id,
        started_ms=fault.started_ms,
        lost=slots_of(life, lost),
        accepted=accepted,
        causes=frozenset(causes),
        power_told=told,
        depth=sum(1 for _ in telling.topology.ancestors(index)) if index >= 0 else 0,
        equal=max(len(accepted), 1),
    )


def _of_supply(life: Life, files: _Files, supply: int, telling: _Telling) -> tuple[frozenset[str], bool | None]:
    """Return the right answers to a dead supply, and whether it can be told that it is the current.

    Where the files do not say whom it feeds, the branches it took, or the fork above them, are all that can be
    named.
    """
    keys, own = telling.topology.keys, frozenset({life.city.elements[supply].id})
    true, written = files.true.get(supply, []), files.written.get(supply, [])
    heard = [top for top in true if telling.count[top] > 0]
    fork = telling.fork(heard)
    if written == true and len(heard) > 1 and fork is not None:
        if telling.count[fork] > telling.count[heard].sum():
            return own, True
        alike = own | {keys[other] for other in telling.alike(fork)}  # all behind one element: it may be that
        return alike, True if life.complained(supply) else None
    accepted = frozenset(keys[other] for top in true for other in telling.alike(top))
    if written != true and fork is not None:
        accepted |= {keys[other] for other in telling.alike(fork)}
    if not written:
        return accepted, None
    return accepted | own, True if life.complained(supply) and written == true else None


def _supplies_alike(life: Life, files: _Files, alike: set[int], telling: _Telling) -> frozenset[str]:
    """Return the supplies whose failure would have looked the same, unless they can be heard."""
    speaking = life.speaking()
    found = set()
    for supply, tops in files.written.items():
        heard = [top for top in tops if telling.count[top] > 0]
        fork = telling.fork(heard)
        if fork in alike and telling.count[fork] == telling.count[heard].sum() and not speaking[supply]:
            found.add(life.city.elements[supply].id)
    return frozenset(found)


def _tops(indexes: Iterable[int], topology: Topology) -> list[int]:
    """Return the uppermost of some elements, ascending."""
    tops: list[int] = []
    for index in sorted({index for index in indexes if index >= 0}):
        if not tops or index >= topology.end[tops[-1]]:
            tops.append(index)
    return tops


def _behind(life: Life, element: int) -> Flags:
    who = np.zeros(len(life.terminals), bool)
    behind = life.city.terminals_behind(element)
    who[behind.start : behind.stop] = True
    return who

"""From evidence and alarms to faults, and from faults to the scope of an incident."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet

import numpy as np
import shapely
from numpy.typing import NDArray

from collectors.model import Slots, no_slots
from collectors.roster import Roster
from maps.area import area
from maps.assumptions import Assumptions
from maps.locate import locate
from maps.model import TERMINALS, Cause, Evidence, Fault, Plant
from maps.topology import Topology
from monitor.incidents.model import severity_by_subscribers
from monitor.incidents.premises import Premises
from monitor.incidents.scope import Scope, scope_of
from thresholds.model import Alarm, Level, Severity

LEAST_SEVERITY = Severity.MAJOR
"""Element alarms below it are shown, but open no incident."""
MOST_AREAS = 200
"""Areas remembered: more than incidents are open, except on the worst of days."""


class Locator:
    """The plant as localisation needs it; built anew for every plant version."""

    def __init__(self, plant: Plant, roster: Roster, assumptions: Assumptions) -> None:
        """Take a plant whose elements are on the roster."""
        self._roster = roster
        self._assumptions = assumptions
        self._topology = Topology.build(plant.elements, plant.links, roster)
        self._premises = Premises(plant, roster)
        self._areas: dict[tuple[str, ...], tuple[NDArray[np.int32], shapely.Geometry | None]] = {}
        self.elements = np.sort(roster.slots(element.id for element in plant.elements if element.kind not in TERMINALS))

    def covers(self, upper: str, lower: str) -> bool:
        """Return whether `lower` is `upper`, or is fed through it."""
        return self._topology.covers(upper, lower)

    def known(self, slots: Slots) -> Slots:
        """Return those of the slots whose subjects still stand in the plant."""
        there = slots[slots < len(self._topology.tree)]
        standing: Slots = there[self._topology.tree[there] >= 0]
        return standing

    def faults(
        self, evidence: Evidence, alarms: Iterable[Alarm], now_ms: int, counts: Callable[[Fault], bool]
    ) -> list[Fault]:
        """Return what explains the evidence, and the alarms that nothing explains.

        counts: whether a fault is likely enough to be acted on; one that is not must hide no alarm either.
        """
        located = locate(self._topology, evidence, self._assumptions, now_ms)
        found = [fault for fault in located if counts(fault) and _homes_agree(fault, evidence)]
        found.extend(self._unexplained(found, alarms))
        return found

    def scope(self, faults: Sequence[Fault], evidence: Evidence, alarms: Iterable[Alarm]) -> Scope:
        """Return whom and what faults touch: accounts behind them, their area, how bad it is."""
        touched = [np.setdiff1d(f.behind, f.contradicts) for f in faults if f.cause is Cause.ELEMENT]
        terminals = np.concatenate(touched or [no_slots()])
        positions = self._premises.behind(terminals)
        severity = severity_by_subscribers(len(positions) + self._premises.strangers(terminals))
        named = {fault.element for fault in faults if fault.cause is not Cause.ELEMENT}
        if named:
            standing = [alarm.severity for alarm in alarms if self._roster.key(alarm.slot) in named]
            severity = max([severity, *standing])
        place = self._area(tuple(fault.element for fault in faults), positions)
        return scope_of(faults, evidence.first_missed_ms, self._premises.names(positions), place, severity)

    def _area(self, elements: tuple[str, ...], positions: NDArray[np.int32]) -> shapely.Geometry | None:
        """Return where premises lie, None where nobody knows; drawn anew only when they are others than last time."""
        known = self._areas.get(elements)
        if known is not None and np.array_equal(known[0], positions):
            return known[1]
        drawn = area(*self._premises.places(positions), *self._premises.places(self._premises.others(positions)))
        geometry = None if shapely.is_empty(drawn.geometry) else drawn.geometry
        if len(self._areas) >= MOST_AREAS:
            self._areas.clear()
        self._areas[elements] = (positions, geometry)
        return geometry

    def _unexplained(self, found: Sequence[Fault], alarms: Iterable[Alarm]) -> list[Fault]:
        """Return a fault for each element with a grave alarm that no failed element covers, worst alarm first.

        The silence of a device behind a silent one needs no explanation of its own.
        """
        grave = sorted(
            (alarm for alarm in alarms if alarm.severity >= LEAST_SEVERITY),
            key=lambda alarm: (-alarm.severity, alarm.since_ms, alarm.slot),
        )
        mute = {self._roster.key(alarm.slot) for alarm in grave if alarm.level is Level.NO_ANSWER}
        unexplained: dict[str, Fault] = {}
        for alarm in grave:
            element = self._roster.key(alarm.slot)
            if element in unexplained or any(self.covers(fault.element, element) for fault in found):
                continue
            if alarm.level is Level.NO_ANSWER and self._is_behind(element, mute):
                continue
            cause = Cause.NO_ANSWER if alarm.level is Level.NO_ANSWER else Cause.LEVEL
            unexplained[element] = Fault(
                element=element,
                cause=cause,
                probability=1.0,
                explains=no_slots(),
                contradicts=no_slots(),
                behind=self._topology.segment(element),
                before_ms=alarm.since_ms,
            )
        return list(unexplained.values())

    def _is_behind(self, element: str, others: AbstractSet[str]) -> bool:
        index = self._topology.index(element)
        if index is None:
            return False
        return any(self._topology.keys[above] in others for above in self._topology.ancestors(index))


def _homes_agree(fault: Fault, evidence: Evidence) -> bool:
    """Return whether a fault may be laid on the homes behind it: one is dark, or none has ever been seen.

    Where homes can be seen, silent devices alone do not speak for them: when nobody answers, it is as
    likely our own way to them that failed, and every subscriber would be called cut off.
    """
    return len(fault.explains) > 0 or not evidence.last_seen_ms[fault.behind].any()

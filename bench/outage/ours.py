"""Plantwatch's own method: evidence book, locator and matcher as in the product, an incident book in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bench.outage.model import Sweep, Verdict
from collectors.model import Slots, no_slots
from collectors.roster import Roster
from maps.assumptions import Assumptions
from maps.locate import locate
from maps.model import OUTAGES, Cause, Fault, Plant
from maps.topology import Topology
from monitor.incidents.evidence import EvidenceBook
from monitor.incidents.matcher import Keep, Open, Standing, is_restored, match
from monitor.settings.model import Incidents
from monitor.watch.faults.locating import Locator
from monitor.watch.faults.symptoms import suffering
from monitor.watch.faults.unexplained import ON_BATTERY
from monitor.watch.levels.quality import Quality
from monitor.watch.pipeline import STALE_STATE_SWEEPS
from thresholds.model import Alarm, Level, Severity

BATTERY_METRIC = "inverter_status_code"
SUSPECTED = 0.05
"""What is less probable is not even suspected."""


@dataclass(slots=True)
class _Incident:
    """An incident as far as matching needs it."""

    number: int
    faults: tuple[Fault, ...]
    explained: Slots
    dark: Slots
    quiet: int = 0
    """Verdicts in a row that no fault spoke for it."""

    def standing(self) -> Standing:
        elements = tuple(dict.fromkeys(name for one in self.faults for name in (one.element, *one.members)))
        first = self.faults[0]
        return Standing(self.number, elements, self.dark, len(self.explained), first.cause, first.before_ms)


class Plantwatch:
    """Our method: what it prepares for a plant serves every scene in it."""

    def __init__(self, *, calibrating: bool = True) -> None:
        """calibrating: whether what is only suspected is told as well; that takes a second pass over the tree."""
        self._calibrating = calibrating
        self._assumptions = Assumptions()
        self._prepared: tuple[Plant, Roster, Locator, Topology] | None = None

    def __call__(self, plant: Plant, roster: Roster) -> Watch:
        """Return a watch over a plant of which nothing has been seen yet."""
        if self._prepared is None or self._prepared[0] is not plant or self._prepared[1] is not roster:
            topology = Topology.build(plant.elements, plant.links, roster)
            self._prepared = plant, roster, Locator(plant, roster, self._assumptions), topology
        *_, locator, topology = self._prepared
        return Watch(locator, topology if self._calibrating else None, roster, self._assumptions)


class Watch:
    """Our method at work on one plant."""

    def __init__(self, locator: Locator, topology: Topology | None, roster: Roster, assumptions: Assumptions) -> None:
        """topology: the data tree where suspicions are wanted, None where not."""
        self.roster, self.assumptions = roster, assumptions
        self._locator, self._topology = locator, topology
        self._incidents: dict[int, _Incident] = {}
        self._opened = 0
        self._settings = Incidents()
        self._evidence = EvidenceBook()
        self._evidence.grow(len(roster))
        self._quality = Quality()
        self._ends: deque[int] = deque(maxlen=STALE_STATE_SWEEPS + 1)
        self._batteries: dict[int, int] = {}

    def take(self, sweep: Sweep) -> None:
        """Take what a sweep came to, as the product's pipeline does."""
        self._evidence.observe(sweep.states)
        self._evidence.contact(sweep.contacts)
        self._ends.append(sweep.at_ms)
        if len(self._ends) > STALE_STATE_SWEEPS:
            self._evidence.go_stale(self._ends[0], sweep.at_ms)
        self._batteries = dict(sweep.on_battery)
        if sweep.readings is not None:
            self._quality.take([sweep.readings], len(self.roster))
            self._quality.compare(sweep.at_ms)

    def verdicts(self, now_ms: int) -> Sequence[Verdict]:
        """Return the incidents that are open, then what is suspected besides."""
        begun = [one.faults[0].before_ms for one in self._incidents.values() if one.explained.size]
        evidence = self._evidence.view(min((at_ms for at_ms in begun if at_ms > 0), default=None))
        for incident in self._incidents.values():
            gone = suffering(incident.faults[0].cause, evidence, self._quality)
            incident.dark = incident.dark[gone[incident.dark]]
        held = np.zeros(len(evidence.state), dtype=np.bool_)
        held[np.concatenate([one.dark for one in self._incidents.values()] or [no_slots()])] = True

        def is_held(fault: Fault) -> bool:
            return bool(held[fault.explains].any())

        def counts(fault: Fault) -> bool:
            return fault.probability >= self._settings.open_probability or is_held(fault)

        alarms = [
            Alarm(slot, 0, BATTERY_METRIC, Level.STATE, Severity.MAJOR, since_ms, ON_BATTERY[BATTERY_METRIC][0])
            for slot, since_ms in self._batteries.items()
        ]
        metrics = {BATTERY_METRIC: BATTERY_METRIC}
        found = self._locator.faults(evidence, alarms, now_ms, counts, self._quality, metrics)
        settled = [fault for fault in found if is_held(fault) or self._locator.is_settled(fault, evidence, now_ms)]
        self._follow(settled)
        said = [verdict for one in self._incidents.values() for verdict in _verdicts(one)]
        if self._topology is None:
            return said
        likely = locate(self._topology, evidence, self.assumptions, now_ms)
        waiting = [fault for fault in likely if fault.probability >= SUSPECTED and not counts(fault)]
        return [*said, *(_verdict(f"?{fault.element}", fault, told=False) for fault in waiting)]

    def _follow(self, faults: Sequence[Fault]) -> None:
        """Bring the incidents up to date with what is believed now."""
        standing = [one.standing() for one in self._incidents.values()]
        for decision in match(faults, standing, self._locator.covers):
            if isinstance(decision, Open):
                self._opened += 1
                explained = decision.fault.explains
                self._incidents[self._opened] = _Incident(self._opened, (decision.fault,), explained, explained)
            elif isinstance(decision, Keep):
                incident = self._incidents[decision.number]
                fresh = np.concatenate([fault.explains for fault in decision.faults] or [no_slots()])
                for number in decision.merged:
                    fresh = np.concatenate([fresh, self._incidents.pop(number).dark])
                incident.faults, incident.quiet = decision.faults, 0
                incident.explained = np.union1d(incident.explained, fresh).astype(np.int32)
                incident.dark = np.union1d(incident.dark, fresh).astype(np.int32)
            else:
                self._fall_quiet(decision.number)

    def _fall_quiet(self, number: int) -> None:
        incident = self._incidents[number]
        incident.quiet += 1
        enough = incident.quiet > self._settings.resolve_after_sweeps
        if enough and is_restored(len(incident.explained), len(incident.dark), self.assumptions.switched_off):
            del self._incidents[number]


def _verdicts(incident: _Incident) -> list[Verdict]:
    """Return what an incident says: a verdict for each of its faults."""
    names = [f"I{incident.number}", *(f"I{incident.number}.{fault.element}" for fault in incident.faults[1:])]
    said = [_verdict(name, fault) for name, fault in zip(names, incident.faults, strict=True)]
    return [replace(one, terminals=np.intersect1d(one.terminals, incident.dark).astype(np.int32)) for one in said]


def _verdict(name: str, fault: Fault, *, told: bool = True) -> Verdict:
    devices_only = fault.cause not in OUTAGES and fault.cause is Cause.NO_ANSWER
    return Verdict(
        name=name,
        element=fault.element,
        cause=fault.cause,
        probability=fault.probability,
        alternatives=tuple(other.element for other in fault.alternatives),
        terminals=fault.explains,
        told=told and not devices_only,
    )

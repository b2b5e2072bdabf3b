"""From evidence and alarms to faults, and from faults to the scope of an incident."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray

from collectors.model import Slots, no_slots
from collectors.roster import Roster
from collectors.states import TerminalState
from maps.area import area
from maps.assumptions import Assumptions
from maps.correlation import branches, strays
from maps.gasps import power_or_fibre
from maps.incremental import Incremental
from maps.mains import Mains
from maps.model import OUTAGES, TERMINALS, Cause, Evidence, Fault, Kind, Path, Plant
from maps.moments import IS_UP
from maps.places import Places
from maps.power import Supplies
from maps.probe_selection import explanations, worth_asking
from maps.protection import Protection
from maps.search import Searching
from maps.topology import Topology, observed_elsewhere
from maps.uplink import Calling, blindness, nobody
from maps.window import union
from monitor.incidents.model import FaultView, severity_by_subscribers
from monitor.incidents.premises import Premises
from monitor.incidents.scope import Scope, scope_of
from monitor.watch.faults.light import low_inputs, with_light
from monitor.watch.faults.settling import is_settled
from monitor.watch.faults.symptoms import Symptoms
from monitor.watch.faults.unexplained import Unexplained
from monitor.watch.levels.quality import Quality
from thresholds.model import Alarm, Level, Severity

MOST_AREAS = 5000
"""Areas remembered: more than incidents are open, except on the worst of days."""

MOST_CASES = 20
"""Faults asked about at once; on days with more there is more to do than to ask."""

MOST_CONTRADICTING = 100
"""Terminals kept by name that contradict a fault, for the map to draw; the rest are counted."""

FEWEST_SILENT = 2
"""Devices that must be silent together to speak for homes that nobody can see."""


class Locator:
    """The plant as localisation needs it; built anew for every plant version."""

    def __init__(self, plant: Plant, roster: Roster, assumptions: Assumptions) -> None:
        """Take a plant whose elements are on the roster."""
        self._roster = roster
        self._assumptions = assumptions
        self._places = Places(plant.elements, roster)
        self._topology = replace(Topology.build(plant.elements, plant.links, roster), ground=self._places.metres)
        kinds = {element.id: element.kind for element in plant.elements if element.kind in TERMINALS}
        self._misplaced = observed_elsewhere(
            self._topology, dict(zip(roster.slots(kinds).tolist(), kinds.values(), strict=True))
        )
        """Terminals that hang elsewhere for certain: they say nothing of what the file hangs them on."""
        self._localisation = Incremental(self._topology, assumptions)
        self._notice_ms = round(assumptions.notice_delay_s * 1000)
        self._supplies = Supplies(plant.elements, plant.links, self._topology, assumptions)
        self._protection = Protection(self._topology)
        self._mains = Mains(self._topology, self._places, assumptions)
        self._symptoms = Symptoms(self._topology)
        self._unexplained = Unexplained(self._topology, self._supplies, roster)
        self._searching = Searching(plant.elements, self._topology)
        self._premises = Premises(plant, roster)
        self._broadcast = Topology.build(plant.elements, plant.links, roster, Path.BROADCAST)
        self._one_way = roster.slots(element.id for element in plant.elements if element.kind is Kind.SET_TOP_BOX)
        self._areas: dict[tuple[str, ...], tuple[NDArray[np.int32], shapely.Geometry | None]] = {}
        self._suspected: tuple[Fault, ...] = ()
        """What the last look found to be possible, be it too unlikely to be told."""
        self.elements = np.sort(roster.slots(element.id for element in plant.elements if element.kind not in TERMINALS))

    @property
    def topology(self) -> Topology:
        """The data path."""
        return self._topology

    @property
    def places(self) -> Places:
        """Where everybody stands."""
        return self._places

    def homes(self) -> Slots:
        """Return int32[accounts] in the order of the plant file: a terminal of each, that can be seen where one can."""
        return self._premises.homes(self._one_way)

    def covers(self, upper: str, lower: str) -> bool:
        """Return whether `lower` is `upper`, or is fed through it."""
        return self._topology.covers(upper, lower)

    def known(self, slots: Slots) -> Slots:
        """Return those of the slots whose subjects still stand in the plant."""
        there = slots[slots < len(self._topology.tree)]
        standing: Slots = there[self._topology.tree[there] >= 0]
        return standing

    def faults(
        self,
        evidence: Evidence,
        alarms: Sequence[Alarm],
        now_ms: int,
        counts: Callable[[Fault], bool],
        quality: Quality | None = None,
        metrics: Mapping[str, str] = MappingProxyType({}),
        calling: Calling = nobody,
    ) -> list[Fault]:
        """Return what explains the evidence, and the alarms that nothing explains.

        counts: whether a fault is likely enough to be acted on; one that is not must hide no alarm either.
        quality: whose signal is not what it used to be. metrics: rule → what it compares. calling: who called since.

        0. Where nothing at all is seen any more, our own way is what failed, or what carries all of the plant; that
           silence says nothing of the rest.
        1. Who is dark: elements that failed, then what explains several of those at once: both routes
           of a ring, the supply they live on, the mains under them, the branch they share.
        2. Who is up and has no service, or worse service than usual.
        3. Alarms of elements that none of these covers.
        """
        blind = blindness(self._topology, evidence, self._assumptions, calling)
        if blind is not None:
            evidence, hidden = blind.hidden(evidence), set(blind.gone.tolist())
            alarms = [alarm for alarm in alarms if alarm.level is not Level.NO_ANSWER or alarm.slot not in hidden]
        placed = with_light(self._of_the_placed(evidence), alarms, metrics, self._protection.slots)
        verdict = self._localisation.judge(placed, now_ms)
        self._suspected = (*verdict.suspected, *verdict.faults)
        outages = [fault for fault in verdict.faults if counts(fault) and self._is_outage(fault, evidence)]
        complaining = self._unexplained.complaining(alarms, metrics)
        alive = {
            supply: since_ms for supply, since_ms in complaining.items() if self._supplies.answers(supply, evidence)
        }
        outages = self._protection.both_gone(outages, placed, self._notice_ms)
        outages = self._supplies.explain(outages, evidence, complaining.keys() - alive.keys(), self._notice_ms)
        outages = self._mains.explain(outages, evidence, alive, self._notice_ms)
        outages = power_or_fibre(outages, evidence, self._notice_ms)
        outages = branches(outages, self._topology, evidence, self._notice_ms)
        outages = strays(outages, self._topology, self._places, evidence, self._notice_ms)
        troubles = self._symptoms.faults(evidence, quality or Quality(), now_ms)
        found = [*outages, *(fault for fault in troubles if counts(fault) and not self._is_going(fault, outages))]
        sight = [blind.fault] if blind is not None else []
        found += self._unexplained.faults(found, alarms, evidence, metrics, now_ms)
        dim = {slot: inputs.values() for slot, inputs in low_inputs(alarms, metrics).items()}
        return [*sight, *self._protection.told(found, dim)]

    def questions(self, evidence: Evidence, askable: Callable[[], Slots], most: int) -> Slots:
        """Return int32[k], k ≤ `most`: whose answers would decide what the last look left open, most telling first.

        askable: returns who can be asked. Asked is of whom it is not known whether he was alive after the failure: whom
        nobody has told of, and whose CMTS may not have noticed yet. A supply takes all that lives on it.
        """
        if not self._suspected:
            return no_slots()
        state, seen, may_ask = evidence.state, evidence.last_seen_ms, askable()
        may_ask = np.sort(may_ask[may_ask < len(state)])
        begun_ms = max(fault.before_ms for fault in self._suspected)
        pending = IS_UP[state[may_ask]] & (seen[may_ask] <= begun_ms + self._notice_ms)
        who = may_ask[(state[may_ask] == TerminalState.UNKNOWN) | pending]
        cases = [explanations(fault, self._silenced, self._roster.slot) for fault in self._suspected[:MOST_CASES]]
        return worth_asking(cases, who, np.isin(who, self.elements), self._assumptions, most)

    def _silenced(self, element: str) -> Slots:
        """Return slots of the terminals and devices that would be silent if an element failed."""
        index = self._topology.index(element)
        heads = [*self._supplies.fed.get(element, ())]
        if index is not None and index < len(self._topology):
            heads.append(index)
        devices = [self._topology.slot[head : self._topology.end[head]] for head in heads]
        return union([*map(self._topology.terminals, heads), *(slot[slot >= 0] for slot in devices)])

    def is_settled(self, fault: Fault, evidence: Evidence, now_ms: int) -> bool:
        """Return whether a fault that is news stands by itself, rather than as a first piece of something larger."""
        return is_settled(fault, evidence, self._places, self._notice_ms, now_ms)

    def scope(self, faults: Sequence[Fault], evidence: Evidence, alarms: Iterable[Alarm]) -> Scope:
        """Return whom and what faults touch: accounts behind them, their area, how bad it is."""
        terminals = np.concatenate([self._touched(fault) for fault in faults] or [no_slots()])
        positions = self._premises.behind(terminals)
        callers = sum(fault.callers for fault in faults)
        severity = severity_by_subscribers(max(len(positions) + self._premises.strangers(terminals), callers))
        named = {fault.element for fault in faults if fault.cause is not Cause.ELEMENT and not len(fault.explains)}
        if named:
            standing = [alarm.severity for alarm in alarms if self._roster.key(alarm.slot) in named]
            severity = max([severity, *standing])
        if any(fault.cause is Cause.UPLINK for fault in faults):
            severity = Severity.CRITICAL  # whatever happens now, nobody here would know
        place = self._area(tuple(fault.element for fault in faults), positions)
        names = self._premises.names(positions)
        return scope_of(faults, evidence.first_missed_ms, names, place, severity, self.view)

    def said(self, element: str, evidence: Evidence, now_ms: int) -> Fault:
        """Return the fault that somebody says there is, which explains nobody; raises ValueError for no element."""
        index = self._topology.index(element)
        if index is None or index >= len(self._topology):
            raise ValueError(f"the plant has no element {element}")
        behind = self._topology.terminals(index)
        known = behind[behind < len(evidence.state)]
        return Fault(
            element, Cause.ELEMENT, 1.0, no_slots(), known[IS_UP[evidence.state[known]]], behind, before_ms=now_ms
        )  # fmt: skip

    def view(self, fault: Fault) -> FaultView:
        """Return a fault as an incident keeps it, with what it leaves to be searched."""
        contradicting = tuple(self._roster.key(slot) for slot in fault.contradicts[:MOST_CONTRADICTING].tolist())
        return FaultView.of(fault, self._searching.search(fault), contradicting)

    def _is_outage(self, fault: Fault, evidence: Evidence) -> bool:
        """Return whether a fault may be laid on the homes behind it.

        One of them fell silent, or none has ever been seen, or nobody could see them: the devices behind it
        fell silent with it. A single silent device does not speak for homes that can be seen, nor do homes that
        have been off for as long as anybody looked; and when nobody answers anywhere, it is our own way to
        them that failed.
        """
        if evidence.last_seen_ms[fault.explains].any() or not evidence.last_seen_ms[fault.behind].any():
            return True
        state = evidence.state[self.elements[self.elements < len(evidence.state)]]
        index = self._topology.index(fault.element)
        if index is None or index >= len(self._topology) or not IS_UP[state].any():
            return False
        slot = self._topology.slot[index : self._topology.end[index]]
        inside = evidence.state[slot[(slot >= 0) & (slot < len(evidence.state))]]
        return int(np.count_nonzero(inside == TerminalState.DARK)) >= FEWEST_SILENT and not IS_UP[inside].any()

    def _is_going(self, fault: Fault, outages: Iterable[Fault]) -> bool:
        """Return whether those whose signal is bad are the rest of an outage, about to be missed too."""
        return fault.cause is not Cause.PROVISIONING and any(self.covers(out.element, fault.element) for out in outages)

    def _of_the_placed(self, evidence: Evidence) -> Evidence:
        """Return the evidence without what terminals say that the plant file hangs where they cannot be."""
        if not len(self._misplaced):
            return evidence
        state = evidence.state.copy()
        state[self._misplaced[self._misplaced < len(state)]] = TerminalState.UNKNOWN
        return replace(evidence, state=state)

    def _touched(self, fault: Fault) -> Slots:
        """Return slots of the terminals whose service a fault takes or spoils.

        In an outage everybody behind it but those seen up, whether they can be seen or not; in a trouble that
        takes some and leaves others, those seen to have it; where only a device complains, nobody. Television
        has a way of its own: a set-top box is cut off by what lies on that.
        """
        if fault.cause is not Cause.ELEMENT and (fault.cause not in OUTAGES or not len(fault.explains)):
            return fault.explains
        gone = np.setdiff1d(fault.behind, fault.contradicts)
        gone = np.union1d(np.setdiff1d(gone, self._misplaced), fault.explains)
        if fault.cause is Cause.MAINS:
            return gone.astype(np.int32)
        boxes = np.intersect1d(gone, self._one_way)
        fed = [self._broadcast.segment(element) for element in (fault.element, *fault.members)]
        return np.setdiff1d(gone, np.setdiff1d(boxes, np.concatenate(fed))).astype(np.int32)

    def _area(self, elements: tuple[str, ...], positions: NDArray[np.int32]) -> shapely.Geometry | None:
        """Return where premises lie, None where nobody knows; drawn anew only when they are others than last time."""
        known = self._areas.get(elements)
        if known is not None and np.array_equal(known[0], positions):
            return known[1]
        places, others = self._premises.places(positions), self._premises.places(self._premises.others(positions))
        drawn = area(*places, *others, *self._premises.parcels(positions))
        geometry = None if shapely.is_empty(drawn.geometry) else drawn.geometry
        if len(self._areas) >= MOST_AREAS:
            self._areas.clear()
        self._areas[elements] = (positions, geometry)
        return geometry

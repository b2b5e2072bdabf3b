"""Grave alarms of elements that no located fault covers, as faults of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from collectors.model import Slots, no_slots
from collectors.roster import Roster
from collectors.states import TerminalState
from maps.model import OUTAGES, Cause, Evidence, Fault
from maps.moments import IS_UP
from maps.power import Supplies
from maps.topology import Topology
from maps.window import union
from thresholds.model import Alarm, Level, Severity

LEAST_SEVERITY = Severity.MAJOR
"""Element alarms below it are shown, but open no incident."""
RETURN_PATH = frozenset({"us_snr_db", "uncorrectable_ratio", "correctable_ratio"})
"""Metrics of a channel that noise spoils for everybody on it."""
ON_BATTERY: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {"inverter_status_code": (2.0,), "output_source_code": (2.0, 5.0)}
)
"""Metric → values of a supply that has no mains: psInverterStatus lineFail; upsOutputSource none, battery."""
LINGERS_MS = 1_200_000
"""So long may an alarm that was a sign of a trouble outlive it: a reading takes rounds to be believed."""
ONE_MOMENT_MS = 180_000
"""Supplies that complain within so long of one another do so of the same mains."""


class Unexplained:
    """What alarms come to where localisation says nothing of them."""

    def __init__(self, topology: Topology, supplies: Supplies, roster: Roster) -> None:
        """Take the plant: its data tree, and who gives whom current."""
        self._topology = topology
        self._supplies = supplies
        self._roster = roster
        self._sign_ms: dict[tuple[int, int, str], int] = {}
        """Alarm that stands → when it was last but a sign of a trouble, UTC ms."""

    def complaining(self, alarms: Iterable[Alarm], metrics: Mapping[str, str]) -> dict[str, int]:
        """Return supply → since when it is on its battery or gravely in alarm, UTC ms; its silence is no complaint.

        metrics: rule → what it compares.
        """
        since_ms: dict[str, int] = {}
        for alarm in alarms:
            key = self._roster.key(alarm.slot)
            on_battery = alarm.value in ON_BATTERY.get(metrics.get(alarm.rule, ""), ())
            if key in self._supplies.all and alarm.level is not Level.NO_ANSWER and (on_battery or _is_grave(alarm)):
                since_ms[key] = min(alarm.since_ms, since_ms.get(key, alarm.since_ms))
        return since_ms

    def faults(
        self,
        found: Sequence[Fault],
        alarms: Iterable[Alarm],
        evidence: Evidence,
        metrics: Mapping[str, str],
        now_ms: int,
    ) -> list[Fault]:
        """Return a fault for each element with a grave alarm that no fault found covers, worst alarm first.

        metrics: rule → what it compares. What was a sign of a trouble is no news when that is over. The silence of
        a device behind a silent one needs no explanation of its own, nor has what lives on a supply that complains;
        supplies that begin to in one moment have one.
        """
        grave = sorted(filter(_is_grave, alarms), key=lambda alarm: (-alarm.severity, alarm.since_ms, alarm.slot))
        mute = {self._roster.key(alarm.slot) for alarm in grave if alarm.level is Level.NO_ANSWER}
        grave.sort(key=lambda alarm: self._roster.key(alarm.slot) not in self._supplies.all)
        faults: dict[str, Fault] = {}
        without = _Without(self._topology)
        for fault in found:
            if fault.cause in OUTAGES:
                without.take(fault)
        lesser = [fault for fault in found if fault.cause not in OUTAGES]
        self._sign_ms = {key: self._sign_ms[key] for alarm in grave if (key := _key(alarm)) in self._sign_ms}
        for alarm in grave:
            element = self._roster.key(alarm.slot)
            cause = self._cause(alarm, element, metrics)
            if element in faults or without.service(element):
                continue
            if self._is_sign(alarm, cause, lesser, now_ms):
                continue
            if cause is Cause.NO_ANSWER and self._is_behind(element, mute):
                continue
            faults[element] = self._fault(alarm, cause, mute, evidence)
            if cause is Cause.POWER:
                without.take(faults[element])
        return _one_moment(list(faults.values()))

    def _cause(self, alarm: Alarm, element: str, metrics: Mapping[str, str]) -> Cause:
        if alarm.level is Level.NO_ANSWER:
            return Cause.NO_ANSWER
        if element in self._supplies.all:
            return Cause.POWER
        return Cause.NOISE if metrics.get(alarm.rule) in RETURN_PATH else Cause.LEVEL

    def _is_sign(self, alarm: Alarm, cause: Cause, lesser: Sequence[Fault], now_ms: int) -> bool:
        """Return whether an alarm is only a sign of a trouble, or was until lately."""
        if any(self._covers(fault, self._roster.key(alarm.slot), cause) for fault in lesser):
            self._sign_ms[_key(alarm)] = now_ms
        sign_ms = self._sign_ms.get(_key(alarm))
        return sign_ms is not None and now_ms - sign_ms <= LINGERS_MS

    def _covers(self, fault: Fault, element: str, cause: Cause) -> bool:
        """Return whether an alarm is only a sign of a fault that leaves service: a level behind a level."""
        if cause is Cause.NO_ANSWER or fault.cause is Cause.PROVISIONING:
            return False
        return self._topology.covers(fault.element, element) or (
            fault.cause is cause is Cause.NOISE and self._topology.covers(element, fault.element)
        )

    def _fault(self, alarm: Alarm, cause: Cause, mute: set[str], evidence: Evidence) -> Fault:
        element = self._roster.key(alarm.slot)
        is_power = cause is Cause.POWER
        behind = self._supplies.behind.get(element, no_slots()) if is_power else self._topology.segment(element)
        behind = behind[behind < len(evidence.state)]
        explains = self._gone_with(element, mute, evidence) if is_power else no_slots()
        return Fault(
            element=element,
            cause=cause,
            probability=1.0,
            explains=explains,
            contradicts=np.setdiff1d(behind[IS_UP[evidence.state[behind]]], explains).astype(np.int32),
            behind=behind,
            before_ms=alarm.since_ms,
            members=tuple(self._topology.keys[index] for index in self._supplies.fed.get(element, ())),
        )

    def _gone_with(self, supply: str, mute: set[str], evidence: Evidence) -> Slots:
        """Return slots of the homes that went out of sight with a supply that complained and then fell silent.

        Its battery is empty when all that lives on it is silent too; then those homes have no service, though
        nobody is left to say so. One device that answers proves the current.
        """
        fed = [self._topology.keys[index] for index in self._supplies.fed.get(supply, ())]
        slots = self._roster.slots([supply, *fed])
        slots = slots[(slots >= 0) & (slots < len(evidence.state))]
        asked = slots[evidence.state[slots] != TerminalState.UNKNOWN]
        if mute.isdisjoint(fed) or (evidence.state[asked] != TerminalState.DARK).any():
            return no_slots()
        behind = self._supplies.behind[supply]
        behind = behind[behind < len(evidence.state)]
        seen_ms = evidence.last_seen_ms[behind]
        gone: Slots = behind[(seen_ms > 0) & (seen_ms < evidence.first_missed_ms[asked].max())]
        return gone

    def _is_behind(self, element: str, others: set[str]) -> bool:
        index = self._topology.index(element)
        if index is None:
            return False
        return any(self._topology.keys[above] in others for above in self._topology.ancestors(index))


def _key(alarm: Alarm) -> tuple[int, int, str]:
    return alarm.slot, alarm.instance, alarm.rule


def _is_grave(alarm: Alarm) -> bool:
    return alarm.severity >= LEAST_SEVERITY


class _Without:
    """Which elements lie behind outages, so that an alarm of theirs needs no other explanation."""

    def __init__(self, topology: Topology) -> None:
        self._topology = topology
        self._behind = np.zeros(len(topology), dtype=np.bool_)

    def take(self, outage: Fault) -> None:
        """Count what an outage's element and its members feed."""
        for element in (outage.element, *outage.members):
            index = self._topology.index(element)
            if index is not None and index < len(self._behind):
                self._behind[index : self._topology.end[index]] = True

    def service(self, element: str) -> bool:
        """Return whether an element, or what carries it, lies behind one of them."""
        index = self._topology.index(element)
        if index is None:
            return False
        if index >= len(self._behind):
            index = int(self._topology.terminal_at[index - len(self._behind)])
        return bool(self._behind[index])


def _one_moment(faults: Sequence[Fault]) -> list[Fault]:
    """Return the faults, complaints of several supplies in one moment as the first one's."""
    groups: list[list[Fault]] = []
    supplies: list[tuple[int, list[Fault]]] = []
    """(when its first began to complain, those of one moment)"""
    for fault in faults:
        if fault.cause is not Cause.POWER:
            groups.append([fault])
            continue
        near = (i for i, (begun_ms, _) in enumerate(supplies) if abs(fault.before_ms - begun_ms) <= ONE_MOMENT_MS)
        place = next(near, None)
        if place is None:
            supplies.append((fault.before_ms, [fault]))
            groups.append(supplies[-1][1])
        else:
            begun_ms, group = supplies[place]
            group.append(fault)
            supplies[place] = min(begun_ms, fault.before_ms), group
    return [group[0] if len(group) == 1 else _joined(group) for group in groups]


def _joined(group: Sequence[Fault]) -> Fault:
    first, *others = group
    return Fault(
        element=first.element,
        cause=first.cause,
        probability=1.0,
        explains=union(fault.explains for fault in group),
        contradicts=union(fault.contradicts for fault in group),
        behind=union(fault.behind for fault in group),
        before_ms=min(fault.before_ms for fault in group),
        members=(*first.members, *(key for fault in others for key in (fault.element, *fault.members))),
    )

"""From evidence to faults, and from faults to the incidents that open, go on and end with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from collectors.model import Slots, no_slots
from maps.model import OUTAGES, Cause, Evidence, Fault
from maps.window import union
from monitor.incidents.book import IncidentBook
from monitor.incidents.evidence import EvidenceBook
from monitor.incidents.matcher import (
    Keep,
    Open,
    Standing,
    is_overruled,
    is_remnant,
    is_restored,
    match,
    returned,
)
from monitor.incidents.model import IncidentState
from monitor.incidents.opened import OpenIncident
from monitor.incidents.scope import Scope
from monitor.settings import Settings
from monitor.watch.faults.going_off import GoingOff
from monitor.watch.faults.locating import Locator
from monitor.watch.faults.symptoms import DISTURBANCES, suffering
from monitor.watch.faults.trouble_calls import TroubleCalls
from monitor.watch.levels.judging import Judging
from monitor.watch.levels.quality import Quality

LEFT_MS = 600_000
"""Modems that boot after an outage are back within this time, one after the other; what is not has failed by itself."""


class Following:
    """Has the incident book follow what is located."""

    def __init__(
        self,
        settings: Settings,
        evidence: EvidenceBook,
        incidents: IncidentBook,
        quality: Quality,
        calls: TroubleCalls,
    ) -> None:
        """Take the parts as a restart left them; `place` gives a plant before anything is followed."""
        self._settings = settings
        self._evidence = evidence
        self._incidents = incidents
        self._quality = quality
        self._calls = calls
        self._quiet_since: dict[int, int] = {}
        """Incident → state sweeps there had been when no fault spoke for it any more."""
        self._left_since: dict[int, int] = {}
        """Incident → UTC ms since when only something small behind it is left."""
        self.state_sweeps = 0
        """How many have ended since the start."""

    def place(self, locator: Locator) -> None:
        """Use a plant."""
        self._locator = locator
        self._calls.place(locator.topology, locator.homes(), locator.places)

    def sweep_ended(self) -> None:
        """Note that a state sweep has asked everybody: an incident ends when it has been quiet for some of them."""
        self.state_sweeps += 1

    def earliest_ms(self) -> int | None:
        """Return when the first of the open outages began, UTC ms; None where none is known to."""
        views = [item.view for item in self._incidents.open.values() if item.explained]
        begun = [view.started_before_ms for view in views if view.cause not in DISTURBANCES]
        return min((at_ms for at_ms in begun if at_ms > 0), default=None)

    def follow(self, evidence: Evidence, judging: Judging, now_ms: int) -> None:
        """Locate, match, and bring the incident book up to date."""
        self._note_returns(now_ms)
        standing = [_standing(item) for item in self._incidents.open.values()]
        faults = self._not_overruled(self._faults(evidence, judging, standing, now_ms), standing)
        decisions = match(faults, standing, self._locator.covers)
        others = self._going_off(faults, now_ms)
        spoken = [decision.number for decision in decisions if isinstance(decision, Keep)]
        for decision in decisions:
            if isinstance(decision, Open):
                self._begin(decision.fault, self._locator.scope([decision.fault], evidence, judging.alarms), now_ms)
            elif isinstance(decision, Keep):
                for number in (decision.number, *decision.merged):
                    self._quiet_since.pop(number, None)
                for number in decision.merged:
                    self._left_since.pop(number, None)
                scope = self._locator.scope(decision.faults, evidence, judging.alarms)
                if self._is_left(decision, now_ms):
                    self._incidents.split(decision.number, scope, now_ms)
                else:
                    self._incidents.keep(decision.number, scope, decision.merged, now_ms)
            else:
                self._end_if_restored(decision.number, self._cutting_off(decision.number, spoken), others, now_ms)

    def open_by_hand(self, element: str, user: str, reason: str, evidence: Evidence, now_ms: int) -> None:
        """Open an incident at an element because somebody says so; it stands until he ends it, or a fault takes it on.

        Raises ValueError where the plant has no such element, or an incident is about it already.
        """
        standing = next((item.view for item in self._incidents.open.values() if item.view.element == element), None)
        if standing is not None:
            raise ValueError(f"{standing.id} stands there already")
        fault = self._locator.said(element, evidence, now_ms)
        scope = self._locator.scope([fault], evidence, ())
        said = tuple(replace(each, by=user) for each in scope.faults)
        self._incidents.open_incident(replace(scope, faults=said), now_ms, user, reason)

    def _begin(self, fault: Fault, scope: Scope, now_ms: int) -> None:
        """Go on with what came back while it was being verified, or within the time of grace; else open an incident."""
        restored = [item for item in self._incidents.open.values() if item.view.state is IncidentState.RESTORED]
        never_over = _returned(fault, restored)
        if never_over is not None:
            self._quiet_since.pop(never_over, None)
            self._incidents.keep(never_over, scope, (), now_ms)
            return
        over = self._incidents.lately(now_ms - round(self._settings.incidents.reopen_within_s * 1000))
        back = _returned(fault, over.values())
        if back is None or not self._incidents.reopen(back, scope, now_ms):
            self._incidents.open_incident(scope, now_ms)

    def _is_left(self, decision: Keep, now_ms: int) -> bool:
        """Return whether an incident has long been only something small behind it: not just the last to come back."""
        item = self._incidents.open[decision.number]
        named, (explained, _) = item.largest.element, item.size
        if decision.merged or not is_remnant(decision.faults, named, explained, self._locator.covers):
            self._left_since.pop(decision.number, None)
            return False
        if now_ms - self._left_since.setdefault(decision.number, now_ms) < LEFT_MS:
            return False
        del self._left_since[decision.number]
        return True

    def _not_overruled(self, faults: list[Fault], standing: list[Standing]) -> list[Fault]:
        """Return the faults but for those in spite of which somebody has ended an incident, while they last.

        What an incident stands for that was opened since is heeded: its homes had been back.
        """
        overruled = [_standing(item) for item in self._incidents.overruled.values()]
        if not overruled:
            return faults
        heeded: set[int] = set()
        left = []
        for fault in faults:
            by = {item.number for item in overruled if is_overruled(fault, item)}
            if by and not any(is_overruled(fault, item) for item in standing):
                heeded |= by
            else:
                left.append(fault)
        for item in overruled:
            if item.number not in heeded:
                del self._incidents.overruled[item.number]
        return left

    def _faults(self, evidence: Evidence, judging: Judging, standing: list[Standing], now_ms: int) -> list[Fault]:
        """Return the faults that are probable enough and settled, and those that open incidents hold on to."""
        held = np.zeros(len(evidence.state), dtype=np.bool_)
        held[np.concatenate([item.dark for item in standing] or [no_slots()])] = True

        def is_held(fault: Fault) -> bool:
            return bool(held[fault.explains].any())

        def counts(fault: Fault) -> bool:
            return fault.probability >= self._settings.incidents.open_probability or is_held(fault)

        def calling(index: int, since_ms: int) -> tuple[int, float]:
            return self._calls.behind(index, since_ms, now_ms)

        found = self._locator.faults(evidence, judging.alarms, now_ms, counts, self._quality, judging.metrics, calling)
        # who calls about what callers have just decided is no news of its own
        heard = union(fault.behind for fault in found if fault.callers)
        found += [
            fault
            for fault in filter(counts, self._calls.faults(evidence, now_ms))
            if not np.isin(fault.behind, heard).all()
        ]
        return [fault for fault in found if is_held(fault) or self._locator.is_settled(fault, evidence, now_ms)]

    def _note_returns(self, now_ms: int) -> None:
        """Note who of each incident is free again of what it took from them."""
        known = self._evidence.view()
        gone = {cause: suffering(cause, known, self._quality) for cause in self._incidents.causes}
        for number, item in self._incidents.open.items():
            dark = item.dark_slots
            self._incidents.restore(number, dark[~gone[item.view.cause][dark]].tolist(), now_ms)

    def _cutting_off(self, number: int, spoken: Sequence[int]) -> list[OpenIncident]:
        """Return the outages, of incidents a fault speaks for, behind which nobody can be seen to register.

        They speak for their terminals: trouble with registration is over once everybody else is free of it. For an
        incident about anything else there are none.
        """
        if self._incidents.open[number].view.cause != Cause.PROVISIONING:
            return []
        others = [self._incidents.open[other] for other in spoken if other in self._incidents.open]
        return [other for other in others if other.view.cause in OUTAGES]

    def _going_off(self, faults: Sequence[Fault], now_ms: int) -> GoingOff:
        """Return the homes of which no incident speaks, be it ended in spite of them, nor a fault that was found."""
        held = (*self._incidents.open.values(), *self._incidents.overruled.values())
        spoken_for = [*(item.dark_slots for item in held), *(fault.explains for fault in faults)]
        return GoingOff(self._evidence.view(), self._locator.topology.terminal_slot, spoken_for, now_ms)

    def _end_if_restored(self, number: int, beside: Sequence[OpenIncident], others: GoingOff, now_ms: int) -> None:
        """Have an incident be verified once its terminals are back, and end once sweeps have found nothing new.

        beside: incidents that speak for terminals of it now; whose homes these are does not hear that all is well.
        others: of whom as many have gone off since it began as may have here, at midnight more than at noon; who
        is on and cannot log in, or reads badly, has not gone off.
        """
        since = self._quiet_since.setdefault(number, self.state_sweeps)
        self._left_since.pop(number, None)
        item = self._incidents.open[number]
        if item.view.by_hand:
            return  # nothing has shown it, so nothing shows that it is over
        explained, dark = (self._locator.known(slots) for slots in (item.explained_slots, item.dark_slots))
        ever_seen = explained[self._evidence.last_seen_ms[explained] > 0]
        if beside:
            dark = np.setdiff1d(dark, np.concatenate([other.dark_slots for other in beside]))
        if len(ever_seen):  # whoever was off before we first looked has nothing to return to
            explained, dark = ever_seen, np.intersect1d(dark, ever_seen)
        switched_off = self._settings.locate.switched_off
        if item.view.cause in OUTAGES:
            switched_off = others.share(item.view.started_before_ms or item.view.opened_ms, switched_off)
        if not is_restored(len(explained), len(dark), switched_off):
            return
        if self.state_sweeps - since < self._settings.incidents.resolve_after_sweeps:
            self._incidents.verify(number, now_ms)
            return
        self._incidents.resolve(number, now_ms, besides=frozenset().union(*(other.accounts for other in beside)))
        del self._quiet_since[number]


def _returned(fault: Fault, over: Iterable[OpenIncident]) -> int | None:
    """Return which of some incidents has come back with a fault."""
    here = [item for item in over if fault.element in item.view.touched]
    return returned(fault, [_standing(item, item.explained_slots) for item in here])


def _standing(item: OpenIncident, held: Slots | None = None) -> Standing:
    """Return an incident as the matcher sees it; held: slots, where not those that are dark."""
    return Standing(
        item.view.number,
        item.view.touched,
        item.dark_slots if held is None else held,
        len(item.explained),
        item.view.cause,
        item.view.started_before_ms,
    )

"""From evidence to faults, and from faults to the incidents that open, go on and end with them."""

from __future__ import annotations

import numpy as np

from collectors.model import no_slots
from maps.model import Evidence, Fault
from maps.window import union
from monitor.incidents.book import IncidentBook
from monitor.incidents.evidence import EvidenceBook
from monitor.incidents.matcher import Keep, Open, Standing, is_restored, match
from monitor.settings import Settings
from monitor.watch.faults.locating import Locator
from monitor.watch.faults.symptoms import DISTURBANCES, suffering
from monitor.watch.faults.trouble_calls import TroubleCalls
from monitor.watch.levels.judging import Judging
from monitor.watch.levels.quality import Quality


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
        standing = self._standing()
        faults = self._faults(evidence, judging, standing, now_ms)
        for decision in match(faults, standing, self._locator.covers):
            if isinstance(decision, Open):
                self._incidents.open_incident(self._locator.scope([decision.fault], evidence, judging.alarms), now_ms)
            elif isinstance(decision, Keep):
                for number in (decision.number, *decision.merged):
                    self._quiet_since.pop(number, None)
                scope = self._locator.scope(decision.faults, evidence, judging.alarms)
                self._incidents.keep(decision.number, scope, decision.merged, now_ms)
            else:
                self._end_if_restored(decision.number, now_ms)

    def _standing(self) -> list[Standing]:
        return [
            Standing(
                number,
                item.view.touched,
                item.dark_slots,
                len(item.explained),
                item.view.cause,
                item.view.started_before_ms,
            )
            for number, item in self._incidents.open.items()
        ]

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

    def _end_if_restored(self, number: int, now_ms: int) -> None:
        since = self._quiet_since.setdefault(number, self.state_sweeps)
        if self.state_sweeps - since < self._settings.incidents.resolve_after_sweeps:
            return
        item = self._incidents.open[number]
        explained, dark = (self._locator.known(slots) for slots in (item.explained_slots, item.dark_slots))
        ever_seen = explained[self._evidence.last_seen_ms[explained] > 0]
        if len(ever_seen):  # whoever was off before we first looked has nothing to return to
            explained, dark = ever_seen, np.intersect1d(dark, ever_seen)
        if is_restored(len(explained), len(dark), self._settings.locate.switched_off):
            self._incidents.resolve(number, now_ms)
            del self._quiet_since[number]

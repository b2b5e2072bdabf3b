"""When observers have noticed what a fault took away: each share of them, written to the log of the truth."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from simulator.clock import NEVER
from simulator.faults import KINDS, Fault
from simulator.plant import Plant
from simulator.truth import Truth
from simulator.wiring import Numbers

SHARES = (0.1, 0.5, 0.9, 1.0)


@dataclass(slots=True)
class _Watched:
    """A fault and how much of it has been noticed."""

    fault: Fault
    terminals: Numbers
    noticed_ms: dict[str, int] = field(default_factory=dict)
    """Share → when so many of its terminals were known to be away."""
    told: bool = False


class Noticing:
    """Follows standing faults; call `look` every now and then, from one thread."""

    def __init__(self, plant: Plant, truth: Truth) -> None:
        """Write to the log of `truth`."""
        self._plant, self._truth = plant, truth
        self._watched: dict[str, _Watched] = {}

    def look(self, now_ms: int) -> None:
        """Note shares that have been reached; log a fault's when all have, or when it no longer stands."""
        standing = {fault.id: fault for fault in self._plant.faults() if KINDS[fault.kind].dark}
        for fault_id in self._watched.keys() - standing.keys():
            self._tell(self._watched.pop(fault_id), now_ms)
        for fault_id, fault in standing.items():
            watched = self._watched.get(fault_id)
            if watched is None:
                watched = self._watched[fault_id] = _Watched(fault, self._truth.observed(fault))
            if not watched.told:
                self._measure(watched, now_ms)
            if len(watched.noticed_ms) == len(SHARES):
                self._tell(watched, now_ms)

    def _measure(self, watched: _Watched, now_ms: int) -> None:
        count = len(watched.terminals)
        if not count:
            return
        moments = np.sort(self._plant.sessions.missed_ms(watched.terminals))
        for share in SHARES:
            at_ms = int(moments[math.ceil(share * count) - 1])
            if at_ms <= now_ms and at_ms < NEVER:
                watched.noticed_ms.setdefault(f"{share:.0%}", max(at_ms, watched.fault.started_ms))

    def _tell(self, watched: _Watched, now_ms: int) -> None:
        if watched.told or not len(watched.terminals):
            return
        watched.told = True
        facts = {"id": watched.fault.id, "terminals": len(watched.terminals), "noticed_ms": watched.noticed_ms}
        self._truth.log("noticed", now_ms, facts)

"""Everything that can be done to a plant while it runs, written to the log of the truth as it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from simulator.clock import Clock
from simulator.day import draw_day
from simulator.plant import Fault, Plant
from simulator.script import Event, Hands, Player
from simulator.truth import MOST_LOGGED, Facts, Truth


class Commands:
    """Breaks, repairs and plays; whoever asks, by HTTP, by typed line or by script. All raise FaultError."""

    def __init__(self, plant: Plant, truth: Truth, clock: Callable[[], int]) -> None:
        """Act on `plant`."""
        self.plant, self.truth, self.clock = plant, truth, clock
        self.player = Player(
            Hands(
                lambda kind, element, options: str(self.break_down(kind, element, options)["id"]),
                self.repair,
                lambda fault, behind: [str(one["id"]) for one in self.repair_partly(fault, behind)],
                self._failed,
            )
        )

    def break_down(self, kind: str, element: str, options: Mapping[str, float] | None = None) -> Facts:
        """Make a fault stand and return it."""
        return self.break_all(kind, [element], options)[0]

    def break_all(self, kind: str, elements: Sequence[str], options: Mapping[str, float] | None = None) -> list[Facts]:
        """Make faults of a kind stand, all in one moment, and return them."""
        return [self._broken(fault) for fault in self.plant.break_all(kind, elements, options)]

    def repair(self, fault_id: str) -> list[str]:
        """Repair one fault, or `all`, and return the ids."""
        wanted = [fault.id for fault in self.plant.faults()] if fault_id == "all" else [fault_id]
        for fault in self.plant.repair_all(wanted):
            facts = {"id": fault.id, "kind": fault.kind, "element": self.plant.city.elements[fault.element].id}
            self.truth.log("repaired", self.clock(), facts)
        return wanted

    def repair_partly(self, fault_id: str, behind: Sequence[str]) -> list[Facts]:
        """Repair a fault but for what lies behind some elements, and return what is left, a fault at each."""
        left = self.plant.repair_partly(fault_id, behind)
        self.truth.log("repaired_partly", self.clock(), {"id": fault_id, "left": [fault.id for fault in left]})
        return [self._broken(fault) for fault in left]

    def play(self, events: Sequence[Event]) -> int:
        """Begin a script now, and return how many events it has."""
        now_ms = self.clock()
        self.truth.log("script", now_ms, {"events": len(events)})
        self.player.start(events, now_ms)
        return len(events)

    def play_day(self, hours: float, seed: int) -> int:
        """Draw a day of all kinds of fault and begin it. Raises ValueError for less than an hour."""
        return self.play(draw_day(self.plant.city, seed, hours))

    def time(self) -> Facts:
        """Return what time it is in the plant and outside, and how fast it passes."""
        now_ms = self.clock()
        speed = self.clock.speed if isinstance(self.clock, Clock) else 1.0
        return {
            "now_ms": now_ms,
            "real_ms": self.plant.real_ms(now_ms),
            "hour": round(self.plant.hour(now_ms), 4),
            "speed": speed,
        }

    def run_at(self, speed: float) -> Facts:
        """Let time pass faster or slower. Raises ValueError outside 1 … 120."""
        if isinstance(self.clock, Clock):
            self.clock.run_at(speed)
        facts = self.time()
        self.truth.log("speed", facts["now_ms"], facts)
        return facts

    def _broken(self, fault: Fault) -> Facts:
        facts = self.truth.fault(fault)
        self.truth.log("broken", self.clock(), self.truth.fault(fault, MOST_LOGGED))
        return facts

    def _failed(self, event: Event, why: str) -> None:
        self.truth.log("script_failed", self.clock(), {"problem": why, **{k: v for k, v in asdict(event).items() if v}})

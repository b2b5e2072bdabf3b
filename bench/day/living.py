"""Lives through a scripted day: the plant breaks and is repaired, the product sweeps, both are written down."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.day.answering import Answered, Graded, grade_all
from bench.day.clock import HandClock
from bench.day.explaining import LEVELS_S
from bench.day.haste import HastyLoop
from bench.day.marking import Marks, Said, mark
from bench.day.percentage import Percentages
from bench.day.rig import Rig
from bench.day.standing import standing_city
from bench.day.watcher import Watcher
from monitor.incidents.model import IncidentView
from simulator.day import draw_day
from simulator.script import Event, Hands, Player

STEP_S = 20.0
"""Between two state sweeps while something is going on."""
CALM_STEP_S = 120.0
"""And while nothing is."""
BUSY_S = 260.0
"""So long after a change things are going on."""
MORNING_MS = 1_790_035_200_000
"""2026-09-22 00:00 UTC: midnight where the machine keeps that time; a day runs from there."""

Busy = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Lived:
    """A day, marked."""

    seed: int
    ours: Marks
    peers: Marks
    """Percentage offline per node, on the same tables."""
    terminals: int
    homes: int
    hours: float
    sweeps: int
    calls: int
    """How often people called, for whatever reason."""
    answers: tuple[Graded, ...]
    """What callers were told, graded."""
    refused: tuple[str, ...]
    """What of the script could not be done, and why."""


def live_through(
    size: str, seed: int, hours: float, network: str = "127.44", say: Callable[[str], None] = lambda _line: None
) -> Lived:
    """Live through a day on a loop of its own, which does not wait for the dead; as `live`."""
    loop = HastyLoop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(live(size, seed, hours, network, say, loop.wait_for))


async def live(
    size: str, seed: int, hours: float, network: str, say: Callable[[str], None], heed: Callable[[Busy], None]
) -> Lived:
    """Draw a city and a day, live through it, and mark what was said; needs a running loop.

    say: told now and then how far the day is. heed: told how to learn whether the agents are still answering.
    """
    clock = HandClock(MORNING_MS)
    with tempfile.TemporaryDirectory(prefix="day-") as folder:
        home = Path(folder)
        with standing_city(size, seed, clock, home / "plant", network) as (rig, server, port):
            heed(server.busy)
            watcher = Watcher.install(home / "product", home / "plant", port, clock)
            try:
                events = draw_day(rig.city, seed, hours)
                day = _Day(rig, watcher, clock, Percentages.of_plant(watcher.plant), events)
                await day.live(hours, say)
                return day.marked(seed, hours)
            finally:
                watcher.close()


class _Day:
    def __init__(
        self, rig: Rig, watcher: Watcher, clock: HandClock, peer: Percentages, events: Sequence[Event]
    ) -> None:
        self._rig, self._watcher, self._clock, self._peer = rig, watcher, clock, peer
        self._changes_ms = sorted(clock.at_ms + round(event.at_s * 1000) for event in events)
        self._refused: list[str] = []
        hands = Hands(rig.break_down, rig.repair, rig.repair_partly, self._refuse)
        self._player = Player(hands)
        self._player.start(events, clock.at_ms)
        self._sweeps = 0
        self._answered: list[Answered] = []

    async def live(self, hours: float, say: Callable[[str], None]) -> None:
        began_ms = said_ms = self._clock.at_ms
        levels_ms = 0
        while self._clock.at_ms < began_ms + hours * 3_600_000:
            self._player.advance(self._clock.at_ms)
            step_s = self._step_s()
            self._rig.pass_time(step_s)
            if step_s <= STEP_S:
                await self._answer()
            await self._watcher.states()
            self._sweeps += 1
            if step_s > STEP_S:
                await self._answer()
            if self._clock.at_ms >= levels_ms:
                await self._watcher.levels()
                levels_ms = self._clock.at_ms + round(LEVELS_S * 1000)
            self._peer.sweep(self._rig.offline(), self._clock.at_ms)
            if self._clock.at_ms >= said_ms + 3_600_000:
                said_ms = self._clock.at_ms
                say(f"{(said_ms - began_ms) / 3_600_000:.0f} h, {len(self._watcher.incidents())} incidents")

    async def _answer(self) -> None:
        """Look up who has called: from the sweep before, as agents would, but never from one two minutes old."""
        self._answered += await asyncio.to_thread(self._watcher.hotline.take, self._rig.calls())

    def marked(self, seed: int, hours: float) -> Lived:
        happenings, parent = self._rig.happenings(), self._rig.parent
        ours = [self._said(view) for view in self._watcher.incidents()]
        return Lived(
            seed,
            mark(happenings, ours, parent),
            mark(happenings, self._peer.said(self._clock.at_ms), parent),
            len(self._rig.city.terminals),
            len(self._rig.city.subscribers),
            hours,
            self._sweeps,
            self._rig.heard,
            grade_all(self._answered, happenings),
            tuple(self._refused),
        )

    def _step_s(self) -> float:
        """Return how long until the next sweep: short for a while after every change."""
        now_ms = self._clock.at_ms
        busy = any(at <= now_ms < at + BUSY_S * 1000 for at in self._changes_ms)
        following = min((at for at in self._changes_ms if at > now_ms), default=now_ms + 3_600_000)
        wait_s = STEP_S if busy else min(CALM_STEP_S, (following - now_ms) / 1000.0)
        return max(wait_s, 1.0)

    def _said(self, view: IncidentView) -> Said:
        """Return an incident as it was told when it was widest: while it is repaired, it narrows."""
        revisions = self._watcher.revisions(view.number)
        widest = max(revisions, key=lambda said: (said["subscribers"], said["terminals"]))
        named = [fault["element"] for fault in widest["faults"]]
        others = [element for fault in widest["faults"] for element, _ in fault["alternatives"]]
        return Said(
            id=view.id,
            cause=str(widest["faults"][0]["cause"]),
            elements=tuple(dict.fromkeys([*named, *others])),
            opened_ms=view.opened_ms,
            resolved_ms=view.resolved_ms,
            subscribers=widest["subscribers"],
            terminals=self._watcher.terminals_of(view.number),
            opened_at=revisions[0]["faults"][0]["element"],
            opened_cause=str(revisions[0]["faults"][0]["cause"]),
            merged=view.merged_into is not None,
        )

    def _refuse(self, event: Event, reason: str) -> None:
        self._refused.append(f"{event.kind or 'repair'} {event.element or event.label}: {reason}")

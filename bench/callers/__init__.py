"""Thirty callers of a hostile city, answered in Chromium as a new agent would, and scored against the truth."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bench.callers.agent import NAME, PASSWORD, Seen, Told, answer_all, serving
from bench.callers.breaking import DHCP, PLANT, break_down, settle
from bench.callers.people import Caller, Town, draw_callers, fill_up, share_numbers
from bench.city import hush
from bench.day.answering import Grade, grade, truth
from bench.day.clock import HandClock
from bench.day.haste import HastyLoop
from bench.day.living import MORNING_MS
from bench.day.rig import Rig
from bench.day.standing import standing_city
from bench.day.watcher import Watcher
from monitor.ledger.people import Role, add_user

SIZE, NETWORK = "district", "127.45"
SEEDS, QUICK_SEEDS = 5, 1
MOST_ACTIONS = 2
FORENOON_H = 10
"""Hour at which the callers call: those who switch off at night are up."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A caller, what the agent was told, and how good that was."""

    caller: Caller
    told: Told
    grade: Grade
    why: str
    """What was true and what was said, service by service."""


@dataclass(frozen=True, slots=True)
class Day:
    """The callers of one seed."""

    seed: int
    scored: tuple[Scored, ...]

    @property
    def wrong(self) -> list[str]:
        """What was told with confidence and was not so, for people."""
        return [f"{one.caller.kind}: {one.why}" for one in self.scored if one.grade is Grade.WRONG]


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - the form every benchmark has
    """Return how the callers of fresh cities were answered; every city is drawn anew."""
    hush()
    days = [answered(secrets.randbelow(1_000_000)) for _ in range(QUICK_SEEDS if quick else SEEDS)]
    grades = Counter(one.grade for day in days for one in day.scored)
    return {
        "parameters": {"size": SIZE, "seeds": [day.seed for day in days], "callers": sum(grades.values())},
        "figures": {
            **{f"callers_{name}": grades[name] for name in (Grade.RIGHT, Grade.UNSURE, Grade.STRANGER, Grade.WRONG)},
            "most_actions": max(one.told.actions for day in days for one in day.scored),
            "wrong": [f"{day.seed}: {line}" for day in days for line in day.wrong],
        },
    }


def answered(seed: int, size: str = SIZE, network: str = NETWORK) -> Day:
    """Draw a city, break it, and answer thirty who call, on a loop of its own."""
    loop = HastyLoop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner, tempfile.TemporaryDirectory(prefix="callers-") as folder:
        return runner.run(_answered(seed, size, network, Path(folder), loop))


async def _answered(seed: int, size: str, network: str, home: Path, loop: HastyLoop) -> Day:
    clock, draw = HandClock(MORNING_MS + FORENOON_H * 3_600_000), Random(f"callers {seed}")
    with standing_city(size, seed, clock, home / "plant", network) as (rig, server, port):
        loop.wait_for(server.busy)
        phones = share_numbers(home / "plant", rig.city, draw)
        watcher = Watcher.install(home / "product", home / "plant", port, clock)
        add_user(watcher.ledger, "bench", NAME, Role.AGENT, PASSWORD)
        scored: list[Scored] = []
        try:
            await settle(rig, watcher, 60.0)
            with serving(watcher.hotline.app) as address:
                for later, broken in ((False, PLANT), (True, DHCP)):
                    await break_down(rig, watcher, broken, draw)
                    town = _town(rig, phones)
                    callers = draw_callers(town, draw, later=later)
                    if later:
                        callers += fill_up(town, draw, [*callers, *(one.caller for one in scored)])
                    told = await asyncio.to_thread(answer_all, address, [caller.number for caller in callers])
                    scored += _scored(town, callers, told, clock.at_ms)
        finally:
            watcher.close()
    return Day(seed, tuple(scored))


def _town(rig: Rig, phones: Mapping[int, tuple[str, ...]]) -> Town:
    return Town(rig.city, rig.records, rig.homes(), {one.id: one for one in rig.standing()}, phones)


def _scored(town: Town, callers: Sequence[Caller], told: Sequence[Told], at_ms: int) -> Iterator[Scored]:
    for caller, said in zip(callers, told, strict=True):
        yield score(town, caller, said, at_ms)


def score(town: Town, caller: Caller, told: Told, at_ms: int) -> Scored:
    """Return how good all that was said of a caller was: its worst part speaks for it."""
    accounts = {town.city.subscribers[home].account: home for home in caller.homes}
    if set(accounts) != set(told.homes):
        return Scored(caller, told, Grade.WRONG, f"{caller.number} is of {sorted(accounts)}, not {sorted(told.homes)}")
    if not accounts:
        return Scored(caller, told, Grade.STRANGER, f"{caller.number} is nobody's")
    parts = [part for account, home in accounts.items() for part in _parts(town, home, told.homes[account], at_ms)]
    grades = {one for one, _ in parts}
    worst = next((one for one in (Grade.WRONG, Grade.EARLY, Grade.RIGHT) if one in grades), Grade.UNSURE)
    return Scored(caller, told, worst, "; ".join(line for _, line in parts))


def _parts(town: Town, home: int, seen: Seen, at_ms: int) -> Iterator[tuple[Grade, str]]:
    """Yield a grade and a line for each service of a home; the headline must be the verdict on one of them."""
    account, known = town.city.subscribers[home].account, town.broken
    facts = town.truths[home]
    if seen.headline not in seen.services.values():
        yield Grade.WRONG, f"{account}: headline {seen.headline} of no service"
    for service in facts["services"]:
        verdict = seen.services.get(service, seen.headline)
        said = grade(verdict, service, facts, at_ms, known)
        yield said, f"{account} {service}: told {verdict}, true {truth(service, facts, known)}"

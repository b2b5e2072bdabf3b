"""Long quiet runs: nothing breaks, people go to bed, and whoever opens an incident is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from bench.outage.living import DAY_BEGINS_MS, DAY_MS, UNOBSERVED
from bench.outage.model import Method, Sweep
from bench.outage.planting import reseeded
from bench.outage.plants import draw_plant
from bench.outage.summary import upper_bound
from bench.outage.trials import Ground
from collectors.model import Contacts, States
from collectors.roster import Roster
from collectors.states import TerminalState
from simulator.city import City
from simulator.clock import HOUR_MS
from simulator.habits import Habits
from simulator.records import Knobs
from simulator.wiring import Flags

TERMINALS = 20_000
MONTH_TERMINAL_DAYS = 100_000 * 30.0
DAYS_A_TOWN = 3
"""Days lived through with the same people."""
NIGHT_OFF, ALWAYS_OFF = 0.12, 0.03
SPELLS_A_DAY, SPELL_H = 0.15, (0.2, 6.0)
"""How often a home is switched off by day besides, and for how long."""
NOTICE_MS = np.arange(20_000, 61_000, 5000)
"""What a CMTS takes to notice; every home has one of these."""
STEP_MS, CALM_STEP_MS = 120_000, 600_000
EVENING_H, MORNING_H = 20.0, 1.5
DRAWINGS = Knobs(wrong_parents=0.01, wrong_nodes=0.004, missing_taps=0.03, unknown_insides=0.35)
"""Old drawings: quiet must hold with them, too."""


def quiet(
    seed: int, months: float, methods: Mapping[str, Method], terminals: int = TERMINALS
) -> dict[str, dict[str, float]]:
    """Return for each method how many incidents it opened, a plant-month of 100 000 terminals, and the bound.

    months: plant-months to live through, whole towns of a few days. terminals: about so many in each.
    """
    opened = dict.fromkeys(methods, 0)
    lived = 0.0
    number = 0
    while lived < months:
        town = seed * 1000 + 900 + number
        number += 1
        city = draw_plant(town, terminals)
        ground = Ground.of(f"quiet {town}", city, "tap", DRAWINGS)
        days = min(DAYS_A_TOWN, max(1, round((months - lived) * MONTH_TERMINAL_DAYS / len(city.terminals))))
        watchers = {name: method(ground.plant, ground.roster) for name, method in methods.items()}
        names: dict[str, set[str]] = {name: set() for name in watchers}
        for sweep, is_past in _days(reseeded(city, town), ground.roster, town, days):
            for name, watcher in watchers.items():
                watcher.take(sweep)
                if not is_past:
                    told = [one for one in watcher.verdicts(sweep.at_ms) if one.told and len(one.terminals)]
                    names[name] |= {one.name for one in told}
        for name, said in names.items():
            opened[name] += len(said)
        lived += days * len(city.terminals) / MONTH_TERMINAL_DAYS
    return {
        name: {
            "false_incidents": count,
            "months_run": round(lived, 5),
            "false_per_month": round(count / lived, 3),
            "false_per_month_95": round(upper_bound(count, lived), 3),
        }
        for name, count in opened.items()
    }


def _days(city: City, roster: Roster, seed: int, days: int) -> Iterator[tuple[Sweep, bool]]:
    """Yield sweeps from one noon on, and whether each only tells how things stood before."""
    draw = np.random.default_rng([seed, 11])
    habits = Habits(city, NIGHT_OFF, ALWAYS_OFF)
    count = len(city.terminals)
    slot = roster.slots(city.elements[number].id for number in city.terminals)
    observed = (draw.random(count) >= UNOBSERVED) & (slot >= 0)
    notice = draw.integers(0, len(NOTICE_MS), count)
    begin_ms = DAY_BEGINS_MS + DAY_MS // 2
    spells = _Spells.drawn(draw, count, begin_ms - 6 * HOUR_MS, days * DAY_MS + 6 * HOUR_MS)
    rows = np.flatnonzero(observed)
    at_ms = begin_ms - 3 * HOUR_MS
    while at_ms < begin_ms + days * DAY_MS:
        off = np.zeros(count, bool)
        for place, late_ms in enumerate(NOTICE_MS.tolist()):
            mine = notice == place
            off[mine] = (habits.off(at_ms - late_ms) | spells.off(at_ms - late_ms))[mine]
        there = rows[draw.random(len(rows)) >= 0.02]
        state = np.where(off[there], np.uint8(TerminalState.DARK), np.uint8(TerminalState.REGISTERED))
        states = States(slot[there], state.astype(np.uint8), at_ms - 3000 + there.astype(np.int64) * 3000 // count)
        yield Sweep(at_ms, states, _nobody()), at_ms < begin_ms
        hour = at_ms % DAY_MS / HOUR_MS
        at_ms += STEP_MS if hour >= EVENING_H or hour < MORNING_H else CALM_STEP_MS


class _Spells:
    """Homes switched off by day, one by one."""

    def __init__(self, who: NDArray[np.intp], from_ms: NDArray[np.int64], to_ms: NDArray[np.int64], count: int) -> None:
        self._who, self._from_ms, self._to_ms, self._count = who, from_ms, to_ms, count

    @classmethod
    def drawn(cls, draw: np.random.Generator, count: int, begin_ms: int, lasts_ms: int) -> _Spells:
        """Draw spells of `count` homes over a time."""
        many = int(draw.poisson(count * SPELLS_A_DAY * lasts_ms / DAY_MS))
        from_ms = begin_ms + draw.integers(0, lasts_ms, many)
        hours = draw.uniform(*SPELL_H, many)
        return cls(draw.integers(0, count, many), from_ms, from_ms + (hours * HOUR_MS).astype(np.int64), count)

    def off(self, now_ms: int) -> Flags:
        """Tell who is off now."""
        off = np.zeros(self._count, bool)
        off[self._who[(self._from_ms <= now_ms) & (now_ms < self._to_ms)]] = True
        return off


def _nobody() -> Contacts:
    return Contacts(np.empty(0, np.int32), np.empty(0, bool), np.empty(0, np.int64))

"""Puts a town together: drawn, written down, wired, and ready to be broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.agents import Agents
from simulator.city import City
from simulator.clock import Clock
from simulator.commands import Commands
from simulator.documenting import documented
from simulator.drawing import draw_city
from simulator.habits import Habits
from simulator.options import Options
from simulator.plant import Plant
from simulator.plantfiles import write_plant
from simulator.stamps import Stamps
from simulator.truth import Truth


@dataclass(frozen=True, slots=True)
class Town:
    """A town before anybody asks it anything."""

    city: City
    clock: Clock
    plant: Plant
    agents: Agents
    truth: Truth
    commands: Commands


def build_town(options: Options, snmp_port: int, say: Callable[[str], None]) -> Town:
    """Draw a town, write its plant files into `options.out`/plant and wire its agents; `say` what takes a while."""
    hard, clock = options.difficulty, Clock(options.speed, options.start_hour)
    say(f"drawing a {options.size.name} town of seed {options.seed}")
    city = draw_city(options.seed, options.size)
    say(f"{len(city.elements)} elements, {len(city.terminals)} terminals; writing what is known of them")
    records = documented(city, options.seed, hard.knobs)
    write_plant(city, options.network, snmp_port, options.out / "plant", records)
    say("wiring agents")
    habits = (
        Habits(city, hard.night_off, hard.always_off, clock.local_ms) if hard.night_off or hard.always_off else None
    )
    plant = Plant(city, hard.delays, clock, habits=habits, own_way=hard.own_way)
    agents = Agents(city, plant, options.network, options.community, options.largest_message, hard.manners)
    if options.stamps:
        agents.stamps = Stamps(tuple(element.id for element in city.elements))
    truth = Truth(plant, agents, options.out / "truth.jsonl", records.nearest)
    return Town(city, clock, plant, agents, truth, Commands(plant, truth, clock))

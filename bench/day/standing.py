"""Puts a city up: its agents answering on loopback, its files written, its people at home."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.day.clock import HandClock
from bench.day.rig import Rig
from simulator.addresses import Network
from simulator.agents import Agents
from simulator.callers import Callers
from simulator.calling import CallRates
from simulator.clock import Clock
from simulator.documenting import documented
from simulator.drawing import draw_city
from simulator.habits import Habits
from simulator.households import Households
from simulator.manners import HOSTILE
from simulator.plant import Plant
from simulator.plantfiles import write_plant
from simulator.sessions import Delays
from simulator.sizes import SIZES
from simulator.udp import Server, open_socket

COMMUNITY = "public"
LARGEST_MESSAGE = 1472
STAGGERED = Delays(
    notice_ms=(20_000, 60_000), return_ms=(15_000, 90_000), boot_ms=(20_000, 60_000), onu_notice_ms=(0, 300)
)
TABLES = replace(HOSTILE, round_trip_ms=(0.0, 0.0), loss=0.0, late=0.0, duplicate=0.0, requests_per_s=0.0)
"""Cached tables, rows and addresses that change; no wire, whose delays would pass in real time."""
NIGHT_OFF, ALWAYS_OFF, OWN_WAY = 0.08, 0.02, 0.5


@contextlib.contextmanager
def standing_city(
    size: str, seed: int, clock: HandClock, folder: Path, network: str
) -> Iterator[tuple[Rig, Server, int]]:
    """Draw a city, write its files into `folder`, and have its agents answer; gives rig, server, port."""
    drawn = SIZES[size]
    city = draw_city(seed, drawn)
    time = Clock(real=clock.now_ms)
    habits = Habits(city, NIGHT_OFF, ALWAYS_OFF)
    plant = Plant(city, STAGGERED, time, habits=habits, own_way=OWN_WAY)
    records = documented(city, seed, drawn.knobs)
    where = Network.parse(network)
    agents = Agents(city, plant, where, COMMUNITY, LARGEST_MESSAGE, TABLES)
    sock = open_socket(0)
    port = int(sock.getsockname()[1])
    write_plant(city, where, port, folder, records)
    server = Server(sock, agents.answer, clock.now_ms)
    households = Households(city, plant)
    callers = Callers(seed, households, CallRates(), lambda *_event: None)
    server.start()
    try:
        yield Rig(city, plant, habits, records, clock, households, callers), server, port
    finally:
        server.stop()

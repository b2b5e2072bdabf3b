"""How the plant was set up: what feeds what, over how much cable, and the levels it was aligned to."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulator.city import City, Element
from simulator.levels.units import (
    AMPLIFIER_OUTPUT_DBMV,
    HEAD_OUTPUT_DBMV,
    PORT_OUTPUT_DBMV,
    RETURN_INPUT_DBMV,
    UPSTREAMS,
    Flags,
    Floats,
    Numbers,
)

OUTPUTS_DBMV = {"node_port": PORT_OUTPUT_DBMV, "amplifier": AMPLIFIER_OUTPUT_DBMV, "eoc_head": HEAD_OUTPUT_DBMV}
"""Elements that put out a level of their own, whatever cable is before them."""
FEEDER_DB_PER_M, DROP_DB_PER_M = 0.055, 0.18
"""Forward loss at the first channel, of street cable and of the cable into a home."""
WITH_AGC = 0.7
"""Share of amplifiers that hold their output."""
BAD_HOMES = 0.003
"""Share of modems whose wiring at home is honestly bad: none in a town of a few hundred."""
WEAKEST_DBMV, STRONGEST_DBMV = -7.0, 9.0
LEAST_TX_DBMV, LARGEST_TX_DBMV = 39.0, 47.5
"""Between these an installer brings a home's levels, with a pad or a better tap."""


@dataclass(frozen=True, slots=True)
class Design:
    """Arrays by element unless said otherwise, at the temperature the plant was set up at."""

    feed: Numbers
    """Element with an output of its own whose signal arrives: itself for those, -1 where there is none above."""
    above: Numbers
    """Of those with an output: the one before it; -1 for the first after the fibre and for all others."""
    ranks: tuple[Numbers, ...]
    """Elements with an output, by how many stand before them."""
    arriving_dbmv: Floats
    """Forward level of the first channel where it comes in."""
    cable_db: Floats
    """How much of the loss since the feed is cable, which weather and frequency change."""
    agc: Flags
    """Holds its output."""
    passive: Flags
    """Neither amplifies nor carries light."""
    node: Numbers
    """Optical node above, itself included; -1 where there is none."""
    terminals: Numbers
    group: Numbers
    """By terminal: place in `groups` of the service group it shares its return path with; -1 for none."""
    groups: tuple[int, ...]
    """CMTS ports; nodes where a CMTS has no ports."""
    upstream: Numbers
    """By terminal: which of its group's upstream channels it uses."""
    tx_dbmv: Floats
    """By terminal: what it has to transmit."""
    bad: Flags
    """By terminal: a home with bad wiring."""


def lay_out(city: City) -> Design:
    """Return the design of a city's plant."""
    count = len(city.elements)
    feed, above, node, groups = ([-1] * count for _ in range(4))
    rank = [-1] * count
    cable = [0.0] * count
    with_ports = {city.elements[number].parent for number in city.of_kind("cmts_port")}
    for number, element in enumerate(city.elements):
        parent = element.parent
        before = feed[parent] if parent >= 0 else -1
        run = cable[parent] if parent >= 0 and feed[parent] != parent else 0.0
        cable[number] = (run + span_m(element) * _db_per_m(element)) if before >= 0 else 0.0
        node[number] = number if element.kind == "optical_node" else node[parent] if parent >= 0 else -1
        groups[number] = number if _leads_group(city, number, with_ports) else groups[parent] if parent >= 0 else -1
        feed[number] = before
        if element.kind in OUTPUTS_DBMV:
            above[number] = before if element.kind == "amplifier" else -1
            rank[number] = rank[before] + 1 if above[number] >= 0 else 0
            feed[number] = number
    arriving = np.array([element.level_dbmv for element in city.elements], np.float32)
    ranks = np.array(rank, np.intp)
    draw = np.random.default_rng([city.seed, 0x1E])
    agc = draw.random(count) < WITH_AGC
    terminals = np.array(city.terminals, np.intp)
    bad = _bad_homes(city, draw)
    tx, arriving[terminals] = _at_home(city, arriving, bad, draw)
    lead = sorted(set(groups) - {-1})
    place = {element: position for position, element in enumerate(lead)}
    return Design(
        np.array(feed, np.intp), np.array(above, np.intp),
        tuple(np.flatnonzero(ranks == level) for level in range(int(ranks.max(initial=-1)) + 1)),
        arriving, np.array(cable, np.float32), agc,
        np.array([one.kind in {"tap", "building", "cable_modem", "eoc_unit", "set_top_box"} for one in city.elements]),
        np.array(node, np.intp), terminals,
        np.array([place.get(groups[number], -1) for number in city.terminals], np.intp), tuple(lead),
        np.arange(len(terminals)) % UPSTREAMS, tx, bad,
    )  # fmt: skip


def span_m(element: Element) -> float:
    """Return metres of cable from the parent, by the route where no length is recorded."""
    if element.length_m:
        return element.length_m
    east = 111_320.0 * math.cos(math.radians(element.lat))
    steps = zip(element.route, element.route[1:], strict=False)
    return sum(math.hypot((b[0] - a[0]) * east, (b[1] - a[1]) * 110_950.0) for a, b in steps)


def _db_per_m(element: Element) -> float:
    return DROP_DB_PER_M if element.kind in {"cable_modem", "eoc_unit", "set_top_box"} else FEEDER_DB_PER_M


def _leads_group(city: City, number: int, with_ports: set[int]) -> bool:
    """Tell whether an element is where the noise of a service group comes together."""
    element = city.elements[number]
    if element.kind == "cmts_port":
        return True
    return element.kind == "optical_node" and not with_ports


def _bad_homes(city: City, draw: np.random.Generator) -> Flags:
    """Return bool[terminals]: modems whose home is badly wired."""
    modems = [at for at, number in enumerate(city.terminals) if city.elements[number].kind == "cable_modem"]
    bad = np.zeros(len(city.terminals), bool)
    bad[draw.choice(modems, int(len(modems) * BAD_HOMES), replace=False) if modems else []] = True
    return bad


def _at_home(city: City, arriving: Floats, bad: Flags, draw: np.random.Generator) -> tuple[Floats, Floats]:
    """Return what terminals transmit and receive once an installer has been there, dBmV[terminals] each."""
    own = [city.elements[number] for number in city.terminals]
    spread = draw.uniform(0.0, 2.5, (2, len(own)))
    needed = np.array([RETURN_INPUT_DBMV + one.return_db for one in own])
    received = arriving[np.array(city.terminals, np.intp)]
    tx = np.clip(needed, LEAST_TX_DBMV + spread[0], LARGEST_TX_DBMV - spread[0])
    received = np.clip(received, WEAKEST_DBMV + spread[1], STRONGEST_DBMV - spread[1])
    tx[bad] += draw.uniform(5.0, 9.0, int(bad.sum()))
    received[bad] -= draw.uniform(5.0, 9.0, int(bad.sum()))
    return tx.astype(np.float32), received.astype(np.float32)

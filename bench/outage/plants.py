"""Random HFC plants of one headend: nodes, cascades of amplifiers, taps, buildings, supplies, zones of the mains."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from bench.outage.planting import Piece, city_of
from simulator.city import City
from simulator.mains import Mains, draw_mains

NODES_A_PORT = 4
"""Optical nodes that share a port of the CMTS."""
APART_M = 900.0
"""How far the nodes stand from one another."""


@dataclass(frozen=True, slots=True)
class Style:
    """What one operator's plant is like."""

    deepest: int
    """Most amplifiers in a row."""
    forks: float
    """Chance that a cable goes on in two directions behind an amplifier."""
    node_terminals: int
    """About so many behind a node."""
    in_buildings: float
    """Share of drops into buildings that have taps of their own inside."""
    detour: float
    """How much longer cable is than the straight way."""
    fed: int
    """Actives that live on one power supply."""
    transponders: tuple[float, float, float]
    """Shares of nodes, amplifiers and supplies that answer for themselves."""


def draw_style(draw: Random) -> Style:
    """Draw what a plant is like: from fibre deep, without a transponder, to long cascades with one in every third."""
    sparse, usual, dense = (0.3, 0.0, 0.2), (0.95, 0.05, 0.5), (1.0, 0.3, 0.8)
    return Style(
        deepest=draw.choice((1, 2, 3, 4, 5, 7)),
        forks=draw.uniform(0.2, 0.6),
        node_terminals=draw.choice((60, 100, 160, 250, 400)),
        in_buildings=draw.choice((0.0, 0.2, 0.5, 0.8)),
        detour=draw.uniform(1.05, 1.5),
        fed=draw.choice((2, 4, 6, 9)),
        transponders=draw.choice((sparse, usual, usual, dense)),
    )


def draw_plant(seed: int, terminals: int) -> City:
    """Return a plant of about so many terminals; the same for the same arguments."""
    draw = Random(f"outage plant {seed}")
    style = draw_style(draw)
    mains = draw_mains(draw)
    headend = Piece("headend", 0.0, 0.0)
    cmts = headend.add("cmts", 0.0, 0.0)
    cmts.agent = "docsis-cmts"
    nodes = max(1, round(terminals / style.node_terminals))
    side = math.ceil(math.sqrt(nodes))
    port = cmts
    for place in range(nodes):
        if place % NODES_A_PORT == 0:
            port = cmts.add("cmts_port", 0.0, 0.0)
        x, y = (place % side) * APART_M, (place // side) * APART_M
        node = port.add("optical_node", x + draw.uniform(-150, 150), y + draw.uniform(-150, 150), detour=style.detour)
        wanted = max(12, round(style.node_terminals * draw.uniform(0.6, 1.4)))
        _Grower(draw, style, mains).grow(node, wanted)
    return city_of(headend, seed, mains.zones)


@dataclass(slots=True)
class _Grower:
    """Lays the coax of one node."""

    draw: Random
    style: Style
    mains: Mains

    def grow(self, node: Piece, wanted: int) -> None:
        """Hang about `wanted` terminals behind a node, then give its actives current and a voice."""
        ports = self.draw.choice((1, 2, 3, 4))
        for number in range(ports):
            port = node.add("node_port", node.x, node.y)
            heading = 2.0 * math.pi * (number + self.draw.random() * 0.5) / ports
            self._amplifier(port, heading, math.ceil(wanted / ports), 1)
        self._power(node)
        self._equip(node)

    def _amplifier(self, above: Piece, heading: float, wanted: int, depth: int) -> None:
        """Hang an amplifier with its taps, and what comes behind it, until enough homes are served."""
        draw = self.draw
        here = self._ahead(above, heading, draw.uniform(80, 300), "amplifier")
        last = depth >= self.style.deepest
        own = wanted if last else min(wanted, max(4, round(wanted * draw.uniform(0.2, 0.5))))
        left = wanted - own
        cables = draw.choice((1, 2, 2, 3))
        for number in range(cables):
            side = heading + draw.choice((-1.2, -0.6, 0.6, 1.2)) + 0.3 * number
            self._cable(here, side, math.ceil(own / cables))
        if left >= 4:
            ways = 2 if left >= 12 and draw.random() < self.style.forks else 1
            for number in range(ways):
                turn = heading + (0.0 if ways == 1 else (-0.7, 0.7)[number]) + draw.uniform(-0.3, 0.3)
                self._amplifier(here, turn, left // ways, depth + 1)

    def _cable(self, above: Piece, heading: float, wanted: int) -> None:
        """Hang taps one after the other, each with its drops or a building."""
        here, served = above, 0
        while served < wanted:
            here = self._ahead(here, heading, self.draw.uniform(15, 60), "tap")
            if wanted - served >= 8 and self.draw.random() < self.style.in_buildings:
                served += self._building(here, min(wanted - served, self.draw.choice((8, 12, 20, 32))))
            else:
                count = min(wanted - served, self.draw.choice((2, 4, 4, 8)))
                self._homes(here, count, 25.0)
                served += count

    def _building(self, tap: Piece, homes: int) -> int:
        building = self._ahead(tap, self.draw.uniform(0, 6.3), self.draw.uniform(10, 30), "building")
        inside = building
        if homes > 12:
            inside = building.add("amplifier", building.x, building.y)
            inside.zone = self._zone(building)
        for first in range(0, homes, 4):
            landing = inside.add("tap", building.x, building.y)
            landing.length_m = 4.0
            self._homes(landing, min(4, homes - first), 3.0)
        return homes

    def _homes(self, tap: Piece, count: int, drop_m: float) -> None:
        for _ in range(count):
            home = self._ahead(tap, self.draw.uniform(0, 6.3), drop_m * self.draw.uniform(0.4, 1.2), "cable_modem")
            home.zone = self._zone(home)

    def _ahead(self, above: Piece, heading: float, far_m: float, kind: str) -> Piece:
        """Hang a piece where a cable of some length ends that leaves in a direction."""
        x, y = above.x + far_m * math.cos(heading), above.y + far_m * math.sin(heading)
        return above.add(kind, x, y, detour=self.style.detour)

    def _power(self, node: Piece) -> None:
        """Let runs of neighbouring actives live on one supply each, which stands beside the first of them."""
        actives = [piece for piece in node.walk() if piece.kind in {"optical_node", "amplifier"} and piece.zone < 0]
        for first in range(0, len(actives), self.style.fed):
            fed = actives[first : first + self.style.fed]
            supply = fed[0].add("line_power_supply", fed[0].x + 5.0, fed[0].y)
            supply.zone = self._zone(supply)
            for piece in fed:
                piece.supply = supply

    def _equip(self, node: Piece) -> None:
        """Give some of what stands in the street a transponder."""
        kinds = ("optical_node", "amplifier", "line_power_supply")
        agents = ("hms-node", "hms-amplifier", "hms-supply")
        share, agent = (dict(zip(kinds, of, strict=True)) for of in (self.style.transponders, agents))
        for piece in node.walk():
            in_street = piece.zone < 0 or piece.kind == "line_power_supply"
            if piece.kind in share and in_street and self.draw.random() < share[piece.kind]:
                piece.agent = agent[piece.kind]

    def _zone(self, piece: Piece) -> int:
        return self.mains.zone((piece.x, piece.y))

"""Headend and hubs, their gear, and the fibres between them and the streets."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from random import Random

from simulator.feeder import Piece
from simulator.streets import Corner, Point, Street, Town, walk

FIBRE_SLACK = 1.06
"""Fibre in the duct for each metre of street: it is coiled at every joint."""


@dataclass(frozen=True, slots=True)
class Fibre:
    """Where a fibre may go on from."""

    piece: int
    corner: Corner
    at: Point


@dataclass(slots=True)
class Hubs:
    """Puts gear into hubs and leads fibres out of them."""

    draw: Random
    town: Town
    pieces: list[Piece]

    def headend(self, corner: Corner) -> Fibre:
        """Place the headend."""
        at = self.town.corner(corner)
        return Fibre(self._add(Piece("headend", -1, at)), corner, at)

    def hub(self, headend: Fibre, corner: Corner) -> Fibre:
        """Place a hub with its UPS and switch."""
        hub = self.lead(headend, corner, "hub")
        self._add(Piece("ups", hub.piece, hub.at, agent="ups"))
        self._add(Piece("switch", hub.piece, hub.at, agent="switch"))
        return hub

    def gear(self, hub: Fibre, kind: str, agent: str) -> Fibre:
        """Place a CMTS or an OLT in a hub."""
        return Fibre(self._add(Piece(kind, hub.piece, hub.at, agent=agent)), hub.corner, hub.at)

    def port(self, gear: Fibre, kind: str, number: int) -> Fibre:
        """Add a port to a CMTS or an OLT."""
        return Fibre(self._add(Piece(kind, gear.piece, gear.at, number=number)), gear.corner, gear.at)

    def lead(self, fibre: Fibre, corner: Corner, kind: str, street: Street | None = None) -> Fibre:
        """Lead a fibre along the streets to a corner and place a hub, a splitter or a node there."""
        way = [self.town.corner(passed) for passed in walk(fibre.corner, corner)]
        at = way[-1] if len(way) > 1 else (fibre.at[0] + 2.0, fibre.at[1])
        route = [fibre.at, *way[1:-1], at]
        length = sum(math.dist(a, b) for a, b in itertools.pairwise(route))
        piece = Piece(kind, fibre.piece, at, route, street=street, length_m=length * FIBRE_SLACK + 20.0)
        return Fibre(self._add(piece), corner, at)

    def _add(self, piece: Piece) -> int:
        self.pieces.append(piece)
        return len(self.pieces) - 1

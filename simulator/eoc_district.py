"""Districts on EoC and fibre: PON ports, two stages of splitters, EoC heads in buildings, and homes with an ONU."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulator.cells import Cell
from simulator.feeder import AMPLIFIER_OUTPUT_DBMV, SPLIT_DB, Piece
from simulator.flats import Block, Builder, Estate, Source
from simulator.hubs import FIBRE_SLACK, Fibre, Hubs
from simulator.premises import Frontage, Home
from simulator.sizes import CitySize
from simulator.streets import Corner

HEADS = 6
"""EoC heads on a PON port; a small cell has fewer."""
HOMES_PER_HEAD = 60
SPLITTERS = 3
"""Splitters of the second stage."""
FIBRE_HOMES = 0.06
"""Homes that have an ONU of their own, as a share."""


@dataclass(slots=True)
class Pon:
    """One PON port's cell, as it is drawn."""

    builder: Builder
    cell: Cell
    size: CitySize
    splitters: list[Fibre]
    fronts: list[Frontage]
    """Blocks of streets nothing stands on yet, in no order."""
    estate: Estate

    def head(self, splitter: Fibre, homes: int) -> tuple[int, list[Home]]:
        """Put an EoC head into a building and lead its coax through that and a neighbour; return it and its homes."""
        builder, town = self.builder, self.builder.town
        where = self.fronts.pop()
        run = math.dist(*(town.corner(corner) for corner in where.block))
        blocks: list[Block] = []
        while homes > 0 and len(blocks) < 4:
            metres = run * (0.15 + 0.22 * len(blocks))
            blocks.append(builder.plan(where, metres, homes))
            homes -= len(blocks[-1].flats)
        stands = where.beside(town, blocks[0].metres, blocks[0].offset)
        start = splitter.at
        route = [start, (stands[0], start[1]), stands]
        length_m = (abs(stands[0] - start[0]) + abs(stands[1] - start[1])) * FIBRE_SLACK + 15.0
        builder.pieces.append(Piece(
            "eoc_head", splitter.piece, stands, route, street=where.street, block=where.block, length_m=length_m,
            zone=builder.mains.zone(stands), agent="eoc-head",
        ))  # fmt: skip
        number = len(builder.pieces) - 1
        split = SPLIT_DB[len(blocks)]
        source = Source(number, stands, AMPLIFIER_OUTPUT_DBMV - split, split, 0)
        found = []
        for block in blocks:
            found += builder.build(block, self.estate, source, "eoc_unit", amplified=False)
        return number, found

    def house(self, splitter: Fibre) -> Home:
        """Draw a house with a fibre of its own."""
        builder, town, draw = self.builder, self.builder.town, self.builder.draw
        where = draw.choice(self.fronts)
        run = math.dist(*(town.corner(corner) for corner in where.block))
        left = draw.random() < 0.5
        metres = draw.uniform(0.1, 0.9) * run
        at = where.beside(town, metres, draw.uniform(12.0, 24.0) * (1 if left else -1))
        zh, en = builder.addresses.number(town, where, metres, left=left)
        start = splitter.at
        length_m = (abs(at[0] - start[0]) + abs(at[1] - start[1])) * FIBRE_SLACK
        route = (start, (at[0], start[1]), at)
        return Home(splitter.piece, at, route, zh, en, 0.0, 0.0, 0, length_m, "onu")


def draw_pon(
    builder: Builder, hubs: Hubs, olt: Fibre, number: int, cell: Cell, size: CitySize
) -> tuple[list[Home], list[int]]:
    """Draw one PON port, its heads and its homes; return the homes and the heads."""
    draw = builder.draw
    fibre = hubs.port(olt, "pon_port", number)
    middle = (cell.origin[0] + size.columns // 2, cell.origin[1] + size.rows // 2)
    first = hubs.lead(fibre, middle, "splitter")
    corners = [(cell.origin[0] + i, cell.origin[1] + j) for i in range(size.columns) for j in range(size.rows)]
    splitters = [hubs.lead(first, corner, "splitter") for corner in draw.sample(corners, SPLITTERS)]
    fronts = _fronts(builder, cell, size)
    draw.shuffle(fronts)
    pon = Pon(builder, cell, size, splitters, fronts, builder.estate())
    of_their_own = round(cell.homes * FIBRE_HOMES)
    wanted = max(min(HEADS, round(cell.homes / HOMES_PER_HEAD)), 1)
    homes: list[Home] = []
    heads = []
    for index in range(wanted):
        share = (cell.homes - of_their_own - len(homes)) / (wanted - index)
        head, behind = pon.head(splitters[index % SPLITTERS], max(round(share), 4))
        heads.append(head)
        homes += behind
    homes += [pon.house(splitters[index % SPLITTERS]) for index in range(of_their_own)]
    return homes, heads


def _fronts(builder: Builder, cell: Cell, size: CitySize) -> list[Frontage]:
    """Return the blocks between neighbouring corners of a cell."""
    west, south = cell.origin
    across: list[tuple[Corner, Corner]] = [
        ((west + i, south + j), (west + i + 1, south + j)) for i in range(size.columns - 1) for j in range(size.rows)
    ]
    along: list[tuple[Corner, Corner]] = [
        ((west + i, south + j), (west + i, south + j + 1)) for i in range(size.columns) for j in range(size.rows - 1)
    ]
    return [Frontage(block, builder.town.street(*block)[1]) for block in across + along]

"""Draws a town of hubs, coax districts and a part on EoC and fibre."""

from __future__ import annotations

from random import Random

from simulator import people
from simulator.cells import Cell, columns_of, lay_out, rows_of, territories
from simulator.city import City
from simulator.coax_district import draw_group
from simulator.eoc_district import draw_pon
from simulator.feeder import Piece
from simulator.flats import Builder
from simulator.hubs import Hubs
from simulator.mains import draw_mains
from simulator.ordering import ordered
from simulator.premises import Addresses, Home
from simulator.sizes import CitySize
from simulator.streets import draw_town
from simulator.tenants import TWO_WAY, Tenants
from simulator.townsfolk import Townsfolk
from simulator.transponders import equip

TWO_NODES = 0.55
"""Share of service groups that have two nodes."""


def draw_urban(seed: int, size: CitySize) -> City:
    """Draw a town of a size; the same seed gives the same town.

    1. Streets, the mains, and who serves which part of town.
    2. Hub by hub: its gear, its coax districts, its PON ports.
    3. People and their terminals; who in the street can be asked.
    """
    draw = Random(f"city {size.name} {seed}")
    town = draw_town(draw, columns_of(size) * size.columns, rows_of(size) * size.rows)
    layout = lay_out(draw, town, size, round(size.terminals / TWO_WAY))
    station_of, areas = territories(draw, layout)
    pieces: list[Piece] = []
    mains = draw_mains(draw)
    builder = Builder(draw, town, pieces, mains, Addresses(set()))
    hubs = Hubs(draw, town, pieces)
    headend = hubs.headend(layout.middle(list(layout.cells)))
    settled: list[tuple[Cell, list[Home]]] = []
    heads: list[int] = []
    hub_of = [0]
    for number in range(size.hubs):
        cells = layout.of_hub(number)
        hub = hubs.hub(headend, layout.middle(cells))
        pieces[hub.piece + 1].zone = mains.zone(pieces[hub.piece].at)
        cmts = hubs.gear(hub, "cmts", "docsis-cmts")
        groups = _groups(draw, [cell for cell in cells if not cell.eoc])
        for port, group in enumerate(groups, start=1):
            settled += draw_group(builder, hubs, cmts, port, group, size)
        pons = [cell for cell in cells if cell.eoc]
        if pons:
            olt = hubs.gear(hub, "olt", "olt")
            for port, cell in enumerate(pons, start=1):
                homes, found = draw_pon(builder, hubs, olt, port, cell, size)
                settled.append((cell, homes))
                heads += found
        hub_of += [number] * (len(pieces) - len(hub_of))
    equip(draw, pieces, hub_of, seed % 2)
    folk_draw = Random(f"people {size.name} {seed}")
    tenants = Tenants(folk_draw, town, mains, Townsfolk(people.draw_people(folk_draw)))
    for head in heads:
        tenants.built_in(head, pieces[head])
    for cell, homes in settled:
        tenants.move_in(homes, pieces, station_of[cell])
    return ordered(seed, town, pieces, tenants.loose, tenants.subscribers, areas, mains.zones)


def _groups(draw: Random, cells: list[Cell]) -> list[list[Cell]]:
    """Cut a hub's nodes into service groups of one or two neighbours."""
    groups: list[list[Cell]] = []
    for cell in cells:
        if groups and len(groups[-1]) == 1 and draw.random() < TWO_NODES:
            groups[-1].append(cell)
        else:
            groups.append([cell])
    return groups

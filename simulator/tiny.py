"""Draws a tiny town: one headend, one CMTS, two nodes, a few streets, and exactly what its size says."""

from __future__ import annotations

from random import Random

from simulator import people
from simulator.city import City, Element, Subscriber, Territory
from simulator.feeder import Feeder, Piece
from simulator.ordering import ordered
from simulator.premises import Home, settle
from simulator.sizes import TinySize
from simulator.streets import Corner, Town, draw_town, spanning_tree, walk

MOST_TRIES = 5000
FEWEST_MODEMS = 3
"""Behind every amplifier and port, so that its death is more than a few people switching off."""
_MAKERS = ("00:15:9a", "3c:36:e4", "b0:93:5b", "5c:e3:0e", "c8:fb:26")
_UNITS = (
    ("城西广电站", "Westside Station"),
    ("城东广电站", "Eastside Station"),
    ("宏达线路工程队", "Hongda Line Crew"),
)


def draw_tiny(seed: int, size: TinySize) -> City:
    """Draw a tiny town; the same seed gives the same town."""
    draw = Random(f"city {seed}")
    for _ in range(MOST_TRIES):
        town = draw_town(draw, size.nodes * size.columns, size.rows)
        pieces, homes = _plant(draw, town, size)
        city = _finish(seed, town, pieces, homes, size) if homes else None
        if city is not None and _telling(city):
            return city
    msg = f"no town of size {size.name} came out of seed {seed} in {MOST_TRIES} tries"
    raise RuntimeError(msg)


def _plant(draw: Random, town: Town, size: TinySize) -> tuple[list[Piece], list[Home]]:
    """Draw headend, CMTS, nodes and their cables; no homes where the draw does not meet the size."""
    middle: Corner = (size.nodes * size.columns // 2, size.rows - 1)
    hub = town.corner(middle)
    pieces = [Piece("headend", -1, hub), Piece("cmts", 0, hub, agent="docsis-cmts")]
    for index in range(size.nodes):
        origin = (index * size.columns, 0)
        root = (origin[0] + draw.randrange(1, size.columns - 1), draw.randrange(1, size.rows - 1))
        tree = spanning_tree(draw, size.columns, size.rows, root, origin)
        fibre = [town.corner(corner) for corner in walk(middle, root)]
        pieces.append(Piece("optical_node", 1, fibre[-1], fibre, street=town.streets[root[1]],
                            agent="hms-node"))  # fmt: skip
        first = len(pieces)
        Feeder(draw, town, tree, pieces, draw.uniform(17.0, 25.0)).grow(first - 1, root)
        if not _sound(pieces, first):
            return pieces, []
    taps = [piece for piece in pieces if piece.kind == "tap"]
    fits = len(taps) <= size.homes <= sum(tap.ways for tap in taps)
    if sum(piece.kind == "amplifier" for piece in pieces) != size.amplifiers or not fits:
        return pieces, []
    return pieces, settle(draw, town, pieces, size.homes)


def _sound(pieces: list[Piece], first: int) -> bool:
    """Tell whether a node has two to four ports, cascades two to four deep, and a branch among its amplifiers."""
    own = pieces[first:]
    ports = sum(piece.kind == "node_port" for piece in own)
    deepest = max(piece.depth for piece in own)
    fed = [_fed_by_amplifier(pieces, piece) for piece in own if piece.kind == "amplifier"]
    return 2 <= ports <= 4 and 2 <= deepest <= 4 and len(set(fed)) < len(fed)


def _telling(city: City) -> bool:
    """Tell whether somebody would notice the loss of any amplifier or port."""
    return all(
        len(city.terminals_behind(number)) >= FEWEST_MODEMS
        for number, element in enumerate(city.elements)
        if element.kind in {"amplifier", "node_port"}
    )


def _fed_by_amplifier(pieces: list[Piece], piece: Piece) -> int:
    """Return the next amplifier or port upstream."""
    number = piece.parent
    while pieces[number].kind == "tap":
        number = pieces[number].parent
    return number


def _finish(seed: int, town: Town, pieces: list[Piece], homes: list[Home], size: TinySize) -> City:
    """Put people into the homes and terminals behind the taps, bring all into preorder and name it."""
    draw = Random(f"people {seed}")
    folk = people.draw_people(draw)
    territories = _territories(town, size)
    macs: set[str] = set()
    loose: list[tuple[int, Element]] = []
    subscribers: list[Subscriber] = []
    for number, home in enumerate(homes):
        person = folk.account()
        address = home.address_en if person.in_english else home.address_zh
        lon, lat = town.place(home.at)
        modem, set_top = _terminals(draw, macs)
        for mac, kind in ((modem, "cable_modem"), (set_top, "set_top_box")):
            if mac:
                route = tuple(town.place(point) for point in home.route)
                loose.append((home.parent, Element(
                    mac, kind, "", -1, lon, lat, address, route, level_dbmv=home.level_dbmv,
                    return_db=home.return_db, depth=home.depth, one_way=kind == "set_top_box",
                    length_m=round(home.length_m, 1), zone=0,
                    agent="docsis-modem" if kind == "cable_modem" else "",
                )))  # fmt: skip
        territory = territories[min(_column(town, home.at[0]) // size.columns, size.nodes - 1)]
        subscribers.append(Subscriber(
            f"{100_001 + number}", person, address, lon, lat, home.parent, territory.unit,
            tuple(people.services(draw, modem, set_top)),
        ))  # fmt: skip
    return ordered(seed, town, pieces, loose, subscribers, territories)


def _terminals(draw: Random, macs: set[str]) -> tuple[str, str]:
    """Draw the MACs of a home's modem and one-way set-top box; empty for what it has not."""
    chance = draw.random()
    modem = draw_mac(draw, macs) if chance < 0.90 else ""
    set_top = draw_mac(draw, macs) if chance < 0.10 or 0.90 <= chance < 0.96 else ""
    return modem, set_top


def draw_mac(draw: Random, macs: set[str]) -> str:
    """Draw a MAC that nobody in `macs` has, and add it."""
    while True:
        tail = f"{draw.randrange(1 << 24):06x}"
        mac = f"{draw.choice(_MAKERS)}:{tail[:2]}:{tail[2:4]}:{tail[4:]}"
        if mac not in macs:
            macs.add(mac)
            return mac


def _territories(town: Town, size: TinySize) -> tuple[Territory, ...]:
    """Cut the town into one strip per node, a street's width wider than its corners."""
    margin = 60.0
    south, north = town.ys[0] - margin, town.ys[-1] + margin
    found = []
    for index in range(size.nodes):
        west = town.xs[0] - margin if index == 0 else _between(town, index * size.columns)
        last = index == size.nodes - 1
        east = town.xs[-1] + margin if last else _between(town, (index + 1) * size.columns)
        outline = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        zh, en = _UNITS[index % len(_UNITS)]
        found.append(
            Territory(f"AREA{index + 1}", f"{index + 1}片区 District {index + 1}", f"{zh} {en}",
                      tuple(town.place(point) for point in outline))
        )  # fmt: skip
    return tuple(found)


def _between(town: Town, column: int) -> float:
    return (town.xs[column - 1] + town.xs[column]) / 2


def _column(town: Town, x: float) -> int:
    """Return the avenue next to a place."""
    return min(range(len(town.xs)), key=lambda column: abs(town.xs[column] - x))

"""Homes behind the taps: which tap ports are taken, and the houses and blocks of flats they lead to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from simulator.feeder import Piece
from simulator.streets import Corner, Point, Street, Town, beside

DROP_DB_PER_M = 0.18
"""Forward loss of drop cable."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where one household is and what its outlet gets."""

    parent: int
    """Piece it hangs on: a tap, or the building that hangs on one."""
    at: Point
    route: tuple[Point, ...]
    """Drop from the tap; empty inside a building."""
    address_zh: str
    address_en: str
    level_dbmv: float
    """Forward level at the terminal."""
    return_db: float
    """Return loss from the terminal to the next amplifier or node."""
    depth: int
    length_m: float = 0.0
    """Cable from the parent."""
    kind: str = "cable_modem"
    """Terminal that brings it broadband, where it has some."""


@dataclass(frozen=True, slots=True)
class Frontage:
    """A block of a street, for what stands along it."""

    block: tuple[Corner, Corner]
    street: Street

    def beside(self, town: Town, metres: float, offset: float) -> Point:
        """Return the point `metres` along the block, `offset` metres to the left of it."""
        a, b = (town.corner(corner) for corner in self.block)
        return beside(a, b, metres, offset)


def frontage(tap: Piece) -> Frontage:
    """Return the block a tap stands on."""
    if tap.block is None or tap.street is None:
        msg = "a tap stands on a block of a street"
        raise ValueError(msg)
    return Frontage(tap.block, tap.street)


@dataclass(slots=True)
class Addresses:
    """Gives out house numbers along the streets, odd on the left, none twice."""

    taken: set[tuple[str, int]]

    def number(self, town: Town, where: Frontage, metres: float, *, left: bool) -> tuple[str, str]:
        """Return an address in Chinese and English for the house `metres` along a block."""
        key, street = town.street(*where.block)
        a, b = (town.corner(corner) for corner in where.block)
        west_or_south = min(sum(a), sum(b))
        along_street = west_or_south + (metres if sum(a) <= sum(b) else math.dist(a, b) - metres)
        number = 2 * int(along_street / 8.0) + (1 if left else 2)
        while (key, number) in self.taken:
            number += 2
        self.taken.add((key, number))
        return f"{street.zh}{number}号", f"{number} {street.en}"


def settle(draw: Random, town: Town, pieces: list[Piece], homes: int) -> list[Home]:
    """Draw `homes` homes onto the ports of the taps among `pieces`, adding buildings to `pieces`.

    Every tap serves somebody; which further ports are taken is chance. Some eight-way taps feed a
    block of flats. Raises ValueError where the taps have fewer ports than homes are wanted.
    """
    taps = [number for number, piece in enumerate(pieces) if piece.kind == "tap"]
    spare = [tap for tap in taps for _ in range(pieces[tap].ways - 1)]
    if not len(taps) <= homes <= len(taps) + len(spare):
        msg = f"{homes} homes do not fit {len(taps)} taps with {len(taps) + len(spare)} ports"
        raise ValueError(msg)
    taken = dict.fromkeys(taps, 1)
    for tap in draw.sample(spare, homes - len(taps)):
        taken[tap] += 1
    addresses = Addresses(set())
    settled: list[Home] = []
    for tap in taps:
        flats = pieces[tap].ways == 8 and taken[tap] >= 4 and draw.random() < 0.6
        build = _flats if flats else houses
        settled += build(draw, town, pieces, tap, taken[tap], addresses)
    return settled


def houses(draw: Random, town: Town, pieces: list[Piece], number: int, count: int, addresses: Addresses) -> list[Home]:
    """Return `count` houses around the tap `number`, each at the end of a drop."""
    tap = pieces[number]
    where = frontage(tap)
    homes = []
    for index in range(count):
        left = draw.random() < 0.5
        metres = metres_along(town, tap) + (index - count / 2) * 6.0 + draw.uniform(-2.0, 2.0)
        at = where.beside(town, metres, draw.uniform(12.0, 24.0) * (1 if left else -1))
        zh, en = addresses.number(town, where, max(metres, 0.0), left=left)
        homes.append(_home(draw, number, tap, at, (tap.at, at), zh, en))
    return homes


def _flats(draw: Random, town: Town, pieces: list[Piece], number: int, count: int, addresses: Addresses) -> list[Home]:
    """Add a block of flats behind the tap, and its households."""
    tap = pieces[number]
    where = frontage(tap)
    left = draw.random() < 0.5
    metres = metres_along(town, tap)
    offset = draw.uniform(20.0, 28.0) * (1 if left else -1)
    building = Piece(
        "building", number, where.beside(town, metres, offset), footprint=footprint(town, where, metres, offset),
        block=tap.block, street=tap.street, depth=tap.depth,
    )  # fmt: skip
    pieces.append(building)
    zh, en = addresses.number(town, where, metres, left=left)
    homes = []
    for index in range(count):
        entrance, flat = 1 + index % 2, 100 * (1 + index // 2) + 1 + index % 2
        name = (f"{zh}{entrance}单元{flat}室", f"Apt {entrance}-{flat}, {en}")
        homes.append(_home(draw, len(pieces) - 1, tap, building.at, (), *name))
    return homes


def footprint(town: Town, where: Frontage, metres: float, offset: float, length: float = 30.0) -> list[Point]:
    """Return the closed outline of a building 12 m deep, its middle at a place beside a block."""
    half = length / 2
    corners = [(-half, -6), (half, -6), (half, 6), (-half, 6), (-half, -6)]
    return [where.beside(town, metres + along, offset + across) for along, across in corners]


def metres_along(town: Town, tap: Piece) -> float:
    """Return how far along its block a tap stands."""
    return math.dist(town.corner(frontage(tap).block[0]), tap.at)


def _home(draw: Random, parent: int, tap: Piece, at: Point, route: tuple[Point, ...], zh: str, en: str) -> Home:
    drop_m = math.dist(tap.at, at) + draw.uniform(6.0, 14.0)
    inside_db = draw.choice((3.5, 7.0, 7.0, 10.5)) + draw.uniform(0.0, 1.5)
    loss = drop_m * DROP_DB_PER_M
    level = tap.level_dbmv - tap.value_db - loss - inside_db
    return_db = tap.return_db + tap.value_db + loss * 0.4 + inside_db
    return Home(parent, at, route, zh, en, level, return_db, tap.depth, drop_m)

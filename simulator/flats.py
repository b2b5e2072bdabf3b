"""Blocks of flats: buildings with entrances and floors, and the amplifier and taps in their stairwells."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from random import Random

from simulator.feeder import AMPLIFIER_OUTPUT_DBMV, RETURN_SHARE, SPLIT_DB, Piece, tap_value, through_db
from simulator.mains import Mains
from simulator.premises import DROP_DB_PER_M, Addresses, Frontage, Home, footprint
from simulator.streets import Point, Town

LEAD_IN_DB_PER_M = 0.1
"""Forward loss of the cable from the street into a building, and up its stairwell."""
RISER_WAYS = 8
FEW_HOMES = 2 * RISER_WAYS
"""Homes at most of a building whose taps live on the level of the street's tap."""
WEAK_DBMV = 4.0
"""A drop that brings less leads to a single outlet."""
STRONG_DBMV = 30.0
"""Above this a building's cable can be split to its entrances without an amplifier."""
_SHAPES = ((1, 6), (2, 6), (2, 6), (3, 6), (3, 6), (4, 6), (2, 11), (1, 18))
"""Entrances and floors of blocks as they are built; two flats a floor, four in a tower."""
_ESTATES = (
    ("翠湖", "Green Lake"), ("阳光", "Sunshine"), ("金桂", "Golden Osmanthus"), ("江景", "Riverview"),
    ("世纪", "Century"), ("书香", "Scholars"), ("枫林", "Maple"), ("望城", "Cityview"), ("康乐", "Kangle"),
    ("玉兰", "Magnolia"), ("滨河", "Riverside"), ("银杏", "Ginkgo"), ("东湖", "East Lake"), ("新世界", "New World"),
)  # fmt: skip
_SORTS = (("花园", "Gardens"), ("小区", "Estate"), ("家园", "Homes"), ("苑", "Court"), ("公寓", "Apartments"))
_PARTS = (
    ("", ""), ("一期", " Phase 1"), ("二期", " Phase 2"), ("三期", " Phase 3"), ("东区", " East"), ("西区", " West"),
    ("南区", " South"), ("北区", " North"),
)  # fmt: skip

Flat = tuple[int, int]
"""Entrance and room number."""


@dataclass(slots=True)
class Estate:
    """Blocks of flats under one name, numbered as they are built."""

    zh: str
    en: str
    blocks: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """What a building's cable comes from."""

    piece: int
    at: Point
    level_dbmv: float
    """At the port the building gets."""
    return_db: float
    depth: int
    ports: int = 0
    """Ports it has for homes: few enough homes have one each, and the building no taps."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of flats as it is planned."""

    where: Frontage
    metres: float
    offset: float
    flats: tuple[Flat, ...]
    """Those that are connected."""


@dataclass(slots=True)
class Builder:
    """Builds blocks of flats into `pieces`."""

    draw: Random
    town: Town
    pieces: list[Piece]
    mains: Mains
    addresses: Addresses
    _names: list[tuple[str, str]] = field(default_factory=list)
    """Of estates still to come, the next one last."""

    def estate(self) -> Estate:
        """Draw a name for the blocks of one part of town, another one until all have been used."""
        if not self._names:
            for zh, en in reversed(_PARTS):
                names = [(name + sort + zh, f"{english} {kind}{en}")
                         for name, english in _ESTATES for sort, kind in _SORTS]  # fmt: skip
                self.draw.shuffle(names)
                self._names += names
        return Estate(*self._names.pop())

    def plan(self, where: Frontage, metres: float, most: int) -> Block:
        """Draw a block of flats of at most `most` connected homes beside a street."""
        entrances, floors = self.draw.choice(_SHAPES)
        a_floor = 4 if floors > 11 else 2
        rooms = [
            (entrance, 100 * floor + room)
            for entrance in range(1, entrances + 1)
            for floor in range(1, floors + 1)
            for room in range(1, a_floor + 1)
        ]
        wanted = min(round(len(rooms) * self.draw.uniform(0.65, 0.95)), most)
        left = 1 if self.draw.random() < 0.5 else -1
        flats = tuple(sorted(self.draw.sample(rooms, wanted)))
        return Block(where, metres, self.draw.uniform(20.0, 28.0) * left, flats)

    def build(self, block: Block, estate: Estate, source: Source, kind: str, *, amplified: bool) -> list[Home]:
        """Build a block behind a source and return its homes, whose terminals are of a kind."""
        at = block.where.beside(self.town, block.metres, block.offset)
        estate.blocks += 1
        zh, en = f"{estate.zh}{estate.blocks}栋", f"{estate.en} {estate.blocks}"
        length_m = abs(at[0] - source.at[0]) + abs(at[1] - source.at[1]) + self.draw.uniform(5.0, 12.0)
        loss = length_m * LEAD_IN_DB_PER_M
        outline = footprint(self.town, block.where, block.metres, block.offset, 8.0 + 9.0 * block.flats[-1][0])
        building = Piece(
            "building", source.piece, at, footprint=outline, block=block.where.block, street=block.where.street,
            level_dbmv=source.level_dbmv - loss, return_db=source.return_db + loss * RETURN_SHARE,
            depth=source.depth, length_m=length_m, label=(zh, en),
        )  # fmt: skip
        number = self._add(building)
        left = block.offset > 0
        street_zh, street_en = self.addresses.number(self.town, block.where, max(block.metres, 0.0), left=left)
        address = (f"{street_zh}{zh}", f"{en}, {street_en}")
        if len(block.flats) <= source.ports:
            return [self._home(flat, number, building, 0.0, address, kind) for flat in block.flats]
        if amplified:
            number, building = self._amplify(number, building)
        shafts = [list(block.flats)]
        if amplified or source.level_dbmv > STRONG_DBMV:
            shafts = [list(flats) for _, flats in itertools.groupby(block.flats, key=lambda flat: flat[0])]
        split = SPLIT_DB[min(len(shafts), len(SPLIT_DB) - 1)]
        return [
            home for shaft in shafts for home in self._riser(shaft, number, building, split, address, kind, (zh, en))
        ]

    def _amplify(self, number: int, building: Piece) -> tuple[int, Piece]:
        """Put an amplifier into the cellar, on the building's mains."""
        amplifier = Piece(
            "amplifier", number, building.at, street=building.street, level_dbmv=building.level_dbmv,
            return_db=building.return_db, depth=building.depth + 1, length_m=self.draw.uniform(4.0, 9.0),
            zone=self.mains.zone(building.at), label=building.label,
        )  # fmt: skip
        return self._add(amplifier), amplifier

    def _riser(
        self, flats: list[Flat], number: int, above: Piece, split_db: float, address: tuple[str, str], kind: str,
        label: tuple[str, str],
    ) -> list[Home]:  # fmt: skip
        """String taps up a stairwell, one for each few floors."""
        fresh = above.kind != "building"
        level = (AMPLIFIER_OUTPUT_DBMV if fresh else above.level_dbmv) - split_db
        return_db = (0.0 if fresh else above.return_db) + split_db
        homes = []
        for first in range(0, len(flats), RISER_WAYS):
            some = flats[first : first + RISER_WAYS]
            length_m = self.draw.uniform(8.0, 20.0)
            level -= length_m * LEAD_IN_DB_PER_M
            return_db += length_m * LEAD_IN_DB_PER_M * RETURN_SHARE
            entrance = some[0][0]
            tap = Piece(
                "tap", number, above.at, block=above.block, street=above.street, level_dbmv=level, return_db=return_db,
                depth=above.depth, ways=RISER_WAYS, value_db=tap_value(level), length_m=length_m,
                label=(f"{label[0]}{entrance}单元", f"{label[1]} entrance {entrance}"),
            )  # fmt: skip
            number = self._add(tap)
            homes += [self._home(flat, number, tap, tap.value_db, address, kind) for flat in some]
            level -= through_db(tap.value_db)
            return_db += through_db(tap.value_db)
        return homes

    def _home(
        self, flat: Flat, number: int, above: Piece, value_db: float, address: tuple[str, str], kind: str
    ) -> Home:
        entrance, room = flat
        length_m = self.draw.uniform(8.0, 26.0)
        loss = length_m * DROP_DB_PER_M
        weak = above.level_dbmv - value_db - loss < WEAK_DBMV
        inside_db = 3.5 if weak else self.draw.choice((3.5, 3.5, 7.0)) + self.draw.uniform(0.0, 1.5)
        return Home(
            number, above.at, (), f"{address[0]}{entrance}单元{room}室", f"Apt {entrance}-{room}, {address[1]}",
            above.level_dbmv - value_db - loss - inside_db, above.return_db + value_db + loss * 0.4 + inside_db,
            above.depth, length_m, kind,
        )  # fmt: skip

    def _add(self, piece: Piece) -> int:
        self.pieces.append(piece)
        return len(self.pieces) - 1

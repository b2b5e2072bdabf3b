"""Coax of one optical node, grown along the streets the way levels demand it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from random import Random

from simulator.streets import Corner, Point, Street, Town, along

PORT_OUTPUT_DBMV = 48.0
AMPLIFIER_OUTPUT_DBMV = 46.0
FEEDER_DB_PER_M = 0.055
"""Forward loss of hard-line feeder cable at the design frequency."""
EXPRESS_DB_PER_M = 0.035
RETURN_SHARE = 0.25
"""Loss at return frequencies, as a share of the forward loss of the same cable."""
SPLIT_DB = (0.0, 0.0, 4.0, 6.0, 7.5, 9.0, 10.0, 11.0, 12.0)
"""Loss of splitting a signal into 0, 1, 2 … branches."""
TAP_TARGET_DBMV = 14.0
TAP_VALUES_DB = (8, 11, 14, 17, 20, 23, 26, 29)


def tap_value(level_dbmv: float) -> int:
    """Return the value in dB of the tap whose ports get what a home needs out of a feeder at a level."""
    return min(TAP_VALUES_DB, key=lambda db: abs(level_dbmv - db - TAP_TARGET_DBMV))


def through_db(value_db: int) -> float:
    """Return what a tap of a value takes from the feeder that goes on."""
    return 0.4 + 28.0 / math.pow(value_db, 1.4)


@dataclass(slots=True)
class Piece:
    """An element as it is drawn; `parent` is a number in the list it is drawn into."""

    kind: str
    parent: int
    at: Point
    route: list[Point] = field(default_factory=list)
    """From the parent to here along the streets, metres; empty where no cable is drawn."""
    footprint: list[Point] = field(default_factory=list)
    block: tuple[Corner, Corner] | None = None
    street: Street | None = None
    level_dbmv: float = 0.0
    """Forward level that arrives here."""
    return_db: float = 0.0
    """Return loss from here to the next amplifier or node towards the CMTS."""
    depth: int = 0
    """Amplifiers on the way here, this one included."""
    ways: int = 0
    value_db: int = 0
    number: int = 0
    """Which port of its node, CMTS or OLT, for a port."""
    length_m: float = 0.0
    """Cable from the parent where it is longer than the route, or has none; 0: as long as the route."""
    supply: int = -1
    """Piece whose current it lives on; -1: none."""
    zone: int = -1
    """Zone of the mains it is plugged into; -1: none."""
    agent: str = ""
    """What its SNMP agent speaks; empty: nobody answers."""
    label: tuple[str, str] = ("", "")
    """What it is called, Chinese and English, where its kind and street do not say enough."""


@dataclass(slots=True)
class Feed:
    """The end of a cable that is still to lead somewhere."""

    source: int
    level_dbmv: float
    return_db: float
    depth: int
    trail: list[Point]
    """Where the cable went since its source."""

    def further(self, metres: float, to: Point, db_per_m: float) -> Feed:
        """Return the feed after `metres` more of cable."""
        loss = metres * db_per_m
        return Feed(
            self.source,
            self.level_dbmv - loss,
            self.return_db + loss * RETURN_SHARE,
            self.depth,
            [*self.trail, to],
        )

    def split(self, branches: int) -> Feed:
        """Return one branch of the feed split into `branches`."""
        loss = SPLIT_DB[min(branches, len(SPLIT_DB) - 1)]
        return Feed(self.source, self.level_dbmv - loss, self.return_db + loss, self.depth, list(self.trail))


@dataclass(slots=True)
class Feeder:
    """Grows the cables of one node into `pieces`."""

    draw: Random
    town: Town
    tree: dict[Corner, list[Corner]]
    pieces: list[Piece]
    floor_dbmv: float
    """An amplifier stands where the next blocks would otherwise end below this."""
    deepest: int = 99
    """Amplifiers in a row at most; streets that would need more are not served."""

    def grow(self, node: int, corner: Corner) -> None:
        """Lead one port of the node into each street the tree leaves its corner by."""
        for number, following in enumerate(self.tree[corner], start=1):
            at = self.pieces[node].at
            port = self._add(Piece("node_port", node, at, level_dbmv=PORT_OUTPUT_DBMV, number=number))
            feed = Feed(port, PORT_OUTPUT_DBMV, 0.0, 0, [at])
            self._block(feed, corner, following)

    def _corner(self, feed: Feed, corner: Corner) -> None:
        """Amplify where the levels ask for it, then lead on into every block behind the corner."""
        followings = self.tree[corner]
        if not followings:
            return
        worst = max(self._block_db(corner, following) for following in followings)
        outputs = len(followings) * 2
        if feed.level_dbmv - SPLIT_DB[min(outputs, len(SPLIT_DB) - 1)] - worst < self.floor_dbmv:
            if feed.depth >= self.deepest:
                return
            feed = self._amplify(feed, corner)
        for following in followings:
            self._block(feed.split(len(followings)), corner, following)

    def _block(self, feed: Feed, a: Corner, b: Corner) -> None:
        """String taps along a block, and lead on behind it: from the last tap, or by a cable of its own."""
        end = self.town.corner(b)
        run = math.dist(self.town.corner(a), end)
        express = bool(self.tree[b]) and self.draw.random() < 0.5
        branch = feed.split(2) if express else feed
        taps_end = self._taps(branch, a, b)
        if not self.tree[b]:
            return
        self._corner(branch.further(run, end, EXPRESS_DB_PER_M) if express else taps_end, b)

    def _taps(self, feed: Feed, a: Corner, b: Corner) -> Feed:
        """Place taps along the block and return what leaves its end."""
        start, end = self.town.corner(a), self.town.corner(b)
        run = math.dist(start, end)
        done, place = 0.0, self.draw.uniform(12.0, 28.0)
        while place < run - 10.0:
            at = along(start, end, place)
            feed = self._tap(feed.further(place - done, at, FEEDER_DB_PER_M), a, b, at)
            done, place = place, place + self.draw.uniform(30.0, 48.0)
        return feed.further(run - done, end, FEEDER_DB_PER_M)

    def _tap(self, feed: Feed, a: Corner, b: Corner, at: Point) -> Feed:
        ways = self.draw.choices((2, 4, 8), (3, 5, 2))[0]
        value = tap_value(feed.level_dbmv)
        through = through_db(value)
        street = self.town.street(a, b)[1]
        tap = Piece(
            "tap", feed.source, at, feed.trail, block=(a, b), street=street, level_dbmv=feed.level_dbmv,
            return_db=feed.return_db, depth=feed.depth, ways=ways, value_db=value,
        )  # fmt: skip
        return Feed(self._add(tap), feed.level_dbmv - through, feed.return_db + through, feed.depth, [at])

    def _amplify(self, feed: Feed, corner: Corner) -> Feed:
        at = (self.town.corner(corner)[0] + 3.0, self.town.corner(corner)[1] + 3.0)
        street = self.town.streets[corner[1]]
        amplifier = Piece(
            "amplifier", feed.source, at, [*feed.trail, at], street=street, level_dbmv=feed.level_dbmv,
            return_db=feed.return_db, depth=feed.depth + 1,
        )  # fmt: skip
        return Feed(self._add(amplifier), AMPLIFIER_OUTPUT_DBMV, 0.0, feed.depth + 1, [at])

    def _block_db(self, a: Corner, b: Corner) -> float:
        """Return about what a block with its taps costs."""
        run = math.dist(self.town.corner(a), self.town.corner(b))
        return run * FEEDER_DB_PER_M + run / 40.0

    def _add(self, piece: Piece) -> int:
        self.pieces.append(piece)
        return len(self.pieces) - 1

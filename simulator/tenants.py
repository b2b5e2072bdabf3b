"""Puts people into the homes of a larger town, and terminals behind their outlets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from simulator import people
from simulator.city import Element, Subscriber, Territory
from simulator.feeder import Piece
from simulator.mains import Mains
from simulator.premises import Home
from simulator.streets import Town
from simulator.tiny import draw_mac
from simulator.townsfolk import Townsfolk

TWO_WAY = 0.89
"""Share of homes with a terminal somebody can ask."""
_SET_TOP_BESIDE, _SET_TOP_ALONE = 0.25, 0.08
"""Shares of homes with a set-top box beside a modem, and with nothing else; the rest has nothing known."""

Loose = list[tuple[int, Element]]
"""(piece it hangs on, terminal)."""


@dataclass(slots=True)
class Tenants:
    """Draws terminals and accounts, and numbers them."""

    draw: Random
    town: Town
    mains: Mains
    folk: Townsfolk
    loose: Loose = field(default_factory=list)
    subscribers: list[Subscriber] = field(default_factory=list)
    _macs: set[str] = field(default_factory=set)

    def move_in(self, homes: Iterable[Home], pieces: list[Piece], station: Territory) -> None:
        """Put people into the homes of one station."""
        for home in homes:
            self._move_in(home, pieces[home.parent], station)

    def built_in(self, head: int, piece: Piece) -> None:
        """Add the ONU inside an EoC head."""
        lon, lat = self.town.place(piece.at)
        mac = draw_mac(self.draw, self._macs)
        self.loose.append((head, Element(mac, "onu", "", -1, lon, lat, "", zone=piece.zone)))

    def _move_in(self, home: Home, above: Piece, station: Territory) -> None:
        in_flat = not home.route
        street = above.street
        person = self.folk.household() if in_flat or street is None else self.folk.house(street.stem)
        lon, lat = self.town.place(home.at)
        address = home.address_en if person.in_english else home.address_zh
        zone = self.mains.zone(home.at)
        route = tuple(self.town.place(point) for point in home.route)
        modem, set_top = "", ""
        for identity, kind in self._terminals(home.kind):
            one_way = kind == "set_top_box"
            modem, set_top = (modem, identity) if one_way else (identity, set_top)
            self.loose.append((home.parent, Element(
                identity, kind, "", -1, lon, lat, address, route, level_dbmv=round(home.level_dbmv, 1),
                return_db=round(home.return_db, 1), depth=home.depth, one_way=one_way,
                length_m=round(home.length_m, 1), zone=zone, agent="docsis-modem" if kind == "cable_modem" else "",
            )))  # fmt: skip
        bought = list(people.services(self.draw, modem, set_top))
        if home.kind == "onu" and modem and not set_top:
            bought = [*(pair for pair in bought if pair[0] != "tv"), ("tv", modem), ("vod", modem)]
        self.subscribers.append(Subscriber(
            f"{100_001 + len(self.subscribers)}", person, address, lon, lat, home.parent, station.unit, tuple(bought),
        ))  # fmt: skip

    def _terminals(self, kind: str) -> Iterator[tuple[str, str]]:
        """Draw (id, kind) of what stands in a home: a box hangs on coax only."""
        chance = self.draw.random()
        if chance < TWO_WAY or kind == "onu":
            yield draw_mac(self.draw, self._macs), kind
        boxed = chance < _SET_TOP_BESIDE or TWO_WAY <= chance < TWO_WAY + _SET_TOP_ALONE
        if boxed and kind != "onu":
            yield self._card(), "set_top_box"

    def _card(self) -> str:
        """Draw the number of a smart card: sixteen digits, as printed on it."""
        while True:
            number = f"8160{self.draw.randrange(10**12):012d}"
            if number not in self._macs:
                self._macs.add(number)
                return number

"""Which segment feeds an address, however the address is written: Chinese or English, with slips of the pen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maps.address_parts import Address, WrittenAddress, parsed, written_at
from maps.pinyin import names_of, signed, spellings_of

LEAST_SCORE = 0.4
"""Candidates less like the question are no answer."""
MOST_STREETS = 30
"""Streets most like the one asked for whose houses are compared."""
GRAM = 2
"""Characters that are compared together: a Chinese street name has three or four."""
OTHER_NUMBER, NO_NUMBER, OTHER_BUILDING, NO_BUILDING, OTHER_UNIT = 0.5, 0.85, 0.7, 0.9, 0.9
"""What is left of a score where the number, the building or the unit differs, or only one of both names it."""
OTHER_READING = 0.97
"""What is left of it where the house is meant by a reading of the numbers that is not the likeliest."""


class Home(NamedTuple):
    """A home, or a piece of plant, with the address it stands at."""

    address: str
    element: str
    """Id of the element that feeds it; empty where nobody knows."""
    account: str = ""
    """Whose it is; empty: nobody's, or no home."""


@dataclass(frozen=True, slots=True)
class Match:
    """A house that an address may mean."""

    address: str
    """As it is written for one of its homes, with unit and room; `house_of` leaves them out."""
    score: float
    """From 0 to 1: how much alike."""
    homes: int
    """Homes recorded there; only those of the unit asked for, where that is known."""
    element: str
    """Id of the element that feeds most of them; empty where nobody knows of any."""
    fed: int
    """How many of them it feeds."""
    accounts: tuple[str, ...] = ()
    """Whose homes are there, of every unit; those of the unit and the room asked for first."""
    somebodys: bool = False
    """Whether the address is that of somebody's home; else of a piece of plant, or nobody's."""


class AddressBook:
    """Houses of a plant, found by what their street sounds like."""

    def __init__(self, homes: Iterable[Home]) -> None:
        """Take every home and every piece of plant that has an address."""
        houses: defaultdict[tuple[str, str, str], _House] = defaultdict(_House)
        for written, element, account in homes:
            address = parsed(written)
            if address.street or address.number:
                houses[address.street, address.number, address.building].add(written, address, element, account)
        self._houses: defaultdict[str, list[tuple[str, str, _House]]] = defaultdict(list)
        for (street, number, building), house in houses.items():
            self._houses[street].append((number, building, house))
        called = [(name, street) for street in self._houses for name in names_of(street)]
        self._streets = tuple(street for _, street in called)
        """By name: a Chinese street has three, for it is typed in pinyin and in its initials too."""
        self._size = np.array([len(_grams(name)) for name, _ in called], dtype=np.int64)
        self._with = _postings(name for name, _ in called)

    def __len__(self) -> int:
        return sum(len(houses) for houses in self._houses.values())

    def find(self, text: str, most: int = 10) -> list[Match]:
        """Return the houses that an address may mean, most alike first, at most so many."""
        wanted = written_at(signed(text))
        likely, *others = wanted.readings
        found = []
        for street, alike in self._best(likely.street):
            for number, building, house in self._houses[street]:
                score = _agreement(likely, number, building, house)
                if any((other.number, other.building) == (number, building) for other in others):
                    score = max(score, OTHER_READING)
                if score * alike >= LEAST_SCORE:
                    found.append((score * alike, house))
        rooms = {reading.room for reading in wanted.readings if reading.room}
        found.sort(key=lambda pair: (-pair[0], rooms.isdisjoint(pair[1].rooms), -pair[1].count, pair[1].written))
        return [house.match(round(score, 3), wanted) for score, house in found[:most]]

    def _best(self, street: str) -> list[tuple[str, float]]:
        """Return the streets most alike under any of their names; pinyin may be written with spaces between."""
        found: dict[str, float] = {}
        for spelling, worth in spellings_of(street).items():
            for name, alike in self._alike(spelling):
                found[name] = max(alike * worth, found.get(name, 0.0))
        return list(found.items())

    def _alike(self, street: str) -> list[tuple[str, float]]:
        """Return the streets most alike and how much: of both names' pairs of letters, the share that is common.

        A name that leaves out the town or the district counts for nearly as much as the whole.
        """
        grams = _grams(street)
        if not grams or not self._streets:
            return []
        common = np.zeros(len(self._streets), dtype=np.int64)
        for gram in grams:
            common[self._with.get(gram, _NOWHERE)] += 1
        dice = 2.0 * common / (self._size + len(grams))
        held = common / np.minimum(np.maximum(self._size, 1), len(grams))
        score = np.maximum(dice, 0.9 * np.where(np.minimum(self._size, len(grams)) > GRAM, held, 0.0))
        best = np.argsort(-score, kind="stable")[:MOST_STREETS].tolist()
        return [(self._streets[i], float(score[i])) for i in best if score[i] >= LEAST_SCORE]


class _House:
    """The homes at one number of a street, by unit."""

    def __init__(self) -> None:
        self.written = ""
        self.somebodys = False
        self.count = 0
        self.units: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.rooms: set[str] = set()
        self.accounts: list[tuple[str, str, str]] = []
        """With the unit and the room."""

    def add(self, written: str, at: Address, element: str, account: str) -> None:
        """Take one more home."""
        if not self.written:
            self.written, self.somebodys = written, bool(account)
        self.count += 1
        self.units[at.unit][element] += 1
        self.rooms.add(at.room)
        if account:
            self.accounts.append((account, at.unit, at.room))

    def match(self, score: float, wanted: WrittenAddress) -> Match:
        """Return this house as an answer; of one unit where that is asked for and known."""
        unit = wanted.readings[0].unit
        here = self.units[unit] if unit and unit in self.units else sum(self.units.values(), start=Counter())
        feeding = sorted(((-count, element) for element, count in here.items() if element))
        fed, element = feeding[0] if feeding else (0, "")
        near = self._nearest_first(wanted)
        return Match(self.written, score, sum(here.values()), element, -fed, near, self.somebodys)

    def _nearest_first(self, wanted: WrittenAddress) -> tuple[str, ...]:
        asked_for = {(at.unit, at.room) for at in wanted.readings}
        rooms = {room for _, room in asked_for if room}
        far = [((unit, room) not in asked_for, room not in rooms) for _, unit, room in self.accounts]
        order = sorted(range(len(far)), key=far.__getitem__)
        return tuple(self.accounts[i][0] for i in order)


_NOWHERE: NDArray[np.int64] = np.empty(0, dtype=np.int64)


def _grams(street: str) -> frozenset[str]:
    """Return the pairs of neighbouring letters, the ends of the name among them."""
    marked = f"^{street}$"
    return frozenset(marked[i : i + GRAM] for i in range(len(marked) - GRAM + 1)) if street else frozenset()


def _postings(streets: Iterable[str]) -> Mapping[str, NDArray[np.int64]]:
    """Return pair of letters → positions of the streets that have it."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for position, street in enumerate(streets):
        for gram in _grams(street):
            found[gram].append(position)
    return {gram: np.array(places, dtype=np.int64) for gram, places in found.items()}


def _agreement(wanted: Address, number: str, building: str, house: _House) -> float:
    """Return how well a house agrees with what is asked besides the street."""
    score = _one(wanted.number, number, OTHER_NUMBER, NO_NUMBER)
    score *= _one(wanted.building, building, OTHER_BUILDING, NO_BUILDING)
    if wanted.unit and wanted.unit not in house.units:
        score *= OTHER_UNIT
    return score


def _one(wanted: str, there: str, other: float, lacking: float) -> float:
    if wanted == there:
        return 1.0
    return other if wanted and there else lacking

"""Which segment feeds an address, however the address is written: Chinese or English, with slips of the pen."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maps.pinyin import names_of, signed

LEAST_SCORE = 0.4
"""Candidates less like the question are no answer."""
MOST_STREETS = 30
"""Streets most like the one asked for whose houses are compared."""
GRAM = 2
"""Characters that are compared together: a Chinese street name has three or four."""
OTHER_NUMBER, NO_NUMBER, OTHER_BUILDING, NO_BUILDING, OTHER_UNIT = 0.5, 0.85, 0.7, 0.9, 0.9
"""What is left of a score where the number, the building or the unit differs, or only one of both names it."""

_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_CHINESE_NUMBER = re.compile(r"([〇零一二两三四五六七八九十]{1,3})(?=号|弄|栋|幢|座|单元|楼|室|层)")
_WORDS = {
    "rd": "road", "st": "street", "str": "street", "ave": "avenue", "av": "avenue", "ln": "lane", "blvd": "boulevard",
    "dr": "drive", "sq": "square", "hwy": "highway", "n": "north", "s": "south", "e": "east", "w": "west", "no": "",
    "bldg": "building", "blk": "block", "apt": "apartment", "rm": "room",
}  # fmt: skip
_CHINESE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("room", re.compile(r"(\d+[a-z]?)\s*室")),
    ("unit", re.compile(r"(\d+|[a-z])\s*单元")),
    ("building", re.compile(r"(\d+|[a-z])\s*(?:栋|幢|座|号楼)")),
    ("number", re.compile(r"(\d+[a-z]?)\s*号")),
    ("number", re.compile(r"(\d+[a-z]?)\s*弄")),  # beside a number it belongs to the street's name
)
_ENGLISH = re.compile(
    r"(?P<room>apartment|room|flat|suite)\s*#?\s*(?P<room_>\w+)"
    r"|(?P<unit>unit|entrance)\s*#?\s*(?P<unit_>\w+)"
    r"|(?P<building>building|block|tower)\s*#?\s*(?P<building_>\w+)"
)
_WORD = re.compile(r"[a-z]+")
_ORDER = ("number", "building", "unit", "room")
_LOOSE = re.compile(r"(?<!\w)#?(\d+[a-z]?(?:-\d+[a-z]?)*)(?!\w)|(?<=[\u4e00-\u9fff])(\d+[a-z]?(?:-\d+[a-z]?)*)(?![\w])")
_BETWEEN = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its parts, each in one spelling; empty where it is not named."""

    street: str
    number: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""


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
    """As it is written for one of its homes."""
    score: float
    """From 0 to 1: how much alike."""
    homes: int
    """Homes recorded there; only those of the unit asked for, where that is known."""
    element: str
    """Id of the element that feeds most of them; empty where nobody knows of any."""
    fed: int
    """How many of them it feeds."""
    accounts: tuple[str, ...] = ()
    """Whose homes are there, of every unit."""


def parsed(text: str) -> Address:
    """Return an address in its parts.

    Full-width letters, case, punctuation, English abbreviations and Chinese numerals before 号, 栋, 单元 … do not
    matter. Numbers joined by dashes are number, building, unit, room, from the first that is not named.
    """
    found: dict[str, str] = {}
    if text.isascii():
        plain = text.lower()
    else:
        plain = unicodedata.normalize("NFKC", text).casefold()
        plain = _CHINESE_NUMBER.sub(lambda numeral: str(_value(numeral.group(1))), plain)
        for name, pattern in _CHINESE:
            match = pattern.search(plain) if name not in found else None
            if match is not None:
                found[name] = _bare(match.group(1))
                plain = f"{plain[: match.start()]} {plain[match.end() :]}"
    if _WORD.search(plain):
        plain = _WORD.sub(lambda word: _WORDS.get(word.group(0), word.group(0)), plain)
        plain = _ENGLISH.sub(lambda part: _take(part, found), plain)
    loose = _LOOSE.search(plain)
    if loose is not None:
        open_parts = [name for name in _ORDER if name not in found]
        numbers = (loose.group(1) or loose.group(2)).split("-")
        found |= {name: _bare(number) for name, number in zip(open_parts, numbers, strict=False)}
        plain = f"{plain[: loose.start()]} {plain[loose.end() :]}"
    return Address(_street(plain), **found)


def _take(part: re.Match[str], found: dict[str, str]) -> str:
    """Note a part that is named in English; return what is left of it, which is nothing."""
    name = part.lastgroup.rstrip("_") if part.lastgroup else ""
    found.setdefault(name, _bare(part.group(f"{name}_")))
    return " "


def _value(numeral: str) -> int:
    """Return what a Chinese numeral below a hundred says."""
    if "十" not in numeral:
        return int("".join(str(_DIGITS[digit]) for digit in numeral))
    tens, _, ones = numeral.partition("十")
    return 10 * (_DIGITS.get(tens, 1) if tens else 1) + (_DIGITS.get(ones, 0) if ones else 0)


def _bare(number: str) -> str:
    return number.lstrip("0") or "0"


def _street(plain: str) -> str:
    """Return the words that are left, with one space between those that need one."""
    words = _NO_WORD.sub(" ", plain).strip()
    return words if words.isascii() else _BETWEEN.sub("", words)


class AddressBook:
    """Houses of a plant, found by what their street sounds like."""

    def __init__(self, homes: Iterable[Home]) -> None:
        """Take every home and every piece of plant that has an address."""
        houses: defaultdict[tuple[str, str, str], _House] = defaultdict(_House)
        for written, element, account in homes:
            address = parsed(written)
            if address.street or address.number:
                houses[address.street, address.number, address.building].add(written, address.unit, element, account)
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
        wanted = parsed(signed(text))
        found = []
        for street, alike in self._best(wanted.street):
            for number, building, house in self._houses[street]:
                score = alike * _agreement(wanted, number, building, house)
                if score >= LEAST_SCORE:
                    found.append((score, house))
        found.sort(key=lambda pair: (-pair[0], -pair[1].count, pair[1].written))
        return [house.match(round(score, 3), wanted.unit) for score, house in found[:most]]

    def _best(self, street: str) -> list[tuple[str, float]]:
        """Return the streets most alike under any of their names; pinyin may be written with spaces between."""
        found: dict[str, float] = {}
        for spelling in dict.fromkeys((street, street.replace(" ", "") if street.isascii() else street)):
            for name, alike in self._alike(spelling):
                found[name] = max(alike, found.get(name, 0.0))
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
        self.count = 0
        self.units: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.accounts: list[str] = []

    def add(self, written: str, unit: str, element: str, account: str) -> None:
        """Take one more home."""
        self.written = self.written or written
        self.count += 1
        self.units[unit][element] += 1
        if account:
            self.accounts.append(account)

    def match(self, score: float, unit: str) -> Match:
        """Return this house as an answer; of one unit where that is asked for and known."""
        here = self.units[unit] if unit and unit in self.units else sum(self.units.values(), start=Counter())
        feeding = sorted(((-count, element) for element, count in here.items() if element))
        fed, element = feeding[0] if feeding else (0, "")
        return Match(self.written, score, sum(here.values()), element, -fed, tuple(self.accounts))


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

"""An address in its parts, Chinese or English: everything it may say, and whether it can say anything else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from maps.numerals import arabic, chinese

ORDER = ("number", "building", "unit", "room")
LONG = 3
"""Digits of a number that is a room's where it stands last; few streets of buildings have so many buildings."""
LONGEST = 5
"""Digits of a room's number at most; what has more is a post code."""

_SPELT = str.maketrans("號棟單樓層區縣鎮鄉東‐‑‒–—―−", "号栋单楼层区县镇乡东-------")
_TONES = re.compile("[\u0300\u0301\u0304\u030c]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NUMERAL = re.compile(r"([〇零一二两三四五六七八九十百]{1,5})(?=号|弄|栋|幢|座|单元|楼|室|层|期|组|#)")
_NUMBERED_STREET = re.compile(r"(?<=[\u3400-\u9fff])(\d{1,2})(?=路|街|巷)")
_WORDS = {
    "rd": "road", "st": "street", "str": "street", "ave": "avenue", "av": "avenue", "ln": "lane", "blvd": "boulevard",
    "dr": "drive", "sq": "square", "hwy": "highway", "n": "north", "s": "south", "e": "east", "w": "west", "no": "",
    "bldg": "building", "blk": "block", "apt": "apartment", "rm": "room",
}  # fmt: skip
_WORD = re.compile(r"(?<![^\W_])[a-z]+(?![^\W_])")
_ID = r"(?:[a-z]?\d\w*(?:-\w+)*|[a-z])(?!\w)"
_ENGLISH = re.compile(
    rf"\b(?:(?P<room>apartment|room|flat|suite)\s*#?\s*(?P<room_>{_ID})"
    rf"|(?P<unit>unit|entrance)\s*#?\s*(?P<unit_>{_ID})"
    rf"|(?P<building>building|block|tower)\s*#?\s*(?P<building_>{_ID}))"
)
_LOOSE = re.compile(r"(?<!\w)#?(\d+[a-z]?(?:-\d+[a-z]?)*)(?!\w)")
_HASH = re.compile(r"(?<![\w#])#\s*(\d+[a-z]?(?:-\d+[a-z]?)*)(?!\w)")
_ONE = r"(?:[a-z]?\d+[a-z]?|[a-z](?![a-z]))"
_TOKEN = re.compile(
    rf"(?<![a-z\d])({_ONE}(?:\s*[-/]\s*{_ONE})*)\s*"
    r"(号楼|号院|号房|号门|号|栋|幢|座|单元|梯|门(?=\s*\d)|室|房|户|楼|层|#)?"
)
_SIGNS = {
    "号楼": "building", "栋": "building", "幢": "building", "座": "building", "#": "building", "号院": "number",
    "号": "number", "号门": "unit", "单元": "unit", "梯": "unit", "门": "unit", "室": "room", "房": "room",
    "号房": "room", "户": "room", "楼": "floor", "层": "floor",
}  # fmt: skip
_HASH_BETWEEN = re.compile(r"(?<=\d)\s*#\s*-?\s*(?=\d)")
_HASH_BUILDING = re.compile(r"(?<=\d)\s*#\s*楼")
_LANE = re.compile(r"(\d+[a-z]?)\s*弄")
_ROAD = re.compile(r"[路街道巷弄]\s*$|胡同\s*$")
_BELOW = re.compile(r"[附之]\s*$")
"""What makes the number that follows one of a house beside another: it stays with the street, being no room."""
_BETWEEN = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")
_NO_WORD = re.compile(r"[\W_]+")
_DASHES = re.compile(r"\s*[-/]\s*")


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its parts, each in one spelling; empty where it is not named."""

    street: str
    """With all that was not understood, so that addresses that differ in anything differ."""
    number: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""


@dataclass(frozen=True, slots=True)
class WrittenAddress:
    """What an address may mean: numbers joined by dashes say of none which part it is."""

    text: str
    """In one spelling."""
    readings: tuple[Address, ...]
    """The likeliest first."""
    sure: bool
    """Whether the first is what it means."""

    def nearness(self, other: WrittenAddress) -> int:
        """Return in how many more parts they agree than differ, by whichever readings agree the most."""
        return max(_nearness(mine, its) for mine in self.readings for its in other.readings)

    def is_surely(self, other: WrittenAddress) -> bool:
        """Return whether both name the same home and, as they are written, can name no two."""
        mine, its = self.readings[0], other.readings[0]
        named = mine.number or mine.building
        return bool(named) and mine == its and (self.text == other.text or (self.sure and other.sure))


def written_at(text: str) -> WrittenAddress:
    """Return what an address may mean.

    Full-width letters, case, punctuation, English abbreviations, traditional signs and Chinese numerals before 号, 栋,
    单元 … do not matter. Numbers joined by dashes are number, building, unit, room, from the first that is not named;
    in a housing estate, which has no numbers of its own, from the building. Behind a building a lone number is a room.
    """
    plain = _plain(text)
    parts = _Parts()
    chinese_written = not plain.isascii() and _CHINESE.search(plain) is not None
    rest = _english(plain, parts, shortest=2 if chinese_written else 1)
    rest = _signed(rest, parts) if chinese_written else _loose(rest, parts)
    street = _street(rest)
    return WrittenAddress(plain, tuple(Address(street, **reading) for reading in parts.readings()), parts.sure)


def parsed(text: str) -> Address:
    """Return an address in its parts, as it most likely means them."""
    return written_at(text).readings[0]


@dataclass(slots=True)
class _Parts:
    """What was understood of an address so far."""

    found: dict[str, str] = field(default_factory=dict)
    floor: str = ""
    sure: bool = True
    others: list[tuple[str, ...]] = field(default_factory=list)
    """Which parts the numbers of `doubted` may be as well."""
    doubted: tuple[tuple[str, ...], list[str]] = ((), [])

    def take(self, names: Sequence[str], numbers: Sequence[str]) -> bool:
        """Note parts; return whether none of them was named before."""
        if not names or any(name in self.found for name in names):
            return False
        self.found |= dict(zip(names, numbers, strict=True))
        return True

    def guess(self, open_parts: Sequence[str], numbers: list[str], *, estate: bool = False) -> bool:
        """Note numbers that do not say which of the open parts they are; return whether there are parts enough."""
        count = len(numbers)
        if not 0 < count <= len(open_parts):
            return False
        likely = open_parts
        if estate and likely[0] == "number" and (count > 1 or len(likely) < len(ORDER)) and count < len(likely):
            likely = likely[1:]
        names = tuple(likely[:count])
        if likely[-1] == "room" and _is_long(numbers[-1]) and names != ("number",):
            names = (*likely[: count - 1], "room")
        plainly = names == ("number",) and tuple(open_parts) == ORDER and not estate
        certain = count == len(open_parts) or plainly or names == ORDER[1:]
        if not certain:
            self.sure = False
            choices = combinations(open_parts, count) if count > 1 or "number" not in open_parts else ()
            lone = [("building",)] if count == 1 and "number" in open_parts and "building" in open_parts else []
            self.others = [other for other in (*choices, *lone) if other != names]
            self.doubted = names, numbers
        return self.take(names, numbers)

    def readings(self) -> Iterator[dict[str, str]]:
        """Yield what the parts may be, the likeliest first."""
        found = dict(self.found)
        if self.floor:
            found["room"] = _on_floor(self.floor, found.get("room", ""))
        yield {name: _bare(number) for name, number in found.items()}
        names, numbers = self.doubted
        for other in self.others:
            kept = {name: number for name, number in found.items() if name not in names}
            yield {name: _bare(number) for name, number in (kept | dict(zip(other, numbers, strict=True))).items()}


def _plain(text: str) -> str:
    """Return an address in one spelling of its letters, signs and numerals."""
    if text.isascii():
        return text.lower().strip()
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_SPELT)
    plain = unicodedata.normalize("NFC", _TONES.sub("", unicodedata.normalize("NFD", folded)))
    if not _CHINESE.search(plain):
        return plain.strip()
    plain = _NUMERAL.sub(lambda numeral: str(arabic(numeral[1])), plain)
    plain = _NUMBERED_STREET.sub(lambda digits: chinese(int(digits[1])), plain)
    return _HASH_BETWEEN.sub("-", _HASH_BUILDING.sub("号楼", plain)).strip()


def _english(plain: str, parts: _Parts, shortest: int) -> str:
    """Note the parts that are named in English; return the rest, in whole words."""
    if not _WORD.search(plain):
        return plain
    whole = _WORD.sub(lambda word: _WORDS.get(word[0], word[0]) if len(word[0]) >= shortest else word[0], plain)

    def take(part: re.Match[str]) -> str:
        name = part.lastgroup.rstrip("_") if part.lastgroup else ""
        return " " if parts.take((name,), (part[f"{name}_"],)) else part[0]

    return _ENGLISH.sub(take, whole)


def _loose(plain: str, parts: _Parts) -> str:
    """Note the first number, and the last ones where nothing follows them; return the rest."""
    marked = _HASH.search(plain)
    if marked is not None and len(_LOOSE.findall(plain)) > 1 and parts.take(("room",), (marked[1],)):
        plain = _without(plain, marked)
    first = _LOOSE.search(plain)
    if first is None:
        return plain
    numbers = first[1].split("-")
    if not (parts.take(("number",), numbers) if len(numbers) == 1 else parts.guess(_open(parts, ORDER), numbers)):
        return plain
    plain = _without(plain, first)
    last = _LOOSE.search(plain)
    if last is None or _NO_WORD.sub("", plain[last.end() :]) or _is_too_long(last[1]):
        return plain
    return _without(plain, last) if parts.guess(_open(parts, ORDER), last[1].split("-")) else plain


def _signed(plain: str, parts: _Parts) -> str:
    """Note what stands before a Chinese sign, then the numbers that stand before none; return the rest."""
    tokens = list(_TOKEN.finditer(plain))
    taken: list[tuple[re.Match[str], str]] = []
    for token in tokens:
        name = _named(token, parts, plain)
        if name:
            taken.append((token, name))
    for token in tokens:
        if token[2] is None and _stands_alone(token, plain):
            before = [ORDER.index(name) for other, name in taken if other.start() < token.start() and name in ORDER]
            after = [ORDER.index(name) for other, name in taken if other.start() > token.start() and name in ORDER]
            between = ORDER[max(before, default=-1) + 1 : min(after, default=len(ORDER))]
            numbers = _DASHES.split(token[1])
            may_be = _open(parts, between)
            if len(numbers) == 1 and (max(before, default=0) > 0 or parts.floor) and "room" in may_be:
                may_be = ("room",)
                parts.sure = parts.sure and _is_long(numbers[0])
            estate = not _ROAD.search(plain[: token.start()])
            if parts.guess(may_be, numbers, estate=estate):
                taken.append((token, next(name for name in reversed(ORDER) if name in parts.found)))
    for token, _ in sorted(taken, key=lambda pair: -pair[0].start()):
        plain = _without(plain, token)
    if "number" not in parts.found and (lane := _LANE.search(plain)) and parts.take(("number",), (lane[1],)):
        parts.sure = False
        plain = _without(plain, lane)
    return plain


def _named(token: re.Match[str], parts: _Parts, plain: str) -> str:
    """Note the part that a sign names, and those joined to it; return its name, empty where it is not understood."""
    if token[2] is None:
        return ""
    name = _meant(token, parts, plain)
    numbers = _DASHES.split(token[1])
    if name == "floor":
        if parts.floor or len(numbers) > 1:
            return ""
        parts.floor = numbers[0]
        return name
    if name == "number":
        return name if parts.take((name,), ("-".join(numbers),)) else ""
    last = max((ORDER.index(known) for known in parts.found), default=-1)
    above = ORDER[last + 1 : ORDER.index(name)]
    joined = numbers[:-1]
    if len(joined) > len(above) or not parts.take((name,), numbers[-1:]):
        return ""
    if joined and name == "room":
        parts.guess(above, joined, estate=not _ROAD.search(plain[: token.start()]))
    elif joined:
        parts.take(above[-len(joined) :], joined)
    return name


def _meant(token: re.Match[str], parts: _Parts, plain: str) -> str:
    """Return which part a sign names, some by what was named before it."""
    inside = bool(parts.found.keys() & {"building", "unit"})
    if token[2] == "楼" and not inside and "单元" in plain[token.end() :]:
        return "building"
    if token[2] == "号" and inside:
        return "room"
    if token[2] == "#" and "number" not in parts.found:
        parts.sure = False
        return "number" if _ROAD.search(plain[: token.start()]) else "building"
    return _SIGNS[token[2]]


def _open(parts: _Parts, among: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in among if name not in parts.found)


def _stands_alone(token: re.Match[str], plain: str) -> bool:
    """Return whether a number is none of a word, such as that of a national road, and not a letter only."""
    following = plain[token.end() : token.end() + 1]
    if following.isalnum() or _BELOW.search(plain[: token.start()]) or _is_too_long(token[1]):
        return False
    return any(sign.isdigit() for sign in token[1])


def _without(plain: str, part: re.Match[str]) -> str:
    return f"{plain[: part.start()]} {plain[part.end() :]}"


def _is_long(number: str) -> bool:
    return sum(sign.isdigit() for sign in number) >= LONG


def _is_too_long(numbers: str) -> bool:
    return any(sum(sign.isdigit() for sign in number) > LONGEST for number in re.split(_DASHES, numbers))


def _on_floor(floor: str, room: str) -> str:
    """Return a room with its floor, which many rooms' numbers begin with."""
    if not room:
        return f"{floor}楼"
    if room.startswith(floor) and len(room) >= len(floor) + 2:
        return room
    return f"{floor}{room}" if len(room) == 2 and room.isdigit() else f"{floor}楼{room}"


def _bare(number: str) -> str:
    return "-".join(one.lstrip("0") or "0" for one in number.split("-"))


def _street(plain: str) -> str:
    """Return the words that are left, with one space between those that need one."""
    words = _NO_WORD.sub(" ", plain).strip()
    return words if words.isascii() else _BETWEEN.sub("", words)


def _nearness(mine: Address, its: Address) -> int:
    pairs = [(getattr(mine, name), getattr(its, name)) for name in ORDER]
    return (mine.street == its.street) + sum((1 if a == b else -1) for a, b in pairs if a and b)

"""Who calls in a hostile city: thirty callers by seed, of every kind that is easily answered wrongly."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bench.day.marking import Happening
from simulator.calling import dialled
from simulator.city import City
from simulator.people import AREA_CODE
from simulator.records import Records

CALLERS = 30
SHARED_NUMBERS = 8
"""Pairs of accounts of which one gave the other's telephone number too: parents who pay for their children's."""
ANYBODY = "anybody"
UNKNOWN = "unknown number"


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody on the line."""

    kind: str
    """Why they were chosen."""
    number: str
    """As the exchange shows it."""
    homes: tuple[int, ...]
    """Whose number it is in the file, by place in `City.subscribers`; none: nobody's."""


@dataclass(frozen=True, slots=True)
class Town:
    """A city with what stands broken in it, seen from its homes."""

    city: City
    records: Records
    truths: Sequence[Mapping[str, Any]]
    """What is true of each home, as `Rig.homes` gives it."""
    broken: Mapping[str, Happening]
    phones: Mapping[int, tuple[str, ...]]
    """Numbers of each home in the accounts file."""


Chosen = Callable[[Town, int], bool]


def share_numbers(folder: Path, city: City, draw: Random) -> dict[int, tuple[str, ...]]:
    """Give some accounts of the file the number of another as well; return everybody's numbers, by place."""
    phones = {home: list(one.person.phones) for home, one in enumerate(city.subscribers)}
    chosen = draw.sample(range(len(city.subscribers)), 2 * SHARED_NUMBERS)
    for home, other in zip(chosen[::2], chosen[1::2], strict=True):
        phones[home].append(phones[other][0])
    path = folder / "accounts.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    place = {one.account: home for home, one in enumerate(city.subscribers)}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | {"phones": ";".join(phones[place[row["account"]]])} for row in rows)
    return {home: tuple(numbers) for home, numbers in phones.items()}


def _behind(*kinds: str) -> Chosen:
    """Choose homes that lack something, with a fault of a kind among those that reach them."""

    def fits(town: Town, home: int) -> bool:
        truth = town.truths[home]
        lacking = any(state != "good" for state in truth["services"].values())
        return lacking and any(town.broken[fault].kind in kinds for fault in truth["faults"] if fault in town.broken)

    return fits


def _unplugged(town: Town, home: int) -> bool:
    """Choose homes whose terminal has lost its current, and that lack nothing else."""
    faults = [town.broken[fault].kind for fault in town.truths[home]["faults"] if fault in town.broken]
    return faults == ["modem_off"]


def _terminals(town: Town, home: int) -> set[str]:
    return {terminal for _, terminal in town.city.subscribers[home].services}


def _tv_only(town: Town, home: int) -> bool:
    """Choose homes whose only terminal is a set-top box without a return path."""
    return all(terminal and town.city.elements[town.city.number[terminal]].one_way
               for terminal in _terminals(town, home))  # fmt: skip


def _one_way(town: Town, home: int) -> bool:
    """Choose homes of which no terminal is known."""
    return _terminals(town, home) == {""}


def _in_arrears(town: Town, home: int) -> bool:
    return town.city.subscribers[home].person.status != "active"


def _misplaced(town: Town, home: int) -> bool:
    """Choose homes with a terminal that is drawn at another node, or at none."""
    for terminal in _terminals(town, home) - {""}:
        number = town.city.number[terminal]
        if _node(town, number, lambda at: town.city.elements[at].parent) != _node(
            town, number, lambda at: town.records.parents[at]
        ):
            return True
    return False


def _node(town: Town, number: int, above: Callable[[int], int]) -> int:
    """Return the node or EoC head above an element, -1 where there is none."""
    while number >= 0 and town.city.elements[number].kind not in ("optical_node", "eoc_head"):
        number = above(number)
    return number


PLANT: tuple[tuple[str, int, Chosen], ...] = (
    ("dead amplifier", 3, _behind("element_dead")),
    ("cut span", 3, _behind("span_cut")),
    ("no mains", 3, _behind("zone_out")),
    ("own fault", 2, _unplugged),
    ("corroded connector", 2, _behind("connector")),
    ("arrears", 3, _in_arrears),
    ("wrong node in the file", 3, _misplaced),
    ("one-way home", 2, _one_way),
    ("television only", 2, _tv_only),
)
"""Kinds of caller, how many of them, and who is one, while plant is broken; then a CMTS loses its DHCP besides."""
LATER: tuple[tuple[str, int, Chosen], ...] = (
    ("no DHCP", 2, _behind("provisioning_down")),
)  # fmt: skip
STRANGERS, SHARING = 2, 2


def draw_callers(town: Town, draw: Random, *, later: bool) -> list[Caller]:
    """Draw the callers of one of the two moments; both together are CALLERS, where each kind has enough homes."""
    found: list[Caller] = []
    for kind, count, fits in LATER if later else PLANT:
        homes = [home for home in range(len(town.truths)) if fits(town, home)]
        found += [_caller(town, draw, kind, home) for home in draw.sample(homes, min(count, len(homes)))]
    if not later:
        found += [Caller(UNKNOWN, _strange(draw), ()) for _ in range(STRANGERS)]
        sharing = sorted(number for number, homes in _owners(town).items() if len(homes) > 1)
        found += [_dials(town, draw, "two accounts on one number", number) for number in draw.sample(sharing, SHARING)]
        return found
    return found


def fill_up(town: Town, draw: Random, callers: Iterable[Caller]) -> list[Caller]:
    """Draw as many of everybody as are missing."""
    missing = CALLERS - sum(1 for _ in callers)
    return [_caller(town, draw, ANYBODY, home) for home in draw.sample(range(len(town.truths)), missing)]


def _owners(town: Town) -> dict[str, list[int]]:
    owners: dict[str, list[int]] = {}
    for home, numbers in town.phones.items():
        for number in numbers:
            owners.setdefault(number, []).append(home)
    return owners


def _caller(town: Town, draw: Random, kind: str, home: int) -> Caller:
    return _dials(town, draw, kind, draw.choice(town.phones[home]))


def _dials(town: Town, draw: Random, kind: str, number: str) -> Caller:
    return Caller(kind, dialled(draw, number), tuple(_owners(town)[number]))


def _strange(draw: Random) -> str:
    return dialled(draw, f"{AREA_CODE}{draw.randrange(9_000_000, 10_000_000)}")

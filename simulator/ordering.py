"""Brings what was drawn into preorder, names it and places it on the globe."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

from simulator.city import OBSERVER_OF, TERMINAL_KINDS, City, Element, Subscriber, Territory
from simulator.feeder import Piece
from simulator.streets import Point, Town

_IDS = {
    "headend": "HE", "hub": "HUB", "cmts": "CMTS", "olt": "OLT", "splitter": "SP", "optical_node": "N",
    "amplifier": "A", "line_power_supply": "PS", "ups": "UPS", "switch": "SW", "eoc_head": "EOC", "tap": "T",
    "building": "B",
}  # fmt: skip
_PORTS = {"node_port": "P", "cmts_port": "SG", "pon_port": "PON"}
"""Kinds numbered within what they are ports of."""
_TITLES = {
    "headend": ("前端机房", "Headend"),
    "hub": ("分前端", "Hub"),
    "cmts": ("CMTS", "CMTS"),
    "cmts_port": ("CMTS端口", "CMTS port"),
    "olt": ("OLT", "OLT"),
    "pon_port": ("PON口", "PON port"),
    "splitter": ("分光器", "Splitter"),
    "optical_node": ("光机", "Node"),
    "node_port": ("光机端口", "Node port"),
    "amplifier": ("放大器", "Amplifier"),
    "line_power_supply": ("供电器", "Power supply"),
    "ups": ("不间断电源", "UPS"),
    "switch": ("交换机", "Switch"),
    "eoc_head": ("EoC局端", "EoC head"),
    "tap": ("分支器", "Tap"),
    "building": ("楼", "Building"),
}


def ordered(
    seed: int,
    town: Town,
    pieces: list[Piece],
    loose: list[tuple[int, Element]],
    subscribers: list[Subscriber],
    territories: tuple[Territory, ...],
    zones: int = 1,
) -> City:
    """Return the city of `pieces`, the terminals `loose` (piece they hang on, terminal) and the subscribers."""
    children: list[list[int]] = [[] for _ in range(len(pieces) + len(loose))]
    for number, piece in enumerate(pieces):
        if piece.parent >= 0:
            children[piece.parent].append(number)
    for number, (parent, _) in enumerate(loose, start=len(pieces)):
        children[parent].append(number)
    order, stack = [], [0]
    while stack:
        order.append(stack.pop())
        stack.extend(reversed(children[order[-1]]))
    place = {number: position for position, number in enumerate(order)}
    elements: list[Element] = []
    counts: dict[str, int] = {}
    for number in order:
        if number < len(pieces):
            parent = place.get(pieces[number].parent, -1)
            above = elements[parent].id if parent >= 0 else ""
            supply = place.get(pieces[number].supply, -1)
            elements.append(_element(town, pieces[number], parent, above, supply, counts))
        else:
            parent_piece, terminal = loose[number - len(pieces)]
            elements.append(replace(terminal, parent=place[parent_piece]))
    sizes = [1] * len(elements)
    for number in range(len(elements) - 1, 0, -1):
        sizes[elements[number].parent] += sizes[number]
    moved = tuple(replace(subscriber, home=place[subscriber.home]) for subscriber in subscribers)
    terminals = tuple(number for number, element in enumerate(elements) if element.kind in TERMINAL_KINDS)
    return City(
        seed, town, tuple(elements), tuple(sizes), terminals, tuple(_observer(elements, one) for one in terminals),
        _of_kind(elements, "cmts"), _of_kind(elements, "optical_node"), moved, territories,
        {element.id: number for number, element in enumerate(elements)}, zones,
    )  # fmt: skip


def _observer(elements: list[Element], terminal: int) -> int:
    """Return the element whose tables list a terminal."""
    wanted, at = OBSERVER_OF[elements[terminal].kind], terminal
    while elements[at].kind != wanted:
        at = elements[at].parent
    return at


def _element(town: Town, piece: Piece, parent: int, above: str, supply: int, counts: dict[str, int]) -> Element:
    """Name and place one piece; ids count per kind in preorder, ports per what they are ports of."""
    if piece.kind in _PORTS:
        key = f"{above}-{_PORTS[piece.kind]}{piece.number}"
    else:
        counts[piece.kind] = counts.get(piece.kind, 0) + 1
        key = f"{_IDS[piece.kind]}{counts[piece.kind]}"
    lon, lat = town.place(piece.at)
    return Element(
        key, piece.kind, _name(piece, key), parent, lon, lat, piece.street.zh if piece.street else "",
        tuple(town.place(point) for point in piece.route), tuple(town.place(point) for point in piece.footprint),
        piece.ways, piece.value_db, round(piece.level_dbmv, 1), round(piece.return_db, 1), piece.depth,
        length_m=round(piece.length_m or _length_m(piece.route), 1), supply=supply, zone=piece.zone,
        agent=piece.agent,
    )  # fmt: skip


def _name(piece: Piece, key: str) -> str:
    zh, en = _TITLES[piece.kind]
    label_zh, label_en = piece.label
    if label_zh:
        return f"{label_zh} {label_en}" if piece.kind == "building" else f"{label_zh}{zh} {key}"
    if piece.street:
        return f"{piece.street.zh}{zh} {key}"
    return f"{zh} {en} {key}" if zh != en else key


def _length_m(route: list[Point]) -> float:
    return sum(math.dist(a, b) for a, b in itertools.pairwise(route))


def _of_kind(elements: list[Element], kind: str) -> tuple[int, ...]:
    return tuple(number for number, element in enumerate(elements) if element.kind == kind)

"""Brings what was drawn into preorder, names it and places it on the globe."""

from __future__ import annotations

from dataclasses import replace

from simulator.city import OBSERVER_OF, TERMINAL_KINDS, City, Element, Subscriber, Territory
from simulator.feeder import Piece
from simulator.streets import Town

_IDS = {"headend": "HE", "cmts": "CMTS", "optical_node": "N", "amplifier": "A", "tap": "T", "building": "B"}
_TITLES = {
    "headend": ("前端机房", "Headend"),
    "cmts": ("CMTS", "CMTS"),
    "optical_node": ("光机", "Node"),
    "node_port": ("光机端口", "Node port"),
    "amplifier": ("放大器", "Amplifier"),
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
            elements.append(_element(town, pieces[number], parent, above, counts))
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
        {element.id: number for number, element in enumerate(elements)},
    )  # fmt: skip


def _observer(elements: list[Element], terminal: int) -> int:
    """Return the element whose tables list a terminal."""
    wanted, at = OBSERVER_OF[elements[terminal].kind], terminal
    while elements[at].kind != wanted:
        at = elements[at].parent
    return at


def _element(town: Town, piece: Piece, parent: int, above: str, counts: dict[str, int]) -> Element:
    """Name and place one piece; ids count per kind in preorder, ports per node."""
    if piece.kind == "node_port":
        key = f"{above}-P{piece.number}"
    else:
        counts[piece.kind] = counts.get(piece.kind, 0) + 1
        key = f"{_IDS[piece.kind]}{counts[piece.kind]}"
    zh, en = _TITLES[piece.kind]
    street = piece.street
    name = f"{street.zh}{zh} {key}" if street else f"{zh} {en} {key}" if zh != en else key
    lon, lat = town.place(piece.at)
    return Element(
        key, piece.kind, name, parent, lon, lat, street.zh if street else "",
        tuple(town.place(point) for point in piece.route), tuple(town.place(point) for point in piece.footprint),
        piece.ways, piece.value_db, round(piece.level_dbmv, 1), round(piece.return_db, 1), piece.depth,
    )  # fmt: skip


def _of_kind(elements: list[Element], kind: str) -> tuple[int, ...]:
    return tuple(number for number, element in enumerate(elements) if element.kind == kind)

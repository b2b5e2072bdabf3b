"""What the transponder in an optical node answers. Source: SCTE-HMS-COMMON-MIB, SCTE-HMS-FIBERNODE-MIB."""

from __future__ import annotations

from simulator import ber
from simulator.city import City
from simulator.context import Context, Views
from simulator.levels import Levels
from simulator.mib import SCALAR, Object, Rows, Value, View
from simulator.plant import Plant
from simulator.system import ETHERNET, Interface, fixed, interfaces, row_wise, system

HMS = (1, 3, 6, 1, 4, 1, 5591, 1)
COMMON = (*HMS, 3, 1)
FIBER_NODE = (*HMS, 5)
PORT_OUTPUT_DBMV = 480
"""Tenths of dBmV a healthy port puts out."""


def node_views(context: Context) -> Views:
    """Return the views of all nodes."""

    def view(subject: int) -> View:
        node = context.city.nodes.index(context.members[subject])
        return node_view(context.city, context.plant, context.levels, node)

    return view


def node_view(city: City, plant: Plant, levels: Levels, index: int) -> View:
    """Return the view of the node counted from 0; ports differ between nodes, so views do."""
    element = city.elements[city.nodes[index]]
    ports = [n for n in city.behind(city.nodes[index]) if city.elements[n].kind == "node_port"]
    objects = system(
        fixed(ber.octets("HMS optical node transponder")),
        (1, 3, 6, 1, 4, 1, 5591, 1, 5),
        fixed(ber.octets(element.id)),
        lambda _subject: plant.started_ms - 17 * 86_400_000,
        fixed(ber.octets(element.address)),
    )
    mac = bytes((0x02, 0x00, 0x5E, 0x20, index >> 8, index & 255))
    objects += interfaces([Interface(1, "eth0", ETHERNET, 10_000_000, 500)], fixed(ber.octets(mac)), lambda *_: True)
    return View(
        [
            *objects,
            *_common(element.id, levels, index),
            *_optics(levels, index, city.nodes[index]),
            *_ports(city, plant, levels, ports),
        ]
    )


def _common(key: str, levels: Levels, index: int) -> list[Object]:
    def temperature(_subject: int, _row: int, now_ms: int) -> bytes:
        return ber.number(round(38 + 3 * levels.noise(index, 90, now_ms)))

    values: dict[int, Value] = {
        1: fixed(ber.octets(key)),
        2: fixed(ber.octets("Example Optics")),
        3: fixed(ber.octets("ON-4100")),
        4: fixed(ber.octets(f"EX{index + 1:06d}")),
        5: fixed(ber.octets("fw 4.2")),
        6: fixed(ber.octets(b"\x00")),
        12: fixed(ber.number(1)),
        13: temperature,
        14: lambda _subject, _row, now_ms: ber.number(now_ms // 1000),
        16: fixed(ber.number(2)),
        17: fixed(ber.number(1)),
    }
    return [Object((*COMMON, column), SCALAR, value) for column, value in values.items()]


def _optics(levels: Levels, index: int, node: int) -> list[Object]:
    """Return the receiver (power in tenths of mW) and the return laser."""
    one = Rows([(1,)])

    def received(_subject: int, _row: int, now_ms: int) -> bytes:
        return ber.number(round(10 * levels.optical_mw(node, now_ms)))

    def warm(_subject: int, _row: int, now_ms: int) -> bytes:
        return ber.number(round(33 + 2 * levels.noise(index, 92, now_ms)))

    receiver: dict[int, Value] = {
        1: fixed(ber.number(1)),
        2: received,
        3: fixed(ber.number(2)),
        4: fixed(ber.number(1)),
        5: fixed(ber.number(210)),
    }
    laser: dict[int, Value] = {
        1: fixed(ber.number(1)),
        2: fixed(ber.number(45)),
        3: warm,
        4: fixed(ber.number(2)),
        5: fixed(ber.octets("cooled DFB")),
        6: fixed(ber.number(155_056)),
        7: fixed(ber.number(20)),
        8: fixed(ber.number(1)),
    }
    return [
        Object((*FIBER_NODE, 2), SCALAR, fixed(ber.number(1))),
        *(Object((*FIBER_NODE, 3, 1, column), one, value) for column, value in laser.items()),
        Object((*FIBER_NODE, 4), SCALAR, fixed(ber.number(1))),
        *(Object((*FIBER_NODE, 5, 1, column), one, value) for column, value in receiver.items()),
        Object((*FIBER_NODE, 6), SCALAR, fixed(ber.number(1))),
    ]


def _ports(city: City, plant: Plant, levels: Levels, ports: list[int]) -> list[Object]:
    """Return the RF ports, whose level is nothing when the port is dead, and the power that feeds it all."""
    rows = Rows((number + 1,) for number in range(len(ports)))

    def output(_subject: int, row: int, now_ms: int) -> bytes:
        level = PORT_OUTPUT_DBMV + round(2 * levels.noise(ports[row], 93, now_ms))
        return ber.number(level if plant.lit(ports[row]) else 0)

    port: dict[int, Value] = {
        1: row_wise([ber.number(number + 1) for number in range(len(ports))]),
        2: fixed(ber.octets("none")),
        4: output,
        5: fixed(ber.number(1)),
        6: row_wise([ber.octets(city.elements[number].id) for number in ports]),
        7: fixed(ber.number(1)),
    }
    dc: dict[int, Value] = {
        1: fixed(ber.number(1)),
        2: fixed(ber.number(240)),
        3: fixed(ber.number(21)),
        4: fixed(ber.octets("24 VDC Supply A")),
    }
    one = Rows([(1,)])
    return [
        Object((*FIBER_NODE, 9), SCALAR, fixed(ber.number(len(ports)))),
        *(Object((*FIBER_NODE, 11, 1, column), rows, value) for column, value in port.items()),
        Object((*FIBER_NODE, 14), SCALAR, fixed(ber.number(61))),
        Object((*FIBER_NODE, 16), SCALAR, fixed(ber.number(13))),
        Object((*FIBER_NODE, 17), SCALAR, fixed(ber.number(1))),
        *(Object((*FIBER_NODE, 19, 1, column), one, value) for column, value in dc.items()),
    ]

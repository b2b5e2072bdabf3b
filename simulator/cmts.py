"""What the CMTS answers. Source: DOCS-IF-MIB, DOCS-IF3-MIB, IF-MIB."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random

from simulator import ber
from simulator.addresses import Network, packed
from simulator.city import City
from simulator.context import Context, Views
from simulator.levels import CODEWORDS_PER_S, Levels
from simulator.mib import Object, Rows, Value, View
from simulator.modem import DOCS_IF, SIGNAL_QUALITY
from simulator.plant import CmState, Plant
from simulator.system import (
    DOWNSTREAM,
    ETHERNET,
    MAC_LAYER,
    UPSTREAM,
    UPSTREAM_CHANNEL,
    Interface,
    fixed,
    interfaces,
    row_wise,
    system,
)

CM_STATUS = (*DOCS_IF, 1, 3, 3, 1)
MAC_TO_CM = (*DOCS_IF, 1, 3, 7, 1)
DOCS_IF3 = (1, 3, 6, 1, 4, 1, 4491, 2, 1, 20, 1)
REG_STATUS = (*DOCS_IF3, 3, 1)
MD_NODE_STATUS = (*DOCS_IF3, 12, 1)
DOWNSTREAMS, UPSTREAMS = 4, 2
"""Channels of a MAC domain; there is one MAC domain per node."""
_REG_STATE = {
    CmState.OTHER: 1,
    CmState.RANGING: 2,
    CmState.IP_COMPLETE: 5,
    CmState.REGISTERED: 6,
    CmState.ACCESS_DENIED: 17,
    CmState.OPERATIONAL: 8,
}
"""docsIf3CmtsCmRegStatusValue; a barred modem is forwardingDisabled there."""


def mac_domain(node: int) -> int:
    """Return the ifIndex of the MAC domain of the node counted from 0."""
    return 100 * (node + 1)


def upstream_channel(node: int, channel: int) -> int:
    """Return the ifIndex of a logical upstream channel."""
    return mac_domain(node) + 61 + channel


class CmtsTable:
    """The modems a CMTS knows: a row per modem that has ever been there, under an index of its choosing."""

    def __init__(self, city: City, plant: Plant, network: Network) -> None:
        """Give every modem a row."""
        draw = Random(f"cmts {city.seed}")
        self.online = draw.choice((CmState.REGISTERED, CmState.OPERATIONAL))
        """What this maker calls a modem in service."""
        self.plant = plant
        modems = len(city.terminals)
        self.index = draw.sample(range(1, 65_536 * 16), modems)
        """Row index per modem."""
        in_order = sorted(range(modems), key=self.index.__getitem__)
        self.modem = in_order
        """Modem per row."""
        self.rows = Rows((self.index[modem],) for modem in range(modems))
        self.node = [_node_of(city, city.terminals[modem]) for modem in in_order]
        self.upstream = [
            upstream_channel(node, modem % UPSTREAMS) for node, modem in zip(self.node, in_order, strict=True)
        ]
        self.mac = [bytes.fromhex(city.elements[city.terminals[modem]].id.replace(":", "")) for modem in in_order]
        self.address = [packed(network.modem(modem)) for modem in in_order]

    def state(self, row: int, now_ms: int) -> CmState:
        """Return what the CMTS says of the modem in a row."""
        state = self.plant.noticed(self.modem[row], now_ms)
        return self.online if state is CmState.REGISTERED else state

    def by_modem(self, modem: int, now_ms: int) -> CmState:
        """Return what the CMTS says of a modem."""
        return self.state(self.rows.row[(self.index[modem],)], now_ms)


def cmts_views(context: Context) -> Views:
    """Return the views of all CMTSs."""
    table = CmtsTable(context.city, context.plant, context.addresses.network)
    shared = cmts_view(context.city, table, context.levels)
    return lambda _subject: shared


def cmts_view(city: City, table: CmtsTable, levels: Levels) -> View:
    """Return the CMTS's view; its subject is always 0."""
    headend = city.elements[0]
    listed = [Interface(1, "10GigabitEthernet1/0", ETHERNET, 10_000_000_000, 90_000_000)]
    for node in range(len(city.nodes)):
        listed += _ports(node)
    objects = system(
        fixed(ber.octets("<<HW_REV: 2.0; VENDOR: Example Cable; BOOTR: 3.1; SW_REV: 8.2.4; MODEL: CX-16 CMTS>>")),
        (1, 3, 6, 1, 4, 1, 4491, 2, 4, 2),
        fixed(ber.octets(city.elements[city.cmtses[0]].id)),
        lambda _subject: table.plant.started_ms - 40 * 86_400_000,
        fixed(ber.octets(headend.name)),
    )
    objects += interfaces(listed, fixed(ber.octets(b"\x02\x00\x5e\x10\x00\x01")), lambda _subject, _row: True)
    objects += _status_table(table, levels)
    objects += _registration_table(table)
    objects += _channels(city, table, levels)
    return View(objects)


def _ports(node: int) -> list[Interface]:
    """Return the interfaces of one node's MAC domain."""
    base, card = mac_domain(node), f"{node + 1}/0"
    found = [Interface(base, f"Cable-Mac {card}", MAC_LAYER, 0, 9_000_000)]
    for number in range(DOWNSTREAMS):
        name = f"Downstream {card}.{number}"
        found.append(Interface(base + 1 + number, name, DOWNSTREAM, 51_000_000, 2_000_000))
    for number in range(UPSTREAMS):
        name = f"Upstream {card}.{number}"
        found.append(Interface(base + 41 + number, name, UPSTREAM, 20_000_000, 300_000))
        logical = upstream_channel(node, number)
        found.append(Interface(logical, f"{name} channel 0", UPSTREAM_CHANNEL, 20_000_000, 300_000))
    return found


def _status_table(table: CmtsTable, levels: Levels) -> list[Object]:
    """Return docsIfCmtsCmStatusTable and docsIfCmtsMacToCmTable. A modem that is away has no levels: zeroes."""

    def level(read: Callable[[int, int], int]) -> Value:
        def value(_subject: int, row: int, now_ms: int) -> bytes:
            here = table.state(row, now_ms) is not CmState.OTHER
            return ber.number(read(table.modem[row], now_ms) if here else 0)

        return value

    def counted(which: int, encode: Callable[[int], bytes]) -> Value:
        return lambda _subject, row, now_ms: encode(levels.codewords(table.modem[row], 9, now_ms)[which])

    def address(_subject: int, row: int, now_ms: int) -> bytes:
        known = table.state(row, now_ms) not in {CmState.OTHER, CmState.RANGING}
        return ber.tlv(ber.IP_ADDRESS, table.address[row] if known else bytes(4))

    def inet_address(_subject: int, row: int, now_ms: int) -> bytes:
        known = table.state(row, now_ms) not in {CmState.OTHER, CmState.RANGING}
        return ber.octets(table.address[row] if known else bytes(4))

    columns: dict[int, Value] = {
        2: row_wise([ber.octets(mac) for mac in table.mac]),
        3: address,
        4: row_wise([ber.number(mac_domain(node) + 1) for node in table.node]),
        5: row_wise([ber.number(upstream) for upstream in table.upstream]),
        6: level(levels.us_rx),
        7: row_wise([ber.number(1200 + (modem * 7919) % 900, ber.GAUGE32) for modem in table.modem]),
        9: lambda _subject, row, now_ms: ber.number(table.state(row, now_ms)),
        10: counted(0, ber.counter32),
        11: counted(1, ber.counter32),
        12: counted(2, ber.counter32),
        13: level(levels.us_snr),
        14: row_wise([ber.number(26 + modem % 9) for modem in table.modem]),
        15: counted(0, ber.counter64),
        16: counted(1, ber.counter64),
        17: counted(2, ber.counter64),
        18: fixed(ber.number(3)),
        19: fixed(ber.number(2)),
        20: fixed(ber.number(1)),
        21: inet_address,
    }
    by_mac = Rows(tuple(mac) for mac in table.mac)
    index_of = {tuple(mac): suffix[0] for mac, suffix in zip(table.mac, table.rows.suffixes, strict=True)}
    return [
        *(Object((*CM_STATUS, column), table.rows, value, 15 <= column <= 17) for column, value in columns.items()),
        Object((*MAC_TO_CM, 2), by_mac, row_wise([ber.number(index_of[suffix]) for suffix in by_mac.suffixes])),
    ]


def _registration_table(table: CmtsTable) -> list[Object]:
    """Return docsIf3CmtsCmRegStatusTable, under the same indexes."""

    def address(_subject: int, row: int, now_ms: int) -> bytes:
        known = table.state(row, now_ms) not in {CmState.OTHER, CmState.RANGING}
        return ber.octets(table.address[row] if known else bytes(4))

    def since(_subject: int, row: int, _now_ms: int) -> bytes:
        modem = table.modem[row]
        return ber.octets(_date_and_time(table.plant.registered_at(modem) or table.plant.booted_ms[modem]))

    columns: dict[int, Value] = {
        2: row_wise([ber.octets(mac) for mac in table.mac]),
        3: fixed(ber.octets(bytes(16))),
        4: fixed(ber.octets(bytes(16))),
        5: address,
        6: lambda _subject, row, now_ms: ber.number(_REG_STATE[table.state(row, now_ms)]),
        7: row_wise([ber.number(mac_domain(node)) for node in table.node]),
        8: row_wise([ber.number(node + 1, ber.GAUGE32) for node in table.node]),
        13: fixed(ber.number(3)),
        14: since,
    }
    return [Object((*REG_STATUS, column), table.rows, value) for column, value in columns.items()]


def _channels(city: City, table: CmtsTable, levels: Levels) -> list[Object]:
    """Return signal quality of the upstream channels, and which node hangs on which MAC domain."""
    listed = [(node, channel) for node in range(len(city.nodes)) for channel in range(UPSTREAMS)]
    rows = Rows((upstream_channel(*one),) for one in listed)
    started_ms = table.plant.started_ms

    def counted(per_million: int, encode: Callable[[int], bytes]) -> Value:
        def value(_subject: int, row: int, now_ms: int) -> bytes:
            sent = (now_ms - started_ms + 86_400_000) * CODEWORDS_PER_S // 1000 + row * 1_000_003
            return encode(sent * per_million // 1_000_000)

        return value

    quality: dict[int, Value] = {
        1: fixed(ber.number(1)),
        2: counted(1_000_000, ber.counter32),
        3: counted(400, ber.counter32),
        4: counted(3, ber.counter32),
        5: lambda _subject, row, now_ms: ber.number(levels.channel_snr(row, now_ms)),
        6: fixed(ber.number(0)),
        8: counted(1_000_000, ber.counter64),
        9: counted(400, ber.counter64),
        10: counted(3, ber.counter64),
    }
    names = [city.elements[number].id.encode() for number in city.nodes]
    groups = Rows((mac_domain(node), len(name), *name, node + 1) for node, name in enumerate(names))
    service_group = fixed(ber.number(1, ber.GAUGE32))
    return [
        *(Object((*SIGNAL_QUALITY, column), rows, value, column >= 8) for column, value in quality.items()),
        Object((*MD_NODE_STATUS, 3), groups, service_group),
        Object((*MD_NODE_STATUS, 4), groups, service_group),
    ]


def _date_and_time(utc_ms: int) -> bytes:
    """Return eight octets. Source: SNMPv2-TC DateAndTime."""
    at = time.gmtime(utc_ms // 1000)
    return at.tm_year.to_bytes(2, "big") + bytes(
        (at.tm_mon, at.tm_mday, at.tm_hour, at.tm_min, at.tm_sec, utc_ms % 1000 // 100)
    )


def _node_of(city: City, element: int) -> int:
    """Return which node, counted from 0, feeds an element."""
    return max(index for index, node in enumerate(city.nodes) if node < element)

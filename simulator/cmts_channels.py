"""The ports of a CMTS: service groups with their interfaces, channels and nodes. Source: DOCS-IF-MIB, DOCS-IF3-MIB."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from simulator import ber
from simulator.city import City
from simulator.context import Context
from simulator.levels import CHANNELS, UPSTREAMS, Levels
from simulator.levels.units import CHANNEL_HZ, UPSTREAM_HZ, UPSTREAM_WIDTH_HZ
from simulator.mib import Object, Rows, Value
from simulator.oids import DOCS_IF, DOCS_IF3, DOWN_CHANNEL, SIGNAL_QUALITY, UP_CHANNEL
from simulator.system import DOWNSTREAM, MAC_LAYER, UPSTREAM, UPSTREAM_CHANNEL, Interface, fixed, row_wise

MD_NODE_STATUS = (*DOCS_IF3, 12, 1)
UTILIZATION = (*DOCS_IF, 1, 3, 9, 1)
_SENT_DBMV = 500
"""Tenths of dBmV a downstream port puts out."""


@dataclass(frozen=True, slots=True)
class Group:
    """One service group, a MAC domain with an upstream and a downstream channel group of its own."""

    element: int
    """CMTS port; the node where a CMTS has no ports."""
    place: int
    """Among the groups of its CMTS, counted from 0."""
    number: int
    """Among all groups of the city, as levels count them."""
    nodes: tuple[str, ...]

    @property
    def mac_domain(self) -> int:
        """Return the MAC domain's ifIndex."""
        return 100 * (self.place + 1)

    def downstream(self, channel: int) -> int:
        """Return the ifIndex of a downstream channel."""
        return self.mac_domain + 1 + channel

    def upstream(self, channel: int) -> int:
        """Return the ifIndex of a logical upstream channel."""
        return self.mac_domain + 61 + channel


def service_groups(city: City, levels: Levels, cmts: int) -> list[Group]:
    """Return the service groups of a CMTS, by ifIndex."""
    found: list[Group] = []
    for number, element in enumerate(levels.design.groups):
        if element in city.behind(cmts):
            nodes = tuple(city.elements[one].id for one in city.nodes if one in city.behind(element))
            found.append(Group(element, len(found), number, nodes))
    return found


def ports(group: Group) -> list[Interface]:
    """Return the interfaces of one service group."""
    card = f"{group.place + 1}/0"
    found = [Interface(group.mac_domain, f"Cable-Mac {card}", MAC_LAYER, 0, 9_000_000)]
    for number in range(CHANNELS):
        name = f"Downstream {card}.{number}"
        found.append(Interface(group.downstream(number), name, DOWNSTREAM, 51_000_000, 2_000_000))
    for number in range(UPSTREAMS):
        name = f"Upstream {card}.{number}"
        found.append(Interface(group.mac_domain + 41 + number, name, UPSTREAM, 20_000_000, 300_000))
        logical = group.upstream(number)
        found.append(Interface(logical, f"{name} channel 0", UPSTREAM_CHANNEL, 20_000_000, 300_000))
    return found


def channels(context: Context, groups: list[Group]) -> list[Object]:
    """Return all that is said of channels, and which nodes hang on which MAC domain."""
    return [*_quality(context.levels, groups), *_settings(groups), *_utilisation(context, groups), *_nodes(groups)]


def _quality(levels: Levels, groups: list[Group]) -> list[Object]:
    """Return docsIfSignalQualityTable of the upstream channels."""
    listed = [(group.number, channel) for group in groups for channel in range(UPSTREAMS)]
    rows = Rows((group.upstream(channel),) for group in groups for channel in range(UPSTREAMS))

    def counted(which: int, encode: Callable[[int], bytes]) -> Value:
        return lambda _subject, row, now_ms: encode(levels.channel_codewords(*listed[row], now_ms)[which])

    quality: dict[int, Value] = {
        1: fixed(ber.number(1)),
        2: counted(0, ber.counter32),
        3: counted(1, ber.counter32),
        4: counted(2, ber.counter32),
        5: lambda _subject, row, now_ms: ber.number(levels.channel_snr(*listed[row], now_ms)),
        6: fixed(ber.number(0)),
        8: counted(0, ber.counter64),
        9: counted(1, ber.counter64),
        10: counted(2, ber.counter64),
    }
    return [Object((*SIGNAL_QUALITY, column), rows, value, column >= 8) for column, value in quality.items()]


def _settings(groups: list[Group]) -> list[Object]:
    """Return docsIfDownstreamChannelTable and docsIfUpstreamChannelTable."""
    down = Rows((group.downstream(channel),) for group in groups for channel in range(CHANNELS))
    up = Rows((group.upstream(channel),) for group in groups for channel in range(UPSTREAMS))
    downstream: dict[int, Value] = {
        1: row_wise([ber.number(channel + 1) for _ in groups for channel in range(CHANNELS)]),
        2: row_wise([ber.number(hertz) for _ in groups for hertz in CHANNEL_HZ]),
        3: fixed(ber.number(8_000_000)),
        4: fixed(ber.number(4)),
        6: fixed(ber.number(_SENT_DBMV)),
    }
    upstream: dict[int, Value] = {
        1: row_wise([ber.number(channel + 1) for _ in groups for channel in range(UPSTREAMS)]),
        2: row_wise([ber.number(hertz) for _ in groups for hertz in UPSTREAM_HZ]),
        3: fixed(ber.number(UPSTREAM_WIDTH_HZ)),
    }
    return [
        *(Object((*DOWN_CHANNEL, column), down, value) for column, value in downstream.items()),
        *(Object((*UP_CHANNEL, column), up, value) for column, value in upstream.items()),
    ]


def _utilisation(context: Context, groups: list[Group]) -> list[Object]:
    """Return docsIfCmtsChannelUtilizationTable: per cent, most in the evening."""
    listed = [
        (group.mac_domain, kind, channel + 1)
        for group in groups
        for kind, count in ((DOWNSTREAM, CHANNELS), (UPSTREAM, UPSTREAMS))
        for channel in range(count)
    ]
    rows = Rows(listed)

    def busy(_subject: int, row: int, now_ms: int) -> bytes:
        evening = math.cos((context.plant.hour(now_ms) - 20.5) / 24.0 * 2.0 * math.pi)
        share = 32.0 + 22.0 * evening + 3.0 * context.levels.noise(row, 60, now_ms)
        return ber.number(round(min(max(share, 0.0), 100.0)))

    return [Object((*UTILIZATION, 3), rows, busy)]


def _nodes(groups: list[Group]) -> list[Object]:
    """Return docsIf3MdNodeStatusTable."""
    rows = Rows(
        (group.mac_domain, len(name), *name, group.place + 1)
        for group in groups
        for name in (node.encode() for node in group.nodes)
    )
    service_group = fixed(ber.number(1, ber.GAUGE32))
    return [Object((*MD_NODE_STATUS, 3), rows, service_group), Object((*MD_NODE_STATUS, 4), rows, service_group)]

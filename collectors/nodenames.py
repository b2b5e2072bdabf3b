"""The fibre nodes of segments, as a CMTS names them: the names stand in the indexes of its tables.

Source: DOCS-IF3-MIB docsIf3MdNodeStatusTable, CLAB-TOPO-MIB clabTopoChFnCfgTable.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collectors.poll import WalkError, walk
from collectors.profiles.model import SegmentRule
from collectors.snmp.engine import SnmpEngine, Target

log = logging.getLogger(__name__)

LONGEST_NAME = 64
LONGEST_S = 300.0
"""For all rows of a column; a device that names for ever keeps no other from being surveyed."""


@dataclass(frozen=True, slots=True)
class NodeNames:
    """Names by the numbers they stand with: a segment's, or those of one channel each."""

    of_segment: Mapping[tuple[int, ...], frozenset[str]]
    of_channel: Mapping[int, frozenset[str]]

    def of(self, numbers: tuple[int, ...]) -> tuple[str, ...]:
        """Return the nodes of the segment with these numbers, in order; none where the device does not say."""
        if numbers in self.of_segment:
            return tuple(sorted(self.of_segment[numbers]))
        each = [self.of_channel.get(channel, frozenset()) for channel in numbers]
        return tuple(sorted(frozenset.intersection(*each))) if each else ()


async def read_nodes(engine: SnmpEngine, whom: Target, rule: SegmentRule) -> NodeNames:
    """Return what a device says of its fibre nodes; nothing where it has no such table, or breaks off."""
    of_segment: defaultdict[tuple[int, ...], set[str]] = defaultdict(set)
    of_channel: defaultdict[int, set[str]] = defaultdict(set)
    for index in await _indexes(engine, whom, rule.nodes):
        if (read := _named(index[1:])) is not None and len(read[1]) == 1:
            of_segment[index[0], read[1][0]].add(read[0])
    for index in await _indexes(engine, whom, rule.channel_nodes):
        if (read := _named(index)) is not None and len(read[1]) == 1:
            of_channel[read[1][0]].add(read[0])
    return NodeNames(
        {numbers: frozenset(names) for numbers, names in of_segment.items()},
        {channel: frozenset(names) for channel, names in of_channel.items()},
    )


async def _indexes(engine: SnmpEngine, whom: Target, column: str) -> list[tuple[int, ...]]:
    """Return the indexes of a column's rows."""
    if not column:
        return []
    try:
        async with asyncio.timeout(LONGEST_S):
            rows = await walk(engine, whom, column)
    except TimeoutError:
        log.info("%s: which nodes are on which segment stays unknown: its table has no end", whom.place)
        return []
    except WalkError as error:
        log.info("%s: which nodes are on which segment stays unknown", error)
        return []
    return [tuple(map(int, oid[len(column) + 1 :].split("."))) for oid, _, _ in rows]


def _named(index: Sequence[int]) -> tuple[str, tuple[int, ...]] | None:
    """Return a name written as its length and octets, and what follows it; None for what is none."""
    length = index[0] if index else 0
    octets = index[1 : 1 + length]
    if not 1 <= length <= LONGEST_NAME or len(octets) != length or any(octet > 0xFF for octet in octets):
        return None
    return bytes(octets).decode("utf-8", errors="replace"), tuple(index[1 + length :])

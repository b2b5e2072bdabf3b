"""What was last read of modems' cables: how far they are from their CMTS, and which echoes they hear."""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection

from collectors.roster import Roster
from maps.learning.echoes import Echoes
from maps.learning.events import Events, Mark
from maps.learning.pieces import placed
from maps.learning.timing import Distances
from maps.topology import Topology
from monitor.ledger.damaged_spans import DamagedSpan
from monitor.ledger.last_values import load_last

FRESH_MS = 86_400_000
MAKER = len("00:00:00")
"""Of a MAC, what its maker was given: modems of one maker take about as long by themselves."""


def distances(connection: Connection, topology: Topology, roster: Roster, now_ms: int) -> Distances:
    """Return how far terminals are from their CMTS, by the timing offsets of the last day."""
    read = load_last(connection, "cmts_cm_ranging", now_ms - FRESH_MS)
    ticks = np.full(len(topology.terminal_at), np.nan)
    there = read.slot < len(topology.tree)
    terminal = topology.tree[read.slot[there]] - len(topology)
    told = read.values.get("us_timing_offset_ticks", np.full(len(there), np.nan))[there]
    ticks[terminal[terminal >= 0]] = told[terminal >= 0]
    return Distances.of(topology, ticks, [roster.key(slot)[:MAKER] for slot in topology.terminal_slot.tolist()])


def echoes(connection: Connection, now_ms: int) -> Echoes:
    """Return the loudest echo of each modem's channels, of those read within the last day."""
    read = load_last(connection, "cm_equaliser", now_ms - FRESH_MS)
    nothing = np.full(len(read.slot), np.nan)
    level, length = (read.values.get(name, nothing) for name in ("us_echo_db", "us_echo_distance_m"))
    order = np.lexsort((-level, read.slot))  # what was not read comes last
    first = order[np.flatnonzero(np.diff(read.slot[order], prepend=-1))]
    return Echoes(read.slot[first], level[first], length[first], read.time_ms[first])


def damaged_spans(topology: Topology, shared: Events, echoes: Echoes) -> list[DamagedSpan]:
    """Return what the homes that share an echo have in common, the strongest first.

    shared: events of these echoes. As with falls, most of the homes behind an element must have it.
    """
    found = []
    for one in placed(topology, shared, {}):
        at = one.told.terminal
        inside = (at >= topology.start[one.at]) & (at < topology.start[topology.end[one.at]])
        has = one.told.mark != Mark.STAYED
        rows = np.isin(echoes.slot, topology.terminal_slot[at[has]])
        length, level = (round(float(np.median(values[rows])), 1) for values in (echoes.length_m, echoes.level_db))
        spared = int(np.count_nonzero(inside & ~has))
        found.append(DamagedSpan(topology.keys[one.at], length, level, int(has.sum()), spared, one.begun_ms))
    return sorted(found, key=lambda span: -span.level_db)

"""What the terminals behind a piece of plant read last, for a crew that telephones in: levels, and no names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection, bindparam, select

from monitor.ledger import tables as t
from monitor.ledger.last_values import load_last

READ: Mapping[str, tuple[str, ...]] = {
    "cm_downstream": ("ds_power_dbmv", "ds_snr_db"),
    "cm_upstream": ("us_tx_power_dbmv",),
    "cmts_cm": ("us_rx_power_dbmv", "us_snr_db"),
    "onu": ("onu_rx_dbm", "onu_tx_dbm"),
}
"""Metrics that a crew asks after, by family."""
FRESH_MS = 6 * 3_600_000
"""Readings older than this are not shown: they tell of another day's plant."""
_STATES = select(t.terminal_state.c.slot, t.terminal_state.c.state).where(
    t.terminal_state.c.slot.in_(bindparam("slots", expanding=True))
)


@dataclass(slots=True)
class Levels:
    """What one terminal read last."""

    slot: int
    state: int | None = None
    """A TerminalState; None: none was ever recorded."""
    values: dict[str, float] = field(default_factory=dict)
    """Metric → its value; of several channels the mean."""
    at_ms: int | None = None
    """When the newest of them was read; None: none was."""


def levels_behind(connection: Connection, slots: Sequence[int], now_ms: int) -> list[Levels]:
    """Return the newest levels of these terminals, in their order; as old as core's last flush."""
    wanted = np.array(slots, dtype=np.int64)
    found = {int(slot): Levels(int(slot)) for slot in slots}
    for row in connection.execute(_STATES, {"slots": list(found)}):
        found[row.slot].state = row.state
    for family, metrics in READ.items():
        kept = load_last(connection, family, now_ms - FRESH_MS)
        here = np.isin(kept.slot, wanted)
        slot, time_ms = kept.slot[here], kept.time_ms[here]
        for metric in metrics:
            if metric in kept.values:
                _take(found, metric, slot, kept.values[metric][here], time_ms)
    return list(found.values())


def _take(
    found: dict[int, Levels],
    metric: str,
    slot: np.ndarray[tuple[int], np.dtype[np.int32]],
    value: np.ndarray[tuple[int], np.dtype[np.float64]],
    time_ms: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> None:
    """Note the mean of a metric over each terminal's channels; what was not read counts for nothing."""
    known = ~np.isnan(value)
    for one in np.unique(slot[known]).tolist():
        mine = known & (slot == one)
        levels = found[one]
        levels.values[metric] = float(value[mine].mean())
        levels.at_ms = max(levels.at_ms or 0, int(time_ms[mine].max()))

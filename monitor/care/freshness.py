"""How old what we know is: the pulse core leaves in the ledger after every sweep, and during long ones."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from monitor.ledger import tables as t
from monitor.settings import Settings

FAMILY = "pulse"
"""Family under which `column_blob` keeps one row per sweep, its `at_ms` the end of the newest slice."""

STATE_SWEEP = "state"
LATE_SWEEPS = 3.0
"""Data older than so many state intervals is stale: one may be late, three in a row may not."""
LEAST_STALE_MS = 90_000

_NEWEST = select(func.max(t.column_blob.c.at_ms)).where(
    t.column_blob.c.family == FAMILY, t.column_blob.c.name.startswith(STATE_SWEEP)
)


@dataclass(frozen=True, slots=True)
class Freshness:
    """When the plant was last heard of, and whether that is too long ago to speak of now."""

    as_of_ms: int | None
    """UTC ms; None: never."""
    stale: bool
    stale_after_ms: int


def beat(connection: Connection, sweep: str, at_ms: int) -> None:
    """Note that what sweep `sweep` (e.g. `state:docsis-cmts`) saw until `at_ms` is in the ledger."""
    row = t.column_blob
    here = (row.c.family == FAMILY) & (row.c.name == sweep)
    if connection.execute(update(row).where(here).values(at_ms=at_ms)).rowcount == 0:
        connection.execute(insert(row).values(family=FAMILY, name=sweep, dtype="", at_ms=at_ms, data=b""))


def freshness(connection: Connection, now_ms: int, stale_after_ms: int) -> Freshness:
    """Return how old the newest state sweep is at `now_ms`."""
    newest: int | None = connection.execute(_NEWEST).scalar_one()
    return Freshness(newest, newest is None or now_ms - newest > stale_after_ms, stale_after_ms)


def stale_after_ms(settings: Settings) -> int:
    """Return the age in milliseconds beyond which data does not speak of the present."""
    return max(LEAST_STALE_MS, int(settings.sweeps.state_interval_s * 1000 * LATE_SWEEPS))

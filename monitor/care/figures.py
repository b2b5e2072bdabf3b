"""How the monitor itself fares, in figures that core leaves in the ledger and pages read: sweeps, retries, cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from monitor.ledger import blobs

SWEEPS, CORE = "figures:sweeps", "figures:core"
"""Families under which the ledger keeps them."""


@dataclass(slots=True)
class SweepFigures:
    """One sweep, as it went the last time and since core was started."""

    name: str
    interval_s: float
    duration_s: float = 0.0
    """Of the last one that ended."""
    asked: int = 0
    """Devices asked in it."""
    answered: int = 0
    sweeps: int = 0
    """Ended since core was started."""
    late: int = 0
    """Those of them that began more than a tenth of their interval after they were due, or outlasted it."""

    @property
    def answers_per_s(self) -> float:
        """Devices that answered, a second of the sweep."""
        return self.answered / self.duration_s if self.duration_s > 0 else 0.0

    @property
    def silent_share(self) -> float:
        """Share of the devices asked that did not answer."""
        return 1.0 - self.answered / self.asked if self.asked else 0.0

    @property
    def late_share(self) -> float:
        """Share of the sweeps that were late."""
        return self.late / self.sweeps if self.sweeps else 0.0


@dataclass(frozen=True, slots=True)
class CoreFigures:
    """What core did since it was started."""

    at_ms: int = 0
    """UTC ms at which this was true; 0: never told."""
    retries: int = 0
    """Requests sent again because no answer came."""
    given_up: int = 0
    """Requests given up after the last retry."""
    stored: int = 0
    """Values handed to the series store."""
    cpu_s_per_value: float | None = None
    """Processor seconds of core per value stored, over the last minutes; None: nothing was stored in them."""
    spool_bytes: int = 0
    """What waits on this disk for a series server."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it."""

    sweeps: tuple[SweepFigures, ...] = ()
    core: CoreFigures = field(default_factory=CoreFigures)


def save(connection: Connection, sweeps: Sequence[SweepFigures], core: CoreFigures) -> None:
    """Replace the figures."""
    columns: dict[str, NDArray[Any]] = {"name": np.array([one.name for one in sweeps], dtype="U80")}
    for name in ("interval_s", "duration_s"):
        columns[name] = np.array([getattr(one, name) for one in sweeps], dtype=np.float64)
    for name in ("asked", "answered", "sweeps", "late"):
        columns[name] = np.array([getattr(one, name) for one in sweeps], dtype=np.int64)
    blobs.save_columns(connection, SWEEPS, core.at_ms, columns)
    cost = np.nan if core.cpu_s_per_value is None else core.cpu_s_per_value
    counts = np.array([core.retries, core.given_up, core.stored, core.spool_bytes], dtype=np.int64)
    blobs.save_columns(connection, CORE, core.at_ms, {"counts": counts, "cpu_s_per_value": np.array([cost])})


def load(connection: Connection) -> Figures:
    """Return the figures; empty ones where core never told any."""
    columns, kept = blobs.load_columns(connection, SWEEPS), blobs.load_columns(connection, CORE)
    if not columns or not kept:
        return Figures()
    rows = zip(*(columns[name].tolist() for name in SweepFigures.__slots__), strict=True)
    retries, given_up, stored, spool_bytes = kept["counts"].tolist()
    cost = float(kept["cpu_s_per_value"][0])
    at_ms = blobs.saved_ms(connection, CORE) or 0
    core = CoreFigures(at_ms, retries, given_up, stored, None if np.isnan(cost) else cost, spool_bytes)
    return Figures(tuple(SweepFigures(*row) for row in rows), core)

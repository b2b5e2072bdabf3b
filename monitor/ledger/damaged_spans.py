"""Spans that homes' echoes say are damaged, as the last look at their equalisers found them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from monitor.ledger import blobs

DAMAGED_SPANS = "damaged_spans"
"""Family under which they are kept."""


@dataclass(frozen=True, slots=True)
class DamagedSpan:
    """Where the homes that share an echo come together."""

    element: str
    """Behind which they are: the damage is at it, or on the cable before it."""
    length_m: float
    """Of cable between the two ends of the damage."""
    level_db: float
    """Of the echo, relative to the signal."""
    heard: int
    """Homes that have the echo."""
    spared: int
    """Homes behind the element that were read and have none."""
    read_ms: int


def load_spans(connection: Connection) -> list[DamagedSpan]:
    """Return them, in the order they were kept."""
    columns = blobs.load_columns(connection, DAMAGED_SPANS)
    rows = zip(*(columns[name].tolist() for name in DamagedSpan.__slots__), strict=True) if columns else ()
    return [DamagedSpan(*row) for row in rows]


def save_spans(connection: Connection, at_ms: int, spans: Sequence[DamagedSpan]) -> None:
    """Keep these, and no others."""
    columns = {name: np.array([getattr(span, name) for span in spans]) for name in DamagedSpan.__slots__}
    blobs.save_columns(connection, DAMAGED_SPANS, at_ms, columns)

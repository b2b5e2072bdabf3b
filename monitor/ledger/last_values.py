"""Last values as the ledger keeps them, for whoever looks at them once in a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from collectors.model import Slots, Times, Values
from monitor.ledger import blobs

FAMILY_PREFIX = "last:"
"""Before the name of a metric family, the name its columns are kept under."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """The last values of a family, a row for each subject and instance, in the order of both."""

    slot: Slots
    time_ms: Times
    values: Mapping[str, Values]


def load_last(connection: Connection, family: str, since_ms: int) -> Kept:
    """Return what was read of a family since then; no rows where nothing was."""
    columns = blobs.load_columns(connection, FAMILY_PREFIX + family)
    key = columns.pop("key", np.empty(0, np.int64))
    time_ms = columns.pop("time_ms", np.empty(0, np.int64))
    fresh = time_ms >= since_ms
    values = {name: column[fresh].astype(np.float64) for name, column in columns.items()}
    return Kept((key[fresh] >> 32).astype(np.int32), time_ms[fresh], values)

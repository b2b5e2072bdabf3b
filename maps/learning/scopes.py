"""Which node, PON port or EoC head each terminal is learned about behind."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maps.model import Kind
from maps.topology import KINDS, Topology

SCOPES = [KINDS.index(kind) for kind in (Kind.OPTICAL_NODE, Kind.PON_PORT, Kind.EOC_HEAD)]
"""Above them, devices that tell of terminals say themselves what hangs where."""


def scopes(topology: Topology) -> NDArray[np.intp]:
    """Return intp[m]: the nearest of those at or above each terminal, by tree index; -1 for none."""
    nearest = np.where(np.isin(topology.kind, SCOPES), np.arange(len(topology)), -1)
    order = topology.by_level
    for level in topology.levels:
        here, parent = order[level.start : level.stop], order[level.parent]
        nearest[here] = np.where(nearest[here] < 0, nearest[parent], nearest[here])
    if not len(topology):
        return np.empty(0, dtype=np.intp)
    of_terminal: NDArray[np.intp] = nearest[topology.terminal_at]
    return of_terminal

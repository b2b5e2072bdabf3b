"""How long ago those who are up were seen: whether a window of silence has closed, so that no later sighting moves it.

What is asked of the living is how many were seen after a moment. That is read off a segment's mean and width, so the
moment must lie before the mean less the width for all of them to count. Of sightings between `oldest` and `newest`
the mean less √3 deviations is never less than `oldest` less half the distance between the two (it is least where a
quarter of them are the newest and the others the oldest). Before that, a window is closed: everybody who is up
was seen after it, whoever else is seen again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.groups import Groups
from maps.model import Evidence
from maps.moments import IS_UP
from maps.topology import Topology

FRESH_MS = 200_000
"""Sightings no older than this are not told apart; sweeps take less."""
ROUNDING_MS = 3_000
"""More than what is lost where times are counted in whole seconds."""

Moments = NDArray[np.int64]
"""UTC milliseconds."""


@dataclass(frozen=True, slots=True, eq=False)
class Lately:
    """The sightings of one moment."""

    newest_ms: int
    oldest_ms: int
    """Oldest sighting of anybody who is up; those of the last FRESH_MS count as that old."""
    of_group: Moments
    """int64[k]: the same for each group."""

    @classmethod
    def of(cls, topology: Topology, groups: Groups, evidence: Evidence, notice_ms: int, now_ms: int) -> Lately:
        """Look through the evidence for those seen long ago."""
        bound_ms = now_ms - FRESH_MS
        seen_ms = evidence.last_seen_ms
        newest_ms = max(now_ms, int(seen_ms.max(initial=0))) + (notice_ms if evidence.heard_ms is not None else 0)
        stale = np.flatnonzero(seen_ms < bound_ms)
        stale = stale[IS_UP[evidence.state[stale]]]
        stale = stale[stale < len(topology.tree)]
        at = topology.tree[stale]
        stale, at = stale[at >= 0], at[at >= 0]
        inside = at >= len(topology)
        at[inside] = topology.terminal_at[at[inside] - len(topology)]
        oldest_ms = np.full(len(groups) + 1, bound_ms, dtype=np.int64)  # the last of them: the trunk's own
        np.minimum.at(oldest_ms, groups.of[at], seen_ms[stale])
        return cls(newest_ms, int(oldest_ms.min()), oldest_ms[:-1])

    def is_open(self, noticed_ms: Moments, oldest_ms: Moments | int) -> NDArray[np.bool_]:
        """Return bool[k]: whether those up may yet be seen later than windows whose loss is noticed by some moments.

        oldest_ms: the oldest sighting in the segment of each.
        """
        open_: NDArray[np.bool_] = 2 * (noticed_ms + ROUNDING_MS) + self.newest_ms >= 3 * oldest_ms
        return open_

"""How long ago those who are up were seen: whether a window of silence has closed, so that no later sighting moves it.

What is asked of the living is how many were seen after a moment. That is read off a segment's mean and width, so the
moment must lie before the mean less the width for all of them to count. Of sightings between `oldest` and `newest`
the mean less √3 deviations is never less than `oldest` less half the distance between the two (it is least where a
quarter of them are the newest and the others the oldest). Before that, a window is closed: everybody who is up
was seen after it, whoever else is seen again. In the same way nobody was seen after a moment that lies half that
distance beyond `newest`: a loss that is noticed only by then says nothing yet. Only moments between the two split those
who are up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.groups import Groups
from maps.model import Evidence
from maps.moments import is_up
from maps.topology import Topology

FRESH_MS = 200_000
"""Sightings no older than this are not told apart by group; sweeps take less."""
AT_A_TIME = 1 << 16
"""Sightings looked through at a time: what fits a processor's own memory is done in a third of the time."""
BEYOND = np.uint64(1 << 63)
"""Milliseconds after which there is no moment."""
ROUNDING_MS = 3_000
"""More than what is lost where times are counted in whole seconds."""

Moments = NDArray[np.int64]
"""UTC milliseconds."""


@dataclass(frozen=True, slots=True, eq=False)
class Lately:
    """The sightings of one moment."""

    newest_ms: int
    oldest_ms: int
    """Oldest sighting of anybody who is up."""
    of_group: Moments
    """int64[k]: no later than the oldest sighting in each group."""

    @classmethod
    def of(cls, topology: Topology, groups: Groups, evidence: Evidence, notice_ms: int, now_ms: int) -> Lately:
        """Look through the evidence for those seen long ago."""
        newest_ms = max(now_ms, int(evidence.last_seen_ms.max(initial=0)))
        oldest_ms = fresh_ms = newest_ms
        found = [np.empty(0, dtype=np.intp)]
        limit_ms = now_ms - FRESH_MS
        for first in range(0, len(evidence.state), AT_A_TIME):
            here = slice(first, first + AT_A_TIME)
            up, seen_ms = is_up(evidence.state[here]), evidence.last_seen_ms[here]
            is_fresh = seen_ms >= limit_ms
            since = (seen_ms - limit_ms).view(np.uint64)  # below 0 is beyond all, with nothing to choose
            since[np.flatnonzero(is_fresh & ~up)] = BEYOND
            fresh_ms = min(fresh_ms, limit_ms + int(since.min()))
            is_stale = up & ~is_fresh
            if is_stale.any():
                found.append(first + np.flatnonzero(is_stale))
        stale = np.concatenate(found)
        oldest_ms = min(oldest_ms, int(evidence.last_seen_ms[stale].min(initial=newest_ms)))
        stale = stale[stale < len(topology.tree)]
        at = topology.tree[stale]
        stale, at = stale[at >= 0], at[at >= 0]
        is_terminal = at >= len(topology)
        at[is_terminal] = topology.terminal_at[at[is_terminal] - len(topology)]
        of_group = np.full(len(groups) + 1, fresh_ms, dtype=np.int64)  # the last of them: the trunk's own
        np.minimum.at(of_group, groups.of[at], evidence.last_seen_ms[stale])
        if evidence.heard_ms is not None:
            newest_ms = max(newest_ms, int(evidence.heard_ms.max(initial=0)) + notice_ms)
        return cls(newest_ms, min(oldest_ms, fresh_ms), of_group[:-1])

    def is_open(self, noticed_ms: Moments, oldest_ms: Moments | int) -> NDArray[np.bool_]:
        """Return bool[k]: whether those up may yet be seen later than windows whose loss is noticed by some moments.

        oldest_ms: the oldest sighting in the segment of each.
        """
        open_: NDArray[np.bool_] = 2 * (noticed_ms + ROUNDING_MS) + self.newest_ms >= 3 * oldest_ms
        return open_

    def splits(self, moments: Moments) -> NDArray[np.bool_]:
        """Return bool[k]: whether some of those up may have been seen before some moments and others after."""
        return self.is_open(moments, self.oldest_ms) & ~self.is_beyond(moments, self.oldest_ms)

    def is_beyond(self, moments: Moments, oldest_ms: Moments | int) -> NDArray[np.bool_]:
        """Return bool[k]: whether nobody who is up was seen after some moments, given the oldest sighting of each."""
        beyond: NDArray[np.bool_] = 2 * (moments - ROUNDING_MS) + oldest_ms >= 3 * self.newest_ms
        return beyond

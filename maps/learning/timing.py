"""Timing offsets as distances: homes in one place are as far from their CMTS, whoever made their modems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maps.moments import Floats
from maps.topology import Index, Topology

ROUNDS = 6
FEWEST_IN_PLACE = 3
"""Homes right at an element whose middle says where that is."""
FEWEST_OF_MAKE = 5
"""Homes of a make, in places that have others too, that say what its modems take by themselves."""
FEWEST_NEIGHBOURS = 3
LEAST_SCATTER = 0.5
"""Whole numbers are read, whatever their unit."""
STRAY = 0.02
"""Share of homes that are out of the way for reasons of their own: a long wire at home, a model unlike its make."""
MOST = 8.0
"""Nats that distances may add, or take, at most."""
TELLING = 3.0
"""Nats from which on it counts as an occasion by itself."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the distances of some homes say for one place and against another."""

    gain: float
    """Nats, of one home as of many."""
    drawn: float
    """How far they are from the nearest neighbours where they are drawn, in scatters of homes in one place."""
    there: float
    """The same, from those in the other place."""


@dataclass(frozen=True, slots=True, eq=False)
class Distances:
    """How far homes are from their CMTS, in its own unit, by terminal of the topology."""

    far: Floats
    """float64[m]; NaN where nothing was read, or nothing to compare it with."""
    scatter: Floats
    """float64[m]: how much homes in one place differ, on the same CMTS."""

    @classmethod
    def of(cls, topology: Topology, ticks: Floats, make: Sequence[str]) -> Distances:
        """Return distances of timing offsets.

        ticks: float64[m] by terminal of the topology; NaN: not read. make: of their modems; what one make takes by
        itself is found by CMTS, from the places where it stands beside others.

        1. A place is as far as the middle of its homes, a make's own part the middle of what is left: in turns.
        2. What is left then is how homes of one place differ; a make that stands alone is compared with nobody.
        """
        known = np.flatnonzero(np.isfinite(ticks))
        far, scatter = np.full(len(ticks), np.nan), np.full(len(ticks), np.nan)
        if not len(known):
            return cls(far, scatter)
        value, place = ticks[known], _numbered(topology.terminal_at[known])
        cmts = _numbered(topology.observer[topology.terminal_at[known]])
        made = _numbered(np.unique(np.asarray(make)[known], return_inverse=True)[1] + cmts * (len(known) + 1))
        beside = np.bincount(place)[place] >= FEWEST_IN_PLACE
        pairs = np.unique(place * (len(known) + 1) + made) // (len(known) + 1)
        mixed = beside & (np.bincount(pairs, minlength=place.max() + 1)[place] > 1)
        own = np.zeros(made.max() + 1)
        for _ in range(ROUNDS):
            at = _medians(place, value - own[made])
            own = np.nan_to_num(_medians(made[mixed], (value - at[place])[mixed], len(own)))
        rest = np.abs(value - own[made] - at[place])
        among = np.maximum(1.4826 * _medians(cmts[beside], rest[beside], int(cmts.max()) + 1), LEAST_SCATTER)
        number = np.bincount(made)
        most = np.zeros(int(cmts.max()) + 1, dtype=np.intp)
        np.maximum.at(most, cmts, number[made])
        alone = np.bincount(made[mixed], minlength=len(own))[made] < FEWEST_OF_MAKE
        alone &= number[made] < most[cmts]  # with the commonest the others are compared
        scatter[known] = among[cmts]
        far[known] = np.where(alone | np.isnan(among[cmts]), np.nan, value - own[made])
        return cls(far, scatter)

    def told(self, subject: slice, drawn: slice, there: slice, node: slice) -> Told | None:
        """Return what terminals `subject` say of hanging `there` and not where they are `drawn`; None: nothing.

        Slices of terminals. One that is out of the way for a reason of its own may be anywhere in its `node`, so that
        no distance says more than the share of such allows.
        """
        here = self.far[subject]
        asked = here[np.isfinite(here)]
        beside, others, everybody = (self._but(which, subject) for which in (drawn, there, node))
        if not len(asked) or min(len(beside), len(others)) < FEWEST_NEIGHBOURS:
            return None
        scatter = float(np.nanmedian(self.scatter[subject]))
        low, high = np.percentile(everybody, [1.0, 99.0])
        floor = STRAY / (float(high - low) + 20.0 * scatter)
        gain = np.log(_density(asked, others, scatter) + floor) - np.log(_density(asked, beside, scatter) + floor)
        apart = [float(np.median(np.abs(asked[:, None] - near).min(axis=1))) / scatter for near in (beside, others)]
        return Told(float(np.clip(gain.mean(), -MOST, MOST)), apart[0], apart[1])

    def _but(self, which: slice, subject: slice) -> Floats:
        """Return the distances of terminals, those of the subject left out."""
        far = self.far[which].copy()
        far[max(subject.start - which.start, 0) : max(subject.stop - which.start, 0)] = np.nan
        kept: Floats = far[np.isfinite(far)]
        return kept


def _density(at: Floats, homes: Floats, scatter: float) -> Floats:
    """Return how densely homes lie about each distance, by Gaussian kernels of Silverman's width."""
    width = max(scatter, 0.9 * float(homes.std()) * len(homes) ** -0.2)
    kernels = np.exp(-0.5 * ((at[:, None] - homes) / width) ** 2)
    density: Floats = kernels.mean(axis=1) / (width * np.sqrt(2.0 * np.pi))
    return density


def _numbered(group: Index) -> Index:
    """Return the same groups, numbered without gaps."""
    numbers: Index = np.unique(group, return_inverse=True)[1]
    return numbers


def _medians(group: Index, values: Floats, count: int = 0) -> Floats:
    """Return float64[groups, at least `count`]: the median of each group, NaN of one without values."""
    number = np.bincount(group, minlength=count)
    ordered = np.append(values[np.lexsort((values, group))], np.nan)
    first = np.cumsum(number) - number
    low, high = first + (number - 1) // 2, first + number // 2
    medians: Floats = np.where(number > 0, (ordered[low] + ordered[high]) / 2.0, np.nan)
    return medians

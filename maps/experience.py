"""What became of outages whose cause a crew confirmed, as chances of failure per kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from maps.model import Kind

FAILURES = 5.0
"""Failures that the figures we begin with are worth: so many confirmed ones weigh as much."""
REPAIR_H = 4.0
"""Hours that one of those lasted."""
LONGEST_H = 24.0
"""Hours of one outage that count at most: what stands for a week says nothing of how often things fail."""
MOST_TIMES = 10.0
"""How many times more or less often than assumed anything may be found to fail."""


@dataclass(frozen=True, slots=True)
class Experience:
    """What was observed of the elements of one kind."""

    exposure_h: float
    """Hours they were watched, added over the elements."""
    down_h: float
    """Hours of them in outages that were confirmed to come from one of them."""


def learned(priors: Mapping[Kind, float], observed: Mapping[Kind, Experience]) -> Mapping[Kind, float]:
    """Return the chances per kind after what was observed; kinds of which nothing was keep theirs.

    The mean of a Beta posterior over the share of time that an element is down, whose prior is worth FAILURES of
    REPAIR_H hours: a single crew's word changes little, a year of them much, and nothing more than MOST_TIMES.
    """
    after = dict(priors)
    for kind, seen in observed.items():
        before = priors.get(kind, priors.get(Kind.OTHER, 0.0))
        if before <= 0.0:
            continue
        down_h = FAILURES * REPAIR_H
        share = (down_h + seen.down_h) / (down_h / before + seen.exposure_h)
        after[kind] = min(max(share, before / MOST_TIMES), before * MOST_TIMES, 0.5)
    return MappingProxyType(after)

"""When in a sweep the turn of each device comes: in a place of its own, the same from sweep to sweep."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from zlib import crc32

from collectors.model import Device

TURN_S = 0.5
"""Devices whose places lie this close together are asked in one go."""
FEWEST_PER_S = 50.0
"""A sweep of few devices is over sooner than it need be: to be asked more slowly is no kindness to anybody."""
LEFT_OVER = 0.05
"""Share of an interval that should be left when the last of a sweep has been given up."""
LEAST_SPREAD = 0.25
"""Share of the spread asked for that is kept at any rate: a burst is no kindness to anybody."""


def spread_s(interval_s: float, share: float, give_up_s: float) -> float:
    """Return how long to spread a sweep over: a share of its interval, less where the dead would put off the next.

    give_up_s: how long one who never answers is waited for. The next sweep is left out while one is under way, so
    whoever is asked last must have been given up by then.
    """
    wanted_s = interval_s * share
    return min(wanted_s, max(interval_s * (1.0 - LEFT_OVER) - give_up_s, wanted_s * LEAST_SPREAD))


def span_s(devices: int, over_s: float) -> float:
    """Return how long a sweep of so many devices takes to ask them all, `over_s` seconds at most."""
    return min(over_s, devices / FEWEST_PER_S)


def places(devices: Sequence[Device]) -> list[float]:
    """Return each device's place in the sweep, from 0 on and below 1.

    What is behind one CMTS is spread over the whole sweep, so that none is asked more at one time than at
    another; it is asked in the order given, so that neighbours are read about the same time and what befalls
    them is seen whole. Every CMTS begins at a place of its own.
    """
    count = Counter(device.behind for device in devices)
    first = {behind: crc32(behind.encode()) / 2**32 for behind in count}
    passed: Counter[str] = Counter()
    found = []
    for device in devices:
        behind = device.behind
        found.append((first[behind] + passed[behind] / count[behind]) % 1.0)
        passed[behind] += 1
    return found


def turns(devices: Sequence[Device], over_s: float) -> Iterator[tuple[float, list[Device]]]:
    """Yield (seconds from the sweep's start, devices of one profile to be asked then), in order of time.

    All are asked at once, profile by profile, where there is nothing to spread them over.
    """
    span = span_s(len(devices), over_s)
    found: defaultdict[tuple[int, str], list[Device]] = defaultdict(list)
    for device, place in zip(devices, places(devices) if span > 0 else (0.0,) * len(devices), strict=True):
        found[int(place * span / TURN_S), device.profile].append(device)
    for turn, profile in sorted(found):
        yield turn * TURN_S, found[turn, profile]

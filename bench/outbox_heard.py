"""What the receivers of the outbox's benchmark have heard: what is missing, doubled, out of order, and how late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from monitor.incidents.model import Event
from monitor.telling.model import notice_id

Effect = tuple[str, int]
"""Incident and revision."""
Heard = dict[str, Any]
"""As `bench.outbox_desk` prints it at its end."""


def tally(heard: Heard, receivers: Sequence[str], want: set[Effect]) -> dict[str, int]:
    """Return how many of the effects every receiver was to have are lost, doubled, and later than a newer one."""
    had: dict[str, list[Effect]] = {name: [(at, n) for at, n in heard["effects"].get(name, [])] for name in receivers}
    counts = {name: Counter(effects) for name, effects in had.items()}
    return {
        "lost": sum(len(want - set(count)) for count in counts.values()),
        "duplicated_effects": sum(n - 1 for count in counts.values() for n in count.values()),
        "out_of_order": sum(map(disorder, had.values())),
    }


def disorder(effects: Sequence[Effect]) -> int:
    """Return how many effects came after one of a later revision of their incident."""
    last: dict[str, int] = {}
    wrong = 0
    for incident, revision in effects:
        wrong += revision < last.get(incident, 0)
        last[incident] = max(revision, last.get(incident, 0))
    return wrong


def dwell_ms(heard: Heard, committed: Mapping[int, float], receiver: str) -> list[float]:
    """Return the times from commit to first attempt. committed: second of the epoch by incident number."""
    first = heard["first_s"]
    return [(first[notice_id(number, 1, Event.OPENED, receiver)] - at_s) * 1000 for number, at_s in committed.items()]


def percentile(values: Sequence[float], percent: float) -> float:
    """Return what so many of a hundred values stay below."""
    return round(float(np.percentile(np.array(values), percent)), 1)

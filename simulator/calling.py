"""When people notice that a service is gone, how long they wait before they call, and what they say."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

HOUR_MS = 3_600_000
MINUTE_MS = 60_000
LONGEST_WAIT_H = 72
"""Who has not noticed by then never will: the home is empty."""

AT_HOME = (
    0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.93, 0.80, 0.55, 0.40, 0.36, 0.42,
    0.50, 0.46, 0.38, 0.37, 0.42, 0.58, 0.74, 0.84, 0.88, 0.91, 0.93, 0.95,
)  # fmt: skip
"""Chance that somebody is at home, by local hour."""

USED = {
    "tv": (
        0.10, 0.04, 0.02, 0.02, 0.02, 0.05, 0.5, 1.2, 1.3, 1.2, 1.2, 1.6,
        2.0, 1.6, 1.3, 1.3, 1.6, 2.5, 4.5, 7.0, 7.5, 6.0, 2.5, 0.6,
    ),
    "broadband": (
        0.6, 0.25, 0.1, 0.06, 0.06, 0.12, 0.6, 1.8, 3.0, 4.0, 4.2, 4.0,
        4.0, 3.8, 3.8, 3.8, 4.0, 4.4, 5.5, 7.5, 8.5, 8.0, 5.0, 1.8,
    ),
    "vod": (
        0.1, 0.04, 0.02, 0.01, 0.01, 0.02, 0.1, 0.3, 0.4, 0.4, 0.4, 0.5,
        0.7, 0.6, 0.5, 0.5, 0.6, 1.0, 1.8, 3.0, 3.4, 2.8, 1.2, 0.3,
    ),
    "voice": (
        0.01, 0.01, 0.01, 0.01, 0.01, 0.02, 0.08, 0.2, 0.3, 0.4, 0.4, 0.35,
        0.3, 0.3, 0.35, 0.35, 0.35, 0.35, 0.4, 0.4, 0.35, 0.25, 0.1, 0.03,
    ),
}  # fmt: skip
"""How often in an hour somebody at home turns to a service and would see that it fails, by local hour."""

LINES_OPEN = (
    0.10, 0.05, 0.03, 0.02, 0.02, 0.04, 0.15, 0.6, 1.3, 1.7, 1.7, 1.4,
    1.2, 1.2, 1.3, 1.3, 1.4, 1.5, 1.8, 2.2, 2.3, 1.8, 0.9, 0.3,
)  # fmt: skip
"""Calls without a plant fault, by local hour; 1 is the day's average."""

SAID_OF = {
    ("tv", "lost"): (("no_signal", 0.88), ("not_authorised", 0.07), ("mosaic", 0.05)),
    ("tv", "poor"): (("mosaic", 0.9), ("no_signal", 0.1)),
    ("vod", "lost"): (("no_signal", 0.6), ("not_authorised", 0.4)),
    ("vod", "poor"): (("mosaic", 0.7), ("slow", 0.3)),
    ("broadband", "lost"): (("no_signal", 0.85), ("slow", 0.15)),
    ("broadband", "poor"): (("slow", 0.95), ("no_signal", 0.05)),
    ("voice", "lost"): (("phone", 1.0),),
    ("voice", "poor"): (("phone", 1.0),),
}
"""What people call a service that is lost or poor, and how often."""

SYMPTOMS = ("no_signal", "not_authorised", "mosaic", "slow", "phone")


@dataclass(frozen=True, slots=True)
class CallRates:
    """How readily people call. Shares are 0 … 1."""

    affected_share: float = 0.2
    """Households that call in the end about a service that stays lost; most never do."""
    poor_share: float = 0.06
    """The same for a service that works badly."""
    patience_min: float = 4.0
    """Median minutes from noticing to calling."""
    repeat_share: float = 0.3
    """Callers who call again while nothing is better."""
    repeat_after_min: float = 40.0
    """Median minutes until they do."""
    dark_home_share: float = 0.15
    """Of those who would call, who still does with no electricity at home: the cause is plain to see."""
    background_per_1000_day: float = 8.0
    """Calls a day and thousand homes that no plant fault explains."""
    withheld_share: float = 0.05
    """Callers who show no number."""
    stranger_share: float = 0.12
    """Callers who call from a telephone that stands in no file."""


def noticed_ms(draw: Random, lost_ms: int, services: list[str], hour_at: Callable[[int], float]) -> int | None:
    """Draw when somebody sees that one of `services` fails since `lost_ms`, None where nobody does in three days.

    How likely that is in an hour follows who is at home then and what they turn to. `hour_at` gives the hour
    of the day where they live.
    """
    wanted = draw.expovariate(1.0)
    at_ms = lost_ms
    for _ in range(LONGEST_WAIT_H):
        hour = int(hour_at(at_ms))
        rate = AT_HOME[hour] * sum(USED[service][hour] for service in services)
        left_ms = HOUR_MS - at_ms % HOUR_MS
        seen = rate * left_ms / HOUR_MS
        if seen >= wanted:
            return at_ms + round(wanted / rate * HOUR_MS)
        wanted -= seen
        at_ms += left_ms
    return None


def patience_ms(draw: Random, median_min: float) -> int:
    """Draw how long somebody waits: half of them less than the median, a few many times as long."""
    return round(draw.lognormvariate(math.log(median_min), 0.8) * MINUTE_MS)


def symptom(draw: Random, service: str, trouble: str) -> str:
    """Draw what somebody says of a service that is `lost` or `poor`."""
    said = SAID_OF[service, trouble]
    return draw.choices([name for name, _ in said], [weight for _, weight in said])[0]


def dialled(draw: Random, written: str) -> str:
    """Draw how an exchange shows a number of the customer file, however a clerk wrote it."""
    digits = "".join(character for character in written if character.isdigit()).removeprefix("0086")
    if len(digits) > 11:
        digits = digits.removeprefix("86")
    mobile = len(digits) == 11 and digits.startswith("1")
    national = digits if mobile else "0" + digits.removeprefix("0")
    international = "+86" + national.removeprefix("0")
    forms = (national, national, national, international, "0" + national if mobile else national)
    return draw.choice(forms)

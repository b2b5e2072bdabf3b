"""How long to leave a server alone that would not take readings just now."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST_S, LONGEST_S = 1.0, 60.0
LONGEST_ASKED_S = 3600.0
"""A server that asks for more is asked again after an hour all the same."""
JITTER = 0.2
"""Share added at random to a pause the server asked for: others were asked for the same."""


def pause_s(failures: int, asked_s: float | None, chance: float) -> float:
    """Return the seconds to wait after so many failures in a row; `chance`: at random, [0, 1).

    Never less than the server asked for. Where it asked for nothing, the pause doubles each time up to a minute, and
    is drawn from its upper half.
    """
    if asked_s is not None:
        return min(asked_s, LONGEST_ASKED_S) * (1.0 + JITTER * chance)
    longest = min(FIRST_S * 2.0 ** min(failures - 1, 10), LONGEST_S)
    return longest * (0.5 + 0.5 * chance)


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """Return the seconds a Retry-After header asks for, given as seconds or as a date; None where it says neither."""
    if not header:
        return None
    try:
        return max(float(int(header)), 0.0)
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max((until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds(), 0.0)

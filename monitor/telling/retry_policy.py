"""What follows from an attempt: done, again after a pause, or given up; purely."""

from __future__ import annotations

from monitor.settings import Telling
from monitor.telling.channels.channel import TransportError
from monitor.telling.model import Outcome

JITTER = 0.2
"""Pauses vary by this share, so that notices put off together do not come back together."""
MOST_DOUBLINGS = 40
"""More would only overflow: the longest pause is reached long before."""
LACKING_S = 30.0
"""The longest pause while only single addresses lack a message: the next one of the story waits for them."""


def after_failure(
    error: TransportError, attempts: int, owed_ms: int, now_ms: int, settings: Telling, draw: float
) -> tuple[Outcome, int]:
    """Return what becomes of a notice after a failed attempt, and when it is due again.

    attempts: how many were made, this one included. draw: uniform in [0, 1). A receiver that asks for
    a longer pause gets it, up to the longest of the settings.
    """
    if error.permanent or now_ms - owed_ms >= settings.give_up_s * 1000:
        return Outcome.DEAD, now_ms
    wait_s = pause_s(attempts, error.retry_after_s, settings, draw)
    if error.lacking:
        wait_s = min(wait_s, max(LACKING_S, error.retry_after_s or 0.0))
    return Outcome.RETRY, now_ms + round(wait_s * 1000)


def pause_s(attempts: int, retry_after_s: float | None, settings: Telling, draw: float) -> float:
    """Return the seconds before the next attempt: doubling, spread by JITTER, never before `retry_after_s`."""
    doubled = settings.first_retry_s * 2.0 ** min(attempts - 1, MOST_DOUBLINGS)
    spread = min(doubled, settings.longest_retry_s) * (1 - JITTER + 2 * JITTER * draw)
    return min(max(spread, retry_after_s or 0.0), settings.longest_retry_s)

"""How a receiver fares, and whether it is told, probed or left alone; purely, and as the ledger keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from sqlalchemy import Connection, select

from monitor.ledger import tables as t
from monitor.ledger.upsert import upsert
from monitor.settings import Telling
from monitor.telling.retry_policy import JITTER

PROBES = 1
"""Notices at a time to a receiver that has failed again and again."""


class Circuit(StrEnum):
    """Whether a receiver is told."""

    CLOSED = "closed"
    """It is told."""
    WAITING = "waiting"
    """It has asked to be left alone for a while."""
    OPEN = "open"
    """It has failed again and again: only now and then one notice is tried."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a receiver fares."""

    failures: int = 0
    """Since the last success: different notices, and when these were enough to leave it alone every probe."""
    open_since_ms: int | None = None
    not_before_ms: int = 0
    success_ms: int | None = None
    failure_ms: int | None = None
    detail: str = ""
    """Of the last failure."""
    asked_ms: int = 0
    """When it asked to be left alone for a while, the last time."""
    asked_until_ms: int = 0
    failing: frozenset[str] = frozenset()
    """The notices that were counted as failures. What follows is not kept: whoever comes next has nothing under way."""

    def circuit(self, now_ms: int) -> Circuit:
        """Return whether it is told."""
        if self.open_since_ms is not None:
            return Circuit.OPEN
        return Circuit.WAITING if now_ms < self.not_before_ms else Circuit.CLOSED

    def lets_through(self, now_ms: int, busy: int, most: int) -> int:
        """Return how many more notices may be on their way, with `busy` of them there already and `most` allowed."""
        if now_ms < self.not_before_ms:
            return 0
        return max((PROBES if self.open_since_ms is not None else most) - busy, 0)


NEW = Standing()
_KEPT = tuple(field.name for field in fields(Standing) if field.name in t.receiver_standing.c)


def succeeded(standing: Standing, began_ms: int, at_ms: int) -> Standing:
    """Return how a receiver fares that has taken a message; began_ms: since when that was on its way.

    The pause it has asked for meanwhile stands: of what is on its way when it asks, some may still be taken.
    """
    return replace(_there(standing, began_ms), success_ms=at_ms)


def refused(standing: Standing, began_ms: int, at_ms: int, detail: str) -> Standing:
    """Return how a receiver fares that was there, and would not have one message: that is a sign of life too."""
    return replace(_there(standing, began_ms), failure_ms=at_ms, detail=detail)


def _there(standing: Standing, began_ms: int) -> Standing:
    stands = began_ms <= standing.asked_ms
    until_ms = standing.asked_until_ms if stands else 0
    return replace(standing, failures=0, failing=frozenset(), open_since_ms=None, not_before_ms=until_ms)


def failed(
    standing: Standing,
    at_ms: int,
    detail: str,
    retry_after_s: float | None,
    settings: Telling,
    draw: float,
    notice: str | None,
) -> Standing:
    """Return how a receiver fares that has failed once more.

    notice: at which; a notice counts once until something is taken, so that one which a receiver cannot take does
    not shut it off from all others. None: it says nothing of the others. draw: uniform in [0, 1).
    """
    failures, failing, open_since_ms = standing.failures, standing.failing, standing.open_since_ms
    if open_since_ms is not None:
        failures += notice is not None
    elif notice is not None and notice not in failing:
        failures, failing = failures + 1, failing | {notice}
        open_since_ms = at_ms if failures >= settings.breaker_failures else None
    until_ms = standing.not_before_ms
    if open_since_ms is not None:
        until_ms = max(until_ms, at_ms + round(settings.probe_s * (1 - JITTER + 2 * JITTER * draw) * 1000))
    fares = replace(standing, failures=failures, failing=failing, open_since_ms=open_since_ms, not_before_ms=until_ms)
    return paused(replace(fares, failure_ms=at_ms, detail=detail), at_ms, retry_after_s, settings)


def paused(standing: Standing, at_ms: int, retry_after_s: float | None, settings: Telling) -> Standing:
    """Return how a receiver fares that asks to be left alone for a while: it is, up to the longest of the settings."""
    if not retry_after_s:
        return standing
    until_ms = at_ms + round(min(retry_after_s, settings.longest_retry_s) * 1000)
    return replace(
        standing,
        not_before_ms=max(standing.not_before_ms, until_ms),
        asked_ms=at_ms,
        asked_until_ms=max(standing.asked_until_ms, until_ms),
    )


def load(connection: Connection, receivers: Iterable[str]) -> dict[str, Standing]:
    """Return how receivers fare; one that was never told anything is NEW."""
    columns = [t.receiver_standing.c[name] for name in _KEPT]
    rows = connection.execute(select(t.receiver_standing.c.receiver, *columns))
    known = {row[0]: Standing(*row[1:]) for row in rows}
    return {name: known.get(name, NEW) for name in receivers}


def keep(connection: Connection, standings: Mapping[str, Standing]) -> None:
    """Write down how receivers fare."""
    rows = [
        {"receiver": name, **{column: getattr(standing, column) for column in _KEPT}}
        for name, standing in standings.items()
    ]
    upsert(connection, t.receiver_standing, rows)

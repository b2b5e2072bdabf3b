"""How a receiver fares, and whether it is told, probed or left alone; purely, and as the ledger keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields, replace
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
    """One after the other, since the last success."""
    open_since_ms: int | None = None
    not_before_ms: int = 0
    success_ms: int | None = None
    failure_ms: int | None = None
    detail: str = ""
    """Of the last failure."""

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


def succeeded(standing: Standing, at_ms: int) -> Standing:
    """Return how a receiver fares that has answered; that it refused one message for good is an answer too."""
    return replace(standing, failures=0, open_since_ms=None, not_before_ms=0, success_ms=at_ms)


def refused(standing: Standing, at_ms: int, detail: str) -> Standing:
    """Return how a receiver fares that was there, and would not have one message."""
    return replace(standing, failures=0, open_since_ms=None, not_before_ms=0, failure_ms=at_ms, detail=detail)


def failed(
    standing: Standing, at_ms: int, detail: str, retry_after_s: float | None, settings: Telling, draw: float
) -> Standing:
    """Return how a receiver fares that has failed once more.

    draw: uniform in [0, 1). The pause it asks for is kept, up to the longest of the settings.
    """
    failures = standing.failures + 1
    open_since_ms = standing.open_since_ms
    if open_since_ms is None and failures >= settings.breaker_failures:
        open_since_ms = at_ms
    pause_s = min(retry_after_s or 0.0, settings.longest_retry_s)
    if open_since_ms is not None:
        pause_s = max(pause_s, settings.probe_s * (1 - JITTER + 2 * JITTER * draw))
    not_before_ms = max(standing.not_before_ms, at_ms + round(pause_s * 1000))
    return Standing(failures, open_since_ms, not_before_ms, standing.success_ms, at_ms, detail)


def load(connection: Connection, receivers: Iterable[str]) -> dict[str, Standing]:
    """Return how receivers fare; one that was never told anything is NEW."""
    columns = [t.receiver_standing.c[field.name] for field in fields(Standing)]
    rows = connection.execute(select(t.receiver_standing.c.receiver, *columns))
    known = {row[0]: Standing(*row[1:]) for row in rows}
    return {name: known.get(name, NEW) for name in receivers}


def keep(connection: Connection, standings: Mapping[str, Standing]) -> None:
    """Write down how receivers fare."""
    names = [field.name for field in fields(Standing)]
    rows = [
        {"receiver": name, **dict(zip(names, astuple(standing), strict=True))} for name, standing in standings.items()
    ]
    upsert(connection, t.receiver_standing, rows)

"""When service will be back: as somebody says, or as long as such incidents have lasted; never invented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, or_, select

from monitor.incidents.model import Estimate, Source
from monitor.ledger import tables as t

FEWEST = 8
"""Incidents alike, of those that lasted longer than this one has by now, from which anything is concluded."""
MOST = 20_000
"""Of the incidents that are over, the newest so many are learned from."""
EARLY, LATE = 0.25, 0.8
"""The interval that is told: a quarter are over before it, a fifth after it."""
DAY_H = 24
AROUND_H = (1, 3)
"""Incidents that began within so many hours of the same time of day are alike; within more where those are too few."""
ROUND_MS = 300_000
"""Estimates are told in steps of five minutes: finer ones would only change."""


@dataclass(frozen=True, slots=True)
class Sort:
    """What incidents have in common whose ends may be compared."""

    cause: str
    kind: str
    """Of the element named."""
    hour: int
    """Of the day it began in, by the clock of the place."""


class Durations:
    """How long incidents lasted, from the first terminal missed to the last one back."""

    def __init__(self, lasted: Iterable[tuple[Sort, int]]) -> None:
        """Take (sort, ms) of incidents that are over."""
        kept: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for sort, ms in lasted:
            for kind in {sort.kind, ""}:  # an element that is in the plant no more is of no kind as it is
                kept.setdefault((sort.cause, kind), []).append((sort.hour, ms))
        self._by = {key: np.array(each, np.int64) for key, each in kept.items()}

    def _alike(self, sort: Sort) -> Iterator[NDArray[np.int64]]:
        """Yield how long ever more incidents lasted (n, ms): at that time of day, at any time, of any kind."""
        nothing = np.empty((0, 2), np.int64)
        hour, lasted = self._by.get((sort.cause, sort.kind), nothing).T
        apart = np.abs(hour - sort.hour)
        apart = np.minimum(apart, DAY_H - apart)
        for around in AROUND_H:
            yield lasted[apart <= around]
        yield lasted
        yield self._by.get((sort.cause, ""), nothing)[:, 1]

    def estimate(self, sort: Sort, began_ms: int, now_ms: int) -> Estimate | None:
        """Return when an incident that began then is likely over; None where too few of its sort are known.

        Of those that were over by now in their time nothing is learned about this one, which is not.
        """
        for lasted in self._alike(sort):
            longer = lasted[lasted > now_ms - began_ms]
            if len(longer) >= FEWEST:
                early, late = (began_ms + int(np.quantile(longer, share)) for share in (EARLY, LATE))
                return Estimate(early // ROUND_MS * ROUND_MS, -(-late // ROUND_MS) * ROUND_MS, Source.LEARNED)
        return None


def learn(connection: Connection, zone: ZoneInfo) -> Durations:
    """Return how long the incidents lasted that ended by themselves and were no false alarms."""
    i, moved = t.incident.c, t.incident_transition.alias("moved")
    by_hand = select(moved.c.id).where(
        moved.c.incident == i.number, moved.c.becomes == "resolved", moved.c.actor != "core"
    )
    rows = connection.execute(
        select(i.cause, t.element.c.kind, i.started_before_ms, i.opened_ms, i.resolved_ms)
        .join(t.element, t.element.c.id == i.element, isouter=True)
        .join(t.found, t.found.c.incident == i.number, isouter=True)
        .where(i.resolved_ms.isnot(None), i.merged_into.is_(None), ~by_hand.exists())
        .where(or_(t.found.c.false_alarm.is_(None), t.found.c.false_alarm.is_(False)))
        .order_by(i.number.desc())
        .limit(MOST)
    )
    return Durations(
        (sort_of(row.cause, row.kind or "", began_ms, zone), max(row.resolved_ms - began_ms, 0))
        for row in rows
        for began_ms in (row.started_before_ms or row.opened_ms,)
    )


def sort_of(cause: str, kind: str, began_ms: int, zone: ZoneInfo) -> Sort:
    """Return what an incident has in common with others."""
    return Sort(cause, kind, datetime.fromtimestamp(began_ms / 1000, zone).hour)


class Estimator:
    """Estimates as the ledger teaches them, learned anew now and then."""

    AGAIN_MS = 3_600_000

    def __init__(self, zone: ZoneInfo) -> None:
        """Take the zone that tells the hour of the day."""
        self._zone = zone
        self._known: tuple[int, Durations] | None = None

    def estimate(self, connection: Connection, cause: str, element: str, began_ms: int, now_ms: int) -> Estimate | None:
        """Return when an incident at an element is likely over, None where nobody can know."""
        if self._known is None or not 0 <= now_ms - self._known[0] < self.AGAIN_MS:
            self._known = now_ms, learn(connection, self._zone)
        kind = connection.execute(select(t.element.c.kind).where(t.element.c.id == element)).scalar() or ""
        return self._known[1].estimate(sort_of(cause, kind, began_ms, self._zone), began_ms, now_ms)

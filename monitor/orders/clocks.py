"""The clocks of a work order: by when it should have been acknowledged, sent out, at the place, and service back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from monitor.orders.model import OrderState, WorkOrder
from monitor.settings import Orders
from thresholds.model import Severity

MINUTE_MS = 60_000


class ClockName(StrEnum):
    """What a clock waits for."""

    ACKNOWLEDGE = "acknowledge"
    DISPATCH = "dispatch"
    ARRIVE = "arrive"
    RESTORE = "restore"


class ClockState(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    WARNING = "warning"
    """Most of its time is gone."""
    OVERDUE = "overdue"
    MET = "met"
    LATE = "late"
    """It happened, after it was due."""


MET_BY: Mapping[ClockName, tuple[OrderState, ...]] = {
    ClockName.ACKNOWLEDGE: (OrderState.ACCEPTED, OrderState.EN_ROUTE, OrderState.ON_SITE, OrderState.DONE),
    ClockName.DISPATCH: (OrderState.EN_ROUTE, OrderState.ON_SITE, OrderState.DONE),
    ClockName.ARRIVE: (OrderState.ON_SITE, OrderState.DONE),
}
"""Whoever is at the place has set out, also where nobody said so. Only terminals say that service is back."""


GRADES = (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR, Severity.WARNING)
USUAL_MIN: Mapping[ClockName, tuple[float, float, float, float]] = {
    ClockName.ACKNOWLEDGE: (10, 15, 60, 240),
    ClockName.DISPATCH: (20, 30, 120, 480),
    ClockName.ARRIVE: (60, 90, 240, 1440),
    ClockName.RESTORE: (240, 360, 1440, 2880),
}
"""Minutes by GRADES, where nothing else is set."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How quick orders have to be."""

    minutes: Mapping[ClockName, Mapping[Severity, float]]
    """From the order's opening, by its severity; one that is not in it is as slow as the slowest."""
    warn_share: float
    """Of a clock's time, before it warns."""
    verify_min: float
    """From `done` to when service must have been seen to be back."""

    @classmethod
    def of(cls, settings: Orders) -> Self:
        """Return the pace that is set."""
        minutes = {
            clock: {
                grade: getattr(settings, f"{clock}_min").get(grade.name.lower(), usual)
                for grade, usual in zip(GRADES, USUAL_MIN[clock], strict=True)
            }
            for clock in ClockName
        }
        return cls(minutes, settings.warn_share, settings.verify_min)

    def length_ms(self, clock: ClockName, severity: Severity) -> int:
        """Return how long a clock runs."""
        known = self.minutes[clock]
        return round(known.get(severity, max(known.values())) * MINUTE_MS)


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock as it stands."""

    name: ClockName
    state: ClockState
    due_ms: int
    met_ms: int | None


def clocks(order: WorkOrder, pace: Pace, now_ms: int) -> tuple[Clock, ...]:
    """Return an order's clocks; one that has been cancelled has none, for nobody will come.

    A crew that is done while its terminals are still out has its time of grace; after it service is overdue, also
    where there was time left by the order's severity. One that ended on people's word has no clock that runs on.
    """
    if order.state is OrderState.CANCELLED:
        return ()
    return tuple(_clock(name, order, pace, now_ms) for name in ClockName)


def overdue(found: tuple[Clock, ...]) -> tuple[Clock, ...]:
    """Return those of an order's clocks that have run out."""
    return tuple(clock for clock in found if clock.state is ClockState.OVERDUE)


def _clock(name: ClockName, order: WorkOrder, pace: Pace, now_ms: int) -> Clock:
    length_ms = pace.length_ms(name, order.severity)
    due_ms = order.round_ms + length_ms
    if name is ClockName.RESTORE:
        met_ms = order.closed_ms if order.restored_ms is None else order.restored_ms  # nobody waits for it any more
        if order.done_ms is not None:
            due_ms = min(due_ms, order.done_ms + round(pace.verify_min * MINUTE_MS))
    else:
        times = [at_ms for state in MET_BY[name] if (at_ms := order.time_of(state)) is not None]
        met_ms = min((*times, *(() if order.restored_ms is None else (order.restored_ms,))), default=None)
    if met_ms is not None:
        return Clock(name, ClockState.LATE if met_ms > due_ms else ClockState.MET, due_ms, met_ms)
    if now_ms >= due_ms:
        return Clock(name, ClockState.OVERDUE, due_ms, None)
    warns_ms = due_ms - round(length_ms * (1.0 - pace.warn_share))
    return Clock(name, ClockState.WARNING if now_ms >= warns_ms else ClockState.RUNNING, due_ms, None)

"""What faults come to: whom and what an incident touches, and how it is described."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from enum import IntEnum

import numpy as np
import shapely

from collectors.model import Slots, Times
from maps.model import OUTAGES, Cause, Fault
from monitor.incidents.model import FaultView, IncidentState, IncidentView
from thresholds.model import Severity

COUNTED = frozenset({Cause.MAINS, Cause.PROVISIONING, Cause.NOISE, Cause.LEVEL})
"""Causes whose homes are those seen to have the trouble."""
MORE, FEWEST_MORE = 0.25, 4
"""Share, and number, of homes by which a trouble must grow for that to be told at once."""
STEPS = (0.5, 0.8, 0.95)
"""Probabilities between which people do the same: look further, go and measure, go there, bring the spare part."""
CLEARLY = 0.02
"""By so much a step must have been crossed: what hovers about one is no news."""
NOTICEABLE = 0.01
"""By so much a probability may differ from the one that is written down."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What faults come to: whom and what they touch, and how bad that is."""

    faults: tuple[FaultView, ...]
    """Worst first: the first one names the incident."""
    severity: Severity
    explained: Slots
    """int32[n]: slots of terminals seen dark."""
    dark_since_ms: Times
    """int64[n]: when each of them was first missed."""
    accounts: tuple[str, ...]
    """Every account behind the faults, observed or not."""
    area: shapely.Geometry | None

    @property
    def told(self) -> Told:
        """What receivers are told of it."""
        return Told.of(self.faults, self.severity, frozenset(self.accounts))

    @property
    def dark_since(self) -> dict[int, int]:
        """Slot → UTC milliseconds since when it is dark."""
        return dict(zip(self.explained.tolist(), self.dark_since_ms.tolist(), strict=True))


def up_behind(faults: Sequence[FaultView]) -> tuple[int, ...]:
    """Return how many are up behind each outage. Of other troubles that moves with every reading, and says less."""
    return tuple(fault.contradicts for fault in faults if fault.cause in OUTAGES)


def is_alike(before: Sequence[FaultView], now: Sequence[FaultView]) -> bool:
    """Return whether the same faults are as probable as is written down, and as many are up behind each outage."""
    if len(before) != len(now) or up_behind(before) != up_behind(now):
        return False
    return all(abs(a.probability - b.probability) < NOTICEABLE for a, b in zip(before, now, strict=True))


def crosses(before: float, now: float) -> bool:
    """Return whether a probability has changed so that people would do something else."""
    low, high = sorted((before, now))
    return any(low < step <= high and round(abs(now - step), 4) >= CLEARLY for step in STEPS)


class News(IntEnum):
    """How much of a change receivers have not been told."""

    NONE = 0
    DETAIL = 1
    """Other alternatives, homes that came back, how probable it is: by the second while an outage spreads or ends."""
    URGENT = 2
    """Something else is said to have failed, it is worse than was said, or many more homes are in it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an incident has said to the outside."""

    failed: tuple[tuple[str, str], ...]
    """Elements and causes."""
    alternatives: tuple[AbstractSet[str], ...]
    """Of each of them, the elements that it cannot be told from."""
    severity: Severity
    accounts: AbstractSet[str] | None
    """None: not known any more."""
    probable: tuple[float, ...] = field(default=(), compare=False)
    """Of each of the elements, that it is the one."""

    @classmethod
    def of(cls, faults: Sequence[FaultView], severity: Severity, accounts: AbstractSet[str] | None) -> Told:
        """Return what faults and their accounts come to."""
        failed = tuple((fault.element, str(fault.cause)) for fault in faults)
        alternatives = tuple(frozenset(dict(fault.alternatives)) for fault in faults)
        return cls(failed, alternatives, severity, accounts, tuple(fault.probability for fault in faults))

    def news(self, now: Told) -> News:
        """Return what is new in what would be told now.

        Whom a failed element cuts off follows from the plant file, and every change in that is told. Where it
        is counted home by home, it is told once it has grown by a quarter. How probable it is, once that has come over
        or under one of STEPS.
        """
        if now.failed != self.failed or now.severity > self.severity:
            return News.URGENT
        if self.accounts is None or now.accounts is None:
            return News.DETAIL
        if len(now.accounts - self.accounts) > max(FEWEST_MORE, MORE * len(self.accounts)):
            return News.URGENT
        counted = any(cause in COUNTED for _, cause in now.failed)
        moved = any(crosses(before, after) for before, after in zip(self.probable, now.probable, strict=False))
        same = not moved and now.alternatives == self.alternatives and (counted or now.accounts == self.accounts)
        return News.NONE if same else News.DETAIL


def scope_of(
    faults: Sequence[Fault],
    first_missed_ms: Times,
    accounts: Sequence[str],
    area: shapely.Geometry | None,
    severity: Severity,
    view: Callable[[Fault], FaultView] = FaultView.of,
) -> Scope:
    """Return the scope of faults, the one that explains most named first.

    first_missed_ms: int64 by slot, as the evidence has it. view: how an incident keeps a fault.
    """
    ordered = sorted(faults, key=lambda fault: (-len(fault.explains), -len(fault.behind), fault.element))
    explained = np.unique(np.concatenate([fault.explains for fault in ordered])).astype(np.int32)
    return Scope(
        faults=tuple(view(fault) for fault in ordered),
        severity=severity,
        explained=explained,
        dark_since_ms=np.where(first_missed_ms[explained] > 0, first_missed_ms[explained], ordered[0].before_ms),
        accounts=tuple(accounts),
        area=area,
    )


def blank(number: int, at_ms: int) -> IncidentView:
    """Return an incident of which nothing is known yet, revision 0."""
    return IncidentView(
        number=number,
        state=IncidentState.OPEN,
        cause="",
        severity=Severity.INDETERMINATE,
        element="",
        probability=0.0,
        faults=(),
        revision=0,
        opened_ms=at_ms,
        updated_ms=at_ms,
        resolved_ms=None,
        started_after_ms=0,
        started_before_ms=0,
        subscribers=0,
        terminals=0,
        area=None,
        acknowledged_by=None,
        acknowledged_ms=None,
        merged_into=None,
    )


def described(view: IncidentView, scope: Scope, at_ms: int, *, revise: bool = True) -> IncidentView:
    """Return the view brought up to a scope; its beginning only ever moves to what was known first."""
    first = scope.faults[0]
    fresh = view.revision == 0
    return replace(
        view.about(scope.faults, scope.severity, len(scope.accounts)),
        revision=view.revision + 1 if revise else view.revision,
        updated_ms=at_ms,
        started_after_ms=first.after_ms if fresh else view.started_after_ms,
        started_before_ms=first.before_ms if fresh else view.started_before_ms,
        terminals=max(view.terminals, len(scope.explained)),
        area=scope.area,
    )

"""Whether a plan is for an incident, and if not, why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.plans.model import Conditions
from thresholds.model import Severity


@dataclass(frozen=True, slots=True)
class Facts:
    """What conditions ask of an incident."""

    severity: Severity
    subscribers: int
    cause: str
    kind: str
    """Of the element that is named."""
    units: tuple[str, ...]
    """The one responsible and those it is part of."""
    area: str
    classes: frozenset[str]
    """Of the accounts affected, as far as any plan asks for them."""
    local: datetime
    """When it is, where the plant is."""


def against(conditions: Conditions, facts: Facts) -> tuple[str, ...]:
    """Return the conditions that do not hold, by their names; none: the plan is for it."""
    holds = {
        "severity": facts.severity >= Severity[conditions.severity.upper()],
        "subscribers": facts.subscribers >= conditions.subscribers,
        "causes": not conditions.causes or facts.cause in set(conditions.causes),
        "kinds": not conditions.kinds or facts.kind in set(conditions.kinds),
        "units": not conditions.units or not set(conditions.units).isdisjoint(facts.units),
        "areas": not conditions.areas or facts.area in conditions.areas,
        "hours": not conditions.hours or _within(conditions.hours, facts.local),
        "weekdays": not conditions.weekdays or str(facts.local.isoweekday()) in conditions.weekdays,
        "classes": not conditions.classes or not facts.classes.isdisjoint(conditions.classes),
    }
    return tuple(name for name, held in holds.items() if not held)


def _within(hours: str, local: datetime) -> bool:
    first, _, last = hours.partition("-")
    clock = f"{local:%H:%M}"
    return first <= clock < last if first < last else clock >= first or clock < last

"""Which incidents somebody wants to see: conditions on the ledger, so that pages of them are full ones."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select, true

from monitor.incidents.model import IncidentState, incident_number
from monitor.ledger import tables as t

MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Sought:
    """What incidents must be to be shown."""

    states: Collection[IncidentState] = ()
    """One of these; empty: any."""
    units: Collection[str] | None = None
    """One of these is responsible for it; None: whoever is."""
    least: int | None = None
    """This severity (thresholds.model.Severity) or worse."""
    words: str = ""
    """Each of them stands in the id or name of the element named or in who works on it; or the incident's number."""

    def condition(self) -> ColumnElement[bool]:
        """Return the condition on the table of incidents."""
        i = t.incident.c
        wanted = [of_units(self.units), _fits(self.words)]
        if self.states:
            wanted.append(i.state.in_(self.states))
        if self.least is not None:
            wanted.append(i.severity >= self.least)
        return and_(*wanted)


ANY = Sought()


def of_units(units: Collection[str] | None) -> ColumnElement[bool]:
    """Return the condition that one of some units is responsible for an incident; None: whoever is."""
    if units is None:
        return true()
    c = t.incident_unit.c
    return t.incident.c.number.in_(select(c.incident).where(c.unit.in_(sorted(units))))


def _fits(words: str) -> ColumnElement[bool]:
    has_all = and_(true(), *(_has(word) for word in words.split()[:MOST_WORDS]))
    number = incident_number(words)
    return has_all if number is None else or_(has_all, t.incident.c.number == number)


def _has(word: str) -> ColumnElement[bool]:
    i, e = t.incident.c, t.element.c
    called_so = i.element.in_(select(e.id).where(e.name.icontains(word, autoescape=True)))
    return or_(
        called_so, *(each.icontains(word, autoescape=True) for each in (i.element, i.acknowledged_by, i.assigned_to))
    )

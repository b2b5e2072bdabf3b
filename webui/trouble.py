"""What is wrong where: the severity at which each element, cable and terminal of the plant is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, func, select

from maps.model import Cause
from monitor.incidents.model import IncidentView
from monitor.incidents.read import open_incidents
from monitor.incidents.sought import Sought, of_units
from monitor.ledger import tables as t
from monitor.ledger.changes import latest_of
from webui.plant import Plant

Severities = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Trouble:
    """Severities by position in the plant, 0 where all is well: uint8[n] each."""

    change: int
    """Id of the newest change this takes into account."""
    marked: Severities
    """Of the element itself: the worst of its standing alarms and of the incidents named after it; of a terminal,
    of the incidents that explain it."""
    cut: Severities
    """Of the cable that feeds it: the worst incident that cuts it off."""

    @classmethod
    def none(cls, plant: Plant) -> Self:
        """Return that all is well."""
        return cls(0, np.zeros(len(plant), np.uint8), np.zeros(len(plant), np.uint8))

    def taken(self, kept: NDArray[np.intp]) -> Self:
        """Return what is wrong with some elements, by their places in `kept`."""
        return replace(self, marked=self.marked[kept], cut=self.cut[kept])


class Troubles:
    """Gives what is wrong now, reading it again only when an incident or an alarm has changed."""

    def __init__(self, units: frozenset[str] | None = None) -> None:
        """Know nothing yet; units: whose incidents alone count, None: everybody's."""
        self._units = units
        self._lock = Lock()
        self._known: tuple[Plant, Trouble] | None = None

    def now(self, connection: Connection, plant: Plant) -> Trouble:
        """Return what is wrong in a plant, as the snapshot of `connection` has it."""
        change = max(latest_of(connection, "incident"), latest_of(connection, "alarm"))
        with self._lock:  # one reads, the others find it done
            known = self._known
            if known is None or known[0] is not plant or known[1].change != change:
                known = self._known = plant, trouble(connection, plant, change, self._units)
        return known[1]


def trouble(connection: Connection, plant: Plant, change: int = 0, units: frozenset[str] | None = None) -> Trouble:
    """Return what is wrong now, as the ledger has it; units: whose incidents alone count, None: everybody's."""
    views = open_incidents(connection, Sought(units=units))
    explained = _EXPLAINED if units is None else _EXPLAINED.where(of_units(units))
    marked = np.where(plant.terminal, _of(connection, explained, plant), _of(connection, _ALARMS, plant))
    for view in views:
        at = plant.position.get(view.element)
        if at is not None:
            marked[at] = max(int(marked[at]), int(view.severity))
    return Trouble(change, marked, _cut(views, plant))


def _of(connection: Connection, severities: Select[tuple[int, int]], plant: Plant) -> Severities:
    """Return rows of (slot, severity) as a column by position."""
    rows = np.array(connection.execute(severities).all(), np.int64).reshape(-1, 2)
    rows = rows[rows[:, 0] < plant.roster]  # slots given out since belong to nothing in this plant
    by_slot = np.zeros(plant.roster + 1, np.uint8)  # the last for elements without a slot
    by_slot[rows[:, 0]] = rows[:, 1]
    return by_slot[np.where(plant.slot < plant.roster, plant.slot, -1)]


_ALARMS = (
    select(t.alarm.c.slot, func.max(t.alarm.c.severity)).where(t.alarm.c.cleared_ms.is_(None)).group_by(t.alarm.c.slot)
)
_EXPLAINED = (
    select(t.incident_terminal.c.slot, func.max(t.incident.c.severity))
    .join(t.incident, t.incident.c.number == t.incident_terminal.c.incident)
    .where(t.incident_terminal.c.restored_ms.is_(None), t.incident.c.resolved_ms.is_(None))
    .group_by(t.incident_terminal.c.slot)
)


def _cut(views: list[IncidentView], plant: Plant) -> Severities:
    """Return the severity of the worst incident whose failed element each element is fed through, itself included."""
    in_preorder = np.zeros(len(plant), np.uint8)
    for view in views:
        for fault in view.faults if view.cause == Cause.ELEMENT else ():
            interval = plant.segment(fault.element)
            if interval is not None:
                part = in_preorder[slice(*interval)]
                np.maximum(part, np.uint8(view.severity), out=part)
    return in_preorder[plant.first]

"""The open incidents a home has to do with: those that count it, and those on the way that feeds it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from maps.model import Cause, Path, Service
from monitor.care.neighbours import Neighbours
from monitor.care.reach import DISTURBANCES, NOT_OUTAGES, Ways, needed
from monitor.incidents.model import IncidentView
from monitor.incidents.read import incidents_of_account, open_incidents_at
from monitor.ledger import tables as t

_COUNTED = select(t.incident_account.c.incident).where(
    t.incident_account.c.account == bindparam("account"),
    t.incident_account.c.incident.in_(bindparam("incidents", expanding=True)),
    t.incident_account.c.restored_ms.is_(None),
)
_EXPLAINED = select(t.incident_terminal.c.slot, t.incident_terminal.c.incident).where(
    t.incident_terminal.c.slot.in_(bindparam("slots", expanding=True)),
    t.incident_terminal.c.incident.in_(bindparam("incidents", expanding=True)),
    t.incident_terminal.c.restored_ms.is_(None),
)


@dataclass(frozen=True, slots=True)
class Troubles:
    """Incidents of one home."""

    standing: tuple[IncidentView, ...]
    """Open ones, those that count the home first, newest first."""
    counted: frozenset[int]
    """Numbers of the open incidents that name this home as without service."""
    explained: dict[int, IncidentView]
    """Slot → the open incident that explains why this terminal of the home is without service."""
    recent: tuple[IncidentView, ...]

    def outage(
        self,
        service: str,
        way: Ways | None,
        live: Iterable[LiveTerminal],
        *,
        blind: bool = False,
        beside: Neighbours | None = None,
    ) -> IncidentView | None:
        """Return an incident that takes a service away from this home, None where there is none.

        `live`: terminals of the home that are seen working. An incident that would have silenced one of
        them does not reach this home, whatever the plant file says. `blind`: the service cannot be seen itself; it is
        not taken for one of those that failed while most of those who can be seen there live, nor while those
        `beside` it do, as far as they speak of now, whom what failed would have silenced.
        """
        working = tuple(live)
        for item in self.standing:
            if item.cause in NOT_OUTAGES or any(terminal.denies(item) for terminal in working):
                continue
            if not self._darkens(item) or (blind and (_spares_most(item) or _denied(item, way, beside))):
                continue
            if _reaches(item, service, way):
                return item
        return None

    def _darkens(self, incident: IncidentView) -> bool:
        """Return whether an incident is known to leave homes such as this one without service.

        A supply on its battery leaves nobody dark; a power cut leaves those dark whom it names, not
        everybody whose signal comes the same way.
        """
        counted = incident.number in self.counted
        if incident.cause in (Cause.POWER, Cause.MAINS):
            return incident.terminals > 0 and (counted or incident.cause == Cause.POWER)
        return counted or incident.terminals > 0

    def disturbance(self, service: str, way: Ways | None) -> IncidentView | None:
        """Return an incident that makes a service of this home worse, None where there is none."""
        if way is None:
            return None
        return next((item for item in self.standing if item.cause in DISTURBANCES and way.feed(service, item)), None)

    def elsewhere(self, service: str, way: Ways | None) -> bool:
        """Return whether an incident takes something from this home and leaves this service's way alone."""
        return way is not None and any(
            item.number in self.counted and item.cause not in NOT_OUTAGES and not way.feed(service, item)
            for item in self.standing
        )


@dataclass(frozen=True, slots=True)
class LiveTerminal:
    """A terminal of the home that is seen working, and what feeds it."""

    service: str
    way: Ways
    registered: bool
    """False: signal reaches it, but it has not logged in."""

    def denies(self, incident: IncidentView) -> bool:
        """Return whether this terminal could not be as it is if the incident reached the home."""
        return (self.registered or incident.cause != Cause.PROVISIONING) and self.way.feed(self.service, incident)


def troubles(
    connection: Connection, account: str, slots: Sequence[int], feeding: Iterable[str], resolved_since_ms: int
) -> Troubles:
    """Return the incidents of an account, of its terminals' slots, and of the elements that feed them."""
    of_account = incidents_of_account(connection, account, resolved_since_ms)
    counting = [item for item in of_account if item.standing]
    passing = open_incidents_at(connection, feeding, besides=[item.number for item in of_account])
    standing = (*counting, *passing)
    return Troubles(
        standing,
        _counted(connection, account, counting),
        _explained(connection, slots, standing),
        tuple(item for item in of_account if not item.standing),
    )


def _reaches(incident: IncidentView, service: str, way: Ways | None) -> bool:
    """Return whether an incident lies on a service's way; where nobody knows the way, being counted must do."""
    if way is not None:
        return way.feed(service, incident)
    return incident.cause != Cause.PROVISIONING or Path.DATA in needed(service)


def _spares_most(incident: IncidentView) -> bool:
    """Return whether more terminals live behind what failed than it darkened: where in it the fault is nobody knows."""
    dark = sum(fault.explains for fault in incident.faults)
    return 0 < dark < sum(fault.contradicts for fault in incident.faults)


def _denied(incident: IncidentView, way: Ways | None, beside: Neighbours | None) -> bool:
    """Return whether those beside a home, who all live on the data path, show that an incident does not reach it."""
    return beside is not None and beside.well and way is not None and way.feed(Service.BROADBAND, incident)


def _counted(connection: Connection, account: str, standing: Sequence[IncidentView]) -> frozenset[int]:
    if not standing:
        return frozenset()
    rows = connection.execute(_COUNTED, {"account": account, "incidents": [item.number for item in standing]})
    return frozenset(rows.scalars())


def _explained(
    connection: Connection, slots: Sequence[int], standing: Sequence[IncidentView]
) -> dict[int, IncidentView]:
    if not standing or not slots:
        return {}
    by_number = {item.number: item for item in standing}
    rows = connection.execute(_EXPLAINED, {"slots": list(slots), "incidents": list(by_number)})
    held = [(row.slot, by_number[row.incident]) for row in rows]
    held.sort(key=lambda item: item[1].cause not in NOT_OUTAGES)
    return dict(held)  # an outage says more of a home without service than the bad signal it had before

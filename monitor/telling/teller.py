"""Writes down what is owed to every receiver, inside the transaction that changes an incident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, bindparam, select

from maps.model import Cause
from monitor.incidents.links import links
from monitor.incidents.model import Event, IncidentView
from monitor.incidents.transitions import reopened_ms
from monitor.ledger import tables as t
from monitor.settings import Settings
from monitor.telling import notices
from monitor.telling.model import IncidentNotice, Named
from monitor.telling.payload import payload
from monitor.telling.wanting import Heard, decide, rank_of
from monitor.telling.whereabouts import Whereabouts

_E = t.element.c
_NAMES = select(_E.id, _E.kind, _E.name).where(_E.id.in_(bindparam("ids", expanding=True)))

log = structlog.get_logger()


class NoticeTeller:
    """Makes notices of incidents for those receivers of the configuration that want to hear of them."""

    def __init__(self, settings: Settings) -> None:
        """Take receivers, time zone and the pages' address."""
        self._receivers = tuple(settings.receivers)
        self._telling = settings.telling
        self._zone = ZoneInfo(settings.display.timezone)
        self._where = Whereabouts()
        web = settings.web
        self._base_url = (web.public_url or f"http://{web.host}:{web.port}").rstrip("/")

    def owe(
        self, connection: Connection, event: Event, incident: IncidentView, accounts: Sequence[str], at_ms: int
    ) -> None:
        """Add a notice for each receiver that is told; they are delivered once the transaction has committed."""
        if not self._receivers:
            return
        about = self._where.of(connection, incident, accounts)
        rank, heard = rank_of(about, self._telling), notices.heard(connection, incident.number, at_ms)
        notice = described(connection, event, incident, accounts, at_ms)
        for receiver in self._receivers:
            said = heard.get(receiver.name, ())
            told = decide(receiver.wants, about, event, said, rank, at_ms, self._zone)
            log.debug("notice.decided", incident=incident.id, receiver=receiver.name, reason=told.reason)
            if told.event is None:
                continue
            own = replace(notice, event=told.event, first=is_first(said))
            body = payload(own, receiver.language, self._zone, self._base_url)
            notices.owe(connection, own, receiver.name, body, at_ms, told.rank, told.due_ms)


def is_first(heard: Sequence[Heard]) -> bool:
    """Return whether what is told next is the first of an incident, or the first since it was over; purely."""
    own = [each for each in heard if not each.of_part]
    return not own or own[-1].event == Event.RESOLVED


def described(
    connection: Connection, event: Event, incident: IncidentView, accounts: Sequence[str], at_ms: int
) -> IncidentNotice:
    """Return what is to be said of an incident, with the names its elements have in the plant now."""
    told = {fault.element: fault.probability for fault in incident.faults} or {incident.element: incident.probability}
    others = {
        element: probability
        for fault in incident.faults
        for element, probability in fault.alternatives
        if element not in told or fault.cause == Cause.UPLINK
    }
    known = {row.id: row for row in connection.execute(_NAMES, {"ids": [*told, *others]})}

    def named(element: str, probability: float) -> Named:
        row = known.get(element)
        return Named(element, row.kind if row else "other", row.name if row else "", probability)

    return IncidentNotice(
        number=incident.number,
        revision=incident.revision,
        event=event,
        at_ms=at_ms,
        state=incident.state,
        cause=incident.cause,
        severity=incident.severity,
        probability=incident.probability,
        elements=tuple(named(*item) for item in told.items()),
        alternatives=tuple(named(*item) for item in sorted(others.items(), key=lambda item: -item[1])),
        subscribers=incident.subscribers,
        terminals=incident.terminals,
        accounts=tuple(accounts),
        area=incident.area,
        started_after_ms=incident.started_after_ms,
        started_before_ms=incident.started_before_ms,
        opened_ms=incident.opened_ms,
        resolved_ms=incident.resolved_ms,
        merged_into=incident.merged_into,
        reopened=incident.reopened,
        came_back_ms=reopened_ms(connection, incident.number) if incident.reopened else None,
        part_of=next(
            (tie.other for tie in links(connection, incident.number) if tie.incident == incident.number), None
        ),
        etr=incident.etr,
    )

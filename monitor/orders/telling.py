"""What is told of work orders, to whom and as what: in the form of the other notices, in the order of their story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from monitor.incidents.model import incident_id
from monitor.ledger import tables as t
from monitor.orders.clocks import Clock
from monitor.orders.model import OrderKind, OrderState, WorkOrder
from monitor.settings import Receiver, Settings
from monitor.telling import notices
from monitor.telling.catalogue import Language, listed, moment, say
from monitor.telling.model import Rank, message_id
from monitor.telling.notices import Owing, owe_message
from monitor.telling.wanting import after_quiet
from thresholds.model import Severity


class OrderEvent(StrEnum):
    """What is told of a work order; the names are a published contract."""

    OPENED = "order.opened"
    """It is the first that this receiver hears of it."""
    UPDATED = "order.updated"


class Change(StrEnum):
    """What is news of a work order; that it was accepted is none."""

    OPENED = "opened"
    EN_ROUTE = "en_route"
    ON_SITE = "on_site"
    DONE = "done"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    REOPENED = "reopened"
    OVERDUE = "overdue"
    """One of its clocks has run out."""


STATES = {
    state: Change(state)
    for state in (OrderState.EN_ROUTE, OrderState.ON_SITE, OrderState.DONE, OrderState.CLOSED, OrderState.CANCELLED)
}


def news(was: WorkOrder, now: WorkOrder) -> Change | None:
    """Return what is news in an order that was another before; None: nothing that others are told."""
    if now.state is was.state and now.reopened == was.reopened:
        return None
    return STATES.get(now.state, Change.REOPENED if now.reopened != was.reopened else None)


class OrderTeller:
    """Owes word of work orders: of an incident's to who heard of the incident, of a home's to who is set for those."""

    def __init__(self, settings: Settings) -> None:
        """Take receivers, time zone and the pages' address."""
        self._receivers = tuple(settings.receivers)
        self._of_homes = frozenset(settings.orders.receivers)
        self._zone = ZoneInfo(settings.display.timezone)
        web = settings.web
        self._base_url = (web.public_url or f"http://{web.host}:{web.port}").rstrip("/")

    def opened(self, connection: Connection, order: WorkOrder, at_ms: int) -> None:
        """Owe word of an order that we opened, inside the transaction that made it."""
        for receiver in self._concerned(connection, order, at_ms):
            self._owe(connection, order, Change.OPENED, receiver, at_ms)

    def changed(self, connection: Connection, was: WorkOrder, now: WorkOrder, actor: str, at_ms: int) -> None:
        """Owe word of a change that matters, and of an order whose incident has just been found.

        actor: who said so; a receiver of that name, which keeps the order, is not told what it said itself.
        """
        change, is_new = news(was, now), was.incident != now.incident or was.revision == 1
        if change is None and not is_new:
            return
        for receiver in self._concerned(connection, now, at_ms):
            if receiver.name == actor == now.system:
                continue
            if change is not None or not _knows(connection, now, receiver):
                self._owe(connection, now, change or Change.OPENED, receiver, at_ms)

    def overdue(self, connection: Connection, order: WorkOrder, clocks: Sequence[Clock], at_ms: int) -> None:
        """Owe word that clocks of an order have run out."""
        for receiver in self._concerned(connection, order, at_ms) if clocks else ():
            self._owe(connection, order, Change.OVERDUE, receiver, at_ms, clocks)

    def _concerned(self, connection: Connection, order: WorkOrder, at_ms: int) -> Iterator[Receiver]:
        if order.kind is OrderKind.TROUBLE:
            yield from (receiver for receiver in self._receivers if receiver.name in self._of_homes)
        elif order.incident is not None and any(receiver.wants.orders for receiver in self._receivers):
            heard = notices.heard(connection, order.incident, at_ms)
            yield from (receiver for receiver in self._receivers if receiver.wants.orders and receiver.name in heard)

    def _owe(
        self,
        connection: Connection,
        order: WorkOrder,
        change: Change,
        receiver: Receiver,
        at_ms: int,
        clocks: Sequence[Clock] = (),
    ) -> None:
        known = receiver.name == order.system or _knows(connection, order, receiver)
        event = OrderEvent.UPDATED if known else OrderEvent.OPENED
        rank = Rank.PRIORITY if order.severity >= Severity.CRITICAL else Rank.ORDINARY
        due_ms = at_ms if rank is Rank.PRIORITY else after_quiet(receiver.wants, at_ms, self._zone)
        late = "".join(f"_{clock.name}-{order.reopened}" for clock in clocks)
        made = message_id(f"{order.id}_{order.revision}{late}", receiver.name)
        body = self.payload(order, event, change, receiver.language, at_ms, clocks)
        owing = Owing(
            made, receiver.name, str(event), body, order.incident, order.revision, rank, due_ms, order.number
        )  # fmt: skip
        owe_message(connection, owing, at_ms)

    def payload(
        self,
        order: WorkOrder,
        event: OrderEvent,
        change: Change,
        language: Language,
        at_ms: int,
        clocks: Sequence[Clock] = (),
    ) -> dict[str, Any]:
        """Return `type`, `timestamp` and `data` of a notice; of a home's own fault with its report, where that is read.

        clocks: those that have run out, of an order that is overdue.
        """
        return {
            "type": str(event),
            "timestamp": _iso(at_ms),
            "data": {
                "id": order.id,
                "revision": order.revision,
                "kind": str(order.kind),
                "change": str(change),
                "state": str(order.state),
                "verified": order.restored_ms is not None,
                "overdue": [{"clock": str(clock.name), "due": _iso(clock.due_ms)} for clock in clocks],
                "severity": Severity(order.severity).name.lower(),
                "system": order.system,
                "number": order.external,
                "incident": None if order.incident is None else incident_id(order.incident),
                "account": order.account or None,
                "terminal": order.terminal or None,
                "unit": order.unit,
                "crew": order.crew,
                "cause": order.cause,
                "opened": _iso(order.opened_ms),
                "done": None if order.done_ms is None else _iso(order.done_ms),
                "closed": None if order.closed_ms is None else _iso(order.closed_ms),
                "report": dict(order.report) if order.kind is OrderKind.TROUBLE and order.report is not None else None,
                "language": language,
                "sentence": self._sentence(order, change, language, clocks),
                "links": {
                    "page": f"{self._base_url}/orders/{order.id}",
                    "api": f"{self._base_url}/api/v1/orders/{order.id}",
                },
            },
        }

    def _sentence(self, order: WorkOrder, change: Change, language: Language, clocks: Sequence[Clock]) -> str:
        """Return what is news in one sentence; a home is named by its account, as lists of affected ones are."""
        about = "home" if order.kind is OrderKind.TROUBLE else "incident"
        code = "unverified" if change is Change.CLOSED and order.restored_ms is None else str(change)
        late = [
            say(language, "order_clock", str(clock.name), due=moment(language, clock.due_ms, self._zone))
            for clock in clocks
        ]
        return say(
            language,
            "order",
            code,
            order=f"{order.id} ({order.external})" if order.external else order.id,
            about=say(language, "order_about", about, incident=incident_id(order.incident or 0), account=order.account),
            crew=say(language, "order_about", "crew", crew=order.crew) if order.crew else "",
            late=listed(language, late),
        )


def _knows(connection: Connection, order: WorkOrder, receiver: Receiver) -> bool:
    """Return whether a receiver was told of an order before, or is owed it."""
    n = t.notice.c
    told = select(n.id).where(n.work_order == order.number, n.receiver == receiver.name).limit(1)
    return connection.execute(told).first() is not None


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

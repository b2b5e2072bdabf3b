"""Receivers as people look after them: how each fares, what it was sent, a test, and what is sent again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.settings import Receiver, Settings
from monitor.settings.receiving import Wants
from monitor.telling import breaker, notices
from monitor.telling.breaker import Circuit, Standing
from monitor.telling.catalogue import say
from monitor.telling.model import BY_THEMSELVES, TEST, NoticeState

LOOK_S = 0.05


class UnknownReceiverError(LookupError):
    """No receiver of that name is configured."""


@dataclass(frozen=True, slots=True)
class Overview:
    """A receiver and how it fares."""

    name: str
    channel: str
    host: str
    """Where notices go; the rest of an address may be a secret."""
    language: str
    wants: Wants
    standing: Standing
    circuit: Circuit
    owed: int
    dead: int

    def to_json(self) -> dict[str, Any]:
        """Return it as programs are told of it, by the API and by the command line."""
        return {
            "name": self.name,
            "channel": self.channel,
            "host": self.host,
            "language": self.language,
            "wants": self.wants.model_dump(mode="json"),
            "circuit": str(self.circuit),
            "failures": self.standing.failures,
            "owed": self.owed,
            "dead": self.dead,
            "success_ms": self.standing.success_ms,
            "failure_ms": self.standing.failure_ms,
            "detail": self.standing.detail,
        }


@dataclass(frozen=True, slots=True)
class Sent:
    """A notice with what came of the last attempt at it."""

    id: str
    serial: int
    incident: int | None
    receiver: str
    event: str
    rank: int
    state: str
    carried_by: str | None
    attempts: int
    owed_ms: int
    done_ms: int | None
    at_ms: int | None
    """Of the last attempt; None: there was none."""
    took_ms: int | None
    status: int | None
    detail: str | None

    @property
    def may_go_again(self) -> bool:
        """Whether it was given up, and is neither a digest nor a test."""
        return self.state == NoticeState.DEAD and self.event not in BY_THEMSELVES


def overview(connection: Connection, settings: Settings, now_ms: int) -> list[Overview]:
    """Return every receiver of the configuration, in its order."""
    standings = breaker.load(connection, [receiver.name for receiver in settings.receivers])
    return [_overview(connection, receiver, standings[receiver.name], now_ms) for receiver in settings.receivers]


def _overview(connection: Connection, receiver: Receiver, standing: Standing, now_ms: int) -> Overview:
    n = t.notice.c

    def count(state: NoticeState) -> int:
        query = select(func.count()).where(n.receiver == receiver.name, n.state == state, n.event.not_in(BY_THEMSELVES))
        return connection.execute(query).scalar_one()

    address = receiver.url
    return Overview(
        receiver.name,
        receiver.channel,
        (address.host or "") if address else "",
        receiver.language,
        receiver.wants,
        standing,
        standing.circuit(now_ms),
        count(NoticeState.OWED) + count(NoticeState.CARRIED),
        count(NoticeState.DEAD),
    )


def wishes(wants: Wants) -> list[tuple[str, list[str]]]:
    """Return what a receiver wants that is not everything: the setting's name and its values."""
    lists: dict[str, Sequence[str]] = {
        "places": wants.places,
        "units": wants.units,
        "causes": wants.causes,
        "classes": wants.classes,
    }
    said = [("severity", [str(wants.severity)])] if wants.severity != "warning" else []
    said += [(name, [str(value) for value in values]) for name, values in lists.items() if values]
    if not wants.updates:
        said.append(("updates", []))
    if wants.orders:
        said.append(("orders", []))
    if wants.quiet_hours:
        said.append(("quiet_hours", [wants.quiet_hours]))
    if wants.digest_above_per_minute:
        said.append(("digest_above_per_minute", [str(wants.digest_above_per_minute)]))
    return said


def delivery_log(
    connection: Connection, receiver: str = "", state: str = "", before: int | None = None, limit: int = 100
) -> list[Sent]:
    """Return at most `limit` notices, newest first: of one receiver, in one state, with a serial below `before`."""
    n, d = t.notice.c, t.delivery.c
    last = select(func.max(d.id)).where(d.notice == n.id).correlate(t.notice).scalar_subquery()
    query: Select[Any] = (
        select(
            n.id, n.serial, n.incident, n.receiver, n.event, n.rank, n.state, n.carried_by, n.attempts, n.owed_ms,
            n.done_ms, d.at_ms, d.took_ms, d.status, d.detail,
        )
        .join(t.delivery, d.id == last, isouter=True)
        .order_by(n.serial.desc())
        .limit(limit)
    )  # fmt: skip
    if receiver:
        query = query.where(n.receiver == receiver)
    if state:
        query = query.where(n.state == state)
    if before is not None:
        query = query.where(n.serial < before)
    return [Sent(*row) for row in connection.execute(query)]


def one_sent(connection: Connection, notice: str) -> Sent | None:
    """Return one notice with what came of it, None where there is none of that id."""
    serial = connection.execute(select(t.notice.c.serial).where(t.notice.c.id == notice)).scalar()
    return delivery_log(connection, before=serial + 1, limit=1)[0] if serial is not None else None


def send_test(ledger: Ledger, settings: Settings, name: str, by: str) -> str:
    """Owe a receiver a test message, which core delivers at once; return its id. Raises UnknownReceiverError."""
    receiver = named(settings.receivers, name)
    now_ms = ledger.clock.now_ms()
    with ledger.write(by, "receiver.test", name) as connection:
        return notices.owe_test(connection, name, _test(receiver, now_ms), now_ms)


def answered(ledger: Ledger, notice: str, patience_s: float) -> Sent | None:
    """Return a test once it has been tried; None where nobody has within the patience."""
    until_s = time.monotonic() + patience_s
    while True:
        with ledger.read() as connection:
            found = one_sent(connection, notice)
        if found is not None and found.state != NoticeState.OWED:
            return found
        if time.monotonic() >= until_s:
            return None
        time.sleep(LOOK_S)


def named(receivers: Sequence[Receiver], name: str) -> Receiver:
    """Return the receiver of a name; raises UnknownReceiverError."""
    for receiver in receivers:
        if receiver.name == name:
            return receiver
    raise UnknownReceiverError(f"no receiver is called {name!r}")


def _test(receiver: Receiver, now_ms: int) -> dict[str, Any]:
    at = datetime.fromtimestamp(now_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    sentence = say(receiver.language, "test", "said", receiver=receiver.name)
    data = {"sentence": sentence, "language": receiver.language, "receiver": receiver.name}
    return {"type": TEST, "timestamp": at, "data": data}

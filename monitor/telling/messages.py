"""Messages that a step of a contingency plan owes: they go through the outbox like every notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from monitor.incidents.merged import parts
from monitor.incidents.model import Event, IncidentView
from monitor.incidents.transitions import reopened_ms
from monitor.ledger import tables as t
from monitor.settings import Receiver, Settings
from monitor.telling.catalogue import Language, say
from monitor.telling.model import MessageEvent, NoticeState, Rank
from monitor.telling.notices import Owing, heard, owe_message
from monitor.telling.payload import payload
from monitor.telling.teller import described, is_first


class NoReceiverError(LookupError):
    """A message for somebody who is not in the configuration; the message names them."""


class NoFormError(ValueError):
    """A message that the channel of its receiver has no form for; the message names both."""


def has_form(receiver: Receiver, event: MessageEvent) -> bool:
    """Return whether a receiver's channel has a form for a message."""
    match event:
        case MessageEvent.TICKET:
            return receiver.takes_tickets
        case MessageEvent.PUBLISH:
            return receiver.takes_announcements
        case MessageEvent.NOTIFY | MessageEvent.PAGE:
            return receiver.takes_words


@dataclass(frozen=True, slots=True)
class StepMessage:
    """What a step says, and to whom; made once for a run and a step."""

    run: int
    step: int
    event: MessageEvent
    receiver: str
    title: Mapping[str, str]
    """Of the plan, by language."""
    text: Mapping[str, str]
    """What the plan's author wants said, by language; empty: nothing beyond what the incident says."""
    people: Sequence[Mapping[str, Any]]
    """`person`, `phone` of those it is for; empty: whoever the receiver chooses."""

    @property
    def id(self) -> str:
        """The idempotency key: ASCII without full stops, because Standard Webhooks signs `id.timestamp.body`."""
        return f"PLAN-{self.run}_{self.step}_{quote(self.receiver, safe='').replace('.', '%2E')}"


class Messages:
    """Owes messages to the receivers of the configuration."""

    def __init__(self, settings: Settings) -> None:
        """Take receivers, time zone and the pages' address."""
        self._receivers = {item.name: item for item in settings.receivers}
        self._zone = ZoneInfo(settings.display.timezone)
        web = settings.web
        self._base_url = (web.public_url or f"http://{web.host}:{web.port}").rstrip("/")

    def owe(self, connection: Connection, message: StepMessage, view: IncidentView, at_ms: int) -> str:
        """Owe a message inside the transaction that does its step; return its id.

        Raises NoReceiverError, NoFormError.
        """
        receiver = self._receivers.get(message.receiver)
        if receiver is None:
            raise NoReceiverError(f"there is no receiver {message.receiver or '(none named)'}")
        if not has_form(receiver, message.event):
            raise NoFormError(f"{receiver.channel}, by which {receiver.name} is told, has no form for {message.event}")
        body = self._body(connection, message, view, receiver.language, at_ms)
        rank = Rank.PRIORITY if message.event is MessageEvent.PAGE else Rank.ORDINARY
        owing = Owing(message.id, message.receiver, str(message.event), body, view.number, view.revision, rank)
        owe_message(connection, owing, at_ms)
        return message.id

    def _body(
        self, connection: Connection, message: StepMessage, view: IncidentView, language: Language, at_ms: int
    ) -> dict[str, Any]:
        """Return the incident as a notice has it, with what the plan says beside."""
        notice = described(connection, Event.UPDATED, view, (), at_ms)
        body = payload(notice, language, self._zone, self._base_url)
        del body["data"]["accounts"]  # whoever is paged needs no list of customers
        own = message.text.get(language, "")
        plan = {
            "title": message.title.get(language, ""),
            "run": message.run,
            "step": message.step,
            "text": own,
            "first": is_first(heard(connection, view.number, at_ms).get(message.receiver, ())),
        }
        said = own or say(language, "message", message.event.partition(".")[2])
        body["data"] |= {"plan": plan, "text": said, "people": [dict(each) for each in message.people]}
        return {**body, "type": str(message.event)}


def ticket_of(connection: Connection, number: int, reopened: int) -> str | None:
    """Return the message that asked for an incident's ticket, None where none has: one that was given up has not.

    reopened: how often it has come back: what was asked for before was told that it is over, and is another job. Of
    what has turned out to be part of it since then the ticket is its own.
    """
    n, i = t.notice.c, t.incident.c
    lives = {number: reopened}
    since_ms = reopened_ms(connection, number)
    if within := parts(connection, number):
        merged = select(i.number, i.reopened).where(i.number.in_(within), i.resolved_ms >= since_ms)
        lives |= {row.number: row.reopened for row in connection.execute(merged)}
    asked = (
        select(n.id, n.incident, n.payload)
        .where(n.incident.in_(lives), n.event == MessageEvent.TICKET)
        .where(n.state.not_in((NoticeState.DEAD, NoticeState.WITHDRAWN)))
        .order_by(n.serial)
    )
    rows = connection.execute(asked)
    return next((row.id for row in rows if row.payload["data"].get("reopened", 0) == lives[row.incident]), None)

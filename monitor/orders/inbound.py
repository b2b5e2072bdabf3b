"""What systems send about work orders: our own form and that of TMF621, read into one report."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from monitor.orders.model import OrderState
from monitor.orders.report import REOPENED, Report
from monitor.telling.tickets import KIND, is_echo

LONGEST_NUMBER, LONGEST_NAME, LONGEST_NOTE = 80, 120, 2000
MOST_AHEAD_MS = 300_000
"""A sender's clock may be so far ahead of ours."""
EARLIEST_MS = 946_684_800_000
"""The year 2000: what is earlier is no time at all."""
TMF621_PATH = {"troubleticketstatuschangeevent", "troubleticketstatechangeevent", "troubleticketresolvedevent"}
"""Listeners of TMF621 (v5, v4) whose events change a ticket's state, in lower case."""
TMF621_STATES = {
    "acknowledged": "accepted",
    "pending": "accepted",
    "held": "accepted",
    "inprogress": "en_route",
    "resolved": "done",
    "closed": "done",
    "cancelled": "cancelled",
    "rejected": "cancelled",
}
"""A ticket in progress has somebody on it; that he is at the place, no ticket says."""
OTHER_NAMES = {"open": "opened", "acknowledged": "accepted", "dispatched": "en_route", "closed": "done"}

Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]


class UnreadableError(ValueError):
    """A message that says nothing of a work order; it says where."""


class StateData(BaseModel):
    """A work order as its system reports it."""

    model_config = ConfigDict(extra="ignore", strict=True)

    number: Annotated[Text, Field(min_length=1, max_length=LONGEST_NUMBER, description="Its number in your system.")]
    state: Literal[
        "opened", "accepted", "en_route", "on_site", "done", "cancelled", "reopened",
        "open", "acknowledged", "dispatched", "closed",
    ]  # fmt: skip
    at: Annotated[str, Field(description="When it became so, ISO 8601 with a zone.", max_length=40)]
    sequence: Annotated[int | None, Field(ge=0, lt=2**53, description="Grows with each state of the order.")] = None
    incident: Annotated[Text, Field(max_length=LONGEST_NUMBER, description="INC-000001, as we told it.")] = ""
    order: Annotated[Text, Field(max_length=LONGEST_NUMBER, description="ORD-000001, of an order we opened.")] = ""
    crew: Annotated[Text, Field(max_length=LONGEST_NAME)] = ""
    unit: Annotated[Text, Field(max_length=LONGEST_NAME)] = ""
    cause: Annotated[Text, Field(max_length=LONGEST_NAME, description="Your code of what was found.")] = ""
    note: Annotated[Text, Field(max_length=LONGEST_NOTE)] = ""


class StateMessage(BaseModel):
    """A state of a work order, in the envelope of Standard Webhooks."""

    model_config = ConfigDict(extra="ignore")

    type: Annotated[str, Field(max_length=80)]
    timestamp: Annotated[str, Field(max_length=40)] = ""
    data: StateData


def read(body: bytes, now_ms: int) -> Report | None:
    """Return what a message in our own form reports; None for a type that is none of our business.

    Raises UnreadableError.
    """
    told = _object(body)
    if isinstance(told.get("type"), str) and told["type"].partition(".")[0] not in ("work_order", "ticket"):
        return None
    try:
        said = StateMessage.model_validate(told).data
    except ValidationError as error:
        raise UnreadableError(_named(error)) from error
    state = OTHER_NAMES.get(said.state, said.state)
    return Report(
        external=said.number,
        state=OrderState.OPENED if state == REOPENED else OrderState(state),
        at_ms=_moment(said.at, "data.at", now_ms),
        incident=said.incident.strip(),
        order=said.order.strip(),
        sequence=said.sequence,
        crew=said.crew.strip(),
        unit=said.unit.strip(),
        cause=said.cause.strip(),
        note=said.note.strip(),
        reopened=state == REOPENED,
    )


def read_tmf621(listener: str, body: bytes, now_ms: int) -> Report | None:
    """Return what an event of TMF621 reports; None for one that changes no state of a ticket.

    The incident is the ticket's external identifier that looks like one of ours. Of a ticket that we opened for an
    incident, what we wrote ourselves is read as that it is there. Raises UnreadableError.
    """
    if listener.lower() not in TMF621_PATH:
        return None
    told = _object(body)
    event = told.get("event")
    ticket = event.get("troubleTicket") if isinstance(event, dict) else None
    if not isinstance(ticket, dict):
        raise UnreadableError("event.troubleTicket: an object is meant")
    number, status = _text(ticket, "id", LONGEST_NUMBER), _text(ticket, "status", 40)
    if not number:
        raise UnreadableError("event.troubleTicket.id: a number is needed")
    word = status.replace("_", "").replace("-", "").lower()
    state = TMF621_STATES.get(word)
    if state is None:
        raise UnreadableError(f"event.troubleTicket.status: {status!r} is no state of a ticket")
    at = _text(ticket, "statusChangeDate", 40) or _text(told, "eventTime", 40) or _text(ticket, "lastUpdate", 40)
    names = [_text(ticket, "externalId", LONGEST_NUMBER), *_identifiers(ticket)]
    reason = _text(ticket, "statusChangeReason", LONGEST_NOTE)
    echo = _is_ours(ticket) and is_echo(word, reason)
    return Report(
        external=number,
        state=OrderState.OPENED if echo else OrderState(state),
        at_ms=_moment(at, "eventTime", now_ms),
        incident=next((name for name in names if name.startswith("INC-")), ""),
        order=next((name for name in names if name.startswith("ORD-")), ""),
        note="" if echo else reason,
        echo=echo,
    )


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except RecursionError as error:
        raise UnreadableError("the body is nested too deeply") from error
    except ValueError as error:
        raise UnreadableError(f"the body is not JSON: {error}") from error
    if not isinstance(told, dict):
        raise UnreadableError("the body: an object is meant")
    return told


def _text(of: dict[str, Any], name: str, longest: int) -> str:
    """Return a text of a document of others; empty where it is not there."""
    text = of.get(name, "")
    if text is None:
        return ""
    if (
        not isinstance(text, str)
        or len(text) > longest
        or "\0" in text
        or text.encode("utf-8", "ignore").decode() != text
    ):
        raise UnreadableError(f"{name}: a text of at most {longest} characters is meant")
    return text.strip()


def _identifiers(ticket: dict[str, Any]) -> list[str]:
    """Return the external identifiers of a ticket (TMF621 v5)."""
    found = ticket.get("externalIdentifier", [])
    if not isinstance(found, list):
        raise UnreadableError("externalIdentifier: a list is meant")
    return [_text(item, "id", LONGEST_NUMBER) for item in found[:20] if isinstance(item, dict)]


def _is_ours(ticket: dict[str, Any]) -> bool:
    """Return whether we opened a ticket: our id for it is marked as such."""
    found = [item for item in ticket.get("externalIdentifier", ())[:20] if isinstance(item, dict)]
    ours = [item for item in found if item.get("externalIdentifierType") == KIND and item.get("owner")]
    return any(_text(item, "id", LONGEST_NUMBER).startswith("INC-") for item in ours)


def _moment(text: str, place: str, now_ms: int) -> int:
    """Return a time with a zone, UTC ms; neither of another age nor to come."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise UnreadableError(f"{place}: a time of ISO 8601 is meant, such as 2026-01-31T20:15:00+08:00") from error
    if at.tzinfo is None:
        raise UnreadableError(f"{place}: the time has no zone")
    try:
        at_ms = round(at.timestamp() * 1000)
    except OverflowError as error:
        raise UnreadableError(f"{place}: there is no such time") from error
    if not EARLIEST_MS <= at_ms <= now_ms + MOST_AHEAD_MS:
        raise UnreadableError(f"{place}: the time is to come, or of another age")
    return at_ms


def _named(error: ValidationError) -> str:
    """Return what is wrong, and where; what was sent is not repeated."""
    return "; ".join(f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}" for item in error.errors()[:10])

"""Receivers of notices: how they fare, what they were sent, a test, and sending again."""

from __future__ import annotations

from typing import Any, Literal

from flask import Response, abort, jsonify
from pydantic import BaseModel, Field

from monitor.incidents.model import incident_id
from monitor.telling import dead_letters, receivers
from monitor.telling.receivers import Sent
from webui import ordering
from webui.access import known_visitor
from webui.api.blueprint import INCIDENTS, api
from webui.api.problem import Problem
from webui.api.schema import Arguments, Ms
from webui.context import now_ms
from webui.readers import readers

LONGEST_NAME = 400


class ReceiverPath(BaseModel):
    """Which receiver."""

    name: str = Field(max_length=LONGEST_NAME)


class NoticePath(BaseModel):
    """Which notice."""

    id: str = Field(description="The idempotency key it is delivered under.", max_length=LONGEST_NAME)


class DeliveriesQuery(Arguments):
    """Which notices, and how many at a time."""

    receiver: str = Field(default="", description="A receiver's name; default: all.", max_length=LONGEST_NAME)
    state: Literal["", "owed", "carried", "delivered", "dead", "withdrawn"] = Field(
        default="", description="Default: all."
    )
    limit: int = Field(default=100, ge=1, le=500)
    cursor: str | None = Field(
        default=None, description="`next` of the page before.", pattern=r"^[0-9]{1,15}$", max_length=15
    )


class ReceiverItem(BaseModel):
    """A receiver of notices."""

    name: str
    channel: str
    host: str = Field(description="Where notices go.")
    language: Literal["zh", "en"]
    wants: dict[str, Any] = Field(description="What it is told of, as the configuration has it.")
    circuit: Literal["closed", "waiting", "open"] = Field(
        description="`closed`: it is told; `waiting`: it asked for a pause; `open`: it fails, and is only probed."
    )
    failures: int = Field(description="In a row.")
    owed: int
    dead: int
    success_ms: Ms | None
    failure_ms: Ms | None
    detail: str = Field(description="Of the last failure.")


class ReceiverList(BaseModel):
    """Every receiver of the configuration."""

    items: list[ReceiverItem]


class Delivery(BaseModel):
    """A notice and what came of the last attempt at it."""

    id: str
    incident: str | None
    receiver: str
    event: str
    priority: bool
    state: Literal["owed", "carried", "delivered", "dead", "withdrawn"]
    carried_by: str | None = Field(description="The digest that says it.")
    attempts: int
    owed_ms: Ms
    done_ms: Ms | None
    status: int | None = Field(description="HTTP status of the last answer.")
    detail: str | None


class Deliveries(BaseModel):
    """A page of notices, newest first."""

    items: list[Delivery]
    next: str | None


class Resent(BaseModel):
    """How many notices are owed once more."""

    notices: int


@api.get("/receivers", tags=[INCIDENTS], responses={200: ReceiverList})
def receivers_list() -> Response:
    """List who is told of incidents and how each fares."""
    desk = readers()
    with desk.ledger.read() as connection:
        told = receivers.overview(connection, desk.settings, now_ms())
    return jsonify(items=[one.to_json() for one in told])


@api.get("/deliveries", tags=[INCIDENTS], responses={200: Deliveries})
def deliveries(query: DeliveriesQuery) -> Response:
    """List notices with what came of them, newest first."""
    before = int(query.cursor) if query.cursor else None
    with readers().ledger.read() as connection:
        log = receivers.delivery_log(connection, query.receiver, query.state, before, query.limit + 1)
    shown = log[: query.limit]
    return jsonify(items=[_sent(one) for one in shown], next=str(shown[-1].serial) if len(log) > len(shown) else None)


@api.post("/receivers/<name>/test", tags=[INCIDENTS], responses={200: Delivery, 404: Problem, 503: Problem})
def receiver_test(path: ReceiverPath) -> Response:
    """Send a receiver a test message and give its answer; `dead`: it did not take it."""
    desk = readers()
    try:
        notice = receivers.send_test(desk.ledger, desk.settings, path.name, known_visitor().name)
    except receivers.UnknownReceiverError as error:
        abort(404, f"{error}.")
    sent = receivers.answered(desk.ledger, notice, ordering.PATIENCE_S)
    if sent is None:
        abort(503, "The receiver, or core, has not answered yet; see the delivery log.")
    return jsonify(_sent(sent))


@api.post("/receivers/<name>/resend", tags=[INCIDENTS], responses={200: Resent, 404: Problem})
def receiver_resend(path: ReceiverPath) -> Response:
    """Owe a receiver once more what was given up, unless something later of the same incident has arrived."""
    desk = readers()
    try:
        name = receivers.named(desk.settings.receivers, path.name).name
    except receivers.UnknownReceiverError as error:
        abort(404, f"{error}.")
    return jsonify(notices=dead_letters.send_again(desk.ledger, name, known_visitor().name))


@api.post("/deliveries/<id>/resend", tags=[INCIDENTS], responses={204: None, 404: Problem, 409: Problem})
def notice_resend(path: NoticePath) -> tuple[str, int]:
    """Owe one notice that was given up once more."""
    try:
        dead_letters.send_one_again(readers().ledger, path.id, known_visitor().name)
    except dead_letters.NotDeadError as error:
        abort(409, f"{error}.")
    except LookupError as error:
        abort(404, f"{error}.")
    return "", 204


def _sent(one: Sent) -> dict[str, Any]:
    return {
        "id": one.id,
        "incident": incident_id(one.incident) if one.incident is not None else None,
        "receiver": one.receiver,
        "event": one.event,
        "priority": one.rank == 0,
        "state": one.state,
        "carried_by": one.carried_by,
        "attempts": one.attempts,
        "owed_ms": one.owed_ms,
        "done_ms": one.done_ms,
        "status": one.status,
        "detail": one.detail,
    }

"""What other systems send: states of work orders, believed where they are signed."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Any, NoReturn

import structlog
from flask import Response, abort, jsonify, request
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from monitor.orders.book import OrderRefusedError
from monitor.orders.inbound import UnreadableError, read, read_tmf621
from monitor.orders.intake import Envelope, OtherMessageError, Taken, take_in
from monitor.orders.model import order_id
from monitor.orders.report import Report
from monitor.orders.signature import ForgedError, message_id
from monitor.orders.telling import OrderTeller
from monitor.settings import SettingsError
from webui.api.blueprint import api
from webui.api.problem import Problem
from webui.api.schema_orders import InboundPath, ListenerPath, OutcomeName
from webui.context import now_ms
from webui.readers import readers

INBOUND = Tag(name="inbound", description="What other systems report back.")
NOBODYS_KEY = secrets.token_bytes(32)
"""What a message for an unknown source is checked by: it takes as long, and never fits."""

log = structlog.get_logger()


class TakenIn(BaseModel):
    """What came of a message."""

    outcome: OutcomeName = Field(description="`repeated`: it had come before. `late`: something newer was known.")
    order: str | None = Field(description="ORD-000001; none where it speaks of nothing that we follow.")


ANSWERS: dict[str | int | HTTPStatus, type[BaseModel] | dict[Any, Any] | None] = {
    200: TakenIn, 401: Problem, 409: Problem, 413: Problem, 422: Problem,
}  # fmt: skip


@api.post("/inbound/<source>", tags=[INBOUND], security=[{}], responses=ANSWERS)
def inbound(path: InboundPath) -> Response:
    """Take in the state of a work order, `work_order.updated` in the envelope of Standard Webhooks.

    Signed by a secret of the source: headers `webhook-id`, `webhook-timestamp`, `webhook-signature`. The same
    message again changes nothing; late ones fill in their times.
    """
    envelope, body = _believed(path.source)
    try:
        report = read(body, now_ms())
    except UnreadableError as error:
        _unreadable(path.source, error)
    return _answer(_taken(envelope, report))


@api.post("/inbound/<source>/listener/<listener>", tags=[INBOUND], security=[{}], responses=ANSWERS)
def inbound_tmf621(path: ListenerPath) -> Response:
    """Take in an event of TMF621 about a trouble ticket, signed in the same way: `troubleTicketStatusChangeEvent`."""
    envelope, body = _believed(path.source)
    try:
        report = read_tmf621(path.listener, body, now_ms())
    except UnreadableError as error:
        _unreadable(path.source, error)
    return _answer(_taken(envelope, report))


def _believed(source: str) -> tuple[Envelope, bytes]:
    """Return a message that proves who sent it; answers 401 and nothing else where it does not."""
    body = request.get_data()
    known = next((item for item in readers().settings.inbound if item.name == source), None)
    try:
        keys = known.keys() if known is not None else (NOBODYS_KEY,)
    except SettingsError as error:
        log.error("inbound.no_secret", source=source, reason=str(error))  # noqa: TRY400 - the sentence says it all
        abort(503)
    try:
        ident = message_id(dict(request.headers.items()), body, keys, now_ms())
    except ForgedError as error:
        log.warning("inbound.refused", source=source if known else "unknown", reason=str(error))
        abort(401)
    return Envelope.of(source, ident, body), body


def _unreadable(source: str, error: UnreadableError) -> NoReturn:
    log.warning("inbound.unreadable", source=source, reason=str(error))
    abort(422, f"{error}.")


def _taken(envelope: Envelope, report: Report | None) -> Taken:
    try:
        desk = readers()
        one_in = desk.settings.orders.spot_check_one_in
        return take_in(desk.ledger, envelope, report, one_in, now_ms(), OrderTeller(desk.settings))
    except (OtherMessageError, OrderRefusedError) as error:
        abort(409, f"{error}.")


def _answer(taken: Taken) -> Response:
    return jsonify(outcome=str(taken.outcome), order=None if taken.order is None else order_id(taken.order))

"""Work orders: a list by pages, one with its story, and what people say for a crew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from flask import Response, abort, jsonify
from flask_openapi3.models.tag import Tag

from monitor.orders import book, read
from monitor.orders.model import OrderKind, OrderState, WorkOrder, order_number
from monitor.orders.telling import OrderTeller
from webui.access import known_visitor
from webui.api.blueprint import api
from webui.api.problem import Problem
from webui.api.schema_orders import (
    OrderCloseBody,
    OrderDetail,
    OrderPath,
    OrdersPage,
    OrdersQuery,
    OrderStateBody,
)
from webui.context import now_ms
from webui.orders import as_json, is_overdue, may_see, note_listed, sees_troubles
from webui.readers import readers

ORDERS = Tag(name="orders", description="What crews do about it, and whether they are late.")


@api.get("/orders", tags=[ORDERS], responses={200: OrdersPage})
def orders(query: OrdersQuery) -> Response:
    """List work orders: those under way oldest first, those that are over newest first."""
    cursor = int(query.cursor) if query.cursor else None
    wanted = read.Wanted(homes=sees_troubles(known_visitor()), crew=query.crew)
    with readers().ledger.read() as connection:
        if query.show == "over":
            found = read.over(connection, cursor, query.limit + 1, wanted)
        elif query.show == "overdue":
            found = [item for item in read.under_way(connection, wanted, cursor or 0) if is_overdue(item)]
        else:
            found = read.under_way(connection, wanted, cursor or 0, query.limit + 1)
    shown = found[: query.limit]
    more = len(found) > query.limit
    note_listed(shown)
    return jsonify(items=[as_json(item) for item in shown], next=str(shown[-1].number) if more else None)


@api.get("/orders/<id>", tags=[ORDERS], responses={200: OrderDetail, 404: Problem})
def order(path: OrderPath) -> Response:
    """Give one work order with its story."""
    found = order_read(path.id)
    with readers().ledger.read() as connection:
        story = read.story(connection, found.number)
    report = None if found.report is None else dict(found.report)
    return jsonify({**as_json(found), "story": [asdict(event) for event in story], "report": report})


@api.post("/orders/<id>/state", tags=[ORDERS], responses={204: None, 404: Problem, 409: Problem})
def order_say(path: OrderPath, body: OrderStateBody) -> tuple[str, int]:
    """Say for a crew how far it is; refused where the order has changed since you looked."""
    found = order_or_404(path.id)
    return _done(lambda: book.say(
        readers().ledger, found.number, known_visitor().name, OrderState(body.state), body.revision, body.note,
        now_ms(), OrderTeller(readers().settings),
    ))  # fmt: skip


@api.post("/orders/<id>/close", tags=[ORDERS], responses={204: None, 404: Problem, 409: Problem})
def order_close(path: OrderPath, body: OrderCloseBody) -> tuple[str, int]:
    """End an order though nothing shows that service is back; the reason stays in the trail."""
    found = order_or_404(path.id)
    return _done(lambda: book.close(
        readers().ledger, found.number, known_visitor().name, body.reason, body.revision, now_ms(),
        OrderTeller(readers().settings),
    ))  # fmt: skip


def order_or_404(text: str) -> WorkOrder:
    """Return an order that this visitor may see, or answer that there is none."""
    number = order_number(text)
    with readers().ledger.read() as connection:
        found = read.order(connection, number) if number is not None else None
    if found is None or not may_see(known_visitor(), found):
        abort(404, f"There is no order {text}.")
    return found


def order_read(text: str) -> WorkOrder:
    """Return an order to show it; who looks at one of a single home leaves a trace, as whoever looks it up does."""
    found = order_or_404(text)
    if found.kind is OrderKind.TROUBLE:
        readers().trail.note(known_visitor().name, "order.read", found.id, {"accounts": [found.account]})
    return found


def _done(work: Callable[[], None]) -> tuple[str, int]:
    try:
        work()
    except book.OrderRefusedError as error:
        abort(409, str(error))
    return "", 204

"""Work orders: the list with their clocks, one with its story, and a home's fault handed on."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from monitor.care.answers import MEASURED, HomeAnswer
from monitor.care.joining import joined
from monitor.care.second_line import Wanted, report_of, tests_of
from monitor.orders import book, read
from monitor.orders.model import OrderState, WorkOrder, order_id, order_number
from monitor.orders.telling import OrderTeller
from webui.access import known_visitor
from webui.api.orders import order_or_404, order_read
from webui.asking import ask_for
from webui.context import now_ms
from webui.levels import BY_KIND
from webui.orders import as_json, clocks_of, is_overdue, next_due, note_listed, sees_troubles
from webui.readers import readers

orders = Blueprint("orders", __name__)

PAGE = 100
LONGEST_SKIP = 6
SHOWN = ("under_way", "overdue", "over")
LONGEST_ACCOUNT = 200
LONGEST_SAID = 2000
TESTED_MS = 3_600_000
"""Tests made so lately belong to the report."""


@orders.get("/orders")
def listing() -> str:
    """List orders under way, those that are late, or those that are over, of all crews or one."""
    show = request.args.get("show", "under_way")
    show = show if show in SHOWN else "under_way"
    crew, homes = request.args.get("crew", "").replace("\0", "").strip(), sees_troubles(known_visitor())
    with readers().ledger.read() as connection:
        under_way = read.under_way(connection, read.Wanted(homes=homes))
        found, rest = _page(connection, show, read.Wanted(homes=homes, crew=crew))
    note_listed(found)
    rows = [{"order": item, "shown": as_json(item), "clock": next_due(clocks_of(item))} for item in found]
    return render_template(
        "orders.html", page="orders", rows=rows, show=show, crew=crew, under_way=len(under_way),
        late=sum(is_overdue(item) for item in under_way), rest=rest,
        crews=sorted({item.crew for item in under_way if item.crew} | ({crew} if crew else set())),
    )  # fmt: skip


def _page(connection: Connection, show: str, wanted: read.Wanted) -> tuple[list[WorkOrder], dict[str, str | int]]:
    """Return the orders of one page, those under way by what is due first, and what asks for the next one, if any."""
    if show == "over":
        before = order_number(request.args.get("before", ""))
        found = read.over(connection, before, PAGE + 1, wanted)
        return found[:PAGE], {"before": found[PAGE - 1].number} if len(found) > PAGE else {}
    skipped = request.args.get("skip", "")
    skip = int(skipped) if skipped.isascii() and skipped.isdigit() and len(skipped) < LONGEST_SKIP else 0
    found = _by_due([item for item in read.under_way(connection, wanted) if show != "overdue" or is_overdue(item)])
    return found[skip : skip + PAGE], {"skip": skip + PAGE} if len(found) > skip + PAGE else {}


@orders.get("/orders/<number>")
def one(number: str) -> str:
    """Show one order."""
    found = order_read(number)
    with readers().ledger.read() as connection:
        story = list(reversed(read.story(connection, found.number)))
    states = [state for state in book.BY_HAND if state is not found.state]
    return render_template(
        "order.html", page="orders", order=found, shown=as_json(found), clocks=clocks_of(found), story=story,
        states=states, report=found.report,
    )  # fmt: skip


@orders.post("/orders/<number>/state")
def say(number: str) -> Response:
    """Say from the form how far a crew is."""
    found, state = order_or_404(number), request.form.get("state", "")
    if state not in set(OrderState):
        abort(422)
    return _done(found, lambda: book.say(
        readers().ledger, found.number, known_visitor().name, OrderState(state), _revision(),
        request.form.get("note", ""), now_ms(), OrderTeller(readers().settings),
    ))  # fmt: skip


@orders.post("/orders/<number>/close")
def close(number: str) -> Response:
    """End an order from the form, though nothing shows that service is back."""
    found = order_or_404(number)
    return _done(found, lambda: book.close(
        readers().ledger, found.number, known_visitor().name, request.form.get("reason", ""), _revision(), now_ms(),
        OrderTeller(readers().settings),
    ))  # fmt: skip


@orders.post("/lookup/hand-on")
def hand_on() -> Response:
    """Hand a caller's own fault on to the second line, with the report that makes itself, and show the order.

    In a frame, which may not hold orders, that goes back to the caller's page, where the order is linked.
    """
    account, said = request.form.get("account", ""), request.form.get("said", "").strip()[:LONGEST_SAID]
    answer = ask_for(account[:LONGEST_ACCOUNT])
    home = next((home for home in answer.homes if home.subscriber.account == account), None)
    if home is None:
        abort(422, "There is no such account.")
    desk = readers()
    with desk.ledger.read() as connection:
        known = joined(connection, home, now_ms())
        tests = tests_of(connection, home, now_ms() - TESTED_MS)
    wanted = {
        str(kind): [Wanted(item.family, item.name, item.unit) for item in BY_KIND[kind] if not item.per_s]
        for kind in MEASURED
    }
    report = report_of(desk.series, home, known, wanted, said.replace("\0", ""), now_ms(), tests)
    try:
        number = book.open_trouble(
            desk.ledger, known_visitor().name, (account, _terminal(home)), home.subscriber.unit, report,
            desk.settings.orders.spot_check_one_in, now_ms(), teller=OrderTeller(desk.settings),
        )  # fmt: skip
    except book.HandedOnError as error:  # a second click, or a colleague was quicker: there it is
        number = error.number
    if request.form.get("embed") == "1":
        phone = request.form.get("phone", "")[:LONGEST_ACCOUNT]
        back = {"phone": phone, "account": account, "handed": order_id(number), "embed": "1"}
        return redirect(f"/lookup?{urlencode(back)}#handed")
    return redirect(f"/orders/{order_id(number)}")


def _by_due(found: list[WorkOrder]) -> list[WorkOrder]:
    """Return orders under way by what is due first."""
    due = {item.number: next_due(clocks_of(item)) for item in found}
    return sorted(found, key=lambda item: clock.due_ms if (clock := due[item.number]) is not None else 0)


def _terminal(home: HomeAnswer) -> str:
    """Return the terminal by which it will be seen whether service is back: that of a service in trouble first."""
    worst = [item for item in home.services if item.verdict == home.verdict and item.subscription.terminal]
    return next((item.subscription.terminal for item in (*worst, *home.services) if item.subscription.terminal), "")


def _revision() -> int:
    written = request.form.get("revision", "")
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        abort(422)
    return int(written)


def _done(order: WorkOrder, work: Callable[[], None]) -> Response:
    """Do what a form asks and go back to the order; answers 409 with the reason where that is refused."""
    try:
        work()
    except book.OrderRefusedError as error:
        abort(409, str(error))
    return redirect(f"/orders/{order.id}")

"""Channels: who is told of incidents and how they fare, a test, what was sent, and sending it again."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from monitor.telling import dead_letters, receivers
from monitor.telling.model import NoticeState
from webui import ordering
from webui.access import known_visitor
from webui.context import address, now_ms
from webui.readers import readers

channels = Blueprint("channels", __name__)

PAGE = 50
MOST_DIGITS = 15
STATES = tuple(NoticeState)


@channels.get("/channels")
def page() -> str:
    """Show receivers and the delivery log, newest first, of one receiver or in one state where asked for."""
    desk, asked = readers(), request.args
    receiver, state, before = (
        asked.get("receiver", "").replace("\0", ""),
        asked.get("state", ""),
        asked.get("before", ""),
    )
    state = state if state in STATES else ""
    serial = int(before) if before.isascii() and before.isdigit() and len(before) <= MOST_DIGITS else None
    with desk.ledger.read() as connection:
        told = receivers.overview(connection, desk.settings, now_ms())
        log = receivers.delivery_log(connection, receiver, state, serial, PAGE + 1)
        test = receivers.one_sent(connection, asked["test"]) if "test" in asked else None
    return render_template(
        "channels.html", page="channels", told=[(one, receivers.wishes(one.wants)) for one in told], log=log[:PAGE],
        older=log[PAGE - 1].serial if len(log) > PAGE else None, receiver=receiver, state=state, states=STATES,
        test=test, resent=asked.get("resent", ""),
    )  # fmt: skip


@channels.post("/channels/test")
def test() -> Response:
    """Send a receiver a test message, and go back to its answer."""
    desk = readers()
    try:
        notice = receivers.send_test(desk.ledger, desk.settings, request.form.get("receiver", ""), known_visitor().name)
    except receivers.UnknownReceiverError as error:
        abort(404, str(error))
    receivers.answered(desk.ledger, notice, ordering.PATIENCE_S)
    return redirect(address("/channels", [("test", notice)]))


@channels.post("/channels/resend")
def resend() -> Response:
    """Send again one notice that was given up, or all of a receiver."""
    desk, form = readers(), request.form
    count = 1
    try:
        if form.get("notice"):
            dead_letters.send_one_again(desk.ledger, form["notice"], known_visitor().name)
        else:
            name = receivers.named(desk.settings.receivers, form.get("receiver", "")).name
            count = dead_letters.send_again(desk.ledger, name, known_visitor().name)
    except dead_letters.NotDeadError as error:
        abort(409, str(error))
    except LookupError as error:
        abort(404, str(error))
    return redirect(address("/channels", [("resent", str(count))]))

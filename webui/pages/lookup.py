"""The agent's page: who is calling, what is wrong, what to say."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from maps.model import Service
from monitor.care.answers import MEASURED, Answer, HomeAnswer
from monitor.care.board import board
from monitor.care.expected import expected_back
from monitor.care.joining import CALLED_MS, Joined, joined
from monitor.care.sentences import say, say_nobody
from monitor.care.verdict import Reason, Verdict
from monitor.incidents.model import Estimate, incident_number
from monitor.ledger import calls
from monitor.ledger.announced import By, Told, told_to
from monitor.ledger.callbacks import Callback, owed_to
from monitor.ledger.calls import LONGEST_TEXT, Call, Symptom
from monitor.ledger.guidance import Card, applying, cards
from monitor.orders.model import order_number
from monitor.orders.read import order
from webui import called
from webui.asking import argument, ask, ask_for, question
from webui.context import framing, language, now_ms
from webui.incidents import names_of
from webui.levels import BY_KIND
from webui.readers import readers

lookup = Blueprint("lookup", __name__)

MOST_LEVELS = 6
LONGEST_KEY = 32
LONGEST_QUESTION = 200
KNOWN_BEFORE = (*Verdict, "")
HANDED_ON = (Verdict.OWN_FAULT, Verdict.DEGRADED, Verdict.CANNOT_SEE, Verdict.NO_FAULT, Verdict.STALE)
"""Verdicts on homes whose trouble the second line may look into."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A home on the page, with what stands around the verdict."""

    home: HomeAnswer
    sentence: str
    own_matter: bool
    """Whether it may be for the second line: nobody else is known to share it, and no bill explains it."""
    joined: Joined
    etr: Estimate | None
    owed: Callback | None
    cards: tuple[Card, ...]
    announced: tuple[Told, ...]
    """What machines told the subscriber of late, newest first."""


@lookup.get("/lookup")
def page() -> str:
    """Answer `?phone=` and its likes, or `?account=`; without one, ask for it."""
    account, asked = argument(request.args, "account"), question(request.args)[:LONGEST_QUESTION]
    if account:
        return _page(asked or account, ask_for(account[:LONGEST_QUESTION]))
    return _page(asked, ask(asked) if asked else None)


@lookup.get("/lookup/<path:asked>")
def by_path(asked: str) -> str:
    """Answer what stands in the path, for switchboards that cannot make a query."""
    return _page(asked[:LONGEST_QUESTION], ask(asked))


@lookup.post("/lookup/calls")
def log() -> Response:
    """Log a call from the form, and go back to the caller's page with what came of it.

    The form's `key` is drawn anew for every page: sent twice, it is one call.
    """
    form = request.form
    account, text = form.get("account", ""), form.get("text", "").strip()
    symptom, service, told = form.get("symptom", ""), form.get("service", ""), form.get("told", "")
    if symptom not in set(Symptom):
        abort(422, f"There is no symptom {symptom!r}.")
    if service and service not in set(Service):
        abort(422, f"There is no service {service!r}.")
    if len(text) > LONGEST_TEXT or "\0" in text or told not in KNOWN_BEFORE:
        abort(422, "The text is too long, or none.")
    incident = form.get("incident", "")
    told_of = incident_number(incident)
    if incident and told_of is None:
        abort(422, f"{incident[:LONGEST_QUESTION]} is no incident.")
    call = Call(
        account, now_ms(), Symptom(symptom), service, text, form.get("key", "")[:LONGEST_KEY], told, told_of,
        callback="callback" in form,
    )  # fmt: skip
    try:
        number = called.log(call).number
    except (calls.UnknownAccountError, calls.UnknownIncidentError) as error:
        abort(422, f"{error}.")
    back = {"phone": form.get("phone", "")[:LONGEST_QUESTION], "account": account, "logged": number}
    more = {"embed": "1"} if form.get("embed") == "1" else {}
    return redirect(f"/lookup?{urlencode(back | more)}#logged")


def _page(asked: str, answer: Answer | None) -> str:
    with readers().ledger.read() as connection:
        shown = [_shown(connection, home) for home in answer.homes] if answer is not None else []
        incidents = [
            item
            for one in shown
            for item in (one.home.incident, one.joined.incident, *one.home.recent)
            if item is not None
        ]
        names = names_of(connection, [item.element for item in incidents])
        around = board(connection, now_ms())
        places = names_of(connection, [work.element for work in around.planned])
    return render_template(
        "lookup.html", page="lookup", phone=asked, answer=answer, shown=shown, names=names, places=places,
        nobody=say_nobody(answer, language()) if answer is not None else "",
        starts={kind: json.dumps(_start(kind)) for kind in MEASURED}, board=around,
        logged=request.args.get("logged", ""), symptoms=list(Symptom), longest_text=LONGEST_TEXT,
        key=secrets.token_hex(8), handed=_handed(shown), **framing(),
    )  # fmt: skip


def _shown(connection: Connection, home: HomeAnswer) -> Shown:
    account = home.subscriber.account
    return Shown(
        home,
        say(home, language(), readers().zone, now_ms()),
        home.verdict in HANDED_ON or home.reason is Reason.BARRED,
        joined(connection, home, now_ms()),
        expected_back(home, now_ms()),
        owed_to(connection, account),
        tuple(applying(cards(connection), home.verdict)),
        tuple(item for item in told_to(connection, account, now_ms() - CALLED_MS) if item.how is By.ANNOUNCEMENT),
    )


def _handed(shown: list[Shown]) -> str:
    """Return the order under which the home on the page has just been handed on, as the form in a frame says it."""
    number = order_number(request.args.get("handed", ""))
    if number is None or len(shown) != 1:
        return ""
    with readers().ledger.read() as connection:
        found = order(connection, number)
    return found.id if found is not None and found.account == shown[0].home.subscriber.account else ""


def _start(kind: str) -> dict[str, Any]:
    """Return which readings of a kind of terminal an agent sees, and in which unit."""
    metrics = [{"family": item.family, "name": item.name, "unit": item.unit} for item in BY_KIND[kind][:MOST_LEVELS]]
    return {"metrics": metrics, "level_unit": readers().settings.display.level_unit}

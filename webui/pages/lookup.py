"""The agent's page: who is calling, what is wrong, what to say."""

from __future__ import annotations

import json
import secrets
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from maps.model import Service
from monitor.care.joining import joined
from monitor.care.lookup import MEASURED
from monitor.care.sentences import say, say_nobody
from monitor.ledger import calls
from monitor.ledger.calls import LONGEST_TEXT, Call, Symptom
from webui.access import known_visitor
from webui.asking import ask
from webui.context import language, now_ms
from webui.incidents import names_of
from webui.levels import BY_KIND
from webui.readers import readers

lookup = Blueprint("lookup", __name__)

MOST_LEVELS = 6
LONGEST_KEY = 32


@lookup.get("/lookup")
def page() -> str:
    """Answer `?phone=`; without one, ask for it."""
    phone = request.args.get("phone", "").strip()[:40]
    if not phone:
        return render_template("lookup.html", page="lookup", phone="", answer=None, homes=[])
    answer = ask(phone)
    homes = [(home, say(home, language(), readers().zone, now_ms())) for home in answer.homes]
    logged = request.args.get("logged", "")
    with readers().ledger.read() as connection:
        known = [joined(connection, home, now_ms()) for home in answer.homes]
        incidents = [
            item
            for home, where in zip(answer.homes, known, strict=True)
            for item in (home.incident, where.incident, *home.recent)
            if item is not None
        ]
        names = names_of(connection, [item.element for item in incidents])
    starts = {kind: json.dumps(_start(kind)) for kind in MEASURED}
    return render_template(
        "lookup.html", page="lookup", phone=phone, answer=answer, homes=homes, names=names,
        nobody=say_nobody(answer, language()), starts=starts, joined=known, logged=logged, symptoms=list(Symptom),
        longest_text=LONGEST_TEXT, key=secrets.token_hex(8),
    )  # fmt: skip


@lookup.post("/lookup/calls")
def log() -> Response:
    """Log a call from the form, and go back to the caller's page with what came of it.

    The form's `key` is drawn anew for every page: sent twice, it is one call.
    """
    account, text = request.form.get("account", ""), request.form.get("text", "").strip()
    symptom, service = request.form.get("symptom", ""), request.form.get("service", "")
    if symptom not in set(Symptom):
        abort(422, f"There is no symptom {symptom!r}.")
    if service and service not in set(Service):
        abort(422, f"There is no service {service!r}.")
    if len(text) > LONGEST_TEXT or "\0" in text:
        abort(422, "The text is too long, or none.")
    call = Call(account, now_ms(), Symptom(symptom), service, text, request.form.get("key", "")[:LONGEST_KEY])
    try:
        number, _ = calls.log_call(readers().ledger, call, known_visitor().name, now_ms())
    except calls.UnknownAccountError as error:
        abort(422, f"{error}.")
    back = urlencode({"phone": request.form.get("phone", "")[:40], "logged": number})
    return redirect(f"/lookup?{back}#logged")


def _start(kind: str) -> dict[str, Any]:
    """Return which readings of a kind of terminal an agent sees, and in which unit."""
    metrics = [{"family": item.family, "name": item.name, "unit": item.unit} for item in BY_KIND[kind][:MOST_LEVELS]]
    return {"metrics": metrics, "level_unit": readers().settings.display.level_unit}

"""Guidance cards: what agents are told to do, to be read by them and edited by those who know."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from monitor.care.verdict import Verdict
from monitor.ledger import guidance
from monitor.ledger.calls import Symptom
from monitor.ledger.guidance import Card, CardRefusedError
from webui.access import known_visitor
from webui.context import now_ms
from webui.readers import readers

guidance_page = Blueprint("guidance", __name__)


@guidance_page.get("/guidance")
def page() -> str:
    """Show every card by verdict, the one in `?verdict=&symptom=` with its versions."""
    verdict, symptom = request.args.get("verdict", ""), request.args.get("symptom", "")
    with readers().ledger.read() as connection:
        cards = guidance.cards(connection)
        earlier = guidance.versions(connection, symptom, verdict) if "verdict" in request.args else []
    return render_template(
        "guidance.html", page="guidance", cards=cards, earlier=earlier, chosen=(verdict, symptom),
        verdicts=list(Verdict), symptoms=list(Symptom), longest=guidance.LONGEST_TEXT,
    )  # fmt: skip


@guidance_page.post("/guidance")
def edit() -> Response:
    """Keep a new version of a card; whoever edited an older one is told that it has changed."""
    form = request.form
    verdict, symptom, version = form.get("verdict", ""), form.get("symptom", ""), form.get("version", "")
    if verdict not in {*Verdict, ""} or symptom not in {*Symptom, ""} or not version.isdecimal():
        abort(422, "There is no such verdict, symptom or version.")
    texts = (form.get("text_zh", "").strip(), form.get("text_en", "").strip())
    card = Card(symptom, verdict, int(version[:9]), *texts)
    try:
        guidance.edit(readers().ledger, known_visitor().name, card, now_ms())
    except CardRefusedError as error:
        abort(409, f"{error}.")
    return redirect(f"/guidance#{verdict}-{symptom}")

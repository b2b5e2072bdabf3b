"""Whom to call back: a list that agents work off, each callback by one of them."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from monitor.care.calling_back import finish, listed
from monitor.ledger.callbacks import CallbackRefusedError, Result, claim, how_many
from webui.access import known_visitor
from webui.context import now_ms
from webui.readers import readers

callbacks = Blueprint("callbacks", __name__)


@callbacks.get("/callbacks")
def page() -> str:
    """Show the callbacks that are owed, those that can be made now first; names of subscribers leave a trace."""
    with readers().ledger.read() as connection:
        owed, count = listed(connection, now_ms()), how_many(connection)
    if owed:
        accounts = [item.who.account for item in owed]
        readers().trail.note(known_visitor().name, "callbacks", "", {"accounts": accounts})
    return render_template("callbacks.html", page="callbacks", owed=owed, count=count, results=list(Result))


@callbacks.post("/callbacks/<int:number>/claim")
def take(number: int) -> Response:
    """Take a callback, and go to the subscriber's page; whoever comes second is told who was first."""
    try:
        claim(readers().ledger, number, known_visitor().name, now_ms())
    except CallbackRefusedError as error:
        abort(409, f"{error}.")
    return redirect(f"/callbacks#callback-{number}")


@callbacks.post("/callbacks/<int:number>/result")
def result(number: int) -> Response:
    """Write down what came of a callback."""
    said = request.form.get("result", "")
    if said not in set(Result):
        abort(422, f"There is no result {said!r}.")
    try:
        finish(readers().ledger, number, known_visitor().name, Result(said), now_ms())
    except CallbackRefusedError as error:
        abort(409, f"{error}.")
    return redirect("/callbacks")

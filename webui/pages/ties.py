"""The forms that tie an incident to another, and take that back."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from monitor.incidents.actions import ActionRefusedError
from monitor.incidents.model import incident_id
from webui.api.incidents import existing_or_404
from webui.tying import tie, untie

ties = Blueprint("ties", __name__)


@ties.post("/incidents/<number>/links")
def add(number: str) -> Response:
    """Tie it to the incident that the form names."""
    here = existing_or_404(number)
    try:
        tie(here, request.form.get("other", ""), request.form.get("kind", ""))
    except ActionRefusedError as error:
        abort(409, str(error))
    return redirect(f"/incidents/{incident_id(here)}")


@ties.post("/incidents/<number>/links/remove")
def remove(number: str) -> Response:
    """Take a tie back."""
    here = existing_or_404(number)
    try:
        untie(here, request.form.get("other", ""))
    except ActionRefusedError as error:
        abort(409, str(error))
    return redirect(f"/incidents/{incident_id(here)}")

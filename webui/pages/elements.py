"""One element or terminal: its state, its way to the headend, alarms and a week's chart."""

from __future__ import annotations

import json
from urllib.parse import quote

from flask import Blueprint, abort, redirect, render_template
from werkzeug.wrappers import Response

from monitor.care.element_lookup import element_id
from webui.access import known_visitor
from webui.discovery import stays
from webui.elements import LEVELS, MOST_CHILDREN, element_facts, stretches
from webui.levels import metrics_of
from webui.readers import readers

elements = Blueprint("elements", __name__)


@elements.get("/elements/<path:name>")
def one(name: str) -> str | Response:
    """Show an element."""
    with readers().ledger.read() as connection:
        known = element_id(connection, name)
        if known != name:
            return redirect(f"/elements/{quote(known, safe='')}")
        plant = readers().plants.newest(connection)
        facts = element_facts(connection, plant, known, known_visitor())
        stayed = stays(connection, facts.slot) if facts is not None and facts.is_terminal else []
    if facts is None:
        abort(404)
    kinds = metrics_of(facts.kind) if facts.is_terminal or facts.state is not None else ()  # nobody asks: no readings
    metrics = [{"family": item.family, "name": item.name, "unit": item.unit} for item in kinds]
    start = {
        "element": facts.id,
        "metrics": metrics,
        "place": None if facts.lon is None else [facts.lon, facts.lat],
        "level_unit": readers().settings.display.level_unit,
    }
    return render_template(
        "element.html", page="", facts=facts, stretches=stretches(facts.above), metrics=metrics, levels=LEVELS,
        most_children=MOST_CHILDREN, stays=stayed, start=json.dumps(start),
    )  # fmt: skip


@elements.get("/terminals/<path:name>")
def terminal(name: str) -> Response:
    """Go to a terminal's page, its MAC in any notation."""
    with readers().ledger.read() as connection:
        known = element_id(connection, name)
    return redirect(f"/elements/{quote(known, safe='')}")

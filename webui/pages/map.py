"""The map, and the way there."""

from __future__ import annotations

import json

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from monitor.incidents.read import open_incidents
from monitor.incidents.sought import Sought
from webui.access import known_visitor
from webui.context import now_ms
from webui.incidents import as_json, elements_in, names_of
from webui.readers import readers
from webui.seeing import sight

map_page = Blueprint("map", __name__)


@map_page.get("/")
def home() -> Response:
    """Go to the map; who may not see it goes where questions are answered, or to what there is of a part of it."""
    who = known_visitor()
    return redirect("/map" if who.may("map.page") else "/incidents" if who.may("incidents.listing") else "/area")


@map_page.get("/map")
def page() -> str:
    """Show the plant and what is broken in it; the view is in the address (`z`, `lat`, `lng`, `sev`, `selected`)."""
    with readers().ledger.read() as connection:
        views = open_incidents(connection, Sought(units=known_visitor().units))
        plant = sight().plant(connection)
        names = names_of(connection, [element for view in views for element in elements_in(view)])
        incidents = [as_json(view, names, plant, now_ms()) for view in views]
    start = {"bounds": plant.bounds(), "elements": len(plant), "incidents": incidents}
    return render_template("map.html", page="map", incidents=incidents, start=json.dumps(start), plant_size=len(plant))

"""What was heard: traps, informs, syslog lines and logged events, and traps that the catalogue does not have."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from monitor.care.element_lookup import element_id
from monitor.ledger.heard import tallies, unknown_traps
from webui.heard import GRAVE, SAID, page_of
from webui.readers import readers

heard_page = Blueprint("heard", __name__)

PAGE = 100
MOST_DIGITS = 15


@heard_page.get("/heard")
def page() -> str:
    """List notices, newest first, of one device where `element` names it."""
    wanted, before = request.args.get("element", "").strip(), request.args.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) <= MOST_DIGITS else None
    with readers().ledger.read() as connection:
        known = element_id(connection, wanted) if wanted else ""
        found = page_of(connection, known, number, PAGE)
        counts, unknown = tallies(connection), unknown_traps(connection)
    return render_template(
        "heard.html", page="heard", rows=found.rows, older=found.older, element=wanted, counts=counts,
        unknown=unknown, said=SAID, grave=GRAVE,
    )  # fmt: skip

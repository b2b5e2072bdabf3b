"""The search box: an incident, a telephone number, an element or a terminal, however it is written."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Blueprint, redirect, render_template, request
from sqlalchemy import Connection, and_, or_, select
from werkzeug.wrappers import Response

from maps.model import TERMINALS
from monitor.care.element_lookup import element_id
from monitor.care.finding import is_somebody
from monitor.incidents.model import incident_id, incident_number
from monitor.ledger import tables as t
from webui.access import known_visitor
from webui.addresses import told_to
from webui.incidents import ElementName, names_of
from webui.readers import readers

find = Blueprint("find", __name__)

MOST = 50


@find.get("/find")
def go() -> str | Response:
    """Go to the one thing `q` can mean, or list what it may mean."""
    q = request.args.get("q", "").replace("\0", "").strip()[:200]
    if q.upper().startswith("INC-") and (number := incident_number(q)) is not None:
        return redirect(f"/incidents/{incident_id(number)}")
    with readers().ledger.read() as connection:
        known = element_id(connection, q)
        there = connection.execute(select(t.element.c.id).where(t.element.c.id == known)).first()
        if there is not None:
            return redirect(f"/elements/{quote(known, safe='')}")
        region = readers().settings.display.phone_region
        if known_visitor().may("lookup.page") and is_somebody(connection, q, region):
            return redirect(f"/lookup?{urlencode({'phone': q})}")
        found = _named_like(connection, q, homes=known_visitor().sees_homes) if q else []
        houses = readers().addresses.newest(connection).find(q) if q and len(found) != 1 else []
        feeding = names_of(connection, [house.element for house in houses])
    if len(found) == 1:
        return redirect(f"/elements/{quote(found[0].id, safe='')}")
    written = [told_to(known_visitor(), house) for house in houses]
    return render_template(
        "find.html",
        page="",
        q=q,
        found=found,
        most=MOST,
        houses=list(zip(written, houses, strict=True)),
        feeding=feeding,
    )


def _named_like(connection: Connection, q: str, *, homes: bool) -> list[ElementName]:
    """Return elements whose id, name or address holds the words; `homes`: terminals by their address, too."""
    e = t.element.c
    there = e.address.contains(q, autoescape=True)
    if not homes:
        there = and_(there, e.kind.notin_([str(kind) for kind in TERMINALS]))
    rows = connection.execute(
        select(e.id, e.kind, e.name)
        .where(or_(e.id.contains(q, autoescape=True), e.name.contains(q, autoescape=True), there))
        .order_by(e.position)
        .limit(MOST)
    )
    return [ElementName(row.id, row.kind, row.name) for row in rows]

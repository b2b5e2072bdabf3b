"""GET /heard: what equipment said unasked."""

from __future__ import annotations

from flask import Response, jsonify

from monitor.care.element_lookup import element_id
from monitor.ledger.heard import unknown_traps
from webui.api.blueprint import PLANT, api
from webui.api.schema import HeardPage, HeardQuery
from webui.heard import Said, page_of
from webui.readers import readers


@api.get("/heard", tags=[PLANT], responses={200: HeardPage})
def heard(query: HeardQuery) -> Response:
    """List traps, informs, syslog lines and logged events, newest first. They are hints and no evidence."""
    with readers().ledger.read() as connection:
        known = element_id(connection, query.element) if query.element else ""
        found = page_of(connection, known, int(query.cursor) if query.cursor else None, query.limit)
        unknown = unknown_traps(connection)
    return jsonify(
        items=[_item(row) for row in found.rows],
        next=None if found.older is None else str(found.older),
        unknown_traps=[{"oid": oid, "count": count} for oid, count in unknown],
    )


def _item(row: Said) -> dict[str, object]:
    notice, device = row.notice, row.device
    return {
        "id": notice.id,
        "at_ms": notice.at_ms,
        "source": notice.source,
        "element": None if device is None else {"id": device.id, "kind": device.kind, "name": device.name},
        "kind": notice.kind,
        "name": notice.name,
        "severity": notice.severity,
        "about": notice.about,
        "text": notice.text,
        "trouble": notice.trouble,
    }

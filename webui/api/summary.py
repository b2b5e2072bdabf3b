"""GET /summary: the line of truth, for wall screens and for pages that poll."""

from __future__ import annotations

from flask import Response, jsonify

from webui.access import known_visitor
from webui.api.blueprint import INCIDENTS, api
from webui.api.schema import NoArguments, Summary
from webui.context import now_ms
from webui.display import severity_name
from webui.incidents import as_json, elements_in, names_of
from webui.readers import readers


@api.get("/summary", tags=[INCIDENTS], responses={200: Summary})
def summary(query: NoArguments) -> Response:
    """Give how many incidents and subscribers there are, the worst, and how old the data is."""
    del query
    with readers().ledger.read() as connection:
        now = readers().truths.now(connection, now_ms(), readers().stale_after_ms, known_visitor().units)
        worst = None
        if now.worst is not None:
            names = names_of(connection, elements_in(now.worst))
            worst = as_json(now.worst, names, readers().plants.newest(connection), now_ms())
    return jsonify(
        incidents=now.incidents,
        unacknowledged=now.unacknowledged,
        subscribers=now.subscribers,
        restored_24h=now.restored,
        worst=worst,
        severity=severity_name(now.severity),
        data_ms=now.freshness.as_of_ms,
        stale=now.freshness.stale,
        stale_after_ms=now.freshness.stale_after_ms,
        now_ms=now_ms(),
    )

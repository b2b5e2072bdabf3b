"""GET /segments?address=: which piece of plant feeds a house, however its address is written."""

from __future__ import annotations

from flask import Response, jsonify

from webui.api.blueprint import PLANT, api
from webui.api.problem import Problem
from webui.api.schema import SegmentMatches, SegmentsQuery
from webui.incidents import names_of
from webui.readers import readers


@api.get("/segments", tags=[PLANT], responses={200: SegmentMatches, 422: Problem})
def segments(query: SegmentsQuery) -> Response:
    """Give the houses that an address may mean, most alike first, with the element that feeds most of their homes."""
    with readers().ledger.read() as connection:
        found = readers().addresses.newest(connection).find(query.address, query.limit)
        names = names_of(connection, [match.element for match in found])
    items = []
    for match in found:
        name = names.get(match.element)
        element = {"id": name.id, "kind": name.kind, "name": name.label} if name is not None else None
        items.append(
            {"address": match.address, "score": match.score, "homes": match.homes, "fed": match.fed, "element": element}
        )
    return jsonify(items=items)

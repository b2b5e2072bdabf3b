"""GET /segments?address=: which piece of plant feeds a house, however its address is written."""

from __future__ import annotations

from flask import Response, jsonify
from pydantic import BaseModel, Field

from webui.access import known_visitor
from webui.addresses import told_to
from webui.api.blueprint import PLANT, api
from webui.api.problem import Problem
from webui.api.schema import Arguments, ElementRef
from webui.incidents import names_of
from webui.readers import readers


class SegmentsQuery(Arguments):
    """Which address."""

    address: str = Field(min_length=1, max_length=200, description="An address, in Chinese or English.")
    limit: int = Field(default=10, ge=1, le=50)


class SegmentMatch(BaseModel):
    """A house that the address may mean."""

    address: str = Field(
        description="As it is written for one of its homes; unit and room are told to admins and the NOC only."
    )
    score: float = Field(description="From 0 to 1: how much alike.")
    homes: int = Field(description="Homes recorded there.")
    fed: int = Field(description="How many of them the element feeds.")
    element: ElementRef | None = Field(description="What feeds most of them; null: nobody knows.")


class SegmentMatches(BaseModel):
    """Houses that an address may mean, most alike first."""

    items: list[SegmentMatch]


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
            {
                "address": told_to(known_visitor(), match),
                "score": match.score,
                "homes": match.homes,
                "fed": match.fed,
                "element": element,
            }
        )
    return jsonify(items=items)

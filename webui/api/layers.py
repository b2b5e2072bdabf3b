"""Layers of the map as GeoJSON by view; what changes only with the plant is answered by its tag."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote

from flask import Response, jsonify, make_response, request
from pydantic import BaseModel, Field

from webui import layers
from webui.access import known_visitor
from webui.api.blueprint import PLANT, api
from webui.api.schema import Arguments, FeatureCollection, NoArguments
from webui.plant import Plant
from webui.readers import readers
from webui.seeing import sight
from webui.spans import Box

GEOJSON = "application/geo+json"

Layer = Callable[[Plant, Box, float], tuple[layers.Features, bool]]


class ViewQuery(Arguments):
    """A view of the map."""

    bbox: str = Field(
        description="west,south,east,north in degrees, WGS-84",
        pattern=r"^-?[0-9]+(\.[0-9]+)?(,-?[0-9]+(\.[0-9]+)?){3}$",
        max_length=120,
    )
    zoom: float = Field(default=14, ge=0, le=24)

    def box(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north."""
        west, south, east, north = (float(part) for part in self.bbox.split(","))
        return west, south, east, north


class States(BaseModel):
    """What is not as it should be in a view; whatever is not named is registered or not observed."""

    terminals: dict[str, list[int]] = Field(description="Slots by state.")
    incidents: dict[str, list[int]] = Field(description="Slots by the number of the open incident that explains them.")
    alarms: dict[str, int] = Field(description="Worst standing severity, 1 to 5, by slot.")


@api.get("/map/spans", tags=[PLANT], responses={200: FeatureCollection})
def spans(query: ViewQuery) -> Response:
    """Give the cables of a view as lines; `at` is the preorder place of the element each feeds."""

    def layer(plant: Plant, box: Box, zoom: float) -> tuple[layers.Features, bool]:
        return layers.spans(plant, sight().spans.of(plant), box, zoom)

    return _drawn(layer, query)


@api.get("/map/elements", tags=[PLANT], responses={200: FeatureCollection})
def elements(query: ViewQuery) -> Response:
    """Give the plant elements of a view as points."""
    return _drawn(layers.elements, query)


@api.get("/map/terminals", tags=[PLANT], responses={200: FeatureCollection})
def terminals(query: ViewQuery) -> Response:
    """Give the terminals of a view as points; their states come from `/map/states`."""
    return _drawn(layers.terminals, query)


@api.get("/map/footprints", tags=[PLANT], responses={200: FeatureCollection})
def footprints(query: ViewQuery) -> Response:
    """Give the buildings of a view as outlines."""
    return _drawn(layers.footprints, query)


@api.get("/map/areas", tags=[PLANT], responses={200: FeatureCollection})
def areas(query: NoArguments) -> Response:
    """Give the areas of all open incidents, the worst last."""
    del query
    with readers().ledger.read() as connection:
        found = layers.areas(connection, known_visitor().units)
    return _collection(found)


@api.get("/map/states", tags=[PLANT], responses={200: States})
def states(query: ViewQuery) -> Response:
    """Give what is not as it should be in a view, by slot."""
    with readers().ledger.read() as connection:
        found = layers.states(connection, sight().plant(connection), query.box(), query.zoom, known_visitor().units)
    return jsonify(found)


def _drawn(layer: Layer, query: ViewQuery) -> Response:
    with readers().ledger.read() as connection:
        plant = sight().plant(connection)
    part = "".join(f"-{quote(unit, safe='')}" for unit in sorted(known_visitor().units or ()))
    tag = f"{plant.version}-{len(plant)}{part}"  # of a part: a browser may have kept what somebody else saw
    if tag in request.if_none_match:
        answer = make_response("", 304)
    else:
        features, truncated = layer(plant, query.box(), query.zoom)
        answer = _collection(features, truncated=truncated)
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _collection(features: layers.Features, *, truncated: bool = False) -> Response:
    body = {"type": "FeatureCollection", "features": features, "truncated": truncated}
    answer = make_response(json.dumps(body, ensure_ascii=False, separators=(",", ":")))
    answer.headers["Content-Type"] = GEOJSON
    return answer

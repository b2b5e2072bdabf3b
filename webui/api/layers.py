"""Layers of the map as GeoJSON by view; what changes only with the plant is answered by its tag."""

from __future__ import annotations

import json
from collections.abc import Callable

from flask import Response, jsonify, make_response, request

from webui import layers
from webui.api.blueprint import PLANT, api
from webui.api.schema import FeatureCollection, NoArguments, States, ViewQuery
from webui.plant import Plant
from webui.readers import readers
from webui.spans import Box

GEOJSON = "application/geo+json"

Layer = Callable[[Plant, Box, float], tuple[layers.Features, bool]]


@api.get("/map/spans", tags=[PLANT], responses={200: FeatureCollection})
def spans(query: ViewQuery) -> Response:
    """Give the cables of a view as lines; `at` is the preorder place of the element each feeds."""

    def layer(plant: Plant, box: Box, zoom: float) -> tuple[layers.Features, bool]:
        return layers.spans(plant, readers().spans.of(plant), box, zoom)

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
        found = layers.areas(connection)
    return _collection(found)


@api.get("/map/states", tags=[PLANT], responses={200: States})
def states(query: ViewQuery) -> Response:
    """Give what is not as it should be in a view, by slot."""
    with readers().ledger.read() as connection:
        found = layers.states(connection, readers().plants.newest(connection), query.box(), query.zoom)
    return jsonify(found)


def _drawn(layer: Layer, query: ViewQuery) -> Response:
    with readers().ledger.read() as connection:
        plant = readers().plants.newest(connection)
    tag = f"{plant.version}-{len(plant)}"
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

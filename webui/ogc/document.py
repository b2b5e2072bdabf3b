"""The OpenAPI 3.0 document of /ogc, made from the collections."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from webui.ogc.links import GEOJSON, JSON, KML, address
from webui.ogc.model import Collection
from webui.ogc.query import DEFAULT_LIMIT, FORMATS, MOST

_NUMBER = {"type": "number"}
_TEXT = {"type": "string"}
COMMON: dict[str, dict[str, Any]] = {
    "bbox": {
        "name": "bbox",
        "in": "query",
        "description": "west,south,east,north in degrees (CRS84); or six numbers, of which heights do not matter.",
        "style": "form",
        "explode": False,
        "schema": {
            "type": "array",
            "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
            "items": _NUMBER,
        },
    },
    "datetime": {
        "name": "datetime",
        "in": "query",
        "description": "A time of RFC 3339 or an interval; for features without a time it makes no difference.",
        "style": "form",
        "explode": False,
        "schema": _TEXT,
    },
    "limit": {
        "name": "limit",
        "in": "query",
        "description": "Features of a page at most.",
        "style": "form",
        "explode": False,
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT},
    },
    "cursor": {
        "name": "cursor",
        "in": "query",
        "description": "Where a page begins; only ever taken from a `next` link.",
        "schema": _TEXT,
    },
    "f": {
        "name": "f",
        "in": "query",
        "description": "Format: GeoJSON, or KML for globes.",
        "schema": {"type": "string", "enum": list(FORMATS), "default": FORMATS[0]},
    },
}


def document(collections: Iterable[Collection]) -> dict[str, Any]:
    """Return the document for somebody who may see these collections."""
    paths: dict[str, Any] = {
        "/": _get("landing", "Where to go from here."),
        "/conformance": _get("conformance", "What of the standard is kept."),
        "/api": _get("api", "This document."),
        "/collections": _get("collections", "All collections."),
    }
    for item in collections:
        own = [
            {"name": name, "in": "query", "description": text, "schema": _TEXT} for name, text in item.filters.items()
        ]
        common = [{"$ref": f"#/components/parameters/{name}"} for name in COMMON]
        one = {"name": "featureId", "in": "path", "required": True, "schema": _TEXT}
        base = f"/collections/{item.id}"
        paths[base] = _get(f"{item.id}.collection", item.description)
        paths[f"{base}/items"] = _get(f"{item.id}.items", item.description, [*common, *own], (GEOJSON, KML))
        paths[f"{base}/items/{{featureId}}"] = _get(f"{item.id}.one", "One feature.", [one], (GEOJSON,))
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Plantwatch, OGC API Features",
            "version": "1",
            "description": "State of a cable plant for geographic information systems.",
        },
        "servers": [{"url": address()}],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "parameters": COMMON,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _get(
    name: str, summary: str, parameters: list[dict[str, Any]] | None = None, kinds: tuple[str, ...] = (JSON,)
) -> dict[str, Any]:
    refusals = {
        code: {"description": text, "content": {"application/problem+json": {"schema": {"type": "object"}}}}
        for code, text in (("400", "An argument cannot be."), ("401", "Nobody known."), ("404", "There is none."))
    }
    given = {kind: {"schema": {"type": "object"}} for kind in kinds}
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "responses": {"200": {"description": "It.", "content": given}, **refusals},
    }
    return {"get": {**operation, "parameters": parameters} if parameters else operation}

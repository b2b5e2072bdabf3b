"""The resources of OGC API Features, Part 1: landing page, conformance, collections, items.

Source: OGC 17-069r4, classes Core, GeoJSON and OpenAPI 3.0.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, abort, make_response, request

from webui.access import known_visitor
from webui.context import now_ms
from webui.display import utc
from webui.ogc.collections import COLLECTIONS, seen_by
from webui.ogc.document import document
from webui.ogc.kml import kml
from webui.ogc.links import CRS84, GEOJSON, JSON, KML, OPENAPI, Link, address, header, link
from webui.ogc.model import Collection, Page
from webui.ogc.query import BadQueryError, Query, parse
from webui.readers import readers
from webui.seeing import sight

CONFORMS_TO = [
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" for name in ("core", "geojson", "oas30")
]

ogc = Blueprint("ogc", __name__, url_prefix="/ogc")


@ogc.get("", strict_slashes=False)
def landing() -> Response:
    """Say where everything is."""
    _no_arguments()
    return _json(
        {
            "title": "Plantwatch",
            "description": "State of a cable plant, its incidents and the subscribers they affect.",
            "links": [
                link("self", address()),
                link("service-desc", address("api"), OPENAPI, "What can be asked"),
                link("conformance", address("conformance")),
                link("data", address("collections"), title="Collections"),
            ],
        }
    )


@ogc.get("/conformance")
def conformance() -> Response:
    """Say what of the standard is kept."""
    _no_arguments()
    return _json({"conformsTo": CONFORMS_TO, "links": [link("self", address("conformance"))]})


@ogc.get("/api")
def api() -> Response:
    """Give the OpenAPI 3.0 document of what this visitor may see."""
    _no_arguments()
    return _json(document(seen_by(known_visitor())), OPENAPI)


@ogc.get("/collections")
def collections() -> Response:
    """List the collections this visitor may see."""
    _no_arguments()
    described = [_described(item) for item in seen_by(known_visitor())]
    return _json({"links": [link("self", address("collections"))], "collections": described})


@ogc.get("/collections/<name>")
def collection(name: str) -> Response:
    """Describe a collection."""
    _no_arguments()
    return _json(_described(_known(name)))


@ogc.get("/collections/<name>/items")
def items(name: str) -> Response:
    """Give features of a collection by pages, as GeoJSON or KML."""
    asked = _known(name)
    try:
        query = parse(_arguments(), asked.filters)
        with readers().ledger.read() as connection:
            page = asked.page(connection, query)
    except BadQueryError as error:
        abort(400, str(error))
    if query.format == "kml":
        return _sent(kml(asked.title, page.features), KML, _ways(asked, query, page))
    links = _ways(asked, query, page)
    body: dict[str, Any] = {
        "type": "FeatureCollection",
        "timeStamp": utc(now_ms()),
        "numberReturned": len(page.features),
        "links": links,
        "features": page.features,
    }
    if page.matched is not None:
        body["numberMatched"] = page.matched
    return _json(body, GEOJSON, links)


@ogc.get("/collections/<name>/items/<path:key>")
def item(name: str, key: str) -> Response:
    """Give one feature."""
    _no_arguments()
    asked = _known(name)
    with readers().ledger.read() as connection:
        found = asked.one(connection, key)
    if found is None:
        abort(404, f"There is no {key} among {name}.")
    links = [
        link("self", address("collections", name, "items", str(found["id"])), GEOJSON),
        link("collection", address("collections", name)),
    ]
    return _json({**found, "links": links}, GEOJSON, links)


def _described(item: Collection) -> dict[str, Any]:
    with readers().ledger.read() as connection:
        bounds = sight().plant(connection).bounds()
    extent = {"extent": {"spatial": {"bbox": [list(bounds)], "crs": CRS84}}} if bounds is not None else {}
    there = address("collections", item.id, "items")
    return {
        "id": item.id,
        "title": item.title,
        "description": item.description,
        **extent,
        "itemType": "feature",
        "crs": [CRS84],
        "links": [
            link("self", address("collections", item.id)),
            link("items", there, GEOJSON, item.title),
            link("items", f"{there}?f=kml", KML, item.title),
        ],
    }


def _ways(asked: Collection, query: Query, page: Page) -> list[Link]:
    """Return the links of a page: to itself, to the other format, to the next page, to the collection."""
    mine, other, theirs = (GEOJSON, "kml", KML) if query.format == "json" else (KML, "json", GEOJSON)
    given = _arguments()
    there = ("collections", asked.id, "items")
    made = [
        link("self", address(*there, arguments=given), mine),
        link("alternate", address(*there, arguments={**given, "f": other}), theirs),
        link("collection", address("collections", asked.id)),
    ]
    if page.next is not None:
        made.append(link("next", address(*there, arguments={**given, "cursor": page.next}), mine))
    return made


def _known(name: str) -> Collection:
    """Return a collection by its name; 404 where there is none, 403 where it is not for this visitor."""
    visitor = known_visitor()
    found = next((item for item in seen_by(visitor) if item.id == name), None)
    if found is not None:
        return found
    if any(item.id == name for item in COLLECTIONS):
        abort(403, "role")
    abort(404, f"There is no collection {name}.")


def _arguments() -> dict[str, str]:
    """Return the arguments of the request; what is given twice is refused."""
    twice = [name for name, values in request.args.lists() if len(values) > 1]
    if twice:
        abort(400, f"{', '.join(twice)}: given more than once")
    return request.args.to_dict()


def _no_arguments() -> None:
    """Refuse arguments that the document does not have; `f=json` says only what is so anyway."""
    unknown = [name for name, value in _arguments().items() if (name, value) != ("f", "json")]
    if unknown:
        abort(400, f"{', '.join(unknown)}: no such argument")


def _json(body: dict[str, Any], kind: str = JSON, links: list[Link] | None = None) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return _sent(text.encode(), kind, links)


def _sent(content: bytes, kind: str, links: list[Link] | None = None) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = kind
    if kind in (GEOJSON, KML):
        answer.headers["Content-Crs"] = f"<{CRS84}>"
    if links:
        answer.headers["Link"] = header(links)
    return answer

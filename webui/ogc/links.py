"""Links between the resources of /ogc, as absolute addresses."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from flask import request

from webui.readers import readers

Link = dict[str, str]

JSON = "application/json"
GEOJSON = "application/geo+json"
KML = "application/vnd.google-earth.kml+xml"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def address(*parts: str, arguments: Mapping[str, str] | None = None) -> str:
    """Return the address of a resource below /ogc."""
    public = readers().settings.web.public_url or request.url_root
    path = "/".join(["ogc", *(quote(part, safe="") for part in parts)])
    return f"{public.rstrip('/')}/{path}" + (f"?{urlencode(arguments)}" if arguments else "")


def link(rel: str, href: str, kind: str = JSON, title: str = "") -> Link:
    """Return a link."""
    made = {"rel": rel, "href": href, "type": kind}
    return {**made, "title": title} if title else made


def header(links: list[Link]) -> str:
    """Return links as the header of RFC 8288."""
    return ", ".join(f'<{item["href"]}>; rel="{item["rel"]}"; type="{item["type"]}"' for item in links)

"""GET /tiles/{layer}/{z}/{x}/{y}.mvt: vector tiles to whoever may see the map."""

from __future__ import annotations

import gzip

from flask import Blueprint, Response, abort, make_response, request

from maps.datum import Datum
from maps.mercator import Tile
from webui.readers import readers
from webui.seeing import sight
from webui.tiles.store import LAYERS, Drawn, Wish

CONTENT_TYPE = "application/vnd.mapbox-vector-tile"

tiles = Blueprint("tiles", __name__)


@tiles.get("/tiles/<layer>/<int:z>/<int:x>/<int:y>.mvt")
def tile(layer: str, z: int, x: int, y: int) -> Response:
    """Give a tile; `datum=gcj02` gives it shifted for a base map of that datum.

    Layer `plant` has cables as lines and elements as points, with `id`, `kind`, `state` and `name`. Layer
    `terminals` has points with `id` and `state` from zoom 16 on, and before cells with `n`, `worst` and `dark`.
    All have `severity`, 0 to 5: of incidents and alarms, 0 where there are none; of a cable, what cuts it off.
    """
    wish = Wish(layer, Tile(z, x, y), _datum())
    if layer not in LAYERS:
        abort(404, f"There is no layer {layer}; there are {', '.join(LAYERS)}.")
    if not wish.tile.exists:
        abort(404, "There is no such tile.")
    seen = sight()
    with readers().ledger.read() as connection:
        part = seen.part(connection)
        standing = readers().states.now(connection)
        trouble = seen.trouble(connection, part)
    drawn = seen.tiles.drawn(part.plant, standing, wish, trouble)
    answer = make_response("", 304) if request.if_none_match.contains_weak(drawn.tag) else _sent(drawn)
    answer.set_etag(drawn.tag, weak=True)  # the same content, compressed or not
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.vary.add("Accept-Encoding")
    return answer


def _sent(drawn: Drawn) -> Response:
    if request.accept_encodings.quality("gzip") > 0:
        answer = make_response(drawn.gzipped)
        answer.headers["Content-Encoding"] = "gzip"
    else:
        answer = make_response(gzip.decompress(drawn.gzipped))
    answer.headers["Content-Type"] = CONTENT_TYPE
    return answer


def _datum() -> Datum:
    name = request.args.get("datum", Datum.WGS84)
    if name not in set(Datum):
        abort(422, f"datum: {name} is none of {', '.join(Datum)}.")
    return Datum(name)

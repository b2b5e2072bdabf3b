"""Geo: area of an incident, vector tiles and the first page of a million features, from the web process over HTTP."""

from __future__ import annotations

import gzip
import http.client
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely

from bench.locate import homes
from bench.lookup_ledger import LAT, LON, SPACING, Town, build
from collectors.clock import AnchoredClock
from maps import tiles
from maps.area import PREMISES_M, area
from maps.mercator import Tile, unit
from maps.ragged import texts
from monitor.ledger import changes, people
from monitor.ledger.ledger import Ledger
from monitor.ledger.people import Role
from webui.tiles.drawing import STREET_ZOOM
from webui.tiles.store import LAYERS

FULL, QUICK = Town(1_000_000, 100_000, 1000), Town(100_000, 20_000, 100)
CROWD = 40_000
"""Terminals of the tile that is asked for, as nearly as a tile of the town has them."""
ROW = 1000
"""Homes side by side in the town of `lookup_ledger`."""
CONFIG = """
[data]
directory = "{folder}"
[web]
port = 0
"""


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - every benchmark has this form
    """Return milliseconds of an area, of tiles drawn and kept, and of first pages."""
    town, rounds = (QUICK, 5) if quick else (FULL, 15)
    crowded = _crowded(town)
    ours, theirs = _encoders(rounds)
    figures = {"area_500_ms": _best_of(rounds, lambda: area(*homes(500, 0, 900), *homes(1000, -300, 1200)))}
    with tempfile.TemporaryDirectory(prefix="bench-geo-") as name:
        folder = Path(name)
        config = folder / "plantwatch.toml"
        config.write_text(CONFIG.format(folder=folder), encoding="utf-8")
        ledger = Ledger.open(f"sqlite:///{folder / 'ledger.sqlite'}", AnchoredClock())
        build(ledger, folder / "ledger.sqlite", town)
        token = people.make_token(ledger, "bench", "map", Role.VIEWER)
        with _web(config) as port:
            figures |= _over_http(_Client(port, token), ledger, crowded, _street(crowded, town), rounds)
        ledger.close()
    return {
        "parameters": {
            "terminals": town.homes,
            "elements": town.homes + town.elements(),
            "tile": "/".join(map(str, crowded)),
            "terminals_in_tile": _homes_in(crowded, town),
        },
        "figures": {**figures, "encode_40k_points_ms": ours},
        "peer": {
            "mapbox_vector_tile_encode_40k_points_ms": theirs,
            "shapely_union_of_buffers_500_ms": _best_of(rounds, _plain_union),
        },
    }


class _Client:
    """Asks the web process over one connection."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}

    def get(self, path: str) -> tuple[float, bytes]:
        """Return the milliseconds until the last octet, and the content."""
        began = time.perf_counter()
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        took_ms = (time.perf_counter() - began) * 1000
        assert answer.status == 200, (path, answer.status, content[:200])
        return took_ms, gzip.decompress(content) if answer.headers["Content-Encoding"] == "gzip" else content


def _over_http(client: _Client, ledger: Ledger, crowded: Tile, street: Tile, rounds: int) -> dict[str, float]:
    """Return figures of tiles and pages. A tile is cold again whenever core says that states have changed."""
    nowhere = _path("terminals", Tile(22, 0, 0))
    figures = {"first_tile_after_start_ms": round(client.get(nowhere)[0], 1)}
    reread_ms = []
    for name, tile in (("tile", crowded), ("street", street)):
        for layer in LAYERS:
            path, cold_ms = _path(layer, tile), []
            for _ in range(rounds):
                with ledger.write("core") as connection:
                    changes.announce(connection, ledger.clock.now_ms(), "state")
                reread_ms.append(client.get(nowhere)[0])  # pays for the states, which all tiles share
                took_ms, content = client.get(path)
                cold_ms.append(took_ms)
            figures[f"{name}_{layer}_cold_ms"] = round(float(np.median(cold_ms)), 1)
            figures[f"{name}_{layer}_warm_ms"] = _median(client, path, 10 * rounds)
            figures[f"{name}_{layer}_octets"] = len(content)
    figures["states_reread_ms"] = round(float(np.median(reread_ms)), 1)
    west, south, east, north = street.bounds()
    for name, query in (("", ""), ("_of_1000", "?limit=1000"), ("_in_box", f"?bbox={west},{south},{east},{north}")):
        path = f"/ogc/collections/terminals/items{query}"
        _, content = client.get(path)
        assert json.loads(content)["numberReturned"] > 0
        figures[f"ogc_first_page{name}_ms"] = _median(client, path, rounds)
    return figures


def _median(client: _Client, path: str, times: int) -> float:
    return round(float(np.median([client.get(path)[0] for _ in range(times)])), 2)


def _path(layer: str, tile: Tile) -> str:
    return f"/tiles/{layer}/{tile.z}/{tile.x}/{tile.y}.mvt"


def _crowded(town: Town) -> Tile:
    """Return the tile in which about CROWD homes of the town stand."""
    n = np.arange(town.homes)
    x, y = unit(LON + n % ROW * SPACING, LAT + n // ROW * SPACING)
    found: list[tuple[int, Tile]] = []
    for zoom in range(10, 16):
        cells, counts = np.unique(np.floor(np.column_stack([x, y]) * 2**zoom).astype(int), axis=0, return_counts=True)
        found += [
            (int(count), Tile(zoom, int(cell[0]), int(cell[1]))) for cell, count in zip(cells, counts, strict=True)
        ]
    return min(found, key=lambda item: abs(item[0] - CROWD))[1]


def _street(crowded: Tile, town: Town) -> Tile:
    """Return the tile at street zoom in the middle of the homes of another."""
    n = np.arange(town.homes)
    lon, lat = LON + n % ROW * SPACING, LAT + n // ROW * SPACING
    west, south, east, north = crowded.bounds()
    inside = (lon >= west) & (lon < east) & (lat > south) & (lat <= north)
    x, y = unit(np.median(lon[inside], keepdims=True), np.median(lat[inside], keepdims=True))
    return Tile(STREET_ZOOM, int(x[0] * 2**STREET_ZOOM), int(y[0] * 2**STREET_ZOOM))


def _homes_in(tile: Tile, town: Town) -> int:
    n = np.arange(town.homes)
    x, y = tile.within(*unit(LON + n % ROW * SPACING, LAT + n // ROW * SPACING), 1)
    return int(((x >= 0) & (x < 1) & (y >= 0) & (y < 1)).sum())


def _encoders(rounds: int) -> tuple[float, float]:
    """Return milliseconds in which our encoder and mapbox-vector-tile's make a layer of the same 40 000 points."""
    x, y = np.random.default_rng(5).integers(0, tiles.EXTENT, (2, CROWD))
    ids = [f"02:00:00:{i >> 16:02x}:{i >> 8 & 255:02x}:{i & 255:02x}" for i in range(CROWD)]
    rows, dark = texts(ids), (np.arange(CROWD) % 10 == 0).astype(int)

    def ours() -> bytes:
        each = tiles.Attribute("id", tiles.strings(rows), np.arange(CROWD))
        return tiles.layer("terminals", tiles.points(x, y), [each, tiles.words("state", ("registered", "dark"), dark)])

    features = [
        {"geometry": place, "properties": {"id": key, "state": "dark" if state else "registered"}}
        for place, key, state in zip(shapely.points(x, y).tolist(), ids, dark.tolist(), strict=True)
    ]

    def theirs() -> bytes:
        made: bytes = mapbox_vector_tile.encode(
            [{"name": "terminals", "features": features}], default_options={"y_coord_down": True}
        )
        return made

    read, expected = (mapbox_vector_tile.decode(content)["terminals"]["features"] for content in (ours(), theirs()))
    assert [(item["geometry"], item["properties"]) for item in read] == [
        (item["geometry"], item["properties"]) for item in expected
    ]
    return _best_of(rounds, ours), _best_of(min(rounds, 3), theirs)


def _plain_union() -> shapely.Geometry:
    """Return what one would write first: the union of circles about the homes, healthy ones cut out."""
    lon, lat = homes(500, 0, 900)
    healthy_lon, healthy_lat = homes(1000, -300, 1200)
    radius = PREMISES_M / 111_195
    around = shapely.union_all(shapely.buffer(shapely.points(lon, lat), radius))
    return shapely.difference(
        around, shapely.union_all(shapely.buffer(shapely.points(healthy_lon, healthy_lat), radius / 2))
    )


def _best_of(rounds: int, work: Callable[[], object]) -> float:
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return round(min(took) * 1000, 2)


@contextmanager
def _web(config: Path) -> Iterator[int]:
    """Run the web process beside us, yielded as its port."""
    command = [sys.executable, "-m", "webui", "--config", str(config)]
    with Popen(command, stdout=PIPE, text=True, cwd=Path(__file__).resolve().parents[1]) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("listening on "), line
            yield int(line.rpartition(":")[2])
        finally:
            process.kill()

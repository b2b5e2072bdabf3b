"""Vector tiles over HTTP: what they show at which zoom, that they stay small, and when they are sent again."""

from __future__ import annotations

import gzip

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from sqlalchemy import insert

from collectors.clock import AnchoredClock
from collectors.states import TerminalState
from maps import mercator
from maps.datum import Datum, to_gcj02
from maps.model import Element, Kind, Plant
from monitor.ledger import tables as t
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from webui.plant import Plants
from webui.standing import States
from webui.tiles.drawing import BUDGET, GRID_BITS, RANK
from webui.tiles.store import Tiles, Wish

LON, LAT, STREET, HOMES = 120.15, 30.25, 0.001, 6
"""Of the town of conftest.py."""
MINOR, MAJOR = 3, 4
"""Severities of the node's alarm and of the open incident there."""
HOME_LON, HOME_LAT = LON + 2 * STREET, LAT + STREET + STREET / 8


def mac(branch: int, home: int) -> str:
    return f"02:00:00:00:0{branch}:0{home}"


def tile_at(lon: float, lat: float, zoom: int) -> mercator.Tile:
    x, y = mercator.unit(np.array([lon]), np.array([lat]))
    return mercator.Tile(zoom, int(x[0] * 2**zoom), int(y[0] * 2**zoom))


def features(octets: bytes, layer: str) -> list[dict]:
    read = mapbox_vector_tile.decode(octets, default_options={"y_coord_down": True})
    return read[layer]["features"] if layer in read else []


@pytest.fixture
def fetch(client, token):
    headers = token("viewer")

    def get(layer: str, tile: mercator.Tile, query: str = "", **more: str):
        return client.get(f"/tiles/{layer}/{tile.z}/{tile.x}/{tile.y}.mvt{query}", headers={**headers, **more})

    return get


def place_of(feature: dict, tile: mercator.Tile) -> tuple[float, float]:
    x, y = feature["geometry"]["coordinates"]
    side = 0.5**tile.z
    lon, lat = mercator.degrees(np.array([(tile.x + x / 4096) * side]), np.array([(tile.y + y / 4096) * side]))
    return float(lon[0]), float(lat[0])


def test_in_streets_terminals_are_points_with_their_states(fetch):
    tile = tile_at(HOME_LON, HOME_LAT, 16)
    found = {item["properties"]["id"]: item for item in features(fetch("terminals", tile).data, "terminals")}
    home = found[mac(1, 0)]
    assert home["properties"] == {"id": mac(1, 0), "state": "dark", "severity": MAJOR}
    assert place_of(home, tile) == pytest.approx((HOME_LON, HOME_LAT), abs=2e-6)


def test_from_further_off_cells_count_them_and_name_the_worst(fetch):
    found = features(fetch("terminals", tile_at(HOME_LON, HOME_LAT, 8)).data, "terminals")
    assert [item["properties"] for item in found] == [
        {"n": 2 * HOMES, "worst": "dark", "dark": HOMES, "severity": MAJOR}
    ]


def test_the_plant_has_cables_and_elements_by_zoom(fetch):
    far = features(fetch("plant", tile_at(LON + STREET, LAT, 12)).data, "plant")
    assert {item["properties"]["id"] for item in far if item["geometry"]["type"] == "Point"} == {"HE1", "CMTS1", "N1"}
    assert {item["properties"]["id"] for item in far if item["geometry"]["type"] == "LineString"} == {"N1", "A1", "A2"}
    near = features(fetch("plant", tile_at(LON + STREET, LAT, 14)).data, "plant")
    node = next(item for item in near if item["properties"]["id"] == "N1" and item["geometry"]["type"] == "Point")
    assert node["properties"] == {
        "id": "N1",
        "kind": "optical_node",
        "state": "registered",
        "name": "磨坊光机 N1",
        "severity": MINOR,
    }
    assert {"A1", "A2"} <= {item["properties"]["id"] for item in near if item["geometry"]["type"] == "Point"}


def test_a_cable_is_drawn_from_its_parent_to_the_element_it_feeds(fetch):
    tile = tile_at(LON + STREET, LAT + STREET / 2, 16)
    cable = next(
        item
        for item in features(fetch("plant", tile).data, "plant")
        if item["properties"]["id"] == "A1" and item["geometry"]["type"] == "LineString"
    )
    (x, _), (other, _) = cable["geometry"]["coordinates"]
    east = place_of({"geometry": {"coordinates": [x, 0]}}, tile)[0]
    assert x == other
    assert east == pytest.approx(LON + STREET, abs=2e-6)


def test_for_a_gcj02_base_map_everything_is_shifted(fetch):
    lon, lat = (float(axis[0]) for axis in to_gcj02(np.array([HOME_LON]), np.array([HOME_LAT])))
    tile = tile_at(lon, lat, 16)
    found = features(fetch("terminals", tile, "?datum=gcj02").data, "terminals")
    home = next(item for item in found if item["properties"]["id"] == mac(1, 0))
    assert place_of(home, tile) == pytest.approx((lon, lat), abs=2e-6)
    amplifier = tile_at(*(float(axis[0]) for axis in to_gcj02(np.array([LON + STREET]), np.array([LAT]))), 15)
    assert any(
        item["properties"]["id"] == "N1" for item in features(fetch("plant", amplifier, "?datum=gcj02").data, "plant")
    )


def test_a_tile_is_sent_again_only_when_something_in_it_has_changed(here, fetch):
    tile = tile_at(HOME_LON, HOME_LAT, 16)
    first = fetch("terminals", tile)
    tag = first.headers["ETag"]
    assert fetch("terminals", tile, **{"If-None-Match": tag}).status_code == 304
    here.state(TerminalState.DARK, "N1")  # not in this layer
    assert fetch("terminals", tile, **{"If-None-Match": tag}).status_code == 304
    here.state(TerminalState.REGISTERED, mac(1, 0))
    again = fetch("terminals", tile, **{"If-None-Match": tag})
    assert again.status_code == 200
    states = {item["properties"]["id"]: item["properties"]["state"] for item in features(again.data, "terminals")}
    assert (states[mac(1, 0)], states[mac(1, 1)]) == ("registered", "dark")


def test_tiles_are_compressed_for_those_who_take_it(fetch):
    tile = tile_at(HOME_LON, HOME_LAT, 16)
    plain, packed = fetch("terminals", tile), fetch("terminals", tile, **{"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tiles/terminals/3/8/0.mvt", 404),
        ("/tiles/terminals/40/0/0.mvt", 404),
        ("/tiles/weather/3/1/1.mvt", 404),
        ("/tiles/terminals/3/1/1.mvt?datum=mars", 422),
    ],
)
def test_what_does_not_exist_is_said_in_a_problem(client, token, path, status):
    answer = client.get(path, headers=token("viewer"))
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


def test_an_empty_tile_is_empty(fetch):
    answer = fetch("terminals", mercator.Tile(10, 0, 0))
    assert (answer.status_code, answer.data) == (200, b"")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """Return a ledger in which 30 000 homes stand within one street tile, every hundredth of them dark."""
    ledger = Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('crowd')}/ledger.sqlite", AnchoredClock())
    draw = np.random.default_rng(3)
    west, south, east, north = tile_at(LON, LAT, 16).bounds()
    lon, lat = draw.uniform(west, east, 30_000), draw.uniform(south, north, 30_000)
    homes = [
        Element(f"02:00:00:{i >> 16:02x}:{i >> 8 & 255:02x}:{i & 255:02x}", Kind.CABLE_MODEM, "", "N1", x, y)
        for i, (x, y) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True))
    ]
    replace_plant(ledger, Plant(elements=(Element("N1", Kind.OPTICAL_NODE, lon=LON, lat=LAT), *homes)), "test")
    load_roster(ledger).admit(["N1", *(home.id for home in homes)])
    rows = [
        {"slot": i + 1, "state": 5 if i % 100 == 0 else 1, "since_ms": 1, "last_seen_ms": 1, "first_missed_ms": 0}
        for i in range(len(homes))
    ]
    with ledger.write("core") as connection:
        connection.execute(insert(t.terminal_state), rows)
    yield ledger
    ledger.close()


@pytest.mark.parametrize("zoom", range(20))
@pytest.mark.parametrize("layer", ["plant", "terminals"])
def test_no_tile_of_a_crowd_is_longer_than_the_budget_and_nobody_is_lost(crowd, drawing, layer, zoom):
    octets = drawing(crowd, layer, tile_at(LON, LAT, zoom))
    assert len(octets) <= BUDGET
    found = [item["properties"] for item in features(octets, layer)]
    if layer == "terminals" and zoom < 17:
        assert sum(item["n"] for item in found) == 30_000
        assert sum(item["dark"] for item in found) == 300
        assert len(found) <= 4**GRID_BITS
    if layer == "plant" and zoom == 16:
        dark = [item["state"] for item in found].count("dark")
        assert dark >= 300  # what is in trouble is drawn, whatever does not fit


@pytest.fixture(scope="module")
def drawing():
    """Return a function that draws tiles of the crowd."""
    return drawer()


def drawer():
    """Return a function that draws tiles of one ledger."""
    plants, states, tiles = Plants(), States(), Tiles()

    def draw(ledger: Ledger, layer: str, tile: mercator.Tile) -> bytes:
        with ledger.read() as connection:
            plant, standing = plants.newest(connection), states.now(connection)
        return gzip.decompress(tiles.drawn(plant, standing, Wish(layer, tile, Datum.WGS84)).gzipped)

    return draw


def test_every_state_has_a_rank_of_its_own():
    assert sorted(RANK.tolist()) == list(range(len(TerminalState)))


def test_tiles_beyond_what_may_be_kept_are_let_go(crowd):
    tiles, plants, states = Tiles(most_octets=1), Plants(), States()
    with crowd.read() as connection:
        plant, standing = plants.newest(connection), states.now(connection)
    wish = Wish("terminals", tile_at(LON, LAT, 12), Datum.WGS84)
    first = tiles.drawn(plant, standing, wish)
    assert tiles.drawn(plant, standing, wish) is not first
    roomy = Tiles()
    kept = roomy.drawn(plant, standing, wish)
    assert roomy.drawn(plant, standing, wish) is kept


def test_a_cable_that_leaves_the_tile_and_comes_back_is_there_twice_and_ends_beyond_the_rim(tmp_path):
    drawing = drawer()
    west, south, east, north = tile_at(LON, LAT, 16).bounds()
    wide, high = east - west, north - south
    middle = south + high / 2
    course = shapely.LineString(
        [
            (west + wide / 2, middle),
            (east + 3 * wide, middle),
            (east + 3 * wide, middle + high / 4),
            (west + wide / 4, middle + high / 4),
        ]
    )
    ledger = Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite", AnchoredClock())
    elements = (
        Element("HE1", Kind.HEADEND, lon=west + wide / 2, lat=middle),
        Element("N1", Kind.OPTICAL_NODE, "", "HE1", west + wide / 4, middle + high / 4, geometry=course),
        Element("N2", Kind.OPTICAL_NODE, "", "HE1", west + 9 * wide, middle),
        Element("N3", Kind.OPTICAL_NODE, "", "N2", west + 9 * wide, middle + high),
    )
    replace_plant(ledger, Plant(elements=elements), "test")
    found = [
        (item["properties"]["id"], item["geometry"]["coordinates"])
        for item in features(drawing(ledger, "plant", tile_at(LON, LAT, 16)), "plant")
        if item["geometry"]["type"] == "LineString"
    ]
    ledger.close()
    assert sorted(key for key, _ in found) == ["N1", "N1", "N2"]
    reach = [max(x for x, _ in line) for _, line in found]
    assert all(4096 < x < 4096 + 256 for x in reach)
    assert all(-256 < value < 4096 + 256 for _, line in found for place in line for value in place)

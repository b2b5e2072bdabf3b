"""Vector tiles, as a decoder that is not ours reads them."""

from __future__ import annotations

import mapbox_vector_tile
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps import mercator, ragged, tiles
from maps.mercator import Tile

UNITS = st.integers(-(2**20), 2**20)
PLACES = st.tuples(UNITS, UNITS)
TEXTS = st.text(max_size=12)


def read(octets: bytes) -> list[dict]:
    layers = mapbox_vector_tile.decode(octets, default_options={"y_coord_down": True})
    assert len(layers) == 1
    (layer,) = layers.values()
    assert (layer["version"], layer["extent"]) == (2, tiles.EXTENT)
    return layer["features"]


def each(key: str, strings: list[str]) -> tiles.Attribute:
    return tiles.Attribute(key, tiles.strings(ragged.texts(strings)), np.arange(len(strings)))


def scalar_varint(number: int) -> bytes:
    octets = []
    while number > 0x7F:
        octets.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*octets, number])


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 300)))
def test_a_column_of_varints_is_each_of_them_one_after_the_other(numbers):
    found = ragged.varints(np.array(numbers, dtype=np.uint64))
    assert found.tobytes() == b"".join(map(scalar_varint, numbers))
    assert found.length.tolist() == [len(scalar_varint(number)) for number in numbers]


@given(st.lists(st.tuples(st.binary(max_size=6), st.binary(max_size=6))))
def test_rows_are_joined_taken_and_grouped_as_bytes_are(pairs):
    def column(rows):
        lengths = np.array([len(row) for row in rows], dtype=np.int64)
        return ragged.Ragged(np.frombuffer(b"".join(rows), np.uint8), lengths)

    both = ragged.joined(column([left for left, _ in pairs]), column([right for _, right in pairs]))
    assert both.tobytes() == b"".join(left + right for left, right in pairs)
    backwards = np.arange(len(pairs))[::-1]
    assert both.take(backwards).tobytes() == b"".join(left + right for left, right in reversed(pairs))
    assert both.in_groups([len(pairs)]).length.tolist() == [both.length.sum()]


@given(st.lists(st.tuples(PLACES, TEXTS, st.integers(0, 2**40)), min_size=1, max_size=60))
def test_points_come_back_with_what_they_are(given_points):
    places, texts, numbers = zip(*given_points, strict=True)
    x, y = np.array(places).T
    made = tiles.layer("homes", tiles.points(x, y), [each("id", list(texts)), tiles.counts("n", numbers)])
    found = read(made)
    assert [tuple(item["geometry"]["coordinates"]) for item in found] == list(places)
    assert [item["properties"] for item in found] == [
        {"id": text, "n": number} for text, number in zip(texts, numbers, strict=True)
    ]


def without_repetition(line):
    return [place for i, place in enumerate(line) if i == 0 or place != line[i - 1]]


LINES = st.lists(PLACES, min_size=2, max_size=9).map(without_repetition).filter(lambda line: len(line) > 1)


@given(st.lists(LINES, min_size=1, max_size=20), st.lists(PLACES, max_size=5))
def test_lines_and_points_of_one_layer_come_back(courses, places):
    x, y = np.array([place for line in courses for place in line]).T
    lines = tiles.lines(x, y, [len(line) for line in courses])
    dots = np.array(places, dtype=np.int64).reshape(-1, 2)
    shapes = tiles.both(lines, tiles.points(dots[:, 0], dots[:, 1]))
    kinds = tiles.words("kind", ("cable", "amplifier"), [0] * len(courses) + [1] * len(places))
    found = read(tiles.layer("plant", shapes, [kinds]))
    assert [item["geometry"]["type"] for item in found] == ["LineString"] * len(courses) + ["Point"] * len(places)
    drawn = [item["geometry"]["coordinates"] for item in found]
    assert [[tuple(place) for place in line] for line in drawn[: len(courses)]] == courses
    assert [tuple(place) for place in drawn[len(courses) :]] == places
    assert {item["properties"]["kind"] for item in found} <= {"cable", "amplifier"}


@given(st.lists(st.tuples(PLACES, TEXTS), min_size=1, max_size=80), st.integers(60, 1500))
def test_a_layer_that_is_cut_keeps_within_its_budget_and_wastes_little_of_it(given_points, budget):
    places, texts = zip(*given_points, strict=True)
    shapes, attributes = tiles.points(*np.array(places).T), [each("id", list(texts))]
    kept = tiles.fitting("homes", shapes, attributes, budget)
    made = tiles.layer("homes", shapes.take(range(kept)), [item.take(range(kept)) for item in attributes])
    assert len(made) <= budget
    if kept < len(places):
        more = tiles.layer("homes", shapes.take(range(kept + 1)), [item.take(range(kept + 1)) for item in attributes])
        assert len(more) > budget - 40


def test_a_value_that_many_have_is_in_the_tile_once():
    made = tiles.layer(
        "homes", tiles.points(np.arange(50), np.arange(50)), [tiles.words("state", ("dark", "registered"), [1] * 50)]
    )
    assert made.count(b"registered") == 1
    assert b"dark" not in made


@given(st.floats(-180, 179.999), st.floats(-85, 85), st.integers(0, mercator.DEEPEST_ZOOM))
def test_a_place_lies_in_the_one_tile_whose_run_of_keys_has_it(lon, lat, zoom):
    x, y = mercator.unit(np.array([lon]), np.array([lat]))
    tile = Tile(zoom, int(x[0] * 2**zoom), int(y[0] * 2**zoom))
    assert tile.exists
    first, end = tile.keys()
    assert first <= mercator.morton(x, y)[0] < end
    west, south, east, north = tile.bounds()
    assert west - 1e-9 <= lon <= east + 1e-9
    assert south - 1e-9 <= lat <= north + 1e-9
    back_lon, back_lat = mercator.degrees(x, y)
    assert (back_lon[0], back_lat[0]) == pytest.approx((lon, lat), abs=1e-9)


@pytest.mark.parametrize("tile", [Tile(0, 1, 0), Tile(3, 8, 0), Tile(3, 0, 8), Tile(23, 0, 0), Tile(-1, 0, 0)])
def test_tiles_beyond_the_world_do_not_exist(tile):
    assert not tile.exists

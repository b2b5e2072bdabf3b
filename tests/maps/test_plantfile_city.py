"""The demonstration city, exported in each form and imported again."""

from __future__ import annotations

import pytest

from maps import plantfile
from maps.model import Plant
from maps.plantfile import Format
from maps.plantfile.formats import WRITTEN
from simulator.addresses import Network
from simulator.drawing import draw_city
from simulator.plantfiles import write_plant
from simulator.sizes import SIZES

DATUMS = {
    Format.CSV: "gcj02",
    Format.GEOJSON: "cgcs2000",
    Format.GPKG: "EPSG:4549",
    Format.XLSX: "wgs84",
    Format.SHP: "bd09",
}


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Plant:
    folder = tmp_path_factory.mktemp("city")
    write_plant(draw_city(7, SIZES["demo"]), Network.parse("127.90"), 16100, folder)
    plant, findings = plantfile.read(folder, "wgs84")
    assert findings == []
    assert len(plant.elements) > 10_000
    return plant


@pytest.mark.parametrize("form", WRITTEN)
def test_the_demonstration_city_comes_back_the_same_from_every_form(city, tmp_path, form):
    path = tmp_path / {Format.GPKG: "plant.gpkg", Format.XLSX: "plant.xlsx"}.get(form, "plant")
    plantfile.write(city, path, DATUMS[form], form)
    assert plantfile.read(path, DATUMS[form]) == (city, [])

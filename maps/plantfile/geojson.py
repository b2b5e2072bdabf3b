"""Write a plant as a folder of GeoJSON, a feature collection for each table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

import shapely

from maps.plantfile.shaped import feature_columns, features
from maps.plantfile.tables import Table
from maps.reference import WGS84

NUMBERS = ("lon", "lat")


def write(tables: Sequence[Table], folder: Path, crs: str) -> None:
    """Write all tables in UTF-8; each file replaces an older one only when complete.

    crs: an EPSG code, or empty. RFC 7946 knows WGS-84 only; another is named as its forerunner of 2008 did,
    which GDAL still reads. Raises OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables:
        file = f"{table.name}.geojson"
        unfinished = folder / f".{file}.unfinished"
        with unfinished.open("w", encoding="utf-8") as stream:
            _collection(table, stream, crs)
        unfinished.replace(folder / file)


def _collection(table: Table, stream: TextIO, crs: str) -> None:
    stream.write(f'{{"type": "FeatureCollection", "name": "{table.name}", ')
    if crs.startswith("EPSG:") and crs != WGS84:
        urn = "urn:ogc:def:crs:EPSG::" + crs.removeprefix("EPSG:")
        stream.write(f'"crs": {{"type": "name", "properties": {{"name": "{urn}"}}}}, ')
    stream.write('"features": [')
    for number, feature in enumerate(_features(table)):
        stream.write(",\n" if number else "\n")
        stream.write(feature)
    stream.write("\n]}\n")


def _features(table: Table) -> Iterator[str]:
    columns = feature_columns(table)
    for part in table.parts():
        shapes, rows = features(table, part)
        for shape, row in zip(shapely.to_geojson(shapes).tolist(), rows, strict=True):
            properties = {
                column: float(cell) if cell and column in NUMBERS else cell or None
                for column, cell in zip(columns, row, strict=True)
            }
            text = json.dumps(properties, ensure_ascii=False)
            yield f'{{"type": "Feature", "geometry": {shape or "null"}, "properties": {text}}}'

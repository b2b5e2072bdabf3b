"""Write a plant as one GeoPackage, a layer for each table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyogrio import list_layers
from pyogrio.errors import DataSourceError
from pyogrio.raw import write as write_layer

from maps.plantfile.shaped import feature_columns, features, in_columns
from maps.plantfile.tables import Shapes, Table, names_that_fit
from maps.plantfile.vector import NAMES

TAKEN = ("fid", "geom")
"""Columns that are the form's own; names of columns differ in more than case."""
NAMELESS = 'LOCAL_CS["Chinese map datum without a code",UNIT["degree",0.0174532925199433]]'
"""What a file says of coordinates in GCJ-02 or BD-09, which no GIS knows: something else than WGS-84."""
NUMBERS = ("lon", "lat")


def write(tables: Sequence[Table], path: Path, crs: str) -> None:
    """Write all tables; the file replaces an older one only when complete.

    crs: what the coordinates refer to. Raises OSError when the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.stem}.unfinished.gpkg")
    unfinished.unlink(missing_ok=True)
    renamed: list[tuple[str, str, str]] = []
    try:
        for table in tables:
            columns = feature_columns(table)
            names = names_that_fit(columns, 1000, TAKEN)
            pairs = zip(names, columns, strict=True)
            renamed += [(table.name, name, column) for name, column in pairs if name != column]
            _layer(unfinished, table, names, crs)
        if renamed:
            _append(unfinished, NAMES, None, ("layer", "column", "name"), in_columns(renamed, 3), "")
    except DataSourceError as error:
        raise OSError(f"{path}: {error}") from error
    unfinished.replace(path)


def _layer(path: Path, table: Table, names: Sequence[str], crs: str) -> None:
    empty = True
    for part in table.parts():
        shapes, rows = features(table, part)
        _append(path, table.name, shapes if table.has_places else None, names, in_columns(rows, len(names)), crs)
        empty = False
    if empty:
        nothing = np.empty(0, dtype=object)
        _append(path, table.name, nothing if table.has_places else None, names, [()] * len(names), crs)


def _append(
    path: Path, layer: str, shapes: Shapes | None, names: Sequence[str], columns: Sequence[Sequence[str]], crs: str
) -> None:
    write_layer(
        path,
        geometry=None if shapes is None else shapely.to_wkb(shapes),
        field_data=[_values(name, column) for name, column in zip(names, columns, strict=True)],
        fields=np.array(names, dtype=object),
        layer=layer,
        driver="GPKG",
        geometry_type=None if shapes is None else "Unknown",
        crs=None if shapes is None else crs or NAMELESS,
        append=path.exists() and layer in _written(path),
    )


def _written(path: Path) -> set[str]:
    return {str(name) for name, _ in list_layers(path)}


def _values(name: str, column: Sequence[str]) -> NDArray[Any]:
    if name in NUMBERS:
        return np.array([float(cell) if cell else np.nan for cell in column], dtype=np.float64)
    values = np.empty(len(column), dtype=object)
    values[:] = column
    return values

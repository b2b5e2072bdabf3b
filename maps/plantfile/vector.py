"""Layers of anything GDAL reads, as streams of batches: a GeoPackage, GeoJSON, DXF, a shapefile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyogrio.raw import open_arrow

from maps.finding import Finding
from maps.plantfile.as_text import as_texts
from maps.plantfile.layer import SLICE, Layer, Slice

NAMES = "column_names"
"""Layer that says what columns are really called whose name the form did not take."""

SINGLE = {".geojson": {"DATE_AS_STRING": "YES"}, ".json": {"DATE_AS_STRING": "YES"}, ".shp": {}, ".dxf": {}}
"""Files of one layer that is called as the file is, and how to open them: a name that looks like a date is a name."""


def layers(path: Path, encoding: Mapping[str, str]) -> list[Layer]:
    """Return the layers of a file, or of every file in a folder; encoding: by name of file.

    Raises OSError when it cannot be read.
    """
    if path.is_dir():
        files = [file for file in sorted(path.iterdir()) if file.suffix.lower() in {*SINGLE, ".gpkg"}]
        return [layer for file in files for layer in layers(file, encoding)]
    options = dict(SINGLE.get(path.suffix.lower(), {}))
    if path.suffix.lower() == ".dxf":  # which GDAL takes no option for; None is what the drawing says itself
        pyogrio.set_gdal_config_options({"DXF_ENCODING": encoding.get(path.name)})
    try:
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
        if path.suffix.lower() in SINGLE:
            return [one_layer(path, names[0], path.stem, path.name, options)] if names else []
        found = {name: one_layer(path, name, name, f"{path.name}/{name}", options) for name in names}
    except (DataSourceError, DataLayerError) as error:
        raise OSError(f"{path.name}: {error}") from error
    renamed = _real_names(found.pop(NAMES, None))
    return [_with_names(layer, renamed.get(layer.name, {})) for layer in found.values()]


def one_layer(path: Path, source: str, name: str, file: str, options: Mapping[str, str]) -> Layer:
    """Return a layer of a file; source: what the file calls it. Raises pyogrio's errors when it cannot be read."""
    info = pyogrio.read_info(path, layer=source, force_feature_count=True, **options)
    columns = [str(column) for column in info["fields"]]
    findings: list[Finding] = []
    return Layer(
        file,
        name,
        columns,
        lambda: _slices(path, source, columns, options, file, findings),
        int(info["features"]),
        header_row=0,
        stated_crs=info["crs"] or "",
        findings=findings,
    )


def _slices(
    path: Path, source: str, columns: Sequence[str], options: Mapping[str, str], file: str, findings: list[Finding]
) -> Iterator[Slice]:
    done = 0
    try:
        with open_arrow(path, layer=source, batch_size=SLICE, use_pyarrow=True, **options) as (about, batches):
            geometry = about["geometry_name"] or "wkb_geometry"
            for batch in batches:
                cells = [as_texts(batch.column(column).to_pylist()) for column in columns]
                rows = list(map(list, zip(*cells, strict=True))) if cells else [[] for _ in range(batch.num_rows)]
                shapes = _shapes(batch.column(geometry).to_pylist()) if geometry in batch.schema.names else None
                yield Slice(range(done + 1, done + 1 + len(rows)), rows, shapes)
                done += len(rows)
    except (DataSourceError, DataLayerError, OSError) as error:
        findings.append(Finding(file, done, "", f"cannot be read beyond this feature: {error}", fatal=True))


def _shapes(wkb: Sequence[bytes | None]) -> Sequence[shapely.Geometry | None]:
    given = np.empty(len(wkb), dtype=object)
    given[:] = wkb
    return list(shapely.force_2d(shapely.from_wkb(given, on_invalid="ignore")))


def _real_names(layer: Layer | None) -> dict[str, dict[str, str]]:
    """Return layer → column → what it is really called."""
    found: dict[str, dict[str, str]] = {}
    if layer is not None and list(layer.columns) == ["layer", "column", "name"]:
        for some in layer.slices():
            for where, column, name in some.rows:
                found.setdefault(where, {})[column] = name
    return found


def _with_names(layer: Layer, real: Mapping[str, str]) -> Layer:
    if not real:
        return layer
    return Layer(
        layer.file,
        layer.name,
        [real.get(column, column) for column in layer.columns],
        layer.slices,
        layer.rows,
        layer.header_row,
        layer.stated_crs,
        layer.findings,
    )

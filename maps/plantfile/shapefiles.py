"""A folder of shapefiles as layers: places, lines and outlines of a table put together again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from maps.delimited.encoding import of_bytes
from maps.finding import Finding
from maps.plantfile import sidecar
from maps.plantfile.columns import DRAWN, GEOMETRY_IS
from maps.plantfile.layer import Layer, Slice
from maps.plantfile.shapefile_writing import LINES, OUTLINES, SORTS, sort_of, write
from maps.plantfile.vector import one_layer

__all__ = ["layers", "write"]

HEADER = 32
END_OF_FILE = b"\x1a"
SAMPLE = 4 << 20
"""Bytes of a table in which its character set is looked for, where no .cpg says it."""


def layers(path: Path, encoding: Mapping[str, str]) -> list[Layer]:
    """Return the shapefiles and tables of DBF in a folder, or the one that `path` is; encoding: by name of file.

    Raises OSError when one cannot be read.
    """
    if not path.is_dir():
        return [_open(path, encoding)]
    files = {file.stem: file for suffix in (".dbf", ".shp") for file in path.glob(f"*{suffix}")}
    belongs = {f"{stem}{end}" for stem in files for end in SORTS}
    return [
        _whole(path, _open(file, encoding), {end: files.get(f"{stem}{end}") for end in SORTS}, encoding)
        for stem, file in sorted(files.items())
        if stem not in belongs
    ]


def _open(file: Path, encoding: Mapping[str, str]) -> Layer:
    options, found = {}, []
    table = file.with_suffix(".dbf")
    if stated := encoding.get(file.name):
        options["ENCODING"] = stated
    elif not file.with_suffix(".cpg").exists() and table.exists():
        options["ENCODING"] = _written_in(table) or "ISO-8859-1"
        if options["ENCODING"] == "gb18030":
            found.append(
                Finding(file.name, 0, "", "is GB 18030, not UTF-8, and has no .cpg; read as that", fatal=False)
            )
    try:
        layer = one_layer(file, file.stem, file.stem, file.name, options)
    except (DataSourceError, DataLayerError) as error:
        raise OSError(f"{file.name}: {error}") from error
    layer.findings.extend(found)
    return layer


def _written_in(table: Path) -> str:
    """Return what the texts of a DBF are written in; its header, whose length stands in it, is no text."""
    with table.open("rb") as stream:
        header = stream.read(HEADER)
        stream.seek(int.from_bytes(header[8:10], "little"))
        return of_bytes(stream.read(SAMPLE).removesuffix(END_OF_FILE))


def _whole(folder: Path, layer: Layer, drawn: Mapping[str, Path | None], encoding: Mapping[str, str]) -> Layer:
    """Return a table with its full names and texts, and the geometry that stands in files of its own."""
    more = sidecar.read(folder, layer.name)
    columns = [more.names.get(column, column) for column in layer.columns]
    files = [_open(file, encoding) for file in drawn.values() if file is not None]
    if not (more.names or more.texts or files):
        return layer

    def slices() -> Iterator[Slice]:
        shapes = _by_key(files)
        unused = set(shapes)
        for some in layer.slices():
            yield _completed(some, columns, more, shapes)
            unused.difference_update(row[0].strip() for row in some.rows)
        for key in sorted(unused):
            file = next(file for file in files if file.name == layer.name + shapes[key][0])
            layer.findings.append(
                Finding(file.file, 0, key, f"is not in {layer.file}; its geometry is left out", fatal=False)
            )

    return replace(layer, columns=[*columns, GEOMETRY_IS], slices=slices)


def _by_key(files: Sequence[Layer]) -> dict[str, tuple[str, shapely.Geometry]]:
    """Return the first column of a feature → which sort of file it stands in, and its shape."""
    found: dict[str, tuple[str, shapely.Geometry]] = {}
    for file in files:
        end = LINES if file.name.endswith(LINES) else OUTLINES
        for some in file.slices():
            for row, shape in zip(some.rows, some.shapes or (), strict=True):
                if shape is not None:
                    found.setdefault(row[0].strip(), (end, shape))
    return found


def _completed(
    some: Slice, columns: Sequence[str], more: sidecar.Sidecar, drawn: Mapping[str, tuple[str, shapely.Geometry]]
) -> Slice:
    rows, shapes = [], []
    for at, (feature, row) in enumerate(zip(some.lines, some.rows, strict=True)):
        texts = more.texts.get(feature, {})
        cells = [_longer(cell, texts.get(column, "")) for cell, column in zip(row, columns, strict=True)]
        shape = _shape(drawn.get(row[0].strip()), texts.get("geometry", ""))
        rows.append([*cells, "" if shape is None else DRAWN])
        shapes.append(shape if shape is not None or some.shapes is None else some.shapes[at])
    return Slice(some.lines, rows, shapes)


def _longer(short: str, text: str) -> str:
    """Return the text of which the table has the beginning; somebody may have written another one since."""
    return text if text and sidecar.cut(text) == short else short


def _shape(drawn: tuple[str, shapely.Geometry] | None, text: str) -> shapely.Geometry | None:
    """Return a geometry as it was written out, unless somebody has drawn it anew since."""
    here = drawn[1] if drawn is not None else None
    try:
        written = shapely.from_wkt(text) if text else None
    except shapely.errors.GEOSException:
        return here
    if written is None:
        return here
    if here is None:
        return written if not sort_of(written) else None
    return written if _rings_aside(written) == _rings_aside(here) else here


def _rings_aside(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape for comparing: whichever way its rings go, and one part being as good as one of many."""
    return shapely.normalize(shapely.GeometryCollection(list(shapely.get_parts(shape))))

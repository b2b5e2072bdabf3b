"""Write a plant in any form that holds one."""

from __future__ import annotations

import importlib
from pathlib import Path

from maps.model import Plant
from maps.plantfile.formats import SUFFIXES, WRITERS, WRITTEN, Format, guess
from maps.plantfile.tables import UnwritableError, spans_of, tables
from maps.reference import reference

FOLDERS = (Format.CSV, Format.GEOJSON, Format.SHP)
ENDINGS = tuple(suffix for suffix, form in SUFFIXES.items() if form in WRITTEN and form not in FOLDERS)


def write(plant: Plant, path: Path, datum: str, form: Format | None = None) -> None:
    """Write a plant so that it reads back to the same, coordinates in `datum`.

    form: by the suffix of the path when None, a folder of CSV where it has none. What was there of an
    earlier export is replaced when the new one is complete.
    Raises DatumError for a datum nobody knows, UnwritableError when the form cannot hold the plant, OSError when
    nothing can be written there.
    """
    if form is None and path.suffix and not path.exists() and path.suffix.lower() not in SUFFIXES:
        raise UnwritableError(
            f"{path.name}: no form of plant file ends so; take {', '.join(ENDINGS)}, or say --format for a folder"
        )
    form = form or (guess(path) if path.suffix and not path.is_dir() else None) or Format.CSV
    if form not in WRITTEN:
        raise UnwritableError(f"{form} is read only: take {', '.join(WRITTEN)}")
    if form in FOLDERS and path.suffix.lower() in SUFFIXES:
        raise UnwritableError(f"{form} is a folder of files: name a folder, not {path.name}")
    known = reference(datum)
    written = tables(plant, known)
    if form is Format.GPKG:
        written.append(spans_of(plant, known))
    importlib.import_module(f"maps.plantfile.{WRITERS[form]}").write(written, path, known.crs)

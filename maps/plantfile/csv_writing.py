"""Write a plant as a folder of CSV files that read back to the same plant."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from maps.plantfile.tables import Table, wkt


def write(tables: Sequence[Table], folder: Path, crs: str) -> None:
    """Write all tables in UTF-8; each file replaces an older one only when complete.

    crs: told by other forms; a CSV file has no place for it. Raises OSError when the folder cannot be written.
    """
    del crs
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables:
        file = f"{table.name}.csv"
        unfinished = folder / f".{file}.unfinished"
        with unfinished.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(table.columns)
            writer.writerows(with_wkt(table))
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(folder / file)


def with_wkt(table: Table) -> Iterator[Sequence[str]]:
    """Yield the rows of a table with their geometry as text."""
    at = list(table.columns).index("geometry") if "geometry" in table.columns else -1
    for part in table.parts():
        for row, shape in zip(part.rows, part.shapes, strict=True):
            if shape is None:
                yield row
            else:
                yield [*row[:at], wkt(shape), *row[at + 1 :]]

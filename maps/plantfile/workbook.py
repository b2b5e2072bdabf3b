"""A plant as an XLSX workbook, a sheet for each table."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from maps.plantfile.as_text import as_texts
from maps.plantfile.csv_writing import with_wkt
from maps.plantfile.layer import Layer, Slice, in_slices
from maps.plantfile.tables import Table, UnwritableError

MOST_ROWS = 1_048_576
LONGEST_CELL = 32_767
"""What Excel takes. A longer text goes on in further columns, called `geometry [2]` and so on."""

NUMBERS = ("lon", "lat")
CONTINUED = re.compile(r"(.+) \[(\d+)\]")
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""Characters that XML cannot hold, and the underscore that would look like the escape of one."""


def layers(path: Path, encoding: Mapping[str, str]) -> list[Layer]:
    """Return the sheets of a workbook. Raises OSError when it cannot be read."""
    del encoding  # XML says its own
    content = io.BytesIO(path.read_bytes())  # all of it, so that no file stays open until the last row is asked for
    try:
        book = load_workbook(content, read_only=True, data_only=True)  # reads the texts of all sheets
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise OSError(f"{path.name}: is not an XLSX workbook: {error}") from error
    return [_layer(path.name, sheet) for sheet in book.worksheets]


def _layer(file: str, sheet: Any) -> Layer:  # noqa: ANN401 - openpyxl has no types
    stated = sheet.max_row  # before reading a row unsays it
    header = next(_rows(sheet), (1, []))
    names = [_plain(name).strip() for name in header[1]]
    return Layer(
        f"{file}/{sheet.title}",
        sheet.title,
        [name for name in names if not _is_continued(name, names)],
        lambda: _slices(sheet, names),
        stated - 1 if stated else None,
    )


def _slices(sheet: Any, names: Sequence[str]) -> Iterator[Slice]:  # noqa: ANN401 - openpyxl has no types
    parts = _parts(names)
    rows = _rows(sheet)
    next(rows, None)  # the header
    for some in in_slices(rows):
        yield Slice([line for line, _ in some], [_joined(row, parts) for _, row in some])


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401 - openpyxl has no types
    """Yield (line, cells) of every row that is not blank."""
    sheet.reset_dimensions()  # what a file says of its own size is often wrong
    for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = as_texts(values)
        while cells and not cells[-1]:
            cells.pop()
        if any(cell.strip() for cell in cells):
            yield line, cells


def _is_continued(name: str, names: Sequence[str]) -> bool:
    found = CONTINUED.fullmatch(name)
    return found is not None and found[1] in names


def _parts(names: Sequence[str]) -> list[list[int]]:
    """Return where the cells of each column stand that is not the continuation of another."""
    found: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        found.setdefault(CONTINUED.sub(r"\1", name) if _is_continued(name, names) else name, []).append(at)
    return list(found.values())


def _joined(row: Sequence[str], parts: Sequence[Sequence[int]]) -> list[str]:
    """Return a row whose continued cells are whole again."""
    width = len(row)
    return [_plain("".join([row[at] for at in where if at < width])) for where in parts]


def write(tables: Sequence[Table], path: Path, crs: str) -> None:
    """Write all tables; the file replaces an older one only when complete.

    Raises UnwritableError when a table has more rows than a sheet can, OSError when the file cannot be written.
    """
    del crs  # a workbook has no place for it
    for table in tables:
        if table.rows >= MOST_ROWS:
            raise UnwritableError(
                f"a sheet takes {MOST_ROWS - 1} rows, and {table.name} has {table.rows}: take gpkg or csv"
            )
    path.parent.mkdir(parents=True, exist_ok=True)
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.name)
        columns = _wide_enough(table)
        sheet.append([_cell(sheet, _escaped(name)) for name, _, _ in columns])
        for row in with_wkt(table):
            sheet.append(_cells(sheet, columns, row))
    unfinished = path.with_name(f".{path.stem}.unfinished.xlsx")
    book.save(unfinished)
    unfinished.replace(path)


def _wide_enough(table: Table) -> list[tuple[str, int, int]]:
    """Return (name, column of the table, how many cells before it) of each column of the sheet."""
    longest = [0] * len(table.columns)
    for row in with_wkt(table):
        longest = [max(pair) for pair in zip(longest, map(_length, row), strict=True)]
    return [
        (name if part == 0 else f"{name} [{part + 1}]", at, part)
        for at, name in enumerate(table.columns)
        for part in range(max(1, -(-longest[at] // LONGEST_CELL)))
    ]


def _length(text: str) -> int:
    return len(text) if len(text) <= LONGEST_CELL // 7 else len(_escaped(text))


def _cells(sheet: Any, columns: Iterable[tuple[str, int, int]], row: Sequence[str]) -> list[Any]:  # noqa: ANN401 - openpyxl has no types
    made: list[Any] = []
    for name, at, part in columns:
        text = row[at]
        if not text:
            made.append(None)
        elif name in NUMBERS:
            made.append(float(text))
        else:
            made.append(_cell(sheet, _escaped(text)[part * LONGEST_CELL : (part + 1) * LONGEST_CELL]))
    return made


def _cell(sheet: Any, text: str) -> Any:  # noqa: ANN401 - openpyxl has no types
    """Return a cell of text, which is no formula however it begins."""
    if not text.startswith(("=", "#")):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _escaped(text: str) -> str:
    return TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _plain(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text

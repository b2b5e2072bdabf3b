"""A folder of CSV files as layers."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from maps.plantfile.encoding import detect
from maps.plantfile.finding import Finding
from maps.plantfile.layer import Layer, Slice, in_slices

LONGEST_CELL = 16 * 1024 * 1024
"""Characters; the outline of a whole province as WKT is some megabytes."""

OTHER_SEPARATORS = (";", "\t", "|")
"""What spreadsheets in other countries put where a comma belongs."""


def layers(folder: Path, encoding: Mapping[str, str]) -> list[Layer]:
    """Return the CSV files of a folder, or the one file that `folder` is; `encoding` says which one a file is in.

    Raises OSError when the folder cannot be read.
    """
    paths = sorted(folder.glob("*.csv")) if folder.is_dir() else [folder] if folder.suffix else []
    return [layer(path, encoding.get(path.name, "")) for path in paths]


def layer(path: Path, encoding: str = "") -> Layer:
    """Return one CSV file; whatever is wrong with it is a finding."""
    file, found = path.name, list[Finding]()

    def closed(row: int, message: str) -> Layer:
        return Layer(
            file, path.stem, (), lambda: iter(()), findings=[Finding(file, row, "", message, fatal=True)], closed=True
        )

    try:
        written = detect(path, encoding)
    except OSError as error:
        return closed(0, f"cannot be read: {error.strerror}")
    except LookupError:
        return closed(0, f"no encoding is called {encoding!r}")
    if not written.name:
        what = encoding or "UTF-8, UTF-16 or GB 18030"
        return closed(written.bad_line, f"this line is not {what}; save the file as UTF-8")
    if not written.is_utf8 and not encoding:
        found.append(Finding(file, 0, "", f"is {written.word}, not UTF-8; read as that", fatal=False))
    with _text(path, written.name) as stream:
        header = next(_records(file, stream, []), None)
    if header is None:
        return closed(1, "the file is empty: the header is missing")
    names = [name.strip() for name in header[1]]
    separator = next((sign for sign in OTHER_SEPARATORS if len(names) == 1 and sign in names[0]), None)
    if separator is not None:
        return closed(1, f"the columns are separated by {separator!r}; save the file with commas between them")
    return Layer(
        file, path.stem, names, lambda: _slices(path, written.name, found), max(written.lines - 1, 0), findings=found
    )


def _text(path: Path, encoding: str) -> TextIO:
    csv.field_size_limit(LONGEST_CELL)
    return path.open(encoding=encoding, newline="")


def _slices(path: Path, encoding: str, found: list[Finding]) -> Iterator[Slice]:
    with _text(path, encoding) as stream:
        records = _records(path.name, stream, found)
        next(records, None)  # the header
        for some in in_slices(records):
            yield Slice([line for line, _ in some], [row for _, row in some])


def _records(file: str, stream: TextIO, found: list[Finding]) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of every row that is not blank; what is no CSV is noted and passed over."""
    reader = csv.reader(stream, strict=True)
    line = 0
    while True:
        begin = line + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line = reader.line_num
            found.append(Finding(file, begin, "", f"is not a CSV row: {error}", fatal=True))
            continue
        line = reader.line_num
        if any(cell.strip() for cell in row):
            yield begin, row

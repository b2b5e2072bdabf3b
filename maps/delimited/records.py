"""The rows of delimited text, each with the line it begins at."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO, TextIO

SEPARATORS = (",", ";", "\t", "|")
"""What stands between the columns: the comma, and what spreadsheets in other countries put in its place."""

LONGEST_CELL = 16 * 1024 * 1024
"""Characters; the outline of a whole province as WKT is some megabytes."""


def text_of(stream: BinaryIO, encoding: str) -> TextIO:
    """Return the characters of a file from its beginning, the ends of lines as they are written; closes with it."""
    stream.seek(0)
    return io.TextIOWrapper(stream, encoding, newline="")


def records(
    text: TextIO, broken: Callable[[int, str], object], separator: str = ","
) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of every row that is not blank, the header like any other.

    broken(line, message): told of what is no row, which is passed over.
    """
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(text, delimiter=separator, strict=True)
    line = 0
    while True:
        begin = line + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line = reader.line_num
            broken(begin, f"is not a CSV row: {error}")
            continue
        line = reader.line_num
        if any(cell.strip() for cell in row):
            yield begin, row

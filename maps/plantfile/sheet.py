"""One CSV file as rows that know their line, with what is wrong in its form."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from maps.plantfile.columns import COLUMNS, ELEMENTS, REQUIRED
from maps.plantfile.finding import Finding, did_you_mean

LONGEST_CELL = 16 * 1024 * 1024
"""Characters; the outline of a whole province as WKT is some megabytes."""


OTHER_SEPARATORS = (";", "\t", "|")
"""What spreadsheets in other countries put where a comma belongs."""


@dataclass(slots=True)
class Sheet:
    """The rows of a file, its columns by name, and the findings about it."""

    file: str
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    """Line in the file at which each row begins."""
    position: dict[str, int] = field(default_factory=dict)
    """Where each known column stands; a column that is missing stands past the end of every row."""
    extra: list[tuple[str, int]] = field(default_factory=list)
    """Columns that are not ours, where they stand."""
    findings: list[Finding] = field(default_factory=list)

    def cells(self, *columns: str) -> Iterator[list[str]]:
        """Yield each row's cells of some columns, stripped; empty where a short row has none."""
        if not self.rows:
            return
        where = [self.position[column] for column in columns]
        longest = max(where, default=0) + 1
        for row in self.rows:
            whole = row if len(row) >= longest else row + [""] * (longest - len(row))
            yield [whole[at].strip() for at in where]

    def complain(self, index: int, key: str, message: str, *, fatal: bool = False) -> None:
        """Note what is wrong with a row."""
        self.findings.append(Finding(self.file, self.lines[index], key, message, fatal))

    def number(self, index: int, key: str, column: str, text: str) -> float | None:
        """Return a cell's number; None where it is empty or is none, which is noted."""
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if math.isfinite(value):
            return value
        self.complain(index, key, f"{column} {text!r} is not a number; left empty")
        return None


def open_sheet(folder: Path, file: str) -> Sheet:
    """Return a file's rows; a missing optional file has none."""
    sheet = Sheet(file)
    path = folder / file
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        if file == ELEMENTS:
            sheet.findings.append(Finding(file, 0, "", f"there is no such file in {folder}", fatal=True))
        return sheet
    except OSError as error:
        sheet.findings.append(Finding(file, 0, "", f"cannot be read: {error.strerror}", fatal=True))
        return sheet
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = "this line is not UTF-8; save the file as UTF-8 (a spreadsheet's plain CSV may be GB 18030)"
        sheet.findings.append(Finding(file, line, "", message, fatal=True))
        return sheet
    _fill(sheet, text)
    return sheet


def _fill(sheet: Sheet, text: str) -> None:
    csv.field_size_limit(LONGEST_CELL)
    records = _records(sheet, csv.reader(io.StringIO(text, newline=""), strict=True))
    header = next(records, None)
    if header is None:
        sheet.findings.append(Finding(sheet.file, 1, "", "the file is empty: the header is missing", fatal=True))
        return
    if not _take_header(sheet, [name.strip() for name in header[1]]):
        return
    width = len(header[1])
    for line, row in records:
        sheet.rows.append(row)
        sheet.lines.append(line)
        if len(row) > width:
            key = row[0].strip()
            sheet.complain(
                len(sheet.rows) - 1, key, f"has {len(row)} cells where the header names {width}; rest ignored"
            )


def _records(sheet: Sheet, reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of every row that is not blank; what is no CSV is noted and passed over."""
    line = 0
    while True:
        begin = line + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line = reader.line_num  # type: ignore[attr-defined]  # csv.reader has it, its type does not say so
            sheet.findings.append(Finding(sheet.file, begin, "", f"is not a CSV row: {error}", fatal=True))
            continue
        line = reader.line_num  # type: ignore[attr-defined]  # likewise
        if any(cell.strip() for cell in row):
            yield begin, row


def _take_header(sheet: Sheet, names: Sequence[str]) -> bool:
    """Note where each column stands; return whether those that must be there are."""
    known = COLUMNS[sheet.file]
    separator = next((sign for sign in OTHER_SEPARATORS if len(names) == 1 and sign in names[0]), None)
    if separator is not None:
        message = f"the columns are separated by {separator!r}; save the file with commas between them"
        sheet.findings.append(Finding(sheet.file, 1, "", message, fatal=True))
        return False
    sheet.position = {name: len(names) for name in known}
    for at, name in enumerate(names):
        if name in known:
            if sheet.position[name] < len(names):
                sheet.findings.append(Finding(sheet.file, 1, "", f"column {name!r} stands twice", fatal=True))
                return False
            sheet.position[name] = at
        elif name and sheet.file == ELEMENTS:
            sheet.extra.append((name, at))
        elif name:
            message = f"column {name!r} is not known here and not imported{did_you_mean(name, known)}"
            sheet.findings.append(Finding(sheet.file, 1, "", message, fatal=False))
    missing = [name for name in REQUIRED[sheet.file] if sheet.position[name] == len(names)]
    for name in missing:
        sheet.findings.append(Finding(sheet.file, 1, "", f"column {name!r} is missing", fatal=True))
    return not missing

"""The rows of a table that anybody may have written: any usual encoding, any usual separator."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from maps.plantfile.finding import Finding

SEPARATORS = (",", ";", "\t", "|")
_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row, with the line it begins at; a column it lacks is empty."""

    line: int
    cells: dict[str, str]


def rows(content: bytes, file: str, columns: Sequence[str], required: Sequence[str]) -> tuple[list[Row], list[Finding]]:
    """Return the rows of a table, and what is wrong with its form.

    columns: those to read, lower case; others are passed over. A table without the required ones has no rows,
    which is a fatal finding.
    """
    try:
        text = decoded(content)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return [], [Finding(file, line, "", "this line is neither UTF-8 nor GB 18030", fatal=True)]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    separator = _separator(text, required)
    findings: list[Finding] = []
    records = _records(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), file, findings)
    header = next(records, None)
    if header is None:
        return [], [*findings, Finding(file, 1, "", "the file is empty: the header is missing", fatal=True)]
    names = [name.strip().lower() for name in header[1]]
    missing = [name for name in required if name not in names]
    if missing:
        said = ", ".join(header[1])
        findings += [
            Finding(file, header[0], "", f"column {name!r} is missing; there are {said}", fatal=True)
            for name in missing
        ]
        return [], findings
    position = {name: names.index(name) for name in columns if name in names}
    found = []
    for line, cells in records:
        found.append(Row(line, {name: cells[at].strip() if at < len(cells) else "" for name, at in position.items()}))
    return found, findings


def decoded(content: bytes) -> str:
    """Return the text of a file as its mark says, else as UTF-8, else as GB 18030; raises UnicodeDecodeError."""
    for mark, encoding in _MARKED:
        if content.startswith(mark):
            return content.decode(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _separator(text: str, required: Sequence[str]) -> str:
    """Return what stands between the columns: what splits the first line that says something into those required."""
    first = next((line for line in text.split("\n") if line.strip()), "")

    def known(separator: str) -> int:
        names = {name.strip().strip('"').lower() for name in first.split(separator)}
        return sum(name in names for name in required)

    return max(SEPARATORS, key=known)


def _records(reader: Iterator[list[str]], file: str, findings: list[Finding]) -> Iterator[tuple[int, list[str]]]:
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
            findings.append(Finding(file, begin, "", f"is not a CSV row: {error}", fatal=True))
            continue
        line = reader.line_num  # type: ignore[attr-defined]  # likewise
        if any(cell.strip() for cell in row):
            yield begin, row

"""The rows of a table that anybody may have written: any usual encoding, any usual separator."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from maps.delimited.encoding import detect
from maps.delimited.records import SEPARATORS, records, text_of
from maps.finding import Finding


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
    findings: list[Finding] = []

    def fatal(line: int, message: str) -> None:
        findings.append(Finding(file, line, "", message, fatal=True))

    stream = io.BytesIO(content)
    written = detect(stream)
    if not written.name:
        fatal(written.bad_line, "this line is neither UTF-8 nor GB 18030")
        return [], findings
    text = text_of(stream, written.name)
    first = next((line for line in text if line.strip()), "")
    text.seek(0)
    rest = records(text, fatal, _separator(first, required))
    header = next(rest, None)
    if header is None:
        fatal(1, "the file is empty: the header is missing")
        return [], findings
    names = [name.strip().lower() for name in header[1]]
    missing = [name for name in required if name not in names]
    if missing:
        said = ", ".join(header[1])
        for name in missing:
            fatal(header[0], f"column {name!r} is missing; there are {said}")
        return [], findings
    position = {name: names.index(name) for name in columns if name in names}
    found = []
    for line, cells in rest:
        found.append(Row(line, {name: cells[at].strip() if at < len(cells) else "" for name, at in position.items()}))
    return found, findings


def _separator(header: str, required: Sequence[str]) -> str:
    """Return what stands between the columns: what splits the header into those required."""

    def known(separator: str) -> int:
        names = {name.strip().strip('"').lower() for name in header.split(separator)}
        return sum(name in names for name in required)

    return max(SEPARATORS, key=known)

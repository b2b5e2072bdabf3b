"""The file beside a shapefile's table that holds what the table cannot: names over 10 bytes, texts over 254."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LONGEST_TEXT = 254
LONGEST_NAME = 10
SUFFIX = ".more.csv"
HEADER = ("feature", "column", "text")


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a table of DBF has to say besides."""

    names: dict[str, str] = field(default_factory=dict)
    """Column of the table → its full name."""
    texts: dict[int, dict[str, str]] = field(default_factory=dict)
    """Feature, the first being 1 → full name of a column → its text."""


def cut(text: str) -> str:
    """Return as much of a text as a table takes: 254 bytes of UTF-8."""
    return text if len(text) * 4 <= LONGEST_TEXT else text.encode()[:LONGEST_TEXT].decode(errors="ignore").rstrip()


def read(folder: Path, table: str) -> Sidecar:
    """Return what lies beside a table; nothing where there is no such file, or one that is not ours."""
    found = Sidecar()
    try:
        with (folder / f"{table}{SUFFIX}").open(encoding="utf-8-sig", newline="") as stream:
            for feature, column, text in csv.reader(stream):
                if feature == "0":
                    found.names[column] = text
                elif feature.isdecimal():
                    found.texts.setdefault(int(feature), {})[column] = text
    except (OSError, ValueError, csv.Error):
        return found
    return found


def write(folder: Path, table: str, names: Iterable[tuple[str, str]], texts: Iterable[Sequence[object]]) -> None:
    """Write (column, full name) pairs and (feature, column, text) rows; without any, no file."""
    rows: list[Sequence[object]] = [(0, column, name) for column, name in names]
    rows += texts
    path = folder / f"{table}{SUFFIX}"
    path.unlink(missing_ok=True)
    if rows:
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(HEADER)
            writer.writerows(rows)

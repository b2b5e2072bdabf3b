"""A folder of CSV files as layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from maps.delimited.encoding import detect
from maps.delimited.records import SEPARATORS, records, text_of
from maps.finding import Finding
from maps.plantfile.layer import Layer, Slice, in_slices


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
        with path.open("rb") as stream:
            written = detect(stream, encoding)
    except OSError as error:
        return closed(0, f"cannot be read: {error.strerror}")
    except LookupError:
        return closed(0, f"no encoding is called {encoding!r}")
    if not written.name:
        what = encoding or "UTF-8, UTF-16 or GB 18030"
        return closed(written.bad_line, f"this line is not {what}; save the file as UTF-8")
    if not written.is_utf8 and not encoding:
        found.append(Finding(file, 0, "", f"is {written.word}, not UTF-8; read as that", fatal=False))
    with text_of(path.open("rb"), written.name) as text:
        header = next(records(text, lambda _line, _message: None), None)
    if header is None:
        return closed(1, "the file is empty: the header is missing")
    names = [name.strip() for name in header[1]]
    separator = next((sign for sign in SEPARATORS[1:] if len(names) == 1 and sign in names[0]), None)
    if separator is not None:
        return closed(1, f"the columns are separated by {separator!r}; save the file with commas between them")
    return Layer(
        file, path.stem, names, lambda: _slices(path, written.name, found), max(written.lines - 1, 0), findings=found
    )


def _slices(path: Path, encoding: str, found: list[Finding]) -> Iterator[Slice]:
    def broken(line: int, message: str) -> None:
        found.append(Finding(path.name, line, "", message, fatal=True))

    with text_of(path.open("rb"), encoding) as text:
        rows = records(text, broken)
        next(rows, None)  # the header
        for some in in_slices(rows):
            yield Slice([line for line, _ in some], [row for _, row in some])

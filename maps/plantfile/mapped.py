"""Feeds made of somebody else's files by a mapping."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

import shapely

from maps.finding import Finding, did_you_mean
from maps.plantfile.columns import COLUMNS, ELEMENTS
from maps.plantfile.feed import Feed
from maps.plantfile.formats import Format, guess, layers_of, other_crs
from maps.plantfile.layer import Layer, Slice
from maps.plantfile.mapping import Mapping, Rule
from maps.plantfile.sheet import Sheet, split_shapes
from maps.reference import Reference

Cell = Callable[[Sequence[str]], str]

NAMED = re.compile(r"\{([^{}]+)\}")


def feeds(
    path: Path, form: Format | None, mapping: Mapping, reference: Reference
) -> tuple[dict[str, list[Feed]], list[Finding]]:
    """Return what feeds each table by a mapping, and what is wrong with the whole.

    Raises MappingError where the mapping names a file, layer or column that is not there.
    """
    opened: dict[tuple[Path, str], list[Layer]] = {}
    found: dict[str, list[Feed]] = {}
    for rule in mapping.rules:
        file = _file(path, mapping, rule)
        layers = opened.get((file, rule.encoding))
        if layers is None:
            layers = opened[file, rule.encoding] = _layers(file, form if file == path else None, mapping, rule)
        for layer in _chosen(layers, file, mapping, rule):
            found.setdefault(rule.table, []).append(_feed(layer, mapping, rule))
    return found, other_crs([layer for layers in opened.values() for layer in layers], reference)


def _file(path: Path, mapping: Mapping, rule: Rule) -> Path:
    if not rule.file:
        return path
    folder = path if path.is_dir() else path.parent
    file = folder / rule.file
    if not file.exists():
        near = did_you_mean(rule.file, [entry.name for entry in folder.iterdir()]) if folder.is_dir() else ""
        raise mapping.refusal(rule, "file", f"there is no {rule.file!r} in {folder}{near}")
    return file


def _layers(file: Path, form: Format | None, mapping: Mapping, rule: Rule) -> list[Layer]:
    form = form or guess(file)
    if form is None:
        raise mapping.refusal(rule, "file", f"nothing tells which form {file.name} is in")
    try:
        return layers_of(file, form, {file.name: rule.encoding} if rule.encoding else {})
    except OSError as error:
        raise mapping.refusal(rule, "file", f"{file.name} cannot be read: {error.strerror or error}") from error


def _chosen(layers: Sequence[Layer], file: Path, mapping: Mapping, rule: Rule) -> list[Layer]:
    names = [layer.name for layer in layers]
    if not rule.layer:
        if len(layers) == 1:
            return list(layers)
        raise mapping.refusal(rule, "file", f"layer is missing: {file.name} has {', '.join(names) or 'none'}")
    chosen = [layer for layer in layers if fnmatchcase(layer.name, rule.layer)]
    if not chosen:
        raise mapping.refusal(
            rule, "layer", f"{file.name} has no layer {rule.layer!r}{did_you_mean(rule.layer, names)}"
        )
    return chosen


def _feed(layer: Layer, mapping: Mapping, rule: Rule) -> Feed:
    if layer.closed:
        return Feed(layer.file, None, lambda: iter(()), lambda: layer.findings)
    found: list[Finding] = []
    used = {name for source in rule.columns.values() for name in _named(source, layer.columns)}
    for name in (*used, *rule.where):
        if name not in layer.columns:
            message = f"{layer.file} has no column {name!r}{did_you_mean(name, layer.columns)}"
            raise mapping.refusal(rule, name, message)
    ours = COLUMNS[rule.table]
    cells = [_cell(column, layer.columns, rule) for column in ours]
    kept = [
        (name, at)
        for at, name in enumerate(layer.columns)
        if rule.attributes and rule.table == ELEMENTS and name not in used and name not in ours
    ]
    cells += [partial(_at, at=at) for _, at in kept]
    position = {column: at for at, column in enumerate(ours)}
    extra = [(name, len(ours) + at) for at, (name, _) in enumerate(kept)]

    def sheets() -> Iterator[Sheet]:
        for some in layer.slices():
            part = _wanted(some, layer.columns, rule)
            rows = [[cell(row) for cell in cells] for row in part.rows]
            sheet = Sheet(rule.table, layer.file, rows, part.lines, position, extra, found)
            if part.shapes is not None:
                sheet.points, sheet.shapes = split_shapes(part, lambda _: "")
            yield sheet

    return Feed(layer.file, layer.rows, sheets, lambda: [*layer.findings, *found])


def _named(source: str, columns: Sequence[str]) -> list[str]:
    """Return the columns that a source is made of."""
    return [source] if source in columns else NAMED.findall(source) or [source]


def _cell(column: str, columns: Sequence[str], rule: Rule) -> Cell:
    """Return what makes a cell of our column of a row of theirs."""
    source = rule.columns.get(column)
    words = rule.values.get(column, {})
    constant = rule.constants.get(column, "")
    if source is None:
        return lambda _: constant
    plain: Cell
    if source in columns:
        plain = partial(_at, at=columns.index(source))
    else:
        where = {name: columns.index(name) for name in NAMED.findall(source)}
        plain = partial(_filled, source=source, where=where)

    def cell(row: Sequence[str]) -> str:
        text = plain(row)
        return words.get(text, text) or constant

    return cell


def _at(row: Sequence[str], at: int) -> str:
    return row[at].strip() if at < len(row) else ""


def _filled(row: Sequence[str], source: str, where: dict[str, int]) -> str:
    return NAMED.sub(lambda found: _at(row, where[found[1]]), source)


def _wanted(some: Slice, columns: Sequence[str], rule: Rule) -> Slice:
    """Return the rows that a rule is about."""
    if not rule.where:
        return some
    where = [(columns.index(name), words) for name, words in rule.where.items()]
    kept = [index for index, row in enumerate(some.rows) if all(_at(row, at) in words for at, words in where)]
    shapes: list[shapely.Geometry | None] | None = None
    if some.shapes is not None:
        shapes = [some.shapes[index] for index in kept]
    return Slice([some.lines[index] for index in kept], [some.rows[index] for index in kept], shapes)

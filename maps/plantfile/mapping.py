"""The mapping file: which layer of somebody's files feeds which of our tables, and which column which."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from maps.finding import did_you_mean
from maps.plantfile.columns import COLUMNS, ELEMENTS, REQUIRED

KEYS = ("file", "layer", "encoding", "columns", "constants", "values", "where", "attributes")
NAMES_OF_TYPES = {dict: "a table", bool: "true or false", str: "a text"}
TABLES_OF_WORDS = ("columns", "constants", "values", "where")


class MappingError(ValueError):
    """A mapping file that cannot be followed; the message names file and line and says what was meant."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one layer feeds one table."""

    table: str
    line: int
    """Where it begins in the mapping file."""
    file: str = ""
    """Path within the folder that is imported; empty for the file that is."""
    layer: str = ""
    """Layer or sheet, `*` for any characters; empty for the only one."""
    encoding: str = ""
    """As Python calls it; empty: told from the bytes."""
    columns: Table[str, str] = field(default_factory=dict)
    """Our column → theirs, or a text with theirs in braces."""
    constants: Table[str, str] = field(default_factory=dict)
    """Our column → what every row has there."""
    values: Table[str, Table[str, str]] = field(default_factory=dict)
    """Our column → their word → ours; a word that is not named stays."""
    where: Table[str, Collection[str]] = field(default_factory=dict)
    """Their column → the words that a row must have one of."""
    attributes: bool = True
    """Their other columns are kept with an element."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping file."""

    path: Path
    rules: tuple[Rule, ...]
    text: str = field(repr=False, default="")

    def refusal(self, rule: Rule, word: str, message: str) -> MappingError:
        """Return an error at the line of a rule where a word of it stands."""
        return MappingError(f"{self.path.name}:{_line_of(self.text, rule.line, word)}: {message}")


def load(path: Path) -> Mapping:
    """Return the rules of a mapping file.

    Raises MappingError for what is no TOML, or names something that does not exist; OSError when the file
    cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise MappingError(f"{path.name}: is not UTF-8") from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        place = f"{path.name}:{line[1]}" if line else f"{path.name}:{text.count(chr(10)) + 1}"
        raise MappingError(f"{place}: is not TOML: {error}") from error
    rules = []
    for table, entries in content.items():
        begins = [number for number, line in enumerate(text.splitlines(), 1) if _heads(line, table)]
        if table not in COLUMNS:
            where = begins[0] if begins else _line_of(text, 1, table)
            raise MappingError(f"{path.name}:{where}: there is no table {table!r}{did_you_mean(table, COLUMNS)}")
        if not isinstance(entries, list):
            where = begins[0] if begins else _line_of(text, 1, table)
            raise MappingError(f"{path.name}:{where}: write [[{table}]], in two brackets: several may feed a table")
        for number, entry in enumerate(entries):
            line_number = begins[number] if number < len(begins) else 1
            rules.append(_rule(path, text, table, line_number, entry))
    if not any(rule.table == ELEMENTS for rule in rules):
        raise MappingError(f"{path.name}: nothing feeds the elements: [[{ELEMENTS}]] is missing")
    return Mapping(path, tuple(rules), text)


def _heads(line: str, table: str) -> bool:
    return re.match(rf"\s*\[\[?\s*\"?{re.escape(table)}\"?\s*\]", line) is not None


def _rule(path: Path, text: str, table: str, line: int, entry: Any) -> Rule:  # noqa: ANN401 - whatever TOML holds
    for word, message in _mistakes(table, entry):
        raise MappingError(f"{path.name}:{_line_of(text, line, word)}: {message}")
    return Rule(
        table,
        line,
        entry.get("file", ""),
        entry.get("layer", ""),
        entry.get("encoding", ""),
        entry.get("columns", {}),
        {column: str(value) for column, value in entry.get("constants", {}).items()},
        {
            column: {str(theirs): str(ours) for theirs, ours in words.items()}
            for column, words in entry.get("values", {}).items()
        },
        {
            column: frozenset(map(str, words if isinstance(words, list) else [words]))
            for column, words in entry.get("where", {}).items()
        },
        entry.get("attributes", True),
    )


def _mistakes(table: str, entry: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - whatever TOML holds
    """Yield what is wrong with a rule: the word at fault, and a sentence."""
    if not isinstance(entry, dict):
        yield table, f"{table} is no table of keys"
        return
    for key, value in entry.items():
        if key not in KEYS:
            yield key, f"there is no key {key!r}{did_you_mean(key, KEYS)}"
        wanted: type = dict if key in TABLES_OF_WORDS else bool if key == "attributes" else str
        if not isinstance(value, wanted):
            yield key, f"{key} must be {NAMES_OF_TYPES[wanted]}"
    yield from _wrong_columns(table, entry)
    for column in REQUIRED[table]:
        if column not in entry.get("columns", {}) and column not in entry.get("constants", {}):
            yield "", f"nothing feeds the column {column!r}, which {table} must have"


def _wrong_columns(table: str, entry: Table[str, Any]) -> Iterator[tuple[str, str]]:
    known = COLUMNS[table]
    for key in ("columns", "constants", "values"):
        for column, value in entry.get(key, {}).items():
            if column not in known:
                yield column, f"{table} has no column {column!r}{did_you_mean(column, known)}"
            elif key == "columns" and not isinstance(value, str):
                yield column, f"{column} must be the name of a column, or a text with names in braces"
            elif key == "values" and not isinstance(value, dict):
                yield column, f"values.{column} must be a table from their words to ours"


def _line_of(text: str, begin: int, word: str) -> int:
    """Return the first line from `begin` on, within the same rule, that has a word; `begin` where none has."""
    lines = text.splitlines()
    for number in range(begin, len(lines) + 1):
        line = lines[number - 1]
        if number > begin and line.lstrip().startswith("[["):
            break
        if word and re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", line):
            return number
    return begin

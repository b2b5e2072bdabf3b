"""Units and rotas as people write them: CSV with a head line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.plans.rota import DAY_MINUTES, EVERY_DAY, LEVELS, Shift
from monitor.plans.units import Unit, UnitKind, UnitsError

UNIT_COLUMNS = ("id", "name", "kind", "parent", "members")
ROTA_COLUMNS = ("unit", "level", "person", "phone", "weekdays", "from", "to", "first", "last")


def read_units(path: Path) -> tuple[list[Unit], list[tuple[str, str]]]:
    """Return units and (unit, user) members of a file; members are separated by `;`. Raises UnitsError."""
    found: list[Unit] = []
    belong: list[tuple[str, str]] = []
    for place, row in _rows(path, UNIT_COLUMNS, needed=("id", "kind")):
        if row["kind"] not in set(UnitKind):
            raise UnitsError(f"{place}: kind {row['kind']!r} is none of {', '.join(UnitKind)}")
        found.append(Unit(row["id"], row["name"] or row["id"], UnitKind(row["kind"]), row["parent"]))
        belong += [(row["id"], user.strip()) for user in row["members"].split(";") if user.strip()]
    return found, belong


def read_rota(path: Path, zone: ZoneInfo) -> list[Shift]:
    """Return the shifts of a file, whose times are local; raises UnitsError naming the line.

    weekdays: ISO days such as `1-5` or `6;7`, empty: every day; from, to: `08:00`, the same twice: round the clock.
    first, last: `2026-10-01T08:00`, of a shift that is held once.
    """
    return [_shift(place, row, zone) for place, row in _rows(path, ROTA_COLUMNS, needed=("unit", "level", "person"))]


def _shift(place: str, row: dict[str, str], zone: ZoneInfo) -> Shift:
    if row["level"] not in {str(level) for level in LEVELS}:
        raise UnitsError(f"{place}: level {row['level']!r} is neither 1 nor 2")
    who = (row["unit"], int(row["level"]), row["person"], row["phone"])
    if row["first"] or row["last"]:
        first, last = _moment(place, row["first"], zone), _moment(place, row["last"], zone)
        if first >= last:
            raise UnitsError(f"{place}: a shift begins before it ends")
        return Shift(*who, first_ms=first, last_ms=last)
    days = _weekdays(place, row["weekdays"])
    return Shift(*who, days, _minute(place, row["from"] or "00:00"), _minute(place, row["to"] or "00:00"))


def _weekdays(place: str, text: str) -> str:
    if not text:
        return EVERY_DAY
    days: set[int] = set()
    for part in text.split(";"):
        first, _, last = part.strip().partition("-")
        if first not in EVERY_DAY or (last or first) not in EVERY_DAY or not first or first > (last or first):
            raise UnitsError(f"{place}: weekdays {text!r} are not such as 1-5 or 6;7 (1 is Monday)")
        days |= set(range(int(first), int(last or first) + 1))
    return "".join(str(day) for day in sorted(days))


def _minute(place: str, text: str) -> int:
    hour, _, minute = text.partition(":")
    if hour.isdigit() and minute.isdigit() and len(minute) == 2 and int(minute) < 60:
        minutes = int(hour) * 60 + int(minute)
        if minutes <= DAY_MINUTES:
            return minutes % DAY_MINUTES
    raise UnitsError(f"{place}: {text!r} is no time of day such as 08:00")


def _moment(place: str, text: str, zone: ZoneInfo) -> int:
    try:
        return round(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise UnitsError(f"{place}: {text!r} is no local time such as 2026-10-01T08:00") from error


def _rows(path: Path, columns: Iterable[str], needed: Iterable[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each line with the place it stands at; columns that are missing read as empty."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnitsError(f"{path}: cannot be read as UTF-8: {error}") from error
    reader = csv.DictReader(text.splitlines())
    strange = set(reader.fieldnames or ()) - set(columns)
    if strange or not reader.fieldnames:
        raise UnitsError(
            f"{path}: the head line knows {', '.join(columns)}; not {', '.join(sorted(strange)) or 'none'}"
        )
    for row in reader:
        place = f"{path} line {reader.line_num}"
        clean = {name: (row.get(name) or "").strip() for name in columns}
        for name in needed:
            if not clean[name]:
                raise UnitsError(f"{place}: {name} is missing")
        yield place, clean

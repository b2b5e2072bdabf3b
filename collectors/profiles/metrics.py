"""Metrics of a device profile, read strictly: known words, known units, OIDs that are some."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from math import nan
from types import MappingProxyType
from typing import Any

from collectors.equaliser import FIGURES
from collectors.profiles.keys import Keys, ProfileError
from collectors.profiles.model import TRANSFORMS, Column, Condition, Decimal, Metric

UNITS = (
    *("dbmv", "dbm", "db", "v", "a", "w", "hz", "m", "s", "ms", "min", "ticks", "percent", "c", "mbps"),
    *("code", "ratio"),
)
"""Units a metric's name may end with."""
COUNTS = ("unerrored", "corrected", "uncorrectable", "timeouts", "octets", "errors", "discards", "present", "resets")
"""Things counted, which a metric's name may end with instead."""


@cache
def known_metrics() -> Mapping[str, str]:
    """Return every metric a profile may read, with what it is in a few words."""
    text = (resources.files("collectors.profiles") / "metrics.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def read_metrics(keys: Keys) -> tuple[Metric, ...]:
    """Return the metrics of a part of a profile; raises ProfileError."""
    where = f"{keys.where}: metrics"
    table = keys.take("metrics", dict)
    return tuple(_metric(name, Keys(f"{where}.{name}", one)) for name, one in table.items())


def _metric(name: str, keys: Keys) -> Metric:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name.rsplit("_", 1)[-1] not in UNITS + COUNTS:
        known = ", ".join(UNITS + COUNTS)
        raise ProfileError(f"{keys.where}: a metric's name ends with its unit, one of {known}")
    if name not in known_metrics():
        near = difflib.get_close_matches(name, known_metrics(), n=1)
        hint = f", did you mean {near[0]}?" if near else ""
        raise ProfileError(f"{keys.where}: no metric is called {name}{hint}")
    number = (int, float)
    made = Metric(
        name,
        keys.take("object", str),
        keys.oid("oid"),
        keys.oid("otherwise", ""),
        scale_of(keys.where, keys.take("scale", number, 1.0)),
        float(keys.take("offset", number, 0.0)),
        transform_of(keys.where, keys.take("transform", str, "")),
        tuple(float(one) for one in keys.take("missing", list, [])),
        keys.take("signed_bits", int, 0),
        tuple(read_condition(f"{keys.where}: when", one) for one in tables_of(keys, "when")),
        tuple(_column(f"{keys.where}: less", one) for one in tables_of(keys, "less")),
        next((_column(f"{keys.where}: per", one) for one in tables_of(keys, "per")), None),
        _decimal(keys),
        _codes(keys),
        float(keys.take("others", number, nan)),
        _figure(keys),
    )
    keys.done()
    return made


def _figure(keys: Keys) -> str:
    name = str(keys.take("equaliser", str, ""))
    if name and name not in FIGURES:
        raise ProfileError(f"{keys.where}: equaliser {name!r} is none of {', '.join(FIGURES)}")
    return name


def _codes(keys: Keys) -> tuple[tuple[float, float], ...]:
    """Return (their number, ours) of a table that has ours first, `codes = { 1 = [13], 2 = [1, 2] }`."""
    where, found = f"{keys.where}: codes", []
    for ours, theirs in keys.take("codes", dict, {}).items():
        if not ours.isdecimal() or not isinstance(theirs, list) or not all(type(one) is int for one in theirs):
            raise ProfileError(f"{where}: {ours} = {theirs!r} is not a number and a list of numbers")
        found += [(float(one), float(ours)) for one in theirs]
    if len({theirs for theirs, _ in found}) < len(found):
        raise ProfileError(f"{where}: a number is named twice")
    return tuple(found)


def tables_of(keys: Keys, key: str) -> list[Any]:
    """Return the tables of a key that may have one, several or none."""
    value = keys.take(key, (dict, list), [])
    return value if isinstance(value, list) else [value]


def read_condition(where: str, table: object) -> Condition:
    """Return what an object has to say; raises ProfileError."""
    within = Keys(where, table)
    made = Condition(within.take("object", str), within.oid("oid"), tuple(map(float, within.take("is", list))))
    within.done()
    return made


def _column(where: str, table: object) -> Column:
    within = Keys(where, table)
    made = Column(within.take("object", str), within.oid("oid"))
    within.done()
    return made


def _decimal(keys: Keys) -> Decimal | None:
    table = keys.take("decimal", dict, {})
    if not table:
        return None
    where = f"{keys.where}: decimal"
    within = Keys(where, table)
    made = Decimal(*(_column(f"{where}: {key}", within.take(key, dict)) for key in ("scale", "precision")))
    within.done()
    return made


def transform_of(where: str, name: str) -> str:
    """Return a transform's name, empty for none; raises ProfileError for an unknown one."""
    if name and name not in TRANSFORMS:
        raise ProfileError(f"{where}: transform {name!r} is none of {', '.join(TRANSFORMS)}")
    return name


def scale_of(where: str, scale: float) -> float:
    """Return a scale, which has to be above 0; raises ProfileError."""
    if not scale > 0:
        raise ProfileError(f"{where}: scale = {scale} is not above 0")
    return float(scale)


_WRITTEN = {
    "dbmv": "dBmV", "dbm": "dBm", "db": "dB", "v": "V", "a": "A", "w": "W", "hz": "Hz", "percent": "%", "c": "°C",
    "mbps": "Mbit/s",
}  # fmt: skip


def unit_of(name: str) -> str:
    """Return the unit of a metric as people write it; `count` for what is counted."""
    last = name.rsplit("_", 1)[-1]
    return "count" if last in COUNTS else _WRITTEN.get(last, last)

"""Moments as people and programs write them."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

LEAST_MS = 100_000_000_000
"""Numbers from here on are milliseconds: as seconds they would lie three thousand years ahead."""
LAST_MS = 4_102_444_800_000
"""The end of the century: a later moment is a mistake."""

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_COMPACT = re.compile(r"(19|20)[0-9]{6}([0-9]{6})?")
_DAY = len("20240301")
_DATE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[ T]+([0-9]{1,2}):([0-9]{2})(.*))?", re.DOTALL)


def moment(text: str, zone: tzinfo) -> int:
    """Return UTC milliseconds of a moment: ISO 8601, or Unix time in seconds or milliseconds.

    zone: what a time without one means. Dates are also read with slashes or dots and without leading zeros, as
    spreadsheets save them. Raises ValueError for what is none, or lies before 1970 or after this century.
    """
    if _NUMBER.fullmatch(text) and not _COMPACT.fullmatch(text):
        number = float(text)
        at_ms = round(number if number >= LEAST_MS else number * 1000.0)
    else:
        iso = f"{text[:8]}T{text[8:]}" if _COMPACT.fullmatch(text) and len(text) > _DAY else text
        written = _DATE.fullmatch(iso)
        at = datetime.fromisoformat(_as_iso(written) if written else iso)
        at = at if at.tzinfo is not None else at.replace(tzinfo=zone)
        at_ms = round(at.timestamp() * 1000.0)
    if not 0 < at_ms < LAST_MS:
        raise ValueError(text)
    return at_ms


def _as_iso(written: re.Match[str]) -> str:
    year, month, day, hour, minute, rest = written.groups()
    date = f"{year}-{month:0>2}-{day:0>2}"
    return date if hour is None else f"{date}T{hour:0>2}:{minute}{rest.strip().replace(' ', '')}"

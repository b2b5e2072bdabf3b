"""Where in a TOML file a table or key stands: the parser keeps no lines, a message to people needs one."""

from __future__ import annotations

import re
from collections import Counter

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\- ]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"\s*([\w-]+)\s*=")


def line_of(text: str, message: str) -> int:
    """Return the line (from 1) of the innermost place a message begins with, 0 where it names none.

    A message names places as profiles are read: `scalars[0]: metrics.uptime_s: scale = 0 is not above 0`.
    """
    return max((number for place, number in _places(text) if _begins(message, place)), default=0)


def _begins(message: str, place: str) -> bool:
    return message.startswith(place) and not re.match(r"[\w\[-]", message[len(place) :])


def _places(text: str) -> list[tuple[str, int]]:
    """Return (place, line) of every table header and every key that begins a line."""
    count: Counter[str] = Counter()
    found: list[tuple[str, int]] = []
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            first, _, rest = header[2].partition(".")
            count[first] += header[1] == "[["
            indexed = f"{first}[{count[first] - 1}]" if count[first] else first
            table = f"{indexed}: {rest}" if rest else indexed
            found.append((table, number))
        elif key := _KEY.match(line):
            joint = "." if table.endswith("metrics") else ": "
            found.append((f"{table}{joint}{key[1]}" if table else key[1], number))
            if not table or not table.endswith("metrics"):
                found.append((f"{table}: unknown key {key[1]}" if table else f"unknown key {key[1]}", number))
    return found

"""What is wrong with a file that somebody keeps, and where."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in one place, in a sentence for the person who keeps the file."""

    file: str
    """Name of the file, e.g. `elements.csv`."""
    row: int
    """Line of the file, the header being 1; 0: the file as a whole."""
    key: str
    """Id of what the row is about, as far as it has one."""
    message: str
    fatal: bool
    """The row is left out; otherwise it is imported, without the value complained of where that cannot stand."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.row}" if self.row else self.file
        return f"{place}: {self.key + ': ' if self.key else ''}{self.message}"


Wrong = tuple[str, int, str, str, bool]
"""(table, index of the row, key, message, fatal): a finding that does not know yet where its row stands."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `, did you mean X?`, or the list of what is known where nothing is near."""
    choices = sorted(str(item) for item in known)
    near = difflib.get_close_matches(word.lower().replace(" ", "_").replace("-", "_"), choices, n=1)
    return f", did you mean {near[0]!r}?" if near else f"; known are {', '.join(choices)}"

"""How long each device has been silent: unanswered questions in a row, and since when."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from collectors.model import Contacts, Times
from thresholds.index import Round, grown

MOST_MISSES = np.iinfo(np.uint16).max


class Silence:
    """Counts misses per device; a device's row is given by its index."""

    def __init__(self) -> None:
        """Start with nobody silent."""
        self.misses = np.zeros(0, dtype=np.uint16)
        """uint16[rows]: questions unanswered in a row; stops counting at MOST_MISSES."""
        self.first_ms = np.zeros(0, dtype=np.int64)
        """int64[rows]: when the first of them went unanswered; meaningless where there is none."""

    def hear(self, contacts: Contacts, part: Round, rows: int) -> tuple[NDArray[np.uint16], Times]:
        """Count one round of contacts and return the misses and first misses of its devices, as they now stand.

        `rows` is how many devices the index knows by now.
        """
        self.misses, self.first_ms = grown(self.misses, rows), grown(self.first_ms, rows)
        answered, time_ms = contacts.answered[part.at], contacts.time_ms[part.at]
        before, first_ms = self.misses[part.rows], self.first_ms[part.rows]
        if answered.all() and not before.any():
            return before, first_ms
        misses = np.where(answered, 0, np.minimum(before, MOST_MISSES - 1) + 1).astype(np.uint16)
        first_ms = np.where(before == 0, time_ms, first_ms)
        self.misses[part.rows], self.first_ms[part.rows] = misses, first_ms
        return misses, first_ms

    def restore(self, row: NDArray[np.intp], misses: NDArray[np.uint16], first_ms: Times) -> None:
        """Set the misses of some rows, as they were saved."""
        rows = int(row.max()) + 1 if len(row) else 0
        self.misses, self.first_ms = grown(self.misses, rows), grown(self.first_ms, rows)
        self.misses[row], self.first_ms[row] = misses, first_ms

    def silent(self, row: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return bool[n]: whether the last question to a row's device went unanswered; row -1: never asked."""
        answer = np.zeros(len(row), dtype=np.bool_)
        asked = (row >= 0) & (row < len(self.misses))
        answer[asked] = self.misses[row[asked]] > 0
        return answer

"""GET jobs whose first tries the C core sends and reads; everything else about them stays in Python."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from collectors.snmp import _native
from collectors.snmp.engine import Question, SockAddr, Target
from collectors.snmp.get import BatchGet
from collectors.snmp.jobs import Ask

NOBODY = 0xFFFFFFFF
"""In place of a device's number: the row is asked from Python."""


class FastGet(BatchGet):
    """A GET job with its columns open to the C core."""

    def __init__(
        self, targets: Sequence[Target], question: Question, number_of: Callable[[SockAddr], int | None]
    ) -> None:
        """Prepare to ask; `number_of` tells under which number the core knows a device, None where it does not."""
        super().__init__(targets, question)
        numbers = [number_of(whom.sockaddr) if whom.user is None else None for whom in targets]
        kinds: dict[tuple[int, bytes], int] = {}
        kind_of = array("I", [kinds.setdefault((whom.version, whom.community), len(kinds)) for whom in targets])
        left = self._left = array("i", [len(self._parts)]) * len(targets)
        self._fresh = itertools.product([row for row, number in enumerate(numbers) if number is None], self._parts)
        self._closed_there: list[NDArray[np.int64]] = []
        self.columns = _native.Get(
            self.values.data,
            self.time_ms.data,
            self.answered.data,
            left,
            array("I", [NOBODY if number is None else number for number in numbers]),
            kind_of,
            self._heads,
            tuple((part.start, part.stop) for part in self._parts),
            tuple(self._template(*kind, part) for kind in kinds for part in self._parts),
            bytes(column in question.text for column in range(self._width)),
            self.text,
        )

    def ask_of(self, row: int, part: int, request_id: int) -> Ask:
        """Return a request that the core sent once, as Python would have it."""
        ask = self._ask(row, self._parts[part])
        ask.request_id = request_id
        ask.tries = 1
        return ask

    def settle(self) -> None:
        """Take note of the rows that the core closed."""
        rows = np.frombuffer(self.columns.closed(), dtype=np.int64)
        if len(rows):
            self._closed_there.append(rows)
            self._open -= len(rows)
            if not self._open:
                self._done.set()

    def cancel(self) -> None:
        """Ask nothing more; answers under way are dropped."""
        super().cancel()
        self.columns.cancel()

    def closed(self) -> NDArray[np.intp]:
        """Return the rows closed since the last call."""
        there, self._closed_there = self._closed_there, []
        return np.concatenate([*there, super().closed()]).astype(np.intp)

"""Walk jobs whose answers the C core reads into arrays; the conversation with the agent stays in Python."""

from __future__ import annotations

from collections.abc import Sequence

from collectors.snmp import _native
from collectors.snmp.engine import TableQuestion, Target
from collectors.snmp.jobs import Ask
from collectors.snmp.message import Opened
from collectors.snmp.repetitions import Repetitions
from collectors.snmp.walk import CIRCLES, OTHER_SHAPE, BatchWalk

_BREACHES = {_native.CIRCLES: CIRCLES, _native.OTHER_SHAPE: OTHER_SHAPE}


class FastWalk(BatchWalk):
    """A walk that reads one answer, of any number of columns, in one call."""

    def __init__(self, targets: Sequence[Target], question: TableQuestion, repetitions: Repetitions) -> None:
        super().__init__(targets, question, repetitions)
        self._shapes = tuple(
            zip(self._roots, [bytes(widths) for widths in self._widths], self._cut, self._kept, strict=True)
        )

    def _read(self, ask: Ask, data: bytes, opened: Opened, now_ms: int) -> set[int]:
        """Take the bindings of one answer; return the columns that ended with it."""
        row, columns = ask.row, tuple(ask.columns)
        walker = self._walkers[row]
        read = _native.read_cells(data, opened.start, opened.stop, self._shapes, columns, walker.last)
        if read is None:
            return super()._read(ask, data, opened, now_ms)
        breach, told = read
        ended: set[int] = set()
        for column, (over, last, cursor, indices, values, lengths) in zip(columns, told, strict=True):
            if indices:
                walker.last[column], walker.cursors[column] = last, cursor
                self._cells[column].extend_packed(row, now_ms, indices, values, lengths)
            if over:
                ended.add(column)
        if breach:
            self._break(ask, _BREACHES[breach])
        return ended

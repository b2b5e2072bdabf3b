"""Walk jobs: tables of many devices at once, columns side by side, with no object per value kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from math import nan

import numpy as np
from numpy.typing import NDArray

from collectors.snmp import ber, message
from collectors.snmp.ber import Malformed
from collectors.snmp.engine import INDEX_WIDTHS, TableQuestion, TableRows, Target, index_number, oid_contents
from collectors.snmp.jobs import Ask, BatchJob
from collectors.snmp.message import ErrorStatus, Opened
from collectors.snmp.repetitions import AFTER_SILENCE, AFTER_SLOW, AFTER_TOO_BIG, Repetitions
from collectors.snmp.table import Cells, join

_NUMBER = bytes(tag == ber.INTEGER or tag in ber.UNSIGNED for tag in range(256))

LONGEST_COMPONENT = 5
"""Octets of 32 bits in an object identifier. Longer ones are not worked out: numbers of any size cost any time."""
EVERYTHING = 2**64 - 1
"""Below this is every index there is, but for one of nothing but ones."""
CIRCLES = "its table runs in circles"
OTHER_SHAPE = "its table has an index of another shape"
ENDLESS = "its table has no end"
MOST_ANSWERS, LONGEST_MS = 100_000, 1_800_000
"""Of one device in one walk: several times what the largest CMTS needs. One that invents rows for ever, or says one
each time we are about to give it up, would else hold up the sweep of all others."""


class Walker:
    """How far the walk of one target has come."""

    __slots__ = ("answers", "began_ms", "broken", "cursors", "last", "later", "live", "repetitions", "strained")

    def __init__(self, roots: Sequence[bytes], repetitions: int) -> None:
        self.live = list(range(len(roots)))
        self.later: deque[list[int]] = deque()
        """Columns put off because one answer could not hold a row of all."""
        self.cursors = list(roots)
        self.last = [-1] * len(roots)
        self.repetitions = repetitions
        self.strained = False
        """Whether it was asked for more than it could give in time."""
        self.broken = False
        self.answers = 0
        self.began_ms = 0
        """When the first answer came."""


class BatchWalk(BatchJob):
    """Walks the columns of a table on every target: GETBULK, or GETNEXT where a device speaks v1.

    A column ends at its subtree's end, at endOfMibView, or (v1) at noSuchName. An agent whose
    objects do not increase, or whose index has another shape, ends that column unfinished: no walk
    runs in circles, nor for ever. A device that cannot send so many rows, or not in time, is asked for fewer, in later
    walks too.
    """

    def __init__(self, targets: Sequence[Target], question: TableQuestion, repetitions: Repetitions) -> None:
        super().__init__(targets)
        self.silenced: NDArray[np.bool_] = np.zeros(len(targets), dtype=np.bool_)
        self._repetitions = repetitions
        self.complete: NDArray[np.bool_] = np.zeros(len(targets), dtype=np.bool_)
        self._roots = oid_contents(question.columns)
        self._names = question.columns
        self._octets = question.octets
        widths = INDEX_WIDTHS[question.index_parts]
        shared = question.shorter_parts if question.shorter else question.index_parts
        self._widths = [widths[:shared] if at in question.shorter else widths for at in range(len(self._roots))]
        self._cut = [sum(of_column[shared:]) for of_column in self._widths]
        """Bits of each column's index beyond what rows are joined on."""
        self._kept = [question.width if column in question.octets else 0 for column in range(len(self._roots))]
        self._cells = [Cells(octets=kept) for kept in self._kept]
        self._indexes: dict[tuple[int, ...], dict[bytes, int]] = {of_column: {} for of_column in self._widths}
        """Indexes decoded before, by their shape."""
        self._walkers = [
            Walker(self._roots, 1 if whom.version == message.V1 else repetitions.of(whom.sockaddr)) for whom in targets
        ]
        self._waiting: deque[int] = deque(range(len(targets)))
        self._below: NDArray[np.uint64] = np.zeros(len(targets), dtype=np.uint64)
        self._no_rows = join(self._cells, self._below)
        self._stirred = False
        """Whether anything came since rows were last taken."""

    def next_ask(self) -> Ask | None:
        """Return the next request to send; None when none is ready."""
        if not self._waiting:
            return None
        row = self._waiting.popleft()
        walker, whom = self._walkers[row], self.targets[row]
        kind, repetitions = (
            (message.GETNEXT, None) if whom.version == message.V1 else (message.GETBULK, walker.repetitions)
        )
        asked = message.bind(walker.cursors[column] for column in walker.live)
        ready = message.template(whom.version, whom.community, kind, asked, repetitions)
        return Ask(self, row, whom, tuple(walker.live), ready)

    def on_answer(self, ask: Ask, data: bytes, opened: Opened, now_ms: int) -> None:
        """Store what came, and go on from there."""
        row, walker = ask.row, self._walkers[ask.row]
        self._stirred = True
        if ask.tries > 1 and walker.repetitions > 1:
            self._lower(ask, AFTER_SLOW)
        if opened.status:
            self._trouble(ask, opened)
        else:
            ended = self._read(ask, data, opened, now_ms)
            walker.live = [column for column in walker.live if column not in ended]
        self.answered[row] = True
        walker.answers += 1
        walker.began_ms = walker.began_ms or now_ms
        if walker.answers > MOST_ANSWERS or now_ms - walker.began_ms > LONGEST_MS:
            self._break(ask, ENDLESS)
            walker.live = []
            walker.later.clear()
        if not walker.live and walker.later:
            walker.live = walker.later.popleft()
        self._below[row] = self._read_below(walker)
        if walker.live:
            self._waiting.append(row)
        else:
            self.complete[row] = not walker.broken
            if not walker.strained:
                self._repetitions.went_well(ask.whom.sockaddr)
            self.close_row(row, now_ms)

    def on_silence(self, ask: Ask, now_ms: int) -> None:
        """Break off: what was gathered stands, the rest of the table is unknown.

        The device is not asked for less at once, which would be more questions to one in trouble, but next time.
        """
        self.silenced[ask.row] = True
        if self._walkers[ask.row].repetitions > 1:
            self._lower(ask, AFTER_SILENCE)
        if self.answered[ask.row]:
            self.errors[ask.row] = f"{ask.whom.place}: fell silent during a walk"
        self._below[ask.row] = EVERYTHING
        self._stirred = True
        self.close_row(ask.row, now_ms)

    def _read(  # noqa: C901, PLR0912, PLR0915 - one pass in one frame: a call per binding would cost as much as reading it
        self, ask: Ask, data: bytes, opened: Opened, now_ms: int
    ) -> set[int]:
        """Take the bindings of one answer; return the columns that ended with it.

        1. Bindings come row by row, one per column asked for.
        2. Everything is read before anything is stored, so a malformed answer leaves no trace.
        """
        row, walker, columns = ask.row, self._walkers[ask.row], ask.columns
        width = len(columns)
        indices: list[list[int]] = [[] for _ in columns]
        contents: list[list[float]] = [[] for _ in columns]
        octets: list[list[bytes]] = [[] for _ in columns]
        last = [walker.last[column] for column in columns]
        cursors = [walker.cursors[column] for column in columns]
        roots = [self._roots[column] for column in columns]
        ended: set[int] = set()
        shapes = [self._widths[column] for column in columns]
        indexes = [self._indexes[widths] for widths in shapes]
        broken = ""
        position = 0
        at, stop = opened.start, opened.stop
        while at < stop:
            place = position % width
            position += 1
            if data[at] != ber.SEQUENCE or at + 4 > stop:
                raise Malformed(f"octet {at}: no binding where one belongs")
            length = data[at + 1]
            if length < 0x80:
                oid_start, end = at + 4, at + 2 + length
                if data[at + 2] != ber.OID:
                    raise Malformed(f"octet {at + 2}: a binding without an object identifier")
                oid_stop = oid_start + data[at + 3]
                if oid_stop + 2 > end or end > stop:
                    raise Malformed(f"octet {at}: a binding is cut off")
                tag, start = data[oid_stop], oid_stop + 2
                if start + data[oid_stop + 1] != end:
                    raise Malformed(f"octet {oid_stop}: a value of another length than its binding")
            else:
                oid_start, oid_stop, tag, start, end = _long(data, at, stop)
            at = end
            column = columns[place]
            if column in ended:
                continue
            root = roots[place]
            cut = oid_start + len(root)
            if tag == ber.END_OF_MIB_VIEW or cut >= oid_stop or data[oid_start:cut] != root:
                ended.add(column)
                continue
            suffix = data[cut:oid_stop]
            known = indexes[place]
            index = known.get(suffix)
            if index is None:
                index = decode_index(suffix, shapes[place])
                if index >= 0:
                    known[suffix] = index
            if index <= last[place]:
                broken = CIRCLES if index >= 0 else OTHER_SHAPE
                ended.add(column)
                continue
            last[place] = index
            cursors[place] = data[oid_start:oid_stop]
            indices[place].append(index)
            if column in self._octets:
                proper = tag == ber.OCTETS or (tag == ber.IP_ADDRESS and end - start == 4)
                octets[place].append(data[start:end] if proper else b"")
            elif _NUMBER[tag] and (
                0 < end - start < 9 or (end - start == 9 and tag != ber.INTEGER and not data[start])
            ):
                contents[place].append(int.from_bytes(data[start:end], "big", signed=tag == ber.INTEGER))
            else:
                contents[place].append(nan)
        if not position:
            ended.update(columns)
            broken = "an empty answer"
        for place, column in enumerate(columns):
            walker.last[column], walker.cursors[column] = last[place], cursors[place]
            cut = self._cut[column]
            joined = [index >> cut for index in indices[place]] if cut else indices[place]
            self._cells[column].extend(row, now_ms, joined, contents[place], octets[place])
        if broken:
            self._break(ask, broken)
        return ended

    def _trouble(self, ask: Ask, opened: Opened) -> None:
        """Make the request smaller, or give up the column it stumbled over."""
        walker, columns = self._walkers[ask.row], ask.columns
        refused = opened.error_index - 1
        if opened.status == ErrorStatus.tooBig and walker.repetitions > 1:
            self._lower(ask, AFTER_TOO_BIG)
        elif opened.status == ErrorStatus.tooBig and len(columns) > 1:
            half = len(columns) // 2
            walker.live = list(columns[:half])
            walker.later.append(list(columns[half:]))
        elif not 0 <= refused < len(columns):
            walker.live = []
            self._break(ask, message.status_name(opened.status))
        else:
            walker.live.remove(columns[refused])
            if not (ask.whom.version == message.V1 and opened.status == ErrorStatus.noSuchName):
                self._break(ask, f"{message.status_name(opened.status)} at {self._names[columns[refused]]}")

    def _lower(self, ask: Ask, divisor: int) -> None:
        walker = self._walkers[ask.row]
        walker.strained = True
        walker.repetitions = self._repetitions.lower(ask.whom.sockaddr, walker.repetitions, divisor)

    def _break(self, ask: Ask, why: str) -> None:
        self._walkers[ask.row].broken = True
        self.errors.setdefault(ask.row, f"{ask.whom.place}: walk of {self._names[ask.columns[0]]} broke off: {why}")

    def rows(self) -> TableRows:
        """Return the rows gathered in full since the last call."""
        if not self._stirred:
            return self._no_rows
        self._stirred = False
        return join(self._cells, self._below)

    def _read_below(self, walker: Walker) -> int:
        """Return the index below which every column has been read."""
        if walker.later:
            return 0
        return min((self._next(column, walker.last[column]) for column in walker.live), default=EVERYTHING)

    def _next(self, column: int, last: int) -> int:
        """Return the index that rows below are complete of; where rows are joined, the last may go on."""
        cut = self._cut[column]
        return max(last, 0) >> cut if cut else min(last + 1, EVERYTHING)


def _long(data: bytes, at: int, stop: int) -> tuple[int, int, int, int, int]:
    _, inner, end = ber.header(data, at, stop)
    tag, oid_start, oid_stop = ber.header(data, inner, end)
    if tag != ber.OID:
        raise Malformed(f"octet {inner}: a binding without an object identifier")
    tag, start, value_end = ber.header(data, oid_stop, end)
    if value_end != end:
        raise Malformed(f"octet {oid_stop}: a value of another length than its binding")
    return oid_start, oid_stop, tag, start, end


def decode_index(suffix: bytes, widths: Sequence[int]) -> int:
    """Return the table index as `index_number` has it, of so many bits for each part; -1 for another shape.

    Some agents (seen on an UPS of Eastpower) end the index of a table with a 0, as only scalars should.
    """
    parts = len(widths)
    if suffix[-1] >= 0x80 or len(suffix) > LONGEST_COMPONENT * (parts + 1):
        return -1
    numbers: list[int] = []
    number = 0
    for octet in suffix:
        if octet == 0x80 and not number:  # of the same index there would be two forms
            return -1
        number = number << 7 | octet & 0x7F
        if octet < 0x80:
            numbers.append(number)
            number = 0
    if len(numbers) == parts + 1 and not numbers[-1]:
        numbers.pop()
    return index_number(numbers, widths) if len(numbers) == parts else -1

"""GET jobs: the same objects from many devices, straight into one array of columns."""

from __future__ import annotations

import itertools
import struct
from collections import deque
from collections.abc import Iterator, MutableSequence, Sequence
from math import nan

import numpy as np

from collectors.snmp import ber, message
from collectors.snmp.ber import Malformed
from collectors.snmp.engine import Question, Target, oid_contents
from collectors.snmp.jobs import Ask, BatchJob
from collectors.snmp.layout import MOST_OF_A_LENGTH, Field, Layout, layout, read
from collectors.snmp.message import ErrorStatus, Opened

_NUMBER = bytes(tag == ber.INTEGER or tag in ber.UNSIGNED for tag in range(256))


class BatchGet(BatchJob):
    """One question to every target; large ones are asked in parts.

    An answer that mirrors the request, as agents' answers do, is read by comparing each object's
    octets in place; anything else goes through the general decoder.
    """

    def __init__(self, targets: Sequence[Target], question: Question) -> None:
        super().__init__(targets)
        self.text: dict[tuple[int, int], bytes] = {}
        self.values = np.full((len(targets), len(question.oids)), nan)
        self._memory = memoryview(self.values.data).cast("B") if self.values.size else memoryview(b"")
        self._width = len(question.oids)
        self._wanted_text = question.text
        self._oids = oid_contents(question.oids)
        self._names = question.oids
        self._column = {oid: column for column, oid in enumerate(self._oids)}
        self._heads = tuple(ber.encode_tlv(ber.OID, oid) for oid in self._oids)
        self._parts = [range(at, min(at + question.most, self._width)) for at in range(0, self._width, question.most)]
        self._packers = {len(part): struct.Struct(f"={len(part)}d") for part in self._parts}
        self._layouts: dict[int, tuple[Layout, ...]] = {}
        self._templates: dict[tuple[int, bytes, Sequence[int]], tuple[bytes, bytes]] = {}
        self._left: MutableSequence[int] = [len(self._parts)] * len(targets)
        self._fresh: Iterator[tuple[int, range]] = itertools.product(range(len(targets)), self._parts)
        self._again: deque[Ask] = deque()

    def next_ask(self) -> Ask | None:
        """Return the next request to send; None when none is ready."""
        if self._again:
            return self._again.popleft()
        for row, part in self._fresh:
            return self._ask(row, part)
        return None

    def _ask(self, row: int, columns: Sequence[int]) -> Ask:
        whom = self.targets[row]
        key = (whom.version, whom.community, columns)
        ready = self._templates.get(key)
        if ready is None:
            ready = self._templates[key] = self._template(whom.version, whom.community, columns)
        return Ask(self, row, whom, columns, ready)

    def _template(self, version: int, community: bytes, columns: Sequence[int]) -> tuple[bytes, bytes]:
        asked = message.bind(self._oids[column] for column in columns)
        return message.template(version, community, message.GET, asked)

    def on_answer(self, ask: Ask, data: bytes, opened: Opened, now_ms: int) -> None:
        """Store the values, or ask again for what can be had."""
        row = ask.row
        if opened.status:
            again = self._without(ask, opened)
            self.answered[row] = True
            self._again.extend(self._ask(row, columns) for columns in again)
            self._left[row] += len(again)
        else:
            if type(ask.columns) is not range or not self._mirrored(ask.columns, row, data, opened):
                self._general(row, data, opened)
            self.answered[row] = True
        self._part_done(row, now_ms)

    def on_silence(self, ask: Ask, now_ms: int) -> None:
        """Close the part; the row stays unanswered unless another part was answered."""
        self._part_done(ask.row, now_ms)

    def _part_done(self, row: int, now_ms: int) -> None:
        self._left[row] -= 1
        if not self._left[row]:
            self.close_row(row, now_ms)

    def _mirrored(self, columns: Sequence[int], row: int, data: bytes, opened: Opened) -> bool:
        """Read an answer laid out like the request; False where it is not, and nothing was stored."""
        bindings = data[opened.start : opened.stop]
        known = self._layouts.get(len(bindings), ())
        values: Sequence[float] | None = read(bindings, known)
        if values is None:
            fields = self._fields(columns, bindings)
            if fields is None:
                return False
            values = [
                int.from_bytes(bindings[start:end], "big", signed=tag == ber.INTEGER) if end else nan
                for start, end, tag in fields
            ]
            if len(known) < MOST_OF_A_LENGTH and all(end for _, end, _ in fields):
                self._layouts[len(bindings)] = (*known, layout(bindings, fields))
        self._packers[len(columns)].pack_into(self._memory, (row * self._width + columns[0]) * 8, *values)
        return True

    def _fields(self, columns: Sequence[int], bindings: bytes) -> list[Field] | None:
        """Return where the numbers lie, (0, 0, tag) for none; None where the general decoder must look."""
        heads, number, found = self._heads, _NUMBER, []
        at = 0
        try:
            for column in columns:
                head = heads[column]
                oid_stop = at + 2 + len(head)
                tag, start = bindings[oid_stop], oid_stop + 2
                end = start + bindings[oid_stop + 1]
                if (
                    bindings[at] != ber.SEQUENCE
                    or bindings[at + 2 : oid_stop] != head
                    or bindings[at + 1] != end - at - 2
                ):
                    return None
                size = end - start
                if number[tag] and (0 < size < 9 or (size == 9 and tag != ber.INTEGER and not bindings[start])):
                    found.append((start, end, tag))
                elif tag in ber.ABSENT and end == start:
                    found.append((0, 0, tag))
                else:
                    return None
                at = end
        except IndexError:
            return None
        return found if at == len(bindings) else None

    def _general(self, row: int, data: bytes, opened: Opened) -> None:
        found: list[tuple[int, ber.Value]] = []
        for oid, tag, content in message.fields(data, opened.start, opened.stop):
            column = self._column.get(oid)
            if column is None:
                raise Malformed(f"{ber.decode_oid(oid)} was not asked for")
            value = ber.decode_value(tag, content)
            found.append((column, content if tag == ber.OID and column in self._wanted_text else value))
        for column, value in found:
            if isinstance(value, bytes):
                if column in self._wanted_text:
                    self.text[row, column] = value
            elif isinstance(value, int | float):
                self.values[row, column] = value

    def _without(self, ask: Ask, opened: Opened) -> list[Sequence[int]]:
        """Return the requests that remain after an error-status, and note what was refused."""
        columns = tuple(ask.columns)
        if opened.status == ErrorStatus.tooBig and len(columns) > 1:
            half = len(columns) // 2
            return [columns[:half], columns[half:]]
        refused = opened.error_index - 1
        known = 0 <= refused < len(columns)
        absent = ask.whom.version == message.V1 and opened.status == ErrorStatus.noSuchName
        if not (absent and known):
            at = f" at {self._names[columns[refused]]}" if known else ""
            self.errors[ask.row] = f"{ask.whom.place}: {message.status_name(opened.status)}{at}"
        rest = columns[:refused] + columns[refused + 1 :] if known else ()
        return [rest] if rest else []

"""Layouts: the shape of an answer already seen, so that its twin is checked and read in a few operations."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

from collectors.snmp import ber
from collectors.snmp.message import RESPONSE, Opened, open_message

MOST_OF_A_LENGTH = 4
"""Layouts kept per length of answer; more would cost more to try than they save."""

Field = tuple[int, int, int]
"""(start, end, tag) of a number's content octets, relative to the first binding."""

_WORDS = {1: "b", 2: "h", 4: "i", 8: "q"}


class Layout(NamedTuple):
    """Octets that must stand where they stood, and how to read the numbers between them."""

    mask: int
    fixed: int
    words: struct.Struct
    repairs: tuple[tuple[int, int, int], ...]
    """(position, mask, sign bit) of numbers whose width no machine word has."""


def layout(bindings: bytes, fields: Sequence[Field]) -> Layout:
    """Return the layout of an answer whose every binding is a number of 1 to 9 octets."""
    mask = bytearray(b"\xff" * len(bindings))
    form, at = ">", 0
    repairs: list[tuple[int, int, int]] = []
    for position, (begin, end, tag) in enumerate(fields):
        start = begin
        size = end - start
        if size in {5, 9} and bindings[start] == 0:  # the zero before a large unsigned number stays fixed
            start, size = start + 1, size - 1
        signed = tag == ber.INTEGER and start == begin
        width = 1 << (size - 1).bit_length()
        word = _WORDS[width] if signed and width == size else _WORDS[width].upper()
        form += f"{end - width - at}x{word}"
        at = end
        mask[start:end] = bytes(end - start)
        if width != size:
            repairs.append((position, (1 << 8 * size) - 1, 1 << (8 * size - 1) if signed else 0))
    kept = int.from_bytes(mask, "big")
    return Layout(kept, kept & int.from_bytes(bindings, "big"), struct.Struct(form), tuple(repairs))


def read(bindings: bytes, known: Sequence[Layout]) -> Sequence[int] | None:
    """Return the numbers of an answer that fits a known layout, None where it fits none."""
    whole = int.from_bytes(bindings, "big")
    for mask, fixed, words, repairs in known:
        if whole & mask == fixed:
            if not repairs:
                return words.unpack_from(bindings)
            values = list(words.unpack_from(bindings))
            for position, octets, sign in repairs:
                number = values[position] & octets
                values[position] = number - ((number & sign) << 1)
            return values
    return None


class Header(NamedTuple):
    """The octets around the request id of an answer without error."""

    before: bytes
    after: bytes
    id_at: int
    start: int


def header(data: bytes, opened: Opened) -> Header | None:
    """Return what answers like this one begin with; None where the id is not four octets long."""
    if not 0 <= opened.request_id < 1 << 31:  # none of ours; an id may come with up to eight octets
        return None
    encoded = b"\x02\x04" + opened.request_id.to_bytes(4, "big")
    at = data.find(encoded, 0, opened.start)
    if at < 0 or opened.status or opened.stop != len(data):
        return None
    id_at = at + 2
    return Header(data[:id_at], data[id_at + 4 : opened.start], id_at, opened.start)


class Headers:
    """Reads what answers begin with, in two comparisons where the last one of the same length began alike."""

    def __init__(self) -> None:
        self._known: dict[int, Header] = {}

    def open(self, data: bytes) -> Opened:
        """Return a message's header; raises Malformed."""
        known = self._known.get(len(data))
        if known is not None:
            before, after, id_at, start = known
            if data[:id_at] == before and data[id_at + 4 : start] == after:
                request_id = int.from_bytes(data[id_at : id_at + 4], "big", signed=True)
                return Opened(RESPONSE, request_id, 0, 0, start, len(data))
        opened = open_message(data)
        if opened.kind == RESPONSE and (fresh := header(data, opened)):
            self._known[len(data)] = fresh
        return opened

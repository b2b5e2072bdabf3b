"""SNMP v1 and v2c messages: requests with the id left open, and answers opened with every bound checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from collectors.snmp import ber
from collectors.snmp.ber import Malformed

V1 = 0
V2C = 1
V3 = 3

GET = 0xA0
GETNEXT = 0xA1
RESPONSE = 0xA2
GETBULK = 0xA5

FIRST_ID = 0x0100_0000
LAST_ID = 0x7FFF_FFFF
"""Ids between these take exactly four octets, so a request's id is patched in place."""


class ErrorStatus(IntEnum):
    """Why an agent refused (RFC 3416 section 3)."""

    noError = 0  # noqa: N815 - the names of the standard, as they are shown to people
    tooBig = 1  # noqa: N815 - RFC 3416's name
    noSuchName = 2  # noqa: N815 - RFC 3416's name
    badValue = 3  # noqa: N815 - RFC 3416's name
    readOnly = 4  # noqa: N815 - RFC 3416's name
    genErr = 5  # noqa: N815 - RFC 3416's name
    noAccess = 6  # noqa: N815 - RFC 3416's name
    authorizationError = 16  # noqa: N815 - RFC 3416's name


def status_name(status: int) -> str:
    """Return the standard's name of an error-status, or its number."""
    try:
        return ErrorStatus(status).name
    except ValueError:
        return f"error-status {status}"


class Opened(NamedTuple):
    """A message whose header was read: where its bindings lie."""

    kind: int
    request_id: int
    status: int
    error_index: int
    start: int
    """Offset of the first binding."""
    stop: int


@dataclass(frozen=True, slots=True)
class Binding:
    """One object of an answer."""

    oid: str
    tag: int
    value: ber.Value


def bind(oids: Iterable[bytes]) -> bytes:
    """Return the bindings of a request for OIDs given as content octets."""
    return b"".join(map(_unset, oids))


def _unset(oid: bytes) -> bytes:
    size = len(oid)
    if size + 4 < 0x80:  # lengths of one octet, as always: a walk makes a request for each answer
        return b"0%c\x06%c%b\x05\x00" % (size + 4, size, oid)
    return ber.encode_tlv(ber.SEQUENCE, ber.encode_tlv(ber.OID, oid) + b"\x05\x00")


def template(
    version: int, community: bytes, kind: int, bindings: bytes, repetitions: int | None = None
) -> tuple[bytes, bytes]:
    """Return what stands before and after the four octets of the request id.

    `repetitions` is for GETBULK: non-repeaters are 0, repetitions take the place of the error-index.
    """
    fields = b"\x02\x01\x00" + (b"\x02\x01\x00" if repetitions is None else ber.encode_integer(repetitions))
    after = fields + ber.encode_tlv(ber.SEQUENCE, bindings)
    pdu = bytes((kind,)) + ber.encode_length(6 + len(after)) + b"\x02\x04"
    inside = ber.encode_integer(version) + ber.encode_tlv(ber.OCTETS, community) + pdu
    return bytes((ber.SEQUENCE,)) + ber.encode_length(len(inside) + 4 + len(after)) + inside, after


def pdu_of(before: bytes, request_id: int, after: bytes) -> bytes:
    """Return the PDU alone of a request made by `template` for an empty community."""
    start = 2 + (before[1] & 0x7F if before[1] & 0x80 else 0) + len(b"\x02\x01\x00\x04\x00")
    return before[start:] + request_id.to_bytes(4, "big") + after


def wrap(pdu: bytes) -> bytes:
    """Return a PDU as the v2c message that jobs read, with an empty community."""
    return ber.encode_tlv(ber.SEQUENCE, b"\x02\x01\x01\x04\x00" + pdu)


def open_message(data: bytes) -> Opened:
    """Read the header of a v1 or v2c message with a request id; raises Malformed, never anything else."""
    try:
        return _open(data)
    except IndexError as error:
        raise Malformed("a message is cut off") from error


def _open(data: bytes) -> Opened:
    size = len(data)
    at, end = _inside(data, 0, size, ber.SEQUENCE)
    if data[at] != ber.INTEGER or data[at + 1] != 1 or data[at + 2] > V2C:
        raise Malformed("no SNMP v1 or v2c message")
    at += 3
    if data[at] != ber.OCTETS:
        raise Malformed("a message without a community")
    _, at = _inside(data, at, end, ber.OCTETS)
    kind = data[at]
    at, pdu_end = _inside(data, at, end, kind)
    if pdu_end != end:
        raise Malformed(f"octet {pdu_end}: something behind the PDU")
    request_id, at = _number(data, at, end)
    status, at = _number(data, at, end)
    error_index, at = _number(data, at, end)
    start, stop = _inside(data, at, end, ber.SEQUENCE)
    if stop != end:
        raise Malformed(f"octet {stop}: something behind the bindings")
    return Opened(kind, request_id, status, error_index, start, stop)


def _inside(data: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    length = data[at + 1]
    if length < 0x80 and data[at] == tag and (stop := at + 2 + length) <= end:
        return at + 2, stop
    found, start, stop = ber.header(data, at, end)
    if found != tag:
        raise Malformed(f"octet {at}: 0x{found:02x} where 0x{tag:02x} belongs")
    return start, stop


def _number(data: bytes, at: int, end: int) -> tuple[int, int]:
    length = data[at + 1]
    stop = at + 2 + length
    if data[at] != ber.INTEGER or not 1 <= length <= 8 or stop > end:
        raise Malformed(f"octet {at}: no INTEGER where one belongs")
    return int.from_bytes(data[at + 2 : stop], "big", signed=True), stop


def fields(data: bytes, start: int, stop: int) -> Iterator[tuple[bytes, int, bytes]]:
    """Yield (OID content, tag, value content) of every binding; raises Malformed."""
    at = start
    while at < stop:
        tag, inner, end = ber.header(data, at, stop)
        if tag != ber.SEQUENCE:
            raise Malformed(f"octet {at}: a binding is no SEQUENCE")
        tag, oid_start, oid_stop = ber.header(data, inner, end)
        if tag != ber.OID:
            raise Malformed(f"octet {inner}: a binding without an object identifier")
        tag, value_start, value_stop = ber.header(data, oid_stop, end)
        if value_stop != end:
            raise Malformed(f"octet {value_stop}: a binding of more than an object and its value")
        yield data[oid_start:oid_stop], tag, data[value_start:value_stop]
        at = end


def bindings(data: bytes, opened: Opened) -> tuple[Binding, ...]:
    """Return the bindings of an opened message, decoded; raises Malformed."""
    return tuple(
        Binding(ber.decode_oid(oid), tag, ber.decode_value(tag, content))
        for oid, tag, content in fields(data, opened.start, opened.stop)
    )


def bindings_of(pdu: bytes) -> tuple[Binding, ...]:
    """Return the bindings of a PDU, decoded; raises Malformed."""
    data = wrap(pdu)
    return bindings(data, open_message(data))

"""BER for SNMP: the few types it uses, written and read by hand."""

from __future__ import annotations

INTEGER, OCTETS, NULL, OBJECT, SEQUENCE = 0x02, 0x04, 0x05, 0x06, 0x30
IP_ADDRESS, COUNTER32, GAUGE32, TIMETICKS, COUNTER64 = 0x40, 0x41, 0x42, 0x43, 0x46
NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_VIEW = b"\x80\x00", b"\x81\x00", b"\x82\x00"
NULL_VALUE = b"\x05\x00"

Oid = tuple[int, ...]
"""Sub-identifiers."""

MOST_SUB_IDS = 128
"""Source: RFC 3416, section 4.1."""


class MalformedError(ValueError):
    """Octets that are no message; the message says which and why."""


def tlv(tag: int, content: bytes) -> bytes:
    """Return tag, length and content."""
    size = len(content)
    if size < 128:
        return bytes((tag, size)) + content
    if size < 256:
        return bytes((tag, 0x81, size)) + content
    if size < 65536:
        return bytes((tag, 0x82, size >> 8, size & 255)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def number(value: int, tag: int = INTEGER) -> bytes:
    """Return an integer of any tag; unsigned ones get their leading zero octet where they need it."""
    if tag == INTEGER and -_COMMON <= value < _COMMON:
        return _INTEGERS[value + _COMMON]
    size = (value if value >= 0 else ~value).bit_length() // 8 + 1
    return bytes((tag, size)) + value.to_bytes(size, "big", signed=True)


def counter32(value: int) -> bytes:
    """Return a Counter32, wrapped as the type wraps."""
    return number(value & 0xFFFF_FFFF, COUNTER32)


def counter64(value: int) -> bytes:
    """Return a Counter64, wrapped as the type wraps."""
    return number(value & 0xFFFF_FFFF_FFFF_FFFF, COUNTER64)


def octets(value: bytes | str) -> bytes:
    """Return an OCTET STRING; text as UTF-8."""
    return tlv(OCTETS, value.encode() if isinstance(value, str) else value)


def oid(value: Oid) -> bytes:
    """Return an OBJECT IDENTIFIER."""
    return tlv(OBJECT, oid_content(value))


def oid_content(value: Oid) -> bytes:
    """Return the octets of an OID without tag and length, two sub-identifiers at least."""
    return sub_ids((value[0] * 40 + value[1], *value[2:]))


def sub_ids(values: Oid) -> bytes:
    """Return sub-identifiers in base 128, as they stand inside an OID."""
    found = bytearray()
    for value in values:
        if value < 128:
            found.append(value)
            continue
        shift = (value.bit_length() - 1) // 7 * 7
        while shift:
            found.append(0x80 | (value >> shift & 0x7F))
            shift -= 7
        found.append(value & 0x7F)
    return bytes(found)


def read_oid(content: bytes) -> Oid:
    """Return the sub-identifiers of an OID's content octets. Raises MalformedError."""
    if not content or content[-1] & 0x80:
        msg = "an object identifier ends in the middle of a sub-identifier"
        raise MalformedError(msg)
    found: list[int] = []
    value = 0
    for octet in content:
        value = value << 7 | octet & 0x7F
        if octet < 0x80:
            found.append(value)
            value = 0
    if len(found) >= MOST_SUB_IDS or max(found[1:], default=0) > 0xFFFF_FFFF:
        msg = "an object identifier is out of bounds"
        raise MalformedError(msg)
    first = min(found[0] // 40, 2)
    return (first, found[0] - 40 * first, *found[1:])


def read(data: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    """Return where the content of the TLV at `at` begins and ends. Raises MalformedError.

    The tag must be `tag` and everything must lie before `end`.
    """
    if at + 2 > end or data[at] != tag:
        msg = f"octet {at}: tag {tag:#04x} wanted"
        raise MalformedError(msg)
    size, start = data[at + 1], at + 2
    if size >= 0x80:
        octets_of_size = size & 0x7F
        start += octets_of_size
        if not 1 <= octets_of_size <= 4 or start > end:
            msg = f"octet {at}: unusable length"
            raise MalformedError(msg)
        size = int.from_bytes(data[at + 2 : start], "big")
    if start + size > end:
        msg = f"octet {at}: length {size} goes beyond the end"
        raise MalformedError(msg)
    return start, start + size


def read_integer(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Return an INTEGER of at most 32 bits and where the next TLV begins. Raises MalformedError."""
    start, stop = read(data, at, end, INTEGER)
    if not 1 <= stop - start <= 5:
        msg = f"octet {at}: an integer of {stop - start} octets"
        raise MalformedError(msg)
    return int.from_bytes(data[start:stop], "big", signed=True), stop


_COMMON = 4096
_INTEGERS: list[bytes] = []
for _value in range(-_COMMON, _COMMON):
    _size = (_value if _value >= 0 else ~_value).bit_length() // 8 + 1
    _INTEGERS.append(bytes((INTEGER, _size)) + _value.to_bytes(_size, "big", signed=True))

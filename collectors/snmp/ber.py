"""BER as SNMP uses it: definite lengths, the SMI's types, nothing else; every fault is Malformed."""

from __future__ import annotations

import struct

INTEGER = 0x02
OCTETS = 0x04
NULL = 0x05
OID = 0x06
SEQUENCE = 0x30
IP_ADDRESS = 0x40
COUNTER32 = 0x41
GAUGE32 = 0x42
TIMETICKS = 0x43
OPAQUE = 0x44
COUNTER64 = 0x46
UINTEGER32 = 0x47
NO_SUCH_OBJECT = 0x80
NO_SUCH_INSTANCE = 0x81
END_OF_MIB_VIEW = 0x82

UNSIGNED = frozenset({COUNTER32, GAUGE32, TIMETICKS, COUNTER64, UINTEGER32})
"""Types decoded without a sign even where an agent forgot the leading zero octet."""
ABSENT = frozenset({NULL, NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW})
"""Tags that say: there is no value here."""

TYPE_NAMES = {
    INTEGER: "INTEGER",
    OCTETS: "OCTET STRING",
    NULL: "NULL",
    OID: "OBJECT IDENTIFIER",
    IP_ADDRESS: "IpAddress",
    COUNTER32: "Counter32",
    GAUGE32: "Gauge32",
    TIMETICKS: "TimeTicks",
    OPAQUE: "Opaque",
    COUNTER64: "Counter64",
    UINTEGER32: "UInteger32",
    NO_SUCH_OBJECT: "noSuchObject",
    NO_SUCH_INSTANCE: "noSuchInstance",
    END_OF_MIB_VIEW: "endOfMibView",
}

MAX_SUB_ID = 0xFFFFFFFF
MAX_SUB_IDS = 128
"""RFC 2578 section 3.5."""

Value = int | float | bytes | str | None
"""A decoded value: OIDs are dotted strings, octet strings and addresses bytes, absence None."""


class Malformed(ValueError):  # noqa: N818 - what it is says it all
    """Octets that are no BER, or not what SNMP allows there."""


def encode_length(length: int) -> bytes:
    """Return the octets of a definite length."""
    if length < 0x80:
        return bytes((length,))
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((0x80 | len(octets),)) + octets


def encode_tlv(tag: int, content: bytes) -> bytes:
    """Return tag, length and content."""
    return bytes((tag,)) + encode_length(len(content)) + content


def encode_integer(value: int, tag: int = INTEGER) -> bytes:
    """Return a whole number as the fewest octets of two's complement."""
    return encode_tlv(tag, value.to_bytes((value + (value < 0)).bit_length() // 8 + 1, "big", signed=True))


def encode_oid(dotted: str) -> bytes:
    """Return the content octets (no tag, no length) of a dotted OID; raises Malformed for what is none."""
    try:
        parts = [int(part) for part in dotted.strip(".").split(".")]
    except ValueError as error:
        raise Malformed(f"{dotted!r} is no object identifier") from error
    if not 2 <= len(parts) <= MAX_SUB_IDS or parts[0] > 2 or min(parts) < 0 or max(parts) > MAX_SUB_ID:
        raise Malformed(f"{dotted!r} is no object identifier")
    if parts[0] < 2 and parts[1] > 39:
        raise Malformed(f"{dotted!r} is no object identifier: second component above 39")
    return b"".join(map(_encode_sub_id, [parts[0] * 40 + parts[1], *parts[2:]]))


def _encode_sub_id(number: int) -> bytes:
    octets = [number & 0x7F]
    while number := number >> 7:
        octets.append(0x80 | number & 0x7F)
    return bytes(reversed(octets))


def decode_oid(content: bytes) -> str:
    """Return the dotted OID of content octets; raises Malformed."""
    if not content or content[-1] & 0x80:
        raise Malformed("an object identifier ends inside a component")
    parts: list[int] = []
    number = 0
    for octet in content:
        if octet == 0x80 and not number:
            raise Malformed("a component of an object identifier begins with an empty octet")
        number = number << 7 | octet & 0x7F
        if number > MAX_SUB_ID + (0 if parts else 80):  # only the first, joined component may exceed 32 bits
            raise Malformed("a component of an object identifier has more than 32 bits")
        if octet < 0x80:
            parts.append(number)
            number = 0
    if len(parts) >= MAX_SUB_IDS:
        raise Malformed("an object identifier has more than 128 components")
    first = min(parts[0] // 40, 2)
    return ".".join(map(str, [first, parts[0] - 40 * first, *parts[1:]]))


def header(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """Return (tag, start, stop) of the element at `at`, which must lie before `end`; raises Malformed."""
    if at + 2 > end:
        raise Malformed(f"octet {at}: an element is cut off")
    tag, length, start = data[at], data[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        if not 1 <= count <= 4 or start + count > end:
            raise Malformed(f"octet {at + 1}: a length of {count} octets")
        length, start = int.from_bytes(data[start : start + count], "big"), start + count
    stop = start + length
    if stop > end:
        raise Malformed(f"octet {at}: an element of {length} octets where {end - start} are left")
    return tag, start, stop


def decode_integer(content: bytes) -> int:
    """Return the signed number of content octets; raises Malformed when empty or above 64 bits."""
    if not 1 <= len(content) <= 8:
        raise Malformed(f"an INTEGER of {len(content)} octets")
    return int.from_bytes(content, "big", signed=True)


def decode_unsigned(content: bytes) -> int:
    """Return the unsigned number of content octets; raises Malformed when empty or above 64 bits."""
    if not 1 <= len(content) <= 9 or (len(content) == 9 and content[0]):
        raise Malformed(f"an unsigned number of {len(content)} octets")
    return int.from_bytes(content, "big")


def decode_value(tag: int, content: bytes) -> Value:  # noqa: PLR0911 - one line per type of the SMI
    """Return the value of a binding, None where there is none; raises Malformed for an unknown type."""
    if tag == INTEGER:
        return decode_integer(content)
    if tag in UNSIGNED:
        return decode_unsigned(content)
    if tag == OCTETS:
        return content
    if tag == OID:
        return decode_oid(content)
    if tag == IP_ADDRESS:
        if len(content) != 4:
            raise Malformed(f"an IpAddress of {len(content)} octets")
        return content
    if tag == OPAQUE:
        return _decode_opaque(content)
    if tag in ABSENT:
        return None
    raise Malformed(f"a value of unknown type 0x{tag:02x}")


def _decode_opaque(content: bytes) -> float | bytes:
    """Return the float or double that Net-SNMP wraps in Opaque, else the octets."""
    if content[:3] == b"\x9f\x78\x04" and len(content) == 7:
        return float(struct.unpack(">f", content[3:])[0])
    if content[:3] == b"\x9f\x79\x08" and len(content) == 11:
        return float(struct.unpack(">d", content[3:])[0])
    return content

"""A strict decoder that shares no line with the product's, and pyasn1 to vouch for what it reads.

pyasn1 takes a millisecond for a message, which a million of them cannot be given: this decoder reads every one, and
pyasn1 confirms each structured mutant that was accepted and a part of the accepted bit flips.

Leniencies of the product that are meant, and therefore read here as the product reads them:

* What follows the outermost SEQUENCE in a datagram is no part of the message; some agents pad.
* An unsigned number whose agent forgot the zero octet before a set sign bit is still unsigned.
* Numbers are taken as they are written up to 64 bits, also where the type has 32: agents send such, and what is
  plausible is the profile's to say.
* What is absent (noSuchObject and its like) is absent, whatever octets the agent put in.
* In a walk an object that has no proper name or value is passed over, and its neighbours are read: what one broken
  sensor says should not cost a table. A column ends where its names do not increase.
"""

import struct
from functools import lru_cache
from typing import NamedTuple

from pyasn1.codec.ber import decoder
from pyasn1.error import PyAsn1Error
from pyasn1.type import namedtype, tag, univ

INTEGERS = frozenset({0x02})
UNSIGNED = frozenset({0x41, 0x42, 0x43, 0x46, 0x47})
OCTETS = frozenset({0x04, 0x40, 0x44})
OID = 0x06
ABSENT = frozenset({0x05, 0x80, 0x81, 0x82})
KNOWN = INTEGERS | UNSIGNED | OCTETS | ABSENT | {OID}
RESPONSE, TRAP_V1, INFORM, TRAP = 0xA2, 0xA4, 0xA6, 0xA7


class RefusedError(Exception):
    """Octets that are not what they should be."""


class Element(NamedTuple):
    tag: int
    content: bytes
    at: int
    """Where its tag stands in the whole."""


class Binding(NamedTuple):
    oid: str
    """Empty where it is none."""
    name: Element
    value: Element


class Message(NamedTuple):
    version: int
    community: bytes
    kind: int
    numbers: tuple[int, ...]
    """Request id, error-status and error-index; empty for a trap of v1."""
    bindings: tuple[Binding, ...]
    trap: tuple[str, bytes, int, int, int] = ("", b"", 0, 0, 0)
    """Of a v1 trap: enterprise, agent address, generic and specific number, uptime."""


def elements(data, at, stop):
    """Return the elements that fill a piece of data exactly."""
    found = []
    while at < stop:
        begin = at
        if stop - at < 2:
            raise RefusedError("half a header")
        length, at = data[at + 1], at + 2
        if length > 0x7F:
            octets, at = data[at : at + length - 0x80], at + length - 0x80
            if length == 0x80 or length > 0x84 or at > stop:
                raise RefusedError("a length of no kind")
            length = sum(octet << 8 * place for place, octet in enumerate(reversed(octets)))
        if length > stop - at:
            raise RefusedError("an element beyond its end")
        found.append(Element(data[begin], data[at : at + length], begin))
        at += length
    return found


def leading(data, at, count):
    """Return so many elements from the front, whatever follows."""
    found = []
    for _ in range(count):
        if len(data) - at < 2:
            raise RefusedError("half a header")
        octets = data[at + 1] & 0x7F if data[at + 1] > 0x7F else 0
        stop = at + 2 + octets + (int.from_bytes(data[at + 2 : at + 2 + octets], "big") if octets else data[at + 1])
        found += elements(data, at, min(stop, len(data)))
        at = stop
    return found


def within(data, element):
    """Return the elements of a constructed one."""
    stop = element.at + 2 + len(element.content)
    if (first := data[element.at + 1]) > 0x7F:
        stop += first - 0x80
    return elements(data, stop - len(element.content), stop)


def integer(element):
    if element.tag != 0x02 or not 1 <= len(element.content) <= 8:
        raise RefusedError("no INTEGER")
    number = int(element.content.hex(), 16)
    return number - (1 << 8 * len(element.content)) if element.content[0] > 0x7F else number


def unsigned(content):
    if not content.lstrip(b"\0") and not content:
        raise RefusedError("an empty number")
    if len(content) > 9 or (len(content) == 9 and content[0]):
        raise RefusedError("a number of more than 64 bits")
    return int(content.hex(), 16)


@lru_cache(10_000)
def dotted(content):
    """Return an object identifier; each component in the fewest octets, as X.690 section 8.19 has it."""
    components, rest = [], content
    while rest:
        size = next((at + 1 for at, octet in enumerate(rest) if octet < 0x80), 0)
        if not size or rest[0] == 0x80 or size > 5:
            raise RefusedError("no object identifier")
        components.append(int("".join(f"{octet & 0x7F:07b}" for octet in rest[:size]), 2))
        rest = rest[size:]
    if (
        not components
        or len(components) > 127
        or max(components[1:], default=0) >= 2**32
        or components[0] >= 2**32 + 80
    ):
        raise RefusedError("no object identifier")
    root = min(components[0] // 40, 2)
    return ".".join(map(str, (root, components[0] - root * 40, *components[1:])))


def value(element):
    """Return the Python value of a binding: an int, float, bytes, dotted identifier, or None."""
    kind, content = element.tag, element.content
    if kind in ABSENT:
        return None
    if kind in INTEGERS:
        return integer(element)
    if kind in UNSIGNED:
        return unsigned(content)
    if kind == OID:
        return dotted(content)
    if kind not in OCTETS or (kind == 0x40 and len(content) != 4):
        raise RefusedError("no value of SNMP")
    for head, form in ((b"\x9f\x78\x04", ">f"), (b"\x9f\x79\x08", ">d")):
        if kind == 0x44 and content[:3] == head and len(content) == 3 + struct.calcsize(form):
            return struct.unpack(form, content[3:])[0]
    return content


def read(data):
    """Return a message of v1 or v2c; raises RefusedError."""
    outer = leading(data, 0, 1)
    if len(outer) != 1 or outer[0].tag != 0x30:
        raise RefusedError("no message")
    parts = within(data, outer[0])
    if len(parts) != 3 or parts[1].tag != 0x04:
        raise RefusedError("no message")
    version = integer(parts[0])
    if version not in {0, 1}:
        raise RefusedError("another version")
    pdu = parts[2]
    fields = within(data, pdu)
    if not fields or fields[-1].tag != 0x30:
        raise RefusedError("no bindings")
    bindings = tuple(_binding(data, element) for element in within(data, fields[-1]))
    if pdu.tag == TRAP_V1:
        return Message(version, parts[1].content, pdu.tag, (), bindings, _trap(fields))
    if len(fields) != 4:
        raise RefusedError("no PDU")
    return Message(version, parts[1].content, pdu.tag, tuple(map(integer, fields[:3])), bindings)


def _binding(data, element):
    halves = within(data, element) if element.tag == 0x30 else ()
    if len(halves) != 2 or halves[0].tag != OID:
        raise RefusedError("no binding")
    try:
        return Binding(dotted(halves[0].content), *halves)
    except RefusedError:
        return Binding("", *halves)


def _trap(fields):
    tags = [field.tag for field in fields]
    if tags != [OID, 0x40, 0x02, 0x02, 0x43, 0x30] or len(fields[1].content) != 4:
        raise RefusedError("no trap of v1")
    enterprise, address, generic, specific, uptime = fields[:5]
    return (
        dotted(enterprise.content),
        address.content,
        integer(generic),
        integer(specific),
        unsigned(uptime.content),
    )


# pyasn1, told nothing of ranges.


def _tagged(spec, octet):
    kind = tag.tagFormatConstructed if octet & 0x20 else tag.tagFormatSimple
    return spec.subtype(implicitTag=tag.Tag(octet & 0xC0, kind, octet & 0x1F))


def _sequence(*parts):
    return univ.Sequence(componentType=namedtype.NamedTypes(*(namedtype.NamedType(*part) for part in parts)))


_BINDINGS = univ.SequenceOf(componentType=_sequence(("name", univ.Any()), ("value", univ.Any())))
_PDU = _sequence(("id", univ.Integer()), ("status", univ.Integer()), ("index", univ.Integer()), ("list", _BINDINGS))
_TRAP = _sequence(
    ("enterprise", univ.ObjectIdentifier()),
    ("address", _tagged(univ.OctetString(), 0x40)),
    ("generic", univ.Integer()),
    ("specific", univ.Integer()),
    ("uptime", _tagged(univ.Integer(), 0x43)),
    ("list", _BINDINGS),
)
_MESSAGES = {
    kind: _sequence(
        ("version", univ.Integer()),
        ("community", univ.OctetString()),
        ("pdu", _tagged(_TRAP if kind == TRAP_V1 else _PDU, kind)),
    )
    for kind in (0xA0, RESPONSE, TRAP_V1, INFORM, TRAP)
}
_VALUES = {
    **{kind: _tagged(univ.Integer(), kind) for kind in INTEGERS | UNSIGNED},
    **{kind: _tagged(univ.OctetString(), kind) for kind in OCTETS},
    OID: univ.ObjectIdentifier(),
}


def confirm(data, message):
    """Have pyasn1 read the same message; raises RefusedError where it reads anything else, or nothing."""
    readable = bytearray(data)
    for binding in message.bindings:
        if binding.value.tag not in KNOWN:
            readable[binding.value.at] = 0x04  # pyasn1 would look for a tag of several octets in some
    try:
        whole, _ = decoder.decode(bytes(readable), asn1Spec=_MESSAGES[message.kind])
        bindings = [(each["name"].asOctets(), each["value"].asOctets()) for each in whole["pdu"]["list"]]
        _agree("version", int(whole["version"]), message.version)
        _agree("community", whole["community"].asOctets(), message.community)
        if message.kind == TRAP_V1:
            pdu = whole["pdu"]
            _agree("enterprise", str(pdu["enterprise"]), message.trap[0])
            _agree("address", pdu["address"].asOctets(), message.trap[1])
            _agree("numbers", (int(pdu["generic"]), int(pdu["specific"])), message.trap[2:4])
            _agree("uptime", int(pdu["uptime"]) % 2**64, message.trap[4] % 2**64, signless=True)
        else:
            numbers = tuple(int(whole["pdu"][name]) for name in ("id", "status", "index"))
            _agree("numbers", numbers, message.numbers)
        _agree("bindings", len(bindings), len(message.bindings))
        for (name, tlv), binding in zip(bindings, message.bindings, strict=True):
            if binding.oid:
                _agree("name", str(decoder.decode(name, asn1Spec=univ.ObjectIdentifier())[0]), binding.oid)
                _confirm_value(binding.oid, tlv, binding.value)
    except PyAsn1Error as error:
        raise RefusedError(f"pyasn1: {error}") from error


def _is_proper(element):
    try:
        value(element)
    except RefusedError:
        return False
    return True


def _confirm_value(oid, tlv, element):
    spec = _VALUES.get(element.tag)
    if spec is None or not _is_proper(element):
        return
    read_as = decoder.decode(tlv, asn1Spec=spec)[0]
    if element.tag == OID:
        _agree(oid, str(read_as), dotted(element.content))
    elif element.tag in OCTETS:
        _agree(oid, read_as.asOctets(), element.content)
    elif element.tag in INTEGERS:
        _agree(oid, int(read_as), integer(element))
    else:
        _agree(oid, int(read_as) % (1 << 8 * len(element.content)), unsigned(element.content))


def _agree(what, theirs, ours, *, signless=False):
    if theirs != ours and not (signless and (theirs - ours) % 256 == 0):
        raise RefusedError(f"{what}: {theirs!r} by pyasn1, {ours!r} by the reference")

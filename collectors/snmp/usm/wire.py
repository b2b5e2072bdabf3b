"""SNMPv3 messages on the wire: put together from their parts, and taken apart with every bound checked."""

from __future__ import annotations

from typing import NamedTuple

from collectors.snmp import ber
from collectors.snmp.ber import Malformed, encode_integer, encode_tlv

REPORTABLE = 0x04
USM = 3
LARGEST = 65507
"""Octets of the largest answer we take: what a UDP datagram holds."""
_V3 = b"\x02\x01\x03"
_HIGHEST = 0x7FFF_FFFF


class Parameters(NamedTuple):
    """USM's part of a message (RFC 3414 section 2.4)."""

    engine: bytes
    boots: int
    time_s: int
    user: bytes
    auth: bytes
    priv: bytes


class Sealed(NamedTuple):
    """A message taken apart; what is inside may still be hidden."""

    message_id: int
    flags: int
    usm: Parameters
    auth_at: int
    """Offset of the digest."""
    hidden: bool
    inside: bytes
    """The scoped PDU with its tag, or, where hidden, the encrypted octets."""


def is_v3(data: bytes) -> bool:
    """Whether a datagram begins as an SNMPv3 message does."""
    at = 2 if data[1:2] < b"\x80" else 2 + (data[1] & 0x7F)
    return data[at : at + 3] == _V3


def assemble(message_id: int, flags: int, usm: Parameters, inside: bytes) -> tuple[bytes, int]:
    """Return a message and the offset of its digest's place; `inside` as in Sealed, the flags say which."""
    head = encode_tlv(
        ber.SEQUENCE,
        encode_integer(message_id)
        + encode_integer(LARGEST)
        + encode_tlv(ber.OCTETS, bytes((flags,)))
        + b"\x02\x01\x03",
    )
    priv = encode_tlv(ber.OCTETS, usm.priv)
    security = encode_tlv(
        ber.SEQUENCE,
        encode_tlv(ber.OCTETS, usm.engine)
        + encode_integer(usm.boots)
        + encode_integer(usm.time_s)
        + encode_tlv(ber.OCTETS, usm.user)
        + encode_tlv(ber.OCTETS, usm.auth)
        + priv,
    )
    whole = encode_tlv(ber.SEQUENCE, _V3 + head + encode_tlv(ber.OCTETS, security) + inside)
    return whole, len(whole) - len(inside) - len(priv) - len(usm.auth)


def take_apart(data: bytes) -> Sealed:
    """Return the parts of a message; raises Malformed."""
    whole = _Reader(data, 0, len(data)).into(ber.SEQUENCE)
    if whole.number() != USM:
        raise Malformed("no SNMPv3 message")
    head = whole.into(ber.SEQUENCE)
    message_id, _, flags, model = head.number(), head.number(), head.octets(), head.number()
    if model != USM or len(flags) != 1:
        raise Malformed(f"security model {model}, flags of {len(flags)} octets")
    security = whole.into(ber.OCTETS).into(ber.SEQUENCE)
    engine, boots, time_s = security.octets(), security.number(), security.number()
    user, auth = security.octets(), security.octets()
    usm = Parameters(engine, boots, time_s, user, auth, security.octets())
    auth_at = security.at - len(encode_tlv(ber.OCTETS, usm.priv)) - len(auth)
    hidden = data[whole.at : whole.at + 1] == bytes((ber.OCTETS,))
    return Sealed(message_id, flags[0], usm, auth_at, hidden, whole.octets() if hidden else data[whole.at : whole.stop])


def scope(engine: bytes, pdu: bytes) -> bytes:
    """Return a scoped PDU in the default context of an engine."""
    return encode_tlv(ber.SEQUENCE, encode_tlv(ber.OCTETS, engine) + b"\x04\x00" + pdu)


def scope_as(scoped: bytes, pdu: bytes) -> bytes:
    """Return a PDU in the context that another one came in; raises Malformed."""
    reader = _Reader(scoped, 0, len(scoped)).into(ber.SEQUENCE)
    start = reader.at
    reader.octets()
    reader.octets()
    return encode_tlv(ber.SEQUENCE, scoped[start : reader.at] + pdu)


def unscope(scoped: bytes) -> bytes:
    """Return the PDU of a scoped PDU, whatever padding follows; raises Malformed."""
    reader = _Reader(scoped, 0, len(scoped)).into(ber.SEQUENCE)
    reader.octets()
    reader.octets()
    return scoped[reader.at : reader.stop]


class _Reader:
    """Elements of a piece of data, one after the other."""

    def __init__(self, data: bytes, at: int, stop: int) -> None:
        self.at, self.stop = at, stop
        self._data = data

    def into(self, tag: int) -> _Reader:
        """Return a reader of the next element's content, and step over it."""
        found, start, stop = ber.header(self._data, self.at, self.stop)
        if found != tag:
            raise Malformed(f"octet {self.at}: 0x{found:02x} where 0x{tag:02x} belongs")
        self.at = stop
        return _Reader(self._data, start, stop)

    def octets(self) -> bytes:
        """Return the next octet string."""
        inner = self.into(ber.OCTETS)
        return self._data[inner.at : inner.stop]

    def number(self) -> int:
        """Return the next whole number, from 0 to 2 147 483 647."""
        inner = self.into(ber.INTEGER)
        value = ber.decode_integer(self._data[inner.at : inner.stop])
        if not 0 <= value <= _HIGHEST:
            raise Malformed(f"octet {inner.at}: {value} is out of range")
        return value

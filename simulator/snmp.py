"""SNMPv1 and v2c requests, read from datagrams."""

from __future__ import annotations

from typing import NamedTuple

from simulator import ber
from simulator.ber import MalformedError, Oid

GET, GETNEXT, RESPONSE, SET, GETBULK = 0xA0, 0xA1, 0xA2, 0xA3, 0xA5
V1, V2C = b"\x02\x01\x00", b"\x02\x01\x01"
MOST_NAMES = 1000
_MOST_REMEMBERED = 4096


class Name(NamedTuple):
    """A name asked for."""

    content: bytes
    oid: Oid
    tlv: bytes


class Request(NamedTuple):
    """A message as far as an agent needs it."""

    version: bytes
    """V1 or V2C: the INTEGER's TLV."""
    community: bytes
    pdu: int
    request_id: bytes
    """The INTEGER's TLV, to be echoed."""
    first: int
    """Error status; for GETBULK non-repeaters."""
    second: int
    """Error index; for GETBULK max-repetitions."""
    varbinds: bytes
    """Content of the list, to be echoed in errors."""
    names: tuple[Name, ...]


class Reader:
    """Reads requests; remembers lists of names, which a sweep repeats for every device."""

    def __init__(self) -> None:
        """Start with nothing remembered."""
        self._remembered: dict[bytes, tuple[Name, ...]] = {}

    def read(self, data: bytes) -> Request:
        """Return the request in a datagram. Raises MalformedError for anything else."""
        at, end = ber.read(data, 0, len(data), ber.SEQUENCE)
        if end != len(data):
            msg = f"octet {end}: more follows the message"
            raise MalformedError(msg)
        version = data[at : at + 3]
        if version not in {V1, V2C}:
            msg = "version is neither 1 nor 2c"
            raise MalformedError(msg)
        start, at = ber.read(data, at + 3, end, ber.OCTETS)
        community = data[start:at]
        pdu = data[at] if at < end else 0
        if pdu not in {GET, GETNEXT, SET, GETBULK} or (pdu == GETBULK and version == V1):
            msg = f"octet {at}: no request"
            raise MalformedError(msg)
        at, end = ber.read(data, at, end, pdu)
        _, after_id = ber.read_integer(data, at, end)
        first, after_first = ber.read_integer(data, after_id, end)
        second, after_second = ber.read_integer(data, after_first, end)
        start, stop = ber.read(data, after_second, end, ber.SEQUENCE)
        varbinds = data[start:stop]
        names = self._remembered.get(varbinds)
        if names is None:
            names = self._remember(varbinds)
        return Request(version, community, pdu, data[at:after_id], first, second, varbinds, names)

    def _remember(self, varbinds: bytes) -> tuple[Name, ...]:
        names = _names(varbinds)
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[varbinds] = names
        return names


def _names(varbinds: bytes) -> tuple[Name, ...]:
    """Return the names of a varbind list; values are nobody's business. Raises MalformedError."""
    names: list[Name] = []
    at, end = 0, len(varbinds)
    while at < end:
        start, at = ber.read(varbinds, at, end, ber.SEQUENCE)
        first, last = ber.read(varbinds, start, at, ber.OBJECT)
        content = varbinds[first:last]
        names.append(Name(content, ber.read_oid(content), varbinds[start:last]))
        if len(names) > MOST_NAMES:
            msg = f"more than {MOST_NAMES} names"
            raise MalformedError(msg)
    return tuple(names)

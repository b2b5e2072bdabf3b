"""ICMP echo as it stands on the wire: the request we send, and the reply that can be ours."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_HEADER = struct.Struct("!BBHHH")
"""Type, code, checksum, identifier, sequence: the same in RFC 792 and RFC 4443."""
REQUEST = {4: 8, 6: 128}
REPLY = {4: 0, 6: 129}
"""IP version → type of the message."""
NONCE_LENGTH = 16
"""Octets of random payload, which nobody who has not seen the request can send back."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What an echo reply carries."""

    identifier: int
    sequence: int
    nonce: bytes


def request(version: int, sequence: int, nonce: bytes) -> bytes:
    """Return an echo request for IP version 4 or 6; the kernel puts in checksum and identifier."""
    return _HEADER.pack(REQUEST[version], 0, 0, 0, sequence) + nonce


def read_reply(version: int, datagram: bytes) -> Reply | None:
    """Return what an echo reply carries; None for any other message, and for one that is cut off."""
    if len(datagram) < _HEADER.size + NONCE_LENGTH:
        return None
    kind, code, _, identifier, sequence = _HEADER.unpack_from(datagram)
    if kind != REPLY[version] or code != 0:
        return None
    return Reply(identifier, sequence, datagram[_HEADER.size : _HEADER.size + NONCE_LENGTH])

"""Terminals as their CMTS or OLT names them: MACs and serials to slots, and addresses packed alike, as columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from collectors.identity import format_mac, format_serial
from collectors.model import Slots
from collectors.roster import Roster

Octets = tuple[NDArray[np.uint8], NDArray[np.uint8]]
"""(uint8[n, 16] padded with zeros, uint8[n] length), as a walk gives them."""

LAST_MAC = (1 << 48) - 1
WRITTEN_SERIAL = 12
"""Characters of a GPON serial number that is written out."""
HEX_DIGIT = np.full(256, 0xFF, dtype=np.uint8)
HEX_DIGIT[np.frombuffer(b"0123456789abcdefABCDEF", dtype=np.uint8)] = [*range(16), *range(10, 16)]

MAPPED = np.array([0] * 10 + [0xFF, 0xFF], dtype=np.uint8)
"""The first twelve octets of an IPv4 address as IPv6 (RFC 4291 section 2.5.5.2)."""


def terminal_numbers(text: NDArray[np.uint8], length: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return MACs and GPON serial numbers as int64[n]; 0 for what is neither, a MAC of zeros among it.

    A serial number (ITU-T G.984.3) has eight octets, the first four of them capitals, so it is above any MAC. Some
    makers write it out as people do: four letters, eight hexadecimal digits.
    """
    mac = np.zeros(len(text), dtype=np.int64)
    for place in range(6):
        mac = mac << 8 | text[:, place]
    serial = mac << 16 | text[:, 6].astype(np.int64) << 8 | text[:, 7]
    vendor = text[:, :4]
    is_serial = (length == 8) & ((vendor >= ord("A")) & (vendor <= ord("Z"))).all(axis=1)
    written, is_written = _written_out(text)
    is_written &= (length == WRITTEN_SERIAL) & ((vendor >= ord("A")) & (vendor <= ord("Z"))).all(axis=1)
    serial = np.where(is_written, written, serial)
    return np.where(length == 6, mac, np.where(is_serial | is_written, serial, 0))


def _written_out(text: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the numbers of serials written as four letters and eight digits, and whether those are digits."""
    digits = HEX_DIGIT[text[:, 4:WRITTEN_SERIAL]]
    number = np.zeros(len(text), dtype=np.int64)
    for octet in text[:, :4].T:
        number = number << 8 | octet
    for digit in digits.T:
        number = number << 4 | digit
    return number, np.asarray((digits <= 0xF).all(axis=1))


def terminal_key(number: int) -> str:
    """Return how the terminal of one of these numbers is called."""
    return format_serial(number.to_bytes(8, "big")) if number > LAST_MAC else format_mac(number.to_bytes(6, "big"))


class Terminals:
    """The slot of every MAC seen, looked up by the column; strangers are admitted to the roster once."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._macs = np.empty(0, dtype=np.int64)
        self._slots = np.empty(0, dtype=np.int32)

    def slots(self, macs: NDArray[np.int64]) -> Slots:
        """Return int32[n] slots, -1 where there is no MAC (0)."""
        found, slots = self._find(macs)
        strange = np.unique(macs[~found & (macs != 0)])
        if len(strange):
            fresh = self._roster.admit(terminal_key(int(mac)) for mac in strange)
            every = np.concatenate([self._macs, strange])
            order = np.argsort(every)
            self._macs, self._slots = every[order], np.concatenate([self._slots, fresh])[order]
            found, slots = self._find(macs)
        return np.where(found, slots, -1).astype(np.int32)

    def _find(self, macs: NDArray[np.int64]) -> tuple[NDArray[np.bool_], Slots]:
        if not len(self._macs):
            return np.zeros(len(macs), dtype=np.bool_), np.full(len(macs), -1, dtype=np.int32)
        at = np.minimum(np.searchsorted(self._macs, macs), len(self._macs) - 1)
        return self._macs[at] == macs, self._slots[at]


def packed_addresses(columns: Sequence[Octets], count: int) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Return uint8[n, 16] addresses, the first that each row has, and bool[n] whether it has one.

    0.0.0.0, :: and link-local addresses are none: nobody can be asked there.
    """
    packed = np.zeros((count, 16), dtype=np.uint8)
    there = np.zeros(count, dtype=np.bool_)
    for text, length in columns:
        four = ~there & (length == 4) & text[:, :4].any(axis=1)
        packed[four, :12], packed[four, 12:] = MAPPED, text[four, :4]
        local = (text[:, 0] == 0xFE) & (text[:, 1] & 0xC0 == 0x80)
        six = ~there & (length == 16) & text.any(axis=1) & ~local
        packed[six] = text[six]
        there |= four | six
    return packed, there

"""Hiding a scoped PDU and finding it again: DES as RFC 3414 section 8 has it, AES as RFC 3826."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from collectors.snmp.ber import Malformed

if TYPE_CHECKING:
    from cryptography.hazmat.decrepit.ciphers.modes import CFB
    from cryptography.hazmat.primitives.ciphers import Cipher, modes

SALT_OCTETS = 8
_BLOCK = 8
"""Octets of a DES block."""


class Salts:
    """Numbers used once: they count on from a random one, so that no two messages share an initialisation vector."""

    def __init__(self) -> None:
        self._next = int.from_bytes(os.urandom(SALT_OCTETS), "big")

    def draw(self) -> int:
        """Return the next of 64 bits."""
        self._next = (self._next + 1) & 0xFFFF_FFFF_FFFF_FFFF
        return self._next


def encrypt(cipher: str, key: bytes, plain: bytes, boots: int, time_s: int, salt: int) -> tuple[bytes, bytes]:
    """Return (msgPrivacyParameters, what was hidden)."""
    if cipher == "des":
        salted = boots.to_bytes(4, "big") + (salt & 0xFFFF_FFFF).to_bytes(4, "big")
        plain += bytes(-len(plain) % _BLOCK)
    else:
        salted = salt.to_bytes(SALT_OCTETS, "big")
    encryptor = _cipher(cipher, key, boots, time_s, salted).encryptor()
    return salted, encryptor.update(plain) + encryptor.finalize()


def decrypt(cipher: str, key: bytes, hidden: bytes, boots: int, time_s: int, salt: bytes) -> bytes:
    """Return what was hidden, DES's padding still behind it; raises Malformed."""
    if len(salt) != SALT_OCTETS:
        raise Malformed(f"privacy parameters of {len(salt)} octets")
    if cipher == "des" and len(hidden) % _BLOCK:
        raise Malformed(f"{len(hidden)} octets encrypted with DES")
    decryptor = _cipher(cipher, key, boots, time_s, salt).decryptor()
    return decryptor.update(hidden) + decryptor.finalize()


def _cipher(cipher: str, key: bytes, boots: int, time_s: int, salt: bytes) -> Cipher[modes.CBC] | Cipher[CFB]:
    from collectors.snmp.usm import algorithms  # noqa: PLC0415 - not before there is something to hide

    if cipher == "des":
        return algorithms.des(key[:_BLOCK], bytes(a ^ b for a, b in zip(key[_BLOCK:], salt, strict=True)))
    return algorithms.aes(key, boots.to_bytes(4, "big") + time_s.to_bytes(4, "big") + salt)

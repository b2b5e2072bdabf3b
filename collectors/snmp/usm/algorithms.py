"""The ciphers themselves, from a package of ten megabytes: imported by whoever hides something, and only then."""

from __future__ import annotations

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

__all__ = ["UnsupportedAlgorithm", "aes", "des"]


def des(key: bytes, vector: bytes) -> Cipher[modes.CBC]:
    """Return DES of an 8-octet key, chained from an initialisation vector."""
    return Cipher(TripleDES(key * 3), modes.CBC(vector))  # the same key three times is DES


def aes(key: bytes, vector: bytes) -> Cipher[CFB]:
    """Return AES with feedback, as RFC 3826 has it."""
    return Cipher(algorithms.AES(key), CFB(vector))

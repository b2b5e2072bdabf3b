"""From passwords to keys: the hashes of RFC 3414 and RFC 7860, and the two ways to make them long enough for AES."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import NamedTuple

SHORTEST_PASSWORD = 8
"""RFC 3414 section 11.2; agents refuse to make users with shorter ones."""
_MEBIBYTE = 1 << 20


class Authentication(NamedTuple):
    """A keyed hash."""

    hash: str
    """Its name in hashlib."""
    octets: int
    """How many octets of the digest travel with a message."""


class Privacy(NamedTuple):
    """A cipher."""

    cipher: str
    key_octets: int
    reeder: bool = False
    """Short keys are lengthened as draft-reeder-snmpv3-usm-3desede has it (Cisco), not as Blumenthal's draft."""


AUTHENTICATION = {
    "md5": Authentication("md5", 12),
    "sha1": Authentication("sha1", 12),
    "sha224": Authentication("sha224", 16),
    "sha256": Authentication("sha256", 24),
    "sha384": Authentication("sha384", 32),
    "sha512": Authentication("sha512", 48),
}
"""Source: RFC 3414 sections 6 and 7, RFC 7860."""

PRIVACY = {
    "des": Privacy("des", 16),
    "aes128": Privacy("aes", 16),
    "aes192": Privacy("aes", 24),
    "aes256": Privacy("aes", 32),
    "aes192c": Privacy("aes", 24, reeder=True),
    "aes256c": Privacy("aes", 32, reeder=True),
}
"""Source: RFC 3414 section 8, RFC 3826, draft-blumenthal-aes-usm-04; those with a c are Cisco's."""


@lru_cache(maxsize=256)
def master_key(algorithm: str, password: bytes) -> bytes:
    """Return Ku, the hash of the password repeated to a mebibyte: milliseconds once, then remembered."""
    repeated = password * (_MEBIBYTE // len(password) + 1)
    return hashlib.new(algorithm, repeated[:_MEBIBYTE], usedforsecurity=True).digest()


def localized_key(algorithm: str, password: bytes, engine: bytes) -> bytes:
    """Return Kul, the key that is good at one SNMP engine only."""
    key = master_key(algorithm, password)
    return hashlib.new(algorithm, key + engine + key).digest()


def privacy_key(algorithm: str, password: bytes, engine: bytes, privacy: Privacy) -> bytes:
    """Return the localized key of a cipher, lengthened where the hash is shorter than the cipher asks for."""
    key = last = localized_key(algorithm, password, engine)
    while len(key) < privacy.key_octets:
        if privacy.reeder:
            last = localized_key(algorithm, last, engine)
            key += last
        else:
            key += hashlib.new(algorithm, key).digest()
    return key[: privacy.key_octets]

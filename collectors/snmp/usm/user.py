"""A user of SNMPv3: a name, and up to two passwords with the algorithms they are for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

from collectors.snmp.usm.cipher import encrypt
from collectors.snmp.usm.keys import AUTHENTICATION, PRIVACY, SHORTEST_PASSWORD

AUTH_FLAG = 0x01
PRIV_FLAG = 0x02
LONGEST_NAME = 32
"""RFC 3414: SnmpAdminString of 1 to 32 octets."""


class UserError(ValueError):
    """A user that cannot be one; the message names no secret."""


@dataclass(frozen=True, slots=True)
class User:
    """How to introduce ourselves to agents that speak SNMPv3; passwords stay out of `repr`.

    Raises UserError for an unknown algorithm, a password that is too short, one without its algorithm or the
    reverse, and for privacy without authentication.
    """

    name: str
    auth: str = ""
    """A key of `AUTHENTICATION`; empty: nothing is signed."""
    auth_password: str = field(default="", repr=False)
    priv: str = ""
    """A key of `PRIVACY`; empty: nothing is hidden."""
    priv_password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not 1 <= len(self.name.encode()) <= LONGEST_NAME:
            raise UserError(f"SNMPv3 user {self.name!r}: a name has 1 to {LONGEST_NAME} octets")
        self._check("authentication", self.auth, self.auth_password, tuple(AUTHENTICATION))
        self._check("privacy", self.priv, self.priv_password, tuple(PRIVACY))
        if self.priv and not self.auth:
            raise UserError(f"SNMPv3 user {self.name!r}: there is no privacy without authentication")
        if lacking := _lacking(self.auth, self.priv):
            raise UserError(f"SNMPv3 user {self.name!r}: this machine's cryptography does not offer {lacking}")

    def _check(self, what: str, algorithm: str, password: str, known: tuple[str, ...]) -> None:
        if algorithm and algorithm not in known:
            raise UserError(f"SNMPv3 user {self.name!r}: {what} {algorithm!r} is none of {', '.join(known)}")
        if bool(algorithm) != bool(password):
            raise UserError(f"SNMPv3 user {self.name!r}: {what} takes an algorithm and a password, or neither")
        if algorithm and len(password.encode()) < SHORTEST_PASSWORD:
            raise UserError(f"SNMPv3 user {self.name!r}: the {what} password has fewer than {SHORTEST_PASSWORD} octets")

    @property
    def level(self) -> str:
        """The security level, as the standard calls it."""
        return "authPriv" if self.priv else "authNoPriv" if self.auth else "noAuthNoPriv"

    @property
    def flags(self) -> int:
        """The bits of msgFlags that say so."""
        return (AUTH_FLAG if self.auth else 0) | (PRIV_FLAG if self.priv else 0)


@lru_cache
def _lacking(auth: str, priv: str) -> str:
    """Return which of two algorithms OpenSSL refuses here, as it does with old ones where FIPS rules; else nothing."""
    try:
        if auth:
            hashlib.new(AUTHENTICATION[auth].hash)
    except ValueError:
        return auth
    return priv if priv and not _offers(priv) else ""


def _offers(priv: str) -> bool:
    from collectors.snmp.usm.algorithms import UnsupportedAlgorithm  # noqa: PLC0415 - as its user, cipher.py

    try:
        encrypt(PRIVACY[priv].cipher, bytes(range(PRIVACY[priv].key_octets)), b"", 0, 0, 0)
    except UnsupportedAlgorithm:
        return False
    return True

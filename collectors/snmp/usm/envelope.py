"""The envelope of one message: signed and hidden with a user's keys at an engine, and both undone again."""

from __future__ import annotations

import hmac
from typing import NamedTuple

from collectors.snmp import ber
from collectors.snmp.usm import cipher, wire
from collectors.snmp.usm.keys import AUTHENTICATION, PRIVACY, localized_key, privacy_key
from collectors.snmp.usm.user import User
from collectors.snmp.usm.wire import Parameters, Sealed


class Keys(NamedTuple):
    """A user's keys at one engine."""

    auth: bytes
    priv: bytes


NO_KEYS = Keys(b"", b"")


class At(NamedTuple):
    """An engine's id and the clock that a message is stamped with."""

    engine: bytes
    boots: int
    time_s: int


def keys_at(user: User, engine: bytes) -> Keys:
    """Return a user's keys at an engine; milliseconds for a password that is new, microseconds then."""
    if not user.auth:
        return NO_KEYS
    digest, priv = AUTHENTICATION[user.auth].hash, b""
    auth = localized_key(digest, user.auth_password.encode(), engine)
    if user.priv:
        priv = privacy_key(digest, user.priv_password.encode(), engine, PRIVACY[user.priv])
    return Keys(auth, priv)


def enclose(user: User, keys: Keys, at: At, message_id: int, flags: int, inside: bytes, salts: cipher.Salts) -> bytes:
    """Return the message that carries a scoped PDU at the user's level; `flags`: what msgFlags says besides it."""
    name = user.name.encode()
    if not user.auth:
        return wire.assemble(message_id, flags, Parameters(at.engine, 0, 0, name, b"", b""), inside)[0]
    priv = b""
    if user.priv:
        kind = PRIVACY[user.priv].cipher
        priv, hidden = cipher.encrypt(kind, keys.priv, inside, at.boots, at.time_s, salts.draw())
        inside = ber.encode_tlv(ber.OCTETS, hidden)
    method = AUTHENTICATION[user.auth]
    blank = Parameters(at.engine, at.boots, at.time_s, name, bytes(method.octets), priv)
    whole, place = wire.assemble(message_id, flags | user.flags, blank, inside)
    digest = hmac.digest(keys.auth, whole, method.hash)[: method.octets]
    return whole[:place] + digest + whole[place + method.octets :]


def is_signed(user: User, keys: Keys, data: bytes, sealed: Sealed) -> bool:
    """Return whether a message bears the user's signature."""
    method, at, given = AUTHENTICATION[user.auth], sealed.auth_at, sealed.usm.auth
    blank = data[:at] + bytes(len(given)) + data[at + len(given) :]
    return hmac.compare_digest(hmac.digest(keys.auth, blank, method.hash)[: method.octets], given)


def reveal(user: User, keys: Keys, sealed: Sealed) -> bytes:
    """Return the scoped PDU of a message that is hidden, or what a wrong key makes of it; raises Malformed."""
    usm = sealed.usm
    return cipher.decrypt(PRIVACY[user.priv].cipher, keys.priv, sealed.inside, usm.boots, usm.time_s, usm.priv)

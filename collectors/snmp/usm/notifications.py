"""Traps and informs of SNMPv3 opened: a trap's sender is the authoritative engine, of an inform we are (RFC 3414)."""

from __future__ import annotations

import hashlib
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from collectors.snmp import ber, message
from collectors.snmp.ber import Malformed
from collectors.snmp.trap import INFORM, TRAP
from collectors.snmp.usm import cipher, wire
from collectors.snmp.usm.envelope import At, Keys, enclose, is_signed, keys_at, reveal
from collectors.snmp.usm.security import REPORT, STATS, WINDOW_S, Report
from collectors.snmp.usm.user import AUTH_FLAG, PRIV_FLAG, User
from collectors.snmp.usm.wire import Parameters, Sealed

ENGINE_OCTETS = range(5, 33)
"""RFC 3411: how long the id of an engine may be."""
LAST_BOOTS = 0x7FFF_FFFF
"""An engine that counted so far says nothing any more that can be trusted (RFC 3414 section 2.2.3)."""
MOST_ENGINES = 10_000
"""Engines whose clocks are remembered; only a good signature adds one."""
MOST_RECENT = 10_000
"""Messages remembered for a window's time, so that none counts twice."""

REFUSALS = {
    Report.UNKNOWN_USER: "unknown_user",
    Report.UNSUPPORTED_LEVEL: "unknown_user",
    Report.WRONG_DIGEST: "wrong_password",
    Report.NOT_DECRYPTED: "wrong_password",
    Report.NOT_IN_TIME_WINDOW: "replayed",
}
"""What each refusal is counted as; that of an unknown engine is a greeting, and not counted."""


@dataclass(frozen=True, slots=True)
class OwnEngine:
    """Our own engine, as senders of informs know it: the id stays, `boots` grows with every start."""

    id: bytes
    boots: int
    started_s: float
    """By the clock that `Notifications` is given."""


class Heard(NamedTuple):
    """What came of a message."""

    pdu: bytes = b""
    """A trap or inform; empty where there is none to be read, or not once more."""
    answer: bytes | None = None
    """What is owed to the sender: the Response of an inform, or a Report that says why not."""
    refused: str = ""
    """What a refusal is counted as; empty: nothing was refused."""


class _RefusedError(Exception):
    def __init__(self, why: Report, user: User | None = None) -> None:
        super().__init__(why)
        self.why, self.user = why, user


class Notifications:
    """Opens what users of SNMPv3 send unasked; who is none of them, or repeats what was said, is refused."""

    def __init__(self, users: Iterable[User], own: OwnEngine, clock_s: Callable[[], float]) -> None:
        """Take the users that are believed, several of one name among them, and seconds that never step."""
        self._users: defaultdict[bytes, list[User]] = defaultdict(list)
        for user in dict.fromkeys(users):
            self._users[user.name.encode()].append(user)
        self._own = own
        self._clock_s = clock_s
        self._salts = cipher.Salts()
        self._engines: OrderedDict[bytes, tuple[int, int, float]] = OrderedDict()
        """Engine → boots and time as last said under a good signature, and our own clock then."""
        self._recent: OrderedDict[Hashable, float] = OrderedDict()
        self._stats: defaultdict[Report, int] = defaultdict(int)

    def open(self, data: bytes) -> Heard:
        """Return what a message says, or how it was refused; raises Malformed.

        1. Without an engine's id, or with a stranger's around an inform: our own is told, which begins every inform.
        2. The user must be known, speak at the level he has, have signed, and neither too late nor once more.
        3. An inform is answered as its user asked. One that is sent again is answered again, and not heard.
        """
        sealed = wire.take_apart(data)
        try:
            return self._believed(data, sealed)
        except _RefusedError as refused:
            return self._refuse(sealed, refused)

    def _believed(self, data: bytes, sealed: Sealed) -> Heard:
        ours = sealed.usm.engine == self._own.id
        if not ours and len(sealed.usm.engine) not in ENGINE_OCTETS:
            raise _RefusedError(Report.UNKNOWN_ENGINE)
        user, keys, inside = self._read(data, sealed, ours=ours)
        pdu = wire.unscope(inside)
        if pdu[:1] == bytes((TRAP,)) and not ours:
            return Heard(pdu)
        if pdu[:1] != bytes((INFORM,)):
            raise Malformed("neither a trap of its sender nor an inform")
        if not ours:
            raise _RefusedError(Report.UNKNOWN_ENGINE)
        answer = wire.scope_as(inside, bytes((message.RESPONSE,)) + pdu[1:])
        again = self._is_repeated((user.name, hashlib.blake2b(pdu, digest_size=16).digest()))
        return Heard(b"" if again else pdu, enclose(user, keys, self._at(), sealed.message_id, 0, answer, self._salts))

    def _read(self, data: bytes, sealed: Sealed, *, ours: bool) -> tuple[User, Keys, bytes]:
        """Return who says it, his keys, and the scoped PDU."""
        named = self._users.get(sealed.usm.user)
        if named is None:
            raise _RefusedError(Report.UNKNOWN_USER)
        level = sealed.flags & (AUTH_FLAG | PRIV_FLAG)
        found = [(user, keys_at(user, sealed.usm.engine)) for user in named if user.flags == level]
        if not found or sealed.hidden != bool(level & PRIV_FLAG):
            raise _RefusedError(Report.UNSUPPORTED_LEVEL)
        if not level & AUTH_FLAG:
            return *found[0], sealed.inside
        found = [(user, keys) for user, keys in found if is_signed(user, keys, data, sealed)]
        if not found:
            raise _RefusedError(Report.WRONG_DIGEST)
        if not (self._is_in_our_time(sealed.usm) if ours else self._is_news(sealed.usm)):
            raise _RefusedError(Report.NOT_IN_TIME_WINDOW, found[0][0])
        return _revealed(found, sealed) if sealed.hidden else (*found[0], sealed.inside)

    def _is_in_our_time(self, usm: Parameters) -> bool:
        now = self._at()
        return usm.boots == now.boots != LAST_BOOTS and abs(usm.time_s - now.time_s) <= WINDOW_S

    def _is_news(self, usm: Parameters) -> bool:
        """Return whether a signed message of another engine is neither old nor a repetition; follow its clock."""
        now_s = self._clock_s()
        boots, time_s, heard_s = self._engines.get(usm.engine, (0, 0, now_s))
        old = usm.boots < boots or (usm.boots == boots and usm.time_s < time_s + int(now_s - heard_s) - WINDOW_S)
        if old or usm.boots == LAST_BOOTS or self._is_repeated((usm.engine, usm.auth)):
            return False
        if (usm.boots, usm.time_s) > (boots, time_s):
            self._engines[usm.engine] = usm.boots, usm.time_s, now_s
            self._engines.move_to_end(usm.engine)
            if len(self._engines) > MOST_ENGINES:
                self._engines.popitem(last=False)
        return True

    def _is_repeated(self, what: Hashable) -> bool:
        """Return whether something was said before, as long ago as clocks would not show; remember it."""
        now_s = self._clock_s()
        while self._recent and (next(iter(self._recent.values())) < now_s - 2 * WINDOW_S):
            self._recent.popitem(last=False)
        if what in self._recent:
            return True
        self._recent[what] = now_s
        if len(self._recent) > MOST_RECENT:
            self._recent.popitem(last=False)
        return False

    def _refuse(self, sealed: Sealed, refused: _RefusedError) -> Heard:
        """Return the refusal, with a Report where the sender asked for one; a late one is told the time, signed."""
        why, user, now = refused.why, refused.user, self._at()
        self._stats[why] += 1
        counted = REFUSALS.get(why, "")
        if not sealed.flags & wire.REPORTABLE:
            return Heard(refused=counted or "unknown_user")
        binding = ber.encode_tlv(ber.OID, ber.encode_oid(f"{STATS}{why.value}.0"))
        binding += ber.encode_integer(self._stats[why], ber.COUNTER32)
        bindings = ber.encode_tlv(ber.SEQUENCE, ber.encode_tlv(ber.SEQUENCE, binding))
        request = b"\x02\x01\x00" if sealed.hidden else _request_id(sealed.inside)
        pdu = ber.encode_tlv(REPORT, request + b"\x02\x01\x00\x02\x01\x00" + bindings)
        inside = wire.scope(now.engine, pdu)
        if why is Report.NOT_IN_TIME_WINDOW and user is not None:
            signs = replace(user, priv="", priv_password="")
            keys = keys_at(signs, now.engine)
            return Heard(b"", enclose(signs, keys, now, sealed.message_id, 0, inside, self._salts), counted)
        plain = Parameters(*now, sealed.usm.user, b"", b"")
        return Heard(b"", wire.assemble(sealed.message_id, 0, plain, inside)[0], counted)

    def _at(self) -> At:
        return At(self._own.id, self._own.boots, int(self._clock_s() - self._own.started_s))


def _revealed(found: Sequence[tuple[User, Keys]], sealed: Sealed) -> tuple[User, Keys, bytes]:
    """Return the first who has the key to what is hidden: some share a name and a signature."""
    for user, keys in found:
        inside = reveal(user, keys, sealed)
        try:
            wire.unscope(inside)
        except Malformed:
            continue
        return user, keys, inside
    raise _RefusedError(Report.NOT_DECRYPTED)


def _request_id(inside: bytes) -> bytes:
    """Return the request id of a scoped PDU, encoded; raises Malformed."""
    pdu = wire.unscope(inside)
    _, start, stop = ber.header(pdu, 0, len(pdu))
    tag, _, end = ber.header(pdu, start, stop)
    if tag != ber.INTEGER:
        raise Malformed("a PDU without a request id")
    return pdu[start:end]

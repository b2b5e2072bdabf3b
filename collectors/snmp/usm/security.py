"""What is known of every agent's SNMP engine, and messages sealed and opened with it (RFC 3414 sections 3 and 4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

from collectors.snmp import message
from collectors.snmp.ber import Malformed
from collectors.snmp.engine import SockAddr, Target
from collectors.snmp.recent import Recent
from collectors.snmp.usm import cipher, wire
from collectors.snmp.usm.envelope import At, Keys, enclose, is_signed, keys_at, reveal
from collectors.snmp.usm.user import AUTH_FLAG, PRIV_FLAG, User
from collectors.snmp.usm.wire import Parameters, Sealed

WINDOW_S = 150
"""How far clocks may be apart (RFC 3414 section 2.2.3)."""
REPORT = 0xA8
STATS = "1.3.6.1.6.3.15.1.1."
"""usmStats of SNMP-USER-BASED-SM-MIB."""


class Report(Enum):
    """What an agent may say instead of answering, by its object below usmStats."""

    UNSUPPORTED_LEVEL = 1
    NOT_IN_TIME_WINDOW = 2
    UNKNOWN_USER = 3
    UNKNOWN_ENGINE = 4
    WRONG_DIGEST = 5
    NOT_DECRYPTED = 6


class Step(Enum):
    """What follows from a message."""

    TAKE = auto()
    AGAIN = auto()
    """Our idea of the agent's engine is better now: send the same question again."""
    REFUSED = auto()


class Opened(NamedTuple):
    """A message opened: the PDU with its tag, or why the agent refuses."""

    step: Step
    pdu: bytes = b""
    sentence: str = ""


@dataclass(slots=True)
class Engine:
    """An agent's engine: its id, and its clock as it was last said under a good signature."""

    id: bytes
    boots: int = 0
    time_s: int = 0
    heard_s: float = 0.0
    """Our own clock then."""
    keys: dict[User, Keys] = field(default_factory=dict, repr=False)
    understood: set[User] = field(default_factory=set)
    """Whose answers were decrypted."""

    def now_s(self, clock_s: float) -> int:
        """Return the engine's time, extrapolated; 0 before it was heard."""
        return self.time_s + int(clock_s - self.heard_s) if self.was_heard else 0

    @property
    def was_heard(self) -> bool:
        """Whether its clock was ever said; some agents count their first start as 0 boots, against RFC 3411."""
        return self.boots > 0 or self.time_s > 0

    def keys_of(self, user: User) -> Keys:
        """Return a user's keys here, derived once."""
        known = self.keys.get(user)
        if known is None:
            known = self.keys[user] = keys_at(user, self.id)
        return known


class Security:
    """Seals requests and opens answers.

    1. Of an agent nothing is known at first: it is sent an empty request, and its Report names its engine.
    2. Under its user's signature the next one has a clock of zero; the signed Report says the engine's own.
    3. From then on a request is answered at once. An agent that was restarted, or replaced, says so in a
       Report again, and the same request follows with what was learnt.
    """

    def __init__(self, clock_s: Callable[[], float]) -> None:
        """Extrapolate the agents' clocks by one that never steps, in seconds."""
        self._clock_s = clock_s
        self._engines: Recent[SockAddr, Engine] = Recent()
        self._salts = cipher.Salts()

    def seal(self, whom: Target, message_id: int, pdu: bytes) -> bytes:
        """Return the message that carries a PDU to an agent, or that asks who the agent is where that is unknown."""
        user, engine = _user(whom), self._engines.get(whom.sockaddr)
        if engine is None:
            empty = bytes((message.GET, 14, 2, 4)) + message_id.to_bytes(4, "big") + b"\x02\x01\x00\x02\x01\x00\x30\x00"
            nobody = Parameters(b"", 0, 0, b"", b"", b"")
            return wire.assemble(message_id, wire.REPORTABLE, nobody, wire.scope(b"", empty))[0]
        at = At(engine.id, engine.boots, engine.now_s(self._clock_s()))
        inside = wire.scope(engine.id, pdu)
        return enclose(user, engine.keys_of(user), at, message_id, wire.REPORTABLE, inside, self._salts)

    def open(self, whom: Target, data: bytes, sealed: Sealed) -> Opened:
        """Return what an agent says; raises Malformed for what is forged, replayed or garbled."""
        user = _user(whom)
        signed = self._check_signature(whom, user, data, sealed) if sealed.flags & AUTH_FLAG else False
        inside = sealed.inside
        if sealed.hidden:
            if not signed or not user.priv:
                raise Malformed("encrypted without a signature")
            engine = self._check_names(whom, user, sealed.usm)
            inside = reveal(user, engine.keys_of(user), sealed)
            engine.understood.add(user)
        pdu = wire.unscope(inside)
        if pdu[:1] == bytes((REPORT,)):
            return self._heed(whom, user, sealed, pdu, signed=signed)
        if sealed.flags & (AUTH_FLAG | PRIV_FLAG) != user.flags or sealed.hidden != bool(user.priv):
            raise Malformed(f"not said at the level {user.level}")
        if not signed:
            self._check_names(whom, user, sealed.usm)
        return Opened(Step.TAKE, pdu)

    def silent(self, whom: Target, unheard_s: float) -> str:
        """Take note that a request was given up; return why it may be that an agent which is there is silent.

        Many agents say nothing to what they cannot decrypt, though they have signed their clock for the same user.
        An agent of whom nothing was heard for so long is met anew: one that lost its count of boots would else stay
        unheard. One that was merely slow with an object is not forgotten.
        """
        user, engine = whom.user, self._engines.get(whom.sockaddr)
        if user is None or engine is None:
            return ""
        undecrypted = bool(user.priv) and engine.was_heard and user not in engine.understood
        if undecrypted or engine.heard_s < self._clock_s() - unheard_s:
            del self._engines[whom.sockaddr]
        return f"{whom.place}: {_UNDECRYPTED.format(name=user.name)}" if undecrypted else ""

    def begin_day(self) -> None:
        """Forget the engines of who was not asked for a day: they are met anew when they are asked again."""
        self._engines.begin_day()

    def _check_signature(self, whom: Target, user: User, data: bytes, sealed: Sealed) -> bool:
        usm = sealed.usm
        if not user.auth:
            raise Malformed("signed, where nothing was")
        engine = self._check_names(whom, user, usm)
        if not is_signed(user, engine.keys_of(user), data, sealed):
            raise Malformed("the signature is wrong")
        now_s = self._clock_s()
        if usm.boots < engine.boots or (usm.boots == engine.boots and usm.time_s < engine.now_s(now_s) - WINDOW_S):
            raise Malformed("said long ago, by the engine's clock")
        if (usm.boots, usm.time_s) > (engine.boots, engine.time_s):
            engine.boots, engine.time_s, engine.heard_s = usm.boots, usm.time_s, now_s
        return True

    def _check_names(self, whom: Target, user: User, usm: Parameters) -> Engine:
        """Return the engine that was asked; raises Malformed where another answers, or to another user."""
        engine = self._engines.get(whom.sockaddr)
        if engine is None or usm.engine != engine.id or usm.user != user.name.encode():
            raise Malformed("said by another engine, or to another user")
        return engine

    def _heed(self, whom: Target, user: User, sealed: Sealed, pdu: bytes, *, signed: bool) -> Opened:
        report = _report(pdu)
        engine = self._engines.get(whom.sockaddr)
        if report is Report.UNKNOWN_ENGINE and sealed.usm.engine:
            if engine is None or engine.id != sealed.usm.engine:
                self._engines[whom.sockaddr] = Engine(sealed.usm.engine)
            return Opened(Step.AGAIN)
        if report is Report.NOT_IN_TIME_WINDOW:
            if not signed:
                raise Malformed("a clock without a signature")
            return Opened(Step.AGAIN)
        return Opened(Step.REFUSED, sentence=f"{whom.place}: {_REFUSALS[report].format(name=user.name, user=user)}")


_UNDECRYPTED = (
    "it signs for SNMPv3 user {name!r} but does not answer what is encrypted: "
    "the privacy password or algorithm may be wrong"
)
_REFUSALS = {
    Report.UNSUPPORTED_LEVEL: "SNMPv3 user {name!r} may not ask at the level {user.level} there",
    Report.NOT_IN_TIME_WINDOW: "its clock cannot be followed",
    Report.UNKNOWN_USER: "there is no SNMPv3 user {name!r} there",
    Report.UNKNOWN_ENGINE: "it reports an SNMP engine without an id",
    Report.WRONG_DIGEST: "the authentication password or algorithm of SNMPv3 user {name!r} is wrong there",
    Report.NOT_DECRYPTED: "the privacy password or algorithm of SNMPv3 user {name!r} is wrong there",
    None: "it refuses SNMPv3 user {name!r} and does not say why",
}


def _report(pdu: bytes) -> Report | None:
    """Return what a Report is about; None for what the user-based security model does not know."""
    for binding in message.bindings_of(pdu):
        number = binding.oid.removeprefix(STATS).removesuffix(".0")
        if number.isdigit() and 1 <= int(number) <= len(Report):
            return Report(int(number))
    return None


def _user(whom: Target) -> User:
    if whom.user is None:
        raise ValueError(f"{whom.place}: SNMPv3 without a user")
    return whom.user

"""Traps, informs, alarm logs, lines of syslog and SNMPv3's headers: what takes them, and what should come of it."""

import random
from time import monotonic

from collectors.clock import AnchoredClock
from collectors.listening.alarm_log import HEAD, decode_alarm
from collectors.listening.catalogue import load_catalogue
from collectors.listening.gate import Gate
from collectors.listening.syslog import LONGEST_TEXT
from collectors.listening.syslog_lines import Lines
from collectors.listening.syslog_receiver import SyslogReceiver
from collectors.listening.traps_udp import TrapReceiver
from collectors.snmp import message
from collectors.snmp.ber import Malformed
from collectors.snmp.engine import target
from collectors.snmp.trap import ENTERPRISE_SPECIFIC, INFORM, STANDARD_TRAPS, TRAP_OID, TRAP_V1, UPTIME
from collectors.snmp.usm import wire
from collectors.snmp.usm.security import Engine, Security, Step
from collectors.snmp.usm.user import User
from tests.fuzz import datagrams, reference
from tests.fuzz.limits import CPU_S, FuzzError, Stopwatch
from tests.fuzz.mutants import Mutant

WIDE_OPEN = Gate(1e9, 1e9)


class Heard(list):
    def hear(self, notice):
        self.append(notice)


class Receiver:
    """Something that takes datagrams without being asked."""

    def __init__(self):
        self.watch = Stopwatch()
        self.accepted = 0

    def play(self, seed, spoil, thorough, rows):
        """Have it bear so many mutants; raises FuzzError."""
        for row in range(rows):
            draw = random.Random(f"{seed}/{row}")
            mutant = spoil(draw, self.honest(draw))
            try:
                outcome, cost_s = self.watch.cost_s(self.take, mutant.data)
                if cost_s > CPU_S:
                    raise FuzzError(f"costs {cost_s * 1000:.0f} ms", f"{seed}/{row}", mutant)  # noqa: TRY301 - it is passed on as it is
                if outcome is not None:
                    self.accepted += 1
                    self.judge(outcome, mutant.data, thorough(row))
            except FuzzError:
                raise
            except reference.RefusedError as error:
                raise FuzzError(f"accepted {outcome}, but: {error}", f"{seed}/{row}", mutant) from error
            except Exception as error:
                raise FuzzError(f"raises {error!r}", f"{seed}/{row}", mutant) from error


def expect(what, wanted, found):
    if repr(wanted) != repr(found):  # by their looks: NaN is NaN, and 1 is not 1.0
        raise reference.RefusedError(f"{what}: {found!r} where {wanted!r} was said")


class Traps(Receiver):
    """Traps of v1 and v2c, and informs."""

    def __init__(self):
        super().__init__()
        self._heard = Heard()
        self._receiver = TrapReceiver(load_catalogue(), self._heard, AnchoredClock(), WIDE_OPEN)

    def honest(self, draw):
        return datagrams.trap(draw, draw.choice(datagrams.KINDS_OF_TRAP))

    def take(self, data):
        self._heard.clear()
        answer = self._receiver.take(data, "127.0.0.1")
        return (self._heard[0], answer) if self._heard else None

    def judge(self, outcome, data, thorough):
        notice, answer = outcome
        read = reference.read(data)
        if thorough:
            reference.confirm(data, read)
        bindings = read.bindings
        if read.kind == TRAP_V1:
            enterprise, _, generic, specific, _ = read.trap
            own = generic == ENTERPRISE_SPECIFIC
            oid = f"{enterprise}.0.{specific}" if own else f"{STANDARD_TRAPS}.{generic + 1}"
        else:
            expect("first two", [UPTIME, TRAP_OID], [each.oid for each in bindings[:2]])
            oid, bindings = reference.value(bindings[1].value), bindings[2:]
        expect("oid", oid, notice.oid)
        expect("varbinds", tuple((each.oid, reference.value(each.value)) for each in bindings), notice.varbinds)
        expect("answered", read.kind == INFORM, answer is not None)
        if answer is not None:
            said = reference.read(answer)
            expect("answer", (message.RESPONSE, read.numbers, read.bindings), (said.kind, said.numbers, said.bindings))


class Alarms(Receiver):
    """Packed octets of an alarm log."""

    def honest(self, draw):
        return datagrams.alarm(draw)

    def play(self, seed, spoil, thorough, rows):
        def behind_the_head(draw, honest):
            mutant = spoil(draw, honest[HEAD:])
            return Mutant(honest[:HEAD] + mutant.data, mutant.how, mutant.spoofed)

        super().play(seed, behind_the_head, thorough, rows)

    def take(self, data):
        try:
            return decode_alarm(data)
        except Malformed:
            return None

    def judge(self, outcome, data, thorough):
        oid, value = reference.leading(data, HEAD, 2)
        expect(
            "head",
            (int.from_bytes(data[:4], "big"), data[4], data[5]),
            (outcome.at_s, int(outcome.type), outcome.status),
        )
        expect("oid", reference.dotted(oid.content), outcome.oid)
        expect("value", reference.value(value), outcome.value)


class Syslog(Receiver):
    """Lines, alone and in a stream cut anywhere."""

    def __init__(self):
        super().__init__()
        self._heard = Heard()
        self._receiver = SyslogReceiver(self._heard, AnchoredClock(), WIDE_OPEN)

    def honest(self, draw):
        lines = b"\n".join(datagrams.line(draw) for _ in range(draw.choice((1, 1, 4))))
        return lines if draw.random() < 0.7 else b"%d %s" % (len(lines), lines)

    def play(self, seed, spoil, thorough, rows):
        super().play(seed, _spoil_text if spoil.__name__ == "mutate" else spoil, thorough, rows)

    def take(self, data):
        self._heard.clear()
        self._receiver.take(data, "127.0.0.1")
        lines, half = Lines(), len(data) // 2
        for piece in (data[:half], data[half:]):
            for line in lines.feed(piece):
                self._receiver.take(line, "127.0.0.1")
        self._receiver.take(lines.rest(), "127.0.0.1")
        return list(self._heard)

    def judge(self, outcome, data, thorough):
        for notice in outcome:
            said = notice.name + notice.text + notice.about
            if not said.isprintable() or len(notice.text) > LONGEST_TEXT:
                raise reference.RefusedError("what is said of it cannot be shown")


_ODDITIES = (b"<", b">", b"[", b"]", b'"', b"\\", b" ", b":", b"1 ", b"-", b"\0", b"\xff", b"\n", b"999999 ", b'[a b="')


def _spoil_text(draw, honest):
    at, till = sorted(draw.randrange(len(honest) + 1) for _ in range(2))
    middle = draw.choice(_ODDITIES) * draw.choice((1, 1, 3, 500, 9000))
    return Mutant((honest[:at] + middle + honest[draw.choice((at, till)) :])[:60_000], "text", spoofed=False)


ENGINE_ID = b"\x80\0\x1f\x88\x80plant"
BOOTS, TIME_S = 7, 1000


class Sealed(Receiver):
    """SNMPv3: headers spoilt after they were signed, and what was said spoilt before it was sealed."""

    users = (
        User("anna"),
        User("berta", "sha1", "signs-for-it"),
        User("clara", "sha256", "signs-for-it", "aes128", "hides-what-it-says"),
        User("dora", "md5", "signs-for-it", "des", "hides-what-it-says"),
    )

    def __init__(self):
        super().__init__()
        self._targets = [target("127.0.0.1", 161, "3", user) for user in self.users]
        self._known = Engine(ENGINE_ID, BOOTS, TIME_S, monotonic())

    def _security(self):
        """Return what a manager knows after the first exchanges with an agent."""
        security = Security(monotonic)
        engine = Engine(ENGINE_ID, BOOTS, TIME_S, self._known.heard_s, self._known.keys)
        security._engines[self._targets[0].sockaddr] = engine
        return security

    def play(self, seed, spoil, thorough, rows):
        def either(draw, honest):
            """Spoil the PDU or the message around it."""
            self._whom = draw.choice(self._targets)
            number = draw.getrandbits(31)
            if draw.random() < 0.3:
                spoilt = spoil(draw, honest)
                self._sealed = self._security().seal(self._whom, number, spoilt.data)
                self._said = spoilt.data
                return Mutant(self._sealed, spoilt.how, spoilt.spoofed)
            self._said, self._sealed = honest, self._security().seal(self._whom, number, honest)
            return spoil(draw, self._sealed)

        super().play(seed, either, thorough, rows)

    def honest(self, draw):
        bindings = datagrams.answer_of_get(draw, message.V2C)
        whole = datagrams.say(message.RESPONSE, draw.getrandbits(31), bindings)
        at, _, _ = _skip(whole)
        return whole[at:]

    def take(self, data):
        """Return the PDU, where one is taken, and what is in it."""
        try:
            wire.is_v3(data)
            sealed = wire.take_apart(data)
            said = self._security().open(self._whom, data, sealed)
            if said.step is not Step.TAKE or message.open_message(message.wrap(said.pdu)).kind != message.RESPONSE:
                return None
            return sealed, said.pdu, message.bindings_of(said.pdu)
        except Malformed:
            return None

    def judge(self, outcome, data, thorough):
        """A signed message is taken as it was signed or not at all; an unsigned one as whose it says it is."""
        sealed, pdu, bindings = outcome
        user = self._whom.user
        if user.auth:
            expect("signed", self._sealed.hex(), data.hex())
        else:
            expect("engine and user", (ENGINE_ID, user.name.encode()), (sealed.usm.engine, sealed.usm.user))
        whole = message.wrap(pdu)
        read = reference.read(whole)
        if thorough:
            reference.confirm(whole, read)
        expect(
            "bindings",
            [(each.oid, reference.value(each.value)) for each in read.bindings],
            [(each.oid, each.value) for each in bindings],
        )


def _skip(whole):
    """Return where the PDU of an honest message begins."""
    outer = reference.elements(whole, 0, len(whole))[0]
    return tuple(each.at for each in reversed(reference.within(whole, outer)))

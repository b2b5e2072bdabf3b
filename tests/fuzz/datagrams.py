"""Honest datagrams, drawn at random: what agents send when nothing is wrong."""

import struct
from functools import lru_cache

from collectors.snmp import ber, message
from collectors.snmp.trap import INFORM, TRAP, TRAP_OID, TRAP_V1, UPTIME

COLUMNS = tuple(f"1.3.6.1.2.1.10.{column}.{2**column}" for column in range(1, 8))
"""Objects of a GET."""
TEXT = frozenset({1, 2, 5})
TABLE = ("1.3.6.1.2.1.9.1", "1.3.6.1.2.1.9.2", "1.3.6.1.2.1.9.3")
OCTETS = frozenset({2})


@lru_cache(10_000)
def name(oid):
    return ber.encode_tlv(ber.OID, ber.encode_oid(oid))


def binding(oid, tlv):
    return ber.encode_tlv(ber.SEQUENCE, name(oid) + tlv)


def say(kind, request_id, bindings, version=1, community=b"public"):
    """Return a message with an error-status of 0."""
    pdu = (
        ber.encode_integer(request_id) + b"\x02\x01\x00\x02\x01\x00" + ber.encode_tlv(ber.SEQUENCE, b"".join(bindings))
    )
    inside = ber.encode_integer(version) + ber.encode_tlv(ber.OCTETS, community) + ber.encode_tlv(kind, pdu)
    return ber.encode_tlv(ber.SEQUENCE, inside)


def number(rng):
    if rng.random() < 0.4:
        return ber.encode_integer(rng.randint(-(2 ** rng.choice((7, 15, 31))), 2**31 - 1))
    tag = rng.choice((ber.COUNTER32, ber.GAUGE32, ber.TIMETICKS, ber.COUNTER64))
    return ber.encode_integer(rng.getrandbits(64 if tag == ber.COUNTER64 else rng.choice((7, 16, 32))), tag)


def any_value(rng):
    draw = rng.random()
    if draw < 0.6:
        return number(rng)
    if draw < 0.75:
        return ber.encode_tlv(ber.OCTETS, rng.randbytes(rng.choice((0, 6, 30))))
    if draw < 0.8:
        return ber.encode_tlv(ber.OID, ber.encode_oid(f"1.3.6.1.4.1.{rng.getrandbits(32)}"))
    if draw < 0.85:
        return ber.encode_tlv(ber.IP_ADDRESS, rng.randbytes(4))
    if draw < 0.9:
        return ber.encode_tlv(ber.OPAQUE, b"\x9f\x78\x04" + struct.pack(">f", rng.uniform(-99, 99)))
    return bytes((rng.choice((ber.NO_SUCH_OBJECT, ber.NO_SUCH_INSTANCE, ber.NULL)), 0))


def answer_of_get(rng, version):
    """Return the bindings of an answer."""
    draw = number if rng.random() < 0.5 else any_value
    return [binding(oid, draw(rng)) for oid in COLUMNS]


def answer_of_walk(rng, version):
    """Return the bindings of an answer."""
    rows = sorted(rng.sample(range(1, 300), 1 if version == message.V1 else rng.randint(1, 6)))
    return [
        binding(
            f"{column}.{row}",
            ber.encode_tlv(ber.OCTETS, rng.randbytes(6)) if place in OCTETS else number(rng),
        )
        for row in rows
        for place, column in enumerate(TABLE)
    ]


def trap(rng, kind):
    """Return a trap of v1 or v2c, or an inform."""
    oid = rng.choice(("1.3.6.1.6.3.1.1.5.3", "1.3.6.1.4.1.5591.1.1.0.1", f"1.3.6.1.4.1.{rng.getrandbits(20)}.0.1"))
    said = [binding(f"1.3.6.1.2.1.2.2.1.1.{rng.randint(1, 9)}", any_value(rng)) for _ in range(rng.randint(0, 3))]
    if rng.random() < 0.5:
        said.append(binding("1.3.6.1.4.1.5591.1.2.3.1.2.1", ber.encode_tlv(ber.OCTETS, alarm(rng))))
    uptime = ber.encode_integer(rng.getrandbits(rng.choice((20, 32))), ber.TIMETICKS)
    if kind != TRAP_V1:
        which = binding(TRAP_OID, ber.encode_tlv(ber.OID, ber.encode_oid(oid)))
        return say(kind, rng.getrandbits(31), [binding(UPTIME, uptime), which, *said])
    pdu = ber.encode_tlv(ber.OID, ber.encode_oid(oid)) + ber.encode_tlv(ber.IP_ADDRESS, rng.randbytes(4))
    pdu += ber.encode_integer(rng.randint(0, 6)) + ber.encode_integer(rng.randint(0, 300)) + uptime
    pdu += ber.encode_tlv(ber.SEQUENCE, b"".join(said))
    inside = ber.encode_integer(0) + ber.encode_tlv(ber.OCTETS, b"public") + ber.encode_tlv(TRAP_V1, pdu)
    return ber.encode_tlv(ber.SEQUENCE, inside)


KINDS_OF_TRAP = (TRAP_V1, TRAP, INFORM)


def alarm(rng):
    """Return the packed octets of an entry of an alarm log."""
    what = ber.encode_tlv(ber.OID, ber.encode_oid(f"1.3.6.1.4.1.5591.1.3.1.{rng.randint(1, 99)}.0")) + any_value(rng)
    return rng.randbytes(4) + bytes((rng.randint(1, 7), rng.randrange(256))) + what


def line(rng):
    """Return a line of syslog."""
    texts = (
        b'<34>1 2026-11-22T10:00:00Z cmts1 snmpd 77 ID47 [a@1 x="1" y="\\"2\\""] link down',
        b"<13>Nov 22 10:00:00 amp7 power[12]: mains lost",
        "<11>光机 7 掉电".encode("gb18030"),
        b"something said by nobody",
    )
    return rng.choice(texts) + b" %d" % rng.getrandbits(16)

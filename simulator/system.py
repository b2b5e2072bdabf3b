"""Objects every agent has: the system group, and interfaces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulator import ber
from simulator.ber import Oid
from simulator.mib import SCALAR, Object, Rows, Value

SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)
IF_NUMBER: Oid = (1, 3, 6, 1, 2, 1, 2, 1)
IF_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1)
IFX_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
ETHERNET, MAC_LAYER, DOWNSTREAM, UPSTREAM, UPSTREAM_CHANNEL = 6, 127, 128, 129, 205


@dataclass(frozen=True, slots=True)
class Interface:
    """A row of the interface tables."""

    index: int
    name: str
    kind: int
    """Source: IANAifType-MIB."""
    bits_per_s: int
    busy: int = 0
    """Octets a second in and out."""


def fixed(value: bytes) -> Value:
    """Return a value that never changes."""
    return lambda _subject, _row, _now_ms: value


def row_wise(values: Sequence[bytes]) -> Value:
    """Return a column that never changes."""
    return lambda _subject, row, _now_ms: values[row]


def as_it_is(at_ms: int) -> int:
    """Return a moment unchanged: where simulated time is real."""
    return at_ms


def system(
    descr: Value, object_id: Oid, name: Value, up_since_ms: Callable[[int], int], location: Value,
    real_ms: Callable[[int], int] = as_it_is,
) -> list[Object]:  # fmt: skip
    """Return the system group; `real_ms` says when in real time a simulated moment is. Source: SNMPv2-MIB."""

    def uptime(subject: int, _row: int, now_ms: int) -> bytes:
        up_ms = real_ms(now_ms) - real_ms(up_since_ms(subject))
        return ber.number(up_ms // 10 & 0xFFFF_FFFF, ber.TIMETICKS)

    values: Sequence[Value] = (
        descr,
        fixed(ber.oid(object_id)),
        uptime,
        fixed(ber.octets("noc@example.net")),
        name,
        location,
        fixed(ber.number(72)),
    )
    return [Object((*SYSTEM, column), SCALAR, value) for column, value in enumerate(values, start=1)]


Octets = Callable[[int, int, int], int]
"""(subject, row, now_ms) → octets so far."""


def interfaces(
    listed: Sequence[Interface],
    physical: Value,
    up: Callable[[int, int], bool],
    octets: tuple[Octets, Octets] | None = None,
) -> list[Object]:
    """Return ifNumber, ifTable and ifXTable as far as they matter; `up(subject, row)`. Source: IF-MIB.

    `octets` counts what came in and went out, by default `Interface.busy` for ever.
    """
    rows = Rows((one.index,) for one in listed)
    in_order = sorted(listed, key=lambda one: one.index)

    def oper(subject: int, row: int, _now_ms: int) -> bytes:
        return ber.number(1 if up(subject, row) else 2)

    def seen(subject: int, row: int, now_ms: int) -> int:
        return in_order[row].busy * (now_ms // 10) // 100 + subject * 104_729

    received, sent = octets or (seen, seen)
    short_in, short_out = (_counted(ber.counter32, count) for count in (received, sent))
    long_in, long_out = (_counted(ber.counter64, count) for count in (received, sent))
    zero = fixed(ber.counter32(0))
    speed = [ber.number(min(one.bits_per_s, 0xFFFF_FFFF), ber.GAUGE32) for one in in_order]
    mega = [ber.number(one.bits_per_s // 1_000_000, ber.GAUGE32) for one in in_order]
    table: dict[int, Value] = {
        1: row_wise([ber.number(one.index) for one in in_order]),
        2: row_wise([ber.octets(one.name) for one in in_order]),
        3: row_wise([ber.number(one.kind) for one in in_order]),
        4: fixed(ber.number(1500)),
        5: row_wise(speed),
        6: physical,
        7: fixed(ber.number(1)),
        8: oper,
        9: fixed(ber.number(0, ber.TIMETICKS)),
        10: short_in,
        13: zero,
        14: zero,
        16: short_out,
        19: zero,
        20: zero,
    }
    extended: dict[int, Value] = {
        1: row_wise([ber.octets(one.name) for one in in_order]),
        6: long_in,
        10: long_out,
        15: row_wise(mega),
        18: fixed(ber.octets("")),
    }
    return [
        Object(IF_NUMBER, SCALAR, fixed(ber.number(len(in_order)))),
        *(Object((*IF_ENTRY, column), rows, value) for column, value in table.items()),
        *(
            Object((*IFX_ENTRY, column), rows, value, value in {long_in, long_out})
            for column, value in extended.items()
        ),
    ]


def _counted(encode: Callable[[int], bytes], octets: Octets) -> Value:
    return lambda subject, row, now_ms: encode(octets(subject, row, now_ms))

"""The log a cable modem keeps of itself. Source: DOCS-CABLE-DEVICE-MIB docsDevEventTable; ids: CM-SP-OSSI annex D."""

from __future__ import annotations

import time
from collections.abc import Callable

from simulator import ber
from simulator.levels import Levels
from simulator.mib import Object, Rows, Value
from simulator.plant import Plant

EVENT = (1, 3, 6, 1, 2, 1, 69, 1, 5, 8, 1)
CRITICAL = 3
LOSS_OF_SYNC, NO_RANGING_ANSWER = 84_000_500, 82_000_200
_TEXTS = (
    (LOSS_OF_SYNC, "SYNC Timing Synchronization failure - Loss of Sync"),
    (NO_RANGING_ANSWER, "No Ranging Response received - T3 time-out"),
)


def events(plant: Plant, levels: Levels, own: list[int]) -> list[Object]:
    """Return the two events every modem has: it lost its signal, and nobody answered its ranging.

    `own` are the terminals the subjects are. Each has happened once before we started.
    """
    rows = Rows((number,) for number in (1, 2))

    def first(modem: int, _row: int, _now_ms: int) -> bytes:
        return ber.octets(date_and_time(plant.real_ms(int(plant.booted_ms[own[modem]]))))

    def last(modem: int, _row: int, _now_ms: int) -> bytes:
        terminal = own[modem]
        at_ms = max(int(plant.booted_ms[terminal]), int(plant.registered_at(terminal)))
        return ber.octets(date_and_time(plant.real_ms(at_ms)))

    def counts(modem: int, row: int, now_ms: int) -> bytes:
        terminal = own[modem]
        noisy = levels.timeouts(terminal, now_ms) if row else 0
        return ber.counter32(1 + int(plant.returns[terminal]) + noisy)

    columns: dict[int, Value] = {
        2: first,
        3: last,
        4: counts,
        5: _each(lambda _row: ber.number(CRITICAL)),
        6: _each(lambda row: ber.number(_TEXTS[row][0], ber.GAUGE32)),
        7: _each(lambda row: ber.octets(_TEXTS[row][1])),
    }
    return [Object((*EVENT, column), rows, value) for column, value in columns.items()]


def date_and_time(utc_ms: int) -> bytes:
    """Return eight octets. Source: SNMPv2-TC DateAndTime."""
    at = time.gmtime(utc_ms // 1000)
    return at.tm_year.to_bytes(2, "big") + bytes(
        (at.tm_mon, at.tm_mday, at.tm_hour, at.tm_min, at.tm_sec, utc_ms % 1000 // 100)
    )


def _each(encode: Callable[[int], bytes]) -> Value:
    values = [encode(row) for row in range(len(_TEXTS))]
    return lambda _modem, row, _now_ms: values[row]

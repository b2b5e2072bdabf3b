"""A CMTS's tables of modems: status, registration, and the index by MAC. Source: DOCS-IF-MIB, DOCS-IF3-MIB."""

from __future__ import annotations

from collections.abc import Callable

from simulator import ber
from simulator.cmts_channels import Group
from simulator.cmts_table import CmtsTable
from simulator.levels import CHANNELS, Levels
from simulator.mib import Object, Value
from simulator.modem_events import date_and_time
from simulator.oids import DOCS_IF, DOCS_IF3
from simulator.plant import CmState
from simulator.system import fixed

CM_STATUS = (*DOCS_IF, 1, 3, 3, 1)
MAC_TO_CM = (*DOCS_IF, 1, 3, 7, 1)
REG_STATUS = (*DOCS_IF3, 3, 1)
_REG_STATE = {
    CmState.OTHER: 1,
    CmState.RANGING: 2,
    CmState.RANGING_COMPLETE: 4,
    CmState.IP_COMPLETE: 5,
    CmState.REGISTERED: 6,
    CmState.ACCESS_DENIED: 17,
    CmState.OPERATIONAL: 8,
}
"""docsIf3CmtsCmRegStatusValue; a barred modem is forwardingDisabled there."""
_WITHOUT_ADDRESS = frozenset({CmState.OTHER, CmState.RANGING, CmState.RANGING_COMPLETE})
_NOWHERE = bytes(4)


def modem_rows(table: CmtsTable, levels: Levels, groups: list[Group]) -> list[Object]:
    """Return all objects with a row for each modem."""
    places = {group.number: group for group in groups}
    design = levels.design
    group = {one: places[int(design.group[one])] for one in table.members}
    upstream = {one: group[one].upstream(int(design.upstream[one])) for one in table.members}
    return [
        *_status_table(table, levels, group, upstream),
        *_registration_table(table, group),
        Object((*MAC_TO_CM, 2), table.by_mac, lambda _subject, row, _now: ber.number(table.by_mac_index[row])),
    ]


def _status_table(table: CmtsTable, levels: Levels, group: dict[int, Group], upstream: dict[int, int]) -> list[Object]:
    """Return docsIfCmtsCmStatusTable. A modem that is away has no levels: zeroes."""

    def level(read: Callable[[int, int], int]) -> Value:
        def value(_subject: int, row: int, now_ms: int) -> bytes:
            shown = table.shown
            return ber.number(read(shown.terminals[row], now_ms) if shown.states[row] != CmState.OTHER else 0)

        return value

    def offset(_subject: int, row: int, now_ms: int) -> bytes:
        return ber.number(levels.timing_offset(table.shown.terminals[row], now_ms), ber.GAUGE32)

    def counted(which: int, encode: Callable[[int], bytes]) -> Value:
        return lambda _subject, row, now_ms: encode(
            levels.codewords(table.shown.terminals[row], CHANNELS, now_ms)[which]
        )

    macs = {terminal: ber.octets(mac) for terminal, mac in table.mac.items()}
    channels = {terminal: ber.number(index) for terminal, index in upstream.items()}
    downstream = {terminal: ber.number(one.downstream(0)) for terminal, one in group.items()}
    states = _states(table, {state: int(state) for state in CmState})

    columns: dict[int, Value] = {
        2: _of_modem(table, macs),
        3: lambda _subject, row, _now: ber.tlv(ber.IP_ADDRESS, _address(table, row)),
        4: _of_modem(table, downstream),
        5: _of_modem(table, channels),
        6: level(levels.us_rx),
        7: offset,
        8: lambda _subject, row, _now: ber.octets(levels.residual_taps(table.shown.terminals[row])),
        9: states,
        10: counted(0, ber.counter32),
        11: counted(1, ber.counter32),
        12: counted(2, ber.counter32),
        13: level(levels.us_snr),
        14: lambda _subject, row, _now: ber.number(26 + table.shown.terminals[row] % 9),
        15: counted(0, ber.counter64),
        16: counted(1, ber.counter64),
        17: counted(2, ber.counter64),
        18: fixed(ber.number(3)),
        19: fixed(ber.number(2)),
        20: fixed(ber.number(1)),
        21: lambda _subject, row, _now: ber.octets(_address(table, row)),
    }
    return [Object((*CM_STATUS, column), table.rows, value, 15 <= column <= 17) for column, value in columns.items()]


def _registration_table(table: CmtsTable, group: dict[int, Group]) -> list[Object]:
    """Return docsIf3CmtsCmRegStatusTable, under the same indexes."""
    plant = table.plant

    def since(_subject: int, row: int, _now_ms: int) -> bytes:
        terminal = table.shown.terminals[row]
        at_ms = int(plant.registered_at(terminal) or plant.booted_ms[terminal])
        return ber.octets(date_and_time(plant.real_ms(at_ms)))

    macs = {terminal: ber.octets(mac) for terminal, mac in table.mac.items()}
    domains = {terminal: ber.number(one.mac_domain) for terminal, one in group.items()}
    service_groups = {terminal: ber.number(one.place + 1, ber.GAUGE32) for terminal, one in group.items()}
    columns: dict[int, Value] = {
        2: _of_modem(table, macs),
        3: fixed(ber.octets(bytes(16))),
        4: fixed(ber.octets(bytes(16))),
        5: lambda _subject, row, _now: ber.octets(_address(table, row)),
        6: _states(table, _REG_STATE),
        7: _of_modem(table, domains),
        8: _of_modem(table, service_groups),
        13: fixed(ber.number(3)),
        14: since,
    }
    return [Object((*REG_STATUS, column), table.rows, value) for column, value in columns.items()]


def _of_modem(table: CmtsTable, values: dict[int, bytes]) -> Value:
    """Return a column that belongs to the modem, whatever row it has."""
    return lambda _subject, row, _now_ms: values[table.shown.terminals[row]]


def _states(table: CmtsTable, numbers: dict[CmState, int]) -> Value:
    """Return a column of states, as this maker and this table count them."""
    encoded = {int(state): ber.number(number) for state, number in numbers.items()}
    encoded[int(CmState.REGISTERED)] = encoded[int(table.online)]
    return lambda _subject, row, _now_ms: encoded[table.shown.states[row]]


def _address(table: CmtsTable, row: int) -> bytes:
    """Return a modem's address, zeroes as long as it has none."""
    shown = table.shown
    return _NOWHERE if shown.states[row] in _WITHOUT_ADDRESS else shown.addresses[row]

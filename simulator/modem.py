"""What a cable modem answers. Source: DOCS-IF-MIB, DOCS-IF3-MIB, DOCS-CABLE-DEVICE-MIB, IF-MIB."""

from __future__ import annotations

from collections.abc import Callable

from simulator import ber
from simulator.context import Context, Views
from simulator.levels import CHANNELS, Levels
from simulator.levels.units import CHANNEL_HZ, UPSTREAM_HZ, UPSTREAM_WIDTH_HZ
from simulator.mib import Object, Rows, Value, View
from simulator.modem_events import events
from simulator.oids import DOCS_IF, DOWN_CHANNEL, SIGNAL_QUALITY, UP_CHANNEL
from simulator.plant import Plant
from simulator.system import DOWNSTREAM, ETHERNET, MAC_LAYER, UPSTREAM, Interface, fixed, interfaces, row_wise, system

CM_STATUS = (*DOCS_IF, 1, 2, 2, 1)
CM_STATUS_US = (1, 3, 6, 1, 4, 1, 4491, 2, 1, 20, 1, 2, 1)
OPERATIONAL = 12
"""docsIfCmStatusValue of a modem in service; a CMTS counts differently."""
DS_INDEXES = (3, 48, 49, 50)
US_INDEX = 4
MAC_INDEX = 2
_DESCR = "<<HW_REV: {hw}; VENDOR: {vendor}; BOOTR: 2.1.1; SW_REV: {sw}; MODEL: {model}>>"
_MODELS = (
    ("3", "ARRIS", "9.1.103", "SB6183"),
    ("1A", "Technicolor", "STD6.02.50", "TC4400"),
    ("2.0", "Hitron", "7.1.1.32", "CODA-45"),
    ("V1.0", "Skyworth", "6.0.4", "CM5100"),
)


def modem_views(context: Context) -> Views:
    """Return the one view all modems share."""
    city, plant, levels = context.city, context.plant, context.levels
    place = {element: terminal for terminal, element in enumerate(city.terminals)}
    own = [place[element] for element in context.members]
    shared = View(
        [
            *_identity(context, own),
            *_downstream(levels, own),
            *_upstream(plant, levels, own),
            *events(plant, levels, own),
        ]
    )
    return lambda _subject: shared


def _identity(context: Context, own: list[int]) -> list[Object]:
    """Return the system group and the interfaces; `own` are the terminals the subjects are."""
    city, plant = context.city, context.plant
    ports = [
        Interface(1, "Ethernet", ETHERNET, 1_000_000_000, 40_000),
        Interface(MAC_INDEX, "RF MAC", MAC_LAYER, 0, 40_000),
        *(Interface(index, f"RF Downstream {index}", DOWNSTREAM, 51_000_000, 10_000) for index in DS_INDEXES),
        Interface(US_INDEX, "RF Upstream", UPSTREAM, 20_000_000, 2_000),
    ]
    macs = [bytes.fromhex(city.elements[number].id.replace(":", "")) for number in context.members]
    models = [ber.octets(_DESCR.format(hw=hw, vendor=vendor, sw=sw, model=model)) for hw, vendor, sw, model in _MODELS]

    def inside(modem: int) -> bytes:
        mac = macs[modem]
        return mac[:5] + bytes(((mac[5] + 1) & 255,))

    return [
        *system(
            descr=lambda modem, _row, _now: models[macs[modem][4] % len(models)],
            object_id=(1, 3, 6, 1, 4, 1, 4491, 2, 4, 1),
            name=lambda modem, _row, _now: ber.octets(f"cm{modem + 1}"),
            up_since_ms=lambda modem: int(plant.booted_ms[own[modem]]),
            location=lambda modem, _row, _now: ber.octets(city.elements[context.members[modem]].address),
        ),
        *interfaces(
            ports,
            lambda modem, row, _now: ber.octets(inside(modem) if row == 0 else macs[modem]),
            lambda _modem, _row: True,
        ),
    ]


def _downstream(levels: Levels, own: list[int]) -> list[Object]:
    """Return channels and signal quality, one row per downstream channel."""
    rows = Rows((index,) for index in DS_INDEXES)
    at = levels.at

    def counted(which: int, encode: Callable[[int], bytes]) -> Value:
        return lambda modem, row, now_ms: encode(levels.codewords(own[modem], row, now_ms)[which])

    channel: dict[int, Value] = {
        1: row_wise([ber.number(row + 1) for row in range(CHANNELS)]),
        2: row_wise([ber.number(hertz) for hertz in CHANNEL_HZ]),
        3: fixed(ber.number(8_000_000)),
        4: fixed(ber.number(4)),
        6: lambda modem, row, now_ms: ber.number(at(now_ms).ds_power[own[modem] * CHANNELS + row]),
    }
    quality: dict[int, Value] = {
        1: fixed(ber.number(2)),
        2: counted(0, ber.counter32),
        3: counted(1, ber.counter32),
        4: counted(2, ber.counter32),
        5: lambda modem, row, now_ms: ber.number(at(now_ms).ds_snr[own[modem] * CHANNELS + row]),
        6: lambda modem, row, _now: ber.number(28 + (modem + row) % 6),
        8: counted(0, ber.counter64),
        9: counted(1, ber.counter64),
        10: counted(2, ber.counter64),
    }
    return [
        *(Object((*DOWN_CHANNEL, column), rows, value) for column, value in channel.items()),
        *(Object((*SIGNAL_QUALITY, column), rows, value, column >= 8) for column, value in quality.items()),
    ]


def _upstream(plant: Plant, levels: Levels, own: list[int]) -> list[Object]:
    """Return the modem's own status, its transmit level, its equaliser and its time-outs."""
    mac, upstream = Rows([(MAC_INDEX,)]), Rows([(US_INDEX,)])

    def transmits(modem: int, _row: int, now_ms: int) -> bytes:
        return ber.number(levels.us_tx(own[modem], now_ms))

    def lost(modem: int, _row: int, _now_ms: int) -> bytes:
        return ber.counter32(int(plant.returns[own[modem]]))

    def unanswered(modem: int, _row: int, now_ms: int) -> bytes:
        terminal = own[modem]
        return ber.counter32(int(plant.returns[terminal]) + levels.timeouts(terminal, now_ms))

    def equaliser(modem: int, _row: int, now_ms: int) -> bytes:
        return ber.octets(levels.modem_taps(own[modem], now_ms))

    def tuned(modem: int, _row: int, _now_ms: int) -> bytes:
        return ber.number(UPSTREAM_HZ[int(levels.design.upstream[own[modem]])])

    none = fixed(ber.counter32(0))
    status: dict[int, Value] = {
        1: fixed(ber.number(OPERATIONAL)),
        2: fixed(ber.octets("")),
        3: transmits,
        4: lost,
        5: lost,
        12: unanswered,
        13: lost,
        15: fixed(ber.number(3)),
        17: equaliser,
    }
    channel: dict[int, Value] = {
        1: transmits,
        2: unanswered,
        3: lost,
        4: none,
        5: fixed(ber.number(2)),
        6: equaliser,
        7: none,
        8: fixed(ber.number(2)),
        9: fixed(ber.number(4)),
    }
    settings: dict[int, Value] = {2: tuned, 3: fixed(ber.number(UPSTREAM_WIDTH_HZ))}
    return [
        *(Object((*CM_STATUS, column), mac, value) for column, value in status.items()),
        *(Object((*UP_CHANNEL, column), upstream, value) for column, value in settings.items()),
        *(Object((*CM_STATUS_US, column), upstream, value) for column, value in channel.items()),
    ]

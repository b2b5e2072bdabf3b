"""What an OLT answers: its PON ports, its ONUs and their optics. Source: NSCRTV-EPONEOC-EPON-MIB."""

from __future__ import annotations

from collections.abc import Callable

from simulator import ber
from simulator.context import Context, Views
from simulator.levels.design import span_m
from simulator.mib import Object, Rows, Value, View
from simulator.observed import Observed
from simulator.oids import EPON
from simulator.system import ETHERNET, Interface, fixed, interfaces, row_wise, system

PON_PORT = (*EPON, 3, 1, 1)
ONU = (*EPON, 4, 1, 1)
OPTICS = (*EPON, 4, 2, 1)
DEVICE, CARD = 1, 1
UP, DOWN = 1, 2
_UP_SINCE_MS = 90 * 86_400_000
_PON_IF = 1
"""ifType other(1): PON ports have none of their own in most makers' tables."""
_RATE_KBPS = 1_000_000


class OltView(View):
    """The view of one OLT, which looks after its ONUs before it answers."""

    def __init__(self, objects: list[Object], observed: Observed) -> None:
        """Take the objects, which read `observed`."""
        super().__init__(objects)
        self._observed = observed

    def refresh(self, now_ms: int) -> None:
        """Look again, when it is time to; rows stay, an ONU that is away is down."""
        self._observed.refresh(now_ms)


def olt_views(context: Context) -> Views:
    """Return the views of all OLTs."""
    return lambda subject: _view(context, context.members[subject])


def _view(context: Context, olt: int) -> View:
    city, plant = context.city, context.plant
    ports = [number for number in city.behind(olt) if city.elements[number].kind == "pon_port"]
    observed = Observed(context, olt)
    listed = [
        Interface(1, "xge0/1", ETHERNET, 10_000_000_000, 30_000_000),
        *(Interface(10 + at, f"pon{CARD}/{at + 1}", _PON_IF, 1_000_000_000, 4_000_000) for at in range(len(ports))),
    ]
    objects = system(
        fixed(ber.octets("EPON OLT EX-8016, software V2.1.6")),
        (1, 3, 6, 1, 4, 1, 17409, 2, 3),
        fixed(ber.octets(city.elements[olt].id)),
        lambda _subject: plant.started_ms - _UP_SINCE_MS,
        fixed(ber.octets(city.elements[city.elements[olt].parent].name)),
    )
    mac = ber.octets(b"\x02\x00\x5e\x30" + city.of_kind("olt").index(olt).to_bytes(2, "big"))
    objects += interfaces(listed, fixed(mac), lambda _subject, row: row == 0 or plant.lit(ports[row - 1]))
    place_of = _port_of(context, ports, observed)
    return OltView(
        [*objects, *_ports(context, ports, place_of, observed), *_onus(context, place_of, observed)], observed
    )


def _port_of(context: Context, ports: list[int], observed: Observed) -> list[int]:
    """Return, for each ONU, which of the ports it hangs on."""
    city = context.city
    behind = [city.terminals_behind(port) for port in ports]
    return [next(at for at, members in enumerate(behind) if one in members) for one in observed.terminals]


def _ports(context: Context, ports: list[int], port_of: list[int], observed: Observed) -> list[Object]:
    """Return ponPortInfoTable."""
    rows = Rows((DEVICE, CARD, at + 1) for at in range(len(ports)))
    members = [[place for place, port in enumerate(port_of) if port == at] for at in range(len(ports))]

    def up(_subject: int, row: int, _now_ms: int) -> bytes:
        return ber.number(UP if context.plant.lit(ports[row]) else DOWN)

    def here(_subject: int, row: int, _now_ms: int) -> bytes:
        return ber.number(sum(observed.online(place) for place in members[row]))

    columns: dict[int, Value] = {
        4: fixed(ber.number(1)),
        5: up,
        6: fixed(ber.number(UP)),
        7: fixed(ber.number(64)),
        8: here,
        12: fixed(ber.number(_RATE_KBPS)),
        18: fixed(ber.number(_RATE_KBPS)),
    }
    return [Object((*PON_PORT, column), rows, value) for column, value in columns.items()]


def _onus(context: Context, port_of: list[int], observed: Observed) -> list[Object]:
    """Return onuInfoTable and the optics of each ONU; one that is away has none: zeroes."""
    city, levels, plant = context.city, context.levels, context.plant
    counted = [0] * (max(port_of, default=0) + 1)
    place_at: dict[int, int] = {}
    for place, port in enumerate(port_of):
        counted[port] += 1
        place_at[DEVICE << 24 | CARD << 16 | (port + 1) << 8 | counted[port]] = place
    rows, optics = Rows((index,) for index in place_at), Rows((index, 0, 1) for index in place_at)
    order = [place_at[index] for (index,) in rows.suffixes]
    elements = [city.terminals[observed.terminals[place]] for place in order]
    macs = [ber.octets(_mac(city.elements[element].id)) for element in elements]
    fibre_m = [ber.number(_fibre_m(context, element)) for element in elements]

    def status(_subject: int, row: int, _now_ms: int) -> bytes:
        return ber.number(UP if observed.online(order[row]) else DOWN)

    def registered_s(_subject: int, row: int, now_ms: int) -> bytes:
        since_ms = plant.registered_at(observed.terminals[order[row]]) or plant.started_ms - _UP_SINCE_MS
        return ber.counter32(max(plant.real_ms(now_ms) - plant.real_ms(since_ms), 0) // 1000)

    def optical(read: Callable[[int, int], float]) -> Value:
        def value(_subject: int, row: int, now_ms: int) -> bytes:
            return ber.number(round(read(elements[row], now_ms)) if observed.online(order[row]) else 0)

        return value

    information: dict[int, Value] = {
        2: row_wise([ber.octets(f"ONU {city.elements[element].id}") for element in elements]),
        3: fixed(ber.number(1)),
        7: row_wise(macs),
        8: status,
        9: fixed(ber.number(UP)),
        13: fixed(ber.octets("V1.3.8")),
        15: row_wise(fibre_m),
        18: registered_s,
    }
    measured: dict[int, Value] = {
        4: optical(lambda element, now_ms: 100.0 * levels.optical_dbm(element, now_ms)),
        5: optical(lambda element, now_ms: 210.0 + 20.0 * levels.noise(element, 95, now_ms)),
        6: optical(lambda element, now_ms: 1150.0 + 40.0 * levels.noise(element, 96, now_ms)),
        7: optical(lambda element, now_ms: 330_000.0 + 500.0 * levels.noise(element, 97, now_ms)),
        8: optical(lambda _element, now_ms: 100.0 * levels.outside_c(now_ms) + 2200.0),
    }
    return [
        *(Object((*ONU, column), rows, value) for column, value in information.items()),
        *(Object((*OPTICS, column), optics, value) for column, value in measured.items()),
    ]


def _fibre_m(context: Context, element: int) -> int:
    """Return metres of fibre from an ONU to its OLT."""
    city, metres = context.city, 0.0
    while city.elements[element].kind != "olt":
        metres += span_m(city.elements[element])
        element = city.elements[element].parent
    return round(metres)


def _mac(spelt: str) -> bytes:
    return bytes.fromhex(spelt.replace(":", ""))

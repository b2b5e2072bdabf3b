"""What an EoC head answers: itself, and the units that are online behind it. Source: NSCRTV-EPONEOC-MOD-EOC-MIB."""

from __future__ import annotations

from collections.abc import Callable

from simulator import ber
from simulator.context import Context, Views
from simulator.levels import CHANNELS
from simulator.levels.units import HEAD_OUTPUT_DBMV
from simulator.mib import SCALAR, Object, Rows, Value, View
from simulator.observed import Observed
from simulator.oids import EOC
from simulator.plant import CmState
from simulator.system import ETHERNET, Interface, fixed, interfaces, system

ADMIN, STATUS = (*EOC, 1, 1), (*EOC, 1, 3)
MASTER = (*EOC, 2, 1, 1)
AMOUNT = (*EOC, 5, 2)
ONLINE = (*EOC, 5, 2, 4, 1)
_MASTER = 1
_DBUV = 60
"""dBmV to dBµV."""
LOW_BAND = 0.72
"""Loss at 7.5 to 65 MHz, where units talk, as a share of that at television's channels."""
_UP_SINCE_MS = 23 * 86_400_000
_BEST_MBPS, _WORTH_MBPS = 180, 4.2
"""Data rate over a short cable, and what each dB beyond 20 costs."""


class EocView(View):
    """The view of one head; only units that are online have rows."""

    def __init__(self, objects: list[Object], units: Units) -> None:
        """Take the objects, among them those of `units`."""
        super().__init__(objects)
        self._units = units

    def refresh(self, now_ms: int) -> None:
        """Look who is online, when it is time to."""
        if self._units.refresh(now_ms):
            self.lay_out()


class Units:
    """The units behind one head, those online by row."""

    def __init__(self, context: Context, head: int) -> None:
        """List the units a head has ever had; their indexes are the order they first came in."""
        self._observed = Observed(context, head)
        self.terminals = self._observed.terminals
        self.rows = Rows(())
        self.places: list[int] = []
        """Place in `terminals` by row."""
        self._lay_out()

    def refresh(self, now_ms: int) -> bool:
        """Look again; tells whether there are other rows."""
        return self._observed.refresh(now_ms) and self._lay_out()

    def authorised(self, row: int) -> bool:
        """Tell whether the unit in a row may carry traffic."""
        return self._observed.states[self.places[row]] != CmState.ACCESS_DENIED

    def _lay_out(self) -> bool:
        places = [place for place in range(len(self.terminals)) if self._observed.online(place)]
        if places == self.places:
            return False
        self.places = places
        self.rows.replace((_MASTER, place + 1) for place in places)
        return True


def eoc_views(context: Context) -> Views:
    """Return the views of all EoC heads."""
    return lambda subject: _view(context, context.members[subject])


def _view(context: Context, head: int) -> View:
    city = context.city
    element = city.elements[head]
    units = Units(context, head)
    objects = system(
        fixed(ber.octets("EoC head EX-C2000")),
        (1, 3, 6, 1, 4, 1, 17409, 2, 4),
        fixed(ber.octets(element.id)),
        _up_since(context, head),
        fixed(ber.octets(element.address)),
    )
    mac = ber.octets(b"\x02\x00\x5e\x40" + (head & 0xFFFF).to_bytes(2, "big"))
    ports = [Interface(1, "eth0", ETHERNET, 1_000_000_000, 900_000), Interface(2, "cable0", 1, 240_000_000, 900_000)]
    objects += interfaces(ports, fixed(mac), lambda _subject, _row: True)
    return EocView([*objects, *_head(context, head, units), *_units(context, units)], units)


def _up_since(context: Context, head: int) -> Callable[[int], int]:
    """Return when a head was powered up: with the ONU inside it, where it has one."""
    city, plant = context.city, context.plant
    inside = next((at for at, one in enumerate(city.terminals) if city.elements[one].parent == head
                   and city.elements[one].kind == "onu"), None)  # fmt: skip
    since_ms = plant.started_ms - _UP_SINCE_MS
    return lambda _subject: since_ms if inside is None else int(plant.booted_ms[inside])


def _head(context: Context, head: int, units: Units) -> list[Object]:
    """Return what the head says of itself."""
    levels, one = context.levels, Rows([(_MASTER,)])

    def warm(_subject: int, _row: int, now_ms: int) -> bytes:
        return ber.number(round(levels.outside_c(now_ms) + 17.0 + levels.noise(head, 90, now_ms)))

    def output(_subject: int, _row: int, now_ms: int) -> bytes:
        return ber.number(round(levels.output_dbmv(head, now_ms) + _DBUV))

    scalars: dict[tuple[int, ...], Value] = {
        (*ADMIN, 1): fixed(ber.octets(context.city.elements[head].id)),
        (*ADMIN, 3): fixed(ber.octets("Example Access")),
        (*ADMIN, 4): fixed(ber.octets("EX-C2000")),
        (*ADMIN, 5): fixed(ber.octets(f"EC{head:08d}")),
        (*ADMIN, 6): fixed(ber.octets("3.0.14")),
        (*STATUS, 3): warm,
        (*STATUS, 4): fixed(ber.number(1)),
        (*STATUS, 7): fixed(ber.number(2)),
        (*AMOUNT, 2): lambda _subject, _row, _now: ber.number(len(units.places)),
        (*AMOUNT, 3): fixed(ber.number(253)),
    }
    master: dict[int, Value] = {
        2: fixed(ber.number(253)),
        3: output,
        4: fixed(ber.number(7_500)),
        5: fixed(ber.number(65_000)),
        6: fixed(ber.number(7_500)),
        7: fixed(ber.number(65_000)),
    }
    return [
        *(Object(oid, SCALAR, value) for oid, value in scalars.items()),
        *(Object((*MASTER, column), one, value) for column, value in master.items()),
    ]


def _units(context: Context, units: Units) -> list[Object]:
    """Return modEoCCNUOnlineTable."""
    city, levels = context.city, context.levels
    macs = [
        ber.octets(bytes.fromhex(city.elements[city.terminals[one]].id.replace(":", ""))) for one in units.terminals
    ]

    def loss_db(row: int, now_ms: int, more: float = 0.0) -> float:
        terminal = units.terminals[units.places[row]]
        received = levels.at(now_ms).ds_power[terminal * CHANNELS] / 10.0
        return min(max((HEAD_OUTPUT_DBMV - received) * LOW_BAND + more, 1.0), 127.0)

    def attenuation(more: float) -> Value:
        return lambda _subject, row, now_ms: ber.number(round(loss_db(row, now_ms, more)))

    def quality(more: float) -> Value:
        return lambda _subject, row, now_ms: ber.number(round(max(100.0 - loss_db(row, now_ms, more), 0.0)))

    def rate(most: float) -> Value:
        def value(_subject: int, row: int, now_ms: int) -> bytes:
            return ber.number(round(max(most - _WORTH_MBPS * max(loss_db(row, now_ms) - 20.0, 0.0), 1.0)))

        return value

    columns: dict[int, Value] = {
        3: lambda _subject, row, _now: macs[units.places[row]],
        4: fixed(ber.octets("EX-U200")),
        5: fixed(ber.number(2)),
        6: lambda _subject, row, _now: ber.number(1 if units.authorised(row) else 0),
        7: fixed(ber.octets("2.2.1")),
        9: attenuation(0.0),
        10: attenuation(1.5),
        11: quality(0.0),
        12: quality(1.5),
        13: rate(_BEST_MBPS),
        14: rate(_BEST_MBPS * 0.8),
    }
    return [Object((*ONLINE, column), units.rows, value) for column, value in columns.items()]

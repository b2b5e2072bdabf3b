"""What CMTSs, OLTs and EoC heads list: it agrees with the plant, as old as their caches, under indexes that change."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import pytest

from simulator import ber
from simulator.addresses import Addresses, Network
from simulator.agents import Agents
from simulator.city import City
from simulator.cmts_channels import service_groups
from simulator.drawing import draw_city
from simulator.manners import CALM, HOSTILE, Manners
from simulator.oids import EOC, EPON
from simulator.plant import CmState, Delays, Plant
from simulator.sizes import SIZES
from simulator.wire import Allowance, Wire

START_MS = 1_800_000_000_000
SECOND_MS = 1000
STATUS_MAC, STATUS_VALUE, STATUS_ADDRESS = ((1, 3, 6, 1, 2, 1, 10, 127, 1, 3, 3, 1, column) for column in (2, 9, 3))
REG_MAC, REG_DOMAIN, NODE_GROUP = (
    (1, 3, 6, 1, 4, 1, 4491, 2, 1, 20, 1, *rest) for rest in ((3, 1, 2), (3, 1, 7), (12, 1, 3))
)
ONU_MAC, ONU_STATUS, ONU_POWER, PON_HERE = (
    (*EPON, *rest) for rest in ((4, 1, 1, 7), (4, 1, 1, 8), (4, 2, 1, 4), (3, 1, 1, 8))
)
UNIT_MAC, UNIT_AMOUNT = (*EOC, 5, 2, 4, 1, 3), (*EOC, 5, 2, 2)


class HandClock:
    now_ms = START_MS

    def __call__(self) -> int:
        return self.now_ms


class Bench:
    """A plant with its agents, asked without a network."""

    def __init__(self, city: City, manners: Manners = CALM) -> None:
        self.city, self.clock = city, HandClock()
        self.plant = Plant(city, Delays((1000, 3000), (1000, 2000)), self.clock)
        self.agents = Agents(city, self.plant, Network.parse("127.50"), "public", 65_000, manners)

    def pass_time(self, seconds: float) -> None:
        self.clock.now_ms += round(seconds * SECOND_MS)
        self.plant.advance(self.clock.now_ms)

    def walk(self, element: int, column: ber.Oid) -> dict[ber.Oid, bytes]:
        """Return suffix → content of a column's values."""
        asked = self.agents.addresses.packed(element)
        found: dict[ber.Oid, bytes] = {}
        at = column
        while True:
            answer = self.agents.answer(asked, bulk_request(at, 500), self.clock.now_ms)
            assert answer is not None
            for name, value in varbinds(answer):
                if name[: len(column)] != column or value[:1] == b"\x82":
                    return found
                found[name[len(column) :]] = content(value)
                at = name


@pytest.fixture(scope="module")
def district() -> City:
    return draw_city(3, SIZES["district"])


@pytest.fixture
def bench(district: City) -> Bench:
    return Bench(district)


def bulk_request(oid: ber.Oid, repetitions: int) -> bytes:
    numbers = ber.number(1) + ber.number(0) + ber.number(repetitions)
    names = ber.tlv(ber.SEQUENCE, ber.tlv(ber.SEQUENCE, ber.oid(oid) + ber.NULL_VALUE))
    return ber.tlv(ber.SEQUENCE, ber.number(1) + ber.octets("public") + ber.tlv(0xA5, numbers + names))


def get_request(names: list[ber.Oid]) -> bytes:
    listed = b"".join(ber.tlv(ber.SEQUENCE, ber.oid(name) + ber.NULL_VALUE) for name in names)
    numbers = ber.number(1) + ber.number(0) + ber.number(0)
    pdu = ber.tlv(0xA0, numbers + ber.tlv(ber.SEQUENCE, listed))
    return ber.tlv(ber.SEQUENCE, ber.number(1) + ber.octets("public") + pdu)


def varbinds(message: bytes):
    at, _ = ber.read(message, 0, len(message), ber.SEQUENCE)
    _, at = ber.read_integer(message, at, len(message))
    _, at = ber.read(message, at, len(message), ber.OCTETS)
    at, _ = ber.read(message, at, len(message), 0xA2)
    for _ in range(3):
        _, at = ber.read_integer(message, at, len(message))
    at, end = ber.read(message, at, len(message), ber.SEQUENCE)
    while at < end:
        start, at = ber.read(message, at, end, ber.SEQUENCE)
        first, last = ber.read(message, start, at, ber.OBJECT)
        yield ber.read_oid(message[first:last]), message[last:at]


def content(value: bytes) -> bytes:
    start, end = ber.read(value, 0, len(value), value[0])
    return value[start:end]


def mac(city: City, element: int) -> bytes:
    return bytes.fromhex(city.elements[element].id.replace(":", ""))


def modems_of(city: City, cmts: int) -> list[int]:
    return [
        t for t, n in enumerate(city.terminals) if city.observers[t] == cmts and city.elements[n].kind == "cable_modem"
    ]


def test_every_cmts_lists_its_own_modems_and_says_which_nodes_its_groups_feed() -> None:
    city = draw_city(1, SIZES["demo"])
    bench = Bench(city)
    listed = [set(table.members) for table in bench.agents.tables.values()]
    assert len(listed) == 2
    assert not listed[0] & listed[1]
    cmts = city.cmtses[1]
    macs, domains = bench.walk(cmts, REG_MAC), bench.walk(cmts, REG_DOMAIN)
    assert sorted(macs.values()) == sorted(mac(city, city.terminals[t]) for t in modems_of(city, cmts))
    nodes: dict[int, set[str]] = {}
    for suffix in bench.walk(cmts, NODE_GROUP):
        nodes.setdefault(suffix[0], set()).add(bytes(suffix[2:-1]).decode())
    behind = {city.elements[n].id: city.behind(n) for n in city.nodes}
    for index, one in list(macs.items())[::37]:
        element = city.number[":".join(f"{octet:02x}" for octet in one)]
        named = nodes[int.from_bytes(domains[index], "big")]
        assert any(element in behind[node] for node in named)


def test_tables_say_who_is_dark_after_their_delay_and_who_is_back(bench: Bench) -> None:
    city = bench.city
    cmts = city.cmtses[0]
    port = city.of_kind("cmts_port")[0]
    dark = {mac(city, city.terminals[t]) for t in city.terminals_behind(port)}

    def states() -> dict[bytes, int]:
        macs, values = bench.walk(cmts, STATUS_MAC), bench.walk(cmts, STATUS_VALUE)
        return {macs[index]: int.from_bytes(value, "big") for index, value in values.items()}

    fault = bench.plant.break_down("cmts_card", city.elements[port].id)
    bench.pass_time(0.5)
    assert CmState.OTHER not in states().values()
    bench.pass_time(3.0)
    assert {one for one, state in states().items() if state == CmState.OTHER} == dark
    bench.plant.repair(fault.id)
    bench.pass_time(3.0)
    assert CmState.OTHER not in states().values()


def test_an_olt_keeps_the_row_of_an_onu_without_current_and_calls_it_down(bench: Bench) -> None:
    city = bench.city
    olt, head = city.of_kind("olt")[0], city.of_kind("eoc_head")[0]
    built_in = next(n for n in city.behind(head) if city.elements[n].kind == "onu" and city.elements[n].parent == head)
    macs = bench.walk(olt, ONU_MAC)
    (index,) = (suffix for suffix, one in macs.items() if one == mac(city, built_in))
    here = sum(int.from_bytes(one, "big") for one in bench.walk(olt, PON_HERE).values())
    power = int.from_bytes(bench.walk(olt, ONU_POWER)[(*index, 0, 1)], "big", signed=True)
    assert -2800 < power < -800
    bench.plant.break_down("no_power", city.elements[head].id)
    bench.pass_time(4.0)
    status = bench.walk(olt, ONU_STATUS)
    assert status[index] == b"\x02"
    assert list(bench.walk(olt, ONU_MAC)) == list(macs)
    assert sum(int.from_bytes(one, "big") for one in bench.walk(olt, PON_HERE).values()) == here - 1
    assert bench.agents.answer(bench.agents.addresses.packed(head), bulk_request(UNIT_MAC, 5), bench.clock()) is None


def test_an_eoc_head_lists_only_units_that_are_online(bench: Bench) -> None:
    city = bench.city
    head = city.of_kind("eoc_head")[0]
    units = {mac(city, city.terminals[t]) for t, one in enumerate(city.observers) if one == head}
    assert set(bench.walk(head, UNIT_MAC).values()) == units
    tap = next(n for n in city.behind(head) if city.elements[n].kind in {"tap", "building"})
    fault = bench.plant.break_down("span_cut", city.elements[tap].id)
    bench.pass_time(30.0)
    gone = {mac(city, city.terminals[t]) for t in city.terminals_behind(tap)}
    assert gone < units or gone == units
    assert set(bench.walk(head, UNIT_MAC).values()) == units - gone
    assert int.from_bytes(bench.walk(head, UNIT_AMOUNT)[(0,)], "big") == len(units - gone)
    bench.plant.repair(fault.id)
    bench.pass_time(30.0)
    assert set(bench.walk(head, UNIT_MAC).values()) == units


def test_a_modem_that_comes_back_may_have_another_row_and_address(district: City) -> None:
    bench = Bench(district, dataclasses.replace(CALM, new_index=1.0, new_address=1.0))
    city, cmts = bench.city, bench.city.cmtses[0]
    before = bench.walk(cmts, STATUS_MAC)
    were = bench.walk(cmts, STATUS_ADDRESS)
    moved = {mac(city, city.terminals[t]) for t in modems_of(city, cmts)[:3]}
    for t in modems_of(city, cmts)[:3]:
        bench.plant.break_down("modem_off", city.elements[city.terminals[t]].id)
    bench.pass_time(4.0)
    bench.walk(cmts, STATUS_MAC)
    for fault in bench.plant.faults():
        bench.plant.repair(fault.id)
    bench.pass_time(4.0)
    after, are = bench.walk(cmts, STATUS_MAC), bench.walk(cmts, STATUS_ADDRESS)
    assert sorted(after.values()) == sorted(before.values())
    for one in before.values():
        index = next(suffix for suffix, value in before.items() if value == one)
        other = next(suffix for suffix, value in after.items() if value == one)
        assert (index != other) == (one in moved)
        assert (were[index] != are[other]) == (one in moved)
        element = city.number[":".join(f"{octet:02x}" for octet in one)]
        assert bench.agents.addresses.at(are[other]) == element


def test_an_address_given_up_is_given_to_somebody_else(district: City) -> None:
    addresses = Addresses(district, Network.parse("127.50"))
    modems = [n for n, element in enumerate(district.elements) if element.agent == "docsis-modem"]
    first = addresses.packed(modems[0])
    assert addresses.renew(modems[0])
    assert addresses.at(first) == -1
    for _ in range(2000):
        addresses.renew(modems[1])
        if addresses.packed(modems[1]) == first:
            break
    assert addresses.at(first) == modems[1]
    held = [addresses.packed(n) for n in modems]
    assert len(set(held)) == len(held)


def test_rows_of_long_gone_modems_are_dropped_and_come_back(district: City) -> None:
    bench = Bench(district, dataclasses.replace(CALM, age_out_ms=60_000))
    city, cmts = bench.city, bench.city.cmtses[0]
    gone = modems_of(city, cmts)[5]
    fault = bench.plant.break_down("modem_off", city.elements[city.terminals[gone]].id)
    bench.pass_time(4.0)
    assert mac(city, city.terminals[gone]) in bench.walk(cmts, STATUS_MAC).values()
    bench.pass_time(61.0)
    assert mac(city, city.terminals[gone]) not in bench.walk(cmts, STATUS_MAC).values()
    bench.plant.repair(fault.id)
    bench.pass_time(4.0)
    assert mac(city, city.terminals[gone]) in bench.walk(cmts, STATUS_MAC).values()


def test_a_cached_table_is_old_and_then_new(district: City) -> None:
    bench = Bench(district, dataclasses.replace(CALM, cache_ms=30_000))
    city, cmts = bench.city, bench.city.cmtses[0]
    bench.walk(cmts, STATUS_VALUE)
    bench.plant.break_down("element_dead", city.elements[city.nodes[0]].id)
    bench.pass_time(10.0)
    assert b"\x01" not in bench.walk(cmts, STATUS_VALUE).values()
    bench.pass_time(25.0)
    assert b"\x01" in bench.walk(cmts, STATUS_VALUE).values()


def test_a_cmts_takes_no_more_requests_than_it_says(district: City) -> None:
    bench = Bench(district, dataclasses.replace(CALM, requests_per_s=20.0))
    asked = bench.agents.addresses.packed(bench.city.cmtses[0])
    answered = [bench.agents.answer(asked, bulk_request(STATUS_MAC, 1), START_MS) is not None for _ in range(100)]
    assert 20 <= sum(answered) < 40
    assert bench.agents.tally.dropped == 100 - sum(answered)
    allowance = Allowance(10.0)
    assert [allowance.takes(100.0) for _ in range(11)] == [True] * 10 + [False]
    assert allowance.takes(100.2)


def test_round_trips_are_spread_and_answers_get_lost_late_and_doubled() -> None:
    wire = Wire(HOSTILE, 4)
    trips = sorted(wire.typical_ms(n.to_bytes(4, "big")) for n in range(2000))
    assert 5.0 <= trips[0] < 8.0
    assert 15.0 < trips[1000] < 30.0
    assert trips[-1] > 150.0
    assert wire.typical_ms(b"\x00\x00\x00\x07") == wire.typical_ms(b"\x00\x00\x00\x07")
    assert Wire(HOSTILE, 4, {b"\x00\x00\x00\x01"}).typical_ms(b"\x00\x00\x00\x01") <= 8.0
    rough = Wire(dataclasses.replace(HOSTILE, loss=0.1, late=0.1, duplicate=0.1), 4)
    fates = [rough.arrivals_ms(b"\x7f\x32\x01\x01") for _ in range(3000)]
    assert [sum(map(wanted, fates)) / 3000 for wanted in FATES] == pytest.approx([0.1, 0.1, 0.1], abs=0.02)
    assert Wire(CALM, 4).calm
    assert not math.isnan(trips[0])


FATES: tuple[Callable[[tuple[float, ...]], bool], ...] = (
    lambda fate: not fate,
    lambda fate: len(fate) == 1 and fate[0] > 1500.0,
    lambda fate: len(fate) == 2,
)


def test_groups_of_a_cmts_are_its_ports(district: City) -> None:
    bench = Bench(district)
    groups = service_groups(district, bench.agents.levels, district.cmtses[0])
    assert [group.element for group in groups] == list(district.of_kind("cmts_port"))
    assert all(group.nodes for group in groups)

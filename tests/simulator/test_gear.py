"""Nodes, amplifiers, supplies, UPSs and switches: asked by Net-SNMP, and held against the plant."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from simulator.addresses import Network
from simulator.agents import Agents
from simulator.city import City
from simulator.drawing import draw_city
from simulator.gear.alarms import HI, HIHI, LO, LOLO, NOMINAL, Limits
from simulator.gear.models import MODELS, Model, model_of, snmp_version
from simulator.gear.power import LinePower
from simulator.plant import Delays, Plant
from simulator.sizes import SIZES
from simulator.udp import Server, open_socket

HMS, NSCRTV = ".1.3.6.1.4.1.5591.1", ".1.3.6.1.4.1.17409.1"
PS, UPS = f"{HMS}.4.2.1", ".1.3.6.1.2.1.33.1"
HOUR_MS = 3_600_000
MIDNIGHT_MS = 1_780_272_000_000

Read = Callable[[int, str], int]
Wait = Callable[..., object]


@dataclass
class Hub:
    """A city in this process whose time stands still until it is moved."""

    city: City
    now_ms: int = MIDNIGHT_MS + 3 * HOUR_MS
    plant: Plant = field(init=False)
    agents: Agents = field(init=False)
    port: int = 0

    def __post_init__(self) -> None:
        self.plant = Plant(self.city, Delays(), lambda: self.now_ms)
        self.agents = Agents(self.city, self.plant, Network.parse("127.57"), "public", 1472)

    def of(self, *kinds: str) -> list[int]:
        """Return the gear that speaks so."""
        return [number for number, one in enumerate(self.city.elements) if one.agent in kinds]

    def model(self, name: str) -> int:
        """Return some gear of a model."""
        return next(number for number in self.of(*MODELS) if model_of(self.city, number).name == name)

    def later(self, ms: int) -> None:
        self.now_ms += ms
        self.plant.advance(self.now_ms)

    def ask(self, command: str, element: int, *arguments: str, version: str = "", patience: str = "2") -> str:
        """Return what a command of Net-SNMP says of an element's agent."""
        peer = f"{self.agents.addresses.of(element)}:{self.port}"
        spoken = version or snmp_version(self.city, element)
        line = [
            command,
            f"-v{spoken}",
            "-c",
            "public",
            "-t",
            patience,
            "-r",
            "0",
            "-On",
            "-Oe",
            "-Ot",
            peer,
            *arguments,
        ]
        done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)
        return done.stdout + done.stderr

    def walk(self, element: int, oid: str = ".1.3", command: str = "snmpwalk") -> dict[str, str]:
        """Return name → value, in the order they came."""
        lines = self.ask(command, element, oid).splitlines()
        pairs = [line.split(" = ", 1) for line in lines if line.startswith(".1") and "No more variables" not in line]
        assert len(pairs) == len(dict(pairs)), "a name came twice"
        return {name: value for name, value in pairs if "No Such" not in value}

    def is_silent(self, element: int, version: str = "") -> bool:
        """Tell whether an agent leaves a question unanswered."""
        return "Timeout" in self.ask("snmpget", element, ".1.3.6.1.2.1.1.3.0", version=version, patience="0.5")

    def read(self, element: int, oid: str) -> int:
        said = self.walk(element, oid, "snmpget")[oid]
        return int(said.split(": ")[1].split()[0])

    def alarms(self, element: int) -> dict[str, tuple[int, int]]:
        """Return what stands in the table of standing alarms: parameter → (state, value)."""
        root = NSCRTV if self.city.elements[element].agent.startswith("nscrtv") else HMS
        entry = f"{root}.1.3.1" if root == NSCRTV else f"{root}.1.2.1"
        columns = [list(self.walk(element, f"{entry}.{column}").values()) for column in (1, 2, 3)]
        texts = [[value.split(": ")[1] for value in column] for column in columns]
        return {oid: (int(state), int(value)) for oid, state, value in zip(*texts, strict=True)}


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    hub = Hub(draw_city(7, SIZES["demo"]))
    sock = open_socket(0)
    hub.port = sock.getsockname()[1]
    server = Server(sock, hub.agents.answer, lambda: hub.now_ms)
    server.start()
    yield hub
    server.stop()


@pytest.fixture(autouse=True)
def whole(hub: Hub) -> Iterator[None]:
    """Repair all, and let what was discharged be charged again."""
    yield
    for fault in hub.plant.faults():
        hub.plant.repair(fault.id)
    hub.later(24 * HOUR_MS)


def one_of_each(hub: Hub) -> dict[Model, int]:
    return {model_of(hub.city, number): number for number in hub.of(*MODELS)}


def first_with(hub: Hub, kind: str, under: int) -> int:
    return next(number for number in hub.city.behind(under) if hub.city.elements[number].kind == kind)


def test_all_gear_is_walked_to_its_end_in_order_whatever_the_manner(hub: Hub) -> None:
    found = one_of_each(hub)
    assert {model.name for model in found} >= {"ON-4100", "RP-220", "XH-8602", "LH-ON24", "SP-915", "VL-60", "EN-5248"}
    for model, element in found.items():
        one_by_one = list(hub.walk(element))
        names = [tuple(map(int, name.split(".")[1:])) for name in one_by_one]
        assert names == sorted(names), model.name
        assert len(names) > 45, model.name
        if not model.v1_only:
            assert list(hub.walk(element, command="snmpbulkwalk")) == one_by_one, model.name


def test_gear_that_knows_only_v1_is_silent_to_all_else(hub: Hub) -> None:
    node = hub.model("XH-8602")
    assert hub.is_silent(node, version="2c")
    assert not hub.is_silent(node, version="1")


def test_a_transponder_refuses_more_names_than_it_says_it_takes(hub: Hub) -> None:
    node = hub.model("RP-220")
    most = hub.read(node, f"{HMS}.3.1.15.0")
    columns = [f"{HMS}.3.1.{column}.0" for column in (1, 2, 3, 4, 5, 6, 7, 8)]
    assert "tooBig" in hub.ask("snmpget", node, *columns[: most + 1])
    assert "tooBig" not in hub.ask("snmpget", node, *columns[:most])


def test_one_maker_forgets_the_length_of_an_oid_that_is_an_index(hub: Hub) -> None:
    voltage = "1.3.6.1.4.1.5591.1.5.14.0"
    right, wrong = hub.walk(hub.model("ON-4100"), f"{HMS}.1.1.1.3"), hub.walk(hub.model("RP-220"), f"{HMS}.1.1.1.3")
    assert f"{HMS}.1.1.1.3.11.{voltage}" in right
    assert f"{HMS}.1.1.1.3.{voltage}" in wrong


def test_nothing_healthy_is_in_alarm(hub: Hub) -> None:
    worn = {"1.3.6.1.4.1.5591.1.4.2.1.24.1"}
    for element in hub.of("hms-node", "nscrtv-node", "hms-amplifier", "nscrtv-amplifier", "hms-supply"):
        standing = {oid.removeprefix(".") for oid in hub.alarms(element)}
        assert standing <= worn, hub.city.elements[element].id


def test_light_is_a_tenth_of_a_milliwatt_here_and_a_tenth_of_a_dbm_there(hub: Hub) -> None:
    hms, nscrtv = hub.model("ON-4100"), hub.model("LH-ON24")
    milliwatts = 10 ** (hub.agents.levels.optical_dbm(hms, hub.now_ms) / 10)
    assert abs(hub.read(hms, f"{HMS}.5.5.1.2.1") - 10 * milliwatts) <= 1
    dbm = hub.agents.levels.optical_dbm(nscrtv, hub.now_ms)
    assert dbm < 0
    assert abs(hub.read(nscrtv, f"{NSCRTV}.10.5.1.2.1") - 10 * dbm) <= 1


def test_levels_are_tenths_of_dbmv_here_and_dbuv_there(hub: Hub) -> None:
    assert 470 <= hub.read(hub.model("ON-4100"), f"{HMS}.5.11.1.4.1") <= 490
    assert 107 <= hub.read(hub.model("LH-ON24"), f"{NSCRTV}.10.11.1.4.1") <= 109


def test_a_blown_fuse_shows_at_its_port_and_nowhere_else(hub: Hub) -> None:
    node = hub.model("XH-8602")
    port = first_with(hub, "node_port", node)
    hub.plant.break_down("port_fuse", hub.city.elements[port].id)
    hub.later(2000)
    assert hub.read(node, f"{NSCRTV}.10.11.1.4.1") == 0
    assert hub.read(node, f"{NSCRTV}.10.11.1.8.1") == 2
    assert hub.read(node, f"{NSCRTV}.10.11.1.8.2") == 1
    assert hub.alarms(node) == {f"{NSCRTV}.10.11.1.4.1": (5, 0)}
    assert hub.read(node, f"{NSCRTV}.1.1.1.3.13.{NSCRTV[1:]}.10.11.1.4.1") == 5
    assert hub.walk(node, f"{NSCRTV}.3.1.6.0")[f"{NSCRTV}.3.1.6.0"].startswith("Hex-STRING: 08")
    hub.plant.repair("F" + str(max(int(fault.id[1:]) for fault in hub.plant.faults())))
    hub.later(2000)
    assert hub.alarms(node) == {}


def test_an_amplifiers_input_falls_and_its_output_is_held_until_it_cannot_be(hub: Hub, wait_until: Wait) -> None:
    amplifier = next(number for number in hub.of("nscrtv-amplifier") if hub.agents.levels.design.agc[number])
    before = hub.city.elements[hub.agents.levels.design.above[amplifier]]
    entry = f"{NSCRTV}.12.4.1"

    def levels() -> tuple[int, int, int]:
        return (
            hub.read(amplifier, f"{entry}.8.1"),
            hub.read(amplifier, f"{entry}.4.1"),
            hub.read(amplifier, f"{entry}.3.1"),
        )

    arriving, leaving, control = levels()
    hub.plant.break_down("level_drift", before.id, {"db": -9.0, "hours": 1.0})
    hub.later(HOUR_MS * 3 // 10)
    wait_until(lambda: levels()[2] > control + 8, what="the gain control to answer")
    assert levels()[0] < arriving
    assert abs(levels()[1] - leaving) <= 1
    hub.later(HOUR_MS)
    wait_until(lambda: levels()[0] <= arriving - 7, what="the input to have fallen")
    assert levels()[1] <= leaving - 3
    hub.later(2000)
    assert set(hub.alarms(amplifier)) >= {f"{entry}.8.1"}


def test_a_cut_cable_takes_its_load_off_the_supply(hub: Hub) -> None:
    supply = hub.of("hms-supply")[0]
    loads = [number for number, one in enumerate(hub.city.elements) if one.supply == supply]
    node = next(number for number in loads if hub.city.elements[number].kind == "optical_node")
    leg = next(number for number in loads if number != node)
    while hub.city.elements[hub.city.elements[leg].parent].kind != "node_port":
        leg = hub.city.elements[leg].parent
    before = hub.read(supply, f"{HMS}.4.5.1.3.1.1")
    hub.plant.break_down("span_cut", hub.city.elements[leg].id)
    hub.later(2000)
    assert hub.read(supply, f"{HMS}.4.5.1.3.1.1") < before - 20


def test_voltage_falls_along_the_cable_and_the_supply_gives_what_all_draw(hub: Hub) -> None:
    gear = LinePower(hub.city, hub.plant)
    for supply, loads in gear.loads.items():
        volts = [gear.volts(load) for load in loads]
        assert gear.output_v(supply) >= max(volts)
        assert min(volts) > 45
        assert gear.feed(supply).amperes == pytest.approx(sum(gear.amperes(load) for load in loads))
        for load in loads:
            above = hub.city.elements[load].parent
            while above not in loads and above > 0:
                above = hub.city.elements[above].parent
            if above in loads:
                assert gear.volts(load) <= gear.volts(above)


def test_a_node_whose_current_comes_back_has_just_been_up(hub: Hub) -> None:
    node, other = hub.of("hms-node")[:2]
    uptime = ".1.3.6.1.2.1.1.3.0"
    assert int(hub.walk(node, uptime, "snmpget")[uptime].split("(")[-1].split(")")[0]) > 8_640_000
    fault = hub.plant.break_down("no_power", hub.city.elements[node].id)
    hub.later(2000)
    assert hub.is_silent(node)
    assert not hub.is_silent(other)
    hub.plant.repair(fault.id)
    hub.later(2000)
    assert int(hub.walk(node, uptime, "snmpget")[uptime].split("(")[-1].split(")")[0]) < 1000


def test_a_supply_without_mains_says_so_and_falls_silent_when_it_is_empty(hub: Hub) -> None:
    supply = next(
        number for number in hub.of("hms-supply") if model_of(hub.city, number).name == "SP-915"
        and hub.plant.state.batteries.lasts_ms[list(hub.plant.wiring.batteries).index(number)] > 2 * HOUR_MS
    )  # fmt: skip
    row = {"string": 28, "input": 23, "inverter": 24, "major": 25, "presence": 34, "output": 22}

    def say(name: str) -> int:
        return hub.read(supply, f"{PS}.{row[name]}.1")

    floating = say("string")
    assert (say("inverter"), say("presence"), say("major")) == (1, 2, 1)
    assert 21_000 < say("input") < 23_000
    hub.plant.break_down("supply_battery", hub.city.elements[supply].id)
    hub.later(60_000)
    full = say("string")
    assert (say("inverter"), say("presence"), say("major"), say("input")) == (2, 1, 1, 0)
    assert say("output") > 5500
    assert full < floating
    hub.later(hub.plant.battery_empty_ms(supply) - hub.now_ms - 300_000)
    assert say("major") == 2
    assert say("string") < full - 200
    assert (6, 2) in hub.alarms(supply).values()
    hub.later(600_000)
    assert hub.is_silent(supply)


def test_a_self_test_is_no_outage(hub: Hub) -> None:
    supply = hub.model("SP-915")
    hub.later((32 - hub.now_ms // HOUR_MS % 24) % 24 * HOUR_MS)
    seen = {hub.read(supply, f"{PS}.24.1")}
    for _ in range(110):
        if seen & {3, 4}:
            break
        hub.later(5 * 60_000)
        seen.add(hub.read(supply, f"{PS}.24.1"))
    assert hub.read(supply, f"{PS}.34.1") == 2
    assert hub.read(supply, f"{PS}.23.1") > 20_000
    assert hub.read(supply, f"{PS}.22.1") > 5500
    assert hub.alarms(supply) == {}
    assert seen & {3, 4}
    assert 2 not in seen


def test_what_a_supply_cannot_measure_reads_zero_and_its_flags_say_so(hub: Hub) -> None:
    supply = hub.model("VL-60")
    flags, readings = {12: 2, 15: 1, 18: 1, 21: 1}, (23, 26, 30, 33)
    for column, support in flags.items():
        assert hub.read(supply, f"{PS}.{column}.1") == support
    assert [hub.read(supply, f"{PS}.{column}.1") for column in readings] == [0, 0, 0, 0]
    assert hub.read(supply, f"{PS}.34.1") == 2


def test_a_hubs_ups_counts_its_minutes_and_lists_its_alarms(hub: Hub) -> None:
    ups = hub.of("ups")[0]
    assert hub.read(ups, f"{UPS}.4.1.0") == 3
    assert hub.walk(ups, f"{UPS}.6.2") == {}
    before = hub.read(ups, f"{UPS}.2.3.0")
    hub.plant.break_down("supply_battery", hub.city.elements[ups].id)
    assert hub.read(ups, f"{UPS}.2.2.0") == 1
    lasts_ms = hub.plant.battery_empty_ms(ups) - hub.now_ms
    hub.later(lasts_ms // 2)
    assert hub.read(ups, f"{UPS}.4.1.0") == 5
    assert abs(hub.read(ups, f"{UPS}.2.3.0") - before / 2) <= 1
    assert hub.read(ups, f"{UPS}.2.4.0") == 50
    assert hub.read(ups, f"{UPS}.2.2.0") == lasts_ms // 2000 + 1
    assert hub.read(ups, f"{UPS}.6.1.0") == 2
    listed = hub.walk(ups, f"{UPS}.6.2.1.2")
    assert [value.rsplit(".", 1)[1] for value in listed.values()] == ["2", "6"]


def test_a_switch_loses_the_port_of_a_dead_cmts_and_what_it_counted_stands_still(hub: Hub) -> None:
    switch = hub.of("switch")[0]
    cmts = next(number for number in hub.city.behind(hub.city.elements[switch].parent) if number in hub.city.cmtses)
    states = hub.walk(switch, ".1.3.6.1.2.1.2.2.1.8")
    assert list(states.values())[:2] == ["INTEGER: 1", "INTEGER: 1"]
    octets = ".1.3.6.1.2.1.31.1.1.1.10.2"

    def sent() -> int:
        return hub.read(switch, octets)

    first = sent()
    hub.later(60_000)
    second = sent()
    assert second > first + 1_000_000
    hub.plant.break_down("element_dead", hub.city.elements[cmts].id)
    assert hub.read(switch, ".1.3.6.1.2.1.2.2.1.8.2") == 2
    stands = sent()
    hub.later(60_000)
    assert sent() == stands


def test_a_silent_agent_says_nothing_while_its_node_works(hub: Hub) -> None:
    node = hub.of("hms-node")[0]
    hub.plant.break_down("agent_silent", hub.city.elements[node].id)
    assert hub.is_silent(node)
    assert hub.plant.lit(node)


def test_an_alarm_ends_past_the_deadband_and_the_worst_is_said() -> None:
    limits = Limits(hihi=90, hi=80, lo=20, lolo=10, deadband=5)
    states, state = [], NOMINAL
    for value in (50, 81, 91, 86, 85, 76, 75, 19, 9, 14, 15, 24, 25):
        state = limits.state(value, state)
        states.append(state)
    assert states == [NOMINAL, HI, HIHI, HIHI, HI, HI, NOMINAL, LO, LOLO, LOLO, LO, LO, NOMINAL]
    assert limits.enabled == bytes((0x0F,))
    assert Limits(lo=3).enabled == bytes((0x02,))

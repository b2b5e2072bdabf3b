"""Faults by command: exactly the terminals behind them fall silent, and the CMTS says so in its time."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

import pytest

from simulator import Simulator, SimulatorError
from simulator.addresses import Addresses, Network
from simulator.city import City
from simulator.cmts_table import CmtsTable
from simulator.plant import CmState, Delays, FaultError, Plant

NETWORK = "127.41"
CM_STATUS = ".1.3.6.1.2.1.10.127.1.3.3.1"
NetSnmp = Callable[..., str]
Wait = Callable[..., object]


class HandClock:
    """A clock a test moves by hand."""

    def __init__(self) -> None:
        self.now_ms = 1_800_000_000_000

    def __call__(self) -> int:
        return self.now_ms


def dark_modems(plant: Plant) -> set[int]:
    return {modem for modem, element in enumerate(plant.city.terminals) if not plant.lit(element)}


def behind(city: City, element: int) -> set[int]:
    """Modems whose way to the headend leads through an element, by walking parents."""
    found = set()
    for modem, number in enumerate(city.terminals):
        at = number
        while at >= 0:
            if at == element:
                found.add(modem)
            at = city.elements[at].parent
    return found


def test_any_element_takes_exactly_what_is_behind_it(tiny: City) -> None:
    plant = Plant(tiny, Delays(), HandClock())
    for number, element in enumerate(tiny.elements):
        if element.kind in {"cable_modem", "set_top_box"}:
            continue
        fault = plant.break_down("element_dead", element.id)
        assert dark_modems(plant) == behind(tiny, number), element.id
        plant.repair(fault.id)
        assert dark_modems(plant) == set()


def test_nested_and_repeated_faults_end_only_with_the_last(tiny: City) -> None:
    plant = Plant(tiny, Delays(), HandClock())
    draw = Random(11)
    targets = [n for n, e in enumerate(tiny.elements) if e.kind in {"amplifier", "tap", "optical_node", "building"}]
    standing: dict[str, int] = {}
    for _ in range(300):
        if standing and draw.random() < 0.5:
            fault = draw.choice(sorted(standing))
            plant.repair(fault)
            del standing[fault]
        else:
            number = draw.choice(targets)
            kind = draw.choice(["element_dead", "span_cut"])
            standing[plant.break_down(kind, tiny.elements[number].id).id] = number
        wanted = {m for n in standing.values() for m in tiny.terminals_behind(n)}
        assert dark_modems(plant) == wanted


def test_the_cmts_notices_late_and_modems_return_in_stages(tiny: City) -> None:
    clock = HandClock()
    plant = Plant(tiny, Delays((2000, 5000), (4000, 8000)), clock)
    modem = next(m for m in range(len(tiny.terminals)) if m not in plant.barred)
    begun = clock.now_ms
    fault = plant.break_down("element_dead", "N1")
    other = tiny.terminals_behind(tiny.number["N2"])[0]
    assert plant.noticed(modem, begun + 1999) is CmState.REGISTERED
    assert not plant.answers(modem, begun + 1)
    assert plant.noticed(modem, begun + 5000) is CmState.OTHER
    moments = [
        next(t for t in range(0, 5001, 10) if plant.noticed(m, begun + t) is CmState.OTHER)
        for m in tiny.terminals_behind(tiny.number["N1"])
    ]
    assert max(moments) - min(moments) > 2000
    assert plant.noticed(other, begun + 9000) in {CmState.REGISTERED, CmState.ACCESS_DENIED}
    clock.now_ms = begun + 60_000
    plant.repair(fault.id)
    seen = [plant.noticed(modem, clock.now_ms + t) for t in range(0, 8001, 20)]
    assert list(dict.fromkeys(seen)) == [CmState.OTHER, CmState.RANGING, CmState.IP_COMPLETE, CmState.REGISTERED]
    answering = [plant.answers(modem, clock.now_ms + t) for t in range(0, 8001, 20)]
    assert answering.index(True) == seen.index(CmState.REGISTERED)


def test_a_blink_shorter_than_the_notice_is_never_seen(tiny: City) -> None:
    clock = HandClock()
    plant = Plant(tiny, Delays((3000, 3000), (1000, 1000)), clock)
    fault = plant.break_down("element_dead", "A1")
    clock.now_ms += 1000
    plant.repair(fault.id)
    modem = next(m for m in tiny.terminals_behind(tiny.number["A1"]) if m not in plant.barred)
    assert {plant.noticed(modem, clock.now_ms + t) for t in range(0, 9000, 100)} == {CmState.REGISTERED}


def test_a_modem_switched_off_loses_its_uptime_and_an_outage_does_not_take_it(tiny: City) -> None:
    clock = HandClock()
    plant = Plant(tiny, Delays(), clock)
    mac = tiny.elements[tiny.terminals[0]].id
    booted = plant.booted_ms[0]
    fault = plant.break_down("span_cut", "N1")
    clock.now_ms += 60_000
    plant.repair(fault.id)
    assert plant.booted_ms[0] == booted
    fault = plant.break_down("modem_off", mac)
    assert dark_modems(plant) == {0}
    clock.now_ms += 60_000
    plant.repair(fault.id)
    assert plant.booted_ms[0] == clock.now_ms


def test_counters_stand_still_in_the_dark(tiny: City) -> None:
    clock = HandClock()
    plant = Plant(tiny, Delays(), clock)
    start = clock.now_ms
    plant.break_down("element_dead", "N1")
    assert plant.busy_ms(0, start + 100_000) == plant.busy_ms(0, start)
    clock.now_ms = start + 100_000
    plant.repair("F1")
    assert plant.busy_ms(0, start + 130_000) == 30_000


def test_online_differs_by_maker_and_suspended_accounts_are_barred(tiny: City) -> None:
    plant = Plant(tiny, Delays(), HandClock())
    table = CmtsTable(tiny, plant, Addresses(tiny, Network.parse("127.20")), tiny.cmtses[0])
    states = {
        table.by_modem(modem, 1_800_000_000_000) for modem in range(len(tiny.terminals)) if modem not in plant.barred
    }
    assert states == {table.online}
    assert table.online in {CmState.REGISTERED, CmState.OPERATIONAL}
    assert all(table.by_modem(modem, 1_800_000_000_000) is CmState.ACCESS_DENIED for modem in plant.barred)


@pytest.mark.parametrize(
    ("kind", "element"),
    [
        ("element_dead", "A99"),
        ("meteorite", "A1"),
        ("modem_off", "A1"),
        ("element_dead", "{modem}"),
        ("span_cut", "HE1"),
    ],
)
def test_faults_that_cannot_be_are_refused(tiny: City, kind: str, element: str) -> None:
    plant = Plant(tiny, Delays(), HandClock())
    with pytest.raises(FaultError, match=r"A99|meteorite|fit"):
        plant.break_down(kind, element.format(modem=tiny.elements[tiny.terminals[0]].id))
    with pytest.raises(FaultError, match="F1"):
        plant.repair("F1")


def states(net_snmp: NetSnmp) -> dict[str, int]:
    """MAC → state as the CMTS says over the wire."""
    macs, values = (net_snmp("snmpbulkwalk", f"{NETWORK}.0.1", f"{CM_STATUS}.{n}").splitlines() for n in (2, 9))
    spelt = [line.split(": ", 1)[1].strip().replace(" ", ":").lower() for line in macs]
    return dict(zip(spelt, (int(line.rsplit(" ", 1)[1]) for line in values), strict=True))


def test_the_wire_agrees_with_the_truth(whole_plant: Simulator, net_snmp: NetSnmp, wait_until: Wait) -> None:
    before = states(net_snmp)
    fault = whole_plant.kill("A4")
    truth = whole_plant.truth()
    (standing,) = truth["faults"]
    assert standing["id"] == fault
    assert truth["dark_terminals"] == standing["terminals"]
    dark = set(standing["observable"])
    assert dark
    wait_until(lambda: {mac for mac, state in states(net_snmp).items() if state == 1} == dark)
    silent = whole_plant.element(next(iter(dark)))
    assert not silent["lit"]
    assert "Timeout" in net_snmp("snmpget", silent["ip"], ".1.3.6.1.2.1.1.1.0")
    loud = whole_plant.element(next(mac for mac in before if mac not in dark))
    assert "MODEL" in net_snmp("snmpget", loud["ip"], ".1.3.6.1.2.1.1.1.0")
    whole_plant.repair(fault)
    wait_until(lambda: states(net_snmp) == before)
    wait_until(lambda: whole_plant.element(silent["id"])["answers"])
    assert "MODEL" in net_snmp("snmpget", silent["ip"], ".1.3.6.1.2.1.1.1.0")


def test_a_dead_node_and_a_dead_cmts_are_silent(whole_plant: Simulator, net_snmp: NetSnmp) -> None:
    whole_plant.kill("N1")
    assert "Timeout" in net_snmp("snmpget", f"{NETWORK}.0.11", ".1.3.6.1.2.1.1.1.0")
    assert "HMS" in net_snmp("snmpget", f"{NETWORK}.0.12", ".1.3.6.1.2.1.1.1.0")
    whole_plant.repair()
    whole_plant.kill("N1-P1")
    ports = net_snmp("snmpwalk", f"{NETWORK}.0.11", ".1.3.6.1.4.1.5591.1.5.11.1.4").splitlines()
    assert ports[0].endswith("INTEGER: 0")
    assert all(int(line.rsplit(" ", 1)[1]) > 450 for line in ports[1:])
    whole_plant.repair()
    whole_plant.kill("CMTS1")
    assert "Timeout" in net_snmp("snmpget", f"{NETWORK}.0.1", ".1.3.6.1.2.1.1.1.0")


def test_television_goes_on_when_the_cmts_dies(whole_plant: Simulator) -> None:
    whole_plant.kill("CMTS1")
    (cmts,) = whole_plant.faults()
    whole_plant.repair()
    whole_plant.kill("HE1")
    (headend,) = whole_plant.faults()
    assert set(cmts["terminals"]) == set(cmts["observable"]) == set(headend["observable"])
    assert len(headend["terminals"]) > len(cmts["terminals"])
    assert headend["accounts_unseen"]
    assert not cmts["accounts_unseen"]
    assert len(headend["accounts"]) + len(headend["accounts_unseen"]) == 290


def test_the_truth_names_the_shape_of_the_plant(whole_plant: Simulator, tiny: City) -> None:
    shape = whole_plant.truth()["plant"]
    assert {key: set(facts["children"]) for key, facts in shape.items()} == {
        element.id: {child.id for child in tiny.elements if child.parent == number}
        for number, element in enumerate(tiny.elements)
        if element.kind not in {"cable_modem", "set_top_box"}
    }


def test_every_fault_is_in_the_log_with_its_time(whole_plant: Simulator) -> None:
    fault = whole_plant.cut("T12")
    whole_plant.repair(fault)
    events = [json.loads(line) for line in whole_plant.log.read_text(encoding="utf-8").splitlines()]
    broken, repaired = (
        next(e for e in events if e["event"] == event and e.get("id") == fault) for event in ("broken", "repaired")
    )
    assert (broken["kind"], broken["element"]) == ("span_cut", "T12")
    assert broken["terminals"]
    assert broken["at_ms"] <= repaired["at_ms"]


@pytest.mark.parametrize(("kind", "element"), [("element_dead", "A99"), ("nothing", "A1")])
def test_the_control_says_what_it_does_not_know(whole_plant: Simulator, kind: str, element: str) -> None:
    with pytest.raises(SimulatorError, match="422"):
        whole_plant.break_down(kind, element)
    with pytest.raises(SimulatorError, match="404"):
        whole_plant.repair("F9999")
    with pytest.raises(SimulatorError, match="404"):
        whole_plant.element("A99")

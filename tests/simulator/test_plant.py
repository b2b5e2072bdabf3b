"""Every kind of fault takes what it must and nothing else, and repaired in any order leaves no trace."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from simulator.city import City
from simulator.faults import KINDS, LEASE_MS, FaultError
from simulator.plant import CmState, Delays, Fault, Plant
from simulator.reach import Reaches
from simulator.sessions import LET_GO_MS

LEAVES = {"line_power_supply", "ups", "switch", "cable_modem", "onu", "eoc_unit", "set_top_box"}
DELAYS = Delays((2000, 5000), (4000, 8000))


@pytest.fixture
def plant(district: City, hand_clock) -> Plant:
    return Plant(district, DELAYS, hand_clock)


def places(plant: Plant, kind: str) -> list[str]:
    return [name for name, _ in Reaches(plant).candidates(kind)]


def biggest(plant: Plant, kind: str) -> str:
    return max(Reaches(plant).candidates(kind), key=lambda place: place[1])[0]


def dark(plant: Plant) -> set[int]:
    """Terminals, set-top boxes among them, without service."""
    return set(np.flatnonzero(plant.wiring.terminal & ~plant.light.lit).tolist())


def behind(city: City, top: int, *, two_way: bool = False) -> set[int]:
    """Terminals whose way to the headend leads through an element, by walking parents."""
    found = set()
    for number, element in enumerate(city.elements):
        if element.kind in {"cable_modem", "onu", "eoc_unit", "set_top_box"} and not (two_way and element.one_way):
            at = number
            while at >= 0 and at != top:
                at = city.elements[at].parent
            if at == top:
                found.add(number)
    return found


def snapshot(plant: Plant) -> list[bytes]:
    """Everything that must be as it was once all is repaired."""
    state = plant.state
    arrays = [getattr(state.light, name) for name in ("powered", "signal", "data", "lit")]
    arrays += [plant.down_db, plant.ingress_db, plant.echo_dbc, state.damage.mute, state.damage.mains]
    arrays += [state.damage.lease_ms, state.batteries.draining, state.batteries.current]
    return [np.ascontiguousarray(array).tobytes() for array in arrays]


@pytest.mark.parametrize(
    ("kind", "two_way"),
    [("port_fuse", False), ("no_power", False), ("cmts_card", True), ("span_cut", False), ("element_dead", False)],
)
def test_what_hangs_behind_is_dark_and_nothing_else(
    plant: Plant, district: City, hand_clock, kind: str, two_way: bool
) -> None:
    draw = Random(kind)
    fitting = [one for one in places(plant, kind) if district.elements[district.number[one]].kind not in LEAVES]
    for name in draw.sample(fitting, min(len(fitting), 25)):
        number = district.number[name]
        data_only = two_way or district.elements[number].kind in {"cmts", "cmts_port", "olt", "pon_port", "eoc_head"}
        fault = plant.break_down(kind, name)
        wanted = behind(district, number, two_way=data_only)
        assert dark(plant) == wanted, name
        assert set(Reaches(plant).of(fault).terminals.tolist()) == wanted
        plant.repair(fault.id)
        plant.advance(hand_clock.pass_s(60))
        assert not dark(plant)


def test_a_dead_supply_takes_all_it_feeds(plant: Plant, district: City) -> None:
    supply = district.of_kind("line_power_supply")[0]
    plant.break_down("element_dead", district.elements[supply].id)
    fed = [n for n, one in enumerate(district.elements) if one.supply == supply]
    assert fed
    assert dark(plant) == set().union(*(behind(district, number) for number in fed))
    assert not any(plant.powered(number) for number in fed)


def test_a_home_alone_is_switched_off_or_corrodes(plant: Plant, district: City) -> None:
    number = district.terminals[7]
    fault = plant.break_down("modem_off", district.elements[number].id)
    assert dark(plant) == {number}
    assert not plant.powered(number)
    plant.repair(fault.id)
    modem = district.of_kind("cable_modem")[5]
    plant.break_down("connector", district.elements[modem].id)
    assert not dark(plant)
    assert np.flatnonzero(plant.down_db).tolist() == [modem]
    assert plant.down_db[modem] < -5
    assert 10 < plant.echo_dbc[modem] < 25
    assert plant.ingress_db[modem] > 0


def test_noise_and_damage_are_where_they_were_made_and_darken_nobody(plant: Plant, district: City) -> None:
    tap, amplifier = district.of_kind("tap")[3], district.of_kind("amplifier")[2]
    plant.break_down("ingress", district.elements[tap].id, {"db": 21.0})
    plant.break_down("span_damage", district.elements[amplifier].id)
    assert not dark(plant)
    assert plant.ingress_db[tap] == 21.0
    assert np.flatnonzero(plant.ingress_db).tolist() == sorted((tap, amplifier))
    assert np.flatnonzero(plant.echo_dbc).tolist() == [amplifier]
    assert plant.down_db[amplifier] == -3.0


def test_a_level_drifts_step_by_step_and_stays_where_it_ends(plant: Plant, district: City, hand_clock) -> None:
    amplifier = district.of_kind("amplifier")[0]
    plant.break_down("level_drift", district.elements[amplifier].id, {"db": -4.0, "hours": 2.0})
    seen = []
    for _ in range(30):
        plant.advance(hand_clock.pass_s(300))
        seen.append(float(plant.down_db[amplifier]))
    assert seen == sorted(seen, reverse=True)
    assert seen[11] == pytest.approx(-2.0, abs=0.26)
    assert seen[-1] == -4.0
    assert len(set(seen)) > 12


def test_a_silent_agent_costs_nobody_service(plant: Plant, district: City) -> None:
    node = next(n for n in district.of_kind("optical_node") if district.elements[n].agent)
    fault = plant.break_down("agent_silent", district.elements[node].id)
    assert not dark(plant)
    assert not plant.speaks(node)
    plant.repair(fault.id)
    assert plant.speaks(node)


def test_transponders_that_are_modems_fall_silent_with_their_cmts(district: City, hand_clock) -> None:
    nodes = [n for n in district.of_kind("optical_node") if district.elements[n].agent]
    cmts = district.elements[district.cmtses[0]].id
    for share, heard in ((0.0, False), (1.0, True)):
        plant = Plant(district, DELAYS, hand_clock, own_way=share)
        plant.break_down("element_dead", cmts)
        assert [plant.speaks(node) for node in nodes] == [heard] * len(nodes)


def test_without_dhcp_modems_that_come_back_wait_and_the_others_lose_their_leases(
    plant: Plant, district: City, hand_clock
) -> None:
    modems = [t for t, n in enumerate(district.terminals) if district.elements[n].kind == "cable_modem"]
    others = sorted(set(range(len(district.terminals))) - set(modems))
    blink = plant.break_down("span_cut", district.elements[district.of_kind("optical_node")[0]].id)
    returning = [t for t in modems if not plant.lit(district.terminals[t])]
    hand_clock.pass_s(60)
    fault = plant.break_down("provisioning_down", district.elements[0].id)
    plant.repair(blink.id)
    now_ms = hand_clock.pass_s(60)
    states = plant.states(slice(None), now_ms)
    assert set(states[returning].tolist()) == {CmState.RANGING_COMPLETE}
    assert not any(plant.answers(terminal, now_ms) for terminal in returning)
    assert all(plant.lit(district.terminals[terminal]) for terminal in returning)
    staying = sorted(set(modems) - set(returning))
    waiting = [int((plant.states(slice(None), now_ms + LEASE_MS * part // 4) == 4)[staying].sum()) for part in range(5)]
    assert waiting[0] < len(staying) / 10
    assert waiting == sorted(waiting)
    assert waiting[2] == pytest.approx(len(staying) / 2, rel=0.15)
    assert waiting[4] == len(staying)
    assert not (plant.states(slice(None), now_ms + LEASE_MS)[others] == CmState.RANGING_COMPLETE).any()
    hand_clock.pass_s(LEASE_MS / 2000)
    plant.repair(fault.id)
    assert set(plant.states(slice(None), hand_clock.pass_s(9)).tolist()) <= {CmState.REGISTERED, CmState.ACCESS_DENIED}


def test_a_dhcp_server_that_forgets_lets_all_go_within_a_minute(plant: Plant, district: City, hand_clock) -> None:
    cmts = district.elements[district.cmtses[0]].id
    plant.break_down("provisioning_down", cmts, {"at_once": 1.0})
    members = plant.wiring.modem
    states = plant.states(slice(None), hand_clock.pass_s(LET_GO_MS / 1000))
    assert set(states[members].tolist()) == {CmState.RANGING_COMPLETE}


def test_one_state_is_the_same_as_many(plant: Plant, district: City, hand_clock) -> None:
    plant.break_down("provisioning_down", district.elements[0].id, {"at_once": 1.0})
    hand_clock.pass_s(20)
    fault = plant.break_down("element_dead", biggest(plant, "port_fuse"))
    hand_clock.pass_s(3.5)
    for after_s in (0.0, 5.0, 2.0):
        now_ms = hand_clock.pass_s(after_s)
        assert [plant.noticed(t, now_ms) for t in range(len(district.terminals))] == plant.states(
            slice(None), now_ms
        ).tolist()
        if after_s == 5.0:
            plant.repair(fault.id)


def test_a_repair_in_part_brings_back_everything_but_what_lies_behind_an_element(plant: Plant, district: City) -> None:
    node = district.of_kind("optical_node")[0]
    inner = [n for n in district.behind(node) if district.elements[n].kind == "amplifier"][:2]
    fault = plant.break_down("span_cut", district.elements[node].id)
    left = plant.repair_partly(fault.id, [district.elements[number].id for number in inner])
    assert dark(plant) == behind(district, inner[0]) | behind(district, inner[1])
    assert [(one.kind, one.element, one.of, one.started_ms) for one in left] == [
        ("span_cut", number, fault.id, fault.started_ms) for number in inner
    ]
    with pytest.raises(FaultError, match=fault.id):
        plant.repair(fault.id)
    for one in left:
        plant.repair(one.id)
    assert not dark(plant)


def test_nobody_blinks_while_a_fault_is_repaired_in_part(plant: Plant, district: City, hand_clock) -> None:
    port = biggest(plant, "port_fuse")
    inner = next(n for n in district.behind(district.number[port])[1:] if district.elements[n].kind == "tap")
    fault = plant.break_down("port_fuse", port)
    hand_clock.pass_s(60)
    plant.repair_partly(fault.id, [district.elements[inner].id])
    still = list(district.terminals_behind(inner))
    assert {plant.noticed(t, hand_clock.pass_s(0.1)) for t in still} == {CmState.OTHER}
    assert {plant.returns[t] for t in still} == {0}


@pytest.mark.parametrize(("behind_what", "words"), [("HE1", "reaches no HE1"), ("nowhere", "no element")])
def test_a_repair_in_part_names_what_it_cannot_leave(plant: Plant, behind_what: str, words: str) -> None:
    fault = plant.break_down("port_fuse", biggest(plant, "port_fuse"))
    with pytest.raises(FaultError, match=words):
        plant.repair_partly(fault.id, [behind_what])
    assert plant.faults() == [fault]


def test_faults_of_all_kinds_in_any_order_and_in_parts_leave_no_trace(plant: Plant, district: City, hand_clock) -> None:
    fitting = {kind: places(plant, kind) for kind in KINDS}
    for seed in range(4):
        draw = Random(seed)
        hand_clock.pass_s(20 * 3600)
        plant.advance(hand_clock())
        before = snapshot(plant)
        registered = plant.states(slice(None), hand_clock()).tolist()
        standing: list[Fault] = []
        for _ in range(60):
            plant.advance(hand_clock.pass_s(draw.uniform(0, 900)))
            doing = draw.random()
            if standing and doing < 0.4:
                plant.repair(standing.pop(draw.randrange(len(standing))).id)
            elif standing and doing < 0.5:
                fault = standing.pop(draw.randrange(len(standing)))
                inside = np.flatnonzero(plant.touched(fault))
                inside = inside[(inside != fault.element) & (inside > 0)]
                if len(inside):
                    standing += plant.repair_partly(fault.id, [district.elements[draw.choice(inside.tolist())].id])
                else:
                    standing.append(fault)
            else:
                kind = draw.choice(sorted(KINDS))
                standing.append(plant.break_down(kind, draw.choice(fitting[kind])))
            lost = set().union(*(np.flatnonzero(~state_alone(plant, one)).tolist() for one in standing))
            assert lost <= set(np.flatnonzero(~plant.light.lit).tolist())
        draw.shuffle(standing)
        for fault in standing:
            plant.repair(fault.id)
        plant.advance(hand_clock.pass_s(600))
        assert snapshot(plant) == before, seed
        assert plant.states(slice(None), hand_clock()).tolist() == registered


def state_alone(plant: Plant, fault: Fault) -> np.ndarray:
    """What is lit under one fault alone, while all batteries last."""
    return plant.state.under(fault, batteries_empty=False).lit


def test_the_version_grows_when_something_changes_and_only_then(plant: Plant, district: City, hand_clock) -> None:
    before = plant.version
    plant.advance(hand_clock.pass_s(7200))
    assert plant.version == before
    fault = plant.break_down("ingress", district.elements[district.of_kind("tap")[0]].id)
    assert plant.version > before
    changed = plant.version
    plant.repair(fault.id)
    assert plant.version > changed


@pytest.mark.parametrize(
    ("kind", "element", "options", "words"),
    [
        ("port_fuse", "HE1", {}, "does not fit HE1, a headend"),
        ("zone_out", "zone:9999", {}, "no element 'zone:9999'"),
        ("zone_out", "zone:x", {}, "no element"),
        ("ingress", "T1", {"volts": 3.0}, "knows no 'volts': db"),
        ("meteorite", "T1", {}, "meteorite.*zone_out"),
    ],
)
def test_what_cannot_be_is_refused_and_said(
    plant: Plant, kind: str, element: str, options: dict[str, float], words: str
) -> None:
    with pytest.raises(FaultError, match=words):
        plant.break_down(kind, element, options)
    assert not plant.faults()


def test_candidates_are_where_a_kind_fits_with_the_homes_it_would_touch(plant: Plant, district: City) -> None:
    reaches = Reaches(plant)
    draw = Random(4)
    for kind in KINDS:
        found = reaches.candidates(kind)
        assert found, kind
        for name, homes in draw.sample(found, min(len(found), 12)):
            fault = plant.break_down(kind, name)
            assert homes == reaches.of(fault).homes, (kind, name)
            plant.repair(fault.id)

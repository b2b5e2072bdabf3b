"""Mains and batteries: what a zone takes at once and what later, and in which order it all comes back."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.city import City
from simulator.clock import HOUR_MS, NEVER
from simulator.plant import CmState, Delays, Plant
from simulator.reach import Reaches

DELAYS = Delays((20_000, 60_000), (10_000, 20_000), boot_ms=(30_000, 60_000))


@pytest.fixture
def plant(district: City, hand_clock) -> Plant:
    return Plant(district, DELAYS, hand_clock)


def dark(plant: Plant) -> set[int]:
    return set(np.flatnonzero(plant.wiring.terminal & ~plant.light.lit).tolist())


def fed_by(city: City, supply: int) -> set[int]:
    """Terminals behind whatever lives on a supply."""
    loads = [n for n, one in enumerate(city.elements) if one.supply == supply]
    return {
        n
        for load in loads
        for n in city.behind(load)
        if city.elements[n].kind in {"cable_modem", "onu", "eoc_unit", "set_top_box"}
    }


def test_a_supply_without_mains_goes_on_until_its_battery_is_empty(plant: Plant, district: City, hand_clock) -> None:
    supply = district.of_kind("line_power_supply")[0]
    fault = plant.break_down("supply_battery", district.elements[supply].id)
    assert plant.on_battery(supply)
    empty_ms = plant.battery_empty_ms(supply)
    lasts_h = (empty_ms - hand_clock.now_ms) / HOUR_MS
    assert 0.1 < lasts_h <= 4.0
    plant.advance(hand_clock.pass_s(lasts_h * 1800))
    assert plant.battery(supply) == pytest.approx(0.5, abs=0.01)
    assert not dark(plant)
    plant.advance(empty_ms - 1)
    assert not dark(plant)
    hand_clock.now_ms = empty_ms
    plant.advance(empty_ms)
    assert dark(plant) == fed_by(district, supply) != set()
    assert plant.battery(supply) == 0.0
    assert not plant.powered(supply)
    assert not plant.speaks(supply)
    plant.repair(fault.id)
    assert not dark(plant)
    assert not plant.on_battery(supply)
    plant.advance(hand_clock.pass_s(4 * 3600))
    assert plant.battery(supply) == pytest.approx(0.5, abs=0.01)


def test_modems_behind_an_empty_supply_kept_their_own_power(plant: Plant, district: City, hand_clock) -> None:
    supply = district.of_kind("line_power_supply")[0]
    terminal = next(t for t, n in enumerate(district.terminals) if n in fed_by(district, supply))
    booted_ms = plant.booted_ms[terminal]
    fault = plant.break_down("supply_battery", district.elements[supply].id, {"charge": 0.0})
    assert not plant.gasped(terminal)
    hand_clock.pass_s(300)
    plant.repair(fault.id)
    assert plant.booted_ms[terminal] == booted_ms


def test_a_zone_takes_its_homes_at_once_and_its_supplies_later(plant: Plant, district: City, hand_clock) -> None:
    zone = max(
        {district.elements[n].zone for n in district.of_kind("line_power_supply")},
        key=lambda zone: sum(district.elements[n].zone == zone for n in district.terminals),
    )
    plugged = {
        n
        for n, one in enumerate(district.elements)
        if one.zone == zone and one.kind in {"cable_modem", "onu", "eoc_unit", "set_top_box"}
    }
    fault = plant.break_down("zone_out", f"zone:{zone}")
    assert not plant.mains_up(zone)
    assert plugged <= dark(plant)
    assert not any(plant.powered(number) for number in plugged)
    assert set(Reaches(plant).of(fault).terminals.tolist()) == dark(plant)
    supplies = [n for n in district.of_kind("line_power_supply") if district.elements[n].zone == zone]
    at_first = dark(plant)
    for supply in sorted(supplies, key=plant.battery_empty_ms):
        empty_ms = plant.battery_empty_ms(supply)
        plant.advance(empty_ms)
        hand_clock.now_ms = empty_ms
        at_first |= fed_by(district, supply)
        assert dark(plant) == at_first


def test_an_eoc_head_without_mains_takes_its_units_and_its_own_onu(plant: Plant, district: City, hand_clock) -> None:
    head = district.of_kind("eoc_head")[0]
    onu = next(n for n in district.behind(head) if district.elements[n].kind == "onu")
    terminal_of = {n: t for t, n in enumerate(district.terminals)}
    fault = plant.break_down("no_power", district.elements[head].id)
    begun_ms = hand_clock.now_ms
    units = [n for n in district.behind(head) if district.elements[n].kind == "eoc_unit"]
    assert units
    assert not any(plant.lit(n) for n in (head, onu, *units))
    assert not plant.speaks(head)
    assert plant.gasped(terminal_of[onu])
    assert plant.noticed(terminal_of[onu], begun_ms + 300) is CmState.OTHER
    boxes = [n for n in district.behind(head) if district.elements[n].one_way]
    assert all(plant.lit(n) for n in boxes)
    hand_clock.pass_s(600)
    plant.repair(fault.id)
    plant.advance(hand_clock.pass_s(30))
    assert plant.powered(head)
    assert not plant.lit(units[0])
    plant.advance(hand_clock.pass_s(15))
    assert all(plant.lit(n) for n in (head, onu, *units))
    states = plant.states(slice(None), hand_clock.pass_s(200))
    assert {int(states[terminal_of[n]]) for n in units} <= {CmState.REGISTERED, CmState.ACCESS_DENIED}


def test_modems_boot_one_after_the_other_when_the_current_is_back(plant: Plant, district: City, hand_clock) -> None:
    zone = district.elements[district.of_kind("cable_modem")[0]].zone
    members = [t for t, n in enumerate(district.terminals) if district.elements[n].zone == zone]
    fault = plant.break_down("zone_out", f"zone:{zone}")
    hand_clock.pass_s(120)
    back_ms = hand_clock.now_ms
    plant.repair(fault.id)
    plant.advance(hand_clock.pass_s(45))
    answering = [
        sum(plant.answers(terminal, back_ms + second * 1000) for terminal in members) for second in range(0, 130, 5)
    ]
    assert answering[:5] == [0] * 5
    assert answering == sorted(answering)
    assert len(set(answering)) > 5
    assert {plant.booted_ms[t] for t in members} == {back_ms}


def test_a_hub_lives_on_its_ups_and_its_cmts_takes_minutes_to_come_back(
    plant: Plant, district: City, hand_clock
) -> None:
    ups, cmts = district.of_kind("ups")[0], district.cmtses[0]
    fault = plant.break_down("supply_battery", district.elements[ups].id, {"charge": 0.1})
    assert not dark(plant)
    empty_ms = plant.battery_empty_ms(ups)
    plant.advance(empty_ms)
    hand_clock.now_ms = empty_ms
    assert not plant.powered(cmts)
    assert dark(plant) == {n for n, one in enumerate(district.elements) if one.kind in
                           {"cable_modem", "onu", "eoc_unit", "set_top_box"}}  # fmt: skip
    hand_clock.pass_s(60)
    plant.repair(fault.id)
    boxes = [n for n in district.behind(cmts) if district.elements[n].one_way]
    assert all(plant.lit(n) for n in boxes)
    assert plant.powered(cmts)
    assert not plant.lit(cmts)
    plant.advance(hand_clock.pass_s(179))
    assert not plant.lit(cmts)
    plant.advance(hand_clock.pass_s(2))
    assert plant.lit(cmts)
    assert not dark(plant)


def test_two_reasons_for_darkness_end_with_the_last(plant: Plant, district: City) -> None:
    supply = district.of_kind("line_power_supply")[0]
    node = next(n for n in district.of_kind("optical_node"))
    first = plant.break_down("supply_battery", district.elements[supply].id, {"charge": 0.0})
    second = plant.break_down("span_cut", district.elements[node].id)
    plant.repair(first.id)
    assert dark(plant) == {n for n in district.behind(node) if plant.wiring.terminal[n]}
    plant.repair(second.id)
    assert not dark(plant)


def test_a_battery_with_mains_never_empties(plant: Plant, district: City, hand_clock) -> None:
    for supply in (*district.of_kind("line_power_supply"), *district.of_kind("ups")):
        assert plant.battery_empty_ms(supply) == NEVER
        assert plant.battery(supply) == 1.0

"""Customers who switch off: at night, close together late, the same every time, and out of nobody's reach."""

from __future__ import annotations

import numpy as np

from simulator.city import City
from simulator.clock import DAY_MS, HOUR_MS
from simulator.habits import Habits
from simulator.plant import CmState, Delays, Plant

MIDNIGHT_MS = 20_833 * DAY_MS


def test_most_never_switch_off_some_nightly_a_few_for_good(district: City) -> None:
    habits = Habits(district, night_off=0.15, always_off=0.03)
    shares = [float(habits.off(MIDNIGHT_MS + hour * HOUR_MS).mean()) for hour in range(12, 36)]
    assert shares[0] == float(habits.always.mean())
    assert 0.01 < shares[0] < 0.06
    assert 0.08 < shares[15] < 0.30
    assert shares[23] == shares[0]
    assert shares.index(max(shares)) in range(12, 18)


def test_the_later_the_closer_together(district: City) -> None:
    habits = Habits(district, night_off=0.5, always_off=0.0)
    noon_ms = MIDNIGHT_MS + 12 * HOUR_MS
    habits.off(noon_ms)
    moments = {}
    parents = [district.elements[number].parent for number in district.terminals]
    for minute in range(8 * 60, 15 * 60):
        for terminal in np.flatnonzero(habits.off(noon_ms + minute * 60_000)).tolist():
            moments.setdefault(terminal, minute)
    homes: dict[int, list[int]] = {}
    for terminal, minute in moments.items():
        homes.setdefault(parents[terminal], []).append(minute)
    clusters = sorted((np.mean(one), np.std(one)) for one in homes.values() if len(one) >= 4)
    third = len(clusters) // 3
    early, late = clusters[:third], clusters[-third:]
    assert np.mean([spread for _, spread in late]) < np.mean([spread for _, spread in early]) * 0.7


def test_a_night_repeats_itself_and_the_next_is_another(district: City) -> None:
    one, two = (Habits(district, night_off=0.2, always_off=0.0) for _ in range(2))
    at_ms = MIDNIGHT_MS + 26 * HOUR_MS
    two.off(at_ms + 3 * DAY_MS)
    assert one.off(at_ms).tolist() == two.off(at_ms).tolist()
    assert one.off(at_ms).tolist() != one.off(at_ms + DAY_MS).tolist()


def test_the_next_change_is_the_next_change(district: City) -> None:
    habits = Habits(district, night_off=0.2, always_off=0.02)
    at_ms = MIDNIGHT_MS + 20 * HOUR_MS
    for _ in range(40):
        following = habits.next_change(at_ms)
        assert habits.off(following - 1).tolist() == habits.off(at_ms).tolist()
        at_ms = following
    assert at_ms > MIDNIGHT_MS + 20 * HOUR_MS


def test_local_time_is_what_people_go_by(district: City) -> None:
    here, east = Habits(district, 0.2, 0.0), Habits(district, 0.2, 0.0, local_ms=8 * HOUR_MS)
    at_ms = MIDNIGHT_MS + 26 * HOUR_MS
    assert here.off(at_ms).tolist() == east.off(at_ms - 8 * HOUR_MS).tolist()


def test_a_plant_follows_the_night_and_heads_keep_their_onus(district: City, hand_clock) -> None:
    plant = Plant(district, Delays((0, 0), (1000, 1000)), hand_clock, habits=Habits(district, 0.3, 0.03))
    dark_at_noon = (~plant.light.lit[plant.wiring.terminals]).sum()
    states = plant.states(slice(None), hand_clock.now_ms)
    assert (states == CmState.OTHER).sum() == dark_at_noon > 0
    plant.advance(hand_clock.pass_s(14.5 * 3600))
    dark_at_night = (~plant.light.lit[plant.wiring.terminals]).sum()
    assert dark_at_night > dark_at_noon * 4
    heads = [n for n in district.terminals if district.elements[district.elements[n].parent].kind == "eoc_head"]
    onus = [n for n in heads if district.elements[n].kind == "onu"]
    assert onus
    assert all(plant.lit(number) for number in onus)
    plant.advance(hand_clock.pass_s(9 * 3600))
    assert (~plant.light.lit[plant.wiring.terminals]).sum() == dark_at_noon
    assert (plant.states(slice(None), hand_clock.pass_s(5)) == CmState.OTHER).sum() == dark_at_noon

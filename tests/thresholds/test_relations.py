"""Metrics that follow from others of a row, and links that are lost only when they had been there."""

import math

import numpy as np
import pytest

from collectors.model import Readings
from thresholds.derive import Derivation
from thresholds.relations import each_battery_v, rail_off_percent

UP, DOWN, LOWER_DOWN, TESTING = 1, 2, 7, 3


@pytest.mark.parametrize(
    ("volts", "percent"),
    [(24.0, 0), (24.6, 2.5), (21.6, -10), (18.0, -25), (12.6, 5), (-5.25, 5), (4.5, -10), (0.0, -100)],
)
def test_a_rail_is_held_against_the_customary_one_that_is_nearest(volts, percent):
    assert rail_off_percent(np.array([volts]))[0] == pytest.approx(percent)


def test_a_rail_that_is_not_read_is_not_off():
    assert math.isnan(rail_off_percent(np.array([math.nan]))[0])


def test_a_string_without_batteries_has_no_voltage_each():
    each = each_battery_v(np.array([40.5, 54.0, 40.5, math.nan]), np.array([3, 4, 0, 3]))
    assert each[:2].tolist() == [13.5, 13.5]
    assert np.isnan(each[2:]).all()


def links(derivation, *states):
    """Return link_lost_code of ports given as (administrative, operational)."""
    admin, oper = zip(*states, strict=True)
    made = derivation.derive(
        Readings(
            "interface",
            np.zeros(len(states), np.int32),
            np.arange(len(states), dtype=np.int32),
            np.zeros(len(states), np.int64),
            {"admin_status_code": np.array(admin, float), "oper_status_code": np.array(oper, float)},
        )
    )
    return made.values["link_lost_code"].tolist()


def test_a_port_that_was_never_up_has_lost_nothing_and_one_that_was_has():
    derivation = Derivation()
    assert links(derivation, (UP, UP), (UP, DOWN), (UP, UP)) == [0, 0, 0]
    assert links(derivation, (UP, DOWN), (UP, DOWN), (UP, LOWER_DOWN)) == [1, 0, 1]
    assert links(derivation, (UP, UP), (UP, UP), (UP, TESTING)) == [0, 0, 0]
    assert links(derivation, (UP, DOWN), (UP, DOWN), (UP, UP)) == [1, 1, 0]


def test_a_port_that_is_switched_off_on_purpose_is_forgotten():
    derivation = Derivation()
    links(derivation, (UP, UP))
    assert links(derivation, (DOWN, DOWN)) == [0]
    assert links(derivation, (UP, DOWN)) == [0]


def test_what_was_up_is_known_after_a_restart_and_an_unread_port_changes_nothing():
    before, after = Derivation(), Derivation()
    links(before, (UP, UP))
    after.load(before.save())
    assert math.isnan(links(after, (UP, math.nan))[0])
    assert links(after, (UP, DOWN)) == [1]

"""What crews confirmed changes how often things are assumed to fail: a little at first, never beyond bounds."""

import pytest

from maps.assumptions import PRIORS
from maps.experience import MOST_TIMES, Experience, learned
from maps.model import Kind

YEAR_H = 8760.0
AMP = PRIORS[Kind.AMPLIFIER]


def after(kind: Kind, exposure_h: float, down_h: float) -> float:
    return learned(PRIORS, {kind: Experience(exposure_h, down_h)})[kind]


def test_nothing_observed_changes_nothing():
    assert learned(PRIORS, {}) == PRIORS
    assert after(Kind.AMPLIFIER, 0.0, 0.0) == pytest.approx(AMP)


def test_what_was_expected_changes_nothing():
    exposure_h = 1000 * YEAR_H
    assert after(Kind.AMPLIFIER, exposure_h, AMP * exposure_h) == pytest.approx(AMP)


def test_many_confirmed_failures_raise_the_chance_and_their_absence_lowers_it():
    exposure_h = 1000 * YEAR_H
    assert 1.8 * AMP < after(Kind.AMPLIFIER, exposure_h, 2 * AMP * exposure_h) < 2.0 * AMP
    assert after(Kind.AMPLIFIER, exposure_h, 0.0) < 0.2 * AMP


def test_one_failure_in_a_small_plant_changes_little():
    assert after(Kind.AMPLIFIER, 50 * 24.0, 4.0) < 1.3 * AMP


def test_no_chance_leaves_its_bounds():
    assert after(Kind.TAP, 1.0, 1e9) == pytest.approx(PRIORS[Kind.TAP] * MOST_TIMES)
    assert after(Kind.TAP, 1e15, 0.0) == pytest.approx(PRIORS[Kind.TAP] / MOST_TIMES)
    assert learned({Kind.TAP: 0.4}, {Kind.TAP: Experience(1.0, 1e9)})[Kind.TAP] <= 0.5

"""Derived metrics against plain arithmetic, and against what counters do in the field."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.model import Readings
from thresholds.derive import Derivation

GOOD, FIXED, LOST = "codewords_unerrored", "codewords_corrected", "codewords_uncorrectable"


def readings(at_s, rows, family="cm_downstream"):
    """Return readings of rows of (slot, instance, {counter: value})."""
    names = rows[0][2] if rows else {GOOD: 0, FIXED: 0, LOST: 0}
    return Readings(
        family,
        np.array([row[0] for row in rows], np.int32),
        np.array([row[1] for row in rows], np.int32),
        np.full(len(rows), at_s * 1000, np.int64),
        {name: np.array([row[2][name] for row in rows], np.float64) for name in names},
    )


def one(derivation, at_s, family="cm_downstream", **counters):
    values = derivation.derive(readings(at_s, [(0, 0, counters)], family)).values
    return {name: float(values[name][0]) for name in values if name not in counters}


def codewords(good, fixed, lost):
    return {GOOD: good, FIXED: fixed, LOST: lost}


def test_a_share_is_of_the_codewords_of_its_interval():
    derivation = Derivation()
    first = one(derivation, 0, **codewords(5_000_000, 70_000, 60_000))
    assert all(math.isnan(value) for value in first.values())
    second = one(derivation, 300, **codewords(5_009_000, 70_600, 60_400))
    assert second == {"correctable_ratio": pytest.approx(0.06), "uncorrectable_ratio": pytest.approx(0.04)}


def test_a_counter_that_fell_on_a_device_of_unknown_uptime_is_an_unknown_interval_and_no_burst():
    """Unerrored codewords of a C3's upstream, as 32 bits hold them and as 64 do, a little before and after the wrap."""
    derivation, before, after = Derivation(), 2**32 - 1_000_000, 840_426_744
    one(derivation, 0, **codewords(before, 1000, 1000))
    assert all(math.isnan(value) for value in one(derivation, 300, **codewords(after, 1010, 1010)).values())
    assert one(derivation, 600, **codewords(after + 9990, 1020, 1010))["correctable_ratio"] == pytest.approx(0.001)


def test_a_restarted_device_is_an_unknown_interval_and_no_burst():
    derivation = Derivation()
    one(derivation, 0, **codewords(8_000_000, 1000, 0))
    assert all(math.isnan(value) for value in one(derivation, 300, **codewords(2_000, 10, 30)).values())
    assert one(derivation, 600, **codewords(11_970, 20, 50))["uncorrectable_ratio"] == pytest.approx(0.002)


def test_a_quiet_channel_has_no_share():
    derivation = Derivation()
    one(derivation, 0, **codewords(0, 0, 0))
    assert math.isnan(one(derivation, 300, **codewords(10, 0, 5))["uncorrectable_ratio"])
    assert math.isnan(one(derivation, 600, **codewords(10, 0, 5))["uncorrectable_ratio"])


def test_codewords_read_in_part_do_not_mix_intervals():
    derivation = Derivation()
    one(derivation, 0, **codewords(0, 0, 0))
    assert math.isnan(one(derivation, 300, **codewords(10_000, 0, math.nan))["uncorrectable_ratio"])
    assert one(derivation, 600, **codewords(19_600, 0, 400))["uncorrectable_ratio"] == pytest.approx(0.02)


def test_octets_become_megabits_a_second_and_errors_what_is_new():
    derivation = Derivation()
    one(derivation, 0, "interface", in_octets=1e9, out_octets=0, in_errors=7)
    derived = one(derivation, 10, "interface", in_octets=1e9 + 125e6, out_octets=12.5e6, in_errors=9)
    assert derived == {"in_mbps": pytest.approx(100), "out_mbps": pytest.approx(10), "new_in_errors": 2}


def test_a_rate_over_a_missed_reading_is_over_both_intervals():
    derivation = Derivation()
    one(derivation, 0, "interface", in_octets=0)
    assert math.isnan(one(derivation, 10, "interface", in_octets=math.nan)["in_mbps"])
    assert one(derivation, 20, "interface", in_octets=25e6)["in_mbps"] == pytest.approx(10)


def test_no_time_passed_gives_no_rate():
    derivation = Derivation()
    one(derivation, 10, "interface", in_octets=0)
    assert math.isnan(one(derivation, 10, "interface", in_octets=5e6)["in_mbps"])


def test_readings_without_counters_stay_as_they_are():
    given_readings = readings(0, [(0, 0, {"ds_power_dbmv": 1.0})])
    assert Derivation().derive(given_readings) is given_readings


def test_readings_of_nobody_have_the_same_columns():
    derived = Derivation().derive(readings(0, []))
    assert set(derived.values) == {GOOD, FIXED, LOST, "correctable_ratio", "uncorrectable_ratio"}


COUNT = st.one_of(st.integers(0, 40_000), st.just(math.nan))
ROWS = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from([0, 7]), st.builds(codewords, COUNT, COUNT, COUNT)),
    min_size=1,
    max_size=8,
)


@given(st.lists(st.tuples(ROWS, st.booleans()), max_size=8))
def test_shares_are_those_of_plain_arithmetic_in_any_order_and_over_restarts(sweeps):
    derivation, last = Derivation(), {}
    for at_s, (rows, restart) in enumerate(sweeps):
        if restart:
            saved = {name: np.frombuffer(column.tobytes(), column.dtype) for name, column in derivation.save().items()}
            derivation = Derivation()
            derivation.load(saved)
        derived = derivation.derive(readings(at_s, rows)).values
        for at, (slot, instance, now) in enumerate(rows):
            share = math.nan
            if not any(math.isnan(count) for count in now.values()):
                before = last.get((slot, instance))
                if before is not None:
                    rise = {name: now[name] - before[1][name] for name in now}
                    total = sum(rise.values())
                    if at_s > before[0] and min(rise.values()) >= 0 and total >= 1000:
                        share = rise[LOST] / total
                last[slot, instance] = at_s, now
            assert derived["uncorrectable_ratio"][at] == pytest.approx(share, nan_ok=True)

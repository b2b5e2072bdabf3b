"""What counters rose by: over wraps, restarts, discontinuities, readings late and twice; and of very many of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.model import Readings
from thresholds.counters import Counter, Starts, plausible, risen
from thresholds.derive import Derivation

DAY_S = 86_400


def columns(family, at_s, **values):
    whom = np.zeros(1, np.int32)
    return Readings(
        family, whom, whom, np.array([at_s * 1000], np.int64), {name: np.array([one]) for name, one in values.items()}
    )


class Device:
    """A device with one interface, whose agent started at `started_s`."""

    def __init__(self, derivation=None):
        self.derivation = derivation or Derivation()
        self.started_s = 0

    def read(self, at_s, **values):
        self.derivation.note_starts([columns("system", at_s, uptime_s=float(at_s - self.started_s))])
        derived = self.derivation.derive(columns("interface", at_s, **values)).values
        return {name: float(derived[name][0]) for name in derived if name not in values}


@pytest.mark.parametrize("bits", [32, 64])
def test_a_counter_that_wraps_on_a_device_that_ran_on_counts_on(bits):
    device = Device()
    device.read(DAY_S, in_octets=2.0**bits - 1e7)
    assert device.read(DAY_S + 10, in_octets=2.5e6)["in_mbps"] == pytest.approx(10, rel=1e-3)


def test_a_counter_that_fell_from_its_lower_half_was_begun_anew():
    device = Device()
    device.read(DAY_S, in_octets=2.0**31 - 1e6)
    assert math.isnan(device.read(DAY_S + 10, in_octets=2.5e6)["in_mbps"])
    assert device.read(DAY_S + 20, in_octets=15e6)["in_mbps"] == pytest.approx(10)


def test_a_restart_is_noticed_although_the_counter_is_beyond_where_it_stood():
    device = Device()
    device.read(DAY_S, in_octets=1000.0)
    device.started_s = DAY_S + 30
    assert math.isnan(device.read(DAY_S + 300, in_octets=9e6)["in_mbps"])
    assert device.read(DAY_S + 310, in_octets=21.5e6)["in_mbps"] == pytest.approx(10)


def test_a_restart_is_no_wrap_although_the_counter_fell_from_its_upper_half():
    device = Device()
    device.read(DAY_S, t4_timeouts=2.0**32 - 10)
    device.started_s = DAY_S + 30
    assert math.isnan(device.read(DAY_S + 300, t4_timeouts=3.0)["new_t4_timeouts"])


def test_an_uptime_read_between_two_level_sweeps_is_remembered():
    device = Device()
    device.read(DAY_S, t4_timeouts=5.0)
    device.started_s = DAY_S + 30
    device.derivation.note_starts([columns("system", DAY_S + 60, uptime_s=30.0)])
    derived = device.derivation.derive(columns("interface", DAY_S + 300, t4_timeouts=9.0)).values
    assert math.isnan(derived["new_t4_timeouts"][0])


def test_a_wrap_is_not_believed_where_the_uptime_is_older_than_the_last_reading():
    device = Device()
    device.read(DAY_S, t4_timeouts=2.0**32 - 10)
    derived = device.derivation.derive(columns("interface", DAY_S + 300, t4_timeouts=3.0)).values
    assert math.isnan(derived["new_t4_timeouts"][0])


def test_a_discontinuity_that_the_device_tells_of_is_an_unknown_interval():
    device = Device()
    device.read(DAY_S, in_octets=1e6, discontinuity_s=0.0)
    assert math.isnan(device.read(DAY_S + 10, in_octets=2e6, discontinuity_s=DAY_S + 5.0)["in_mbps"])
    assert device.read(DAY_S + 20, in_octets=14.5e6, discontinuity_s=DAY_S + 5.0)["in_mbps"] == pytest.approx(10)


def test_a_jump_that_no_interface_of_that_speed_can_make_is_an_unknown_interval():
    device = Device()
    device.read(DAY_S, in_octets=0.0, speed_mbps=100.0)
    assert math.isnan(device.read(DAY_S + 10, in_octets=1e12, speed_mbps=100.0)["in_mbps"])
    assert device.read(DAY_S + 20, in_octets=1e12 + 125e6, speed_mbps=100.0)["in_mbps"] == pytest.approx(100)


def test_an_interface_of_unknown_speed_is_believed():
    octets, elapsed_s = np.array([1e12, 1e12]), np.full(2, 10.0)
    assert plausible(octets, elapsed_s, np.array([math.nan, 0.0])).all()


def test_the_same_reading_twice_and_an_older_one_tell_nothing():
    device = Device()
    device.read(DAY_S, t4_timeouts=5.0)
    assert device.read(DAY_S + 10, t4_timeouts=7.0)["new_t4_timeouts"] == 2
    assert math.isnan(device.read(DAY_S + 10, t4_timeouts=7.0)["new_t4_timeouts"])
    assert math.isnan(device.read(DAY_S + 5, t4_timeouts=6.0)["new_t4_timeouts"])


def test_starts_and_counters_outlive_a_restart_of_ours():
    device = Device()
    device.read(DAY_S, in_octets=2.0**32 - 1e7, discontinuity_s=7.0)
    saved = {name: np.frombuffer(column.tobytes(), column.dtype) for name, column in device.derivation.save().items()}
    again = Device(Derivation())
    again.derivation.load(saved)
    assert again.read(DAY_S + 10, in_octets=2.5e6, discontinuity_s=7.0)["in_mbps"] == pytest.approx(10)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**31 - 1), st.sampled_from([32, 64]))
def test_a_wrap_is_told_from_a_fall_whatever_the_numbers(start, counted, bits):
    start %= 1 << bits
    now = (start + counted) % (1 << bits)
    rise = risen(np.array([float(start)]), np.array([float(now)]), np.array([True]))[0]
    assert rise == pytest.approx(counted, abs=2.0 ** (bits - 52))


def test_more_than_a_million_counters_are_taken_in_one_go_at_sixteen_octets_each():
    many = 1_200_000
    counter, starts, slot = Counter(), Starts(), np.arange(many, dtype=np.int32)
    counter.grow(many)
    assert counter.last.nbytes + counter.last_ms.nbytes == 16 * many
    for at_ms, number in ((1000, 0.0), (61_000, 300.0)):
        rise, elapsed_s = counter.take(
            slice(0, many), slot, np.full(many, number), np.full(many, at_ms, np.int64), starts, None
        )
    assert (rise == 300).all()
    assert (elapsed_s == 60).all()

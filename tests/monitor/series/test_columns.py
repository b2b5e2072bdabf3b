"""Columns keep what a device can say exactly, in as little room as it needs."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.series.columns import Column, arrow_type, fit, from_arrow, to_arrow, widest


def through_arrow(values) -> Column:
    column = fit(np.array(values, dtype=np.float64))
    return from_arrow(to_arrow(column, arrow_type([column])))


@given(
    st.lists(st.one_of(st.just(float("nan")), st.integers(-10_000, 10_000).map(lambda step: step / 10)), max_size=50)
)
def test_levels_in_steps_of_a_tenth_come_back_exactly(values):
    column = through_arrow(values)
    assert column.scale in (0, 1)
    assert column.values.dtype == np.int32
    np.testing.assert_array_equal(column.floats(), np.array(values, dtype=np.float64))


@given(st.lists(st.floats(width=64), max_size=50))
def test_any_float_comes_back_to_seven_digits(values):
    with np.errstate(over="ignore"):
        came = through_arrow(values).floats()
    np.testing.assert_allclose(came, np.array(values), rtol=2**-23, atol=1e-44)


def test_a_64_bit_counter_past_the_reach_of_float32_keeps_every_unit():
    counts = [5_135_394_041.0, 5_135_394_042.0, np.nan]
    column = through_arrow(counts)
    assert column.scale == 0
    np.testing.assert_array_equal(column.floats(), counts)


def test_a_counter_past_ten_to_the_fifteenth_keeps_what_a_float64_can_tell():
    octets = [2.0**60, 2.0**60 + 2**9]
    np.testing.assert_array_equal(through_arrow(octets).floats(), octets)


def test_a_product_that_misses_its_decimal_by_a_bit_becomes_the_decimal():
    assert 389 * 0.1 != 38.9
    assert through_arrow([389 * 0.1, 1.0]).floats().tolist() == [38.9, 1.0]


def test_a_tiny_ratio_does_not_become_zero():
    assert through_arrow([1e-10, 0.0]).floats()[0] == pytest.approx(1e-10, rel=1e-6)


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [
        ((pa.decimal32(3, 1), pa.decimal32(4, 0)), pa.decimal32(5, 1)),
        ((pa.decimal32(1, 0), pa.float32()), pa.float32()),
        ((pa.decimal32(9, 0), pa.float32()), pa.float64()),
        ((pa.decimal64(16, 0), pa.decimal32(4, 3)), pa.float64()),
        ((pa.decimal64(11, 0), pa.decimal32(1, 0)), pa.decimal64(11, 0)),
    ],
)
def test_a_type_for_several_files_holds_the_values_of_each(kinds, wanted):
    assert widest(kinds) == wanted

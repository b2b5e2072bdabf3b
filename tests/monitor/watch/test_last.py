"""Last values by subject and instance."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.model import Readings
from monitor.watch.levels.last import LastValues
from tests.monitor.kept import last_values

rows = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4), st.floats(-90, 90)), min_size=1, max_size=20)


def readings(time_ms: int, *block: tuple[int, int, float], metric: str = "level_dbmv") -> Readings:
    return Readings(
        "family",
        np.array([row[0] for row in block], np.int32),
        np.array([row[1] for row in block], np.int32),
        np.full(len(block), time_ms, np.int64),
        {metric: np.array([row[2] for row in block], np.float64)},
    )


@given(st.lists(rows, max_size=6))
def test_each_series_holds_what_was_read_last(blocks):
    last, expected = LastValues("family"), {}
    for time_ms, block in enumerate(blocks):
        unique = {(slot, instance): value for slot, instance, value in block}
        last.take(
            readings(time_ms, *((slot, instance, value) for (slot, instance), value in unique.items())), asked_all=True
        )
        expected.update({series: (time_ms, value) for series, value in unique.items()})
    again = LastValues("family", last.columns())
    found = (
        {
            (slot, instance): (time_ms, values["level_dbmv"])
            for slot in range(7)
            for instance, time_ms, values in last_values(again.columns(), slot)
        }
        if expected
        else {}
    )
    assert found.keys() == expected.keys()
    for series, (time_ms, value) in expected.items():
        assert found[series] == (time_ms, pytest.approx(value, abs=1e-4))


def test_a_metric_that_was_not_read_is_left_out():
    last = LastValues("family")
    last.take(readings(1, (0, 0, 5.0)), asked_all=True)
    last.take(readings(2, (0, 1, 7.0), metric="other_db"), asked_all=True)
    assert list(last_values(last.columns(), 0)) == [(0, 1, {"level_dbmv": 5.0}), (1, 2, {"other_db": 7.0})]


def test_a_sweep_that_asked_for_all_clears_what_has_no_value_and_one_that_asked_for_some_does_not():
    last = LastValues("family")
    last.take(readings(1, (0, 0, 5.0)), asked_all=True)
    last.take(readings(2, (0, 0, np.nan)), asked_all=False)
    assert list(last_values(last.columns(), 0)) == [(0, 2, {"level_dbmv": 5.0})]
    last.take(readings(3, (0, 0, np.nan)), asked_all=True)
    assert list(last_values(last.columns(), 0)) == [(0, 3, {})]


def test_a_slice_costs_by_its_own_size_not_by_what_is_known():
    last = LastValues("family")

    def block(first: int, count: int) -> Readings:
        slot = np.arange(first, first + count, dtype=np.int32)
        return Readings("family", slot, np.zeros(count, np.int32), np.zeros(count, np.int64), {"x": np.ones(count)})

    last.take(block(0, 1_000_000), asked_all=True)
    took = []
    for first in range(0, 100_000, 10_000):
        begun = time.process_time()
        last.take(block(first, 2000), asked_all=True)
        took.append(time.process_time() - begun)
    assert min(took) < 0.005

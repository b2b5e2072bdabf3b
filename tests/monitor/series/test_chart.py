"""Few points say what many readings said: least, mean and greatest."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.series.model import DAY_MS

START = 20_000 * DAY_MS


def test_few_readings_are_shown_as_they_are(store, readings):
    store.append([readings([1] * 3, [START, START + 5, START + 9], {"us_snr_db": [38.1, np.nan, 37.9]})])
    found = store.history("cmts_cm", 1, ["us_snr_db"], START, START + 10, points=3)
    assert found.step_ms == 0
    np.testing.assert_array_equal(found.values["us_snr_db"], [38.1, np.nan, 37.9])
    np.testing.assert_array_equal(found.low["us_snr_db"], found.high["us_snr_db"])


def test_many_readings_become_buckets_that_keep_the_peak_and_the_dip(store, readings):
    times = [START + second * 1000 for second in range(1000)]
    level = [38.0] * 1000
    level[123], level[987] = 12.5, 45.0
    store.append([readings([1] * 1000, times, {"us_snr_db": level})])
    found = store.history("cmts_cm", 1, ["us_snr_db"], START, START + 1_000_000, points=10)
    assert found.step_ms == 100_000
    assert found.time_ms.tolist() == [START + bucket * 100_000 for bucket in range(10)]
    assert found.low["us_snr_db"].tolist() == [38.0, 12.5] + [38.0] * 8
    assert found.high["us_snr_db"].tolist() == [38.0] * 9 + [45.0]
    assert found.values["us_snr_db"][1] == pytest.approx((99 * 38.0 + 12.5) / 100)


def test_a_bucket_without_readings_of_a_metric_is_missing_not_zero(store, readings):
    level = [np.nan] * 50 + [38.0] * 50
    store.append([readings([1] * 100, [START + n for n in range(100)], {"us_snr_db": level})])
    found = store.history("cmts_cm", 1, ["us_snr_db"], START, START + 100, points=2)
    np.testing.assert_array_equal(found.values["us_snr_db"], [np.nan, 38.0])
    np.testing.assert_array_equal(found.low["us_snr_db"], [np.nan, 38.0])


def test_each_instance_has_its_own_points(store, readings):
    rows = 32 * 60
    store.append(
        [
            readings(
                [1] * rows,
                [START + n // 32 * 1000 for n in range(rows)],
                {"ds_snr_db": [40.0 + n % 32 / 10 for n in range(rows)]},
                instance=[n % 32 for n in range(rows)],
                family="cm_downstream",
            )
        ]
    )
    found = store.history("cm_downstream", 1, ["ds_snr_db"], START, START + 60_000, points=6)
    assert np.unique(found.instance, return_counts=True)[1].tolist() == [6] * 32
    np.testing.assert_allclose(found.values["ds_snr_db"], 40.0 + found.instance / 10)


def test_the_end_of_the_span_is_outside_and_its_start_inside(store, readings):
    store.append([readings([1] * 3, [START, START + 5, START + 10], {"us_snr_db": [1.0, 2.0, 3.0]})])
    assert store.history("cmts_cm", 1, ["us_snr_db"], START, START + 10).values["us_snr_db"].tolist() == [1.0, 2.0]

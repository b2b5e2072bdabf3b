"""Every series store keeps and gives back readings alike, whoever keeps them."""

from __future__ import annotations

import numpy as np
import pytest

from collectors.model import Readings
from monitor.series.model import DAY_MS, MINUTE_MS, History

START = 20_000 * DAY_MS


def rows(found: History) -> list[tuple[int, int, tuple[float, ...]]]:
    """Return instance, time since the start and values of each row."""
    values = zip(*(column.tolist() for column in found.values.values()), strict=True)
    return list(zip(found.instance.tolist(), (found.time_ms - START).tolist(), values, strict=True))


def noise(seed: int, count: int, instances: int = 1) -> Readings:
    """Return readings of slot 7 at irregular times, each column with gaps."""
    rng = np.random.default_rng(seed)
    time_ms = START + np.sort(rng.choice(DAY_MS, count, replace=False))
    level, errors = np.round(rng.normal(38, 4, count), 1), np.floor(rng.exponential(1e6, count))
    level[rng.random(count) < 0.1] = np.nan
    errors[rng.random(count) < 0.3] = np.nan
    instance = rng.integers(0, instances, count).astype(np.uint32)
    return Readings("cmts_cm", np.full(count, 7, np.int32), instance, time_ms, {"snr_db": level, "errors": errors})


def test_readings_come_back_as_they_were_sorted_by_instance_and_time(any_store):
    store, settle = any_store
    appended = noise(1, 300, instances=3)
    half = np.arange(300) % 2 == 0
    store.append([appended.only(half)])
    store.append([appended.only(~half)])
    settle()
    found = store.history("cmts_cm", 7, ["snr_db", "errors"], START, START + DAY_MS)
    order = np.lexsort((appended.time_ms, appended.instance))
    assert found.step_ms == 0
    assert np.array_equal(found.time_ms, appended.time_ms[order])
    assert np.array_equal(found.instance, appended.instance[order])
    for name, column in appended.values.items():
        for part in (found.values, found.low, found.high):
            np.testing.assert_allclose(part[name], column[order], rtol=1e-12)


@pytest.mark.parametrize("points", [7, 50])
@pytest.mark.parametrize("span_ms", [DAY_MS, DAY_MS - 12_345_679])
def test_more_readings_than_points_become_means_between_low_and_high(any_store, points, span_ms):
    store, settle = any_store
    appended = noise(2, 900, instances=2)
    store.append([appended])
    settle()
    begin = START + 1_234_567
    found = store.history("cmts_cm", 7, ["snr_db", "errors"], begin, START + span_ms, points=points)
    step_ms = -(-(START + span_ms - begin) // points)
    assert found.step_ms == step_ms
    inside = (appended.time_ms >= begin) & (appended.time_ms < START + span_ms)
    bucket = (appended.time_ms - begin) // step_ms
    wanted = sorted({*zip(appended.instance[inside].tolist(), bucket[inside].tolist(), strict=True)})
    assert list(zip(found.instance.tolist(), ((found.time_ms - begin) // step_ms).tolist(), strict=True)) == wanted
    assert ((found.time_ms - begin) % step_ms == 0).all()
    for name, column in appended.values.items():
        groups = [column[inside & (appended.instance == instance) & (bucket == at)] for instance, at in wanted]
        groups = [group[~np.isnan(group)] for group in groups]
        assert all(len(group) for group in groups)
        np.testing.assert_allclose(found.values[name], [group.mean() for group in groups], rtol=1e-6)
        np.testing.assert_allclose(found.low[name], [group.min() for group in groups], rtol=1e-12)
        np.testing.assert_allclose(found.high[name], [group.max() for group in groups], rtol=1e-12)


def test_the_begin_belongs_to_a_span_and_the_end_does_not(any_store, readings):
    store, settle = any_store
    store.append([readings([1] * 5, [START + at for at in (-1, 0, 123, 999, 1000)], {"a": [1, 2, 3, 4, 5]})])
    settle()
    assert rows(store.history("cmts_cm", 1, ["a"], START, START + 1000)) == [
        (0, 0, (2,)),
        (0, 123, (3,)),
        (0, 999, (4,)),
    ]
    assert rows(store.history("cmts_cm", 1, ["a"], START + 123, START + 124)) == [(0, 123, (3,))]
    found = store.history("cmts_cm", 1, ["a"], START, START + 1000, points=2)
    assert (rows(found), found.low["a"].tolist()) == ([(0, 0, (2.5,)), (0, 500, (4,))], [2, 4])


def test_a_metric_never_stored_is_missing_throughout(any_store, readings):
    store, settle = any_store
    store.append([readings([3], [START], {"us_snr_db": [38.1]})])
    settle()
    found = store.history("cmts_cm", 3, ["us_tx_power_dbmv"], START, START + 1)
    assert len(found) == 1
    assert np.isnan(found.values["us_tx_power_dbmv"]).all()


def test_a_row_whose_values_are_all_missing_is_a_row(any_store, readings):
    store, settle = any_store
    nan = float("nan")
    store.append([readings([3, 3], [START, START + 9], {"a": [nan, 1.0], "b": [nan, nan]})])
    settle()
    found = store.history("cmts_cm", 3, ["a", "b"], START, START + 10)
    assert found.time_ms.tolist() == [START, START + 9]
    np.testing.assert_equal(found.values["a"], [nan, 1.0])
    np.testing.assert_equal(found.values["b"], [nan, nan])
    mean = store.history("cmts_cm", 3, ["b"], START, START + 10, points=1)
    assert len(mean) == 1
    assert np.isnan([mean.values["b"][0], mean.low["b"][0], mean.high["b"][0]]).all()


def test_a_stranger_has_an_empty_history(any_store, readings):
    store, settle = any_store
    assert len(store.history("cmts_cm", 3, ["us_snr_db"], 0, START)) == 0
    store.append([readings([2, 4], [START, START], {"us_snr_db": [38.1, 37.0]})])
    settle()
    for points in (500, 1):
        found = store.history("cmts_cm", 3, ["us_snr_db"], START, START + 1, points=points)
        assert (len(found), len(found.values["us_snr_db"])) == (0, 0)


def test_families_and_instances_stay_apart(any_store, readings):
    store, settle = any_store
    store.append(
        [
            readings([1], [START], {"us_snr_db": [38.1]}),
            readings([1, 1], [START, START], {"ds_snr_db": [40.0, 41.0]}, family="cm_downstream", instance=[7, 10]),
            readings([], [], {"ds_snr_db": []}, family="cm_downstream"),
            readings([1], [START + 1], {"us_snr_db": [38.2]}),
        ]
    )
    settle()
    assert store.history("cmts_cm", 1, ["us_snr_db"], START, START + 9).values["us_snr_db"].tolist() == [38.1, 38.2]
    assert rows(store.history("cm_downstream", 1, ["ds_snr_db"], START, START + 9)) == [(7, 0, (40,)), (10, 0, (41,))]
    assert rows(store.history("cm_downstream", 1, ["ds_snr_db"], START, START + 9, instance=10)) == [(10, 0, (41,))]
    assert len(store.history("cm_downstream", 1, ["ds_snr_db"], START, START + 9, instance=8)) == 0


def test_an_instance_may_take_all_32_bits(any_store, readings):
    store, settle = any_store
    pon, last = 4_194_312_192, 2**32 - 1
    store.append([readings([7, 7], [START, START], {"us_snr_db": [38.0, 39.0]}, instance=[pon, last])])
    settle()
    assert rows(store.history("cmts_cm", 7, ["us_snr_db"], START, START + 1)) == [(pon, 0, (38.0,)), (last, 0, (39.0,))]
    assert rows(store.history("cmts_cm", 7, ["us_snr_db"], START, START + 1, instance=pon)) == [(pon, 0, (38.0,))]


def test_states_are_never_averaged(any_store, readings):
    store, settle = any_store
    codes = [float(number % 5) for number in range(60)]
    times = [START + number * MINUTE_MS for number in range(60)]
    store.append([readings([5] * 60, times, {"state": codes}, family="terminal_state")])
    settle()
    found = store.history("terminal_state", 5, ["state"], START, START + DAY_MS, points=3)
    assert (found.step_ms, found.values["state"].tolist(), found.time_ms.tolist()) == (0, codes, times)


@pytest.mark.parametrize("name", ["odd, na=me", "it's", "频谱 dBµV", "{x='1'} #;", "per%cent&more"])
def test_special_characters_in_a_metrics_name_are_kept(any_store, readings, name):
    store, settle = any_store
    store.append([readings([1, 1], [START, START + 5], {name: [38.1, 40.1], "a": [1.0, 2.0]})])
    settle()
    assert rows(store.history("cmts_cm", 1, [name, "a"], START, START + 9)) == [(0, 0, (38.1, 1)), (0, 5, (40.1, 2))]
    (mean,) = store.history("cmts_cm", 1, [name], START, START + 9, points=1).values[name]
    assert mean == pytest.approx(39.1)


@pytest.mark.parametrize(
    "value", [0.0, -0.1, 1e-9, 999_999_999_999_999.0, 123456.789, 1e15, -40.25, float(2**40), 4294967295.0]
)
def test_numbers_keep_their_digits(any_store, readings, value):
    store, settle = any_store
    store.append([readings([1], [START], {"a": [value]})])
    settle()
    assert store.history("cmts_cm", 1, ["a"], START, START + 1).values["a"] == pytest.approx([value], rel=1e-7)


def test_columns_of_different_lengths_and_odd_families_are_refused_before_anything_is_written(any_store, readings):
    store, settle = any_store
    good, bad = readings([1], [START], {"us_snr_db": [38.1]}), readings([1, 2], [START], {"us_snr_db": [38.1]})
    with pytest.raises(ValueError, match="cmts_cm: columns of different lengths"):
        store.append([good, bad])
    with pytest.raises(ValueError, match="letters, digits and _ only"):
        store.append([good, readings([1], [START], {"a": [1]}, family="a b")])
    settle()
    assert len(store.history("cmts_cm", 1, ["us_snr_db"], START, START + 1)) == 0

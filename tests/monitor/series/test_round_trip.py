"""What was appended is what history returns, whatever compaction did in between."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.model import Readings
from monitor.jobs.compaction import compact
from monitor.series.model import DAY_MS, Tier
from monitor.series.parquet import ParquetStore
from monitor.settings import SeriesSettings

START = 20_000 * DAY_MS
LEVEL = st.one_of(st.just(float("nan")), st.integers(-500, 500).map(lambda step: step / 10))
ROW = st.tuples(
    st.integers(0, 600),  # slot: three buckets
    st.sampled_from([0, 1, 4_194_312_192]),  # instance, the last a PON of an OLT
    st.integers(0, 2 * DAY_MS - 1),
    LEVEL,
    st.one_of(st.just(float("nan")), st.integers(0, 2**40).map(float)),
)
BATCHES = st.lists(st.lists(ROW, min_size=1, max_size=12), min_size=1, max_size=6)


def as_readings(rows, lacking: bool) -> Readings:
    slot, instance, time_ms, level, count = zip(*rows, strict=True)
    values = {"us_snr_db": np.array(level)}
    if not lacking:
        values["codewords_unerrored"] = np.array(count)
    times = START + np.array(time_ms, np.int64)
    return Readings("cmts_cm", np.array(slot, np.int32), np.array(instance, np.uint32), times, values)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(BATCHES, st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5)))
def test_every_reading_comes_back_once_as_it_was(batches, lacking, compact_after):
    with tempfile.TemporaryDirectory() as folder:
        store = ParquetStore(Path(folder), SeriesSettings())
        wanted = []
        for number, rows in enumerate(batches):
            store.append([as_readings(rows, number in lacking)])
            wanted += [(*row[:4], float("nan") if number in lacking else row[4]) for row in rows]
            if number in compact_after:
                compact(store, START + DAY_MS + 6 * 3_600_000)
        for slot in {row[0] for row in wanted}:
            check(store, slot, [row for row in wanted if row[0] == slot])
        compact(store, START + 4 * DAY_MS)
        assert {file.tier for file in store.manifest.live()} == {Tier.DAY}
        for slot in {row[0] for row in wanted}:
            check(store, slot, [row for row in wanted if row[0] == slot])
        store.close()


def check(store: ParquetStore, slot: int, rows) -> None:
    found = store.history("cmts_cm", slot, ["us_snr_db", "codewords_unerrored"], START, START + 2 * DAY_MS)
    came = zip(
        found.instance.tolist(),
        (found.time_ms - START).tolist(),
        *map(np.ndarray.tolist, found.values.values()),
        strict=True,
    )
    assert sorted(map(repr, came)) == sorted(repr(row[1:]) for row in rows)
    assert np.array_equal(np.lexsort((found.time_ms, found.instance)), np.arange(len(found)))


def test_a_metric_never_stored_is_missing_throughout(store, readings):
    store.append([readings([3], [START], {"us_snr_db": [38.1]})])
    found = store.history("cmts_cm", 3, ["us_tx_power_dbmv"], START, START + 1)
    assert len(found) == 1
    assert np.isnan(found.values["us_tx_power_dbmv"]).all()


def test_a_stranger_has_an_empty_history(store, readings):
    assert len(store.history("cmts_cm", 3, ["us_snr_db"], 0, START)) == 0
    store.append([readings([2, 4], [START, START], {"us_snr_db": [38.1, 37.0]})])
    found = store.history("cmts_cm", 3, ["us_snr_db"], START, START + 1)
    assert (len(found), len(found.values["us_snr_db"])) == (0, 0)


def test_families_of_one_append_become_visible_together_and_stay_apart(store, readings):
    store.append(
        [
            readings([1], [START], {"us_snr_db": [38.1]}),
            readings([1], [START], {"ds_snr_db": [40.0]}, family="cm_downstream", instance=[7]),
            readings([1], [START + 1], {"us_snr_db": [38.2]}),
        ]
    )
    assert store.history("cmts_cm", 1, ["us_snr_db"], START, START + 9).values["us_snr_db"].tolist() == [38.1, 38.2]
    downstream = store.history("cm_downstream", 1, ["ds_snr_db"], START, START + 9, instance=7)
    assert downstream.values["ds_snr_db"].tolist() == [40.0]
    assert len(store.history("cm_downstream", 1, ["ds_snr_db"], START, START + 9, instance=8)) == 0


def test_columns_of_different_lengths_are_refused_before_anything_is_written(store, readings):
    good, bad = readings([1], [START], {"us_snr_db": [38.1]}), readings([1, 2], [START], {"us_snr_db": [38.1]})
    with pytest.raises(ValueError, match="cmts_cm: columns of different lengths"):
        store.append([good, bad])
    assert store.manifest.live() == []

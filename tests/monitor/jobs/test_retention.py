"""What is let go, in which order, and when its files leave the disk."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.jobs.compaction import compact
from monitor.jobs.retention import DELETE_AFTER_MS, retain
from monitor.jobs.rolling import roll_up
from monitor.series.model import DAY_MS, Tier
from monitor.series.parquet import ParquetStore
from monitor.settings import SeriesSettings

START = 20_000 * DAY_MS
DAYS = 12


@pytest.fixture
def twelve_days(tmp_path, readings):
    """Return a function that opens a store of twelve rolled-up days under given settings."""

    def fill(**changes) -> ParquetStore:
        store = ParquetStore(tmp_path / "series", SeriesSettings(**changes))
        rng = np.random.default_rng(1)
        for day in range(DAYS):
            times = START + day * DAY_MS + np.arange(96) * 900_000
            store.append([readings([5] * 96, times, {"ratio": rng.random(96)})])
        compact(store, START + (DAYS + 1) * DAY_MS)
        roll_up(store, START + (DAYS + 1) * DAY_MS)
        return store

    return fill


def days(store: ParquetStore, tier: Tier) -> list[int]:
    return sorted(file.day - 20_000 for file in store.manifest.live(tiers=(tier,)))


def test_readings_past_their_age_go_and_their_roll_ups_stay(twelve_days):
    store = twelve_days(raw_days=7)
    now_ms = START + DAYS * DAY_MS
    assert retain(store, now_ms).retired == 5
    assert days(store, Tier.DAY) == list(range(5, 12))
    assert days(store, Tier.QUARTER) == days(store, Tier.DAILY) == list(range(12))
    week = store.history("cmts_cm", 5, ["ratio"], START + 3 * DAY_MS, START + 8 * DAY_MS, points=1000)
    assert len(week) == 5 * 96


def test_roll_ups_have_ages_of_their_own(twelve_days):
    store = twelve_days(raw_days=1, quarter_days=3, day_days=6)
    retain(store, START + DAYS * DAY_MS)
    assert (days(store, Tier.DAY), days(store, Tier.QUARTER)) == ([11], [9, 10, 11])
    assert days(store, Tier.DAILY) == list(range(6, 12))
    found = store.history("cmts_cm", 5, ["ratio"], START + 5 * DAY_MS, START + 12 * DAY_MS, points=1000)
    assert len(found) == 3 + 2 * 96 + 96


def test_readings_no_roll_up_holds_are_kept_past_their_age(tmp_path, readings):
    store = ParquetStore(tmp_path / "series", SeriesSettings(raw_days=1))
    store.append([readings([5], [START], {"ratio": [0.5]})])
    assert retain(store, START + 100 * DAY_MS).retired == 0


def test_beyond_the_budget_the_oldest_raw_days_go_first(twelve_days):
    store = twelve_days()
    size = sum(file.bytes for file in store.manifest.live())
    raw = [file.bytes for file in sorted(store.manifest.live(tiers=(Tier.DAY,)), key=lambda file: file.day)]
    store.settings = SeriesSettings(disk_budget_gb=(size - sum(raw[:3]) + 10) / 1e9)
    done = retain(store, START + DAYS * DAY_MS)
    assert (done.retired, done.over_budget_bytes) == (3, 0)
    assert days(store, Tier.DAY) == list(range(3, 12))
    assert days(store, Tier.QUARTER) == list(range(12))


def test_a_budget_too_small_for_anything_keeps_yesterday_and_says_so(twelve_days):
    store = twelve_days(disk_budget_gb=1e-9)
    done = retain(store, START + DAYS * DAY_MS)
    assert days(store, Tier.DAY) == days(store, Tier.QUARTER) == [11]
    assert done.over_budget_bytes == sum(file.bytes for file in store.manifest.live()) - 1


def test_replaced_files_stay_ten_minutes_for_readers_that_listed_them(twelve_days):
    store = twelve_days(raw_days=7)
    now_ms = START + (DAYS + 1) * DAY_MS
    listed = store.files("cmts_cm", START, START + DAYS * DAY_MS, (Tier.DAY,))
    retain(store, now_ms)
    assert all(path.exists() for _, path in listed)
    assert retain(store, now_ms + DELETE_AFTER_MS - 1).deleted == 0
    assert all(path.exists() for _, path in listed)
    assert retain(store, now_ms + DELETE_AFTER_MS).deleted == DAYS + 6  # the appends compaction replaced, too
    assert sum(path.exists() for _, path in listed) == 6
    assert store.manifest.dropped() == {}

"""Roll-ups say least, mean, greatest and count, each reading once."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.jobs.compaction import compact
from monitor.jobs.rolling import roll_up
from monitor.series.model import DAY_MS, MINUTE_MS, QUARTER_MS, Tier

START = 20_000 * DAY_MS
YEAR_MS = 365 * DAY_MS


@pytest.fixture
def a_day(store, readings):
    """One finished day of two modems, a reading a minute; the second one missing every other."""
    rng = np.random.default_rng(5)
    level = np.round(rng.normal(38, 1, (2, 1440)), 1)
    level[1, ::2] = np.nan
    times = START + np.arange(1440) * MINUTE_MS
    values = {"us_snr_db": level.ravel(), "count": np.tile(np.arange(1440) + 5_000_000_000, 2)}
    store.append([readings([0] * 1440 + [1] * 1440, [*times, *times], values)])
    compact(store, START + 2 * DAY_MS)
    return level


def test_a_month_is_drawn_from_quarters_and_a_year_from_days(store, a_day):
    assert roll_up(store, START + 2 * DAY_MS) == 2
    month = store.history("cmts_cm", 1, ["us_snr_db", "count"], START - 30 * DAY_MS, START + DAY_MS)
    assert month.time_ms.tolist() == [START + quarter * QUARTER_MS for quarter in range(96)]
    quarters = a_day[1].reshape(96, 15)
    np.testing.assert_allclose(month.values["us_snr_db"], np.nanmean(quarters, axis=1), atol=0.0006)
    np.testing.assert_array_equal(month.low["us_snr_db"], np.nanmin(quarters, axis=1))
    np.testing.assert_array_equal(month.high["us_snr_db"], np.nanmax(quarters, axis=1))
    assert month.high["count"][-1] == 5_000_001_439
    year = store.history("cmts_cm", 1, ["us_snr_db"], START - YEAR_MS, START + DAY_MS)
    assert year.time_ms.tolist() == [START]
    assert year.values["us_snr_db"][0] == pytest.approx(np.nanmean(a_day[1]), abs=0.001)
    assert year.low["us_snr_db"][0] == np.nanmin(a_day[1])


def test_a_long_chart_holds_what_is_not_rolled_up_yet(store, readings, a_day):
    roll_up(store, START + 2 * DAY_MS)
    store.append([readings([1], [START + DAY_MS], {"us_snr_db": [12.0]})])
    for span_ms in (30 * DAY_MS, YEAR_MS):
        found = store.history("cmts_cm", 1, ["us_snr_db"], START + DAY_MS - span_ms, START + 2 * DAY_MS)
        assert found.time_ms[-1] == START + DAY_MS
        assert found.values["us_snr_db"][-1] == 12.0


def test_late_readings_of_a_day_are_added_to_its_roll_up_by_their_weight(store, readings, a_day):
    roll_up(store, START + 2 * DAY_MS)
    store.append([readings([0], [START + 30_000], {"us_snr_db": [60.0]})])
    compact(store, START + 3 * DAY_MS)
    assert roll_up(store, START + 3 * DAY_MS) == 2
    assert roll_up(store, START + 3 * DAY_MS) == 0
    found = store.history("cmts_cm", 0, ["us_snr_db"], START - 30 * DAY_MS, START + QUARTER_MS, points=1)
    assert found.high["us_snr_db"].tolist() == [60.0]
    assert found.values["us_snr_db"][0] == pytest.approx((a_day[0, :15].sum() + 60.0) / 16, abs=0.001)


def test_a_week_is_drawn_from_readings_even_when_they_are_rolled_up(store, a_day):
    roll_up(store, START + 2 * DAY_MS)
    assert len(store.history("cmts_cm", 0, ["us_snr_db"], START, START + 7 * DAY_MS, points=5000)) == 1440


def test_codes_are_never_rolled_up(store, readings):
    store.append([readings([0, 0], [START, START + 1], {"state": [1, 5]}, family="terminal_state")])
    compact(store, START + 2 * DAY_MS)
    assert roll_up(store, START + 2 * DAY_MS) == 0
    found = store.history("terminal_state", 0, ["state"], START - YEAR_MS, START + DAY_MS)
    assert found.values["state"].tolist() == [1.0, 5.0]
    assert [file.tier for file in store.manifest.live()] == [Tier.DAY]


def test_floats_that_are_no_decimals_are_rolled_up_too(store, readings):
    ratio = np.random.default_rng(2).random(40) * 1e-5
    store.append([readings([0] * 40, [START + n * MINUTE_MS for n in range(40)], {"uncorrectable_ratio": ratio})])
    compact(store, START + 2 * DAY_MS)
    roll_up(store, START + 2 * DAY_MS)
    found = store.history("cmts_cm", 0, ["uncorrectable_ratio"], START - 30 * DAY_MS, START + DAY_MS)
    wanted = [ratio[:15].mean(), ratio[15:30].mean(), ratio[30:].mean()]
    np.testing.assert_allclose(found.values["uncorrectable_ratio"], wanted, rtol=1e-6)

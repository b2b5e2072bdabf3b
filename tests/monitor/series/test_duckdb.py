"""DuckDB reads the layout as it stands, and agrees with us."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from monitor.jobs.compaction import compact
from monitor.series.model import DAY_MS, MINUTE_MS, Tier
from monitor.series.sql import create_view

START = 20_000 * DAY_MS


@pytest.fixture
def three_tiers(store, readings):
    """A store with a finished day, a finished hour and fresh appends; whole numbers first, tenths later."""
    rng = np.random.default_rng(7)
    for minute in (*range(0, 60, 5), *range(DAY_MS // MINUTE_MS, DAY_MS // MINUTE_MS + 90, 5)):
        snr = rng.integers(300, 400, 600) / (10 if minute else 1)
        values = {"us_snr_db": snr, "uncorrectable_ratio": rng.random(600) * 1e-5}
        store.append([readings(np.arange(600), [START + minute * MINUTE_MS] * 600, values)])
    compact(store, START + DAY_MS + 93 * MINUTE_MS)
    assert {file.tier for file in store.manifest.live()} == {Tier.DAY, Tier.HOUR, Tier.APPEND}
    return store


def test_duckdb_gives_the_same_rows_as_history(three_tiers):
    connection = duckdb.connect()
    create_view(connection, three_tiers, "cmts_cm", START, START + 2 * DAY_MS)
    rows = connection.execute(
        "select time_ms, us_snr_db::double as snr, uncorrectable_ratio::double as ratio"
        " from cmts_cm where slot = 77 order by time_ms"
    ).fetchnumpy()
    ours = three_tiers.history("cmts_cm", 77, ["us_snr_db", "uncorrectable_ratio"], START, START + 2 * DAY_MS)
    assert len(ours) == 12 + 18
    assert rows["time_ms"].tolist() == ours.time_ms.tolist()
    np.testing.assert_allclose(rows["snr"], ours.values["us_snr_db"], rtol=1e-12)
    np.testing.assert_allclose(rows["ratio"], ours.values["uncorrectable_ratio"], rtol=1e-6)


def test_a_listing_stays_readable_while_its_files_are_compacted_away(three_tiers):
    connection = duckdb.connect()
    create_view(connection, three_tiers, "cmts_cm", START, START + 2 * DAY_MS)
    before = connection.execute("select count(*), sum(us_snr_db) from cmts_cm").fetchall()
    assert compact(three_tiers, START + 3 * DAY_MS).merges == 1
    assert connection.execute("select count(*), sum(us_snr_db) from cmts_cm").fetchall() == before
    create_view(connection, three_tiers, "cmts_cm", START, START + 2 * DAY_MS)
    assert connection.execute("select count(*), sum(us_snr_db) from cmts_cm").fetchall() == before


def test_files_that_had_narrower_instances_are_read_beside_new_ones(store, readings):
    store.append([readings([3], [START], {"us_snr_db": [38.0]}, instance=[48])])
    (old,) = (store.directory / file.path for file in store.manifest.live())
    table = pq.read_table(old)
    place = table.schema.get_field_index("instance")
    narrow = table.set_column(place, "instance", table.column("instance").cast(pa.int32()))
    pq.write_table(narrow, old, store_decimal_as_integer=True)
    store.append([readings([3], [START + 1], {"us_snr_db": [39.0]}, instance=[4_194_312_192])])
    for _ in range(2):
        connection = duckdb.connect()
        create_view(connection, store, "cmts_cm", START, START + DAY_MS)
        found = connection.execute("select instance from cmts_cm order by instance").fetchall()
        assert found == [(48,), (4_194_312_192,)]
        assert store.history("cmts_cm", 3, ["us_snr_db"], START, START + 2).instance.tolist() == [48, 4_194_312_192]
        compact(store, START + 3 * DAY_MS)


def test_a_family_without_readings_is_named(store):
    with pytest.raises(ValueError, match="family cmts_cm: no readings"):
        create_view(duckdb.connect(), store, "cmts_cm", START, START + 1)

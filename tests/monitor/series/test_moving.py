"""`plantwatch export-series` copies what is in files to a series server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from collectors.model import Readings
from monitor.jobs.compaction import compact
from monitor.series.model import DAY_MS, HOUR_MS
from monitor.series.opening import open_store, series_directory
from monitor.series.parquet import ParquetStore
from monitor.settings import load

START = 20_000 * DAY_MS


def export(config: Path, root: Path) -> subprocess.CompletedProcess:
    program = [sys.executable, "-m", "monitor", "export-series", "--json", "--config", str(config)]
    environment = os.environ | {"PYTHONPATH": str(root)}
    return subprocess.run(program, check=False, cwd=root, env=environment, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("kind", ["influxdb", "victoriametrics"])
def test_every_reading_in_the_files_is_on_the_server_afterwards_twice_told_or_not(series_server, kind, tmp_path, root):
    server = series_server(kind)
    database = server.settings(tmp_path).series.database
    (tmp_path / "data").mkdir()
    config = tmp_path / "plantwatch.toml"
    config.write_text(f'[series]\nstore = "{kind}"\nurl = "{server.url}"\ndatabase = "{database}"\n')
    settings = load(config)
    files = ParquetStore(series_directory(settings), settings.series)
    rng = np.random.default_rng(4)
    slots = np.arange(200, dtype=np.int32)
    for hour in range(30):
        level = np.where(rng.random(200) < 0.1, np.nan, np.round(rng.normal(38, 3, 200), 1))
        times = np.full(200, START + hour * HOUR_MS)
        files.append([Readings("cmts_cm", slots, slots % 4, times, {"level": level, "count": slots * 1e6 + hour})])
        states = Readings("terminal_state", slots[:9], slots[:9] * 0, times[:9], {"state": np.full(9, hour % 5.0)})
        files.append([states])
    compact(files, START + 26 * HOUR_MS)
    for _ in range(2):
        done = export(config, root)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == {"rows": 30 * 209, "url": server.url}
    server.settle()
    store = open_store(settings)
    for family, metrics, subjects in (("cmts_cm", ["level", "count"], 200), ("terminal_state", ["state"], 9)):
        for slot in range(subjects):
            here = files.history(family, slot, metrics, START, START + 2 * DAY_MS)
            there = store.history(family, slot, metrics, START, START + 2 * DAY_MS)
            assert len(there) == 30
            assert np.array_equal(there.time_ms, here.time_ms)
            assert np.array_equal(there.instance, here.instance)
            for name in metrics:
                np.testing.assert_allclose(there.values[name], here.values[name], rtol=1e-12)
    store.close()
    files.close()


def test_without_a_server_in_the_configuration_there_is_nowhere_to_copy_to(tmp_path, root):
    (tmp_path / "data").mkdir()
    config = tmp_path / "plantwatch.toml"
    config.write_text("")
    done = export(config, root)
    assert done.returncode == 2
    assert done.stderr == ("plantwatch: series.store is parquet: set it to the server the history is to be copied to\n")

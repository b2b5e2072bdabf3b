"""The jobs process keeps house until SIGTERM, and one bad round does not end it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

from monitor.jobs.process import NICE, run, run_until_signalled
from monitor.series.model import DAY_MS, Tier
from monitor.series.opening import series_directory, spool_directory
from monitor.series.parquet import ParquetStore
from monitor.settings import Data, SeriesSettings, Settings

CONTEXT = multiprocessing.get_context("fork")


def until(condition, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def yesterday_ms() -> int:
    return (int(time.time()) // 86_400 - 2) * DAY_MS


def test_it_compacts_and_rolls_up_and_leaves_on_sigterm(tmp_path: Path, readings):
    settings = Settings(data=Data(directory=tmp_path))
    store = ParquetStore(series_directory(settings), settings.series)
    store.append([readings([1], [yesterday_ms()], {"us_snr_db": [38.0]})])
    process = CONTEXT.Process(target=run_until_signalled, args=(settings,))
    process.start()
    until(lambda: {file.tier for file in store.manifest.live()} == {Tier.DAY, Tier.QUARTER, Tier.DAILY})
    assert os.getpriority(os.PRIO_PROCESS, process.pid) >= NICE
    os.kill(process.pid, signal.SIGTERM)
    process.join(5)
    assert process.exitcode == 0
    assert len(list((store.directory / "writers").iterdir())) == 1


def test_a_round_that_fails_is_tried_again(tmp_path: Path, readings):
    settings = Settings(data=Data(directory=tmp_path))
    store = ParquetStore(series_directory(settings), settings.series)
    for number in range(2):
        store.append([readings([1], [yesterday_ms() + number], {"us_snr_db": [38.0]})])
    broken = store.directory / store.manifest.live()[0].path
    kept = broken.read_bytes()
    broken.write_bytes(b"damaged")
    stop = CONTEXT.Event()
    process = CONTEXT.Process(target=run, args=(settings, stop, 0.05))
    process.start()
    until(lambda: len(list((store.directory / "writers").iterdir())) >= 1)
    process.join(0.5)
    assert process.is_alive()
    broken.write_bytes(kept)
    until(lambda: Tier.DAILY in {file.tier for file in store.manifest.live()})
    stop.set()
    process.join(5)
    assert process.exitcode == 0


def test_with_a_series_server_there_is_no_house_to_keep_but_it_waits_to_be_stopped(tmp_path: Path):
    series = SeriesSettings(store="victoriametrics", url="http://127.0.0.1:9")
    settings = Settings(data=Data(directory=tmp_path), series=series)
    stop = CONTEXT.Event()
    process = CONTEXT.Process(target=run, args=(settings, stop, 0.02))
    process.start()
    until(lambda: spool_directory(settings).is_dir())
    assert process.is_alive()
    stop.set()
    process.join(20)
    assert process.exitcode == 0
    assert not series_directory(settings).exists()

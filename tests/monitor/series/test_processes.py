"""Core appends, jobs compacts, web reads, and any of them is killed: no reading is lost, none appears twice."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest

from collectors.model import Readings
from monitor.jobs.compaction import compact
from monitor.jobs.retention import purge
from monitor.jobs.rolling import roll_up
from monitor.series.model import DAY_MS, MINUTE_MS, Tier
from monitor.series.parquet import ParquetStore
from monitor.settings import SeriesSettings

START = 20_000 * DAY_MS
STEP_MS = 15 * MINUTE_MS
SLOTS = 40
CONTEXT = multiprocessing.get_context("fork")


def batch(number: int) -> Readings:
    """Return one reading of every slot, at a time and of a value that tell the number."""
    times = np.full(SLOTS, START + number * STEP_MS)
    values = {"number": np.full(SLOTS, float(number))}
    return Readings("cmts_cm", np.arange(SLOTS, dtype=np.int32), np.zeros(SLOTS, np.int32), times, values)


def appender(directory: Path, first: int, returned: Connection) -> None:
    store = ParquetStore(directory, SeriesSettings())
    number = first
    while True:
        store.append([batch(number)])
        returned.send_bytes(number.to_bytes(8, "big"))
        number += 1


def compactor(directory: Path) -> None:
    """Compact, roll up and delete as fast as it goes, by the time of the newest reading."""
    store = ParquetStore(directory, SeriesSettings())
    while True:
        newest = max((file.end_ms for file in store.manifest.live()), default=START)
        compact(store, newest + 3 * MINUTE_MS)
        roll_up(store, newest)
        purge(store, newest - DAY_MS)


def killed(process, after_s: float) -> None:
    process.join(after_s)
    assert process.is_alive(), "it ended by itself"
    os.kill(process.pid, signal.SIGKILL)
    process.join()


def raw_numbers(store: ParquetStore, slot: int) -> list[int]:
    """Return what the raw tiers hold, a chart of ten days at a time."""
    last = max((file.end_ms for file in store.manifest.live()), default=START)
    found: list[int] = []
    for begin in range(START, last + 1, 10 * DAY_MS):
        part = store.history("cmts_cm", slot, ["number"], begin, begin + 10 * DAY_MS, points=10**9)
        found += part.values["number"].astype(int).tolist()
    return found


@pytest.fixture(autouse=True)
def warm(tmp_path: Path) -> None:
    """Let this process load what writing needs, so that its children have it from the start."""
    ParquetStore(tmp_path / "warm", SeriesSettings()).append([batch(0)])


@pytest.mark.kill
def test_twenty_kills_lose_nothing_and_repeat_nothing(tmp_path: Path):
    directory, draw = tmp_path / "series", random.Random(4)
    reader = ParquetStore(directory, SeriesSettings())
    acknowledged: list[int] = []
    first = -1
    compacting = CONTEXT.Process(target=compactor, args=(directory,))
    compacting.start()
    for round_number in range(20):
        mine, theirs = CONTEXT.Pipe(duplex=False)
        first = max([first, *acknowledged]) + 100  # what was under way when killed is never sent again
        appending = CONTEXT.Process(target=appender, args=(directory, first, theirs))
        appending.start()
        theirs.close()
        killed(appending, draw.uniform(0.05, 0.3))
        with contextlib.suppress(EOFError):
            while True:
                acknowledged.append(int.from_bytes(mine.recv_bytes(), "big"))
        if round_number % 2:
            killed(compacting, draw.uniform(0.0, 0.1))
            compacting = CONTEXT.Process(target=compactor, args=(directory,))
            compacting.start()
        found = raw_numbers(reader, draw.randrange(SLOTS))
        assert sorted(found) == sorted(set(found)), "a reading stands twice"
        assert not set(acknowledged) - set(found), "a reading whose append had returned is lost"
    killed(compacting, 0.05)
    assert len(acknowledged) > 100
    check_folders(directory)
    check_roll_ups(directory)


def check_folders(directory: Path) -> None:
    """After opening for writing, the folders hold what the manifest lists and nothing else."""
    store = ParquetStore(directory, SeriesSettings())
    store.append([batch(1_000_000)])
    listed = {file.path for file in store.manifest.live()} | set(store.manifest.dropped())
    there = {f"{path.parent.name}/{path.name}" for tier in Tier for path in (directory / tier).iterdir()}
    assert there == listed
    assert [path.name for path in (directory / "writers").iterdir()] == [store._tenure._name]
    store.close()


def check_roll_ups(directory: Path) -> None:
    """Every raw reading marked as rolled up is counted once in the 15-minute roll-up, others not at all."""
    store = ParquetStore(directory, SeriesSettings())
    roll_up(store, 0)
    days = {file.day for file in store.manifest.live(tiers=(Tier.DAY,)) if file.rolled}
    assert days
    for day in days:
        files = [file for file in store.manifest.live() if file.day == day]
        raw = sum(file.rows for file in files if file.tier is Tier.DAY)
        assert raw == sum(file.rows for file in files if file.tier is Tier.QUARTER), "a reading a quarter: a row each"


def test_a_writer_that_lives_keeps_its_unfinished_files(tmp_path: Path):
    directory = tmp_path / "series"
    working, other = (ParquetStore(directory, SeriesSettings()) for _ in range(2))
    with working.output() as output:
        new = output.file("cmts_cm", Tier.HOUR, START // DAY_MS, {})
        (directory / (new.name + ".partial")).write_bytes(b"under way")
        other.append([batch(1)])
        assert (directory / (new.name + ".partial")).exists()
    assert not (directory / (new.name + ".partial")).exists()


def test_a_reader_never_writes(tmp_path: Path):
    directory = tmp_path / "series"
    writer = ParquetStore(directory, SeriesSettings())
    writer.append([batch(1)])
    before = {path: path.stat().st_mtime_ns for path in directory.rglob("*")}
    reader = ParquetStore(directory, SeriesSettings())
    assert len(reader.history("cmts_cm", 1, ["number"], START, START + DAY_MS)) == 1
    reader.close()
    assert {path: path.stat().st_mtime_ns for path in directory.rglob("*")} == before


def test_charts_drawn_during_compaction_are_all_complete(tmp_path: Path):
    directory = tmp_path / "series"
    store = ParquetStore(directory, SeriesSettings())
    for number in range(600):
        store.append([batch(number)])
    compacting = CONTEXT.Process(target=compactor, args=(directory,))
    compacting.start()
    looks, deadline = 0, time.monotonic() + 20
    while any(file.tier is Tier.APPEND for file in store.manifest.live() if file.day < START // DAY_MS + 4):
        assert time.monotonic() < deadline
        assert numbers_of(store) == list(range(600))
        looks += 1
    killed(compacting, 0.0)
    assert numbers_of(store) == list(range(600))
    assert looks


def numbers_of(store: ParquetStore) -> list[int]:
    found = store.history("cmts_cm", 7, ["number"], START, START + 10 * DAY_MS, points=10**9)
    return found.values["number"].astype(int).tolist()

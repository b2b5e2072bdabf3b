"""Files kept open between charts are few, and never ones that were replaced."""

from __future__ import annotations

from pathlib import Path

from monitor.jobs.compaction import compact
from monitor.jobs.retention import DELETE_AFTER_MS, purge
from monitor.series.model import DAY_MS
from monitor.series.openfiles import OpenFiles

START = 20_000 * DAY_MS


def held(folder: Path) -> list[str]:
    """Return the files below `folder` that this process has open, deleted ones too."""
    targets = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.exists()]
    return [target for target in targets if target.startswith(str(folder))]


def filled(store, readings) -> list[Path]:
    for minute in range(30):
        store.append([readings([1], [START + minute], {"us_snr_db": [38.0]})])
    return [path for _, path in store.files("cmts_cm", START, START + DAY_MS)]


def test_no_more_files_are_held_than_allowed(store, readings):
    paths = filled(store, readings)
    opened = OpenFiles(most_files=10)
    for path in paths:
        assert opened.get(path).rows.tolist() == [1]
    assert len(opened) == 10
    assert len(held(store.directory / "append")) == 10
    few_chunks = OpenFiles(most_chunks=8)
    for path in paths:
        few_chunks.get(path)
    assert len(few_chunks) == 2


def test_a_file_that_compaction_replaced_is_let_go_at_the_next_chart(store, readings):
    filled(store, readings)
    assert len(store.history("cmts_cm", 1, ["us_snr_db"], START, START + DAY_MS)) == 30
    assert len(held(store.directory / "append")) == 30
    compact(store, START + 2 * DAY_MS)
    assert purge(store, START + 2 * DAY_MS + DELETE_AFTER_MS) == 30
    assert len(store.history("cmts_cm", 1, ["us_snr_db"], START, START + DAY_MS)) == 30
    assert held(store.directory / "append") == []
    assert len(held(store.directory / "day")) == 1


def test_a_closed_store_holds_nothing_and_opens_again_by_itself(store, readings):
    filled(store, readings)
    store.history("cmts_cm", 1, ["us_snr_db"], START, START + DAY_MS)
    store.close()
    assert held(store.directory) == []
    store.append([readings([1], [START + 99], {"us_snr_db": [38.0]})])
    assert len(store.history("cmts_cm", 1, ["us_snr_db"], START, START + DAY_MS)) == 31

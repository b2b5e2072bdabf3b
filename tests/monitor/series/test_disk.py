"""A disk that refuses gives one clear error, and what was accepted before is still there."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from collectors.model import Readings
from monitor.series.model import SeriesError
from monitor.series.parquet import ParquetStore
from monitor.settings import SeriesSettings

ON_A_SMALL_DISK = """
import sys
from pathlib import Path
import numpy as np
from collectors.model import Readings
from monitor.series.model import SeriesError
from monitor.series.parquet import ParquetStore
from monitor.settings import SeriesSettings

store = ParquetStore(Path(sys.argv[1]) / "series", SeriesSettings())
rng, kept = np.random.default_rng(1), 0
while kept < 1000:
    one = Readings("cmts_cm", np.arange(900, dtype=np.int32), np.zeros(900, np.int32),
                   np.full(900, 10**12 + kept), {"ratio": rng.random(900)})
    try:
        store.append([one])
    except SeriesError as error:
        print(error)
        break
    kept += 1
again = ParquetStore(Path(sys.argv[1]) / "series", SeriesSettings())
assert len(again.history("cmts_cm", 7, ["ratio"], 10**12, 10**12 + 1000, points=1000)) == kept > 3
leftovers = [path for path in Path(sys.argv[1]).rglob("*.parquet*")]
assert len(leftovers) == kept, leftovers
"""


def batch(at_ms: int, rows: int = 1) -> Readings:
    values = {"ratio": np.random.default_rng(at_ms).random(rows)}
    return Readings("cmts_cm", np.arange(rows, dtype=np.int32), np.zeros(rows, np.int32), np.full(rows, at_ms), values)


def test_a_full_disk_is_named_and_costs_nothing_accepted_before(tmp_path: Path, root: Path):
    """On a real file system of 200 kB, in a mount namespace of its own."""
    script = f'mount -t tmpfs -o size=200k none {tmp_path} && exec {sys.executable} -c "$PROGRAM" {tmp_path}'
    own_mounts = ["unshare", "-rm"] if os.geteuid() else ["unshare", "-m"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*own_mounts, "true"], check=False, capture_output=True).returncode
    ):
        pytest.skip("no mount namespaces here")
    done = subprocess.run(
        [*own_mounts, "sh", "-c", script],
        check=False,
        capture_output=True,
        text=True,
        cwd=root,
        env=os.environ | {"PROGRAM": ON_A_SMALL_DISK, "PYTHONPATH": str(root)},
    )
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "series") in done.stdout
    assert "No space left on device" in done.stdout
    assert done.stdout.count("\n") == 1


def limited(action, octets: int) -> str:
    """Run `action` where no file may grow beyond `octets`, and return the SeriesError it met."""
    context = multiprocessing.get_context("fork")
    mine, other = context.Pipe()

    def child() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (octets, octets))
        try:
            action()
        except SeriesError as error:
            other.send(str(error))
        else:
            other.send("nothing went wrong")

    process = context.Process(target=child)
    process.start()
    assert mine.poll(30)
    message = mine.recv()
    process.join()
    return message


def test_a_data_file_that_cannot_grow_is_not_half_visible(tmp_path: Path):
    store = ParquetStore(tmp_path / "series", SeriesSettings())
    store.append([batch(1)])
    message = limited(lambda: ParquetStore(tmp_path / "series", SeriesSettings()).append([batch(2, 9000)]), 5000)
    assert str(tmp_path / "series" / "append") in message
    assert "File too large" in message
    assert store.history("cmts_cm", 0, ["ratio"], 0, 9).time_ms.tolist() == [1]
    assert len(list((tmp_path / "series").rglob("*.parquet*"))) == 1


def test_a_manifest_that_cannot_grow_leaves_no_half_line_and_no_file(tmp_path: Path):
    store = ParquetStore(tmp_path / "series", SeriesSettings())
    for at_ms in range(20):
        store.append([batch(at_ms)])
    size = (tmp_path / "series" / "manifest").stat().st_size
    message = limited(lambda: ParquetStore(tmp_path / "series", SeriesSettings()).append([batch(99)]), size + 10)
    assert message.startswith(str(tmp_path / "series" / "manifest"))
    assert (tmp_path / "series" / "manifest").stat().st_size == size
    assert len(list((tmp_path / "series").rglob("*.parquet*"))) == 20
    store.append([batch(100)])
    assert len(store.history("cmts_cm", 0, ["ratio"], 0, 101)) == 21


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "series").write_text("a file stands here")
    with pytest.raises(SeriesError, match="series: cannot create the series directory: "):
        ParquetStore(tmp_path / "series", SeriesSettings())


def test_a_directory_that_lost_its_folders_is_named(tmp_path: Path):
    store = ParquetStore(tmp_path / "series", SeriesSettings())
    store.append([batch(1)])
    shutil.rmtree(tmp_path / "series" / "append")
    with pytest.raises(SeriesError, match=f"{tmp_path}/series/append/.*: cannot write series: No such file"):
        store.append([batch(2)])


def test_a_damaged_file_is_named(tmp_path: Path):
    store = ParquetStore(tmp_path / "series", SeriesSettings())
    store.append([batch(1)])
    file = next((tmp_path / "series" / "append").iterdir())
    file.write_bytes(b"PAR1" + b"\0" * 100)
    with pytest.raises(SeriesError, match=f"{file}: damaged"):
        store.history("cmts_cm", 0, ["ratio"], 0, 9)


def test_a_listed_file_that_is_not_there_is_named(tmp_path: Path):
    store = ParquetStore(tmp_path / "series", SeriesSettings())
    store.append([batch(1)])
    file = next((tmp_path / "series" / "append").iterdir())
    file.unlink()
    with pytest.raises(SeriesError, match=f"{file}.*in the manifest, but not there"):
        store.history("cmts_cm", 0, ["ratio"], 0, 9)

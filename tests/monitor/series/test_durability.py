"""An append that returned is on disk: the system calls show it, in the order that makes it so."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import os, sys
from pathlib import Path
import numpy as np
from collectors.model import Readings
from monitor.series.parquet import ParquetStore
from monitor.settings import SeriesSettings
store = ParquetStore(Path(sys.argv[1]), SeriesSettings())
one = Readings("cmts_cm", np.array([1], np.int32), np.zeros(1, np.int32), np.array([10**12]), {"us_snr_db": np.ones(1)})
for _ in range(2):
    store.append([one])
    os.write(1, b"append returned\\n")
"""


SPOOLING = """
import os, sys
from pathlib import Path
import numpy as np
from collectors.model import Readings
from monitor.series.remote.lines import batches
from monitor.series.remote.spool import Spool
spool = Spool(Path(sys.argv[1]), 10**6)
one = Readings("cmts_cm", np.array([1], np.int32), np.zeros(1, np.int32), np.array([10**12]), {"us_snr_db": np.ones(1)})
for _ in range(2):
    spool.put(batches([one]))
    os.write(1, b"append returned\\n")
"""


def traced(program: str, folder: Path, trace: Path, root: Path) -> list[str]:
    """Run a program on a folder and return its system calls that reach for the disk."""
    calls = "trace=fsync,fdatasync,rename,renameat,renameat2,write"
    subprocess.run(
        ["strace", "-f", "-y", "-e", calls, "-o", trace, sys.executable, "-c", program, folder],
        check=True,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        stdout=subprocess.DEVNULL,
    )
    return trace.read_text().splitlines()


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_file_is_synced_renamed_and_its_folder_synced_before_append_returns(tmp_path: Path, root: Path):
    series = tmp_path / "series"
    lines = traced(PROGRAM, series, tmp_path / "trace", root)
    returned = [number for number, line in enumerate(lines) if "append returned" in line]
    assert len(returned) == 2
    for begin, end in ((0, returned[0]), (returned[0], returned[1])):
        part = lines[begin:end]
        file = where(part, rf"fsync\(\d+<{series}/append/[^>]+\.partial>\)\s+= 0")
        last_write = [n for n, line in enumerate(part) if re.search(rf"write\(\d+<{series}/append/", line)][-1]
        renamed = where(part, rf"rename\w*\(.*{series}/append/.*\.partial.*\)\s+= 0")
        folder = where(part, rf"fsync\(\d+<{series}/append>\)\s+= 0")
        listed = where(part, rf"write\(\d+<{series}/manifest>")
        durable = where(part, rf"fsync\(\d+<{series}/manifest>\)\s+= 0")
        assert last_write < file < renamed < folder < listed < durable
    assert where(lines[: returned[0]], rf"fsync\(\d+<{series}>\)\s+= 0") >= 0


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_segment_of_the_spool_is_synced_renamed_and_its_folder_synced_before_it_counts(tmp_path: Path, root: Path):
    spool = tmp_path / "spool"
    lines = traced(SPOOLING, spool, tmp_path / "trace", root)
    returned = [number for number, line in enumerate(lines) if "append returned" in line]
    assert len(returned) == 2
    for begin, end in ((0, returned[0]), (returned[0], returned[1])):
        part = lines[begin:end]
        written = where(part, rf"write\(\d+<{spool}/\d[^>]+\.partial>")
        file = where(part, rf"fsync\(\d+<{spool}/\d[^>]+\.partial>\)\s+= 0")
        renamed = where(part, rf"rename\w*\(.*{spool}/.*\.partial.*\)\s+= 0")
        folder = where(part, rf"fsync\(\d+<{spool}>\)\s+= 0")
        assert written < file < renamed < folder


def where(lines: list[str], pattern: str) -> int:
    """Return the last line that matches."""
    found = [number for number, line in enumerate(lines) if re.search(pattern, line)]
    assert found, f"no {pattern}"
    return found[-1]

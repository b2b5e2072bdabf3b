"""The heap of core: one for all threads, however many work at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAPS_OF_FOUR_THREADS = """
import ctypes, sys, threading
from monitor import heap
if sys.argv[1] == "kept small":
    heap.keep_small()
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
together = threading.Barrier(4)
def work():
    libc.malloc(ctypes.c_size_t(100_000))
    together.wait()
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
told = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
libc.malloc_info(0, told)
libc.fclose(told)
"""


def heaps(how: str) -> int:
    run = subprocess.run([sys.executable, "-c", HEAPS_OF_FOUR_THREADS, how], capture_output=True, text=True, check=True)
    return run.stdout.count("<heap nr=")


LEFT_BETWEEN = """
import ctypes
from pathlib import Path
from monitor import heap
heap.keep_small()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
resident = lambda: int(Path("/proc/self/statm").read_text().split()[1]) * 4096
blocks = [libc.malloc(100_000) for _ in range(500)]
for block in blocks:
    ctypes.memset(block, 1, 100_000)
for block in blocks[:-1]:  # the last one keeps the heap from shrinking at its end
    libc.free(block)
before = resident()
heap.give_back()
print(before - resident())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's settings")
def test_what_lies_idle_below_something_in_use_goes_back():
    run = subprocess.run([sys.executable, "-c", LEFT_BETWEEN], capture_output=True, text=True, check=True)
    assert int(run.stdout) > 40_000_000


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's settings")
def test_threads_share_one_heap_once_it_is_to_be_kept_small():
    assert heaps("kept small") == 1
    assert heaps("as it comes") > 1


def test_core_without_a_series_server_imports_neither_its_clients_nor_pandas():
    write = """
import sys, numpy as np, monitor.commands
from pathlib import Path
from tempfile import TemporaryDirectory
from collectors.model import Readings
from monitor.series.parquet import ParquetStore
from monitor.settings import SeriesSettings
slot = np.arange(3, dtype=np.int32)
values = {"us_snr_db": np.array([38.1, np.nan, 36.0]), "share": np.array([1 / 3, np.nan, 2 / 7])}
with TemporaryDirectory() as folder:
    store = ParquetStore(Path(folder), SeriesSettings())
    store.append([Readings("cable", slot, slot * 0, np.full(3, 1_700_000_000_000), values)])
    store.close()
print([name for name in ("pandas", "influxdb_client", "pyarrow.compute", "geopandas") if name in sys.modules])
"""
    run = subprocess.run([sys.executable, "-c", write], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"

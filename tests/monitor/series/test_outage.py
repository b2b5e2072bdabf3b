"""A series server that is away costs no reading and holds up nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import numpy as np
import pytest

from collectors.model import Readings
from monitor.series.model import DAY_MS, SeriesError
from monitor.series.opening import open_store, spool_directory

START = 20_000 * DAY_MS
PROGRAM = """
import os, signal, sys
from pathlib import Path
import numpy as np
from collectors.model import Readings
from monitor.series.opening import open_store
from monitor.series.remote.spool import Spool
from monitor.settings import load

def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[2] == "sent":
    Spool.done = killed
store = open_store(load(Path(sys.argv[1])))
rows = np.arange(3000)
store.append([Readings("cmts_cm", rows.astype(np.int32) % 3, np.zeros(3000, np.int32), 1728000000000 + rows,
                       {"level": rows / 10})])
if sys.argv[2] == "spooled":
    killed()
signal.pause()
"""


def minute(number: int, rows: int = 600) -> Readings:
    """Return readings of one flush: two metrics of some subjects, each reading another value."""
    slots = np.arange(rows, dtype=np.int32)
    values = {"level": (slots + rows * number) / 10, "count": slots * 1000.0 + number}
    return Readings("cmts_cm", slots, slots % 3, np.full(rows, START + 60_000 * number), values)


@pytest.mark.parametrize("own_server", ["influxdb", "victoriametrics"], indirect=True)
def test_a_server_stopped_under_load_and_started_again_has_every_reading(own_server, tmp_path, settled, wait_until):
    settings = own_server.settings(tmp_path)
    store = open_store(settings)
    slowest_s = 0.0
    for number in range(60):
        if number == 15:
            own_server.stop()
        if number == 40:
            waiting = store.spool.waiting_bytes()
            own_server.start()
        began_s = time.monotonic()
        store.append([minute(number)])
        slowest_s = max(slowest_s, time.monotonic() - began_s)
    settled(store, own_server)
    assert waiting > 0
    assert slowest_s < 5.0, "append waited for the server"
    count = 0
    for slot in range(600):
        found = store.history("cmts_cm", slot, ["level", "count"], START, START + DAY_MS)
        assert found.time_ms.tolist() == [START + 60_000 * number for number in range(60)]
        np.testing.assert_allclose(found.values["level"], [(slot + 600 * number) / 10 for number in range(60)])
        np.testing.assert_allclose(found.values["count"], [slot * 1000 + number for number in range(60)])
        count += 2 * len(found)
    assert count == 60 * 600 * 2
    store.close()


@pytest.mark.kill
@pytest.mark.parametrize("kind", ["influxdb", "victoriametrics"])
@pytest.mark.parametrize("moment", ["spooled", "sent"])
def test_a_kill_before_or_after_sending_loses_and_doubles_nothing(series_server, kind, moment, tmp_path, root, settled):
    server = series_server(kind)
    settings = server.settings(tmp_path / "data")
    config = tmp_path / "plantwatch.toml"
    config.write_text(
        f'[data]\ndirectory = "data"\n[series]\nstore = "{kind}"\n'
        f'url = "{server.url}"\ndatabase = "{settings.series.database}"\n'
    )
    program = [sys.executable, "-c", PROGRAM, str(config), moment]
    done = subprocess.run(program, check=False, cwd=root, env=os.environ | {"PYTHONPATH": str(root)}, timeout=60)
    assert done.returncode == -signal.SIGKILL
    store = open_store(settings)
    assert len(store.spool.segments()) == 1
    store.append([])
    settled(store, server)
    for slot in range(3):
        found = store.history("cmts_cm", slot, ["level"], START, START + DAY_MS, points=5000)
        wanted = np.arange(slot, 3000, 3)
        assert found.time_ms.tolist() == (1728000000000 + wanted).tolist()
        np.testing.assert_allclose(found.values["level"], wanted / 10)
    store.close()


def test_a_full_spool_is_said_in_a_sentence_and_costs_nothing_kept_before(fake_server, tmp_path: Path, wait_until):
    fake_server.answer = lambda _: (503, {"Retry-After": "1"})
    settings = fake_server.settings(tmp_path, spool_gb=100e-6)
    store = open_store(settings)
    kept = 0
    while store.spool.waiting_bytes() < 90_000:
        store.append([minute(kept)])
        kept += 1
    with pytest.raises(SeriesError, match=r"influxdb: the spool is full with 0\.0001 GB of readings that") as said:
        store.append([minute(1000, rows=20_000)])
    assert "\n" not in str(said.value)
    assert len(store.spool.segments()) == kept > 3
    assert len([path for path in spool_directory(settings).iterdir() if path.suffix == ".partial"]) == 0
    fake_server.answer = lambda _: (204, {})
    wait_until(lambda: not store.spool.segments(), 20, "the spool is empty")
    store.append([minute(kept)])
    wait_until(lambda: not store.spool.segments(), 20, "the spool is empty")
    taken = {line for request in fake_server.writes() for line in request.lines}
    assert len(taken) == (kept + 1) * 600
    store.close()


def test_what_a_server_refuses_for_good_is_put_aside_and_the_rest_goes_on(series_server, tmp_path: Path, wait_until):
    server = series_server("influxdb")
    settings = server.settings(tmp_path)
    store = open_store(settings)
    store.append([minute(0)])
    wait_until(lambda: not store.spool.segments(), 20, "the spool is empty")
    word = f'cm_odd,slot=1,instance=0 level="a word" {START}\n'
    where = {"db": settings.series.database, "precision": "ms"}
    httpx.post(f"{server.url}/write", params=where, content=word.encode()).raise_for_status()
    one = minute(1)
    store.append([Readings("cm_odd", one.slot, one.instance, one.time_ms, one.values)])
    store.append([minute(2)])
    wait_until(lambda: not store.spool.segments(), 20, "the spool is empty")
    assert len(list(store.spool.refused.iterdir())) == 1
    assert len(store.history("cmts_cm", 3, ["level"], START, START + DAY_MS)) == 2
    store.close()


def test_a_server_that_is_away_cannot_be_asked_and_is_named(free_port, tmp_path: Path, fake_server):
    settings = fake_server.settings(tmp_path, read_url=f"http://127.0.0.1:{free_port()}")
    other = fake_server.settings(tmp_path, store="victoriametrics", read_url=settings.series.read_url)
    for store in (open_store(settings), open_store(other)):
        with pytest.raises(SeriesError, match=f"{settings.series.read_url}: cannot read series: "):
            store.history("cmts_cm", 3, ["level"], START, START + DAY_MS)
        store.close()

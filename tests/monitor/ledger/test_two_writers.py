from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from collectors.clock import AnchoredClock
from monitor.ledger import audit
from monitor.ledger import tables as t
from monitor.ledger.engines import BUSY_TIMEOUT_MS
from monitor.ledger.ledger import Ledger

SECONDS = float(os.environ.get("PLANTWATCH_TEST_WRITERS_S", "60"))

WRITER = """
import json, sys, time
from sqlalchemy import select, update
from collectors.clock import AnchoredClock
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger

url, name, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
ledger = Ledger.open(url, AnchoredClock())
counter = t.column_blob.c.at_ms
print("ready", flush=True)
sys.stdin.readline()
made, longest_s, end = 0, 0.0, time.monotonic() + seconds
while time.monotonic() < end:
    asked = time.monotonic()
    with ledger.write(name, "count", str(made) if made % 100 == 0 else "") as connection:
        longest_s = max(longest_s, time.monotonic() - asked)
        read = connection.execute(select(counter)).scalar_one()
        connection.execute(update(t.column_blob).values(at_ms=read + 1))
    made += 1
print(json.dumps({"made": made, "longest_wait_ms": longest_s * 1000}))
"""


@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
def test_two_processes_that_read_then_write_lose_no_update(url: str, root: Path, capsys: pytest.CaptureFixture[str]):
    seconds = SECONDS if url.startswith("sqlite") else min(SECONDS, 10.0)
    ledger = Ledger.open(url, AnchoredClock())
    with ledger.write("test") as connection:
        connection.execute(insert(t.column_blob).values(family="f", name="counter", dtype="", at_ms=0, data=b""))
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, url, name, str(seconds)],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("core", "web")
    ]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    told = [json.loads(writer.communicate(timeout=seconds + 60)[0]) for writer in writers]
    longest_ms = max(item["longest_wait_ms"] for item in told)
    with capsys.disabled():
        made = " + ".join(str(item["made"]) for item in told)
        print(f"\n{url.partition(':')[0]}: {made} writes in {seconds:g} s, longest wait {longest_ms:.0f} ms")
    with ledger.read() as connection:
        counted = connection.execute(select(t.column_blob.c.at_ms)).scalar_one()
        assert audit.head(connection).id == counted
        assert audit.verify(connection) is None
    assert counted == sum(item["made"] for item in told)
    assert all(item["made"] > 0 for item in told)
    assert longest_ms < BUSY_TIMEOUT_MS / 2
    ledger.close()

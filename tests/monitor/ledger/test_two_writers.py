from __future__ import annotations

import json
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

WRITES = {"sqlite": 6_000, "postgresql": 500}
"""Of each writer: so many take some ten seconds, and SQLite a minute where it waits for a disk."""

WRITER = """
import json, sys, time
from sqlalchemy import select, update
from collectors.clock import AnchoredClock
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger

url, name, wanted = sys.argv[1], sys.argv[2], int(sys.argv[3])
ledger = Ledger.open(url, AnchoredClock())
counter = t.column_blob.c.at_ms
print("ready", flush=True)
sys.stdin.readline()
longest_s, began = 0.0, time.monotonic()
for made in range(wanted):
    asked = time.monotonic()
    with ledger.write(name, "count", str(made) if made % 100 == 0 else "") as connection:
        longest_s = max(longest_s, time.monotonic() - asked)
        read = connection.execute(select(counter)).scalar_one()
        connection.execute(update(t.column_blob).values(at_ms=read + 1))
print(json.dumps({"longest_wait_ms": longest_s * 1000, "took_s": time.monotonic() - began}))
"""


@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
def test_two_processes_that_read_then_write_lose_no_update(url: str, root: Path, capsys: pytest.CaptureFixture[str]):
    kind = url.partition(":")[0].partition("+")[0]
    writes = WRITES[kind]
    ledger = Ledger.open(url, AnchoredClock())
    with ledger.write("test") as connection:
        connection.execute(insert(t.column_blob).values(family="f", name="counter", dtype="", at_ms=0, data=b""))
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, url, name, str(writes)],
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
    told = [json.loads(writer.communicate(timeout=240)[0]) for writer in writers]
    longest_ms = max(item["longest_wait_ms"] for item in told)
    with capsys.disabled():
        took_s = max(item["took_s"] for item in told)
        print(f"\n{kind}: 2 × {writes} writes in {took_s:.1f} s, longest wait {longest_ms:.0f} ms")
    with ledger.read() as connection:
        counted = connection.execute(select(t.column_blob.c.at_ms)).scalar_one()
        assert audit.head(connection).id == counted
        assert audit.verify(connection) is None
    assert counted == 2 * writes
    assert longest_ms < BUSY_TIMEOUT_MS / 2
    ledger.close()

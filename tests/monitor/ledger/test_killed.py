from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from collectors.clock import AnchoredClock
from monitor.ledger import audit
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger

ADMITTER = """
import sys
from collectors.clock import AnchoredClock
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger

ledger = Ledger.open(sys.argv[1], AnchoredClock())
roster = load_roster(ledger)
while True:
    with ledger.write("core", "count"):
        pass
    print(roster.admit([f"subject-{len(roster)}"])[0], flush=True)
"""


@pytest.mark.kill
def test_what_was_admitted_before_the_kill_is_there_after_it(sqlite_url: str, root: Path):
    draw = random.Random(20)
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", ADMITTER, sqlite_url], cwd=root, stdout=subprocess.PIPE, text=True
        )
        told = [int(process.stdout.readline()) for _ in range(draw.randrange(5, 60))]
        process.kill()
        told += [int(line) for line in process.stdout.read().split("\n")[:-1]]
        process.wait()
        ledger = Ledger.open(sqlite_url, AnchoredClock())
        with ledger.read() as connection:
            kept = connection.execute(select(func.count()).select_from(t.subject)).scalar()
            assert audit.verify(connection) is None
            assert audit.head(connection).id >= kept
        ledger.close()
        assert told[-1] + 1 <= kept <= told[-1] + 2

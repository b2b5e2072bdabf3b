"""Who asked about whom is on disk before the answer leaves, and in the ledger soon after, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from monitor.care.journal import Journal, Row
from monitor.care.trail import Trail
from monitor.ledger import audit
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger, LedgerError

AGENTS = 16

NOTES_FOR_EVER = """
import sys
from pathlib import Path
from collectors.clock import AnchoredClock
from monitor.care.trail import Trail
from monitor.ledger.ledger import Ledger

trail = Trail(Ledger.open(sys.argv[1], AnchoredClock()), Path(sys.argv[2]))
number = 0
while True:
    trail.note("agent", "lookup", f"{sys.argv[3]}-{number}", {"accounts": []})
    print(number, flush=True)
    number += 1
"""


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "lookups.sqlite"


@pytest.fixture
def trail(ledger: Ledger, journal: Path) -> Iterator[Trail]:
    made = Trail(ledger, journal)
    yield made
    made.close()


def asked(ledger: Ledger) -> list[str]:
    query = select(t.audit.c.subject).where(t.audit.c.action == "lookup").order_by(t.audit.c.id)
    with ledger.read() as connection:
        return list(connection.execute(query).scalars())


def test_every_row_noted_at_once_by_many_is_carried_over_once_and_the_chain_holds(ledger: Ledger, trail: Trail) -> None:
    start = Barrier(AGENTS)

    def agent(number: int) -> list[str]:
        start.wait()
        subjects = [f"{number}-{call}" for call in range(20)]
        for subject in subjects:
            trail.note(f"agent-{number}", "lookup", subject, {"accounts": []})
        return subjects

    with ThreadPoolExecutor(AGENTS) as agents:
        noted = [subject for subjects in agents.map(agent, range(AGENTS)) for subject in subjects]
    trail.carry_over()
    assert sorted(asked(ledger)) == sorted(noted)
    with ledger.read() as connection:
        assert audit.verify(connection) is None


def test_a_row_goes_over_by_itself(ledger: Ledger, trail: Trail, wait_until: Callable[..., object]) -> None:
    trail.note("agent", "lookup", "1", {})
    wait_until(lambda: asked(ledger) == ["1"], what="the row is in the ledger")


def test_nobody_waits_for_who_writes_the_ledger(ledger: Ledger, trail: Trail) -> None:
    with ledger.write("core") as connection:
        noting = ThreadPoolExecutor(1).submit(trail.note, "agent", "lookup", "1", {})
        noting.result(timeout=10)  # ours is the lock, and we do not let go of it meanwhile
        assert connection.execute(select(t.audit.c.id).where(t.audit.c.action == "lookup")).all() == []
    trail.carry_over()
    assert asked(ledger) == ["1"]


def test_what_a_kill_left_in_the_journal_is_carried_over_when_it_is_opened_again(ledger: Ledger, journal: Path) -> None:
    left = Journal(journal)
    left.append([Row(1, "agent", "lookup", str(number), "{}") for number in range(200)])
    left.close()
    Trail(ledger, journal).close()
    assert asked(ledger) == [str(number) for number in range(200)]


def test_what_a_kill_kept_in_the_journal_is_not_carried_over_again(
    ledger: Ledger, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Journal, "forget", lambda *_: None)
    first = Trail(ledger, journal)
    first.note("agent", "lookup", "1", {})
    first.close()
    again = Trail(ledger, journal)
    again.note("agent", "lookup", "2", {})
    again.close()
    assert asked(ledger) == ["1", "2"]


def test_a_journal_made_anew_counts_from_the_beginning(ledger: Ledger, journal: Path) -> None:
    for subject in ("1", "2"):
        trail = Trail(ledger, journal)
        trail.note("agent", "lookup", subject, {})
        trail.close()
        for file in journal.parent.glob("lookups.sqlite*"):
            file.unlink()
    assert asked(ledger) == ["1", "2"]


def test_killed_at_any_moment_no_row_that_was_noted_is_lost_or_doubled(ledger: Ledger, journal: Path) -> None:
    noted = []
    for life in range(3):
        command = [sys.executable, "-c", NOTES_FOR_EVER, f"sqlite:///{ledger.place}", str(journal), str(life)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            said = [next(process.stdout) for _ in range(150 + 37 * life)]
            os.kill(process.pid, signal.SIGKILL)
            said += process.stdout.readlines()
        noted += [f"{life}-{int(number)}" for number in said if number.endswith("\n")]
    Trail(ledger, journal).close()
    found = asked(ledger)
    assert len(found) == len(set(found))
    assert set(noted) <= set(found)
    assert len(found) <= len(noted) + 3  # one row of each life may have been noted without our being told


def test_a_row_that_cannot_be_said_in_json_stops_its_answer_and_no_later_one(ledger: Ledger, trail: Trail) -> None:
    with pytest.raises(ValueError, match="Out of range"):
        trail.note("agent", "lookup", "1", {"accounts": float("nan")})
    trail.note("agent", "lookup", "2", {})
    trail.carry_over()
    assert asked(ledger) == ["2"]


def test_a_journal_that_cannot_be_opened_is_named(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"nowhere/lookups\.sqlite: unable to open"):
        Trail(ledger, tmp_path / "nowhere" / "lookups.sqlite")

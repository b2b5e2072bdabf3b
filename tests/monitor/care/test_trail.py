"""Who asked about whom is in the ledger before the answer leaves, however many ask at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import event, select

from monitor.care.trail import Trail
from monitor.ledger import audit
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger

AGENTS = 16


def asked(ledger: Ledger) -> list[str]:
    with ledger.read() as connection:
        return list(connection.execute(select(t.audit.c.subject).where(t.audit.c.action == "lookup")).scalars())


def test_each_row_is_there_when_note_returns_and_the_chain_holds(ledger: Ledger) -> None:
    trail, start = Trail(ledger), Barrier(AGENTS)

    def agent(number: int) -> bool:
        start.wait()
        found = []
        for call in range(5):
            subject = f"{number}-{call}"
            trail.note(f"agent-{number}", "lookup", subject, {"accounts": []})
            found.append(subject in asked(ledger))
        return all(found)

    with ThreadPoolExecutor(AGENTS) as agents:
        assert all(agents.map(agent, range(AGENTS)))
    assert len(asked(ledger)) == AGENTS * 5
    with ledger.read() as connection:
        assert audit.verify(connection) is None


def test_those_who_ask_at_once_share_a_transaction(ledger: Ledger, wait_until: Callable[..., object]) -> None:
    commits: list[int] = []
    event.listen(ledger.engines.writer, "commit", lambda _: commits.append(1))
    trail = Trail(ledger)
    with ThreadPoolExecutor(AGENTS) as agents, ledger.write("somebody else"):
        waiting = [agents.submit(trail.note, "agent", "lookup", str(i), {}) for i in range(AGENTS)]
        wait_until(lambda: len(trail.owed()) == AGENTS - 1, what="all but the first are owed; the first waits for us")
        assert not any(item.done() for item in waiting)
    assert len(asked(ledger)) == AGENTS
    assert len(commits) == 3  # somebody else's, the first agent's, everybody else's


def test_a_row_that_cannot_be_written_stops_its_answer_and_no_later_one(ledger: Ledger) -> None:
    trail = Trail(ledger)
    with pytest.raises(ValueError, match="Out of range"):
        trail.note("agent", "lookup", "1", {"accounts": float("nan")})
    trail.note("agent", "lookup", "2", {})
    assert asked(ledger) == ["2"]

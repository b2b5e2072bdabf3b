"""Core for the outbox's benchmark: the product's outbox and nothing else; says at its end how often it committed."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import event

from collectors.clock import AnchoredClock
from monitor.ledger.ledger import Ledger
from monitor.settings import Settings
from monitor.telling.outbox import Outbox

MISHAPS = "mishaps.jsonl"
"""File in the folder with what went wrong on our side, a line each; it outlives whoever is killed."""
OURS = frozenset({"outbox.ledger", "outbox.channel"})
"""What the outbox logs of faults that are not a receiver's."""


def counting(ledger: Ledger) -> list[int]:
    """Return a list whose only number is that of the ledger's commits by this process from now on."""
    commits = [0]

    @event.listens_for(ledger.engines.writer, "commit")
    def count(_connection: object) -> None:
        commits[0] += 1

    return commits


async def deliver(folder: Path) -> int:
    """Deliver what is owed until told to end, or until whoever started it is gone; return how often it committed."""
    clock, stop, loop = AnchoredClock(), asyncio.Event(), asyncio.get_running_loop()
    settings = Settings(**json.loads((folder / "settings.json").read_text(encoding="utf-8")))
    ledger = Ledger.open(f"sqlite:///{folder / 'ledger.sqlite'}", clock)
    commits = counting(ledger)
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_reader(sys.stdin, stop.set)  # nothing is ever said: it has been closed
    outbox = asyncio.create_task(Outbox(ledger, settings, clock).run(stop))
    print("ready", flush=True)
    await outbox
    ledger.close()
    return commits[0]


def note_mishaps(path: Path) -> None:
    """Keep of the log only what is a fault of ours: receivers fail here because they are told to."""

    def note(_logger: object, _level: str, entry: MutableMapping[str, Any]) -> str:
        if entry["event"] in OURS:
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"event": entry["event"], "reason": entry.get("reason", "")}) + "\n")
        raise structlog.DropEvent

    structlog.configure(processors=[note])


if __name__ == "__main__":
    note_mishaps(Path(sys.argv[1]) / MISHAPS)
    print(asyncio.run(deliver(Path(sys.argv[1]))), flush=True)

"""Core for the outbox's benchmark: the product's outbox and nothing else; says at its end how often it committed."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
from pathlib import Path

import structlog
from sqlalchemy import event

from collectors.clock import AnchoredClock
from monitor.ledger.ledger import Ledger
from monitor.settings import Settings
from monitor.telling.outbox import Outbox


def counting(ledger: Ledger) -> list[int]:
    """Return a list whose only number is that of the ledger's commits by this process from now on."""
    commits = [0]

    @event.listens_for(ledger.engines.writer, "commit")
    def count(_connection: object) -> None:
        commits[0] += 1

    return commits


async def deliver(folder: Path) -> int:
    """Deliver what is owed until told to end; return how often the ledger was written."""
    clock, stop = AnchoredClock(), asyncio.Event()
    settings = Settings(**json.loads((folder / "settings.json").read_text(encoding="utf-8")))
    ledger = Ledger.open(f"sqlite:///{folder / 'ledger.sqlite'}", clock)
    commits = counting(ledger)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    outbox = asyncio.create_task(Outbox(ledger, settings, clock).run(stop))
    print("ready", flush=True)
    await outbox
    ledger.close()
    return commits[0]


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    print(asyncio.run(deliver(Path(sys.argv[1]))), flush=True)

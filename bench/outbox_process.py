"""The process that delivers, as the outbox's benchmark starts, kills and, like the supervisor, restarts it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from bench.outbox_core import MISHAPS

ROOT = Path(__file__).resolve().parents[1]
DIED = "core.died"
"""Mishap of a process that ended without being told to."""


class Deliverer:
    """The outbox in a process of its own."""

    def __init__(self, folder: Path) -> None:
        """Start it; the folder has the ledger and settings.json."""
        self._folder = folder
        self._died = 0
        self._process = self._start()

    def kill(self) -> None:
        """Kill it in the middle of whatever it does, and start it anew."""
        self._process.kill()
        self._forget()
        self._process = self._start()

    def look_after(self) -> None:
        """Start it anew if it has ended by itself; that is counted."""
        if self._process.poll() is not None:
            self._died += 1
            self._forget()
            self._process = self._start()

    def end(self) -> int:
        """End it; return how often it committed."""
        self._process.terminate()
        said, _ = self._process.communicate()
        return int(said.split()[-1])

    def close(self) -> None:
        """End it however."""
        self._process.kill()
        self._forget()

    def mishaps(self) -> dict[str, int]:
        """Return how often something went wrong that was no receiver's doing, by the event's name."""
        path = self._folder / MISHAPS
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        counts = Counter(str(json.loads(line)["event"]) for line in lines)
        if self._died:
            counts[DIED] = self._died
        return dict(counts)

    def _forget(self) -> None:
        """Wait for its end and close what led to it."""
        self._process.communicate()

    def _start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "bench.outbox_core", str(self._folder)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", "the outbox did not start"
        return process

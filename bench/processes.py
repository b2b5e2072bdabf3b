"""What processes cost: processor time of whole families of them, and memory."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def cpu_s(*pids: int) -> float:
    """Return the processor seconds that processes have taken, with all their descendants, ended ones included."""
    children, taken = defaultdict(list), dict[int, float]()
    for pid in _pids():
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            children[int(fields[1])].append(pid)
            taken[pid] = sum(map(int, fields[11:15])) / TICKS_PER_S  # its own, and that of children it waited for
    return sum(taken.get(pid, 0.0) for pid in _with_descendants(pids, children))


def peak_mb(pid: int) -> float:
    """Return the most memory a process has had resident so far."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _with_descendants(pids: Iterable[int], children: dict[int, list[int]]) -> set[int]:
    found, open_ends = set[int](), list(pids)
    while open_ends:
        pid = open_ends.pop()
        if pid not in found:
            found.add(pid)
            open_ends += children.get(pid, [])
    return found

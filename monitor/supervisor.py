"""Start core, jobs and web as processes, restart those that die, and end all of them together."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import structlog

SETTLED_S = 60.0
"""A process that has run so long is restarted at once; one that ends sooner after a pause that doubles."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 4.0
"""A plant is not left unwatched for long because something else on the machine keeps failing."""
PATIENCE_S = 20.0
"""Time a process has to end by itself."""
LOOK_S = 0.1
USAGE = 2
"""Exit status of a process that can never run as configured: restarting it is no use."""
PR_SET_PDEATHSIG = 1

log = structlog.get_logger()


@dataclass(slots=True)
class Child:
    """One process of the service."""

    name: str
    command: Sequence[str]
    output: int | None = None
    """Where its standard output goes; None: where ours goes."""
    process: subprocess.Popen[bytes] | None = None
    started_s: float = 0.0
    pause_s: float = 0.0
    """Pause before its next start; 0 after it ran well."""
    due_s: float = 0.0
    starts: int = 0


def commands(config: Path | None) -> list[Child]:
    """Return the processes that make up the service."""
    where = ["--config", str(config)] if config is not None else []
    python = sys.executable
    return [
        Child("core", [python, "-m", "monitor", "core", *where]),
        Child("jobs", [python, "-m", "monitor", "jobs", *where]),
        Child("web", [python, "-m", "webui", *where]),
    ]


def supervise(children: Sequence[Child]) -> int:
    """Keep processes running until SIGTERM, SIGINT or the terminal is closed; return the exit status.

    0 after a signal; the status of a child that says at its first start that it cannot run as configured.
    A child that says so later has run, so it is tried again: what is in its way (a port that somebody took
    meanwhile) may go, and the others had better go on.
    """
    ending = _Ending()
    try:
        while not ending.asked:
            for child in children:
                status = _look_after(child, time.monotonic())
                if status == USAGE and child.starts == 1:
                    log.error("process.cannot_run", process=child.name)
                    return USAGE
            time.sleep(LOOK_S)
        return 0
    finally:
        _end(children)


class _Ending:
    """Whether somebody asked the service to end."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup means: outlive the terminal
            signal.signal(signal.SIGHUP, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self.asked = True


def _look_after(child: Child, now_s: float) -> int | None:
    """Start a child that is due, notice one that has ended; return the status of one that just did."""
    if child.process is None:
        if now_s >= child.due_s:
            _start(child, now_s)
        return None
    status = child.process.poll()
    if status is None:
        return None
    child.process = None
    _put_off(child, now_s)
    log.warning("process.ended", process=child.name, status=status, again_in_s=child.pause_s)
    return status


def _start(child: Child, now_s: float) -> None:
    child.started_s = now_s
    child.starts += 1
    try:
        child.process = subprocess.Popen(child.command, stdout=child.output, preexec_fn=die_with_parent)  # noqa: PLW1509 - one thread
    except OSError as error:  # no memory, no process number: the others had better go on
        _put_off(child, now_s)
        log.error("process.not_started", process=child.name, reason=str(error), again_in_s=child.pause_s)  # noqa: TRY400 - a sentence, not a trace


def _put_off(child: Child, now_s: float) -> None:
    settled = now_s - child.started_s > SETTLED_S
    child.pause_s = 0.0 if settled else min(2 * child.pause_s or FIRST_PAUSE_S, LONGEST_PAUSE_S)
    child.due_s = now_s + child.pause_s


def _end(children: Sequence[Child]) -> None:
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + PATIENCE_S
    for process in running:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def die_with_parent() -> None:
    """Have the kernel end this process when the supervisor is killed: an orphan would hold the data directory."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

"""The thread that takes what waits in the spool to the server, in order, however long the server is away."""

from __future__ import annotations

import fcntl
import gzip
import os
import random
import threading
from pathlib import Path
from typing import Protocol

import structlog

from monitor.series.model import SeriesError
from monitor.series.remote.backoff import pause_s
from monitor.series.remote.server import AwayError, RefusedError, TooLargeError
from monitor.series.remote.spool import DamagedError, Spool

log = structlog.get_logger()

OTHER_SENDER_S = 5.0
"""Seconds until it is looked again whether the process that sends from this spool still does."""


OTHER_PUTS_S = 5.0
"""Seconds until it is looked whether another process put something."""
LAST_REQUEST_S = 5.0
"""Seconds given to the request in hand when sending stops; what it carries is in the spool in any case."""


class Taker(Protocol):
    """Whoever takes compressed lines."""

    def take(self, body: bytes) -> None:
        """Return when the lines are kept; raises AwayError, RefusedError or TooLargeError."""
        ...


class Sender:
    """Sends each batch until it is taken; what a kill interrupts is sent again, which overwrites the same points."""

    def __init__(self, spool: Spool, server: Taker) -> None:
        """Take the parts; nothing is sent before `start`."""
        self._spool = spool
        self._server = server
        self._work = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._failures = 0
        self._begun: tuple[Path, int] | None = None
        """The segment in hand and how many of its batches were taken."""

    def start(self) -> None:
        """Send what waits from now on; calling it again says that there is more."""
        if self._thread is None or not self._thread.is_alive():  # it ends where the lock file cannot be opened
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="series sender", daemon=True)
            self._thread.start()
        self._work.set()

    def stop(self) -> None:
        """Stop after the request in hand; what was not sent stays in the spool."""
        if self._thread is not None:
            self._stop.set()
            self._work.set()
            self._thread.join(LAST_REQUEST_S)
            self._thread = None

    def _run(self) -> None:
        """Be the only one that sends from this spool: two would send everything twice."""
        descriptor = os.open(self._spool.directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            while not self._stop.is_set():
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    self._stop.wait(OTHER_SENDER_S)
                else:
                    self._spool.tidy()
                    self._send_for_ever()
        finally:
            os.close(descriptor)

    def _send_for_ever(self) -> None:
        while not self._stop.is_set():
            self._work.clear()
            asked_s = None
            try:
                for segment in self._spool.segments():
                    self._send(segment)
                self._work.wait(OTHER_PUTS_S)
            except SeriesError as error:
                asked_s = error.retry_after_s if isinstance(error, AwayError) else None
                self._failed(str(error), asked_s)
            except Exception:
                log.exception("series.sender_broke")  # the rim of the sending loop: what waits is tried again
                self._failed("see the trace", None)

    def _failed(self, reason: str, asked_s: float | None) -> None:
        self._failures += 1
        pause = pause_s(self._failures, asked_s, random.random())  # noqa: S311 - jitter, no secret
        log.warning("series.server_away", reason=reason, again_s=round(pause, 1), waiting=self._spool.waiting_bytes())
        self._stop.wait(pause)

    def _send(self, segment: Path) -> None:
        taken = self._begun[1] if self._begun is not None and self._begun[0] == segment else 0
        try:
            for number, body in enumerate(self._spool.batches(segment)):
                if self._stop.is_set():
                    return
                if number >= taken:
                    self._deliver(body)
                    self._begun = (segment, number + 1)
        except DamagedError as error:
            log.error("series.segment_damaged", reason=str(error))  # noqa: TRY400 - the sentence says it all
        self._spool.done(segment)

    def _deliver(self, body: bytes) -> None:
        """Return when the server has taken the lines, or they are put aside; too many at a time are halved."""
        try:
            self._server.take(body)
        except TooLargeError as error:
            lines = gzip.decompress(body).splitlines(keepends=True)
            if len(lines) < 2:
                self._put_aside(body, str(error))
                return
            for half in (lines[: len(lines) // 2], lines[len(lines) // 2 :]):
                self._deliver(gzip.compress(b"".join(half)))
        except RefusedError as error:
            self._put_aside(body, str(error))
        if self._failures:
            log.info("series.server_back", failures=self._failures)
            self._failures = 0

    def _put_aside(self, body: bytes, reason: str) -> None:
        path = self._spool.put_aside(body)
        log.error("series.refused", reason=reason, kept=str(path))

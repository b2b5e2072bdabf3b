"""Readings on their way to a server, on disk: one segment file per append, in order, within a bound."""

from __future__ import annotations

import gzip
import struct
import time
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from monitor.series.durable import PARTIAL, discard, make_folders, naming, partial, publish
from monitor.series.model import SeriesError

SEGMENT, REFUSED = ".segment", ".lines.gz"
FAST = 1
"""gzip's level: text of numbers is a tenth already, and more would cost core its time."""
LENGTH = struct.Struct(">I")
ABANDONED_S = 3600.0
"""A file not complete after so long was left by a process that died over it."""
REFUSED_SHARE = 0.1
"""Share of the bound that batches put aside may have; beyond it the oldest of them go."""


class Spool:
    """A queue of compressed batches below one directory; what `put` returned for survives a power cut.

    Any process may put; one at a time takes. A segment is a run of batches, each after its length.
    """

    def __init__(self, directory: Path, most_bytes: int) -> None:
        """Open the spool, creating the directory; raises SeriesError naming it where that cannot be."""
        self.directory = directory
        self.refused = directory / "refused"
        self.most_bytes = most_bytes
        self._last = 0
        with naming(directory, "create the spool"):
            make_folders([directory, self.refused])

    def put(self, batches: Iterable[bytes]) -> None:
        """Keep the batches as one segment, all or none; on disk when this returns.

        Raises SeriesError where the spool is full, the disk is, or it cannot be written.
        """
        with naming(self.directory, "keep readings in the spool"):
            path = self._next()
            try:
                self._write(partial(path), batches)
                publish([path])
            except BaseException:
                discard([path])
                raise

    def segments(self) -> list[Path]:
        """Return what waits, the oldest first."""
        return sorted(self.directory.glob(f"*{SEGMENT}"))

    def waiting_bytes(self) -> int:
        """Return how many octets wait."""
        return sum(_size(path) for path in self.segments())

    def batches(self, segment: Path) -> Iterator[bytes]:
        """Yield a segment's compressed batches; raises SeriesError where the file is damaged."""
        with naming(segment, "read readings that wait"), segment.open("rb") as file:
            while head := file.read(LENGTH.size):
                body = file.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""
                if len(head) < LENGTH.size or len(body) < LENGTH.unpack(head)[0]:
                    raise DamagedError(f"{segment}: damaged: it ends before its last batch does")
                yield body

    def done(self, segment: Path) -> None:
        """Forget a segment."""
        with naming(segment, "remove readings that were sent"):
            segment.unlink(missing_ok=True)

    def put_aside(self, body: bytes) -> Path:
        """Keep a compressed batch the server will never take for a person to look at, and return where."""
        path = self.refused / f"{time.time_ns():020d}-{uuid.uuid4().hex}{REFUSED}"
        with naming(path, "put refused readings aside"):
            path.write_bytes(body)
            kept = sorted(self.refused.glob(f"*{REFUSED}"))
            while len(kept) > 1 and sum(map(_size, kept)) > REFUSED_SHARE * self.most_bytes:
                kept.pop(0).unlink(missing_ok=True)
        return path

    def tidy(self) -> None:
        """Remove files that processes left half written when they died."""
        for path in self.directory.glob(f"*{PARTIAL}"):
            if time.time() - _modified(path) > ABANDONED_S:
                path.unlink(missing_ok=True)

    def _write(self, path: Path, batches: Iterable[bytes]) -> None:
        size = self.waiting_bytes()
        with path.open("xb") as file:
            for batch in batches:
                body = gzip.compress(batch, FAST)
                size += file.write(LENGTH.pack(len(body))) + file.write(body)
                if size > self.most_bytes:
                    raise SeriesError(
                        f"{self.directory}: the spool is full with {self.most_bytes / 1e9:.3g} GB of readings "
                        "that the series server has not taken; no more are kept until it does"
                    )

    def _next(self) -> Path:
        """Return a name after all others; the rest of it keeps two processes from having the same."""
        numbers = [int(path.name.split("-")[0]) for path in self.segments()[-1:]]
        self._last = max(self._last, *numbers, 0) + 1
        return self.directory / f"{self._last:012d}-{uuid.uuid4().hex}{SEGMENT}"


class DamagedError(SeriesError):
    """A segment that cannot be read to its end."""


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # sent meanwhile
        return 0


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()

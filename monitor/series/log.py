"""A file of checked lines, appended durably by one process at a time and followed by any number."""

from __future__ import annotations

import contextlib
import os
import zlib
from pathlib import Path

from monitor.series.durable import sync
from monitor.series.model import SeriesError

CHECK = 9
"""Octets before a line's text: CRC-32 in hexadecimal and a blank."""


class Log:
    """Reads on from where it stopped; notices when the file was replaced by a rewritten one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines = 0
        """Lines read so far of the file as it stands."""
        self._descriptor = -1
        self._read_up_to = 0

    @staticmethod
    def framed(text: bytes) -> bytes:
        """Return `text`, which has no line break, as a line that can be checked."""
        return b"%08x %s\n" % (zlib.crc32(text), text)

    def read(self) -> tuple[bool, list[bytes]]:
        """Return whether the file is another one than before, and the lines not returned yet.

        A last line that is incomplete or fails its check is one being written, or torn by a power cut: it
        is not returned, and read again next time.
        """
        fresh = self._reopen()
        if self._descriptor < 0:
            return fresh, []
        size = os.fstat(self._descriptor).st_size
        if size <= self._read_up_to:
            return fresh, []
        lines = []
        for line in os.pread(self._descriptor, size - self._read_up_to, self._read_up_to).splitlines(keepends=True):
            if not _sound(line):
                break
            self._read_up_to += len(line)
            lines.append(line[CHECK:-1])
        self.lines += len(lines)
        return fresh, lines

    def repair(self) -> None:
        """Cut off a torn last line; only under the writers' lock, after `read`.

        Raises SeriesError where sound lines follow the bad one: that is no torn write, and cutting would
        lose them.
        """
        if self._descriptor < 0:
            return
        size = os.fstat(self._descriptor).st_size
        torn = os.pread(self._descriptor, size - self._read_up_to, self._read_up_to)
        if any(_sound(line) for line in torn.splitlines(keepends=True)):
            raise SeriesError(f"{self.path}: damaged at octet {self._read_up_to}, sound lines follow; restore the file")
        if torn:
            os.truncate(self.path, self._read_up_to)

    def append(self, text: bytes) -> None:
        """Add a line; on disk when this returns, not there when it raises. Only under the writers' lock."""
        created = not self.path.exists()
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
        before = os.fstat(descriptor).st_size
        try:
            left = memoryview(self.framed(text))
            while left:
                left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(descriptor, before)
            raise
        finally:
            os.close(descriptor)
        if created:
            sync(self.path.parent)

    def close(self) -> None:
        """Give back the open file; reading opens it anew from its start."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor, self._read_up_to, self.lines = -1, 0, 0

    def _reopen(self) -> bool:
        """Open the file unless it is the one already open, which keeps its inode from being given to another."""
        try:
            there = self.path.stat()
        except FileNotFoundError:
            gone = self._descriptor >= 0
            self.close()
            return gone
        if self._descriptor >= 0:
            mine = os.fstat(self._descriptor)
            if (mine.st_dev, mine.st_ino) == (there.st_dev, there.st_ino) and there.st_size >= self._read_up_to:
                return False
        self.close()
        self._descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        return True


def _sound(line: bytes) -> bool:
    text = line[CHECK:-1]
    return line.endswith(b"\n") and line[:CHECK] == b"%08x " % zlib.crc32(text)

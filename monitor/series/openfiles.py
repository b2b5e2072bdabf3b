"""Files kept open between charts: the most recently used ones, within limits of memory and descriptors."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Container
from pathlib import Path

from monitor.series.openfile import OpenFile, open_file

MOST_CHUNKS = 300_000
"""Column chunks remembered, at some 300 octets each: a week of a bucket and today's hours are 150 000."""
MOST_FILES = 256
"""Files held open; a process may have 1 024 descriptors where nobody raised the limit."""


class OpenFiles:
    """A cache by path; a path is never used for two files, so nothing in it goes stale."""

    def __init__(self, most_chunks: int = MOST_CHUNKS, most_files: int = MOST_FILES) -> None:
        self._most_chunks, self._most_files = most_chunks, most_files
        self._kept: OrderedDict[Path, OpenFile] = OrderedDict()
        self._chunks = 0
        self._thread = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, path: Path) -> OpenFile:
        """Return the open file; raises FileNotFoundError where it was deleted."""
        with self._thread:
            if path in self._kept:
                self._kept.move_to_end(path)
                return self._kept[path]
        file = open_file(path)
        with self._thread:
            if path not in self._kept:
                self._kept[path] = file
                self._chunks += file.chunks
            while len(self._kept) > 1 and (self._chunks > self._most_chunks or len(self._kept) > self._most_files):
                self._forget(next(iter(self._kept)))
        return file

    def keep(self, paths: Container[Path]) -> None:
        """Let go of all but `paths`: a deleted file takes up disk for as long as somebody has it open."""
        with self._thread:
            for path in [path for path in self._kept if path not in paths]:
                self._forget(path)

    def _forget(self, path: Path) -> None:
        self._chunks -= self._kept.pop(path).chunks

"""Footers read once: the most recently used ones, up to a budget of row groups."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from monitor.series.parquetfile import Footer, read_footer

MOST_CHUNKS = 300_000
"""Column chunks remembered, at some 300 octets each: a week of a bucket and today's hours are 50 000."""


class Footers:
    """A cache by path; a path is never used for two files, so nothing in it goes stale."""

    def __init__(self, most_chunks: int = MOST_CHUNKS) -> None:
        self._most = most_chunks
        self._kept: OrderedDict[Path, Footer] = OrderedDict()
        self._chunks = 0
        self._thread = threading.Lock()

    def get(self, path: Path) -> Footer:
        """Return the footer of a file; raises FileNotFoundError where it was deleted."""
        with self._thread:
            if path in self._kept:
                self._kept.move_to_end(path)
                return self._kept[path]
        footer = read_footer(path)
        with self._thread:
            if path not in self._kept:
                self._kept[path] = footer
                self._chunks += footer.chunks
            while self._chunks > self._most and len(self._kept) > 1:
                self._chunks -= self._kept.popitem(last=False)[1].chunks
        return footer

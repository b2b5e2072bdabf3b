"""Where each row of a table stands: which file, which line."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence


class Whereabouts:
    """The places of rows in the order in which they were kept, eight bytes each."""

    def __init__(self) -> None:
        self._lines = array("q")
        self._starts: list[int] = []
        self._files: list[str] = []

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, file: str, lines: Sequence[int]) -> None:
        """Note that the next rows stand in these lines of a file."""
        if not self._files or self._files[-1] != file:
            self._starts.append(len(self._lines))
            self._files.append(file)
        self._lines.extend(lines)

    def __getitem__(self, index: int) -> tuple[str, int]:
        return self._files[bisect_right(self._starts, index) - 1], self._lines[index]

"""Lines out of a stream of octets: counted, or ended by a newline (RFC 6587); of bounded length."""

from __future__ import annotations

from collections.abc import Iterator

from collectors.listening.syslog import LONGEST_LINE

LONGEST_COUNT = 6
"""Digits of a length that is believed."""


class Lines:
    """Cuts what comes into lines; each line may be framed in either way.

    A line that is too long is cut off there, and the rest of it dropped: memory is bounded by LONGEST_LINE
    and one read.
    """

    def __init__(self) -> None:
        self._buffer = b""
        self._dropping = 0
        """Octets of a counted line still to be dropped."""
        self._dropping_line = False
        """Whether all up to the next newline is dropped."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the lines that are whole now, without what framed them."""
        self._buffer += data
        while self._buffer and (line := self._next()) is not None:
            if line:
                yield line

    def rest(self) -> bytes:
        """Return what came without an end, once the sender has hung up."""
        rest, self._buffer = self._buffer, b""
        return b"" if self._dropping or self._dropping_line else rest

    def _next(self) -> bytes | None:
        """Return the next line, empty for something passed over; None where more has to come first."""
        if self._dropping:
            passed = min(self._dropping, len(self._buffer))
            self._buffer, self._dropping = self._buffer[passed:], self._dropping - passed
            return b""
        if self._dropping_line:
            return self._drop_line()
        if self._buffer[:1].isdigit():
            count, space, _ = self._buffer[: LONGEST_COUNT + 1].partition(b" ")
            if count.isdigit() and space:
                return self._counted(int(count), len(count) + 1)
            if count.isdigit() and len(count) <= LONGEST_COUNT:
                return None  # the number may go on
        return self._ended()

    def _counted(self, length: int, start: int) -> bytes | None:
        """Return a counted line that begins at `start`."""
        wanted = min(length, LONGEST_LINE)
        if len(self._buffer) < start + wanted:
            return None
        line = self._buffer[start : start + wanted]
        self._buffer, self._dropping = self._buffer[start + wanted :], length - wanted
        return line

    def _ended(self) -> bytes | None:
        """Return a line ended by a newline."""
        line, newline, rest = self._buffer.partition(b"\n")
        if newline:
            self._buffer = rest
            return line[:LONGEST_LINE]
        if len(line) < LONGEST_LINE:
            return None
        self._buffer, self._dropping_line = b"", True
        return line[:LONGEST_LINE]

    def _drop_line(self) -> bytes | None:
        _, newline, self._buffer = self._buffer.partition(b"\n")
        self._dropping_line = not newline
        return b"" if newline else None

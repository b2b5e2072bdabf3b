"""How the C library keeps the memory of a process that works in several threads, column by column."""

from __future__ import annotations

import ctypes

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""Names of glibc's settings, from malloc.h."""
LARGE_BYTES = 256 * 1024
"""Blocks from this size on are mapped one by one: columns of a whole plant, which go back the moment they are free."""
SPARE_BYTES = 4 * 1024 * 1024
"""What may lie idle at the end of the heap."""


def keep_small() -> None:
    """Have all threads share one heap, and what is large go back to the system once it is free.

    Left to itself glibc gives each thread a heap of its own, and what one flush has freed in one thread is of no use
    to the next in another; and it raises the size from which it maps blocks, so that columns lie in the heaps and
    nothing behind them is ever given back. To be called before there are threads. Does nothing with a C library that
    has no such settings.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return
    mallopt(M_ARENA_MAX, 1)
    mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
    mallopt(M_TRIM_THRESHOLD, SPARE_BYTES)


def give_back() -> None:
    """Return to the system what lies idle between what is in use: a flush leaves megabytes of it."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(SPARE_BYTES)

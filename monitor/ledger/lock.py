"""The data directory's lock: one core at a time, and whoever comes second is told who has it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.ledger.errors import LedgerError

LOCK_NAME = "lock"


class DirectoryError(LedgerError):
    """A data directory that cannot be used: missing, unwritable, or held by another process."""


class DirectoryInUseError(DirectoryError):
    """A data directory that another process holds."""


@contextmanager
def hold(directory: Path) -> Iterator[None]:
    """Hold a data directory for as long as the block runs; the kernel lets go when the process dies.

    Raises DirectoryError naming the directory and, where another process holds it, that process.
    """
    descriptor = _open(directory)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DirectoryInUseError(
                f"data directory {directory} is in use by another Plantwatch ({_holder(descriptor)}): "
                "stop that one first, or use another directory"
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        yield
    finally:
        os.close(descriptor)  # the file stays: removing it would let two processes lock two files of one name


def check_there(directory: Path) -> None:
    """Raise DirectoryError where there is no such data directory: only `plantwatch init` makes one."""
    if not directory.exists():
        raise DirectoryError(f"data directory {directory} does not exist: make it with `plantwatch init`")
    if not directory.is_dir():
        raise DirectoryError(f"data directory {directory} is not a directory")


def _open(directory: Path) -> int:
    check_there(directory)
    try:
        return os.open(directory / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as error:
        raise DirectoryError(f"data directory {directory} cannot be written: {error.strerror}") from error


def _holder(descriptor: int) -> str:
    written = os.pread(descriptor, 20, 0).decode("ascii", errors="replace").strip()
    return f"process {written}" if written.isdigit() else "process unknown"

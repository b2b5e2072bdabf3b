"""What makes a file survive a power cut: fsync of the file, rename into place, fsync of its folder."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from monitor.series.model import SeriesError

PARTIAL = ".partial"
"""Suffix of a file still being written; readers never look at one."""


def partial(path: Path) -> Path:
    """Return the name `path` has until it is complete."""
    return path.with_name(path.name + PARTIAL)


def sync(path: Path) -> None:
    """Return when the file's or folder's contents are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folders(folders: Sequence[Path]) -> None:
    """Create the folders that are not there, and those above them, durably."""
    above = dict.fromkeys(path.parent for folder in folders for path in (folder, *folder.parents) if not path.is_dir())
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    for folder in above:
        sync(folder)


def publish(paths: Sequence[Path]) -> None:
    """Give complete, written files their final names, durably.

    1. fsync each file while it still has its partial name.
    2. Rename all.
    3. fsync each folder once.
    """
    for path in paths:
        sync(partial(path))
    for path in paths:
        partial(path).rename(path)
    for folder in dict.fromkeys(path.parent for path in paths):
        sync(folder)


def discard(paths: Sequence[Path]) -> None:
    """Remove what was written of files that will not be published, as far as the disk lets us."""
    for path in paths:
        for name in (partial(path), path):
            with contextlib.suppress(OSError):
                name.unlink()


@contextlib.contextmanager
def naming(path: Path, doing: str) -> Iterator[None]:
    """Turn what the operating system refuses into one SeriesError that names the path."""
    try:
        yield
    except SeriesError:
        raise
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise SeriesError(f"{path}: cannot {doing}: {reason}") from error


@contextlib.contextmanager
def exclusively(lock: Path) -> Iterator[None]:
    """Hold the lock file alone, waiting for whoever has it; a process that dies lets go."""
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)

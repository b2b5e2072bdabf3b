"""A writer's name, held by a lock while it lives: how leftovers of the dead are told from work in hand."""

from __future__ import annotations

import fcntl
import itertools
import os
import secrets
from pathlib import Path

from monitor.series.durable import PARTIAL, make_folders
from monitor.series.manifest import Manifest
from monitor.series.model import Tier

WRITERS = "writers"


class Tenure:
    """Gives out file names that carry the writer's name; held from construction to `close`.

    1. Under the manifest's lock, lock a file of our own name in `writers/`.
    2. Find names whose lock is free: their writers are dead and cannot commit any more.
    3. Delete data files of the dead, and of nobody, that the manifest does not know.
    """

    def __init__(self, directory: Path, manifest: Manifest) -> None:
        self._directory = directory
        self._name = secrets.token_hex(4)
        self._numbers = itertools.count()
        self._lock = directory / WRITERS / self._name
        make_folders([self._lock.parent, *(directory / tier for tier in Tier)])
        with manifest.exclusively():
            self._descriptor = os.open(self._lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            self.removed = _clean(directory, manifest)

    def path(self, tier: Tier, family: str, day: int) -> str:
        """Return a name for a new file, relative to the store's directory, never used before or after."""
        return f"{tier}/{family}-{day}-{self._name}-{next(self._numbers)}.parquet"

    def close(self) -> None:
        """Let go of the name; files written and not committed are leftovers from now on."""
        self._lock.unlink(missing_ok=True)
        os.close(self._descriptor)


def _clean(directory: Path, manifest: Manifest) -> int:
    """Delete leftovers and return how many there were; the caller holds the manifest's lock."""
    alive, dead = set(), []
    for lock in (directory / WRITERS).iterdir():
        if _held(lock):
            alive.add(lock.name)
        else:
            dead.append(lock)
    known = {file.path for file in manifest.live()} | set(manifest.dropped())
    removed = 0
    for tier in Tier:
        for path in (directory / tier).iterdir():
            name = path.name.removesuffix(PARTIAL)
            if f"{tier}/{path.name}" not in known and _writer(name) not in alive:
                path.unlink(missing_ok=True)
                removed += 1
    for lock in dead:
        lock.unlink(missing_ok=True)
    return removed


def _held(lock: Path) -> bool:
    try:
        descriptor = os.open(lock, os.O_WRONLY | os.O_CLOEXEC)
    except FileNotFoundError:  # closed in order since the folder was listed
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _writer(name: str) -> str:
    return name.removesuffix(".parquet").rsplit("-", 2)[-2] if name.count("-") >= 2 else ""

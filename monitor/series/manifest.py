"""Which files are live: a log of commits that any number of processes append to and read."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from monitor.series.durable import exclusively, naming, partial, publish
from monitor.series.log import Log
from monitor.series.model import LostRaceError, StoredFile, Tier

REWRITE_AFTER = 2_000
"""Commits beyond what a rewritten log would hold, after which it is rewritten."""


class Manifest:
    """The live files, and those replaced but not yet deleted.

    Each commit is one line appended under an exclusive lock and synced: a commit is either whole in the
    log or not there, so what compaction adds and what it replaces change hands in one step. Readers take
    no lock; they read on from where they stopped.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = directory / "manifest.lock"
        self._log = Log(directory / "manifest")
        self._thread = threading.RLock()
        self.changes = 0
        """Grows whenever what is live was seen to change."""
        self._live: dict[str, StoredFile] = {}
        self._dropped: dict[str, int] = {}
        self._groups: dict[tuple[str, Tier], tuple[StoredFile, ...]] = {}

    def live(self, family: str | None = None, tiers: Collection[Tier] = tuple(Tier)) -> list[StoredFile]:
        """Return the files live at this moment, of one family or all."""
        with self._thread:
            self._follow()
            return [
                file
                for (named, tier), files in self._groups.items()
                if tier in tiers and family in (None, named)
                for file in files
            ]

    def dropped(self) -> Mapping[str, int]:
        """Return path → UTC ms of the commit for files replaced or retired but not yet deleted."""
        with self._thread:
            self._follow()
            return dict(self._dropped)

    def commit(
        self,
        at_ms: int = 0,
        add: Sequence[StoredFile] = (),
        drop: Sequence[StoredFile] = (),
        rolled: Sequence[StoredFile] = (),
        gone: Sequence[str] = (),
    ) -> None:
        """Change what is live, all of it or nothing; durable on return.

        `add` become live; `drop` cease to be, and are deleted later; `rolled` are held by a roll-up now;
        `gone` were deleted. Raises LostRaceError where a file of `drop` or `rolled` is no longer as given.
        """
        record = _record(
            at_ms=at_ms,
            add=[asdict(file) for file in add],
            drop=[file.path for file in drop],
            rolled=[file.path for file in rolled],
            gone=list(gone),
        )
        with naming(self._log.path, "write the manifest"), self.exclusively():
            self._follow()
            for file in (*drop, *rolled):
                if self._live.get(file.path) != file:
                    raise LostRaceError(f"{self._directory / file.path}: replaced by somebody else meanwhile")
            self._log.repair()
            self._log.append(_line(record))
            self._follow()
            if self._log.lines > REWRITE_AFTER + 2 * (len(self._live) + len(self._dropped)):
                self._rewrite()

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Hold the manifest's lock: nobody commits meanwhile, in this process or another."""
        with self._thread, exclusively(self._lock):
            yield

    def close(self) -> None:
        """Give back the open file."""
        with self._thread:
            self._log.close()

    def _follow(self) -> None:
        with naming(self._log.path, "read the manifest"):
            fresh, lines = self._log.read()
        if fresh:
            self._live, self._dropped, self._groups = {}, {}, {}
        for line in lines:
            self._apply(json.loads(line))
        if fresh or lines:
            self._regroup()
            self.changes += 1

    def _apply(self, record: Mapping[str, Any]) -> None:
        for values in record["add"]:
            file = StoredFile(**{**values, "tier": Tier(values["tier"])})
            self._live[file.path] = file
        for path in record["drop"]:
            self._live.pop(path, None)
            self._dropped[path] = record["at_ms"]
        for path in record["rolled"]:
            self._live[path] = replace(self._live[path], rolled=True)
        for path in record["gone"]:
            self._dropped.pop(path, None)

    def _regroup(self) -> None:
        groups: dict[tuple[str, Tier], list[StoredFile]] = {}
        for file in self._live.values():
            groups.setdefault((file.family, file.tier), []).append(file)
        self._groups = {key: tuple(files) for key, files in groups.items()}

    def _rewrite(self) -> None:
        """Replace the log by one that says only what is live and what waits for deletion."""
        waiting: dict[int, list[str]] = {}
        for path, at_ms in self._dropped.items():
            waiting.setdefault(at_ms, []).append(path)
        records = [_record(add=[asdict(file)]) for file in self._live.values()]
        records += [_record(at_ms=at_ms, drop=paths) for at_ms, paths in waiting.items()]
        with partial(self._log.path).open("wb") as file:
            file.writelines(Log.framed(_line(record)) for record in records)
        publish([self._log.path])
        self._follow()


def _record(**parts: Any) -> dict[str, Any]:  # noqa: ANN401 - a JSON object
    return {"at_ms": 0, "add": [], "drop": [], "rolled": [], "gone": [], **parts}


def _line(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode()

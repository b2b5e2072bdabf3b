"""The embedded series store: Parquet files in tiers, listed by a manifest."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from collectors.model import Readings
from monitor.series.block import by_day, gather
from monitor.series.columns import arrow_type
from monitor.series.durable import make_folders, naming
from monitor.series.manifest import Manifest
from monitor.series.model import DAY_MS, STEPPED, History, SeriesError, Tier
from monitor.series.openfiles import OpenFiles
from monitor.series.output import Output
from monitor.series.reading import Question, chart_of, choose
from monitor.series.tenure import Tenure
from monitor.settings import SeriesSettings

ATTEMPTS = 3
"""Times a chart is read again because a file listed a moment ago was deleted since."""


class ParquetStore:
    """History of readings below one directory; any number of processes may have it open.

    Only a process that writes takes a writer's name and cleans up what dead writers left.
    """

    def __init__(self, directory: Path, settings: SeriesSettings) -> None:
        """Open the store, creating the directory; raises SeriesError naming it where that cannot be."""
        self.directory = directory.absolute()
        self.settings = settings
        with naming(self.directory, "create the series directory"):
            make_folders([self.directory])
        self.manifest = Manifest(self.directory)
        self._opened = OpenFiles()
        self._seen = 0
        self._thread = threading.Lock()
        self._tenure: Tenure | None = None

    def append(self, readings: Sequence[Readings]) -> None:
        """Keep `readings`, all or none of them; what this returned for survives a power cut.

        Raises SeriesError naming the path when the disk is full or not writable; earlier readings stay.
        """
        families: dict[str, list[Readings]] = {}
        for part in readings:
            if len(part):
                families.setdefault(part.family, []).append(part)
        if not families:
            return
        with self.output() as output:
            for family, parts in families.items():
                for block in by_day(gather(parts).sorted()):
                    kinds = {name: arrow_type([column]) for name, column in block.metrics.items()}
                    output.file(family, Tier.APPEND, int(block.time_ms[0]) // DAY_MS, kinds).write(block)
            output.commit(0)

    def history(
        self,
        family: str,
        slot: int,
        metrics: Sequence[str],
        start_ms: int,
        end_ms: int,
        instance: int | None = None,
        points: int = 500,
    ) -> History:
        """Return readings of one subject in [start_ms, end_ms), at most `points` rows per instance.

        metrics: columns wanted, in the unit their name ends with; one never stored is NaN throughout.
        """
        asked = Question(slot, tuple(metrics), start_ms, end_ms, instance, points)
        if family in STEPPED:
            asked = replace(asked, points=sys.maxsize)
        for attempt in range(1, ATTEMPTS + 1):
            files = choose(self.manifest, family, start_ms, end_ms)
            self._close_replaced()
            files = [file for file in files if file.slot_lo <= slot <= file.slot_hi]
            try:
                return chart_of(self.directory, self._opened, files, asked)
            except FileNotFoundError as error:
                if attempt == ATTEMPTS:
                    raise SeriesError(f"{error}: in the manifest, but not there") from error
        raise AssertionError

    def files(
        self, family: str, start_ms: int, end_ms: int, tiers: Collection[Tier] | None = None
    ) -> list[tuple[Tier, Path]]:
        """Return the live files that may hold rows of [start_ms, end_ms), for DuckDB and its like.

        Without `tiers`, those a chart of that span reads. A file listed stays for ten minutes at least.
        """
        chosen = choose(self.manifest, family, start_ms, end_ms, tiers)
        return [(file.tier, self.directory / file.path) for file in chosen]

    @contextlib.contextmanager
    def output(self) -> Iterator[Output]:
        """Hold files being written; whatever was not committed when the block ends is removed."""
        with self._thread, naming(self.directory, "write series"):
            if self._tenure is None:
                self._tenure = Tenure(self.directory, self.manifest)
            tenure = self._tenure
        output = Output(self.directory, self.manifest, tenure)
        try:
            yield output
        finally:
            output.abandon()

    def _close_replaced(self) -> None:
        if self._seen != self.manifest.changes:
            self._seen = self.manifest.changes
            self._opened.keep({self.directory / file.path for file in self.manifest.live()})

    def waiting_bytes(self) -> int:
        """Return 0: what was appended is on disk."""
        return 0

    def close(self) -> None:
        """Give back files and locks; appending again opens them anew."""
        with self._thread:
            if self._tenure is not None:
                self._tenure.close()
                self._tenure = None
            self.manifest.close()
            self._opened.keep(())

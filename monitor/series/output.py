"""Files on their way into the store: written aside, then published and made live together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from monitor.series.block import Block
from monitor.series.durable import discard, naming, partial, publish
from monitor.series.manifest import Manifest
from monitor.series.model import StoredFile, Tier
from monitor.series.parquetfile import FileWriter
from monitor.series.tenure import Tenure

GROUP_ROWS, KEPT_GROUP_ROWS = {Tier.APPEND: 4_096, Tier.TEN: 8_192, Tier.HOUR: 16_384}, 32_768
"""Rows of a row group. A chart reads one from each file: the more files a tier has, the smaller they must
be; the longer files are kept, the smaller their footers."""
PASSING = frozenset({Tier.APPEND, Tier.TEN, Tier.HOUR})
"""Tiers whose files are soon merged into others: not worth compressing."""


@dataclass(slots=True)
class NewFile:
    """A file being written, with what the manifest will say of it."""

    root: Path
    name: str
    family: str
    tier: Tier
    writer: FileWriter

    @property
    def path(self) -> Path:
        """Return where the file will stand."""
        return self.root / self.name

    def write(self, block: Block) -> None:
        """Add the rows of a sorted block; its slots are not below those written before."""
        with naming(self.path, "write series"):
            self.writer.write(block)

    def finish(self) -> None:
        """Write the footer."""
        with naming(self.path, "write series"):
            self.writer.close()

    def entry(self) -> StoredFile | None:
        """Return what the manifest will say of the finished file, None where no row was written."""
        extent = self.writer.extent
        if not extent.rows:
            return None
        return StoredFile(
            self.name,
            self.family,
            self.tier,
            extent.slot_lo,
            extent.slot_hi,
            extent.start_ms,
            extent.end_ms,
            extent.rows,
            partial(self.path).stat().st_size,
        )


@dataclass(slots=True)
class Output:
    """New files that become live in one commit, or not at all."""

    root: Path
    manifest: Manifest
    tenure: Tenure
    begun: list[NewFile] = field(default_factory=list)

    def file(self, family: str, tier: Tier, day: int, kinds: Mapping[str, pa.DataType]) -> NewFile:
        """Begin a file of a family's UTC day; `kinds`: metric → Arrow type."""
        if not family.isidentifier():
            msg = f"family {family!r}: letters, digits and _ only"
            raise ValueError(msg)
        name = self.tenure.path(tier, family, day)
        writer = FileWriter(
            partial(self.root / name), kinds, GROUP_ROWS.get(tier, KEPT_GROUP_ROWS), tier not in PASSING
        )
        new = NewFile(self.root, name, family, tier, writer)
        self.begun.append(new)
        return new

    def commit(
        self, at_ms: int, drop: Sequence[StoredFile] = (), rolled: Sequence[StoredFile] = ()
    ) -> list[StoredFile]:
        """Publish the files and make them live in place of `drop`; durable on return.

        Raises SeriesError naming the path where the disk refuses, LostRaceError where somebody else
        replaced a file of `drop` or `rolled` meanwhile; nothing is live then.
        """
        added = []
        for new in self.begun:
            new.finish()
            entry = new.entry()
            if entry is not None:
                added.append(entry)
        with naming(self.root, "publish series"):
            publish([self.root / entry.path for entry in added])
        self.manifest.commit(at_ms, add=added, drop=drop, rolled=rolled)
        self.begun.clear()
        return added

    def abandon(self) -> None:
        """Remove whatever was not committed."""
        for new in self.begun:
            new.writer.give_up()
        discard([new.path for new in self.begun])
        self.begun.clear()

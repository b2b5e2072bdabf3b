"""One Parquet file of the store being written: how its columns are encoded, and what it holds."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from monitor.series.block import Block
from monitor.series.columns import to_arrow, wrapped

KEYS = {"slot": pa.int32(), "instance": pa.uint32(), "time_ms": pa.int64()}


@dataclass(slots=True)
class Extent:
    """What a file being written holds so far."""

    rows: int = 0
    slot_lo: int = 2**31 - 1
    slot_hi: int = -1
    start_ms: int = 2**62
    end_ms: int = -(2**62)

    def add(self, block: Block) -> None:
        """Count the rows of a block that has some, sorted by slot."""
        self.rows += len(block)
        self.slot_lo = min(self.slot_lo, int(block.slot[0]))
        self.slot_hi = max(self.slot_hi, int(block.slot[-1]))
        self.start_ms = min(self.start_ms, int(block.time_ms.min()))
        self.end_ms = max(self.end_ms, int(block.time_ms.max()))


@dataclass(slots=True)
class FileWriter:
    """Writes sorted blocks, each after the one before, to one file."""

    path: Path
    kinds: Mapping[str, pa.DataType]
    """Metric → Arrow type."""
    group_rows: int
    """Rows of a row group."""
    compressed: bool
    """Differences of neighbours are packed in as few bits as they need; also compress those?"""
    extent: Extent = field(default_factory=Extent)
    _parquet: Any = None

    def write(self, block: Block) -> None:
        """Add the rows of `block`; a metric it lacks is missing there."""
        if not len(block):
            return
        if self._parquet is None:
            self._parquet = self._open()
        columns = [wrapped(getattr(block, name), kind) for name, kind in KEYS.items()]
        for name, kind in self.kinds.items():
            column = block.metrics.get(name)
            columns.append(pa.nulls(len(block), kind) if column is None else to_arrow(column, kind))
        self._parquet.write_table(pa.Table.from_arrays(columns, schema=self._schema()), row_group_size=self.group_rows)
        self.extent.add(block)

    def close(self) -> None:
        """Write the footer; the file is complete then, though not yet on disk for good."""
        if self._parquet is not None:
            parquet, self._parquet = self._parquet, None
            parquet.close()

    def give_up(self) -> None:
        """Let go of a file that will be removed, however far it got."""
        with contextlib.suppress(OSError):
            self.close()

    def _schema(self) -> pa.Schema:
        return pa.schema([*KEYS.items(), *self.kinds.items()])

    def _open(self) -> pq.ParquetWriter:
        encoding = {
            name: "BYTE_STREAM_SPLIT" if pa.types.is_floating(kind) else "DELTA_BINARY_PACKED"
            for name, kind in (KEYS | dict(self.kinds)).items()
        }
        return pq.ParquetWriter(
            self.path,
            self._schema(),
            use_dictionary=False,
            column_encoding=encoding,
            compression="zstd" if self.compressed else "none",
            compression_level=1 if self.compressed else None,
            write_statistics=["slot", "time_ms"],
            store_decimal_as_integer=True,
        )

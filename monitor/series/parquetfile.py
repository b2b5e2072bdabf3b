"""One Parquet file of the store: how its columns are encoded, and which of its row groups hold a slot."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from monitor.series.block import Block
from monitor.series.columns import Column, from_arrow, to_arrow
from monitor.series.model import SeriesError

SMALL_GROUP, LARGE_GROUP = 8_192, 32_768
"""Rows of a row group in a file that lives for an hour, and in others: the latter is read in 0.6 ms, and
a day of a bucket has some seventy, so that its footer stays small."""
KEYS = {"slot": pa.int32(), "instance": pa.int32(), "time_ms": pa.int64()}


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
        columns = [pa.array(block.slot), pa.array(block.instance), pa.array(block.time_ms)]
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


@dataclass(frozen=True, slots=True)
class Footer:
    """What a file's footer says, read once."""

    metadata: pq.FileMetaData
    kinds: Mapping[str, pa.DataType]
    """Metric → Arrow type."""
    slot_lo: NDArray[np.int32]
    slot_hi: NDArray[np.int32]
    rows: NDArray[np.int64]
    """Per row group: least and greatest slot, number of rows."""

    @property
    def chunks(self) -> int:
        """Return the number of column chunks, which a footer's size in memory follows."""
        return len(self.rows) * (len(KEYS) + len(self.kinds))

    def groups(self, slot_lo: int, slot_hi: int) -> NDArray[np.intp]:
        """Return the row groups that may hold slots of [slot_lo, slot_hi]."""
        return np.flatnonzero((self.slot_lo <= slot_hi) & (self.slot_hi >= slot_lo))


def read_footer(path: Path) -> Footer:
    """Return the footer of a file; raises FileNotFoundError, or SeriesError where the file is damaged."""
    try:
        metadata = pq.read_metadata(path)
    except pa.ArrowInvalid as error:
        raise SeriesError(f"{path}: damaged: {error}") from error
    schema = metadata.schema.to_arrow_schema()
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    statistics = [group.column(0).statistics for group in groups]
    return Footer(
        metadata,
        {name: schema.field(name).type for name in schema.names if name not in KEYS},
        np.array([one.min for one in statistics], dtype=np.int32),
        np.array([one.max for one in statistics], dtype=np.int32),
        np.array([group.num_rows for group in groups], dtype=np.int64),
    )


def read_groups(path: Path, footer: Footer, groups: Sequence[int], metrics: Sequence[str] | None = None) -> Block:
    """Return the rows of some row groups with `metrics`, or all; a metric the file lacks is left out."""
    names = [name for name in footer.kinds if metrics is None or name in metrics]
    with pq.ParquetFile(path, metadata=footer.metadata) as file:
        table = file.read_row_groups(groups, columns=[*KEYS, *names], use_threads=False)
    columns: dict[str, Column] = {name: from_arrow(_contiguous(table.column(name))) for name in (*KEYS, *names)}
    return Block(
        columns["slot"].values,
        columns["instance"].values,
        columns["time_ms"].values,
        {name: columns[name] for name in names},
    )


def _contiguous(chunked: pa.ChunkedArray) -> pa.Array:
    return chunked.chunk(0) if chunked.num_chunks == 1 else pa.concat_arrays(chunked.chunks)

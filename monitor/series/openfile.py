"""One Parquet file of the store being read: its footer, and the rows of its row groups."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from monitor.series.block import Block
from monitor.series.columns import Column, from_arrow
from monitor.series.model import SeriesError
from monitor.series.parquetfile import KEYS


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file held open with its footer read: opening one costs more than reading a row group of it."""

    path: Path
    kinds: Mapping[str, pa.DataType]
    """Metric → Arrow type."""
    slot_lo: NDArray[np.int32]
    slot_hi: NDArray[np.int32]
    rows: NDArray[np.int64]
    """Per row group: least and greatest slot, number of rows."""
    _parquet: pq.ParquetFile
    _thread: threading.Lock = field(default_factory=threading.Lock)

    @property
    def chunks(self) -> int:
        """Return the number of column chunks, which a footer's size in memory follows."""
        return len(self.rows) * (len(KEYS) + len(self.kinds))

    def groups(self, slot: int) -> list[int]:
        """Return the row groups that may hold a slot."""
        found: list[int] = np.flatnonzero((self.slot_lo <= slot) & (self.slot_hi >= slot)).tolist()
        return found

    def read(self, groups: Sequence[int], metrics: Sequence[str] | None = None) -> Block:
        """Return the rows of some row groups with `metrics`, or all; a metric the file lacks is left out.

        Raises SeriesError where the file is damaged.
        """
        names = [name for name in self.kinds if metrics is None or name in metrics]
        try:
            with self._thread:
                table = self._parquet.read_row_groups(groups, columns=[*KEYS, *names], use_threads=False)
        except (pa.ArrowInvalid, OSError) as error:
            raise SeriesError(f"{self.path}: damaged: {error}") from error
        columns: dict[str, Column] = {name: from_arrow(_contiguous(table.column(name))) for name in (*KEYS, *names)}
        return Block(
            columns["slot"].values,
            columns["instance"].values.astype(np.uint32, copy=False),  # int32 in files of old
            columns["time_ms"].values,
            {name: columns[name] for name in names},
        )


def open_file(path: Path) -> OpenFile:
    """Open a file; it is closed when nobody refers to it any more.

    Raises FileNotFoundError where it was deleted, SeriesError where it is damaged.
    """
    try:
        parquet = pq.ParquetFile(path)
    except pa.ArrowInvalid as error:
        raise SeriesError(f"{path}: damaged: {error}") from error
    schema = parquet.schema_arrow
    groups = [parquet.metadata.row_group(number) for number in range(parquet.metadata.num_row_groups)]
    statistics = [group.column(0).statistics for group in groups]
    return OpenFile(
        path,
        {name: schema.field(name).type for name in schema.names if name not in KEYS},
        np.array([one.min for one in statistics], dtype=np.int32),
        np.array([one.max for one in statistics], dtype=np.int32),
        np.array([group.num_rows for group in groups], dtype=np.int64),
        parquet,
    )


def _contiguous(chunked: pa.ChunkedArray) -> pa.Array:
    return chunked.chunk(0) if chunked.num_chunks == 1 else pa.concat_arrays(chunked.chunks)

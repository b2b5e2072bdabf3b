"""The history in the data directory's files, copied to a series server reading by reading."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from collectors.model import Readings
from monitor.series.block import Block
from monitor.series.model import RAW
from monitor.series.openfile import open_file
from monitor.series.parquet import ParquetStore
from monitor.series.remote.store import RemoteStore

SHARE = 0.5
"""Share of the spool the copy may fill: the rest stays free for what core collects meanwhile."""
LOOK_S = 0.2


def move(source: ParquetStore, target: RemoteStore, went: Callable[[int, int], None]) -> int:
    """Copy all readings as they were collected, the oldest day first, and return how many rows that were.

    Copying again does no harm: the same points are written. Roll-ups of days whose readings were let go are not
    copied, a server makes its own. `went`: called with the rows copied so far and all there are. Returns when the
    server has taken everything; what a spool holds when this is interrupted is sent by whoever opens it next.
    """
    files = sorted(
        (file for file in source.manifest.live() if file.tier in RAW), key=lambda file: (file.day, file.start_ms)
    )
    total, copied = sum(file.rows for file in files), 0
    for file in files:
        for block in _blocks(source, file.path):
            target.append([_readings(file.family, block)])
            copied += len(block)
            went(copied, total)
            _wait(target, int(target.spool.most_bytes * SHARE))
    _wait(target, 0)
    return copied


def _blocks(source: ParquetStore, path: str) -> Iterator[Block]:
    opened = open_file(source.directory / path)
    for group in range(len(opened.rows)):
        yield opened.read([group])


def _readings(family: str, block: Block) -> Readings:
    values = {name: column.floats() for name, column in block.metrics.items()}
    return Readings(family, block.slot, block.instance, block.time_ms, values)


def _wait(target: RemoteStore, most_bytes: int) -> None:
    while target.spool.waiting_bytes() > most_bytes:
        time.sleep(LOOK_S)

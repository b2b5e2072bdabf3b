"""Readings as line protocol, made column by column.

A line: `cmts_cm,slot=3,instance=0 us_snr_db=38.1,reading=1 1728000000000`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from collectors.model import Readings
from monitor.series.block import check_lengths
from monitor.series.columns import wrapped

READING = "reading"
"""A field every row has, so that a row whose metrics are all missing is still a row, and rows can be counted."""
TAKEN = frozenset({READING, "slot", "instance", "time"})
"""What no metric may be called: the line has these names already."""
UNWRITABLE = frozenset('"\\')
"""Servers do not agree on what these mean in the name of a field."""
BATCH_ROWS = 5_000
"""Rows sent in one request: about a megabyte, of which a tenth is left when it is compressed."""


def check(part: Readings) -> None:
    """Raise ValueError where readings cannot be written as lines: names the protocol cannot carry, uneven columns."""
    check_lengths(part)
    if not part.family.isidentifier():
        msg = f"family {part.family!r}: letters, digits and _ only"
        raise ValueError(msg)
    for name in part.values:
        if not name or name in TAKEN or not UNWRITABLE.isdisjoint(name) or not name.isprintable():
            msg = f"metric {name!r} of {part.family}: a series server cannot keep a metric of that name"
            raise ValueError(msg)


def batches(readings: Sequence[Readings], rows: int = BATCH_ROWS) -> Iterator[bytes]:
    """Yield the lines of checked readings, about `rows` at a time, UTF-8, times in milliseconds.

    A value that is missing or not finite is left out of its line.
    """
    waiting: list[bytes] = []
    count = 0
    for part in readings:
        for start in range(0, len(part), rows):
            window = slice(start, start + rows)
            waiting.append(_lines(part, window))
            count += len(part.slot[window])
            if count >= rows:
                yield b"".join(waiting)
                waiting, count = [], 0
    if waiting:
        yield b"".join(waiting)


def _lines(part: Readings, rows: slice) -> bytes:
    """Return the lines of some rows; Arrow's kernels do for a whole column what f-strings would do value by value."""
    head = _joined(f"{part.family},slot=", _text(part.slot[rows]), ",instance=", _text(part.instance[rows]), " ")
    fields = [_joined(f"{_escaped(name)}=", _text(column[rows]), "") for name, column in part.values.items()]
    marker = pa.repeat(f"{READING}=1", len(head))
    body = pc.binary_join_element_wise(*fields, marker, ",", null_handling="skip")
    lines = _joined(head, body, " ", _text(part.time_ms[rows]), "\n")
    _, ends, text = lines.buffers()
    return bytes(text.slice(0, int(np.frombuffer(ends, np.int32)[len(lines)])))


def _joined(*pieces: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*pieces, "")


def _text(column: NDArray[Any]) -> pa.Array:
    """Return numbers as the shortest text that reads back as the same number; null where not finite."""
    absent = ~np.isfinite(column)
    return wrapped(column, pa.from_numpy_dtype(column.dtype), absent).cast(pa.string())


def _escaped(name: str) -> str:
    return name.replace(",", r"\,").replace("=", r"\=").replace(" ", r"\ ")

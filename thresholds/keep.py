"""Judge state as plain columns, so that a restart changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots, Times
from thresholds.cells import Cells, Kept
from thresholds.index import SeriesIndex
from thresholds.limits import CONDITIONS
from thresholds.model import Rule
from thresholds.silence import Silence

Columns = Mapping[str, NDArray[np.generic]]

_CHANGED = tuple(f"changed_ms_{bit}" for bit in range(CONDITIONS))
_CELL: dict[str, type[np.generic]] = {
    "family": np.int32,
    "rule": np.int32,
    "slot": np.int32,
    "instance": np.uint32,
    "seen": np.uint8,
    "confirmed": np.uint8,
    **dict.fromkeys(_CHANGED, np.int64),
    "since_ms": np.int64,
    "value": np.float64,
}
_ONCE: dict[str, type[np.generic]] = {"instance": np.int32}
"""What some columns were that an earlier version saved."""
_SILENT: dict[str, type[np.generic]] = {
    "silent_slot": np.int32,
    "silent_misses": np.uint16,
    "silent_first_ms": np.int64,
}
_NAMES: dict[str, type[np.generic]] = {"names": np.uint8}


class KeptError(ValueError):
    """Saved columns that are not what was saved."""


@dataclass(frozen=True, slots=True)
class SilentDevices:
    """Devices that do not answer, as saved."""

    slot: Slots
    misses: NDArray[np.uint16]
    first_ms: Times


def judge_columns(
    rules: Sequence[Rule], cells: Cells, silence: Silence, contacts: SeriesIndex
) -> dict[str, NDArray[np.generic]]:
    """Return a judge's state as one-dimensional columns of numbers; names stand in one of them as JSON in UTF-8."""
    families = sorted({track.family for track in cells.tracks})
    used = cells.used()
    family = np.array([families.index(track.family) for track in cells.tracks], dtype=np.int32)
    silent = np.flatnonzero(silence.misses[: len(contacts)])
    names = {"families": families, "rules": [identity(rule) for rule in rules]}
    columns: dict[str, NDArray[np.generic]] = {
        "names": np.frombuffer(json.dumps(names).encode(), dtype=np.uint8),
        "family": family[cells.track[used]] if len(used) else np.empty(0, dtype=np.int32),
        **{name: getattr(cells, name)[used] for name in ("rule", "slot", "instance", "seen", "confirmed")},
        **{name: cells.changed_ms[used, bit] for bit, name in enumerate(_CHANGED)},
        "since_ms": cells.since_ms[used],
        "value": cells.value[used],
        "silent_slot": contacts.slot[silent],
        "silent_misses": silence.misses[silent],
        "silent_first_ms": silence.first_ms[silent],
    }
    return columns


def identity(rule: Rule) -> tuple[str, str, str]:
    """Return what must be the same for a rule to keep its state: id, type and metric; limits may change."""
    return rule.id, str(rule.type), rule.metric


def silent_devices(columns: Columns) -> SilentDevices:
    """Return the silent devices among saved columns."""
    slot, misses, first_ms = _typed(columns, _SILENT)
    return SilentDevices(slot, misses, first_ms)


def tracks(columns: Columns, rules: Sequence[Rule]) -> Iterator[tuple[str, int, Kept]]:
    """Yield family, index of the rule among `rules`, and what was kept, for each rule that is still the same."""
    cell = dict(zip(_CELL, _typed(columns, _CELL), strict=True))
    names = _names(columns)
    now = {identity(rule): number for number, rule in enumerate(rules)}
    for saved, rule in enumerate(names["rules"]):
        number = now.get((rule[0], rule[1], rule[2]))
        if number is None:
            continue
        for code, family in enumerate(names["families"]):
            at = np.flatnonzero((cell["rule"] == saved) & (cell["family"] == code))
            if len(at):
                yield family, number, _kept(cell, at)


def _kept(cell: Mapping[str, NDArray[Any]], at: NDArray[np.intp]) -> Kept:
    part = {name: column[at] for name, column in cell.items()}
    return Kept(
        slot=part["slot"],
        instance=part["instance"],
        seen=part["seen"],
        confirmed=part["confirmed"],
        changed_ms=np.stack([part[name] for name in _CHANGED], axis=1),
        since_ms=part["since_ms"],
        value=part["value"],
    )


def _names(columns: Columns) -> dict[str, Any]:
    (text,) = _typed(columns, _NAMES)
    if len(text) == 0:
        return {"families": [], "rules": []}
    names: dict[str, Any] = json.loads(text.tobytes())
    return names


def _typed(columns: Columns, wanted: Mapping[str, type[np.generic]]) -> list[NDArray[Any]]:
    """Return the wanted columns, all empty when there are no columns at all."""
    if not columns:
        return [np.empty(0, dtype=dtype) for dtype in wanted.values()]
    for name, dtype in wanted.items():
        if name not in columns:
            msg = f"judge state: column {name} is missing"
            raise KeptError(msg)
        if columns[name].dtype not in {np.dtype(dtype), np.dtype(_ONCE.get(name, dtype))}:
            msg = f"judge state: column {name} is {columns[name].dtype}, not {np.dtype(dtype)}"
            raise KeptError(msg)
    if len({len(columns[name]) for name in wanted}) > 1:
        msg = f"judge state: columns {', '.join(wanted)} differ in length"
        raise KeptError(msg)
    return [columns[name].astype(dtype, copy=False) for name, dtype in wanted.items()]

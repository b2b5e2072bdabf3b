"""Which files a chart needs, and one subject's rows out of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from collectors.model import sole_instances
from monitor.series import rollup
from monitor.series.block import Block
from monitor.series.chart import Spread, history
from monitor.series.manifest import Manifest
from monitor.series.model import DAY_MS, RAW, STEPPED, History, StoredFile, Tier
from monitor.series.openfile import OpenFile
from monitor.series.openfiles import OpenFiles

RAW_SPAN_MS = 10 * DAY_MS
"""Charts up to this long show readings as they were collected."""
QUARTER_SPAN_MS = 120 * DAY_MS
"""Charts up to this long are drawn from 15-minute roll-ups, longer ones from daily ones."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a chart asks for."""

    slot: int
    metrics: tuple[str, ...]
    start_ms: int
    end_ms: int
    instance: int | None
    points: int


def choose(
    manifest: Manifest, family: str, start_ms: int, end_ms: int, tiers: Collection[Tier] | None = None
) -> list[StoredFile]:
    """Return the files that hold each reading of [start_ms, end_ms) once, as fine as the span deserves.

    A reading stands in one raw file and, once that is `rolled`, in one roll-up too. So a long chart is
    the roll-ups and what is not rolled yet; a short one is the raw files and the roll-ups of days whose
    raw files were retired. `tiers`: only files of these, whatever the span.
    """
    files = manifest.live(family)
    if tiers is not None:
        chosen = [file for file in files if file.tier in tiers]
    elif family in STEPPED or end_ms - start_ms <= RAW_SPAN_MS:
        chosen = _without(files, held_finer={Tier.QUARTER: RAW, Tier.DAILY: (*RAW, Tier.QUARTER)})
    elif end_ms - start_ms <= QUARTER_SPAN_MS:
        chosen = _without(
            [file for file in files if file.tier not in RAW or not file.rolled], {Tier.DAILY: (Tier.QUARTER,)}
        )
    else:
        chosen = [file for file in files if not file.rolled]
    return [file for file in chosen if file.meets(start_ms, end_ms)]


def _without(files: Sequence[StoredFile], held_finer: dict[Tier, tuple[Tier, ...]]) -> list[StoredFile]:
    """Leave out roll-ups of days that finer tiers still hold; `held_finer`: roll-up tier → those tiers."""
    hidden = {
        tier: {file.day for file in files if file.rolled and file.tier in finer} for tier, finer in held_finer.items()
    }
    return [file for file in files if file.day not in hidden.get(file.tier, ())]


def chart_of(directory: Path, opened: OpenFiles, files: Sequence[StoredFile], asked: Question) -> History:
    """Return the history the question asks for out of `files`; raises FileNotFoundError if one was deleted."""
    pieces = [(file.tier, _rows(opened.get(directory / file.path), file.tier, asked)) for file in files]
    pieces = [(tier, block) for tier, block in pieces if len(block)]
    spreads = {
        metric: _end_to_end([rollup.spread(block, tier, metric) for tier, block in pieces]) for metric in asked.metrics
    }
    instance = np.concatenate([sole_instances(0), *(block.instance for _, block in pieces)])
    time_ms = np.concatenate([np.empty(0, np.int64), *(block.time_ms for _, block in pieces)])
    return history(instance, time_ms, spreads, asked.start_ms, asked.end_ms, asked.points)


def _rows(file: OpenFile, tier: Tier, asked: Question) -> Block:
    wanted = rollup.parts(asked.metrics) if tier in rollup.STEP_MS else asked.metrics
    block = file.read(file.groups(asked.slot), wanted)
    first, last = np.searchsorted(block.slot, [asked.slot, asked.slot + 1])
    block = block.at(slice(int(first), int(last)))
    keep = (block.time_ms >= asked.start_ms) & (block.time_ms < asked.end_ms)
    if asked.instance is not None:
        keep &= block.instance == asked.instance
    return block if keep.all() else block.at(np.flatnonzero(keep))


def _end_to_end(spreads: Sequence[Spread]) -> Spread:
    nothing = np.empty(0, np.float64)
    return Spread(
        *(
            np.concatenate([nothing, *(getattr(spread, part) for spread in spreads)])
            for part in ("mean", "low", "high", "count")
        )
    )

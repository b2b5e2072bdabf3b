"""Roll-ups of finished days: readings to 15 minutes, 15 minutes to days; each reading counted once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from monitor.jobs.merging import Stopped, StoppedError, kinds_of, never, opened, stripes
from monitor.series import rollup
from monitor.series.columns import widest
from monitor.series.model import STEPPED, LostRaceError, StoredFile, Tier
from monitor.series.parquet import ParquetStore

STEPS = ((Tier.DAY, Tier.QUARTER), (Tier.QUARTER, Tier.DAILY))
COUNT = pa.decimal32(9, 0)


def roll_up(store: ParquetStore, now_ms: int, stopped: Stopped = never) -> int:
    """Roll up every finished day that is not yet, and return how many roll-up files were made.

    A roll-up goes live in the same commit that marks its sources as rolled, so a crash neither loses nor
    repeats one; late readings of a day make a second file for it, and charts weigh both by their counts.
    Raises SeriesError when the disk refuses.
    """
    made = 0
    for source, target in STEPS:
        for (family, day), files in _due(store, source):
            try:
                made += _roll(store, family, day, files, target, now_ms, stopped)
            except StoppedError:
                return made
            except LostRaceError:
                continue
    return made


def _due(store: ParquetStore, tier: Tier) -> Iterator[tuple[tuple[str, int], list[StoredFile]]]:
    days: dict[tuple[str, int], list[StoredFile]] = {}
    for file in store.manifest.live(tiers=(tier,)):
        if not file.rolled and file.family not in STEPPED:
            days.setdefault((file.family, file.day), []).append(file)
    for key in sorted(days):
        yield key, days[key]


def _roll(
    store: ParquetStore, family: str, day: int, files: list[StoredFile], target: Tier, now_ms: int, stopped: Stopped
) -> int:
    source = files[0].tier
    lowest, highest = min(file.slot_lo for file in files), max(file.slot_hi for file in files)
    sources = opened(store, files)
    with store.output() as output:
        new = output.file(family, target, day, rolled_kinds(kinds_of(sources), source))
        for block in stripes(sources, [(lowest, highest)], stopped):
            new.write(rollup.roll(block, source, target))
        return len(output.commit(now_ms, rolled=files))


def rolled_kinds(kinds: Mapping[str, pa.DataType], source: Tier) -> Mapping[str, pa.DataType]:
    """Return column → Arrow type of the roll-up of columns of these types."""
    rolled = source in rollup.STEP_MS
    result: dict[str, pa.DataType] = {}
    for metric in rollup.metrics_of(list(kinds)) if rolled else kinds:
        low, high = (kinds[metric + part] for part in ("_min", "_max")) if rolled else (kinds[metric], kinds[metric])
        result[metric + "_mean"] = _mean_kind(widest([low, high]))
        result[metric + "_min"], result[metric + "_max"], result[metric + "_n"] = low, high, COUNT
    return result


def _mean_kind(kind: pa.DataType) -> pa.DataType:
    """Return a type for means of values of `kind`: they have more places than the values."""
    if not pa.types.is_decimal(kind):
        return kind
    places = rollup.mean_places(kind.scale)
    digits = kind.precision - kind.scale + 1 + places
    return pa.float64() if digits > 18 else widest([pa.decimal64(digits, places)])

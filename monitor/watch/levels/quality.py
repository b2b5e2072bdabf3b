"""Whose signal is not what it used to be: the newest readings of terminals beside what is usual for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Self

import numpy as np
from numpy.typing import NDArray

from collectors.model import Readings, Slots, Times, Values, no_slots
from maps.model import Cause
from maps.steps import Steps

MOVED_DB = {
    "ds_power_dbmv": 2.5, "us_rx_power_dbmv": 2.5, "us_tx_power_dbmv": 2.5,
    "ds_attenuation_db": 2.5, "us_attenuation_db": 2.5,
}  # fmt: skip
"""Metric → decibels from a terminal's usual value, either way, beyond which its level has moved."""
LOST_DB = {"us_snr_db": 4.0}
"""Metric → decibels below a terminal's usual value beyond which noise disturbs it."""
DS_ERRORS, US_ERRORS = "ds_errors", "us_errors"
SPOILT = {DS_ERRORS: 2.0, US_ERRORS: 2.0}
"""Codeword errors of either way → powers of ten above the usual share beyond which codewords are spoilt."""
ERRORS = "uncorrectable_ratio"
ERRORS_OF = {"cm_downstream": DS_ERRORS, "cm_ofdm_profile": DS_ERRORS, "cmts_cm": US_ERRORS}
"""Family → the way whose codewords it counts."""
NO_ERRORS = 1e-5
"""Shares of codewords below this are all alike: nobody's service is worse for them."""
WORSE_DB = {
    "ds_power_dbmv": -5.5, "us_rx_power_dbmv": -5.5, "us_snr_db": -5.5, "us_tx_power_dbmv": 5.5,
    "ds_attenuation_db": 5.5, "us_attenuation_db": 5.5,
}  # fmt: skip
"""Metric → decibels from a terminal's usual value beyond which its own line is the worse for it, on that side.

That is 6 dB, a quarter of the power, as gear reads it that knows whole decibels only.
"""
DAY_MS = 86_400_000
"""A usual value follows the readings within about so long: it forgets a repair, not a drift of hours."""
MOST_WEATHER_DB = 2.0
"""What a warm day does to everybody's level; more than that is not the weather."""
OLDEST_MS = 3_600_000
"""A reading older than this says nothing of now."""
ROUND_MS = 300_000
"""Time between two looks at everybody's levels where nobody says otherwise."""
UNREAD_ROUNDS = 4
"""Whose signal was not read for so many rounds, dark perhaps, may have been well meanwhile: what shows then began
since, and errors counted over that time are not those of now."""

METRICS = (*MOVED_DB, *LOST_DB, *SPOILT, *sorted(WORSE_DB.keys() - MOVED_DB.keys() - LOST_DB.keys()))
LIMITS: Mapping[Cause, Mapping[str, float]] = {
    Cause.LEVEL: {**MOVED_DB, DS_ERRORS: SPOILT[DS_ERRORS]},
    Cause.NOISE: {**LOST_DB, US_ERRORS: SPOILT[US_ERRORS]},
}
"""Cause of trouble → the metrics that show it, and how far from usual."""


class Quality:
    """Usual and newest values per terminal, as columns by slot."""

    def __init__(self, kept: Mapping[str, NDArray[np.generic]] | None = None, round_ms: float = ROUND_MS) -> None:
        """Start empty, or from columns that were kept; round_ms: time between two looks at everybody's levels."""
        columns = kept or {}
        self._unread_ms = UNREAD_ROUNDS * round_ms
        self._usual = {name: columns.get(f"usual:{name}", np.empty(0)).astype(np.float64) for name in METRICS}
        self._newest = {name: columns.get(f"newest:{name}", np.empty(0)).astype(np.float64) for name in METRICS}
        self._time_ms = {name: columns.get(f"time_ms:{name}", np.empty(0)).astype(np.int64) for name in METRICS}
        self._fine_ms = {cause: columns.get(f"fine_ms:{cause}", np.empty(0)).astype(np.int64) for cause in LIMITS}
        """Cause → by slot, the last reading that was as usual, UTC ms; 0: none."""
        self._moved_ms = {cause: columns.get(f"moved_ms:{cause}", np.empty(0)).astype(np.int64) for cause in LIMITS}
        """Cause → by slot, the first reading that was not; 0: none since."""
        self._read_ms = {cause: columns.get(f"read_ms:{cause}", np.empty(0)).astype(np.int64) for cause in LIMITS}
        """Cause → by slot, the last reading of either kind; 0: none."""
        self._compared: dict[Cause, tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}
        self.compared = 0
        """How often signals were compared with what is usual."""
        self.unkept = False
        """Whether something was read since the columns were last kept."""

    @classmethod
    def told(cls, troubled: NDArray[np.bool_], seen: NDArray[np.bool_], fine_ms: Times, moved_ms: Times) -> Self:
        """Return what somebody else has compared: whose level is not what it used to be, of whom seen, and since when.

        All by slot; fine_ms: when it was last as usual, moved_ms: when it first was not, 0 where it is, UTC ms.
        """
        quality = cls()
        quality._compared = {Cause.LEVEL: (troubled, seen)}
        quality._fine_ms[Cause.LEVEL], quality._moved_ms[Cause.LEVEL] = fine_ms, moved_ms
        return quality

    def take(self, readings: Iterable[Readings], n: int) -> None:
        """Take newer readings of subjects among `n` slots; `compare` says what they come to."""
        for block in readings:
            for name, column in _told(block):
                slots, values, time_ms = _by_subject(block, column)
                if len(slots):
                    self._grow(name, n)
                    self._note(name, slots, values, time_ms)
                    self.unkept = True

    def compare(self, now_ms: int) -> None:
        """Compare the newest readings with what is usual, once for all who ask until the next sweep has ended."""
        n = max(len(column) for column in self._usual.values())
        self.compared += 1
        self._compared = {cause: self._compare(cause, n, now_ms) for cause in LIMITS}

    def disturbed(self, cause: Cause, n: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return (troubled, seen) as bool[n] by slot, as last compared.

        cause: LEVEL: a level that moved, up or down; NOISE: noise on the return path.
        """
        nobody = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
        for column, known in zip(nobody, self._compared.get(cause, ()), strict=False):
            column[: len(known)] = known[:n]
        return nobody

    def troubled(self, cause: Cause, n: int) -> Slots:
        """Return those of `n` slots whose signal is troubled; see `disturbed`."""
        known = self._compared.get(cause)
        return no_slots() if known is None else np.flatnonzero(known[0][:n]).astype(np.int32)

    def steps(self, cause: Cause, among: NDArray[np.bool_]) -> Steps:
        """Return whose signal is not what it used to be, and since when, of those in bool[n] by slot."""
        n = len(among)
        troubled, seen = self.disturbed(cause, n)
        return Steps(
            troubled & among, seen & among, _padded(self._fine_ms[cause], n), _padded(self._moved_ms[cause], n)
        )

    def grown_worse(self, n: int, now_ms: int) -> dict[str, Slots]:
        """Return, by metric, the terminals of `n` slots that read far worse than they used to, ascending."""
        return {
            name: np.flatnonzero(self.moved(name, abs(limit), n, now_ms)[0] == np.sign(limit)).astype(np.int32)
            for name, limit in WORSE_DB.items()
        }

    def moved(self, name: str, limit_db: float, n: int, now_ms: int) -> tuple[NDArray[np.int8], Times]:
        """Return int8[n], which way a reading is off its usual by `limit_db` or more, and int64[n], when it was read.

        0 for who is as usual, and for who was not read of late; what all have in common is taken off first.
        """
        way, read_ms = np.zeros(n, dtype=np.int8), np.zeros(n, dtype=np.int64)
        fresh = np.flatnonzero(self._time_ms[name][:n] > now_ms - OLDEST_MS)
        if len(fresh):
            off = self._newest[name][fresh] - self._usual[name][fresh]
            off -= np.clip(np.median(off), -MOST_WEATHER_DB, MOST_WEATHER_DB)
            way[fresh] = np.where(np.abs(off) >= limit_db, np.sign(off), 0.0).astype(np.int8)
            read_ms[fresh] = self._time_ms[name][fresh]
        return way, read_ms

    def _compare(self, cause: Cause, n: int, now_ms: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return (troubled, seen); what all terminals have in common (a warm day) is taken off first."""
        troubled, seen = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
        read_ms, bad_ms = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
        for name, limit in LIMITS[cause].items():
            time_ms = self._time_ms[name][:n]
            fresh = np.flatnonzero(time_ms > now_ms - OLDEST_MS)
            if not len(fresh):
                continue
            moved = self._newest[name][fresh] - self._usual[name][fresh]
            if name in MOVED_DB:
                moved = np.abs(moved - np.clip(np.median(moved), -MOST_WEATHER_DB, MOST_WEATHER_DB))
            bad = (-moved if name in LOST_DB else moved) >= limit
            seen[fresh] = True
            troubled[fresh] |= bad
            np.maximum.at(read_ms, fresh, time_ms[fresh])
            np.maximum.at(bad_ms, fresh[bad], time_ms[fresh[bad]])
        self._note_steps(cause, (troubled, seen), read_ms, bad_ms)
        return troubled, seen

    def _note_steps(
        self, cause: Cause, compared: tuple[NDArray[np.bool_], NDArray[np.bool_]], read_ms: Times, bad_ms: Times
    ) -> None:
        """Note when each was last as usual, and when it first was not."""
        troubled, seen = compared
        n = len(seen)
        fine_ms, moved_ms = _padded(self._fine_ms[cause], n), _padded(self._moved_ms[cause], n)
        before_ms = _padded(self._read_ms[cause], n)
        fine = seen & ~troubled
        fine_ms[fine], moved_ms[fine] = read_ms[fine], 0
        begun = troubled & ((moved_ms == 0) | (read_ms - before_ms > self._unread_ms))
        moved_ms[begun] = bad_ms[begun]
        self._fine_ms[cause], self._moved_ms[cause] = fine_ms, moved_ms
        self._read_ms[cause] = np.maximum(before_ms, read_ms)

    def columns(self) -> dict[str, NDArray[np.generic]]:
        """Return the columns, as they are kept."""
        kept: dict[str, NDArray[np.generic]] = {}
        for name in METRICS:
            kept[f"usual:{name}"] = self._usual[name].astype(np.float32)
            kept[f"newest:{name}"] = self._newest[name].astype(np.float32)
            kept[f"time_ms:{name}"] = self._time_ms[name]
        for cause in LIMITS:
            kept[f"fine_ms:{cause}"] = self._fine_ms[cause]
            kept[f"moved_ms:{cause}"] = self._moved_ms[cause]
            kept[f"read_ms:{cause}"] = self._read_ms[cause]
        return kept

    def _grow(self, name: str, n: int) -> None:
        more = n - len(self._usual[name])
        if more > 0:
            self._usual[name] = np.append(self._usual[name], np.full(more, np.nan))
            self._newest[name] = np.append(self._newest[name], np.full(more, np.nan))
            self._time_ms[name] = np.append(self._time_ms[name], np.zeros(more, np.int64))

    def _note(self, name: str, slots: NDArray[np.intp], values: Values, time_ms: Times) -> None:
        usual, past_ms = self._usual[name][slots], self._time_ms[name][slots]
        if name in SPOILT:
            of_now = (past_ms == 0) | (time_ms - past_ms <= self._unread_ms)
            self._time_ms[name][slots[~of_now]] = 0  # the next counts from here
            slots, values, time_ms, usual, past_ms = (
                column[of_now] for column in (slots, values, time_ms, usual, past_ms)
            )
        passed_ms = np.clip(time_ms - past_ms, 0, OLDEST_MS)  # an hour at most: nobody looked meanwhile
        follow = 1.0 - np.exp(-passed_ms / DAY_MS)
        self._usual[name][slots] = np.where(np.isnan(usual), values, usual + follow * (values - usual))
        self._newest[name][slots] = values
        self._time_ms[name][slots] = time_ms


def _told(block: Readings) -> Iterator[tuple[str, Values]]:
    """Yield what a block tells of signals: metric → float64[n], shares of spoilt codewords as powers of ten."""
    for name in block.values.keys() & WORSE_DB.keys():
        yield name, block.values[name]
    if ERRORS in block.values and block.family in ERRORS_OF:
        yield ERRORS_OF[block.family], np.log10(np.maximum(block.values[ERRORS], NO_ERRORS))


def _padded(column: Times, n: int) -> Times:
    """Return int64[n]: a copy of a column, 0 beyond its end."""
    whole = np.zeros(n, dtype=np.int64)
    known = min(n, len(column))
    whole[:known] = column[:known]
    return whole


def _by_subject(block: Readings, column: Values) -> tuple[NDArray[np.intp], Values, Times]:
    """Return slots once each with the mean over their channels, and the time of the last."""
    told = np.flatnonzero(~np.isnan(column))
    if not len(told):
        return np.empty(0, np.intp), np.empty(0), np.empty(0, np.int64)
    slots, inverse = np.unique(block.slot[told], return_inverse=True)
    values = np.bincount(inverse, column[told]) / np.bincount(inverse)
    time_ms = np.zeros(len(slots), np.int64)
    np.maximum.at(time_ms, inverse, block.time_ms[told])
    return slots.astype(np.intp), values, time_ms

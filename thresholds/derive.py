"""Metrics that no device has: shares and increases of counters over an interval, rates of octets, links lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collectors.model import Readings, Values
from thresholds.counters import Counter, Flags, Starts, plausible
from thresholds.index import Round, SeriesIndex, grown
from thresholds.relations import RELATIONS, link_lost, related

CODEWORDS = ("codewords_unerrored", "codewords_corrected", "codewords_uncorrectable")
FEWEST_CODEWORDS = 1000
"""Below so many codewords in an interval a share says nothing: a limit of 1 % would hang on ten of them."""
SHARES = {"correctable_ratio": "codewords_corrected", "uncorrectable_ratio": "codewords_uncorrectable"}
"""Derived share → the codewords it is the share of."""
RATES = {"in_mbps": "in_octets", "out_mbps": "out_octets"}
INCREASES = {
    f"new_{name}": name
    for name in ("t3_timeouts", "t4_timeouts", "in_errors", "out_errors", "in_discards", "out_discards")
}
LINK = "link_lost_code"
LINK_OF = ("admin_status_code", "oper_status_code")
DERIVED = (*SHARES, *RATES, *INCREASES, *RELATIONS, LINK)
"""Every metric that can be derived; a family gets those whose counters it has."""

COUNTERS = (*CODEWORDS, *RATES.values(), *INCREASES.values())
SPEED = "speed_mbps"
BEGUN_ANEW = "discontinuity_s"
"""The uptime at which a row's counters last lost their count (ifCounterDiscontinuityTime)."""
STARTS = "@starts"
"""Stands where a family's name does in what is saved."""
_MEGABITS_PER_OCTET = 8e-6
_NO_VALUES = np.zeros(0, dtype=np.float64)


class Derivation:
    """Adds derived metrics to readings; remembers each series' last counters to take differences from.

    What a counter rose by is not known for the first reading, over a restart, over a discontinuity its
    device tells of, and where it fell without having wrapped; then everything derived from it is NaN for that
    interval. A reading without a number (NaN) leaves the last one in place: the next interval is longer.
    """

    def __init__(self) -> None:
        """Start without a past."""
        self._families: dict[str, _Family] = {}
        self._starts = Starts()

    def note_starts(self, blocks: Iterable[Readings]) -> None:
        """Take what readings say of when their devices were started; to be called before their counters are derived."""
        self._starts.note(blocks)

    def derive(self, readings: Readings) -> Readings:
        """Return readings with the metrics that can be derived added: ratios 0 to 1, Mbit/s, counts, codes.

        Readings that nothing follows from are returned as they are.
        """
        values = related(readings.values)
        names = [name for name in COUNTERS if name in readings.values]
        is_link = all(name in readings.values for name in LINK_OF)
        if names or is_link:
            values |= self._since_last(readings, names, is_link=is_link)
        return replace(readings, values={**readings.values, **values}) if values else readings

    def _since_last(self, readings: Readings, names: list[str], *, is_link: bool) -> dict[str, Values]:
        """Return what follows from these readings and the ones before."""
        family = self._families.setdefault(readings.family, _Family())
        wanted = [*_derivable(names), *([LINK] if is_link else [])]
        values = {name: np.full(len(readings), np.nan) for name in wanted}
        for part in family.index.rounds(readings.slot, readings.instance):
            counters = {name: readings.values[name][part.at] for name in names}
            begun_anew = family.begun_anew(part, readings.values.get(BEGUN_ANEW))
            slot, time_ms = readings.slot[part.at], readings.time_ms[part.at]
            rise, elapsed_s = {}, {}
            for name, counter in _all_or_none(counters).items():
                past = family.counter(name)
                rise[name], elapsed_s[name] = past.take(part.rows, slot, counter, time_ms, self._starts, begun_anew)
            if SPEED in readings.values:
                _drop_implausible(rise, elapsed_s, readings.values[SPEED][part.at])
            for name, derived in _derived(rise, elapsed_s).items():
                values[name][part.at] = derived
            if is_link:
                admin, oper = (readings.values[name][part.at] for name in LINK_OF)
                values[LINK][part.at] = family.link(part, admin, oper)
        return values

    def save(self) -> dict[str, NDArray[np.generic]]:
        """Return the last counters, and starts, as one-dimensional columns, named `family:column`."""
        return {f"{STARTS}:{column}": values for column, values in self._starts.save().items()} | {
            f"{name}:{column}": values
            for name, family in self._families.items()
            for column, values in family.save().items()
        }

    def load(self, columns: Mapping[str, NDArray[Any]]) -> None:
        """Take over saved counters, into a derivation that has derived nothing yet; no columns: no past."""
        for name in {column.partition(":")[0] for column in columns}:
            own = {key.partition(":")[2]: column for key, column in columns.items() if key.startswith(f"{name}:")}
            if name == STARTS:
                self._starts.load(own)
                continue
            self._families[name] = _Family()
            self._families[name].load(own)


class _Family:
    """The last counters of the series of one family."""

    def __init__(self) -> None:
        self.index = SeriesIndex()
        self.counters: dict[str, Counter] = {}
        self.last: dict[str, Values] = {}
        """What else was last read → float64[rows]; NaN where it never was."""

    def counter(self, name: str) -> Counter:
        """Return a counter's past, with room for every series."""
        past = self.counters.setdefault(name, Counter())
        past.grow(len(self.index))
        return past

    def begun_anew(self, part: Round, told: Values | None) -> Flags | None:
        """Return bool[n]: whose counters were begun anew since the last reading; None where nobody tells."""
        if told is None:
            return None
        last = self.last[BEGUN_ANEW] = _grown(self.last.get(BEGUN_ANEW, _NO_VALUES), len(self.index))
        before, now = last[part.rows], told[part.at]
        changed: Flags = np.abs(now - before) > 0
        last[part.rows] = np.where(np.isnan(now), before, now)
        return changed

    def link(self, part: Round, admin: Values, oper: Values) -> Values:
        """Return whether each link is lost, and remember which have been up."""
        last = self.last[LINK] = _grown(self.last.get(LINK, _NO_VALUES), len(self.index))
        lost, last[part.rows] = link_lost(admin, oper, last[part.rows])
        return lost

    def save(self) -> dict[str, NDArray[np.generic]]:
        """Return the columns to save."""
        rows = len(self.index)
        columns: dict[str, NDArray[np.generic]] = {
            "slot": self.index.slot.copy(),
            "instance": self.index.instance.copy(),
        }
        columns |= {f"{name}:last": _grown(column, rows)[:rows] for name, column in self.last.items()}
        for name in self.counters:
            past = self.counter(name)
            columns |= {f"{name}:last": past.last[:rows], f"{name}:last_ms": past.last_ms[:rows]}
        return columns

    def load(self, columns: Mapping[str, NDArray[Any]]) -> None:
        """Take over saved columns; a counter saved without its times has no past."""
        self.index.admit(columns["slot"], columns["instance"])
        for name, column in columns.items():
            what, _, kind = name.partition(":")
            if kind == "last_ms":
                past = self.counters[what] = Counter()
                past.last, past.last_ms = columns[f"{what}:last"].copy(), column.copy()
            elif kind and what not in COUNTERS:
                self.last[what] = column.copy()


def _drop_implausible(rise: dict[str, Values], elapsed_s: Mapping[str, Values], speed_mbps: Values) -> None:
    """Make NaN of octets that an interface of this speed cannot have carried."""
    for name in set(RATES.values()) & rise.keys():
        rise[name] = np.where(plausible(rise[name], elapsed_s[name], speed_mbps), rise[name], np.nan)


def _derivable(counters: Collection[str]) -> list[str]:
    """Return the metrics that follow from counters."""
    shares = list(SHARES) if all(name in counters for name in CODEWORDS) else []
    return shares + [name for name, counter in {**RATES, **INCREASES}.items() if counter in counters]


def _derived(rise: Mapping[str, Values], elapsed_s: Mapping[str, Values]) -> dict[str, Values]:
    """Return the metrics that follow from what counters rose by."""
    derived = {name: rise[counter] for name, counter in INCREASES.items() if counter in rise}
    for name, counter in RATES.items():
        if counter in rise:
            derived[name] = rise[counter] * _MEGABITS_PER_OCTET / elapsed_s[counter]
    if all(name in rise for name in CODEWORDS):
        total = sum(rise[name] for name in CODEWORDS)
        total = np.where(total >= FEWEST_CODEWORDS, total, np.nan)
        derived |= {name: rise[counter] / total for name, counter in SHARES.items()}
    return derived


def _all_or_none(counters: Mapping[str, Values]) -> dict[str, Values]:
    """Return counters with NaN for all codewords where one is missing, so that their intervals are the same."""
    if not all(name in counters for name in CODEWORDS):
        return dict(counters)
    missing = np.isnan(sum(counters[name] for name in CODEWORDS))
    whole = {name: np.where(missing, np.nan, counters[name]) for name in CODEWORDS}
    return {**counters, **whole}


def _grown(column: Values, rows: int) -> Values:
    """Return a column of at least `rows` rows, the new ones NaN."""
    larger = grown(column, rows)
    if larger is not column:
        larger[len(column) :] = np.nan
    return larger

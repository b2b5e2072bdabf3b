"""Metrics that no device has: shares and increases of counters over an interval, rates of octets, links lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collectors.model import Readings, Times, Values
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
_MEGABITS_PER_OCTET = 8e-6
_NO_VALUES, _NO_TIMES = np.zeros(0, dtype=np.float64), np.zeros(0, dtype=np.int64)


class Derivation:
    """Adds derived metrics to readings; remembers each series' last counters to take differences from.

    A counter that went down (the device restarted, 32 bits wrapped) makes everything derived from it
    NaN for that interval, because nothing tells how much was counted in between; so does the first
    reading. A reading without a number (NaN) leaves the last one in place: the next interval is longer.
    """

    def __init__(self) -> None:
        """Start without a past."""
        self._families: dict[str, _Family] = {}

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
            elapsed_s = family.elapsed_s(part, counters, readings.time_ms[part.at])
            rise = {name: family.rise(part, name, counter) for name, counter in _all_or_none(counters).items()}
            for name, derived in _derived(rise, elapsed_s).items():
                values[name][part.at] = derived
            if is_link:
                admin, oper = (readings.values[name][part.at] for name in LINK_OF)
                values[LINK][part.at] = family.link(part, admin, oper)
        return values

    def save(self) -> dict[str, NDArray[np.generic]]:
        """Return the last counters as one-dimensional columns, named `family:column`."""
        return {
            f"{name}:{column}": values
            for name, family in self._families.items()
            for column, values in family.save().items()
        }

    def load(self, columns: Mapping[str, NDArray[Any]]) -> None:
        """Take over saved counters, into a derivation that has derived nothing yet; no columns: no past."""
        for name in {column.partition(":")[0] for column in columns}:
            own = {key.partition(":")[2]: column for key, column in columns.items() if key.startswith(f"{name}:")}
            self._families[name] = _Family()
            self._families[name].load(own)


class _Family:
    """The last counters of the series of one family."""

    def __init__(self) -> None:
        self.index = SeriesIndex()
        self.last: dict[str, Values] = {}
        """Counter → float64[rows]; NaN where it was never read."""
        self.last_ms: dict[str, Times] = {}
        """Counter that a rate is taken of → int64[rows]: when it was last read."""

    def rise(self, part: Round, name: str, counter: Values) -> Values:
        """Return what a counter rose by since it was last read, NaN where that is not known."""
        last = self.last[name] = _grown(self.last.get(name, _NO_VALUES), len(self.index))
        rise = counter - last[part.rows]
        rise[rise < 0] = np.nan
        last[part.rows] = np.where(np.isnan(counter), last[part.rows], counter)
        return rise

    def link(self, part: Round, admin: Values, oper: Values) -> Values:
        """Return whether each link is lost, and remember which have been up."""
        last = self.last[LINK] = _grown(self.last.get(LINK, _NO_VALUES), len(self.index))
        lost, last[part.rows] = link_lost(admin, oper, last[part.rows])
        return lost

    def elapsed_s(self, part: Round, counters: Mapping[str, Values], time_ms: Times) -> dict[str, Values]:
        """Return, for counters that rates are taken of, the seconds since each was last read; NaN: none or less."""
        elapsed_s = {}
        for name in set(RATES.values()) & counters.keys():
            last_ms = self.last_ms[name] = grown(self.last_ms.get(name, _NO_TIMES), len(self.index))
            passed_ms = time_ms - last_ms[part.rows]
            elapsed_s[name] = np.where(passed_ms > 0, passed_ms / 1000.0, np.nan)
            last_ms[part.rows] = np.where(np.isnan(counters[name]), last_ms[part.rows], time_ms)
        return elapsed_s

    def save(self) -> dict[str, NDArray[np.generic]]:
        """Return the columns to save."""
        rows = len(self.index)
        return {
            "slot": self.index.slot.copy(),
            "instance": self.index.instance.copy(),
            **{f"{name}:last": _grown(column, rows)[:rows] for name, column in self.last.items()},
            **{f"{name}:last_ms": grown(column, rows)[:rows] for name, column in self.last_ms.items()},
        }

    def load(self, columns: Mapping[str, NDArray[Any]]) -> None:
        """Take over saved columns."""
        self.index.admit(columns["slot"], columns["instance"])
        for name, column in columns.items():
            counter, _, what = name.partition(":")
            if what:
                (self.last if what == "last" else self.last_ms)[counter] = column.copy()


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

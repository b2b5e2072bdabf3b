"""Marks of one day or many, added up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.day.explaining import LEVELS_S, why_missed
from bench.day.marking import Mark, Marks

MANY_HOMES = 20
"""From here on nothing may be missed."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What matters of marks."""

    owed: int
    """Happenings an incident was owed for."""
    missed: int
    missed_many: int
    """Of those missed: that touch `MANY_HOMES` homes or more."""
    unexplained: int
    """Of those missed: for which the facts give no reason."""
    folded: int
    """Not told apart from another fault: an incident about that one grew over them."""
    exact: int
    """Found, and the nearest documented element among those named or not told apart."""
    again: int
    """Incidents beyond the first about one happening."""
    wrong: int
    """Incidents that counted subscribers, or spoke of one home, where none was owed."""
    false: int
    """Incidents behind which nothing true stands."""
    seconds: tuple[float, ...]
    """From the fault to the first incident, of outages found."""
    seconds_after_notice: tuple[float, ...]
    """From half of the observers' rows to the first incident."""


def add_up(days: Iterable[Marks]) -> Totals:
    """Return the totals of days."""
    days = list(days)
    marks = [mark for day in days for mark in day.marks]
    owed = [mark for mark in marks if mark.happening.owed and seen(mark)]
    missed = [mark for mark in owed if mark.missed]
    outages = [mark for mark in owed if mark.found and not mark.happening.touched]
    return Totals(
        owed=len(owed),
        missed=len(missed),
        missed_many=sum(mark.happening.homes >= MANY_HOMES for mark in missed),
        unexplained=sum(not why_missed(mark) for mark in missed),
        folded=sum(mark.folded is not None for mark in owed),
        exact=sum(mark.exact for mark in owed),
        again=sum(mark.again for mark in owed),
        wrong=sum(len(mark.wrong) for mark in marks),
        false=sum(not one.merged for day in days for one in day.false),
        seconds=tuple(mark.seconds for mark in outages if mark.seconds is not None),
        seconds_after_notice=tuple(
            mark.seconds_after_notice for mark in outages if mark.seconds_after_notice is not None
        ),
    )


def seen(mark: Mark) -> bool:
    """Tell whether anything of a happening could be seen: a terminal lost service by it, or levels were looked at."""
    happening = mark.happening
    looked_at = bool(happening.touched) and happening.ended_ms - happening.started_ms >= LEVELS_S * 1000
    return bool(happening.observable or looked_at or mark.said)


def middle_and_worst(seconds: Sequence[float]) -> tuple[float, float]:
    """Return median and 95th percentile; NaN of nothing."""
    if not seconds:
        return float("nan"), float("nan")
    return round(float(np.median(seconds)), 1), round(float(np.percentile(seconds, 95)), 1)

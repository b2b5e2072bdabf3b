"""City: days of all kinds of fault in hostile districts, what was missed and what was said of nothing."""

from __future__ import annotations

import logging
import os
import secrets
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Any

import structlog

from bench.day.explaining import why_missed
from bench.day.living import STEP_S, Lived, live_through
from bench.day.totals import MANY_HOMES, Totals, add_up, middle_and_worst, seen

SEEDS, QUICK_SEEDS = 30, 2
HOURS, QUICK_HOURS = 6.0, 3.0
SIZE = "district"
NAMED = 3
"""Elements of an incident that are written out."""
FIRST_NETWORK = 100
"""Districts answer at 127.100.0.0 and on, each process with a network of its own."""


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - every benchmark has this form
    """Return what was missed, said wrongly and how late; seeds are drawn anew each time and printed."""
    seeds = [secrets.randbelow(1_000_000) for _ in range(QUICK_SEEDS if quick else SEEDS)]
    hours = QUICK_HOURS if quick else HOURS
    cores = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn"), initializer=hush) as pool:
        jobs = [pool.submit(one_day, seed, hours, number % cores) for number, seed in enumerate(seeds)]
        for count, _ in enumerate(as_completed(jobs), start=1):
            print(f"{count} of {len(seeds)} days lived", file=sys.stderr)
        days = [job.result() for job in jobs]
    return {
        "parameters": {
            "size": SIZE,
            "terminals": sum(day.terminals for day in days),
            "hours": hours * len(days),
            "state_sweep_s": STEP_S,
            "faults": sum(len(day.ours.marks) for day in days),
            "seeds": seeds,
        },
        "figures": {
            **figures(add_up(day.ours for day in days)),
            "each_missed": each_missed(days),
            "each_false": each_false(days),
        },
        "peer": {"rule": "percentage offline per node", **figures(add_up(day.peers for day in days))},
    }


def each_missed(days: Iterable[Lived]) -> list[str]:
    """Return what was missed, why as far as the facts say, and what it takes to see it again."""
    return [
        f"seed {day.seed}: {mark.happening.kind} {mark.happening.element}, {mark.happening.homes} homes: "
        f"{why_missed(mark) or 'the facts give no reason'}"
        for day in days
        for mark in day.ours.marks
        if mark.missed and seen(mark)
    ]


def each_false(days: Iterable[Lived]) -> list[str]:
    """Return the incidents nothing true stands behind."""
    return [
        f"seed {day.seed}: {one.cause} at {', '.join(one.elements[:NAMED])}, {one.subscribers} subscribers"
        for day in days
        for one in day.ours.false
        if not one.merged
    ]


def one_day(seed: int, hours: float, place: int) -> Lived:
    """Live through one seed's day."""
    return live_through(SIZE, seed, hours, network=f"127.{FIRST_NETWORK + place}")


def hush() -> None:
    """Keep what the product logs of broken plants off the terminal."""
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def figures(totals: Totals) -> dict[str, Any]:
    """Return the totals as they are printed."""
    median_s, p95_s = middle_and_worst(totals.seconds)
    after_s, after_p95_s = middle_and_worst(totals.seconds_after_notice)
    return {
        "owed": totals.owed,
        "missed": totals.missed,
        f"missed_{MANY_HOMES}_homes": totals.missed_many,
        "missed_unexplained": totals.unexplained,
        "folded": totals.folded,
        "exact": round(totals.exact / max(totals.owed, 1), 3),
        "again": totals.again,
        "wrong": totals.wrong,
        "false": totals.false,
        "time_to_incident_s": median_s,
        "time_to_incident_p95_s": p95_s,
        "after_the_tables_s": after_s,
        "after_the_tables_p95_s": after_p95_s,
    }

"""The report that one home's fault is handed on with, made by itself of what is known when the agent clicks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from collectors.states import TerminalState
from monitor.care.answers import HomeAnswer, ServiceAnswer
from monitor.care.joining import Joined
from monitor.ledger import tables as t
from monitor.series.store import SeriesStore

DAY_MS = 86_400_000
POINTS = 288
"""Buckets of a day's history: five minutes each."""
MOST_CALLS = 10
MOST_TESTS = 5
DIGITS = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reading that tells of a terminal."""

    family: str
    name: str
    unit: str


def report_of(
    store: SeriesStore,
    home: HomeAnswer,
    known: Joined,
    wanted: Mapping[str, Sequence[Wanted]],
    said: str,
    now_ms: int,
    tests: Iterable[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Return what the second line needs to begin, as JSON; without the subscriber's name and telephone number.

    wanted: readings by kind of terminal. said: what the caller said. tests: what was tried while he was on the line.
    """
    near = home.neighbours
    return {
        "at_ms": now_ms,
        "said": said,
        "verdict": str(home.verdict),
        "reason": str(home.reason),
        "since_ms": home.since_ms,
        "address": home.subscriber.address,
        "account_status": home.subscriber.status,
        "class": home.subscriber.cls,
        "services": [_service(item) for item in home.services],
        "levels": _levels(store, home, wanted, now_ms),
        "neighbours": None if near is None else asdict(near),
        "recent": [{"incident": item.id, "cause": item.cause, "resolved_ms": item.resolved_ms} for item in home.recent],
        "calls": [
            {"at_ms": call.at_ms, "symptom": str(call.symptom), "service": call.service, "text": call.text}
            for call in known.calls[:MOST_CALLS]
        ],
        "tests": [dict(test) for test in tests],
    }


def tests_of(connection: Connection, home: HomeAnswer, since_ms: int) -> list[dict[str, Any]]:
    """Return the tests of a home's terminals since then, newest first: when, by whom, and who answered."""
    terminals = {item.subscription.terminal for item in home.services if item.subscription.terminal}
    c = t.terminal_test.c
    query = select(c.terminal, c.at_ms, c.by, c.state, c.answers).where(c.terminal.in_(terminals), c.at_ms >= since_ms)
    return [
        {
            "terminal": row.terminal,
            "at_ms": row.at_ms,
            "by": row.by,
            "state": str(row.state),
            "answered": any(each["own"] and each["answered"] for each in row.answers),
            "beside": sum(not each["own"] and each["asked"] for each in row.answers),
            "beside_answered": sum(not each["own"] and bool(each["answered"]) for each in row.answers),
        }
        for row in connection.execute(query.order_by(c.id.desc()).limit(MOST_TESTS))
    ]


def _service(item: ServiceAnswer) -> dict[str, Any]:
    state = item.subscription.state
    return {
        "service": item.subscription.service,
        "terminal": item.subscription.terminal,
        "kind": item.subscription.kind,
        "state": None if state is None else TerminalState(state).name.lower(),
        "last_seen_ms": item.subscription.last_seen_ms or None,
        "verdict": str(item.verdict),
        "reason": str(item.reason),
        "since_ms": item.since_ms,
        "out_of_limits": list(item.out_of_limits or item.changed),
    }


def _levels(
    store: SeriesStore, home: HomeAnswer, wanted: Mapping[str, Sequence[Wanted]], now_ms: int
) -> list[dict[str, Any]]:
    """Return the readings of the home's terminal, one row for each channel: the newest, and the last day's range."""
    measured = home.measured
    if measured is None or measured.slot is None:
        return []
    rows = []
    for each in wanted.get(measured.kind, ()):
        found = store.history(each.family, measured.slot, [each.name], now_ms - DAY_MS, now_ms, points=POINTS)
        for instance in np.unique(found.instance).tolist():
            mine = (found.instance == instance) & np.isfinite(found.values[each.name])
            if not mine.any():
                continue
            rows.append(
                {
                    "terminal": measured.terminal,
                    "metric": each.name,
                    "unit": each.unit,
                    "instance": instance,
                    "last": round(float(found.values[each.name][mine][-1]), DIGITS),
                    "last_ms": int(found.time_ms[mine][-1]),
                    "low": round(float(found.low[each.name][mine].min()), DIGITS),
                    "high": round(float(found.high[each.name][mine].max()), DIGITS),
                }
            )
    return rows

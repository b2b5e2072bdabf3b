"""The outbox: from an incident's commit to its first attempt, through failing receivers, kills and storms."""

from __future__ import annotations

import json
import logging
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from sqlalchemy import func, select

from bench.outbox_core import counting
from collectors.clock import AnchoredClock
from maps.model import Element, Kind, Plant
from monitor.incidents import rows
from monitor.incidents.model import Event, FaultView, IncidentState, IncidentView, incident_id
from monitor.incidents.scope import blank
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.settings import Settings
from monitor.telling.model import notice_id
from monitor.telling.teller import NoticeTeller
from thresholds.model import Severity

SECRET = "whsec_cGxlYXNlIGRyYXcgeW91ciBvd24gc2VjcmV0"  # noqa: S105 - of nobody
ROOT = Path(__file__).resolve().parents[1]
STORY = (Event.OPENED, Event.UPDATED, Event.UPDATED, Event.UPDATED, Event.RESOLVED)
FAILING = 0.3
PRIORITY_EVERY = 100
TELLING = {"timeout_s": 1.0, "first_retry_s": 0.2, "longest_retry_s": 2.0, "probe_s": 0.5}
BATCH = 20
"""Incidents owed in one transaction where only deliveries are measured."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done."""

    incidents: int
    receivers: int
    kills: int
    steady_s: int
    storm_incidents: int
    storm_s: int
    patience_s: int


QUICK = Size(50, 20, 3, 9, 1000, 6, 60)
FULL = Size(1000, 20, 20, 120, 10_000, 60, 3600)


def run(quick: bool) -> dict[str, Any]:  # noqa: FBT001 - the form every benchmark has
    """Return dwell at a steady rate, what becomes of deliveries under failures and kills, and dwell in a storm."""
    size = QUICK if quick else FULL
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    steady = _steady(size)
    rough = _rough(size)
    storm = _storm(size)
    return {
        "parameters": {
            "steady": f"{200} incidents a minute for {size.steady_s} s, one receiver",
            "deliveries": size.incidents * len(STORY) * size.receivers,
            "receivers": f"{size.receivers}, every fourth of them told in digests beyond 600 messages a minute",
            "induced_failures": f"{FAILING:.0%} of requests: 500, 429 with Retry-After 1, connections cut before and "
            "after the effect, an effect and then silence",
            "kills": size.kills,
            "effects": "a receiver knows a message again by webhook-id; an effect is a revision at a receiver",
            "storm": f"{size.storm_incidents} incidents in {size.storm_s} s, one in {PRIORITY_EVERY} priority, two "
            "receivers, one of them told in digests beyond 60 messages a minute",
            "fsyncs": "commits of the ledger by both processes: each one fsync of its log (SQLite, synchronous=FULL);"
            " checkpoints come on top",
        },
        "figures": {**steady, **rough, **storm},
    }


def _steady(size: Size) -> dict[str, float]:
    """Commit 200 incidents a minute, and see when each is first attempted."""
    with _bench(failing=0.0, receivers=("desk",)) as bench:
        committed = bench.open_at(200 / 60, size.steady_s, priority=False)
        bench.wait(len(committed), size.patience_s)
        written = bench.commits[0] + bench.stop_core()
        heard = bench.report()
    dwell_ms = _dwell_ms(heard, committed, "desk")
    return {
        "dwell_p50_ms": _percentile(dwell_ms, 50),
        "dwell_p99_ms": _percentile(dwell_ms, 99),
        "fsyncs_per_incident": round(written / len(committed), 2),
    }


def _rough(size: Size) -> dict[str, float]:
    """Have deliveries fail and their process killed; count what was lost, doubled and out of order."""
    names = tuple(f"r{i}" for i in range(size.receivers))
    owed = size.incidents * len(STORY)
    wants = {name: {"digest_above_per_minute": 600} for name in names[::4]}
    with _bench(failing=FAILING, receivers=names, wants=wants) as bench:
        draw, began_s = random.Random(7), time.monotonic()
        bench.tell_stories(size.incidents // 2)
        for kill in range(size.kills):
            bench.wait(round(owed * len(names) * kill / size.kills * 0.8), size.patience_s)
            time.sleep(draw.uniform(0.0, 1.0))
            bench.kill_core()
            if kill == size.kills // 2:
                bench.tell_stories(size.incidents - size.incidents // 2)
        bench.wait_until_told(size.patience_s)
        took_s = time.monotonic() - began_s
        bench.stop_core()
        heard = bench.report()
        dead = bench.count("dead")
    want = {(incident_id(number), revision + 1) for number in range(1, size.incidents + 1) for revision in range(5)}
    counts = {name: Counter(map(tuple, heard["effects"].get(name, []))) for name in names}
    return {
        "deliveries": owed * len(names),
        "lost": sum(len(want - set(count)) for count in counts.values()),
        "duplicated_effects": sum(n - 1 for count in counts.values() for n in count.values()),
        "out_of_order": sum(_disorder(heard["effects"].get(name, [])) for name in names),
        "dead": dead,
        "requests": heard["requests"],
        "failed_requests": heard["failed"],
        "digests": heard["digests"],
        "deliveries_per_s": round(owed * len(names) / took_s),
    }


def _storm(size: Size) -> dict[str, float]:
    """Commit as many incidents as a typhoon makes, and see when those that matter most are told."""
    wants = {"paced": {"digest_above_per_minute": 60}}
    with _bench(failing=0.0, receivers=("plain", "paced"), wants=wants) as bench:
        committed = bench.open_at(size.storm_incidents / size.storm_s, size.storm_s, priority=True)
        bench.wait_until_told(size.patience_s)
        bench.stop_core()
        heard = bench.report()
        paced_ms = bench.priority_ms("paced")
    first = {number: at_s for number, at_s in committed.items() if number % PRIORITY_EVERY == 0}
    plain_ms = _dwell_ms(heard, first, "plain")
    every_ms = _dwell_ms(heard, committed, "plain")
    return {
        "storm_incidents": len(committed),
        "storm_priority_p99_ms": _percentile(plain_ms, 99),
        "storm_priority_in_digests_p99_ms": _percentile(paced_ms, 99),
        "storm_all_p99_ms": _percentile(every_ms, 99),
        "storm_lost": sum(len(committed) - len(heard["effects"].get(name, [])) for name in ("plain", "paced")),
        "storm_messages_in_digests": sum(1 for made in heard["first_s"] if made.endswith("_paced")),
    }


class Bench:
    """A ledger, a process that delivers, and a process that receives."""

    def __init__(self, folder: Path, settings: Settings, desk: subprocess.Popen[str]) -> None:
        """Start delivering."""
        self._folder = folder
        self._desk = desk
        self._clock = AnchoredClock()
        self._ledger = Ledger.open(f"sqlite:///{folder / 'ledger.sqlite'}", self._clock)
        element = Element("amp-1", Kind.AMPLIFIER, "A1", lon=120.0, lat=30.0)
        replace_plant(self._ledger, Plant(elements=(element,)), "bench")
        self.commits = counting(self._ledger)
        self._teller = NoticeTeller(settings)
        self._told = 0
        self._core = self._start()

    def open_at(self, rate_per_s: float, seconds: int, *, priority: bool) -> dict[int, float]:
        """Open incidents at fixed times, each in its transaction; return when each was committed, by number."""
        began_s, committed = time.monotonic(), dict[int, float]()
        for i in range(round(rate_per_s * seconds)):
            time.sleep(max(0.0, began_s + i / rate_per_s - time.monotonic()))
            number = i + 1
            first = priority and number % PRIORITY_EVERY == 0
            self._change([_view(number, 1, Severity.CRITICAL if first else Severity.MAJOR)], Event.OPENED)
            committed[number] = time.time()
        return committed

    def tell_stories(self, incidents: int) -> None:
        """Owe every receiver the whole of some more incidents."""
        numbers = range(self._told + 1, self._told + incidents + 1)
        for begin in range(0, len(numbers), BATCH):
            some = numbers[begin : begin + BATCH]
            for revision, event in enumerate(STORY, start=1):
                self._change([_view(number, revision) for number in some], event)
        self._told += incidents

    def _change(self, views: Sequence[IncidentView], event: Event) -> None:
        with self._ledger.write("core", event, views[0].id) as connection:
            for view in views:
                if event is Event.OPENED:
                    rows.insert_incident(connection, view)
                self._teller.owe(connection, event, view, [], self._clock.now_ms())

    def wait(self, effects: int, patience_s: float) -> None:
        """Wait until receivers have had so many effects."""
        until_s = time.monotonic() + patience_s
        while sum(self._ask()["heard"].values()) < effects:
            assert time.monotonic() < until_s, f"not {effects} effects within {patience_s} s"
            time.sleep(0.05)

    def wait_until_told(self, patience_s: float) -> None:
        """Wait until nothing is owed any more."""
        until_s = time.monotonic() + patience_s
        while left := self.count("owed") + self.count("carried"):
            assert time.monotonic() < until_s, f"{left} notices still owed after {patience_s} s"
            time.sleep(0.2)

    def count(self, state: str) -> int:
        """Return how many notices are in a state."""
        with self._ledger.read() as connection:
            return connection.execute(select(func.count()).where(t.notice.c.state == state)).scalar_one()

    def priority_ms(self, receiver: str) -> list[float]:
        """Return the time from a priority notice to the first attempt at it, or at the digest that carried it."""
        n, d, carrier = t.notice.c, t.delivery.c, func.coalesce(t.notice.c.carried_by, t.notice.c.id)
        query = (
            select(n.owed_ms, func.min(d.at_ms))
            .join(t.delivery, d.notice == carrier)
            .where(n.receiver == receiver, n.rank == 0, n.incident.is_not(None))
            .group_by(n.id, n.owed_ms)
        )
        with self._ledger.read() as connection:
            return [float(row[1] - row[0]) for row in connection.execute(query)]

    def kill_core(self) -> None:
        """Kill what delivers in the middle of it, and start it anew."""
        self._core.kill()
        self._core.wait()
        self._core = self._start()

    def stop_core(self) -> int:
        """End what delivers; return how often it committed."""
        self._core.terminate()
        assert self._core.stdout is not None
        said = self._core.stdout.read().split()
        self._core.wait()
        return int(said[-1])

    def report(self) -> dict[str, Any]:
        """End the receivers; return all they heard."""
        out, _ = self._desk.communicate()
        heard: dict[str, Any] = json.loads(out.splitlines()[-1])
        return heard

    def close(self) -> None:
        """End everything."""
        for process in (self._core, self._desk):
            process.kill()
            process.wait()
        self._ledger.close()

    def _ask(self) -> dict[str, Any]:
        assert self._desk.stdin is not None
        assert self._desk.stdout is not None
        self._desk.stdin.write("how far\n")
        self._desk.stdin.flush()
        said: dict[str, Any] = json.loads(self._desk.stdout.readline())
        return said

    def _start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "bench.outbox_core", str(self._folder)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", "the outbox did not start"
        return process


@contextmanager
def _bench(failing: float, receivers: Sequence[str], wants: dict[str, dict[str, int]] | None = None) -> Iterator[Bench]:
    command = [sys.executable, "-m", "bench.outbox_desk", str(failing)]
    desk = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert desk.stdout is not None
    port = int(desk.stdout.readline())
    told = [
        {
            "name": name,
            "url": f"http://127.0.0.1:{port}/{name}",
            "secret": SECRET,
            "language": "en",
            "wants": (wants or {}).get(name, {}),
        }
        for name in receivers
    ]
    with tempfile.TemporaryDirectory(prefix="bench-outbox-") as folder:
        made = {"receivers": told, "telling": TELLING}
        (Path(folder) / "settings.json").write_text(json.dumps(made), encoding="utf-8")
        bench = Bench(Path(folder), Settings(**made), desk)  # type: ignore[arg-type]  # pydantic reads it
        try:
            yield bench
        finally:
            bench.close()


def _view(number: int, revision: int, severity: Severity = Severity.MAJOR) -> IncidentView:
    at_ms = 1_700_000_000_000 + number
    fault = FaultView("amp-1", "element", 0.97, (), 4, 0, 6, at_ms - 60_000, at_ms)
    over = STORY[revision - 1] is Event.RESOLVED
    return replace(
        blank(number, at_ms).about((fault,), severity, 30),
        revision=revision,
        state=IncidentState.RESOLVED if over else IncidentState.OPEN,
        resolved_ms=at_ms + 1 if over else None,
    )


def _dwell_ms(heard: dict[str, Any], committed: dict[int, float], receiver: str) -> list[float]:
    first = heard["first_s"]
    return [(first[notice_id(number, 1, Event.OPENED, receiver)] - at_s) * 1000 for number, at_s in committed.items()]


def _disorder(effects: Sequence[Sequence[Any]]) -> int:
    """Return how many effects came after one of a later revision of their incident."""
    last: dict[str, int] = {}
    wrong = 0
    for incident, revision in effects:
        wrong += revision < last.get(incident, 0)
        last[incident] = max(revision, last.get(incident, 0))
    return wrong


def _percentile(values: Sequence[float], percent: float) -> float:
    return round(float(np.percentile(np.array(values), percent)), 1)

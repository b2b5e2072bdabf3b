"""The scene of the outbox's benchmark: a ledger, a process that delivers, and one that receives."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text

from bench.outbox_core import counting
from bench.outbox_heard import Heard
from bench.outbox_process import ROOT, Deliverer
from collectors.clock import AnchoredClock
from maps.model import Element, Kind, Plant
from monitor.incidents import rows
from monitor.incidents.model import Event, FaultView, IncidentState, IncidentView
from monitor.incidents.scope import blank
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.settings import Settings
from monitor.telling.teller import NoticeTeller
from thresholds.model import Severity

SECRET = "whsec_cGxlYXNlIGRyYXcgeW91ciBvd24gc2VjcmV0"  # noqa: S105 - of nobody
STORY = (Event.OPENED, Event.UPDATED, Event.UPDATED, Event.UPDATED, Event.RESOLVED)
PRIORITY_EVERY = 100
TELLING: dict[str, Any] = {
    "first_retry_s": 0.2,
    "longest_retry_s": 2.0,
    "probe_s": 0.5,
    "private_networks": "127.0.0.0/8",
}
BATCH = 20
"""Incidents owed in one transaction where only deliveries are measured."""
LOOK_S = 0.05


class Scene:
    """A ledger that incidents are written to by us, what delivers them, and who is told."""

    def __init__(self, folder: Path, settings: Settings, desk: subprocess.Popen[str]) -> None:
        """Start delivering."""
        self._desk = desk
        self._clock = AnchoredClock()
        self._ledger = Ledger.open(f"sqlite:///{folder / 'ledger.sqlite'}", self._clock)
        element = Element("amp-1", Kind.AMPLIFIER, "A1", lon=120.0, lat=30.0)
        replace_plant(self._ledger, Plant(elements=(element,)), "bench")
        self.commits = counting(self._ledger)
        self._teller = NoticeTeller(settings)
        self._told = 0
        self.core = Deliverer(folder)

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
        """Owe every receiver the whole of some more incidents, giving way in between as every large change does."""
        numbers = range(self._told + 1, self._told + incidents + 1)
        for begin in range(0, len(numbers), BATCH):
            some = numbers[begin : begin + BATCH]
            for revision, event in enumerate(STORY, start=1):
                self._change([_view(number, revision) for number in some], event)
                self._ledger.give_way()
        self._told += incidents

    def _change(self, views: Sequence[IncidentView], event: Event) -> None:
        with self._ledger.write("core", event, views[0].id) as connection:
            for view in views:
                if event is Event.OPENED:
                    rows.insert_incident(connection, view)
                self._teller.owe(connection, event, view, [], self._clock.now_ms())

    def wait(self, effects: int, patience_s: float) -> None:
        """Wait until receivers have had so many effects."""
        self._wait(lambda: self._heard() >= effects, patience_s, f"{effects} effects")

    def wait_until_told(self, patience_s: float) -> None:
        """Wait until nothing is owed any more."""
        self._wait(lambda: not self._owes(), patience_s, "everything told")

    def _wait(self, done: Callable[[], bool], patience_s: float, what: str) -> None:
        until_s = time.monotonic() + patience_s
        while True:
            idle = not self._owes()
            if done():
                return
            assert not idle, f"not {what}, and nothing is owed any more; {self.count('dead')} put aside"
            assert time.monotonic() < until_s, f"not {what} within {patience_s} s; {self.count('owed')} still owed"
            self.core.look_after()
            time.sleep(LOOK_S)

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

    def report(self) -> Heard:
        """End the receivers; return all they heard."""
        out, _ = self._desk.communicate()
        heard: Heard = json.loads(out.splitlines()[-1])
        return heard

    def close(self) -> None:
        """End everything."""
        self.core.close()
        self._desk.kill()
        self._desk.wait()
        self._ledger.close()

    def _owes(self) -> bool:
        n = t.notice.c
        with self._ledger.read() as connection:  # the states as literals: the indexes of the queue are for these
            return any(
                connection.execute(select(n.id).where(text(f"state = '{state}'")).limit(1)).first()
                for state in ("owed", "carried")
            )

    def _heard(self) -> int:
        """Return how many effects receivers have had."""
        assert self._desk.stdin is not None
        assert self._desk.stdout is not None
        self._desk.stdin.write("how far\n")
        self._desk.stdin.flush()
        said: dict[str, dict[str, int]] = json.loads(self._desk.stdout.readline())
        return sum(said["heard"].values())


@contextmanager
def scene(
    failing: float, receivers: Sequence[str], timeout_s: float, wants: Mapping[str, dict[str, int]] | None = None
) -> Iterator[Scene]:
    """Set the scene.

    failing: share of requests that fail. timeout_s: wait for an answer. wants: of receivers, what they want, by name.
    """
    command = [sys.executable, "-m", "bench.outbox_desk", str(failing)]
    desk = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert desk.stdout is not None
    address = f"http://127.0.0.1:{int(desk.stdout.readline())}"
    told: list[dict[str, Any]] = [
        {
            "name": name,
            "url": f"{address}/{name}",
            "secret": SECRET,
            "language": "en",
            "wants": (wants or {}).get(name, {}),
        }
        for name in receivers
    ]
    with tempfile.TemporaryDirectory(prefix="bench-outbox-") as folder:
        made = {"receivers": told, "telling": {**TELLING, "timeout_s": timeout_s}}
        (Path(folder) / "settings.json").write_text(json.dumps(made), encoding="utf-8")
        made_scene = Scene(Path(folder), Settings(**made), desk)  # type: ignore[arg-type]  # pydantic reads it
        try:
            yield made_scene
        finally:
            made_scene.close()


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

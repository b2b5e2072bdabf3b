"""A ticketing desk: a work order for every incident it is told of, and crews that report late, twice or in disorder."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any

STATES = ("open", "en_route", "on_site", "done")
CAUSES = ("element", "span", "power", "connector", "no_fault_found")
"""What a crew writes down at the end."""
CREWS = ("城北一班", "城南二班", "Line crew 3", "Contractor East")
LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class Manners:
    """How crews work and how their reports travel. Times are seconds, shortest and longest."""

    leave_s: tuple[float, float] = (20.0, 60.0)
    """From the order to the crew's leaving."""
    drive_s: tuple[float, float] = (30.0, 120.0)
    work_s: tuple[float, float] = (30.0, 180.0)
    late_s: tuple[float, float] = (0.0, 5.0)
    """From what a crew does to its report."""
    twice_share: float = 0.15
    """Reports that are sent once more, under the same identity."""
    disorder_share: float = 0.15
    """Reports that come after the one that should follow them."""


@dataclass(frozen=True, slots=True)
class Report:
    """A state of an order as it is told to others."""

    id: str
    """Its identity: sent twice, it is the same."""
    order: str
    incident: str
    state: str
    at_ms: int
    """When it became so, not when it is told."""
    crew: str
    cause: str = ""
    note: str = ""


@dataclass(slots=True)
class WorkOrder:
    """The job of a crew."""

    id: str
    incident: str
    crew: str
    opened_ms: int
    sentence: str
    """What the desk was told last."""
    severity: str
    state: str = "open"
    resolved_ms: int | None = None
    """When the desk was told that the incident is over; the crew still comes home by itself."""
    steps: list[tuple[str, int]] = field(default_factory=list)
    """(state, since when), in the order they happened."""


@dataclass(order=True, slots=True)
class _Due:
    at_ms: int
    serial: int
    report: Report | None = field(compare=False, default=None)
    order: WorkOrder | None = field(compare=False, default=None)
    step: int = field(compare=False, default=0)


class TicketDesk:
    """Opens, updates and closes work orders as incidents do; who never heard of an incident learns of it late."""

    def __init__(self, seed: int, manners: Manners, tell: Callable[[Report, int], None]) -> None:
        """Hand every report that is due to `tell`, with the time; a report sent twice is handed over twice."""
        self._seed, self._manners, self._tell = seed, manners, tell
        self._lock = threading.Lock()
        self._orders: dict[str, WorkOrder] = {}
        self._agenda: list[_Due] = []
        self._serial = 0
        self._told: list[dict[str, Any]] = []

    def take_in(self, body: Any, now_ms: int) -> None:  # noqa: ANN401 - whatever JSON the sender wrote
        """Act on a verified message about an incident; anything else is none of our business."""
        data = body.get("data") if isinstance(body, dict) else None
        if not isinstance(data, dict) or not isinstance(data.get("id"), str):
            return
        event, incident = str(body.get("type", "")), data["id"]
        sentence, severity = str(data.get("sentence", "")), str(data.get("severity", ""))
        with self._lock:
            order = self._orders.get(incident)
            if event == "incident.resolved":
                if order is not None:
                    order.resolved_ms = now_ms
                    order.sentence = sentence
            elif event in ("incident.opened", "incident.updated"):
                if order is None:
                    order = self._open(incident, now_ms)
                order.sentence, order.severity = sentence, severity

    def orders(self) -> dict[str, Any]:
        """Return all orders in the order they were opened, and the reports told so far."""
        with self._lock:
            return {"orders": [asdict(order) for order in self._orders.values()], "reports": list(self._told)}

    def run(self, closing: threading.Event, clock: Callable[[], int]) -> None:
        """Let crews work until `closing` is set."""
        while not closing.wait(LOOK_S):
            self.pass_time(clock())

    def pass_time(self, now_ms: int) -> None:
        """Do what is due: crews move on, reports go out."""
        due: list[Report] = []
        with self._lock:
            while self._agenda and self._agenda[0].at_ms <= now_ms:
                item = heapq.heappop(self._agenda)
                if item.report is not None:
                    due.append(item.report)
                    self._told.append({"told_ms": now_ms, **asdict(item.report)})
                elif item.order is not None:
                    self._move_on(item.order, item.step, item.at_ms)
        for report in due:
            self._tell(report, now_ms)

    def _open(self, incident: str, now_ms: int) -> WorkOrder:
        number = f"WO-{len(self._orders) + 1:06d}"
        crew = self._stream(number, "crew").choice(CREWS)
        order = WorkOrder(number, incident, crew, now_ms, "", "")
        self._orders[incident] = order
        self._move_on(order, 0, now_ms)
        return order

    def _move_on(self, order: WorkOrder, step: int, at_ms: int) -> None:
        """Enter a step, report it, and put the next on the agenda.

        1. What happened is written down at once: that is the truth.
        2. The report leaves late; one out of order leaves when the next step has been reported.
        3. A crew that comes to a plant already in order finds nothing.
        """
        manners, draw = self._manners, self._stream(order.id, step)
        order.state = STATES[step]
        order.steps.append((order.state, at_ms))
        last = step == len(STATES) - 1
        paces = (manners.leave_s, manners.drive_s, manners.work_s)
        next_ms = at_ms if last else at_ms + _drawn_ms(draw, paces[step])
        report = Report(
            f"{order.id}:{order.state}", order.id, order.incident, order.state, at_ms, order.crew,
            cause=self._cause(order, draw) if last else "", note=draw.choice(_NOTES[step]),
        )  # fmt: skip
        late_ms = _drawn_ms(draw, manners.late_s)
        told_ms = at_ms + late_ms
        if not last and draw.random() < manners.disorder_share:
            told_ms = next_ms + late_ms + _drawn_ms(draw, manners.late_s) + 1000
        self._put(told_ms, report=report)
        if draw.random() < manners.twice_share:
            self._put(told_ms + _drawn_ms(draw, (0.5, 10.0)), report=report)
        if not last:
            self._put(next_ms, order=order, step=step + 1)

    def _cause(self, order: WorkOrder, draw: Random) -> str:
        arrived_ms = next((at_ms for state, at_ms in order.steps if state == "on_site"), 0)
        if order.resolved_ms is not None and order.resolved_ms < arrived_ms:
            return "no_fault_found"
        return draw.choices(CAUSES, (50, 15, 20, 10, 5))[0]

    def _put(self, at_ms: int, report: Report | None = None, order: WorkOrder | None = None, step: int = 0) -> None:
        self._serial += 1
        heapq.heappush(self._agenda, _Due(at_ms, self._serial, report, order, step))

    def _stream(self, *key: object) -> Random:
        return Random(":".join(map(str, (self._seed, "ticket", *key))))


def _drawn_ms(draw: Random, seconds: tuple[float, float]) -> int:
    return round(draw.uniform(*seconds) * 1000)


_NOTES = (
    ("", "已派单", "dispatched"),
    ("", "出发", "left the yard"),
    ("", "到达现场", "at the pole"),
    ("", "已恢复", "levels back to the sheet"),
)

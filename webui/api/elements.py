"""Elements and terminals: what is known of one, and a metric of it over time."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from flask import Response, abort, jsonify
from numpy.typing import NDArray
from pydantic import BaseModel, Field
from sqlalchemy import select

from monitor.care.element_lookup import element_id
from monitor.ledger import tables as t
from webui.access import known_visitor
from webui.api.blueprint import PLANT, api
from webui.api.problem import Problem
from webui.api.schema import Arguments, Ms, NoArguments, SeverityName
from webui.context import now_ms
from webui.display import severity_name, state_name
from webui.elements import LEVELS, element_facts
from webui.levels import Metric, metric
from webui.readers import readers

WEEK_MS = 7 * 86_400_000
LONGEST_MS = 400 * 86_400_000


class ElementPath(BaseModel):
    """Which element or terminal."""

    id: str = Field(description="Element id; a terminal's MAC in any notation, serial or card number.", max_length=200)


class PathItem(BaseModel):
    """An element on the way to the headend."""

    id: str
    kind: str
    name: str
    state: str = Field(description="`unknown` where nobody asks it.")


class AlarmItem(BaseModel):
    """A rule that is broken, or was."""

    rule: str
    instance: int
    level: str
    severity: SeverityName
    value: float | None
    since_ms: Ms
    cleared_ms: Ms | None


class ElementDetail(BaseModel):
    """An element of the plant or a terminal."""

    id: str
    kind: str
    name: str
    address: str
    lon: float | None
    lat: float | None
    state: str
    since_ms: Ms | None
    last_seen_ms: Ms | None
    terminals: int = Field(description="Terminals fed through it.")
    dark: int = Field(description="How many of those are dark.")
    protected: int = Field(description="How many of those terminals another route feeds as well.")
    other_route: str = Field(description="Id of its parent on the protecting route; empty where it has one route.")
    path: list[PathItem] = Field(description="What feeds it, nearest first.")
    alarms: list[AlarmItem]
    incidents: list[str]
    attributes: dict[str, str]


class HistoryQuery(Arguments):
    """Which metric, from when to when."""

    metric: str = Field(max_length=80, pattern=r"^[a-z][a-z0-9_]*$")
    family: str | None = Field(default=None, max_length=80, pattern=r"^[a-z][a-z0-9_]*$")
    start_ms: Ms | None = Field(default=None, ge=0, le=2**53, description="Default: a week before `end_ms`.")
    end_ms: Ms | None = Field(default=None, ge=0, le=2**53, description="Default: now.")
    points: int = Field(default=500, ge=10, le=5000)


class HistorySeries(BaseModel):
    """One instance's values; null where nothing was read."""

    instance: int = Field(description="Channel, port or sensor.")
    time_ms: list[int]
    values: list[float | None]


class History(BaseModel):
    """A metric of an element over time."""

    element: str
    family: str
    metric: str
    unit: str
    start_ms: Ms
    end_ms: Ms
    series: list[HistorySeries]


@api.get("/elements/<path:id>", tags=[PLANT], responses={200: ElementDetail, 404: Problem})
def element(path: ElementPath, query: NoArguments) -> Response:
    """Give what is known of an element: state, path to the headend, alarms, incidents."""
    del query
    with readers().ledger.read() as connection:
        plant = readers().plants.newest(connection)
        found = element_facts(connection, plant, element_id(connection, path.id), known_visitor())
    if found is None:
        abort(404, f"There is no element {path.id}.")
    return jsonify(
        id=found.id,
        kind=found.kind,
        name=found.name,
        address=found.address,
        lon=found.lon,
        lat=found.lat,
        state=state_name(found.state),
        since_ms=found.since_ms or None,
        last_seen_ms=found.last_seen_ms or None,
        terminals=found.terminals,
        dark=found.dark,
        protected=found.protected,
        other_route=found.other_route,
        path=[
            {"id": item.id, "kind": item.kind, "name": item.name, "state": state_name(item.state)}
            for item in found.above
        ],
        alarms=[
            {
                "rule": row.rule,
                "instance": row.instance,
                "level": LEVELS[row.level],
                "severity": severity_name(row.severity),
                "value": row.value,
                "since_ms": row.since_ms,
                "cleared_ms": row.cleared_ms,
            }
            for row in found.alarms
        ],
        incidents=found.incidents,
        attributes=dict(found.attributes),
    )


@api.get("/elements/<path:id>/history", tags=[PLANT], responses={200: History, 404: Problem})
def history(path: ElementPath, query: HistoryQuery) -> Response:
    """Give a metric of an element over time, one series per channel, port or sensor."""
    end_ms = query.end_ms if query.end_ms is not None else now_ms()
    start_ms = query.start_ms if query.start_ms is not None else end_ms - WEEK_MS
    if not 0 < end_ms - start_ms <= LONGEST_MS:
        abort(422, "start_ms: must lie before end_ms, by 400 days at most")
    with readers().ledger.read() as connection:
        known = element_id(connection, path.id)
        row = connection.execute(
            select(t.element.c.kind, t.subject.c.slot)
            .join(t.subject, t.subject.c.key == t.element.c.id, isouter=True)
            .where(t.element.c.id == known)
        ).one_or_none()
    if row is None:
        abort(404, f"There is no element {path.id}.")
    wanted = metric(row.kind, query.metric, query.family)
    if wanted is None:
        abort(404, f"A {row.kind} has no metric {query.metric}.")
    series = [] if row.slot is None else _series(wanted, row.slot, start_ms, end_ms, query.points)
    return jsonify(
        element=known,
        family=wanted.family,
        metric=wanted.name,
        unit=wanted.unit,
        start_ms=start_ms,
        end_ms=end_ms,
        series=series,
    )


def _series(wanted: Metric, slot: int, start_ms: int, end_ms: int, points: int) -> list[dict[str, Any]]:
    """Return one series per instance; a counter becomes what it counted between its readings."""
    found = readers().series.history(wanted.family, slot, [wanted.name], start_ms, end_ms, points=points)
    made = []
    for instance in np.unique(found.instance).tolist():
        mine = found.instance == instance
        time_ms, values = found.time_ms[mine], found.values[wanted.name][mine]
        if wanted.per_s:
            time_ms, values = _rate(time_ms, values, wanted.per_s)
        shown = [round(value, 5) if math.isfinite(value) else None for value in values.tolist()]
        if any(value is not None for value in shown):
            made.append({"instance": instance, "time_ms": time_ms.tolist(), "values": shown})
    return made


def _rate(
    time_ms: NDArray[np.int64], values: NDArray[np.float64], per_s: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return what a counter counted per second between readings, times `per_s`; NaN where it was set back."""
    grown = np.diff(values)
    rate = np.where(grown >= 0, grown, np.nan) * per_s * 1000.0 / np.diff(time_ms)
    return time_ms[1:], rate

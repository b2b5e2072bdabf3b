"""What an incident's evidence cannot tell apart, where it lies, and what stands against it: what a crew searches."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from maps.model import OUTAGES, Cause
from monitor.incidents.model import FaultView, IncidentState, IncidentView
from monitor.ledger import tables as t
from webui.incidents import DIGITS, ElementName, place_of
from webui.layers import Features, course
from webui.plant import Plant
from webui.standing import REGISTERED

MOST_CONTRADICTING = 500
"""Homes given with their place; they are counted all the same."""
SLICE = 5000
"""Slots asked for in one statement; SQLite takes 32 766 at most."""

METRES_A_DEGREE = 111_195.0
"""Of a great circle on a sphere of the mean radius: right to half a per cent."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An element that may be what failed."""

    element: str
    probability: float
    """Its own share: that of the element named and of its alternatives add up to the fault's."""
    named: bool
    """Whether it is the one the fault is named after."""
    cause: str


def candidates(view: IncidentView) -> list[Candidate]:
    """Return each element that may have failed once, those named first, then the most probable."""
    best: dict[str, Candidate] = {}
    for fault in view.faults:
        rest = sum(probability for _, probability in fault.alternatives)
        of_fault = [Candidate(fault.element, max(fault.probability - rest, 0.0), named=True, cause=fault.cause)]
        of_fault += [Candidate(item, chance, named=False, cause=fault.cause) for item, chance in fault.alternatives]
        for item in of_fault:
            known = best.get(item.element)
            if known is None or (item.named, item.probability) > (known.named, known.probability):
                best[item.element] = item
    return sorted(best.values(), key=lambda item: (not item.named, -item.probability, item.element))


def as_json(
    connection: Connection, view: IncidentView, names: Mapping[str, ElementName], plant: Plant, noticed_ms: int
) -> dict[str, Any]:
    """Return what the map draws of an incident's alternatives.

    `candidates` with their place, or the nearest above them that has one; `spans` to search, as GeoJSON
    lines with their length, and `metres` of all of them; `contradicting` homes, as GeoJSON points, with
    how many there are. noticed_ms: who is up now has been looked at since the silence of what fell before this.
    """
    found = candidates(view)
    spans = to_search(found, plant)
    against = contradicting(connection, view, plant, noticed_ms)
    return {
        "id": view.id,
        "revision": view.revision,
        "candidates": [_candidate(item, names, plant) for item in found],
        "spans": _collection(spans),
        "metres": round(sum(span["properties"]["metres"] for span in spans)),
        "contradicting": _collection([_home(plant, i) for i in against[:MOST_CONTRADICTING].tolist()]),
        "contradicting_count": len(against),
    }


def to_search(found: list[Candidate], plant: Plant) -> Features:
    """Return the cables that may have failed: what feeds each candidate, where a cable can be the cause at all."""
    spans: Features = []
    for item in found:
        at = plant.position.get(item.element)
        line = course(plant, at) if at is not None and _in_the_cable(item.cause) else None
        if line is not None:
            properties = {"element": item.element, "metres": round(metres(line), 1)}
            spans.append(
                {"type": "Feature", "geometry": {"type": "LineString", "coordinates": line}, "properties": properties}
            )
    return spans


def metres(line: list[list[float]]) -> float:
    """Return the length on the ground of a line of degrees."""
    return METRES_A_DEGREE * sum(
        math.hypot((east - west) * math.cos(math.radians((south + north) / 2)), north - south)
        for (west, south), (east, north) in pairwise(line)
    )


def contradicting(connection: Connection, view: IncidentView, plant: Plant, noticed_ms: int) -> NDArray[np.intp]:
    """Return positions of the terminals behind what an open outage is named after that are up all the same.

    Of a fault that began after `noticed_ms` there are none yet: their loss may not have been noticed.
    """
    if view.state is not IncidentState.OPEN:
        return np.empty(0, np.intp)
    behind = np.zeros(len(plant), np.bool_)
    for fault in view.faults:
        if fault.before_ms < noticed_ms:
            behind |= _behind(fault, plant)
    at = np.flatnonzero(behind & plant.terminal & (plant.slot >= 0))
    return at[np.isin(plant.slot[at], _registered(connection, plant.slot[at]))]


def _behind(fault: FaultView, plant: Plant) -> NDArray[np.bool_]:
    interval = plant.segment(fault.element) if fault.cause in OUTAGES else None
    if interval is None:
        return np.zeros(len(plant), np.bool_)
    found: NDArray[np.bool_] = (plant.first >= interval[0]) & (plant.first < interval[1])
    return found


def _registered(connection: Connection, slots: NDArray[np.int32]) -> NDArray[np.int32]:
    column = t.terminal_state.c
    up: list[int] = []
    for start in range(0, len(slots), SLICE):
        part = slots[start : start + SLICE].tolist()
        rows = select(column.slot).where(column.slot.in_(part), column.state == REGISTERED)
        up += connection.execute(rows).scalars()
    return np.array(up, np.int32)


def _in_the_cable(cause: str) -> bool:
    return cause in (Cause.ELEMENT, Cause.NOISE)


def _candidate(item: Candidate, names: Mapping[str, ElementName], plant: Plant) -> dict[str, Any]:
    named = names[item.element]
    return {
        "element": {"id": named.id, "kind": named.kind, "name": named.label},
        "probability": round(item.probability, 4),
        "named": item.named,
        "place": place_of(item.element, plant),
    }


def _home(plant: Plant, i: int) -> dict[str, Any]:
    known = plant.lon[i] == plant.lon[i]
    where = [round(float(plant.lon[i]), DIGITS), round(float(plant.lat[i]), DIGITS)] if known else None
    geometry = {"type": "Point", "coordinates": where} if where else None
    return {"type": "Feature", "geometry": geometry, "properties": {"element": plant.ids[i]}}


def _collection(features: Features) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}

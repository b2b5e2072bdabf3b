"""What an incident's evidence cannot tell apart, where it lies, and what stands against it: what a crew searches."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from maps.model import Cause
from monitor.incidents.model import FaultView, IncidentView
from webui.incidents import DIGITS, ElementName, place_of
from webui.layers import Features
from webui.plant import Plant
from webui.spans import Spans

METRES_A_DEGREE = 111_195.0
"""Of a great circle on a sphere of the mean radius: right to half a per cent."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may have failed: an element, or our own link to one."""

    element: str
    probability: float
    """Its own share: that of the element named and of its alternatives add up to the fault's."""
    named: bool
    """Whether it is the one the fault is named after."""
    cause: str
    """`uplink`: our own link, which has no place."""


def candidates(view: IncidentView) -> list[Candidate]:
    """Return what may have failed, each once, those named first, then the most probable."""
    best: dict[tuple[str, bool], Candidate] = {}
    for item in (item for fault in view.faults for item in of_fault(fault)):
        key = item.element, item.cause == Cause.UPLINK
        known = best.get(key)
        if known is None or (item.named, item.probability) > (known.named, known.probability):
            best[key] = item
    return sorted(best.values(), key=lambda item: (not item.named, -item.probability, item.element))


def of_fault(fault: FaultView) -> list[Candidate]:
    """Return what one fault leaves, what it is named after first."""
    rest = sum(probability for _, probability in fault.alternatives)
    instead = Cause.ELEMENT if fault.cause == Cause.UPLINK else fault.cause
    named = Candidate(fault.element, max(fault.probability - rest, 0.0), named=True, cause=fault.cause)
    return [named, *(Candidate(item, chance, named=False, cause=instead) for item, chance in fault.alternatives)]


def as_json(view: IncidentView, names: Mapping[str, ElementName], plant: Plant, cables: Spans) -> dict[str, Any]:
    """Return what the map draws of an incident's alternatives.

    `candidates` with their place, or the nearest above them that has one; `spans` to search, as GeoJSON
    lines with their length, and `metres` of all of them; `contradicting` homes, as GeoJSON points, as far as they
    are kept by name, with how many there are: the number its explanation gives.
    """
    found = candidates(view)
    twice = {element for fault in view.faults if fault.search for element in fault.search.two_routes}
    spans = to_search([item for item in found if item.element not in twice], plant, cables)
    return {
        "id": view.id,
        "revision": view.revision,
        "candidates": [_candidate(item, names, plant) for item in found],
        "spans": _collection(spans),
        "metres": round(sum(span["properties"]["metres"] for span in spans)),
        "contradicting": _collection([_home(plant, key) for key in contradicting(view)]),
        "contradicting_count": sum(fault.against for fault in view.faults),
    }


def to_search(found: list[Candidate], plant: Plant, cables: Spans) -> Features:
    """Return the cables that may have failed: what feeds each candidate, where a cable can be the cause at all."""
    spans: Features = []
    if any(item.cause == Cause.UPLINK for item in found):  # first of all somebody looks who is not blind
        return spans
    for item in found:
        at = plant.position.get(item.element)
        span = cables.that_feeds(at) if at is not None and _in_the_cable(item.cause) else None
        if span is not None:
            line = cables.course(span)
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


def contradicting(view: IncidentView) -> list[str]:
    """Return keys of the terminals, as far as they are kept, that were up when the incident's faults were concluded.

    Who is up by now is another matter: after a repair everybody behind it is, and nobody speaks against it.
    """
    return list(dict.fromkeys(key for fault in view.faults if fault.against for key in fault.contradicting))


def _in_the_cable(cause: str) -> bool:
    return cause in (Cause.ELEMENT, Cause.NOISE)


def _candidate(item: Candidate, names: Mapping[str, ElementName], plant: Plant) -> dict[str, Any]:
    named = names[item.element]
    return {
        "element": {"id": named.id, "kind": named.kind, "name": named.label},
        "probability": round(item.probability, 4),
        "named": item.named,
        "cause": item.cause,
        "place": None if item.cause == Cause.UPLINK else place_of(item.element, plant),
    }


def _home(plant: Plant, key: str) -> dict[str, Any]:
    at = plant.position.get(key, -1)
    known = at >= 0 and not np.isnan(plant.lon[at])
    where = [round(float(plant.lon[at]), DIGITS), round(float(plant.lat[at]), DIGITS)] if known else None
    geometry = {"type": "Point", "coordinates": where} if where else None
    return {"type": "Feature", "geometry": geometry, "properties": {"element": key}}


def _collection(features: Features) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}

"""An incident as pages and API show it: with its element's name, kind and place in the plant."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection, select

from maps.rounding import rounded
from monitor.incidents.etr_now import etr_now
from monitor.incidents.model import IncidentView
from monitor.ledger import tables as t
from monitor.telling.explaining import elements_of
from webui.display import offline_share, severity_name
from webui.plant import Plant

DIGITS = 6
"""Decimals of a degree: a tenth of a metre."""


@dataclass(frozen=True, slots=True)
class ElementName:
    """What an element is called and what it is."""

    id: str
    kind: str
    name: str

    @property
    def label(self) -> str:
        """Its name, or its id where it has none."""
        return self.name or self.id


def names_of(connection: Connection, elements: Iterable[str]) -> Mapping[str, ElementName]:
    """Return names and kinds of elements by id; those no longer in the plant keep their id as name."""
    wanted = sorted({item for item in elements if item})
    rows = connection.execute(
        select(t.element.c.id, t.element.c.kind, t.element.c.name).where(t.element.c.id.in_(wanted))
    )
    known = {row.id: ElementName(row.id, row.kind, row.name) for row in rows}
    return {item: known.get(item) or ElementName(item, "other", "") for item in wanted}


def elements_in(view: IncidentView) -> list[str]:
    """Return every element an incident speaks of."""
    return [view.element, *(item for fault in view.faults for item in elements_of(fault))]


def as_json(view: IncidentView, names: Mapping[str, ElementName], plant: Plant, now_ms: int) -> dict[str, Any]:
    """Return an incident as the API gives it at a moment; `place` is where its mark stands on the map."""
    element = names[view.element] if view.element in names else ElementName(view.element, "other", "")
    return {
        "id": view.id,
        "number": view.number,
        "state": str(view.state),
        "severity": severity_name(view.severity),
        "cause": view.cause,
        "element": {"id": element.id, "kind": element.kind, "name": element.label},
        "probability": view.probability,
        "offline_share": offline_share(view),
        "subscribers": view.subscribers,
        "terminals": view.terminals,
        "revision": view.revision,
        "opened_ms": view.opened_ms,
        "updated_ms": view.updated_ms,
        "resolved_ms": view.resolved_ms,
        "started_after_ms": view.started_after_ms,
        "started_before_ms": view.started_before_ms,
        "acknowledged_by": view.acknowledged_by,
        "acknowledged_ms": view.acknowledged_ms,
        "assigned_to": view.assigned_to,
        "snoozed_until_ms": view.snoozed_until_ms,
        "closed_ms": view.closed_ms,
        "reopened": view.reopened,
        "restoration": None if (etr := etr_now(view.etr, now_ms)) is None else asdict(etr),
        "place": place(view, plant),
        "segments": [span for fault in view.faults if (span := plant.segment(fault.element)) is not None],
    }


def place(view: IncidentView, plant: Plant) -> list[float] | None:
    """Return longitude and latitude of an incident's mark: where the crew goes first, at its element.

    Of an element without a place its nearest ancestor's, else a point in the area; None: unknown.
    """
    standing = place_of(view.element, plant)
    if standing is not None:
        return standing
    if view.area is not None and not shapely.is_empty(view.area):
        lon, lat = shapely.get_coordinates(shapely.point_on_surface(view.area))[0].tolist()
        return [round(lon, DIGITS), round(lat, DIGITS)]
    return None


def place_of(element: str, plant: Plant) -> list[float] | None:
    """Return longitude and latitude of an element, else of the nearest above it that has a place; None: none has."""
    at = plant.position.get(element, -1)
    for _ in range(len(plant)):
        if at < 0:
            return None
        if not np.isnan(plant.lon[at]):
            return [round(float(plant.lon[at]), DIGITS), round(float(plant.lat[at]), DIGITS)]
        at = int(plant.parent[at])
    return None


def area_feature(view: IncidentView) -> dict[str, Any] | None:
    """Return an incident's area as a GeoJSON feature, None where the area is unknown."""
    if view.area is None or shapely.is_empty(view.area):
        return None
    return {
        "type": "Feature",
        "id": view.number,
        "geometry": geojson(view.area),
        "properties": {"incident": view.id, "severity": int(view.severity), "subscribers": view.subscribers},
    }


def geojson(shape: shapely.Geometry) -> dict[str, Any]:
    """Return a shape as a GeoJSON geometry, no finer than anybody can measure."""
    made: dict[str, Any] = json.loads(shapely.to_geojson(rounded(shape, DIGITS)))
    return made

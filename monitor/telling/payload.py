"""The body of a notice: what receiving systems read, in the envelope of Standard Webhooks."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import shapely

from maps.rounding import rounded
from monitor.incidents.model import incident_id
from monitor.telling.catalogue import Language
from monitor.telling.model import IncidentNotice, Named
from monitor.telling.sentence import sentence

DEGREE_DIGITS = 6
"""A tenth of a metre."""


def payload(notice: IncidentNotice, language: Language, zone: ZoneInfo, base_url: str) -> dict[str, Any]:
    """Return `type`, `timestamp` and `data` of a notice; codes for programs, one sentence for people.

    Times are RFC 3339 in UTC, coordinates GeoJSON (longitude, latitude, WGS-84), absent things null.
    `base_url` is where people reach the pages, without a slash at its end.
    """
    return {
        "type": str(notice.event),
        "timestamp": _time(notice.at_ms),
        "data": {
            "id": notice.incident,
            "revision": notice.revision,
            "state": str(notice.state),
            "cause": notice.cause,
            "severity": notice.severity.name.lower(),
            "probability": round(notice.probability, 4),
            "elements": [_named(item) for item in notice.elements],
            "alternatives": [_named(item) for item in notice.alternatives],
            "subscribers": notice.subscribers,
            "terminals": notice.terminals,
            "accounts": list(notice.accounts),
            "area": _geojson(notice.area),
            "started": {"after": _time(notice.started_after_ms), "before": _time(notice.started_before_ms)},
            "opened": _time(notice.opened_ms),
            "resolved": _time(notice.resolved_ms),
            "merged_into": incident_id(notice.merged_into) if notice.merged_into is not None else None,
            "part_of": incident_id(notice.part_of) if notice.part_of is not None else None,
            "reopened": notice.reopened,
            "came_back": _time(notice.came_back_ms),
            "first": notice.first,
            "restoration": _restoration(notice),
            "language": language,
            "sentence": sentence(notice, language, zone),
            "links": {
                "page": f"{base_url}/incidents/{notice.incident}",
                "api": f"{base_url}/api/v1/incidents/{notice.incident}",
            },
        },
    }


def _restoration(notice: IncidentNotice) -> dict[str, Any] | None:
    """Return when service is expected back; null: it is being found out, that time has passed, or it is back."""
    if notice.etr is None or notice.etr.has_passed(notice.at_ms) or notice.resolved_ms is not None:
        return None
    after, before = _time(notice.etr.after_ms), _time(notice.etr.before_ms)
    return {"after": after, "before": before, "source": str(notice.etr.source)}


def _named(item: Named) -> dict[str, Any]:
    return {"id": item.id, "kind": item.kind, "name": item.name, "probability": round(item.probability, 4)}


def _time(at_ms: int | None) -> str | None:
    if not at_ms:
        return None
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _geojson(area: shapely.Geometry | None) -> dict[str, Any] | None:
    if area is None or shapely.is_empty(outline := rounded(area, DEGREE_DIGITS)):
        return None
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(outline))
    return geometry

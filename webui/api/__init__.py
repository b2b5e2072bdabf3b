"""The API: what integrators and our own scripts read, under /api/v1."""

from __future__ import annotations

from webui.api import (
    area,
    calls,
    discovery,
    elements,
    heard,
    inbound,
    incidents,
    layers,
    links,
    lookup,
    orders,
    planned,
    plans,
    receivers,
    segments,
    summary,
    tests,
)  # isort: skip - they add routes to `api`
from webui.api.blueprint import api

__all__ = [
    "api",
    "area",
    "calls",
    "discovery",
    "elements",
    "heard",
    "inbound",
    "incidents",
    "layers",
    "links",
    "lookup",
    "orders",
    "planned",
    "plans",
    "receivers",
    "segments",
    "summary",
    "tests",
]

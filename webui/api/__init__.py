"""The API: what integrators and our own scripts read, under /api/v1."""

from __future__ import annotations

from webui.api.blueprint import api

from webui.api import (  # isort: skip - they add routes to `api`
    area,
    calls,
    discovery,
    elements,
    heard,
    incidents,
    layers,
    lookup,
    segments,
    summary,
    tests,
)

__all__ = [
    "api",
    "area",
    "calls",
    "discovery",
    "elements",
    "heard",
    "incidents",
    "layers",
    "lookup",
    "segments",
    "summary",
    "tests",
]

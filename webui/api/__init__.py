"""The API: what integrators and our own scripts read, under /api/v1."""

from __future__ import annotations

from webui.api.blueprint import api

from webui.api import calls, discovery, elements, heard, incidents, layers, lookup, receivers, segments, summary  # isort: skip - they add routes to `api`

__all__ = [
    "api",
    "calls",
    "discovery",
    "elements",
    "heard",
    "incidents",
    "layers",
    "lookup",
    "receivers",
    "segments",
    "summary",
]

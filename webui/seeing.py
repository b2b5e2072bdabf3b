"""What the visitor of this request sees of the plant."""

from __future__ import annotations

from webui.access import known_visitor
from webui.readers import readers
from webui.sights import Sight


def sight() -> Sight:
    """Return the whole plant, or the part to which this request's visitor is confined."""
    return readers().sights.of(known_visitor().units)

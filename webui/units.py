"""Units as pages and the API ask for them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from monitor.plans.responsibility import Responsible
from monitor.plans.units import parents, with_those_within


def asked_units(connection: Connection, wanted: str | None, own: frozenset[str] | None) -> frozenset[str] | None:
    """Return the units whose incidents are shown: the one asked for and those within it, of one's own; None: all."""
    if wanted is None:
        return own
    asked = with_those_within([wanted], parents(connection))
    return asked if own is None else asked & own


def unit_in(whose: Mapping[int, Responsible], number: int) -> str | None:
    """Return the unit responsible for an incident, None where nobody is known to be."""
    found = whose.get(number)
    return found.unit if found is not None else None

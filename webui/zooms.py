"""What of a plant the map draws, as which sort of cable, and from which zoom."""

from __future__ import annotations

from collections.abc import Mapping

from maps.model import Kind

FIBRE, TRUNK, DISTRIBUTION, DROP = "fibre", "trunk", "distribution", "drop"
SPAN_OF_KIND: Mapping[str, str] = {
    Kind.AMPLIFIER: TRUNK,
    Kind.NODE_PORT: TRUNK,
    Kind.LINE_POWER_SUPPLY: TRUNK,
    Kind.TAP: DISTRIBUTION,
    Kind.BUILDING: DISTRIBUTION,
    Kind.EOC_HEAD: DISTRIBUTION,
    Kind.CABLE_MODEM: DROP,
    Kind.SET_TOP_BOX: DROP,
    Kind.ONU: DROP,
    Kind.EOC_UNIT: DROP,
}
"""What kind of cable feeds an element; anything else hangs on fibre."""

SPAN_FROM_ZOOM = {FIBRE: 0.0, TRUNK: 11.0, DISTRIBUTION: 13.0, DROP: 16.0}
ELEMENT_FROM_ZOOM: Mapping[str, float] = {
    Kind.AMPLIFIER: 14.0,
    Kind.LINE_POWER_SUPPLY: 14.0,
    Kind.SPLITTER: 14.0,
    Kind.EOC_HEAD: 15.0,
    Kind.NODE_PORT: 16.0,
    Kind.TAP: 15.5,
    Kind.BUILDING: 15.5,
}
"""Zoom from which a kind is drawn; kinds not named are drawn always."""

LOGICAL = frozenset({Kind.CMTS_PORT, Kind.SERVICE_GROUP, Kind.PON_PORT})
"""Parts of other elements: they have a place in the tree, not on the map."""

TERMINALS_FROM_ZOOM = 14.0
FOOTPRINTS_FROM_ZOOM = 13.0

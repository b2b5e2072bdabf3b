"""Names of the tables of a plant and of their columns; a form of file gives each table its own file, sheet or layer."""

from __future__ import annotations

ELEMENTS = "elements"
LINKS = "links"
DEVICES = "devices"
ACCOUNTS = "accounts"
SERVICES = "services"
AREAS = "areas"
PARCELS = "parcels"

COLUMNS = {
    ELEMENTS: ("id", "kind", "name", "parent", "lon", "lat", "address", "geometry"),
    LINKS: ("element", "parent", "path"),
    DEVICES: ("element", "address", "port", "profile", "snmp_version", "credential", "interval"),
    ACCOUNTS: ("account", "name", "phones", "address", "lon", "lat", "class", "status", "unit"),
    SERVICES: ("account", "service", "terminal", "status"),
    AREAS: ("id", "name", "parent", "unit", "geometry"),
    PARCELS: ("id", "account", "address", "geometry"),
}
"""Columns of each table, in the order in which they are written; any order is read."""

REQUIRED = {
    ELEMENTS: ("id", "kind"),
    LINKS: ("element", "parent", "path"),
    DEVICES: ("element", "address"),
    ACCOUNTS: ("account",),
    SERVICES: ("account", "service"),
    AREAS: ("id",),
    PARCELS: ("id",),
}
"""Columns a table must have; those left out beside them are empty."""

SPANS = "spans"
SPAN_COLUMNS = ("element", "feeder", "course", "geometry")
"""A layer that is written for those who look at it and never read: how each cable goes, drawn or not."""

GEOMETRY_IS = "geometry_is"
"""Column of a layer whose features have a shape of their own: what the shape is."""
DRAWN = "drawn"
"""The shape is the element's geometry, point or not."""
PLACE = "place"
"""The shape is a point at lon and lat, for those who look at it, and says nothing more."""

STATUSES = ("active", "arrears", "suspended")
SNMP_VERSIONS = ("1", "2c", "3")

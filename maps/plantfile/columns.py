"""Names of the files and their columns."""

from __future__ import annotations

ELEMENTS = "elements.csv"
LINKS = "links.csv"
DEVICES = "devices.csv"
ACCOUNTS = "accounts.csv"
SERVICES = "services.csv"
AREAS = "areas.csv"

COLUMNS = {
    ELEMENTS: ("id", "kind", "name", "parent", "lon", "lat", "address", "geometry"),
    LINKS: ("element", "parent", "path"),
    DEVICES: ("element", "address", "port", "profile", "snmp_version", "credential", "interval"),
    ACCOUNTS: ("account", "name", "phones", "address", "lon", "lat", "class", "status", "unit"),
    SERVICES: ("account", "service", "terminal", "status"),
    AREAS: ("id", "name", "parent", "unit", "geometry"),
}
"""Columns of each file, in the order in which they are written; any order is read."""

REQUIRED = {
    ELEMENTS: ("id", "kind"),
    LINKS: ("element", "parent", "path"),
    DEVICES: ("element", "address"),
    ACCOUNTS: ("account",),
    SERVICES: ("account", "service"),
    AREAS: ("id",),
}
"""Columns a file must have; those left out beside them are empty."""

STATUSES = ("active", "arrears", "suspended")
SNMP_VERSIONS = ("1", "2c", "3")

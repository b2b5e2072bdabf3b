"""Writes the plant as the import files an operator would hand over: CSV, UTF-8, WGS-84."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from simulator.addresses import Network
from simulator.city import City, Element
from simulator.streets import Point

ELEMENT_COLUMNS = ("id", "kind", "name", "parent", "lon", "lat", "address", "geometry", "ways", "value_db", "one_way")
"""The last three are attributes: outlets and value of a tap, and 1 for a terminal without return path."""


def write_plant(city: City, network: Network, port: int, folder: Path) -> None:
    """Write elements, links, devices, accounts, services and areas into `folder`, made where missing.

    A one-way set-top box is an element of kind `set_top_box` with `one_way` 1 and stands in no device
    or CMTS table; a home whose service has no terminal at all is an empty `terminal` in services.csv.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "elements.csv", ELEMENT_COLUMNS, (_element_row(city, element) for element in city.elements))
    _write(
        folder / "links.csv",
        ("element", "parent", "path"),
        ((city.elements[node].id, city.elements[0].id, "broadcast") for node in city.nodes),
    )
    _write(
        folder / "devices.csv",
        ("element", "address", "port", "profile", "snmp_version", "credential", "interval"),
        _device_rows(city, network, port),
    )
    _write(
        folder / "accounts.csv",
        ("account", "name", "phones", "address", "lon", "lat", "class", "status", "unit"),
        _account_rows(city),
    )
    _write(folder / "services.csv", ("account", "service", "terminal", "status"), _service_rows(city))
    _write(folder / "areas.csv", ("id", "name", "parent", "unit", "geometry"), _area_rows(city))


def line_wkt(points: Sequence[Point]) -> str:
    """Return a LINESTRING, empty text for less than two points."""
    return f"LINESTRING ({_coordinates(points)})" if len(points) > 1 else ""


def polygon_wkt(points: Sequence[Point]) -> str:
    """Return a POLYGON of one closed ring."""
    return f"POLYGON (({_coordinates(points)}))"


def _coordinates(points: Sequence[Point]) -> str:
    return ", ".join(f"{lon:.7f} {lat:.7f}" for lon, lat in points)


def _element_row(city: City, element: Element) -> tuple[object, ...]:
    return (
        element.id,
        element.kind,
        element.name,
        city.elements[element.parent].id if element.parent >= 0 else "",
        f"{element.lon:.7f}",
        f"{element.lat:.7f}",
        element.address,
        polygon_wkt(element.footprint) if element.footprint else line_wkt(element.route),
        element.ways or "",
        element.value_db or "",
        1 if element.one_way else "",
    )


def _device_rows(city: City, network: Network, port: int) -> Iterable[tuple[object, ...]]:
    yield city.elements[city.cmtses[0]].id, network.cmts(), port, "docsis-cmts", "2c", "default", ""
    for index, node in enumerate(city.nodes):
        yield city.elements[node].id, network.node(index), port, "hms-node", "2c", "default", ""


def _account_rows(city: City) -> Iterable[tuple[object, ...]]:
    for one in city.subscribers:
        person = one.person
        yield (
            one.account, person.name, ";".join(person.phones), one.address, f"{one.lon:.7f}", f"{one.lat:.7f}",
            person.cls, person.status, one.unit,
        )  # fmt: skip


def _service_rows(city: City) -> Iterable[tuple[object, ...]]:
    for one in city.subscribers:
        status = "suspended" if one.person.status == "suspended" else "active"
        for service, terminal in one.services:
            yield one.account, service, terminal, status


def _area_rows(city: City) -> Iterable[tuple[object, ...]]:
    yield "TOWN", "全城 Whole town", "", "县分公司 Town Branch", _hull_wkt(city)
    for territory in city.territories:
        yield territory.id, territory.name, "TOWN", territory.unit, polygon_wkt(territory.outline)


def _hull_wkt(city: City) -> str:
    """Return the outline of all territories: strips side by side, so west edge of the first, east of the last."""
    first, last = city.territories[0].outline, city.territories[-1].outline
    return polygon_wkt((first[0], last[1], last[2], first[3], first[0]))


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)

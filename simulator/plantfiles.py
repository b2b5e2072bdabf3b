"""Writes the plant as the import files an operator would hand over: CSV, UTF-8, WGS-84."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import shapely

from simulator.addresses import Addresses, Network
from simulator.city import TERMINAL_KINDS, City
from simulator.documenting import documented
from simulator.gear.models import snmp_version
from simulator.records import EXACT, Records
from simulator.streets import Point

ELEMENT_COLUMNS = (
    "id", "kind", "name", "parent", "lon", "lat", "address", "geometry", "ways", "value_db", "one_way", "grid_feeder",
)  # fmt: skip
"""The last four are attributes: outlets and value of a tap, 1 for a terminal without return path, and the feeder
of the mains that a power supply is plugged into."""
PROFILES = {
    "docsis-cmts": "docsis-cmts",
    "olt": "olt-epon",
    "eoc-head": "eoc-head",
    "hms-node": "hms-node",
    "nscrtv-node": "nscrtv-node",
    "hms-amplifier": "hms-amplifier",
    "nscrtv-amplifier": "nscrtv-amplifier",
    "hms-supply": "hms-supply",
    "ups": "ups",
    "switch": "interfaces",
}
"""What `devices.csv` calls who speaks what; modems have no row there."""
DATA_ONLY = frozenset({"cmts", "cmts_port", "olt", "pon_port", "eoc_head"})
"""Kinds of element that television goes past."""
_LEAVES = TERMINAL_KINDS | {"line_power_supply", "ups", "switch"}


def write_plant(city: City, network: Network, port: int, folder: Path, records: Records | None = None) -> None:
    """Write elements, links, devices, accounts, services and areas into `folder`, made where missing.

    records: what is written of the plant; without it, all of it as it is.
    A one-way set-top box is an element of kind `set_top_box` with `one_way` 1 and stands in no device
    or CMTS table; a home whose service has no terminal at all is an empty `terminal` in services.csv.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = records or documented(city, city.seed, EXACT)
    _write(folder / "elements.csv", ELEMENT_COLUMNS, element_rows(known))
    _write(folder / "links.csv", ("element", "parent", "path"), (*_broadcast_rows(known), *_power_rows(known)))
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


def element_rows(records: Records) -> Iterator[tuple[object, ...]]:
    """Yield what `elements.csv` says, columns as in `ELEMENT_COLUMNS`."""
    elements = records.city.elements
    for number, element in enumerate(elements):
        if not records.written[number]:
            continue
        parent, placed = records.parents[number], records.placed[number]
        outlined = element.footprint and placed
        yield (
            element.id,
            element.kind,
            element.name,
            elements[parent].id if parent >= 0 else "",
            f"{element.lon:.7f}" if placed else "",
            f"{element.lat:.7f}" if placed else "",
            element.address,
            polygon_wkt(element.footprint) if outlined else line_wkt(records.routes[number]),
            element.ways or "",
            element.value_db or "",
            1 if element.one_way else "",
            records.feeders[number],
        )


def _broadcast_rows(records: Records) -> Iterator[tuple[object, ...]]:
    """Yield where television comes from for what hangs on gear that it goes past."""
    elements = records.city.elements
    for number, element in enumerate(elements):
        above = records.parents[number]
        if above < 0 or element.kind in DATA_ONLY or element.kind in _LEAVES or elements[above].kind not in DATA_ONLY:
            continue
        while elements[above].kind in DATA_ONLY:
            above = records.parents[above]
        yield element.id, elements[above].id, "broadcast"


def _power_rows(records: Records) -> Iterator[tuple[object, ...]]:
    """Yield who lives on which power supply, and that a supply itself has the mains above it."""
    elements = records.city.elements
    for number, element in enumerate(elements):
        if element.kind == "line_power_supply":
            yield element.id, "", "power"
        elif records.written[number] and records.supplies[number] >= 0:
            yield element.id, elements[records.supplies[number]].id, "power"


def _device_rows(city: City, network: Network, port: int) -> Iterator[tuple[object, ...]]:
    addresses = Addresses(city, network)
    for number, element in enumerate(city.elements):
        if element.agent in PROFILES:
            version = snmp_version(city, number)
            yield element.id, addresses.of(number), port, PROFILES[element.agent], version, "default", ""


def _account_rows(city: City) -> Iterator[tuple[object, ...]]:
    for one in city.subscribers:
        person = one.person
        yield (
            one.account, person.name, ";".join(person.phones), one.address, f"{one.lon:.7f}", f"{one.lat:.7f}",
            person.cls, person.status, one.unit,
        )  # fmt: skip


def _service_rows(city: City) -> Iterator[tuple[object, ...]]:
    for one in city.subscribers:
        status = "suspended" if one.person.status == "suspended" else "active"
        for service, terminal in one.services:
            yield one.account, service, terminal, status


def _area_rows(city: City) -> Iterator[tuple[object, ...]]:
    yield "TOWN", "全城 Whole town", "", "县分公司 Town Branch", _hull_wkt(city)
    for territory in city.territories:
        yield territory.id, territory.name, territory.parent, territory.unit, polygon_wkt(territory.outline)


def _hull_wkt(city: City) -> str:
    """Return the outline of all territories together."""
    around = shapely.MultiPoint([point for one in city.territories for point in one.outline]).convex_hull
    return polygon_wkt([(lon, lat) for lon, lat in shapely.get_coordinates(around).tolist()])


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)

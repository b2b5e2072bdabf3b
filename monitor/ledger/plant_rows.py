"""The plant's nouns as rows of the ledger, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

import shapely
from sqlalchemy import Connection, Table, select

from maps.model import (
    Account,
    AreaRow,
    DeviceRow,
    Element,
    Kind,
    Link,
    Parcel,
    Path,
    Plant,
    Service,
    ServiceRow,
)
from monitor.ledger import tables as t
from monitor.ledger.phones import e164

Row = Mapping[str, Any]

TABLES: tuple[Table, ...] = (t.element, t.link, t.device, t.account, t.account_phone, t.service, t.area, t.parcel)
"""Tables of the plant, each after those it refers to."""


def rows(plant: Plant, table: Table, region: str) -> Iterator[Row]:
    """Yield the rows of one of TABLES in a fixed order, keyed by column key."""
    makers: Mapping[Table, Iterable[Row]] = {
        t.element: (_element(position, item) for position, item in enumerate(plant.elements)),
        t.link: (
            {"element": item.element, "path": str(item.path), "parent": item.parent, "position": position}
            for position, item in enumerate(plant.links)
        ),
        t.device: (_device(position, item) for position, item in enumerate(plant.devices)),
        t.account: (_account(position, item) for position, item in enumerate(plant.accounts)),
        t.account_phone: (
            {"account": item.account, "position": position, "written": written, "e164": e164(written, region)}
            for item in plant.accounts
            for position, written in enumerate(item.phones)
        ),
        t.service: (
            {
                "id": position,
                "account": item.account,
                "service": str(item.service),
                "terminal": item.terminal,
                "status": item.status,
            }
            for position, item in enumerate(plant.services, start=1)
        ),
        t.area: (
            {
                "id": item.id,
                "position": position,
                "name": item.name,
                "parent": item.parent,
                "unit": item.unit,
                "geometry": _wkb(item.geometry),
            }
            for position, item in enumerate(plant.areas)
        ),
        t.parcel: (
            {
                "id": item.id,
                "position": position,
                "account": item.account,
                "address": item.address,
                "geometry": _wkb(item.geometry),
            }
            for position, item in enumerate(plant.parcels)
        ),
    }
    return iter(makers[table])


def load_plant(connection: Connection) -> Plant:
    """Return the plant as it was last stored, rows in the order of its files."""
    return Plant(
        elements=tuple(
            Element(
                row.id,
                Kind(row.kind),
                row.name,
                row.parent,
                row.lon,
                row.lat,
                row.address,
                _geometry(row.geometry),
                row.attributes,
            )
            for row in _in_order(connection, t.element)
        ),
        links=tuple(Link(row.element, row.parent, Path(row.path)) for row in _in_order(connection, t.link)),
        devices=tuple(
            DeviceRow(row.element, row.address, row.port, row.profile, row.snmp_version, row.credential, row.interval_s)
            for row in _in_order(connection, t.device)
        ),
        accounts=_accounts(connection),
        services=tuple(
            ServiceRow(row.account, Service(row.service), row.terminal, row.status)
            for row in connection.execute(select(t.service).order_by(t.service.c.id))
        ),
        areas=tuple(
            AreaRow(row.id, row.name, row.parent, row.unit, _geometry(row.geometry))
            for row in _in_order(connection, t.area)
        ),
        parcels=tuple(
            Parcel(row.id, row.account, row.address, _geometry(row.geometry)) for row in _in_order(connection, t.parcel)
        ),
    )


def _in_order(connection: Connection, table: Table) -> Iterator[Any]:
    query = select(table).order_by(table.c.position)
    return iter(connection.execute(query, execution_options={"yield_per": 5000}))


def _accounts(connection: Connection) -> tuple[Account, ...]:
    listed = connection.execute(
        select(t.account_phone.c.account, t.account_phone.c.written).order_by(
            t.account_phone.c.account, t.account_phone.c.position
        )
    )
    phones = {
        account: tuple(row.written for row in group) for account, group in groupby(listed, lambda row: row.account)
    }
    return tuple(
        Account(
            row.account,
            row.name,
            phones.get(row.account, ()),
            row.address,
            row.lon,
            row.lat,
            row._mapping[t.account.c.cls],  # noqa: SLF001 - a Row's public mapping; the column is called `class`
            row.status,
            row.unit,
        )
        for row in _in_order(connection, t.account)
    )


def _element(position: int, item: Element) -> Row:
    return {
        "id": item.id,
        "position": position,
        "kind": str(item.kind),
        "name": item.name,
        "parent": item.parent,
        "lon": item.lon,
        "lat": item.lat,
        "address": item.address,
        "geometry": _wkb(item.geometry),
        "attributes": dict(item.attributes),
    }


def _device(position: int, item: DeviceRow) -> Row:
    return {
        "element": item.element,
        "position": position,
        "address": item.address,
        "port": item.port,
        "profile": item.profile,
        "snmp_version": item.snmp_version,
        "credential": item.credential,
        "interval_s": item.interval_s,
    }


def _account(position: int, item: Account) -> Row:
    return {
        "account": item.account,
        "position": position,
        "name": item.name,
        "address": item.address,
        "lon": item.lon,
        "lat": item.lat,
        "cls": item.cls,
        "status": item.status,
        "unit": item.unit,
    }


def _wkb(geometry: shapely.Geometry | None) -> bytes | None:
    return shapely.to_wkb(geometry) if geometry is not None else None


def _geometry(wkb: bytes | None) -> shapely.Geometry | None:
    return shapely.from_wkb(wkb) if wkb is not None else None

"""Accounts as features, for those who may see names; who looked is noted as for any lookup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, true

from monitor.ledger import tables as t
from webui.access import known_visitor
from webui.ogc.model import Feature, Page
from webui.ogc.query import Query
from webui.readers import readers

_COLUMNS = (
    *(t.account.c[name] for name in ("account", "name", "address", "lon", "lat", "status", "unit")),
    t.account.c.cls.label("cls"),
)


def accounts_page(connection: Connection, query: Query) -> Page:
    """Return a page of accounts in the order of their numbers."""
    a = t.account.c
    wanted = and_(true(), *_filtered(query))
    rows = connection.execute(
        select(*_COLUMNS).where(wanted, a.account > query.cursor).order_by(a.account).limit(query.limit + 1)
    ).all()
    matched = connection.execute(select(func.count()).select_from(t.account).where(wanted)).scalar_one()
    shown = rows[: query.limit]
    _note(shown)
    return Page([_feature(row) for row in shown], shown[-1].account if len(rows) > query.limit else None, matched)


def account_one(connection: Connection, key: str) -> Feature | None:
    """Return an account by its number."""
    row = connection.execute(select(*_COLUMNS).where(t.account.c.account == key)).one_or_none()
    if row is None:
        return None
    _note([row])
    return _feature(row)


def _filtered(query: Query) -> list[ColumnElement[bool]]:
    a = t.account.c
    columns = {"class": a.cls, "status": a.status, "unit": a.unit}
    conditions: list[ColumnElement[bool]] = [columns[name] == value for name, value in query.filters.items()]
    if query.boxes:
        conditions.append(
            or_(*(a.lon.between(west, east) & a.lat.between(south, north) for west, south, east, north in query.boxes))
        )
    return conditions


def _note(rows: Sequence[Row[Any]]) -> None:
    """Leave a row in the trail: who saw whom."""
    accounts = [row.account for row in rows]
    if accounts:
        readers().trail.note(known_visitor().name, "accounts.read", "", {"accounts": accounts})


def _feature(row: Row[Any]) -> Feature:
    placed = row.lon is not None and row.lat is not None
    return {
        "type": "Feature",
        "id": row.account,
        "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]} if placed else None,
        "properties": {
            "name": row.name,
            "address": row.address,
            "class": row.cls,
            "status": row.status,
            "unit": row.unit,
        },
    }

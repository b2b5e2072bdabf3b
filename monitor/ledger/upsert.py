"""Insert rows, or overwrite those that are there: the same statement in both dialects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows keyed by column key; where the primary key exists, every other column is overwritten."""
    if not rows:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table)
    keys = [column.key for column in table.primary_key.columns]
    values = {key: statement.excluded[key] for key in rows[0] if key not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=values), list(rows))

"""Sorts of columns that tables share, and what all of them are gathered in."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

Ms = BigInteger().with_variant(Integer, "sqlite")
"""UTC milliseconds."""

Unsigned = BigInteger().with_variant(Integer, "sqlite")
"""32 bits without a sign: PostgreSQL's INTEGER has one."""

RowId = BigInteger().with_variant(Integer, "sqlite")
"""Ids of rows that never stop coming; SQLite's own row id has 64 bits under the name INTEGER."""

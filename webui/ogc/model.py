"""The nouns of /ogc: a collection, and a page of its features."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from monitor.ledger.people import Role
from webui.ogc.query import Query

Feature = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Some features of a collection."""

    features: list[Feature]
    next: str | None
    """Cursor of the page after this; None: there is none."""
    matched: int | None
    """Features on all pages; None: nobody counted."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Features of one sort."""

    id: str
    title: str
    description: str
    filters: Mapping[str, str]
    """Properties that can be asked for, each with what it is."""
    roles: frozenset[Role]
    """Those who may see it."""
    page: Callable[[Connection, Query], Page]
    """Gives a page; raises BadQueryError for a cursor that is none."""
    one: Callable[[Connection, str], Feature | None]
    """Gives a feature by its id, None where there is none."""
    names_people: bool = False
    """It says who subscribers are."""

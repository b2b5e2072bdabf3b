"""GET /heard: what equipment said unasked."""

from __future__ import annotations

from typing import Literal

from flask import Response, jsonify
from pydantic import BaseModel, Field

from monitor.care.element_lookup import element_id
from monitor.ledger.heard import unknown_traps
from webui.api.blueprint import PLANT, api
from webui.api.schema import Arguments, ElementRef, Ms
from webui.heard import Said, page_of
from webui.readers import readers


class HeardQuery(Arguments):
    """Whose notices, and how many at a time."""

    element: str | None = Field(default=None, description="An element's id; default: everybody.", max_length=200)
    limit: int = Field(default=100, ge=1, le=500)
    cursor: str | None = Field(
        default=None, description="`next` of the page before.", pattern=r"^[0-9]{1,15}$", max_length=15
    )


class HeardItem(BaseModel):
    """Something that a piece of equipment said unasked, or wrote into its log."""

    id: int
    at_ms: Ms = Field(description="When it arrived here.")
    source: str = Field(description="Address it came from.")
    element: ElementRef | None = Field(description="Whose address that is; null: nobody's that is known.")
    kind: Literal["trap", "inform", "syslog", "event"]
    name: str = Field(description="Name of the trap, its OID where it is unknown; program of a line; id of an event.")
    severity: str = Field(description="In the device's own words; empty: it gave none.")
    about: str = Field(description="What it is about: a MAC, an interface, a parameter's OID.")
    text: str
    trouble: bool = Field(description="Whether it says that something is wrong.")


class UnknownTrap(BaseModel):
    """A trap that the catalogue does not have."""

    oid: str = Field(description="snmpTrapOID; `others` for those beyond what is counted one by one.")
    count: int


class HeardPage(BaseModel):
    """A page of notices, newest first."""

    items: list[HeardItem]
    next: str | None = Field(description="Cursor of the next page; null: there is none.")
    unknown_traps: list[UnknownTrap]


@api.get("/heard", tags=[PLANT], responses={200: HeardPage})
def heard(query: HeardQuery) -> Response:
    """List traps, informs, syslog lines and logged events, newest first. They are hints and no evidence."""
    with readers().ledger.read() as connection:
        known = element_id(connection, query.element) if query.element else ""
        found = page_of(connection, known, int(query.cursor) if query.cursor else None, query.limit)
        unknown = unknown_traps(connection)
    return jsonify(
        items=[_item(row) for row in found.rows],
        next=None if found.older is None else str(found.older),
        unknown_traps=[{"oid": oid, "count": count} for oid, count in unknown],
    )


def _item(row: Said) -> dict[str, object]:
    notice, device = row.notice, row.device
    return {
        "id": notice.id,
        "at_ms": notice.at_ms,
        "source": notice.source,
        "element": None if device is None else {"id": device.id, "kind": device.kind, "name": device.name},
        "kind": notice.kind,
        "name": notice.name,
        "severity": notice.severity,
        "about": notice.about,
        "text": notice.text,
        "trouble": notice.trouble,
    }

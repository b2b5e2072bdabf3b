"""Find an element by what somebody wrote: its id, or a terminal's MAC in any notation."""

from __future__ import annotations

from sqlalchemy import Connection, select

from collectors.identity import normalise_terminal
from monitor.ledger import tables as t


def element_id(connection: Connection, written: str) -> str:
    """Return the id of the element somebody means; what they wrote, when there is none such."""
    if "\0" in written:  # no ledger keeps it, and PostgreSQL refuses to be asked
        return written
    wanted = dict.fromkeys((written, written.strip(), normalise_terminal(written)))
    known = set(connection.execute(select(t.element.c.id).where(t.element.c.id.in_(wanted))).scalars())
    return next((item for item in wanted if item in known), written)

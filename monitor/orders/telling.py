"""What is told of a work order to whoever takes its notices: the payload, in the form of the other notices."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from monitor.incidents.model import incident_id
from monitor.orders.model import OrderKind, WorkOrder
from monitor.telling.model import message_id
from monitor.telling.notices import Owing, owe_message
from thresholds.model import Severity

OPENED, UPDATED = "order.opened", "order.updated"


def described(order: WorkOrder, at_ms: int) -> dict[str, Any]:
    """Return the payload of a notice: `type`, `timestamp`, `data`; of a trouble with its report."""
    return {
        "type": OPENED if order.revision == 1 else UPDATED,
        "timestamp": _iso(at_ms),
        "data": {
            "id": order.id,
            "revision": order.revision,
            "kind": str(order.kind),
            "state": str(order.state),
            "verified": order.restored_ms is not None,
            "severity": Severity(order.severity).name.lower(),
            "system": order.system,
            "number": order.external,
            "incident": None if order.incident is None else incident_id(order.incident),
            "account": order.account or None,
            "terminal": order.terminal or None,
            "unit": order.unit,
            "crew": order.crew,
            "cause": order.cause,
            "opened": _iso(order.opened_ms),
            "done": None if order.done_ms is None else _iso(order.done_ms),
            "closed": None if order.closed_ms is None else _iso(order.closed_ms),
            "report": dict(order.report) if order.kind is OrderKind.TROUBLE and order.report is not None else None,
        },
    }


def owe(connection: Connection, order: WorkOrder, receiver: str, at_ms: int) -> None:
    """Owe a receiver word of an order as it is now, inside the transaction that made it so."""
    payload = described(order, at_ms)
    made = message_id(f"{order.id}_{order.revision}", receiver)
    owing = Owing(made, receiver, payload["type"], payload, order.incident, order.revision)
    owe_message(connection, owing, at_ms)


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

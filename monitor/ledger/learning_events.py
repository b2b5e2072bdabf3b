"""Events from which the hanging of the plant is learned, as the ledger keeps them."""

from __future__ import annotations

from sqlalchemy import Connection

from maps.learning.events import Events
from monitor.ledger import blobs

LEARNING_EVENTS = "together"
"""Family under which they are kept."""


def load_events(connection: Connection) -> Events:
    """Return the events kept."""
    return Events.from_columns(blobs.load_columns(connection, LEARNING_EVENTS))


def save_events(connection: Connection, at_ms: int, events: Events) -> None:
    """Keep these events, and no others."""
    blobs.save_columns(connection, LEARNING_EVENTS, at_ms, events.columns())

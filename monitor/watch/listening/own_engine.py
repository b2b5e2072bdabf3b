"""Who we are to senders of SNMPv3: the users we believe, and an engine whose id and count of starts are kept."""

from __future__ import annotations

import os
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collectors.clock import Clock
from collectors.snmp.usm.notifications import Notifications, OwnEngine
from collectors.snmp.usm.user import User
from monitor.ledger import blobs
from monitor.ledger.device_credentials import secrets_of
from monitor.ledger.ledger import Ledger
from monitor.settings import Settings

KEPT = "snmp-engine"
"""Family under which the ledger keeps the engine."""
PREFIX = bytes.fromhex("8000000005")
"""RFC 3411: an id of enterprise 0, which is nobody's, followed by octets that were drawn."""
DRAWN = 12


def own_engine(ledger: Ledger, clock: Clock) -> OwnEngine:
    """Return our engine, started once more; made with the first start. Raises LedgerError.

    An id whose count of starts was lost must not be used again, so both are kept as one.
    """
    with ledger.write("core") as connection:
        kept = blobs.load_columns(connection, KEPT)
        engine = kept["id"].tobytes() if kept else PREFIX + os.urandom(DRAWN)
        boots = int(kept["boots"][0]) + 1 if kept else 1
        columns: dict[str, NDArray[Any]] = {"id": np.frombuffer(engine, np.uint8), "boots": np.array([boots], np.int64)}
        blobs.save_columns(connection, KEPT, clock.now_ms(), columns)
    return OwnEngine(engine, boots, time.monotonic())


def notifications(settings: Settings, ledger: Ledger, clock: Clock) -> Notifications | None:
    """Return what opens traps and informs of SNMPv3; None where no credential is a user of it.

    Raises SealError, SettingsError and LedgerError.
    """
    with ledger.read() as connection:
        secrets = secrets_of(settings, connection).values()
    users = [secret for secret in secrets if isinstance(secret, User)]
    return Notifications(users, own_engine(ledger, clock), time.monotonic) if users else None

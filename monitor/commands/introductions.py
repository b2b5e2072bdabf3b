"""What commands that ask devices introduce themselves with."""

from __future__ import annotations

from collectors.clock import AnchoredClock
from collectors.snmp.engine import Secret
from monitor.ledger.device_credentials import secrets_of
from monitor.ledger.ledger import Ledger
from monitor.settings import Settings


def known_secrets(settings: Settings) -> dict[str, Secret]:
    """Return every credential by name; of the configuration alone where there is no ledger yet.

    Raises SettingsError for a file that cannot be read, LedgerError for a ledger or key file that cannot be used.
    """
    if not settings.data.directory.is_dir():
        return {name: item.secret() for name, item in settings.credentials.items()}
    ledger = Ledger.open(settings.ledger_url(), AnchoredClock())
    try:
        with ledger.read() as connection:
            return secrets_of(settings, connection)
    finally:
        ledger.close()

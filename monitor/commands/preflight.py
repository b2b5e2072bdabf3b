"""What must be so before the service starts; each is said in one sentence instead of by three processes' logs."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from collectors.clock import AnchoredClock
from monitor.commands.terminal import FINDING, progress, refuse
from monitor.ledger.device_credentials import secrets_of
from monitor.ledger.errors import LedgerError
from monitor.ledger.ledger import Ledger
from monitor.ledger.lock import DirectoryError, DirectoryInUseError, hold
from monitor.series.model import SeriesError
from monitor.settings import Settings, SettingsError

PATIENCE_S = 5.0
"""A service that is just ending may have its directory and its port for so long."""
LOOK_S = 0.1


class PortError(RuntimeError):
    """A web port that cannot be had; the message names it."""


@contextmanager
def failing_as_processes_do() -> Iterator[None]:
    """End with status 2 where the process can never run as configured, with 1 where trying again may help."""
    try:
        yield
    except (DirectoryError, SettingsError, PortError) as error:
        refuse(str(error))
    except (LedgerError, SeriesError) as error:
        refuse(str(error), FINDING)


def check_ready(settings: Settings) -> None:
    """Return when the service can start.

    Raises SettingsError for a secret that cannot be read, DirectoryError for a data directory that is missing,
    read-only or held by another, LedgerError for a ledger or a key file that cannot be used, PortError for a port
    that is taken.
    """
    check_secrets(settings)
    with progress() as display:
        display.add_task("looking whether another Plantwatch is running", total=None)
        _patiently(lambda: _check_directory(settings), DirectoryInUseError)
        _check_ledger(settings)
        _patiently(lambda: _check_port(settings.web.host, settings.web.port), PortError)


def check_secrets(settings: Settings) -> None:
    """Raise SettingsError where a secret's file cannot be read or does not hold what it should, or cannot be used."""
    for credential in settings.credentials.values():
        credential.secret()
    settings.series.token_secret()
    settings.series.password_secret()
    if settings.receivers:
        from monitor.telling.channels.http import check_address  # noqa: PLC0415 - brings every channel's libraries
    for receiver in settings.receivers:
        receiver.key()
        check_address(receiver, settings.telling)
    for source in settings.inbound:
        source.keys()


def _check_ledger(settings: Settings) -> None:
    ledger = Ledger.open(settings.ledger_url(), AnchoredClock())
    try:
        with ledger.read() as connection:
            secrets_of(settings, connection)
    finally:
        ledger.close()


def _check_directory(settings: Settings) -> None:
    with hold(settings.data.directory):
        return


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))  # not listen: nobody is to take this for the service
        except OSError as error:
            raise PortError(
                f"web.port: cannot listen on {host} port {port}: {error.strerror or error}; "
                "stop the program that uses it, or set another port"
            ) from error


def _patiently(look: Callable[[], None], wait_for: type[Exception]) -> None:
    """Look again while somebody who may be ending is in the way; raise what is still so in the end."""
    deadline_s = time.monotonic() + PATIENCE_S
    while True:
        try:
            return look()
        except wait_for:
            if time.monotonic() > deadline_s:
                raise
        time.sleep(LOOK_S)

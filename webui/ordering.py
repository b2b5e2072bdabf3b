"""Waiting for what core answers to a command."""

from __future__ import annotations

import time

from flask import abort

from monitor.ledger import commands
from monitor.ledger.commands import CommandState
from webui.readers import readers

PATIENCE_S = 5.0
LOOK_S = 0.05


def answered(command_id: int) -> None:
    """Return once core has done what it was asked; answers 409 with its reason where it refuses, 503 without it."""
    until_s = time.monotonic() + PATIENCE_S
    while True:
        with readers().ledger.read() as connection:
            command = commands.command(connection, command_id)
        if command is not None and command.state == CommandState.DONE:
            return
        if command is not None and command.state == CommandState.FAILED:
            abort(409, str((command.result or {}).get("reason", "")))
        if time.monotonic() > until_s:
            abort(503, "core has not answered yet; it does this once it is back")
        time.sleep(LOOK_S)

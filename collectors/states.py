"""The one enumeration of what is known about a terminal."""

from __future__ import annotations

from enum import IntEnum


class TerminalState(IntEnum):
    """What a terminal is, as far as can be seen; the values are stored, so they never change meaning.

    Vendors and tables number their states differently (`operational` is 8 on a CMTS and 12 on a
    modem); profiles translate into these.
    """

    UNKNOWN = 0
    """Not polled yet, poll failed, or its CMTS is silent: says nothing about the terminal."""
    REGISTERED = 1
    """Service is possible."""
    UNREGISTERED = 2
    """RF path up, DHCP/TFTP/registration pending: look at provisioning, not at the plant."""
    RANGING = 3
    """RF path partly up."""
    BARRED = 4
    """RF path up, access denied or forwarding disabled: an account matter."""
    DARK = 5
    """Was there, now nothing."""
    UNOBSERVABLE = 6
    """A one-way home: no return path, never seen."""


RF_PATH_UP = frozenset({TerminalState.REGISTERED, TerminalState.UNREGISTERED, TerminalState.BARRED})
"""States that prove the plant up to the terminal carries signals both ways."""

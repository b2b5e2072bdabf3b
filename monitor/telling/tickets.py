"""What we write into tickets of others ourselves, so that what they say of it is not taken for somebody's word."""

from __future__ import annotations

BEGUN, OVER = "acknowledged", "resolved"
"""States of TMF621 that we give a ticket: that it is there, or there again, and that its incident is over."""
KIND = "incident"
"""What sort of thing our id for a ticket names; beside it stands whose id it is."""
MERGED = "merged into "
"""How the reason begins for ending a ticket whose trouble goes on under another."""


def is_echo(status: str, reason: str) -> bool:
    """Return whether a ticket of ours is in a state that we gave it, and that says nothing of a crew.

    That it is over is no echo but for a merger: whoever ended it, nobody works on it any more.
    """
    return status == BEGUN or (status == OVER and reason.startswith(MERGED))

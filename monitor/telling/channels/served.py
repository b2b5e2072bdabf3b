"""Who of a receiver's several addresses has had a message, so that another attempt goes to the others only."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

REMEMBERED = 10_000
"""Messages under way that are remembered; a restart forgets them, as at-least-once allows."""


class Served:
    """Addresses by message, while a message has not reached all of them."""

    def __init__(self) -> None:
        """Begin with nobody served."""
        self._had: OrderedDict[str, set[str]] = OrderedDict()

    def missing(self, message: str, addresses: Sequence[str]) -> list[str]:
        """Return who has not had a message, in their order, each once."""
        had = self._had.get(message, set())
        return [one for one in dict.fromkeys(addresses) if one not in had]

    def add(self, message: str, address: str) -> None:
        """Note that somebody has had a message."""
        self._had.setdefault(message, set()).add(address)
        self._had.move_to_end(message)
        if len(self._had) > REMEMBERED:
            self._had.popitem(last=False)

    def forget(self, message: str) -> None:
        """Drop a message that is done with."""
        self._had.pop(message, None)

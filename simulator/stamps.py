"""Who was asked when, for whoever judges how punctual a monitor is."""

from __future__ import annotations

import time
from array import array


class Stamps:
    """A stamp for each datagram that reached an agent, answered or not; as long as the process lives."""

    def __init__(self, names: tuple[str, ...]) -> None:
        """Take the elements' ids, by number."""
        self._names = names
        self._element, self._octets, self._at_s = array("i"), array("i"), array("d")

    def take(self, element: int, octets: int) -> None:
        """Stamp a datagram of so many octets, by which two questions to an agent are told apart."""
        self._element.append(element)
        self._octets.append(octets)
        self._at_s.append(time.monotonic())

    def told(self) -> dict[str, object]:
        """Return columns of equal length: element ids, octets, seconds of this machine's monotonic clock."""
        count = len(self._at_s)
        elements = [self._names[number] for number in self._element[:count]]
        return {"element": elements, "octets": self._octets[:count].tolist(), "at_s": self._at_s[:count].tolist()}

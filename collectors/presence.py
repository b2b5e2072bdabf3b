"""Who is missing from tables that list only who is there now."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from collectors.model import Slots, no_slots

Expected = Callable[[str], Slots]
"""Returns the slots of the terminals that belong behind the device with this key."""


def nobody_expected(_device: str) -> Slots:
    """Expect nobody but whom a device has listed before."""
    return no_slots()


class Presence:
    """Remembers whom each device has listed; whoever should be in a whole table and is not is absent."""

    def __init__(self, expected: Expected = nobody_expected) -> None:
        """Expect besides whom the plant knows to be behind a device."""
        self._expected = expected
        self._listed: dict[int, Slots] = {}

    def listed(self, device: int, slots: Slots) -> None:
        """Note whom a device has listed, be it in part of its table."""
        self._listed[device] = np.union1d(self._listed.get(device, no_slots()), slots).astype(np.int32)

    def absent(self, device: int, key: str, there: Slots) -> Slots:
        """Return int32[n] slots of those expected at a device whose whole table lists `there`."""
        expected = np.union1d(self._listed.get(device, no_slots()), self._expected(key))
        missing: Slots = np.setdiff1d(expected, there).astype(np.int32)
        return missing[missing >= 0]

    def moved(self, device: int, gone: Slots) -> None:
        """Expect terminals no longer at a device because another lists them; the plant may still have them there."""
        self._listed[device] = np.setdiff1d(self._listed.get(device, no_slots()), gone).astype(np.int32)

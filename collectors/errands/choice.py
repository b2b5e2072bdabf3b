"""The errand that asks devices what they are, and has each asked by the profile that is for it from then on."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np

from collectors.choosing import Choice, Introduction, SaysItIs, best
from collectors.errands.asked import SETTLED, Asked, Slice
from collectors.model import Contacts, Slots
from collectors.snmp.engine import SnmpEngine

log = logging.getLogger(__name__)


class ChoiceErrand:
    """One GET of what devices say they are; of each device's candidates the one that fits best is its profile.

    Where another answers than should, nothing is chosen by what it said. Whoever is silent was asked enough: nothing
    is chosen, and the next sweep asks anew what it is. Sweeps that run at the same time may both ask; what the first
    was told stands.
    """

    def __init__(self, engine: SnmpEngine, asked: Sequence[Asked], chosen: dict[str, Choice]) -> None:
        self.asked = asked
        self.answering: list[Asked] = []
        """Devices that answered since they were last taken from here."""
        self._chosen = chosen
        self._alike: dict[Choice, Choice] = {}
        """What was chosen for the devices of this errand: there are few sentences for many modems."""
        profiles = {name: profile for one in asked for name, profile in one.candidates.items()}
        self._introduction = Introduction(engine, [one.target for one in asked], profiles.values())
        self.job = self._introduction.job

    def collect(self, into: Slice) -> None:
        """Settle the profiles of those who answered since the last call, and note who is silent."""
        rows = self.job.closed()
        silent = rows[~self.job.answered[rows]]
        if len(silent):
            slot = self._slots(silent.tolist())
            into.contacts.append(Contacts(slot, self.job.answered[silent], self.job.time_ms[silent]))
        for row in rows[self.job.answered[rows]].tolist():
            one, said = self.asked[row], self._introduction.said(row)
            is_told = said.object_id or said.description or row not in self.job.errors
            if one.candidates and is_told and not self._introduction.is_another(row, one.device.key):
                self._settle(one, said)
            self.answering.append(one)

    def _settle(self, one: Asked, said: SaysItIs) -> None:
        """Have a device asked by what fits it best; by what it is asked anyway where nothing fits."""
        key, candidates = one.device.key, one.candidates
        choice = best(candidates, said) or Choice(
            one.profile.name, f"its kind's, for {said.object_id or 'no sysObjectID'} is none of {', '.join(candidates)}"
        )
        one.profile = candidates[choice.profile]
        one.candidates = SETTLED
        if self._chosen.get(key) != choice:
            self._chosen[key] = self._alike.setdefault(choice, choice)
            level = logging.DEBUG if one.profile.identity else logging.INFO  # terminals are too many to be told of
            log.log(level, "%s is asked by profile %s: %s", key, choice.profile, choice.why)

    def _slots(self, rows: Sequence[int]) -> Slots:
        return np.array([self.asked[row].slot for row in rows], dtype=np.int32)

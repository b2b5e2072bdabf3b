"""Asking a few devices whether they are there, out of turn: one GET each, and no walks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from collectors.errands.asked import Asked, Slice
from collectors.errands.scalars import ScalarErrand
from collectors.model import Cadence, Contacts, Device, no_contacts
from collectors.profile_model import Profile
from collectors.snmp.engine import SnmpEngine, TargetError
from collectors.sweep import Sweeper

LOOK_S = 5.0


class Prober:
    """Asks what a state sweep would, through an engine with manners of its own."""

    def __init__(self, engine: SnmpEngine, sweeper: Sweeper) -> None:
        """Ask through an engine whom the sweeper can ask, and as it would."""
        self._engine = engine
        self._sweeper = sweeper

    async def ask(self, devices: Sequence[Device]) -> Contacts:
        """Return who answered and who did not, once all time-outs are over.

        Left out is who cannot be asked as it is written, whose profile has nothing to GET, and at whose address
        somebody else answers.
        """
        herds: defaultdict[str, list[Asked]] = defaultdict(list)
        for device in devices:
            with suppress(TargetError):  # the sweep that cannot ask it either says so
                asked = self._sweeper.check(device)
                if _has_a_question(asked.profile):
                    herds[device.profile].append(asked)
        errands = [ScalarErrand(self._engine, herd, Cadence.STATE) for herd in herds.values()]
        got = Slice()
        try:
            for errand in errands:
                while not errand.job.finished:
                    await errand.job.wait(LOOK_S)
                errand.collect(got)
        finally:
            for errand in errands:
                errand.job.cancel()
        return _joined(got.contacts)

    def close(self) -> None:
        """Ask nothing more."""
        self._engine.close()


def _has_a_question(profile: Profile) -> bool:
    return bool(profile.identity or profile.variants) or any(Cadence.STATE in part.cadence for part in profile.scalars)


def _joined(contacts: Sequence[Contacts]) -> Contacts:
    if not contacts:
        return no_contacts()
    return Contacts(
        np.concatenate([one.slot for one in contacts]),
        np.concatenate([one.answered for one in contacts]),
        np.concatenate([one.time_ms for one in contacts]),
    )

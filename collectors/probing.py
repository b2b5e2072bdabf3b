"""Asking a few devices whether they are there, out of turn: one GET each, and no walks."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from collectors.budget import Charge, Queue
from collectors.clock import Clock
from collectors.errands.asked import Asked, Slice
from collectors.errands.scalars import ScalarErrand
from collectors.model import Cadence, Contacts, Device, no_contacts
from collectors.profiles.model import Profile
from collectors.snmp.engine import SnmpEngine, TargetError
from collectors.sweep import Sweeper

LOOK_S = 0.25
FRESH_S = 2.0
"""An answer is given to everybody who asks the same within so long: the device is asked once."""


@dataclass(slots=True)
class Look:
    """Devices being asked in one go, or asked a moment ago."""

    task: asyncio.Task[Contacts]
    fresh_until_ms: float


class Prober:
    """Asks what a state sweep would, through an engine with manners of its own and within the sweeps' budgets."""

    def __init__(self, engine: SnmpEngine, sweeper: Sweeper, clock: Clock) -> None:
        """Ask through an engine whom the sweeper can ask, and as it would; `clock` tells how old an answer is."""
        self._engine = engine
        self._clock = clock
        self._sweeper = sweeper
        self._looks: dict[Device, Look] = {}

    async def ask(self, devices: Sequence[Device]) -> Contacts:
        """Return who answered and who did not, once all time-outs are over.

        Who is being asked already, or was a moment ago, is not asked again. Left out is who cannot be asked as it
        is written, whose profile has nothing to GET, and at whose address somebody else answers.
        """
        now_ms = self._clock.now_ms()
        self._looks = {device: look for device, look in self._looks.items() if look.fresh_until_ms > now_ms}
        asked: dict[Device, Asked] = {}
        for device in devices:
            with suppress(TargetError):  # the sweep that cannot ask it either says so
                one = self._sweeper.check(device)
                if _has_a_question(one.profile):
                    asked[device] = one
        new = [one for device, one in asked.items() if device not in self._looks]
        if new:
            look = Look(asyncio.create_task(self._look(new), name="look"), float("inf"))
            look.task.add_done_callback(lambda _: self._date(look))
            self._looks |= dict.fromkeys((one.device for one in new), look)
        tasks = list({id(look): look.task for look in map(self._looks.__getitem__, asked)}.values())
        found = _joined([await asyncio.shield(task) for task in tasks])
        mine = np.isin(found.slot, [one.slot for one in asked.values()])
        return Contacts(found.slot[mine], found.answered[mine], found.time_ms[mine])

    def close(self) -> None:
        """Ask nothing more."""
        for look in self._looks.values():
            look.task.cancel()
        self._engine.close()

    def _date(self, look: Look) -> None:
        """Let what was found be forgotten in time; at once, where nothing was."""
        failed = look.task.cancelled() or look.task.exception() is not None
        look.fresh_until_ms = 0.0 if failed else self._clock.now_ms() + FRESH_S * 1000

    async def _look(self, asked: Sequence[Asked]) -> Contacts:
        budget = self._sweeper.budget
        queues: defaultdict[str, Queue[Asked]] = defaultdict(lambda: Queue(budget, urgent=True))
        for one in asked:
            queues[one.profile.name].join([one])
        open_: list[tuple[ScalarErrand, Charge]] = []
        got = Slice()
        try:
            while open_ or any(queues.values()):
                open_.extend(
                    (ScalarErrand(self._engine, herd, Cadence.STATE), budget.begin(herd))
                    for queue in queues.values()
                    if (herd := queue.let_in())
                )
                if not open_:
                    await asyncio.sleep(LOOK_S)
                for errand, charge in list(open_):
                    await errand.job.wait(LOOK_S)
                    finished = errand.job.finished
                    charge.settle(errand.job.time_ms > 0)
                    errand.collect(got)
                    if finished:
                        open_.remove((errand, charge))
        finally:
            for errand, charge in open_:
                errand.job.cancel()
                charge.release()
        return _joined(got.contacts)


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

"""The errands of one sweep under way: which leads to which, and what they have brought back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import TypeVar

from collectors.budget import Budget, Charge, Queue
from collectors.choosing import Choice as ProfileChoice
from collectors.clock import Clock
from collectors.errands.asked import Asked, Slice
from collectors.errands.choice import ChoiceErrand
from collectors.errands.echoes import PingErrand
from collectors.errands.scalars import ScalarErrand
from collectors.errands.states import Absence, Census, StateErrand
from collectors.errands.tables import TableErrand
from collectors.model import Cadence
from collectors.ping.pinger import Pinger
from collectors.profiles.model import Profile, Table
from collectors.snmp.engine import SnmpEngine

log = logging.getLogger(__name__)

SLICE_S = 0.25
"""A batch is handed over this long after its first answer at the latest, sooner when nothing is left to ask."""
ABSENCE_WAIT_S = 1.5
"""Who is missing from one table may be listed by another that is still being read; longer is not waited for it."""

Errand = ChoiceErrand | ScalarErrand | TableErrand | StateErrand | PingErrand
Step = tuple[int, Table] | None
"""A table to walk, with its place in the profile; None: the table of terminals' states."""


class Run:
    """Begins errands, waits for them, and begins what they lead to: a device that answered a GET is walked."""

    def __init__(
        self,
        engine: SnmpEngine,
        pinger: Pinger,
        census: Census,
        cadence: Cadence,
        clock: Clock,
        budget: Budget,
        chosen: dict[str, ProfileChoice] | None = None,
    ) -> None:
        """Start with nothing to ask; `chosen` remembers by key which profile was last chosen for a device, and why."""
        self.errands: list[Errand] = []
        self._charges: dict[Errand, Charge] = {}
        self._begun: dict[Errand, float] = {}
        """The loop's time when each was begun."""
        self._waiting: dict[str, Queue[Asked]] = {}
        """Devices by profile that wait for room in their CMTS's budget."""
        self._budget = budget
        self._after: dict[Errand, list[Step]] = {}
        """What is walked next, on devices in trouble."""
        self._engine = engine
        self._pinger = pinger
        self._census = census
        self._cadence = cadence
        self._chosen = {} if chosen is None else chosen
        self._sweep_ms = clock.now_ms()
        self._absences: list[tuple[float, Absence]] = []
        """Whom tables did not list, each with the loop's time when it was known."""
        self._sliced_at = asyncio.get_running_loop().time()

    def begin(self, herd: Sequence[Asked]) -> None:
        """Start with one GET for all, of what they are where they have not said so yet.

        A herd is looked at again when it begins: another sweep may have settled by now what some of it are.
        """
        if unsettled := [one for one in herd if one.candidates]:
            self._start(ChoiceErrand(self._engine, unsettled, self._chosen))
        self._ask_by_profile([one for one in herd if not one.candidates])

    def _ask_by_profile(self, devices: Sequence[Asked]) -> None:
        for _, herd in _grouped(devices, _profile_name):
            self._ask(herd)

    def _ask(self, herd: Sequence[Asked]) -> None:
        """Ask by the profile of the herd: one GET, or the walks where there is nothing to GET; ping who has no SNMP.

        Who finds no room in its CMTS's budget waits for it.
        """
        profile = herd[0].profile
        queue = self._waiting.setdefault(profile.name, Queue(self._budget, urgent=self._cadence is Cadence.STATE))
        queue.join(herd)
        self._let_in(profile.name)

    def _let_in(self, profile_name: str) -> None:
        queue = self._waiting[profile_name]
        herd = queue.let_in()
        if not queue:
            del self._waiting[profile_name]
        if not herd:
            return
        profile = herd[0].profile
        if profile.ping is not None:
            self._start(PingErrand(self._pinger, herd, profile.ping))
        elif any(self._cadence in part.cadence for part in profile.scalars) or profile.identity or profile.variants:
            self._start(ScalarErrand(self._engine, herd, self._cadence))
        else:
            self._walk(herd, first=True)

    @property
    def is_busy(self) -> bool:
        """Whether anything is under way, or waits for room."""
        return bool(self.errands or self._waiting)

    def slice_is_due(self) -> bool:
        """Return whether a batch should be handed over although there is more to begin."""
        return asyncio.get_running_loop().time() - self._sliced_at >= SLICE_S

    async def wait(self, seconds: float) -> None:
        """Return when all is done, or after so many seconds."""
        if seconds and not self.errands:
            await asyncio.sleep(seconds)
        elif seconds:
            waits = [asyncio.ensure_future(errand.job.wait(seconds)) for errand in self.errands]
            await asyncio.gather(*waits)

    def collect(self) -> Slice:
        """Return what came since the last call, and start what it leads to."""
        got = Slice()
        self._sliced_at = asyncio.get_running_loop().time()
        for errand in list(self.errands):
            finished = errand.job.finished
            self._settle(errand)
            errand.collect(got)
            if isinstance(errand, ChoiceErrand):
                there, errand.answering = errand.answering, []
                self._ask_by_profile(there)
            if isinstance(errand, ScalarErrand) and errand.answering:
                there, errand.answering = errand.answering, []
                self._walk(there, first=False)
            if isinstance(errand, StateErrand):
                self._next_choice(errand)
                self._absences += [(self._sliced_at, absence) for absence in errand.absences]
                errand.absences.clear()
            if finished:
                self.errands.remove(errand)
                self._charges.pop(errand).release()
                del self._begun[errand]
                self._complain(errand)
                if isinstance(errand, TableErrand | StateErrand):
                    self._note_strain(errand)
        self._tell_absences(got)
        for profile_name in list(self._waiting):
            self._let_in(profile_name)
        return got

    def _start(self, errand: Errand) -> None:
        """Count what was begun; what an answer leads to is never kept waiting."""
        self.errands.append(errand)
        self._begun[errand] = asyncio.get_running_loop().time()
        self._charges[errand] = self._budget.begin(errand.asked)

    def _settle(self, errand: Errand) -> None:
        """Give back the room of whoever is done, and of GETs that nobody has answered for long."""
        charge = self._charges[errand]
        charge.settle(errand.job.time_ms > 0)
        waited_s = self._sliced_at - self._begun[errand]
        if isinstance(errand, ScalarErrand | ChoiceErrand) and waited_s >= self._budget.patience_s:
            charge.release()

    def _tell_absences(self, got: Slice) -> None:
        """Call absent terminals dark once every table that could list them is read, or enough was waited for that."""
        open_tables = any(
            table.present
            for errand in self.errands
            if not isinstance(errand, TableErrand)
            for table in errand.asked[0].profile.states
        )
        waiting = []
        for known_at, absence in self._absences:
            if open_tables and self._sliced_at - known_at < ABSENCE_WAIT_S:
                waiting.append((known_at, absence))
            else:
                absence.told(self._census, got)
        self._absences = waiting

    def _complain(self, errand: Errand) -> None:
        for row, sentence in errand.job.errors.items():
            if self._engine.complaints.add("refused", errand.asked[row].target.place, sentence):
                log.warning("%s", sentence)

    def _walk(self, devices: Sequence[Asked], *, first: bool) -> None:
        """Walk all tables at once, or one after another on devices in trouble."""
        for is_strained, group in _grouped(devices, lambda one: one.strained):
            steps = self._steps(group[0].profile)
            if is_strained:
                self._walk_in_turn(group, steps, first=first)
                continue
            for at, step in enumerate(steps):
                self._walk_one(group, step, first=first and not at)

    def _steps(self, profile: Profile) -> list[Step]:
        steps: list[Step] = [None] if profile.states and self._cadence is not Cadence.PNM else []
        return steps + [(at, table) for at, table in enumerate(profile.tables) if self._cadence in table.cadence]

    def _walk_one(self, devices: Sequence[Asked], step: Step, *, first: bool) -> list[Errand]:
        """Begin one step; return what was begun."""
        before = len(self.errands)
        if step is None:
            for choice, group in _grouped(devices, lambda one: one.states_from):
                self._walk_states(group, choice, first=first)
        else:
            at, table = step
            name = f"{at}:{table.family}"
            for _, group in _grouped(devices, partial(_lacks, name)):
                self._start(TableErrand(self._engine, group, table, name, self._census.terminals, first=first))
        return self.errands[before:]

    def _walk_in_turn(self, devices: Sequence[Asked], steps: list[Step], *, first: bool) -> None:
        if steps and devices:
            self._after |= dict.fromkeys(self._walk_one(devices, steps[0], first=first), steps[1:])

    def _note_strain(self, errand: TableErrand | StateErrand) -> None:
        """Note who fell silent, and go on with who was in trouble and did not: silence is not asked any further."""
        steps = self._after.pop(errand, None)
        silenced = errand.job.silenced
        for one, silent in zip(errand.asked, silenced.tolist(), strict=True):
            if silent:
                one.strained = True
            elif steps is not None and not steps:
                one.strained = False
        if steps:
            there = [one for one, silent in zip(errand.asked, silenced.tolist(), strict=True) if not silent]
            self._walk_in_turn(there, steps, first=False)

    def _walk_states(self, devices: Sequence[Asked], choice: int, *, first: bool) -> None:
        addresses = self._cadence is Cadence.LEVEL
        self._start(
            StateErrand(self._engine, devices, choice, self._census, self._sweep_ms, addresses=addresses, first=first)
        )

    def _next_choice(self, errand: StateErrand) -> None:
        """Try the next state table of devices where the one asked is empty."""
        empty, errand.empty = errand.empty, []
        for one in empty:
            if one.states_from:
                one.states_from = 0  # what it filled once is gone: start over with the next sweep
            elif errand.choice + 1 < len(one.profile.states):
                self._walk_states([one], errand.choice + 1, first=False)

    def cancel(self) -> None:
        """Stop asking."""
        for errand in self.errands:
            errand.job.cancel()
        for charge in self._charges.values():
            charge.release()


def _profile_name(one: Asked) -> str:
    return one.profile.name


def _lacks(name: str, one: Asked) -> list[str]:
    return sorted(one.lacks.get(name, ()))


Choice = TypeVar("Choice", int, str, list[str])


def _grouped(devices: Sequence[Asked], by: Callable[[Asked], Choice]) -> Iterator[tuple[Choice, list[Asked]]]:
    """Yield devices that are asked alike together."""
    for value, group in groupby(sorted(devices, key=by), key=by):
        yield value, list(group)

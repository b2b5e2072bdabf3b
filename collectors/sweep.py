"""Sweeps: ask many devices by their profiles, and hand over what comes in slices of at most a second."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from collectors.clock import Clock
from collectors.errands import Asked, ScalarErrand, Slice, StateErrand, TableErrand, merged
from collectors.model import (
    Addresses,
    Batch,
    Cadence,
    Contacts,
    Device,
    States,
    no_addresses,
    no_contacts,
    no_states,
)
from collectors.profile_model import Profile
from collectors.roster import Roster
from collectors.snmp.engine import SnmpEngine, TargetError, target
from collectors.terminals import Terminals

log = logging.getLogger(__name__)

SLICE_S = 0.25
"""A batch is handed over this long after its first answer at the latest, sooner when nothing is left to ask."""
HERD = 500
"""Devices per job: what is done for a herd in one go takes a few milliseconds of the loop."""
LEARN_AGAIN_S = 3600
"""What a device lacks is forgotten after so long: software gets updated."""

Errand = ScalarErrand | TableErrand | StateErrand


class Sweeper:
    """Runs sweeps over devices; remembers between them what each device has and lacks.

    Every device is asked as soon as the engine's pace allows. First comes one GET; a device that
    answered it is walked, one that did not is reported silent and costs nothing more.
    """

    def __init__(
        self,
        engine: SnmpEngine,
        profiles: Mapping[str, Profile],
        roster: Roster,
        clock: Clock,
        secrets: Mapping[str, str],
    ) -> None:
        self._engine = engine
        self._profiles = profiles
        self._roster = roster
        self._clock = clock
        self._secrets = secrets
        self._terminals = Terminals(roster)
        self._asked: dict[Device, Asked] = {}
        self._learned_ms = clock.now_ms()
        self._refused: set[str] = set()

    async def sweep(self, name: str, devices: Sequence[Device], cadence: Cadence) -> AsyncGenerator[Batch, None]:
        """Yield batches until every device has answered or fallen silent.

        Leaving the iteration early stops asking.
        """
        self._forget_in_time()
        run = _Run(self._engine, self._terminals, cadence)
        started_ms = self._clock.now_ms()
        herds = self._herds(devices)
        more = True
        try:
            while more or run.errands:
                herd = next(herds, None)
                more = herd is not None
                if herd:
                    run.begin(herd)
                    await asyncio.sleep(0)
                    if not run.slice_is_due():
                        continue
                await run.wait(0.0 if more else SLICE_S)
                got = run.collect()
                if got:
                    ended_ms = self._clock.now_ms()
                    yield _batch(name, started_ms, ended_ms, got)
                    started_ms = ended_ms
        finally:
            run.cancel()

    def _herds(self, devices: Sequence[Device]) -> Iterator[list[Asked]]:
        """Yield devices of one profile, a few hundred at a time."""
        ordered = sorted(devices, key=lambda device: device.profile)
        for _, group in groupby(ordered, key=lambda device: device.profile):
            of_profile = list(group)
            for at in range(0, len(of_profile), HERD):
                part = of_profile[at : at + HERD]
                self._roster.admit(device.key for device in part)
                herd = [asked for device in part if (asked := self._ask(device)) is not None]
                if herd:
                    yield herd

    def check(self, device: Device) -> Asked:
        """Return how a device is asked; raises TargetError where it cannot be, as it is written."""
        profile, secret = self._profiles.get(device.profile), self._secrets.get(device.credential)
        if profile is None:
            raise TargetError(f"{device.key}: no profile is called {device.profile!r}")
        if secret is None:
            raise TargetError(f"{device.key}: no credential is called {device.credential!r}")
        try:
            whom = target(device.address, device.port, device.snmp_version, secret)
        except TargetError as error:
            if device.key == device.address:
                raise
            raise TargetError(f"{device.key}: {error}") from error
        return Asked(device, int(self._roster.admit([device.key])[0]), whom, profile)

    def _ask(self, device: Device) -> Asked | None:
        asked = self._asked.get(device)
        if asked is None:
            try:
                asked = self._asked[device] = self.check(device)
            except TargetError as error:
                self._refuse(str(error))
        return asked

    def _refuse(self, sentence: str) -> None:
        if sentence not in self._refused:
            self._refused.add(sentence)
            log.error("%s", sentence)

    def _forget_in_time(self) -> None:
        now_ms = self._clock.now_ms()
        if now_ms - self._learned_ms > LEARN_AGAIN_S * 1000:
            self._asked.clear()
            self._learned_ms = now_ms


class _Run:
    """The errands of one sweep under way."""

    def __init__(self, engine: SnmpEngine, terminals: Terminals, cadence: Cadence) -> None:
        self.errands: list[Errand] = []
        self._engine = engine
        self._terminals = terminals
        self._cadence = cadence
        self._sliced_at = asyncio.get_running_loop().time()

    def begin(self, herd: Sequence[Asked]) -> None:
        """Start with one GET for all, or with the walks where the profile has nothing to GET."""
        profile = herd[0].profile
        if any(self._cadence in part.cadence for part in profile.scalars) or profile.identity or profile.variants:
            self.errands.append(ScalarErrand(self._engine, herd, self._cadence))
        else:
            self._walk(herd, first=True)

    def slice_is_due(self) -> bool:
        return asyncio.get_running_loop().time() - self._sliced_at >= SLICE_S

    async def wait(self, seconds: float) -> None:
        """Return when all is done, or after so many seconds."""
        if seconds and self.errands:
            waits = [asyncio.ensure_future(errand.job.wait(seconds)) for errand in self.errands]
            await asyncio.gather(*waits)

    def collect(self) -> Slice:
        """Return what came since the last call, and start what it leads to."""
        got = Slice()
        self._sliced_at = asyncio.get_running_loop().time()
        for errand in list(self.errands):
            finished = errand.job.finished
            errand.collect(got)
            if isinstance(errand, ScalarErrand) and errand.answering:
                there, errand.answering = errand.answering, []
                self._walk(there, first=False)
            if isinstance(errand, StateErrand):
                self._next_choice(errand)
            if finished:
                self.errands.remove(errand)
                self._complain(errand)
        return got

    def _complain(self, errand: Errand) -> None:
        for row, sentence in errand.job.errors.items():
            if self._engine.complaints.add("refused", errand.asked[row].target.place, sentence):
                log.warning("%s", sentence)

    def _walk(self, devices: Sequence[Asked], *, first: bool) -> None:
        profile = devices[0].profile
        wanted = [(at, table) for at, table in enumerate(profile.tables) if self._cadence in table.cadence]
        if profile.states:
            for choice, group in _grouped(devices, lambda one: one.states_from):
                self._walk_states(group, choice, first=first)
            first = False
        for at, table in wanted:
            name = f"{at}:{table.family}"
            for _, group in _grouped(devices, partial(_lacks, name)):
                self.errands.append(TableErrand(self._engine, group, table, name, self._terminals, first=first))
            first = False

    def _walk_states(self, devices: Sequence[Asked], choice: int, *, first: bool) -> None:
        addresses = self._cadence is Cadence.LEVEL
        self.errands.append(
            StateErrand(self._engine, devices, choice, self._terminals, addresses=addresses, first=first)
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


def _lacks(name: str, one: Asked) -> list[str]:
    return sorted(one.lacks.get(name, ()))


Choice = TypeVar("Choice", int, list[str])


def _grouped(devices: Sequence[Asked], by: Callable[[Asked], Choice]) -> Iterator[tuple[Choice, list[Asked]]]:
    """Yield devices that are asked alike together."""
    for value, group in groupby(sorted(devices, key=by), key=by):
        yield value, list(group)


def _batch(name: str, started_ms: int, ended_ms: int, got: Slice) -> Batch:
    contacts, states, addresses = got.contacts, got.states, got.addresses
    return Batch(
        name,
        started_ms,
        ended_ms,
        merged(got.readings),
        States(*_columns([(one.slot, one.state, one.time_ms) for one in states])) if states else no_states(),
        Contacts(*_columns([(one.slot, one.answered, one.time_ms) for one in contacts])) if contacts else no_contacts(),
        Addresses(*_columns([(one.slot, one.packed) for one in addresses])) if addresses else no_addresses(),
    )


def _columns(parts: Sequence[tuple[NDArray[Any], ...]]) -> Iterator[NDArray[Any]]:
    return (np.concatenate(column) for column in zip(*parts, strict=True))

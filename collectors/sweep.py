"""Sweeps: ask many devices by their profiles, and hand over what comes in slices of at most a second."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collectors.budget import Budget
from collectors.choosing import Choice
from collectors.clock import Clock
from collectors.errands.asked import SETTLED, Asked, Slice
from collectors.errands.reading import merged
from collectors.errands.run import SLICE_S, Run
from collectors.errands.states import Census
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
from collectors.pacing import turns
from collectors.ping.pinger import Pinger
from collectors.presence import Expected, Presence, nobody_expected
from collectors.profiles.model import Profile
from collectors.roster import Roster
from collectors.snmp.engine import Secret, SnmpEngine, Target, TargetError, target
from collectors.terminals import Terminals
from collectors.words import Words

log = logging.getLogger(__name__)

HERD = 500
"""Devices per job: what is done for a herd in one go takes a few milliseconds of the loop."""
LEARN_AGAIN_S = 3600
"""What a device lacks is forgotten after so long: software gets updated."""
CHOOSE_AGAIN_S = 24 * 3600
"""Likewise what chose the profile of a terminal, which stays what it is while its MAC proves that it is the same."""


class Sweeper:
    """Runs sweeps over devices; remembers between them what each device has and lacks.

    Every device is asked when its turn comes, the engine's pace allows and its CMTS's budget has room. First
    comes one GET; a device that answered it is walked, one that did not is reported silent and costs nothing more.
    """

    def __init__(
        self,
        engine: SnmpEngine,
        profiles: Mapping[str, Profile],
        roster: Roster,
        clock: Clock,
        secrets: Mapping[str, Secret],
        expected: Expected = nobody_expected,
        pinger: Pinger | None = None,
        *,
        budget: Budget | None = None,
    ) -> None:
        """Ask through an engine, by profiles; `expected` says which terminals the plant has behind a device.

        pinger: pings who has no SNMP; one with the usual manners where none is given.
        """
        self.budget = budget or Budget()
        """What may be asked at a time behind each CMTS; whoever asks beside the sweeps shares it."""
        self._engine = engine
        self._pinger = Pinger(clock) if pinger is None else pinger
        self._profiles = profiles
        self._roster = roster
        self._clock = clock
        self._secrets = secrets
        self._census = Census(Terminals(roster), Words(), Presence(expected))
        self._asked: list[Asked | None] = []
        """By slot: who was asked, and as which device; another address makes another of it."""
        self._chosen: dict[str, Choice] = {}
        self._learned_ms = self._chosen_ms = clock.now_ms()
        self._refused: set[str] = set()

    async def sweep(
        self, name: str, devices: Sequence[Device], cadence: Cadence, over_s: float = 0.0
    ) -> AsyncGenerator[Batch, None]:
        """Yield batches until every device has answered or fallen silent.

        over_s: seconds to spread the questions over; each device keeps its place from sweep to sweep.
        Leaving the iteration early stops asking.
        """
        self._forget_in_time()
        run = Run(self._engine, self._pinger, self._census, cadence, self._clock, self.budget, self._chosen)
        started_ms = self._clock.now_ms()
        herds = self._herds(devices, over_s, cadence)
        loop = asyncio.get_running_loop()
        began_at = loop.time()
        herd = next(herds, None)
        try:
            while herd or run.is_busy:
                ahead_s = herd[0] - (loop.time() - began_at) if herd else SLICE_S
                if herd and ahead_s <= 0.0:
                    run.begin(herd[1])
                    herd = next(herds, None)
                    await asyncio.sleep(0)
                    if not run.slice_is_due():
                        continue
                    ahead_s = 0.0
                await run.wait(min(ahead_s, SLICE_S))
                got = run.collect()
                if got:
                    ended_ms = self._clock.now_ms()
                    yield _batch(name, started_ms, ended_ms, got)
                    started_ms = ended_ms
        finally:
            run.cancel()

    def _herds(self, devices: Sequence[Device], over_s: float, cadence: Cadence) -> Iterator[tuple[float, list[Asked]]]:
        """Yield (seconds from the start, devices that are asked alike), a few hundred at a time.

        Whoever is asked nothing at this cadence is left out: that it does not answer would be no silence.
        """
        for due_s, of_profile in turns(devices, over_s):
            for at in range(0, len(of_profile), HERD):
                part = of_profile[at : at + HERD]
                self._roster.admit(device.key for device in part)
                herd = [asked for device in part if (asked := self._ask(device)) is not None]
                for _, alike in groupby(sorted(herd, key=_asked_by), key=_asked_by):
                    if wanted := _wanted(list(alike), cadence):
                        yield due_s, wanted

    def check(self, device: Device) -> Asked:
        """Return how a device is asked; raises TargetError where it cannot be, as it is written."""
        profile, secret = self._profiles.get(device.profile), self._secrets.get(device.credential)
        if profile is None:
            raise TargetError(f"{device.key}: no profile is called {device.profile!r}")
        version = device.snmp_version
        if profile.ping is not None:
            secret, version = "", "2c"  # a ping needs no introduction
        if secret is None:
            raise TargetError(f"{device.key}: no credential is called {device.credential!r}")
        try:
            whom = target(device.address, device.port, version, secret)
        except TargetError as error:
            if device.key == device.address:
                raise
            raise TargetError(f"{device.key}: {error}") from error
        candidates = {name: self._profiles[name] for name in device.candidates} or SETTLED
        choice = self._chosen.get(device.key)
        if choice and choice.profile in candidates and candidates[choice.profile].identity:
            profile, candidates = candidates[choice.profile], SETTLED
        return Asked(device, self._roster.place(device.key), whom, profile, candidates=candidates)

    def whom(self, device: Device) -> tuple[int, Target]:
        """Return a device's slot and how it is asked; raises TargetError as `check` does."""
        asked = self.check(device)
        return asked.slot, asked.target

    def _ask(self, device: Device) -> Asked | None:
        slot = self._roster.place(device.key)
        asked = self._asked[slot] if slot < len(self._asked) else None
        if asked is not None and (asked.device is device or asked.device == device):
            return asked
        try:
            asked = self.check(device)
        except TargetError as error:
            self._refuse(str(error))
            return None
        self._asked += [None] * (slot + 1 - len(self._asked))
        self._asked[slot] = asked
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
        if now_ms - self._chosen_ms > CHOOSE_AGAIN_S * 1000:
            self._chosen.clear()
            self._chosen_ms = now_ms


def _wanted(alike: list[Asked], cadence: Cadence) -> list[Asked]:
    """Return those of a herd that are asked anything at a cadence, be it as what they may turn out to be."""
    if alike[0].profile.asks(cadence):
        return alike
    return [one for one in alike if any(profile.asks(cadence) for profile in one.candidates.values())]


def _asked_by(asked: Asked) -> tuple[str, bool]:
    """Return the profile a device is asked by, and whether that has yet to be settled."""
    return asked.profile.name, bool(asked.candidates)


def _batch(name: str, started_ms: int, ended_ms: int, got: Slice) -> Batch:
    contacts, states, addresses = got.contacts, got.states, got.addresses
    return Batch(
        name,
        started_ms,
        ended_ms,
        merged(got.readings),
        States(*_columns([(one.slot, one.state, one.time_ms, one.observer) for one in states]))
        if states
        else no_states(),
        Contacts(*_columns([(one.slot, one.answered, one.time_ms) for one in contacts])) if contacts else no_contacts(),
        Addresses(*_columns([(one.slot, one.packed) for one in addresses])) if addresses else no_addresses(),
    )


def _states(parts: Sequence[States]) -> States:
    return States(*_columns([(one.slot, one.state, one.time_ms, one.observer) for one in parts]))


def _columns(parts: Sequence[tuple[NDArray[Any], ...]]) -> Iterator[NDArray[Any]]:
    return (np.concatenate(column) for column in zip(*parts, strict=True))

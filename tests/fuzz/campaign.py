"""A run of so many mutants and so many bit flips, over every target in turn."""

import asyncio
import gc
import os
import time
from pathlib import Path

from tests.fuzz.engines import GULP, Engines
from tests.fuzz.limits import SANITIZED, FuzzError
from tests.fuzz.mutants import flip, mutate
from tests.fuzz.receivers import Alarms, Sealed, Syslog, Traps

SHARES = {"get": 8, "walk": 6, "ask": 2, "traps": 6, "sealed": 3, "alarms": 1, "syslog": 1}
"""Gulps of each target in a round."""
TO_THE_CORE = {"get": 5, "walk": 4}
"""The same for what the C core has a part in."""
CONFIRMED = 50
"""Of so many bit flips that were accepted, pyasn1 confirms one."""
GROWTH = 16 << 20
"""Octets that memory may grow by from the first fifth of the flips to the last: less than 25 for each."""


class Campaign:
    """Plays gulps of every target; a seed tells everything about a gulp but the ids of its requests."""

    def __init__(self, seed, say=print, *, core=False):
        """Prepare; `core` leaves out what is done without the C core."""
        self._seed, self._say, self._core = seed, say, core
        shares = TO_THE_CORE if core else SHARES
        self._round = [name for name, share in shares.items() for _ in range(share)]
        self._receivers = {"traps": Traps(), "sealed": Sealed(), "alarms": Alarms(), "syslog": Syslog()}
        self._engines = None

    async def run(self, mutants, flips):
        """Play at least so many of each; raises FuzzError."""
        self._engines = Engines(self._seed, core=self._core)
        try:
            await self._play("mutants", mutate, mutants, lambda _: True)
            before = 0
            for fifth in range(5):
                await self._play("flips", flip, flips // 5, lambda row: row % CONFIRMED == 0, fifth)
                gc.collect()
                before = before or resident()
            if flips >= 100_000:
                grown = resident() - before
                self._say(f"memory grew by {grown / 1024:.0f} KiB over the last four fifths of the flips")
                if grown > GROWTH and not SANITIZED:
                    raise FuzzError(f"memory grew by {grown} octets", self._seed)
        finally:
            self._engines.close()

    async def again(self, seed):
        """Play the gulp of a seed that was printed."""
        self._seed, name, what, number = seed.partition("/")[0].split(":")
        self._engines = Engines(self._seed, core=self._core)
        try:
            await self._gulp(
                name, f"{self._seed}:{name}:{what}:{number}", {"mutants": mutate, "flips": flip}[what], lambda _: True
            )
        finally:
            self._engines.close()

    async def _play(self, what, spoil, count, thorough, part=0):
        began, gulps = time.monotonic(), -(-count // GULP)
        for number in range(gulps):
            name = self._round[number % len(self._round)]
            await self._gulp(name, f"{self._seed}:{name}:{what}:{part * gulps + number}", spoil, thorough)
        players = [self._engines, *self._receivers.values()]
        accepted = sum(each.accepted for each in players)
        most_s = max(self._engines.most_s, *(each.watch.most_s for each in self._receivers.values()))
        self._say(
            f"{gulps * GULP} {what} in {time.monotonic() - began:.0f} s; {accepted} taken so far, each as it was said; "
            f"the dearest datagram, or {GULP} together, took {most_s * 1000:.0f} ms"
        )

    async def _gulp(self, name, seed, spoil, thorough):
        if name in self._receivers:
            self._receivers[name].play(seed, spoil, thorough, GULP)
            await asyncio.sleep(0)
        else:
            await self._engines.play(name, seed, spoil, thorough)


def resident():
    """Return the octets of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")

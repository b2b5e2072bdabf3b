"""Test now: a terminal and those beside it are asked at once, for somebody who has its subscriber on the line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import structlog

from collectors.clock import Clock
from collectors.model import Batch, Cadence, Contacts, Device, Readings, Slots
from collectors.probing import Prober
from collectors.roster import Roster
from collectors.sweep import Sweeper
from monitor.ledger import terminal_tests
from monitor.ledger.commands import Command
from monitor.ledger.ledger import Ledger, LedgerError
from monitor.ledger.terminal_tests import Progress, TerminalAnswer
from monitor.watch.asking.directory import Directory

SWEEP = "level:test"
"""Name of the slices a test hands on: what it reads is as good as what a sweep reads."""
BESIDE = 8
"""Neighbours asked: enough to tell one home's trouble from a street's."""
LONGEST_S = 4.5
"""Whoever has not answered by then is shown as silent: somebody waits."""
AT_ONCE = 40
"""Tests that run side by side; more wait for their turn."""

log = structlog.get_logger()


class Asking(Protocol):
    """What a test needs of the watch."""

    async def allowed(self, devices: Sequence[Device]) -> tuple[Device, ...]:
        """Return whom the budget of its CMTS has room for now."""
        ...

    async def take(self, batch: Batch) -> None:
        """Take what was read."""
        ...

    def look_at(self, devices: Sequence[Device]) -> None:
        """Have devices asked for the states they know, soon."""
        ...


@dataclass(slots=True)
class _Test:
    """A test under way."""

    id: int
    answers: dict[int, TerminalAnswer]
    """By slot, the tested terminal first."""
    devices: dict[int, Device]
    """Whom of them to ask."""


class TerminalTester:
    """Runs the tests that are asked for; needs a running loop, in which everything but `order` happens."""

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        roster: Roster,
        sweeper: Sweeper,
        prober: Prober,
        directory: Callable[[], Directory],
        watch: Asking,
    ) -> None:
        self._ledger, self._clock, self._roster = ledger, clock, roster
        self._sweeper, self._prober = sweeper, prober
        self._directory, self._watch = directory, watch
        self._loop = asyncio.get_running_loop()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._running: set[asyncio.Task[None]] = set()

    def order(self, command: Command) -> None:
        """Begin a test; what it finds is in the ledger once the command is long answered. Called in any thread."""
        test, terminal = int(command.arguments["test"]), str(command.arguments["terminal"])
        self._loop.call_soon_threadsafe(self._begin, test, terminal)

    async def close(self) -> None:
        """Give up what is under way."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _begin(self, test: int, terminal: str) -> None:
        task = asyncio.create_task(self._run(test, terminal), name=f"test {test}")
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run(self, number: int, terminal: str) -> None:
        """Run one test to its end; the rim of it."""
        try:
            async with self._room:
                await self._test(number, terminal)
        except LedgerError as error:
            log.error("test.not_written", test=number, reason=str(error))  # noqa: TRY400 - a sentence, not a trace
        except Exception:
            log.exception("test.failed", test=number)
            await asyncio.to_thread(
                terminal_tests.note, self._ledger, number, Progress.FAILED, (), self._clock.now_ms()
            )

    async def _test(self, number: int, terminal: str) -> None:
        """Test a terminal.

        1. It and its neighbours are chosen, as far as the budget of their CMTS goes, itself first.
        2. They are asked whether they are there, which is soon known; equal questions are asked once.
        3. Who is there is asked for its levels, and these are handed on like those of a sweep.
        4. Of one that cannot be asked itself, whoever tells of it is asked.
        """
        test = await self._chosen(number, terminal)
        await self._note(test, Progress.RUNNING)
        slot = next(iter(test.answers))
        if slot not in test.devices:
            self._watch.look_at(self._directory().concerned(slot))
        try:
            async with asyncio.timeout(LONGEST_S):
                await self._ask(test)
        except TimeoutError:
            now_ms = self._clock.now_ms()
            test.answers = {
                slot: replace(answer, answered=False, at_ms=now_ms)
                if answer.asked and answer.answered is None
                else answer
                for slot, answer in test.answers.items()
            }
        await self._note(test, Progress.DONE)

    async def _ask(self, test: _Test) -> None:
        if not test.devices:
            return
        contacts = await self._prober.ask(tuple(test.devices.values()))
        test.answers = met(test.answers, contacts)
        await self._note(test, Progress.RUNNING)
        there = [device for slot, device in test.devices.items() if test.answers[slot].answered is not False]
        async with aclosing(self._sweeper.sweep(SWEEP, there, Cadence.LEVEL)) as batches:
            async for batch in batches:
                await self._watch.take(batch)
                test.answers = read(met(test.answers, batch.contacts), batch.readings)
                await self._note(test, Progress.RUNNING)

    async def _chosen(self, number: int, terminal: str) -> _Test:
        """Return a test of a terminal and its neighbours, and whom of them may be asked."""
        directory = self._directory()
        own = self._roster.slot(terminal)
        if own is None:
            return _Test(number, {-1: TerminalAnswer(terminal, own=True)}, {})
        slots = [own, *beside(directory.in_tree, own, BESIDE)]
        mine = await self._watch.allowed(directory.at([own]))
        theirs = await self._watch.allowed(directory.at(slots[1:]))
        devices = {int(self._roster.slots([device.key])[0]): device for device in (*mine, *theirs)}
        answers = {
            slot: TerminalAnswer(self._roster.key(slot), own=slot == own, asked=slot in devices) for slot in slots
        }
        return _Test(number, answers, devices)

    def _note(self, test: _Test, state: Progress) -> Awaitable[None]:
        answers = tuple(test.answers.values())
        return asyncio.to_thread(terminal_tests.note, self._ledger, test.id, state, answers, self._clock.now_ms())


def beside(in_tree: Slots, own: int, most: int) -> list[int]:
    """Return the slots of those nearest in the tree, nearest first: half before and half after it, where there are.

    in_tree: int32[n], terminals in the order of the tree; whoever stands nowhere has nobody beside it.
    """
    at = np.flatnonzero(in_tree == own)
    if not len(at):
        return []
    place = int(at[0])
    around = [index for index in range(max(0, place - most), min(len(in_tree), place + most + 1)) if index != place]
    around.sort(key=lambda index: abs(index - place))
    return [int(in_tree[index]) for index in around[:most]]


def met(answers: Mapping[int, TerminalAnswer], contacts: Contacts) -> dict[int, TerminalAnswer]:
    """Return answers with who has answered since, and who was given up; an answer given is not taken back."""
    found = dict(answers)
    for slot, answered, at_ms in zip(
        contacts.slot.tolist(), contacts.answered.tolist(), contacts.time_ms.tolist(), strict=True
    ):
        if slot in found and found[slot].answered is not True:
            found[slot] = replace(found[slot], answered=answered, at_ms=at_ms)
    return found


def read(answers: Mapping[int, TerminalAnswer], readings: Iterable[Readings]) -> dict[int, TerminalAnswer]:
    """Return answers with what was read of each, the mean over its channels; what is missing is left out."""
    found = dict(answers)
    for block in readings:
        for slot in set(block.slot.tolist()) & found.keys():
            rows = block.slot == slot
            means = {
                metric: round(float(np.mean(known)), 2)
                for metric, column in block.values.items()
                if len(known := column[rows][np.isfinite(column[rows])])
            }
            found[slot] = replace(found[slot], readings={**found[slot].readings, **means})
    return found

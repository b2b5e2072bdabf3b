"""The schedule keeps going: over a clock set back, a slice that fails, an order that fails, a busy ledger."""

import asyncio
import sqlite3
import threading
import time
from collections import defaultdict
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta

import apscheduler.schedulers.base
import numpy as np

from collectors.clock import AnchoredClock
from collectors.model import Batch, Cadence, States
from collectors.states import TerminalState as S
from monitor.ledger import commands, engines
from monitor.ledger.commands import CommandState
from monitor.series.model import SeriesError
from monitor.settings import Settings
from monitor.watch import schedule, timetable
from monitor.watch.schedule import Watch

FAST = Settings.model_validate({"sweeps": {"state_interval_s": 0.1}, "series": {"flush_s": 600}})


class Sweeper:
    """Hands over the slices it was given, in every state sweep."""

    def __init__(self, *batches: Batch) -> None:
        self.batches = batches
        self.sweeps = 0

    async def sweep(self, name, devices, cadence, over_s=0.0):
        for batch in self.batches if name == "state" else ():
            yield batch
        self.sweeps += name == "state"


class Store:
    """Keeps what it is given; once it is `full`, fails the next time, at leisure: when the `gate` opens."""

    def __init__(self) -> None:
        self.blocks = []
        self.full, self.reached, self.gate = threading.Event(), threading.Event(), threading.Event()

    def append(self, readings) -> None:
        if self.full.is_set() and readings:
            self.full.clear()
            self.reached.set()
            self.gate.wait(10)
            raise SeriesError("the disk is full")
        self.blocks += readings

    def waiting_bytes(self):
        return 0


def a_state(core, home: int, at_ms: int) -> Batch:
    states = States(core.slots(core.homes[home]), np.array([S.REGISTERED], np.uint8), np.array([at_ms], np.int64))
    return Batch("state", at_ms, at_ms, states=states)


@asynccontextmanager
async def watching(core, sweeper, store=None, orders=(), settings=FAST):
    watch = Watch(core.pipeline, sweeper, store or Store(), core.ledger, settings, AnchoredClock())
    stop = asyncio.Event()
    task = asyncio.create_task(watch.run(core.inventory.directory, dict(orders), stop))
    try:
        yield watch
    finally:
        stop.set()
        await asyncio.wait_for(task, 20)


def ask(core, kind: str) -> int:
    with core.ledger.write("test") as connection:
        return commands.ask(connection, 1, "test", kind)


def answer(core, number: int) -> commands.Command:
    with core.ledger.read() as connection:
        return commands.command(connection, number)


async def test_sweeps_go_on_when_the_wall_clock_is_set_back_by_an_hour(core, monkeypatch, wait_until_async):
    class HourBack(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) - timedelta(hours=1)

    sweeper = Sweeper()
    async with watching(core, sweeper):
        await wait_until_async(lambda: sweeper.sweeps > 1)
        monkeypatch.setattr(apscheduler.schedulers.base, "datetime", HourBack)
        monkeypatch.setattr(timetable, "datetime", HourBack)
        # What is due is now an hour away; jobs set by intervals of a minute or less come back within that.
        monkeypatch.setattr(timetable, "LONGEST_FIRST_S", 1.0)
        before = sweeper.sweeps
        await wait_until_async(lambda: sweeper.sweeps > before + 3, 10, "sweeps go on")


async def test_a_slice_that_fails_does_not_keep_the_next_from_being_taken(core, wait_until_async, monkeypatch):
    now = AnchoredClock().now_ms() + 10**12
    good, bad = a_state(core, 0, now), a_state(core, 1, now)
    take, taken = core.pipeline.take, []

    def breaking(batch):
        if batch is bad:
            raise RuntimeError("a defect")
        take(batch)
        taken.append(batch)

    monkeypatch.setattr(core.pipeline, "take", breaking)
    async with watching(core, Sweeper(bad, good)):
        await wait_until_async(lambda: good in taken)


async def test_an_order_that_breaks_is_answered_and_ends_nothing(core, wait_until_async):
    def broken(_command) -> None:
        raise KeyError("N1")

    first = ask(core, "plant.reload")
    sweeper = Sweeper()
    async with watching(core, sweeper, orders={"plant.reload": broken}):
        await wait_until_async(lambda: answer(core, first).state == CommandState.FAILED)
        before = sweeper.sweeps
        await wait_until_async(lambda: sweeper.sweeps > before + 1)


async def test_an_order_given_before_the_start_is_followed_though_nobody_writes_any_more(core, wait_until_async):
    order, followed = ask(core, "plant.reload"), []
    quiet = Settings.model_validate({"sweeps": {"state_interval_s": 500, "level_interval_s": 500}})
    async with watching(core, Sweeper(), orders={"plant.reload": lambda _: followed.append(1)}, settings=quiet):
        await wait_until_async(lambda: answer(core, order).state == CommandState.DONE)
    assert followed == [1]


async def test_a_busy_ledger_puts_an_answer_off_and_ends_nothing(core, tmp_path, monkeypatch, wait_until_async):
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 20)
    order, followed = ask(core, "plant.reload"), []
    async with watching(core, Sweeper(), orders={"plant.reload": lambda _: followed.append(1)}):
        with closing(sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None, timeout=5)) as other:
            other.execute("BEGIN IMMEDIATE")
            await wait_until_async(lambda: followed)
            await asyncio.sleep(0.1)  # long enough for the answer to fail
            other.execute("ROLLBACK")
        await wait_until_async(lambda: answer(core, order).state == CommandState.DONE)


async def test_orders_do_not_put_sweeps_off(core, wait_until_async):
    slow = Settings.model_validate({"sweeps": {"state_interval_s": 1.0}})
    sweeper, begun = Sweeper(), time.monotonic()
    async with watching(core, sweeper, orders={"rules.reload": lambda _: None}, settings=slow):
        while sweeper.sweeps < 3:
            assert time.monotonic() - begun < 30.0, "an order now and then, and no sweep is ever due"
            number = ask(core, "rules.reload")
            await wait_until_async(lambda number=number: answer(core, number).state == CommandState.DONE)


async def test_the_end_of_the_service_loses_no_reading_that_a_flush_has_in_hand(core, wait_until_async):
    settings = Settings.model_validate({"sweeps": {"state_interval_s": 500}, "series": {"flush_s": 0.2}})
    store, now = Store(), AnchoredClock().now_ms() + 10**12
    core.pipeline.collected()
    async with watching(core, Sweeper(a_state(core, 0, now)), store, settings=settings):
        await wait_until_async(lambda: store.blocks)
        store.full.set()
        core.pipeline.take(a_state(core, 1, now))
        await wait_until_async(store.reached.is_set)
        asyncio.get_running_loop().call_later(0.3, store.gate.set)
    told = sorted(slot for block in store.blocks for slot in block.slot.tolist())
    assert told == sorted(core.slots(*core.homes[:2]).tolist())


class SpreadSweeper:
    """Notes over how many seconds each sweep is to be spread; slices of level sweeps come a long while apart."""

    def __init__(self) -> None:
        self.over_s = defaultdict(list)

    async def sweep(self, name, devices, cadence, over_s=0.0):
        self.over_s[name].append(over_s)
        now_ms = AnchoredClock().now_ms()
        for later_ms in (0, 200_000) if cadence is Cadence.LEVEL else ():
            yield Batch(name, now_ms + later_ms, now_ms + later_ms)


async def test_level_sweeps_but_the_first_are_spread_and_state_sweeps_are_not(core, monkeypatch, wait_until_async):
    monkeypatch.setattr(schedule, "FIRST_TERMINALS_AFTER_S", 0.0)
    sweeps = {"state_interval_s": 0.1, "level_interval_s": 0.2, "spread": 0.5}
    settings = Settings.model_validate({"sweeps": sweeps, "snmp": {"timeout_ms": 50, "retries": 0}})
    sweeper = SpreadSweeper()
    async with watching(core, sweeper, settings=settings):
        for name in ("state", "level:terminals"):
            await wait_until_async(lambda name=name: len(sweeper.over_s[name]) > 2)
    assert sweeper.over_s["level:terminals"][:3] == [0.0, 0.1, 0.1]
    assert set(sweeper.over_s["state"]) == {0.0}


async def test_what_a_long_spread_sweep_read_is_compared_before_it_ends(core, monkeypatch, wait_until_async):
    monkeypatch.setattr(schedule, "FIRST_TERMINALS_AFTER_S", 0.0)
    compared, sweeper = [], SpreadSweeper()
    monkeypatch.setattr(core.pipeline, "compare", compared.append)
    settings = Settings.model_validate({"sweeps": {"state_interval_s": 100, "level_interval_s": 0.2}})
    async with watching(core, sweeper, settings=settings):
        await wait_until_async(lambda: len(compared) >= 3)
    ahead_ms = [at_ms - AnchoredClock().now_ms() for at_ms in compared[:3]]
    assert [ms > 100_000 for ms in ahead_ms] == [False, True, False], "the first sweep at its end, the next within too"


async def test_what_maintenance_looks_at_is_asked_for_seldom_and_at_leisure(core, monkeypatch, wait_until_async):
    class Seldom(Sweeper):
        async def sweep(self, name, devices, cadence, over_s=0.0):
            if cadence is Cadence.PNM:
                asked.append((name, list(devices), over_s))
            async for batch in super().sweep(name, devices, cadence, over_s):
                yield batch

    monkeypatch.setattr(schedule, "FIRST_PNM_AFTER_S", 0.0)
    asked = []
    async with watching(core, Seldom(a_state(core, 0, AnchoredClock().now_ms()))):
        await wait_until_async(lambda: asked)
    name, devices, over_s = asked[0]
    directory = core.inventory.directory()
    assert [one.key for one in devices] == [one.key for one in (*directory.devices, *directory.terminals())]
    assert over_s > 0.7 * FAST.sweeps.pnm_interval_s
    assert not name.startswith((Cadence.STATE, Cadence.LEVEL)), "what is fresh is not told by it"

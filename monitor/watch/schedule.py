"""The schedule of core: sweeps at their intervals, flushing, and orders from other processes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from dataclasses import asdict
from functools import partial
from typing import TypeVar

import structlog

from collectors.clock import Clock
from collectors.model import Batch, Cadence, Device
from collectors.pacing import spread_s
from collectors.probing import Prober
from collectors.snmp.batch import JITTER
from collectors.snmp.engine import SnmpEngine
from collectors.sweep import Sweeper
from monitor.ledger.housekeeping import tidy
from monitor.ledger.ledger import Ledger, LedgerError
from monitor.series.store import SeriesStore
from monitor.settings import Settings
from monitor.watch.asking.directory import Directory
from monitor.watch.asking.out_of_turn import OutOfTurn
from monitor.watch.flushing import Flushing
from monitor.watch.orders import Order, Orders
from monitor.watch.pipeline import Pipeline
from monitor.watch.pulse import Pulse
from monitor.watch.timetable import Job, Timetable, guarded

LOOK_FOR_ORDERS_S = 0.5
FIRST_LEVELS_AFTER_S = 3.0
FIRST_TERMINALS_AFTER_S = 15.0
"""The first level sweep of the CMTSs tells where the terminals are, so theirs comes a little later."""
FIRST_PNM_AFTER_S = 60.0
"""By then it is known where the terminals are. What is spread over hours has no need to hurry."""
FIRST_SURVEY_AFTER_S = 20.0
"""By then the first sweeps are over, and a CMTS is not walked twice at a time."""
TIDY_S, FIRST_TIDY_AFTER_S = 600.0, 60.0
CHECKPOINT_S = 2.0
HINTED = "hinted"
"""Name of what is asked out of turn: no state sweep, or data would pass for fresher than they are."""
ATTENTION = "level:attention"
"""Name of what is asked between the level sweeps, because it looked bad in one, or comes first."""
PNM = "pnm"
ATTENTION_S = 60.0
"""Who is due for that is looked up so often, or at the pace of the hot, or of who comes first, where that is faster."""

log = structlog.get_logger()
R = TypeVar("R")


class Watch:
    """Runs the sweeps and hands every slice to the pipeline, which runs in one thread of its own."""

    def __init__(
        self,
        pipeline: Pipeline,
        sweeper: Sweeper,
        store: SeriesStore,
        ledger: Ledger,
        settings: Settings,
        clock: Clock,
        prober: Prober | None = None,
        survey: Callable[[Directory], Awaitable[None]] | None = None,
        engine: SnmpEngine | None = None,
    ) -> None:
        """Take the parts; `run` starts them.

        Without a prober no terminal is asked in a silent CMTS's stead, without a survey none is placed.
        survey: asks where terminals are, and keeps what was said. engine: whose retries are told.
        """
        self._pipeline = pipeline
        self._sweeper = sweeper
        self._ledger = ledger
        self._settings = settings
        self._clock = clock
        self._prober = prober
        self._survey = survey
        self._pulse = Pulse()
        self._asking: asyncio.Task[None] | None = None
        """The sample being asked: beside the sweeps, which wait for nobody's time-outs."""
        self._swept: set[str] = set()
        """Sweeps that asked everybody once: the first after a start is not spread, for nothing is known yet."""
        self._out_of_turn = OutOfTurn(self._ask_states, clock)
        self._judging = ThreadPoolExecutor(1, thread_name_prefix="judging")
        self._timetable = Timetable()
        self._flushing = Flushing(pipeline, store, ledger, self._pulse, clock, self._in_judging_thread, engine)

    async def run(self, directory: Callable[[], Directory], orders: Mapping[str, Order], stop: asyncio.Event) -> None:
        """Watch until `stop`.

        directory: gives the one in use now. orders: what each kind of command does; the schedule is
        arranged anew after each, since it may have changed who is asked and how often.
        """
        self._arrange(directory)
        self._timetable.start()
        try:
            await self._attend(directory, orders, stop)
        finally:
            self._timetable.stop()
            if self._asking is not None:
                self._asking.cancel()
            self._out_of_turn.cancel()
            await guarded("flush", self._flushing.flush)()
            self._judging.shutdown(wait=True)

    def look_at(self, devices: Sequence[Device]) -> None:
        """Have devices asked for their states soon, out of turn; to be called in the loop."""
        self._out_of_turn.look_at(devices)

    async def allowed(self, devices: Sequence[Device]) -> tuple[Device, ...]:
        """Return who of these may be asked something beyond the sweeps now; they are off the budget of their CMTS."""
        return await self._in_judging_thread(lambda: self._pipeline.questions.allowed(devices, self._clock.now_ms()))

    def _arrange(self, directory: Callable[[], Directory]) -> None:
        """Set the jobs; those of an earlier arrangement that are not set again are dropped."""
        sweeps, attention = self._settings.sweeps, self._settings.attention
        wanted: dict[str, Job] = {
            "state": Job(sweeps.state_interval_s, 0.0, lambda: self._sweep_states(directory())),
            "level:terminals": Job(
                sweeps.level_interval_s,
                FIRST_TERMINALS_AFTER_S,
                lambda: self._sweep_terminals(directory(), self._spread_s(sweeps.level_interval_s)),
            ),
            ATTENTION: Job(
                attention_s := min(ATTENTION_S, attention.hot_interval_s, attention.priority_interval_s),
                attention_s,
                self._attend_to_bad,
            ),
            PNM: Job(sweeps.pnm_interval_s, FIRST_PNM_AFTER_S, lambda: self._sweep_seldom(directory())),
            "flush": Job(self._settings.series.flush_s, self._settings.series.flush_s, self._flushing.flush),
            "tidy": Job(TIDY_S, FIRST_TIDY_AFTER_S, self._tidy),
            "checkpoint": Job(CHECKPOINT_S, CHECKPOINT_S, lambda: asyncio.to_thread(self._ledger.checkpoint)),
        }
        if self._survey is not None:
            survey = self._survey
            wanted["survey"] = Job(
                self._settings.discovery.interval_s, FIRST_SURVEY_AFTER_S, lambda: survey(directory())
            )
        for item in directory().level_rounds():
            wanted[item.name] = Job(
                item.interval_s,
                FIRST_LEVELS_AFTER_S,
                partial(self._sweep, item.name, item.devices, Cadence.LEVEL, self._spread_s(item.interval_s)),
            )
        self._pulse.expect(
            {name: each.interval_s for name, each in wanted.items() if name == "state" or name.startswith("level:")}
        )
        self._timetable.arrange(wanted)

    def _spread_s(self, interval_s: float) -> float:
        snmp = self._settings.snmp
        give_up_s = snmp.timeout_ms / 1000 * (snmp.retries + 1 + snmp.retries * JITTER[-1])
        return spread_s(interval_s, self._settings.sweeps.spread, give_up_s)

    async def _sweep(self, name: str, devices: Sequence[Device], cadence: Cadence, over_s: float = 0.0) -> None:
        with self._pulse.sweep(name):
            await self._ask(name, devices, cadence, over_s if name in self._swept else 0.0)
        self._swept.add(name)
        await self._in_judging_thread(lambda: self._pipeline.sweep_ended(name, self._clock.now_ms()))

    async def _ask(self, name: str, devices: Sequence[Device], cadence: Cadence, over_s: float = 0.0) -> None:
        compared_ms = self._clock.now_ms()
        async with aclosing(self._sweeper.sweep(name, devices, cadence, over_s)) as batches:
            async for batch in batches:
                self._pulse.take(batch)
                await self.take(batch)
                if over_s and batch.ended_ms - compared_ms >= self._settings.sweeps.state_interval_s * 1000.0:
                    compared_ms = batch.ended_ms
                    await self._in_judging_thread(partial(self._pipeline.compare, compared_ms))

    async def _ask_states(self, devices: Sequence[Device]) -> None:
        """Ask some devices out of turn; no sweep has ended by that, so nothing is over because of it."""
        await guarded(HINTED, partial(self._ask, HINTED, devices, Cadence.STATE))()

    async def _sweep_states(self, directory: Directory) -> None:
        with self._out_of_turn.standing_back():
            await self._sweep("state", directory.devices, Cadence.STATE)
        if self._prober is not None and (self._asking is None or self._asking.done()):
            self._asking = asyncio.create_task(guarded("sample", partial(self._ask_sample, self._prober))())

    async def _ask_sample(self, prober: Prober) -> None:
        sample = await self._in_judging_thread(lambda: self._pipeline.questions.sample(self._clock.now_ms()))
        if sample.devices:
            contacts = await prober.ask(sample.devices)
            now_ms = self._clock.now_ms()
            await self._in_judging_thread(partial(self._pipeline.take_sample, sample, contacts, now_ms))

    async def _sweep_terminals(self, directory: Directory, over_s: float) -> None:
        devices = await self._in_judging_thread(directory.terminals)  # where addresses are learnt
        await self._sweep("level:terminals", devices, Cadence.LEVEL, over_s)

    async def _sweep_seldom(self, directory: Directory) -> None:
        """Ask what proactive maintenance looks at; it tells nothing of now, so no sweep has ended by that."""
        terminals = await self._in_judging_thread(directory.terminals)
        spread_s = self._spread_s(self._settings.sweeps.pnm_interval_s)
        await self._ask(PNM, (*directory.devices, *terminals), Cadence.PNM, spread_s)

    async def _attend_to_bad(self) -> None:
        """Ask who deserves it for levels; no sweep has ended by that."""
        devices = await self._in_judging_thread(lambda: self._pipeline.questions.deserving(self._clock.now_ms()))
        if devices:
            log.info("attention.asked", devices=len(devices))
            await self._ask(ATTENTION, devices, Cadence.LEVEL)

    async def take(self, batch: Batch) -> None:
        """Hand over a slice; what goes wrong with one does not keep the next from being taken."""
        try:
            self.look_at(await self._in_judging_thread(partial(self._pipeline.take, batch)))
        except LedgerError as error:
            log.error("batch.not_written", sweep=batch.sweep, reason=str(error))  # noqa: TRY400 - a sentence, not a trace
        except Exception:
            log.exception("batch.failed", sweep=batch.sweep)  # the rim of one slice

    async def _tidy(self) -> None:
        forgotten = await asyncio.to_thread(tidy, self._ledger)
        log.info("ledger.tidied", **asdict(forgotten))

    async def _attend(
        self, directory: Callable[[], Directory], orders: Mapping[str, Order], stop: asyncio.Event
    ) -> None:
        """Look again and again for orders, and to the clock."""
        book = Orders(self._ledger, self._clock, orders, self._in_judging_thread)
        try:
            while not stop.is_set():
                async for _ in book.obeyed():
                    self._arrange(directory)
                self._timetable.keep_time()
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), LOOK_FOR_ORDERS_S)
        finally:
            book.close()

    async def _in_judging_thread(self, work: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._judging, work)

"""The one place that wires: what core is made of, in the order data travels through it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from collectors.budget import Budget
from collectors.clock import AnchoredClock, Clock
from collectors.ping.pinger import Pinger
from collectors.probing import Prober
from collectors.profiles.loading import load_profiles
from collectors.roster import Roster
from collectors.snmp.choice import EngineError, make_engine
from collectors.snmp.engine import SnmpEngine
from collectors.surveying import Surveyor
from collectors.sweep import Sweeper
from monitor.care.levels import changed, out_of_limits
from monitor.discovery.book import DiscoveryBook
from monitor.incidents.book import IncidentBook
from monitor.incidents.estimates import Estimator
from monitor.incidents.evidence import EvidenceBook
from monitor.ledger.device_credentials import secrets_of
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger
from monitor.ledger.lock import DirectoryInUseError, hold
from monitor.ledger.states import load_states
from monitor.ledger.terminal_tests import COMMAND as TEST
from monitor.obeying import incident_orders, opening_orders, plant_orders, probe_orders
from monitor.orders.clocks import Pace
from monitor.orders.looking import Follower
from monitor.orders.telling import OrderTeller
from monitor.orders.verification import Levels
from monitor.plans import undelivered
from monitor.plans.attending import Attendance
from monitor.plans.engine import PlanEngine
from monitor.plans.hands import OutboxHands
from monitor.plans.storms import Storms
from monitor.series.opening import open_store
from monitor.settings import Settings, SettingsError
from monitor.telling.outbox import Outbox
from monitor.telling.teller import NoticeTeller
from monitor.watch.asking import sampling
from monitor.watch.asking.survey import Survey
from monitor.watch.asking.testing import TerminalTester
from monitor.watch.cameras import Cameras
from monitor.watch.inventory import Inventory
from monitor.watch.levels.judging import Judging
from monitor.watch.listening.ears import Ears
from monitor.watch.listening.event_logs import EventLogs
from monitor.watch.listening.hearing import Hearing
from monitor.watch.listening.own_engine import notifications
from monitor.watch.orders import Order
from monitor.watch.pipeline import Pipeline
from monitor.watch.schedule import Watch

LOCK_PATIENCE_S = 5.0
LOCK_LOOK_S = 0.1


async def core(settings: Settings) -> None:
    """Watch the plant until SIGTERM or SIGINT: collect, judge, locate, remember, tell.

    Raises DirectoryError where another core has the data directory, LedgerError where the ledger cannot be used.
    """
    clock = AnchoredClock()
    stop = asyncio.Event()
    _end_on_signal(stop)
    async with _held(settings.data.directory):
        ledger = Ledger.open(settings.ledger_url(), clock)
        try:
            await _watch(settings, clock, ledger, stop)
        finally:
            ledger.close()


@dataclass(frozen=True, slots=True)
class Parts:
    """What watches a plant, from the sockets to the incident book; whoever has them sets the pace."""

    roster: Roster
    pipeline: Pipeline
    incidents: IncidentBook
    inventory: Inventory
    engine: SnmpEngine
    sweeper: Sweeper
    prober: Prober
    pinger: Pinger
    survey: Survey


def assemble(settings: Settings, clock: Clock, ledger: Ledger) -> Parts:
    """Return the parts, as the ledger's last user left them; needs a running loop."""
    roster = load_roster(ledger)
    with ledger.read() as connection:
        evidence = EvidenceBook(load_states(connection, len(roster)))
    judging = Judging(ledger)
    estimator = Estimator(ZoneInfo(settings.display.timezone))
    incidents = IncidentBook(ledger, Attendance(NoticeTeller(settings), settings), estimator)
    pipeline = Pipeline(ledger, settings, roster, evidence, judging, incidents)
    inventory = Inventory(ledger, settings, roster, judging, pipeline)
    engine = engine_of(settings, clock)
    with ledger.read() as connection:
        credentials = secrets_of(settings, connection)
    pinger = Pinger(clock, timeout_ms=settings.ping.timeout_ms, rate_per_s=settings.ping.rate_per_s)
    sweeper = Sweeper(
        engine,
        load_profiles(),
        roster,
        clock,
        credentials,
        lambda device: inventory.directory().expected(device),
        pinger,
        budget=Budget(settings.snmp.outstanding_per_cmts, settings.snmp.timeout_ms / 1000),
    )
    prober = Prober(engine_of(sampling.hasty(settings), clock), sweeper, clock)
    survey = Survey(Surveyor(engine, sweeper, roster), DiscoveryBook(ledger, settings, roster), clock)
    return Parts(roster, pipeline, incidents, inventory, engine, sweeper, prober, pinger, survey)


async def _watch(settings: Settings, clock: AnchoredClock, ledger: Ledger, stop: asyncio.Event) -> None:
    parts = assemble(settings, clock, ledger)
    store = open_store(settings)
    watch = Watch(
        parts.pipeline,
        parts.sweeper,
        store,
        ledger,
        settings,
        clock,
        parts.prober,
        parts.survey.run,
        parts.engine,
    )
    testing = TerminalTester(ledger, clock, parts.roster, parts.sweeper, parts.prober, parts.inventory.directory, watch)

    soon = asyncio.get_running_loop().call_soon_threadsafe
    orders: dict[str, Order] = {
        **plant_orders(parts.inventory),
        TEST: testing.order,
        **probe_orders(parts.roster, parts.inventory.directory, lambda devices: soon(watch.look_at, devices)),
        **incident_orders(parts.incidents, clock),
        **opening_orders(parts.pipeline, clock),
    }
    telling = asyncio.create_task(Outbox(ledger, settings, clock, ended=undelivered.follow).run(stop), name="outbox")
    follower = Follower(ledger, Pace.of(settings.orders), clock, OrderTeller(settings), levels_of(settings))
    following = asyncio.create_task(follower.run(stop), name="work orders")
    watching = asyncio.create_task(Cameras(ledger, settings.cameras, clock).run(stop), name="cameras")
    storms, here = Storms(ledger, settings.plans), settings.plans.run_by == "here"
    engine = PlanEngine(ledger, clock, OutboxHands(settings), storms, here=here)
    planning = asyncio.create_task(engine.run(stop), name="plans")
    for task in (telling, planning):  # with nobody told, core had better end and be started anew
        task.add_done_callback(lambda _: stop.set())
    try:
        async with _listening(settings, clock, ledger, parts, watch):
            await watch.run(parts.inventory.directory, orders, stop)
    finally:
        stop.set()
        await testing.close()
        parts.engine.close()
        parts.prober.close()
        parts.pinger.close()
        store.close()
        await telling
        await following
        await watching
        await planning


@asynccontextmanager
async def _listening(
    settings: Settings, clock: Clock, ledger: Ledger, parts: Parts, watch: Watch
) -> AsyncIterator[None]:
    """Hear what equipment says unasked, and have the watch look where it hints at."""
    directory, of = parts.inventory.directory, settings.listening

    def read_log(slot: int) -> None:
        logs.ask((*directory().at([slot]), *directory().concerned(slot)))

    hearing = Hearing(ledger, clock, of.keep, lambda slot: directory().concerned(slot), watch.look_at, read_log)
    sweeper = parts.sweeper
    logs = EventLogs(parts.engine, sweeper.whom, clock, ledger, hearing.put_by, sweeper.budget, watch.allowed)
    v3 = notifications(settings, ledger, clock)
    ears = Ears(of, hearing, clock, lambda address: directory().whose(address), v3)
    stop = asyncio.Event()
    fetching = asyncio.create_task(
        logs.run(lambda: directory().devices, of.event_log_interval_s, stop), name="event logs"
    )
    writing = asyncio.create_task(hearing.run(ears.totals, stop), name="hearing")
    await ears.open()
    try:
        yield
    finally:
        fetching.cancel()  # first: whom it asks leave is at its end
        await ears.close()
        stop.set()
        await writing


@asynccontextmanager
async def _held(directory: Path) -> AsyncIterator[None]:
    """Hold the data directory, waiting a moment for a core that is just ending to let go of it."""
    loop = asyncio.get_running_loop()
    patience_s = loop.time() + LOCK_PATIENCE_S
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(hold(directory))
                break
            except DirectoryInUseError:
                if loop.time() > patience_s:
                    raise
            await asyncio.sleep(LOCK_LOOK_S)
        yield


def _end_on_signal(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)


def levels_of(settings: Settings) -> Levels:
    """Return how work orders learn that a home's readings are good again: once it was read, and that was flushed."""

    def suffering(connection: Connection, slot: int) -> set[str]:
        return {*out_of_limits(connection, slot), *changed(connection, slot)}

    sweep_s = max([settings.sweeps.level_interval_s, *settings.sweeps.by_kind.values()])
    return Levels(suffering, round(1000 * (2 * sweep_s + settings.series.flush_s)))  # it may have just been asked


def engine_of(settings: Settings, clock: Clock) -> SnmpEngine:
    """Return the SNMP engine that is set, with the configured manners; needs a running loop.

    Raises SettingsError where it is not installed.
    """
    snmp = settings.snmp
    try:
        return make_engine(
            snmp.engine,
            clock,
            timeout_ms=snmp.timeout_ms,
            retries=snmp.retries,
            rate_per_s=snmp.rate_per_s,
            outstanding_per_device=snmp.outstanding_per_device,
            max_repetitions=snmp.max_repetitions,
        )
    except EngineError as error:
        raise SettingsError(f"snmp.engine: {error}") from error

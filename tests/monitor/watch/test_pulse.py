"""The monitor's own pulse: lateness, silence, retries and cost, as they are kept for pages to read."""

import asyncio

import numpy as np
import pytest

from collectors.clock import AnchoredClock
from collectors.model import Batch, Contacts, Readings
from collectors.snmp.batch import BatchEngine
from collectors.snmp.engine import Question, target
from monitor.care import figures
from monitor.care.figures import CoreFigures, SweepFigures
from monitor.settings import Settings
from monitor.watch.pulse import WINDOW_S, Pulse
from monitor.watch.schedule import Watch


class Hand:
    """A clock that a test moves."""

    now_s = 100.0

    def __call__(self):
        return self.now_s


def a_batch(sweep, answered):
    n = len(answered)
    contacts = Contacts(np.arange(n, dtype=np.int32), np.array(answered), np.zeros(n, np.int64))
    return Batch(sweep, 0, 0, contacts=contacts)


def values(*told):
    n = len(told)
    zero = np.zeros(n, np.int32)
    return [Readings("x", zero, zero, np.zeros(n, np.int64), {"a": np.array(told, dtype=float)})]


def test_a_sweep_is_late_that_begins_late_or_outlasts_its_interval():
    clock = Hand()
    pulse = Pulse(clock, Hand())
    pulse.expect({"state": 30.0})

    def sweep(at_s, for_s):
        clock.now_s = at_s
        with pulse.sweep("state"):
            clock.now_s += for_s
        return pulse.sweeps["state"].late

    assert [sweep(100, 5), sweep(130, 5), sweep(163, 5), sweep(200, 5), sweep(230, 31), sweep(262, 1)] == [
        *(0, 0, 0),
        *(1, 2, 2),
    ]
    assert (pulse.sweeps["state"].sweeps, pulse.sweeps["state"].late_share) == (6, pytest.approx(1 / 3))


def test_a_sweep_that_a_new_plant_has_no_longer_is_told_of_no_longer():
    pulse = Pulse(Hand(), Hand())
    pulse.expect({"state": 30.0, "level:300s": 300.0})
    with pulse.sweep("level:300s"):
        pulse.expect({"state": 20.0})
    assert {name: one.interval_s for name, one in pulse.sweeps.items()} == {"state": 20.0}


def test_who_answered_is_counted_while_a_sweep_is_under_way_and_one_that_breaks_off_is_not():
    clock = Hand()
    pulse = Pulse(clock, Hand())
    pulse.expect({"state": 30.0})
    with pulse.sweep("state"):
        pulse.take(a_batch("state", [True, True, False]))
        pulse.take(a_batch("hinted", [False]))
        pulse.take(a_batch("state", [True]))
        clock.now_s += 2.0
    of = pulse.sweeps["state"]
    assert (of.asked, of.answered, of.duration_s, of.answers_per_s, of.silent_share) == (4, 3, 2.0, 1.5, 0.25)
    with pytest.raises(RuntimeError), pulse.sweep("state"):
        raise RuntimeError
    assert of.sweeps == 1


def test_a_value_costs_what_the_processor_did_over_the_last_minutes():
    clock, cpu = Hand(), Hand()
    pulse = Pulse(clock, cpu)
    assert pulse.figures(None, 7, 0).cpu_s_per_value is None
    for at_s, cpu_s, told in ((100, 101, (1, np.nan)), (200, 103, (1, 2, 3)), (200 + WINDOW_S, 103.5, (1,))):
        clock.now_s, cpu.now_s = at_s, cpu_s
        pulse.stored(values(*told))
    assert pulse.figures(None, 7, 0) == CoreFigures(7, 0, 0, 5, pytest.approx(0.5))


def test_figures_come_back_as_they_were_kept(ledger):
    with ledger.read() as connection:
        assert figures.load(connection) == figures.Figures()
    sweeps = (SweepFigures("state", 30.0, 1.5, 10, 9, 3, 1), SweepFigures("level:900s", 900.0))
    for core in (CoreFigures(5, 1, 2, 3, None, 4), CoreFigures(6, 1, 2, 3, 0.25, 4)):
        with ledger.write("core") as connection:
            figures.save(connection, sweeps, core)
        with ledger.read() as connection:
            assert figures.load(connection) == figures.Figures(sweeps, core)


async def test_the_engine_counts_what_it_repeats_and_gives_up(engine_kind, free_port):
    engine = engine_kind(AnchoredClock(), timeout_ms=30, retries=2)
    job = engine.get([target("127.0.0.1", free_port()) for _ in range(3)], Question(("1.3.6.1.2.1.1.3.0",)))
    await job.wait(10)
    assert (job.finished, engine.repeated, engine.given_up) == (True, 6, 3)
    engine.close()


@pytest.fixture(params=["python", "best"])
def engine_kind(request):
    from collectors.snmp.choice import engine_class  # noqa: PLC0415 - it warns where the C core was not built

    return BatchEngine if request.param == "python" else engine_class()


class Sweeper:
    """One device answers in every sweep."""

    async def sweep(self, name, _devices, _cadence, _over_s):
        yield a_batch(name, [True, False])


class Store:
    def append(self, readings):
        """Take it."""

    def waiting_bytes(self):
        return 0


async def test_core_leaves_its_pulse_in_the_ledger(core, wait_until_async):
    settings = Settings.model_validate({"sweeps": {"state_interval_s": 0.1}, "series": {"flush_s": 0.2}})
    watch, stop = Watch(core.pipeline, Sweeper(), Store(), core.ledger, settings, AnchoredClock()), asyncio.Event()
    task = asyncio.create_task(watch.run(core.inventory.directory, {}, stop))

    def told():
        with core.ledger.read() as connection:
            known = {one.name: one for one in figures.load(connection).sweeps}
        return "state" in known and known["state"].sweeps > 1 and known["state"]

    state = await wait_until_async(told, 20)
    stop.set()
    await asyncio.wait_for(task, 20)
    assert (state.interval_s, state.asked, state.silent_share) == (0.1, 2, 0.5)

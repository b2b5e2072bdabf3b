"""What is new in a device's own log is told once, whatever restarts meanwhile."""

import asyncio
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from collectors.budget import Budget
from collectors.clock import AnchoredClock
from collectors.model import Device
from collectors.snmp.batch import BatchEngine
from collectors.snmp.engine import TargetError, target
from monitor.watch.listening import event_logs
from monitor.watch.listening.event_logs import EventLogs

sys.path.insert(0, str(Path(__file__).parents[2] / "collectors"))
from snmp_agents import Agent, integer, octets

ENTRY = "1.3.6.1.2.1.69.1.5.8.1"
LOST, NO_ANSWER = 84_000_500, 82_000_200


def entry(index, minute, number, text, counts=1):
    last = (2026).to_bytes(2, "big") + bytes((11, 22, 10, minute, 5, 0))
    objects = {2: octets(last), 3: octets(last), 4: integer(counts, 0x41), 5: integer(3)}
    objects |= {6: integer(number, 0x42), 7: octets(text.encode())}
    return {f"{ENTRY}.{column}.{index}": value for column, value in objects.items()}


@pytest.fixture
async def modem():
    loop = asyncio.get_running_loop()
    _, made = await loop.create_datagram_endpoint(lambda: Agent({}), local_addr=("127.0.0.1", 0))
    made.port = made.transport.get_extra_info("sockname")[1]
    yield made
    made.transport.close()


@asynccontextmanager
async def logs_of(modem, ledger, told, **how):
    engine = BatchEngine(AnchoredClock(), timeout_ms=200, retries=0)
    logs = EventLogs(
        engine,
        lambda device: (4, target(device.address, modem.port)),
        AnchoredClock(),
        ledger,
        told.append,
        Budget(),
        how.get("allowed", everybody),
    )
    stop = asyncio.Event()
    task = asyncio.create_task(logs.run(how.get("everybody", tuple), how.get("interval_s", 0.0), stop))
    yield logs
    stop.set()
    await asyncio.wait_for(task, 20)
    engine.close()


async def everybody(devices):
    return devices


MODEM = Device("m", "127.0.0.1", "docsis-modem")


async def test_new_entries_are_told_once_and_a_restart_does_not_repeat_them(
    modem, ledger, wait_until_async, monkeypatch
):
    monkeypatch.setattr(event_logs, "PAUSE_MS", 0)
    told = []
    modem.objects = entry(1, 1, LOST, "Loss of Sync") | entry(2, 2, NO_ANSWER, "T3 time-out", 7)
    async with logs_of(modem, ledger, told) as logs:
        logs.ask([MODEM])
        await wait_until_async(lambda: len(told) == 2)
        assert [(one.kind, one.name, one.severity, one.slot, one.is_trouble) for one in told] == [
            ("event", str(LOST), "critical", 4, False),
            ("event", str(NO_ANSWER), "critical", 4, False),
        ]
        assert [one.text for one in told] == [
            "2026-11-22 10:01:05 Loss of Sync",
            "2026-11-22 10:02:05 T3 time-out ×7",
        ]
        asked = len(modem.asked)
        modem.ordered, modem.objects = [], modem.objects | entry(2, 9, NO_ANSWER, "T3 time-out", 8)  # again
        logs.ask([MODEM])
        await wait_until_async(lambda: len(told) == 3)
        assert told[-1].text.startswith("2026-11-22 10:09:05")
    async with logs_of(modem, ledger, told) as logs:
        asked = len(modem.asked)
        logs.ask([MODEM])
        await wait_until_async(lambda: len(modem.asked) > asked)
        modem.ordered, modem.objects = [], entry(1, 30, LOST, "Loss of Sync")  # its own restart begins the log anew
        logs.ask([MODEM])
        await wait_until_async(lambda: len(told) == 4)
    assert told[-1].text == "2026-11-22 10:30:05 Loss of Sync"


async def test_everybody_is_looked_at_in_time_and_silence_forgets_nothing(modem, ledger, wait_until_async, monkeypatch):
    monkeypatch.setattr(event_logs, "PAUSE_MS", 0)
    told = []
    modem.objects = entry(1, 1, LOST, "Loss of Sync")
    others = (Device("n", "127.0.0.1", "hms-node"),)
    async with logs_of(modem, ledger, told, everybody=lambda: (MODEM, *others), interval_s=0.001):
        await wait_until_async(lambda: told)
        modem.silent, asked = True, len(modem.asked)
        await wait_until_async(lambda: len(modem.asked) > asked)
        modem.silent, asked = False, len(modem.asked)
        await wait_until_async(lambda: len(modem.asked) > asked + 2)
    assert len(told) == 1


async def test_of_a_long_log_the_newest_are_told_and_who_cannot_be_asked_is_passed_over(
    modem, ledger, wait_until_async, monkeypatch
):
    monkeypatch.setattr(event_logs, "MOST_TOLD", 12)
    told = []
    for index in range(1, 31):
        modem.objects |= entry(index, 31 - index, LOST, f"number {index}")
    async with logs_of(modem, ledger, told) as logs:
        whom = logs._whom

        def some(device):
            if device.key == "x":
                raise TargetError("x: no credential")
            return whom(device)

        logs._whom = some
        logs.ask([Device("x", "127.0.0.1", "docsis-cmts"), MODEM])
        await wait_until_async(lambda: len(told) == 12)
        logs.ask([MODEM])
        assert logs._waiting == {}  # a moment ago
    assert [one.text.split()[-1] for one in told] == [str(index) for index in range(12, 0, -1)]
    assert np.all([one.time_ms > 0 for one in told])


async def test_who_may_not_be_asked_beyond_the_sweeps_now_waits_until_it_may(modem, ledger, wait_until_async):
    told, refused, may = [], [], []

    async def allowed(devices):
        refused.extend(devices)
        return [device for device in devices if device.key in may]

    modem.objects = entry(1, 1, LOST, "Loss of Sync")
    async with logs_of(modem, ledger, told, allowed=allowed) as logs:
        logs.ask([MODEM])
        await wait_until_async(lambda: len(refused) > 1)
        assert not modem.asked
        may.append(MODEM.key)
        await wait_until_async(lambda: told)

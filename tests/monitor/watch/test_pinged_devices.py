"""Equipment without SNMP, from the plant file to its alarm and its loss in the readings, over real connections."""

import asyncio
import socket

import pytest

from bench.day.clock import HandClock
from bench.day.hotline import Hotline
from bench.day.watcher import Watcher
from collectors.states import TerminalState as S
from maps.model import DeviceRow, Element, Kind, Plant
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.service import assemble
from monitor.settings import Settings
from thresholds.model import Level

T0 = 1_800_000_000_000
HERE, GONE = "127.80.1.1", "127.80.1.2"


@pytest.fixture
def ports():
    """A port that accepts, and one that is deaf: as many connections wait there as it takes."""
    held = [socket.create_server((HERE, 0)), socket.create_server((GONE, 0), backlog=0)]
    for _ in range(3):
        waiting = socket.socket()
        waiting.setblocking(False)  # noqa: FBT003 - as the module has it
        waiting.connect_ex(held[1].getsockname())
        held.append(waiting)
    yield [one.getsockname()[1] for one in held[:2]]
    for one in held:
        one.close()


@pytest.fixture
async def town(tmp_path, ports):
    """A switch that answers and one that is gone, neither with an agent; the second asked under any credential."""
    elements = tuple(Element(name, Kind.SWITCH) for name in ("SW1", "SW2"))
    rows = (
        DeviceRow("SW1", HERE, port=ports[0], profile="ping-tcp"),
        DeviceRow("SW2", GONE, port=ports[1], profile="ping-tcp", credential="nobody's"),
    )
    settings = Settings.model_validate({"data": {"directory": tmp_path}, "ping": {"timeout_ms": 100}})
    clock = HandClock(T0)
    ledger = Ledger.open(settings.ledger_url(), clock)
    plant = Plant(elements=elements, devices=rows)
    replace_plant(ledger, plant, "test")
    parts = assemble(settings, clock, ledger)
    watcher = Watcher(ledger, parts, plant, clock, Hotline(ledger, settings, clock), settings)
    yield watcher, parts, clock
    watcher.close()


async def test_a_pinged_device_is_judged_and_its_round_trip_kept_like_any_other(town):
    watcher, parts, clock = town
    for _ in range(3):
        clock.advance(30)
        await asyncio.wait_for(watcher.states(), 20)
    pipeline, slots = parts.pipeline, parts.pipeline._roster.slots(("SW1", "SW2"))
    assert pipeline._evidence.state[slots].tolist() == [S.REGISTERED, S.DARK]
    alarms = {(alarm.slot, alarm.level) for alarm in pipeline._judging.alarms}
    assert alarms == {(int(slots[1]), Level.NO_ANSWER)}
    kept = [block for block in pipeline.collected() if block.family == "ping"]
    assert {name for block in kept for name in block.values} == {"loss_ratio", "least_round_trip_ms", "round_trip_ms"}
    assert {slot for block in kept for slot in block.slot.tolist()} == {int(slots[0])}
    assert all((block.values["round_trip_ms"] > 0).all() for block in kept)

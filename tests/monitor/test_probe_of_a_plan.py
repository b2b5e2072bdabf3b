"""The step `run_probe` of a plan, against the agents of a simulated town: the segment is asked at once."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import func, select

from collectors.clock import AnchoredClock
from collectors.states import TerminalState
from maps.datum import Datum
from maps.model import Kind
from maps.plantfile import read
from monitor import service
from monitor.care import freshness
from monitor.ledger import commands
from monitor.ledger import tables as t
from monitor.ledger.commands import CommandState
from monitor.ledger.ledger import Ledger
from monitor.ledger.plant import replace_plant
from monitor.plans.hands import PROBE
from monitor.settings import Settings
from monitor.watch import schedule
from simulator import running

pytestmark = pytest.mark.timeout(120)
NEVER_S = 86_400


@pytest.fixture(scope="module")
def town():
    options = {"notice_delay": "0-0", "night_off": 0, "always_off": 0, "calls": "calls=0"}
    with running(size="tiny", seed=5, network="127.87", hostile="off", **options) as simulator:
        yield simulator


async def test_a_plan_has_the_segment_asked_long_before_the_next_sweep(town, tmp_path, wait_until_async, monkeypatch):
    for first in ("LEVELS", "TERMINALS", "SURVEY", "PNM"):  # a dead node would be noticed by any of these too
        monkeypatch.setattr(schedule, f"FIRST_{first}_AFTER_S", NEVER_S)
    sweeps = {"state_interval_s": NEVER_S, "level_interval_s": NEVER_S}
    settings = Settings.model_validate({"data": {"directory": tmp_path}, "snmp": {"timeout_ms": 700}, "sweeps": sweeps})
    plant, _ = read(town.plant, Datum.WGS84)
    ledger = Ledger.open(settings.ledger_url(), AnchoredClock())
    replace_plant(ledger, plant, "test")
    node = next(one.id for one in plant.elements if one.kind is Kind.OPTICAL_NODE)

    def swept() -> bool:
        with ledger.read() as connection:
            told = freshness.freshness(connection, ledger.clock.now_ms(), 60_000)
        return told.as_of_ms is not None and how_many(TerminalState.REGISTERED) > 0

    def how_many(state: TerminalState) -> int:
        with ledger.read() as connection:
            s = t.terminal_state.c
            return connection.execute(select(func.count()).where(s.state == state)).scalar_one()

    async def asked_of_core(element: str) -> commands.Command:
        with ledger.write("core") as connection:
            number = commands.ask(connection, ledger.clock.now_ms(), "core", PROBE, {"element": element})

        def answer() -> commands.Command | None:
            with ledger.read() as connection:
                found = commands.command(connection, number)
            return found if found is not None and found.state != CommandState.OWED else None

        await wait_until_async(answer, 20, "core answers")
        found = answer()
        assert found is not None
        return found

    core = asyncio.create_task(service.core(settings))
    try:
        await wait_until_async(swept, 60, "the first sweep has been")
        assert how_many(TerminalState.DARK) == 0
        town.kill(node)
        assert (await asked_of_core(node)).state == CommandState.DONE
        await wait_until_async(lambda: how_many(TerminalState.DARK) > 0, 30, "the probe has found it dark")
        refused = await asked_of_core("nowhere")
        assert (refused.state, refused.result) == (CommandState.FAILED, {"reason": "there is no element nowhere"})
    finally:
        core.cancel()
        with suppress(asyncio.CancelledError):
            await core
        ledger.close()

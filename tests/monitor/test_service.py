"""Core as a whole: it ends when a part it cannot do without has ended."""

import asyncio

import pytest

from collectors.clock import AnchoredClock
from monitor import service
from monitor.ledger.ledger import Ledger, LedgerBusyError
from monitor.settings import Settings
from monitor.telling.outbox import Outbox


async def test_core_ends_to_be_started_anew_when_telling_has_ended(tmp_path, monkeypatch):
    async def broken(_outbox, _stop) -> None:
        await asyncio.sleep(0.2)
        raise LedgerBusyError("the ledger was busy")

    monkeypatch.setattr(Outbox, "run", broken)
    settings = Settings.model_validate({"data": {"directory": tmp_path}})
    Ledger.open(settings.ledger_url(), AnchoredClock()).close()
    with pytest.raises(LedgerBusyError):
        await asyncio.wait_for(service.core(settings), 20)

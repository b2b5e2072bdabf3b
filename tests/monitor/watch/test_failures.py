"""What becomes of evidence when the ledger cannot be written for a while."""

import sqlite3
from contextlib import closing, contextmanager

import numpy as np
import pytest

from collectors.model import Batch, Contacts, Readings
from monitor.ledger import blobs, engines
from monitor.ledger.ledger import LedgerError
from tests.monitor.kept import affected_accounts, last_values, standing_terminals

T0 = 1_800_000_000_000


@pytest.fixture
def busy(tmp_path, monkeypatch):
    """Keeps the write lock in another connection for as long as the block runs."""
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 20)

    @contextmanager
    def hold():
        with closing(sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    return hold


def silent_node(core, at_ms):
    return Batch(
        "state",
        at_ms,
        at_ms + 500,
        contacts=Contacts(core.slots("N1"), np.array([False]), np.array([at_ms], np.int64)),
    )


def test_darkness_that_could_not_be_written_is_written_with_the_next_slice_and_known_after_a_restart(core, busy, start):
    with busy(), pytest.raises(LedgerError):
        core.sweep(T0 + 60_000, dark=set(core.homes[:5]))
    assert core.open() == []
    core.pipeline.take(Batch("state", T0 + 61_000, T0 + 61_500))
    (view,) = core.open()
    assert (view.element, view.started_before_ms) == ("A1", T0 + 60_000)
    again = start()
    for sweep in range(3):
        again.sweep(T0 + 90_000 + 30_000 * sweep, dark=set(core.homes[:5]))
    assert again.open() == [view]


def test_an_alarm_that_could_not_be_written_stands_after_the_next_slice(core, busy):
    for sweep in range(6):
        with busy(), pytest.raises(LedgerError):
            core.sweep(T0 + 60_000 + 30_000 * sweep, silent={"N1"})
    core.pipeline.take(silent_node(core, T0 + 240_000))
    assert {(view.element, view.cause) for view in core.open()} == {("N1", "no_answer")}


def test_readings_of_a_slice_that_failed_go_to_the_series_store_all_the_same(core, busy):
    core.pipeline.collected()
    with busy(), pytest.raises(LedgerError):
        core.sweep(T0 + 60_000, dark=set(core.homes[:5]))
    (block,) = core.pipeline.collected()
    assert block.family == "terminal_state"
    assert sorted(block.slot.tolist()) == sorted(core.slots(*core.homes[:5]).tolist())


def test_the_end_of_an_incident_that_could_not_be_written_comes_with_the_next_sweep(core, busy, ledger):
    core.sweep(T0 + 60_000, dark=set(core.homes[:5]))
    (view,) = core.open()
    with busy(), pytest.raises(LedgerError):
        core.sweep(T0 + 90_000)
    core.sweep(T0 + 120_000)
    core.sweep(T0 + 150_000)
    assert core.open() == []
    with ledger.read() as connection:
        assert affected_accounts(connection, view.number) == []
        assert standing_terminals(connection, view.number) == []


def a_level(core, at_ms: int, value: float) -> Batch:
    slots, times = core.slots("N1"), np.array([at_ms], np.int64)
    block = Readings("optical_node", slots, np.zeros(1, np.int32), times, {"optical_rx_dbm": np.array([value])})
    return Batch("level:300s", at_ms, at_ms, readings=(block,))


def kept_level(ledger, core) -> list[float]:
    with ledger.read() as connection:
        columns = blobs.load_columns(connection, "last:optical_node")
    return [values["optical_rx_dbm"] for _, _, values in last_values(columns, int(core.slots("N1")[0]))]


def test_last_values_are_kept_by_the_next_flush_where_one_failed_and_only_when_there_are_newer_ones(core, busy, ledger):
    core.pipeline.take(a_level(core, T0 + 60_000, -3.0))
    with busy(), pytest.raises(LedgerError):
        core.pipeline.flush(T0 + 61_000)
    core.pipeline.flush(T0 + 62_000)
    assert kept_level(ledger, core) == [-3.0]
    core.pipeline.flush(T0 + 63_000)
    with ledger.read() as connection:
        assert blobs.saved_ms(connection, "last:optical_node") == T0 + 62_000
    core.pipeline.take(a_level(core, T0 + 64_000, -4.0))
    core.pipeline.flush(T0 + 65_000)
    assert kept_level(ledger, core) == [-4.0]

"""How old the data is: by the newest state sweep, whatever else has run."""

from __future__ import annotations

from monitor.care.freshness import beat, freshness, stale_after_ms
from monitor.ledger.ledger import Ledger
from monitor.settings import Settings, Sweeps

NOW_MS = 1_800_000_000_000


def test_a_level_sweep_does_not_make_states_fresh(ledger: Ledger) -> None:
    with ledger.write("core") as connection:
        beat(connection, "level:docsis-cmts", NOW_MS + 500_000)
    with ledger.read() as connection:
        found = freshness(connection, NOW_MS + 500_000, 90_000)
    assert found.as_of_ms == NOW_MS - 5000
    assert found.stale


def test_each_sweep_keeps_one_row_with_its_newest_time(ledger: Ledger) -> None:
    for step in range(3):
        with ledger.write("core") as connection:
            beat(connection, "state:docsis-cmts", NOW_MS + step)
    with ledger.read() as connection:
        assert freshness(connection, NOW_MS, 90_000).as_of_ms == NOW_MS + 2


def test_slow_state_sweeps_are_given_three_intervals() -> None:
    assert stale_after_ms(Settings(sweeps=Sweeps(state_interval_s=120))) == 360_000
    assert stale_after_ms(Settings(sweeps=Sweeps(state_interval_s=5))) == 90_000

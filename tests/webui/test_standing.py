"""The states that the web process keeps in memory are those of the ledger, after every change."""

from __future__ import annotations

from contextlib import closing

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.clock import AnchoredClock
from collectors.states import TerminalState
from monitor.ledger import changes
from monitor.ledger.ledger import Ledger
from monitor.ledger.states import save_states
from webui.standing import States

SLOTS = st.dictionaries(st.integers(0, 30), st.sampled_from(TerminalState), max_size=8)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SLOTS, max_size=5))
def test_after_every_change_they_are_what_a_new_reader_finds(here, sweeps):
    states = States()
    for sweep in sweeps:
        slots = np.array(list(sweep), dtype=np.int32)
        with here.ledger.write("core") as connection:
            n = len(slots)
            times = np.zeros(n, np.int64)
            save_states(connection, slots, np.array(list(sweep.values()), np.uint8), times, times, times)
            changes.announce(connection, 1, "state", "", {})
        with here.ledger.read() as connection:
            found, anew = states.now(connection), States().now(connection)
        assert found.state.tolist() == anew.state.tolist()
        assert found.of(slots).tolist() == [int(state) for state in sweep.values()]
        assert found.of(np.array([-1, 5000], np.int32)).tolist() == [0, 0]


def test_as_long_as_nothing_changes_they_are_not_read_again(here):
    states = States()
    with here.ledger.read() as connection:
        assert states.now(connection) is states.now(connection)


def test_postgresql_gives_the_same(postgres_url):
    ledger = Ledger.open(postgres_url, AnchoredClock())
    slots, times = np.arange(5, dtype=np.int32), np.zeros(5, np.int64)
    given_states = np.array([5, 1, 0, 6, 2], np.uint8)
    states = States()
    with closing(ledger):
        with ledger.read() as connection:
            assert len(states.now(connection).state) == 0
        for shift in (0, 1):
            with ledger.write("core") as connection:
                save_states(connection, slots, np.roll(given_states, shift), times, times, times)
                changes.announce(connection, 1, "state", "", {})
            with ledger.read() as connection:
                assert states.now(connection).state.tolist() == np.roll(given_states, shift).tolist()

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sqlalchemy import delete, insert

from collectors.clock import AnchoredClock
from collectors.states import TerminalState
from monitor.ledger import blobs, states
from monitor.ledger import tables as t
from monitor.ledger.identities import load_roster
from monitor.ledger.ledger import Ledger, LedgerError


def test_slots_are_the_same_after_a_restart(url: str, ledger: Ledger):
    roster = load_roster(ledger)
    assert roster.admit(["amp-1", "aa:bb:cc:00:00:01", "amp-1"]).tolist() == [0, 1, 0]
    roster.admit(["node-7"])
    again = load_roster(Ledger.open(url, AnchoredClock()))
    assert [again.key(slot) for slot in range(len(again))] == ["amp-1", "aa:bb:cc:00:00:01", "node-7"]
    assert again.admit(["tap-1"]).tolist() == [3]


def test_a_second_process_that_admits_gives_nobody_a_slot_twice(url: str, ledger: Ledger):
    one, other = load_roster(ledger), load_roster(Ledger.open(url, AnchoredClock()))
    one.admit(["amp-1"])
    with pytest.raises(LedgerError, match="slot 0 meanwhile"):
        other.admit(["amp-2"])
    assert "amp-2" not in other
    assert load_roster(ledger).slot("amp-1") == 0


def test_subjects_are_admitted_all_or_none(ledger: Ledger):
    roster = load_roster(ledger)
    with ledger.write("other") as connection:
        connection.execute(insert(t.subject).values(slot=2, key="somebody"))
    with pytest.raises(LedgerError):
        roster.admit(["a", "b", "c"])
    with ledger.write("other") as connection:
        connection.execute(delete(t.subject))
    assert len(roster) == 0
    assert roster.admit(["b"]).tolist() == [0]


def test_a_hole_in_the_roster_is_damage(ledger: Ledger):
    with ledger.write("other") as connection:
        connection.execute(insert(t.subject), [{"slot": 0, "key": "a"}, {"slot": 2, "key": "c"}])
    with pytest.raises(LedgerError, match="nobody stands in slot 1"):
        load_roster(ledger)


def test_states_come_back_and_later_ones_replace_earlier(ledger: Ledger):
    slots = np.array([5, 1, 3], np.int32)
    up = np.full(3, TerminalState.REGISTERED, np.uint8)
    times = np.array([10, 20, 30], np.int64)
    states.flush_states(ledger, slots, up, times, times, np.zeros(3, np.int64))
    dark = np.array([TerminalState.DARK], np.uint8)
    with ledger.write("core") as connection:
        states.save_states(connection, slots[:1], dark, times[2:], times[:1], times[1:2])
    with ledger.read() as connection:
        evidence = states.load_states(connection, 7)
    assert evidence.state.tolist() == [0, 1, 0, 1, 0, 5, 0]
    assert evidence.since_ms.tolist() == [0, 20, 0, 30, 0, 30, 0]
    assert evidence.last_seen_ms.tolist() == [0, 20, 0, 30, 0, 10, 0]
    assert evidence.first_missed_ms.tolist() == [0, 0, 0, 0, 0, 20, 0]
    assert evidence.state.dtype == np.uint8


def test_an_outage_of_many_terminals_is_written_in_slices(ledger: Ledger):
    n = 2 * states.SLICE + 1
    slots = np.arange(n, dtype=np.int32)
    dark = np.full(n, TerminalState.DARK, np.uint8)
    states.flush_states(ledger, slots, dark, slots.astype(np.int64), slots.astype(np.int64), slots.astype(np.int64))
    with ledger.read() as connection:
        evidence = states.load_states(connection, n)
    assert (evidence.state == TerminalState.DARK).all()
    assert (evidence.since_ms == slots).all()


def test_no_states_are_no_rows(ledger: Ledger):
    none = np.empty(0, np.int64)
    with ledger.write("core") as connection:
        states.save_states(connection, none.astype(np.int32), none.astype(np.uint8), none, none, none)
        assert not states.load_states(connection, 3).state.any()


def test_columns_replace_their_family_and_no_other(ledger: Ledger):
    with ledger.write("core") as connection:
        blobs.save_columns(connection, "last:cm_upstream", 1, {"tx": np.array([1.0, np.nan]), "old": np.zeros(1)})
        blobs.save_columns(connection, "judge", 2, {"level": np.array([3], np.uint8)})
        blobs.save_columns(connection, "last:cm_upstream", 3, {"tx": np.array([2.5, np.nan])})
    with ledger.read() as connection:
        back = blobs.load_columns(connection, "last:cm_upstream")
        assert list(back) == ["tx"]
        np.testing.assert_array_equal(back["tx"], [2.5, np.nan])
        assert blobs.load_columns(connection, "judge")["level"].tolist() == [3]
        assert blobs.load_columns(connection, "nobody") == {}
        assert (blobs.saved_ms(connection, "judge"), blobs.saved_ms(connection, "nobody")) == (2, None)


shapes = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
dtypes = st.one_of(
    hnp.floating_dtypes(), hnp.integer_dtypes(), hnp.boolean_dtypes(), hnp.unicode_string_dtypes(min_len=1, max_len=5)
)


@settings(max_examples=80)
@given(column=hnp.arrays(dtypes, shapes))
def test_any_column_comes_back_as_it_was(column: np.ndarray):
    back = blobs._read(blobs._written(column), np.ascontiguousarray(column).tobytes())
    assert back.dtype == column.dtype
    assert back.shape == column.shape
    np.testing.assert_array_equal(back, column)
    assert back.flags.writeable


def test_python_objects_are_refused(ledger: Ledger):
    with pytest.raises(ValueError, match="last:x/y holds Python objects"), ledger.write("core") as connection:
        blobs.save_columns(connection, "last:x", 1, {"y": np.array(["a", None], dtype=object)})

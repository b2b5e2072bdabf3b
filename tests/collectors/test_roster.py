"""Slots are given once and kept."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.roster import Roster


@given(st.lists(st.lists(st.text(min_size=1, max_size=3), max_size=8), max_size=8))
def test_slots_count_from_zero_without_holes_and_never_change(arrivals):
    stored: list[tuple[int, str]] = []
    roster = Roster(persist=stored.extend)
    given_out: dict[str, int] = {}
    for keys in arrivals:
        for key, slot in zip(keys, roster.admit(keys).tolist(), strict=True):
            assert given_out.setdefault(key, slot) == slot
    assert sorted(given_out.values()) == list(range(len(roster)))
    assert stored == sorted((slot, key) for key, slot in given_out.items())
    again = Roster(key for _, key in stored)
    assert [again.slot(key) for key in given_out] == list(given_out.values())


def test_whom_the_ledger_refuses_is_not_admitted():
    def refuse(_new):
        raise OSError("disk full")

    roster = Roster(["a"], persist=refuse)
    with pytest.raises(OSError, match="disk full"):
        roster.admit(["a", "b"])
    assert (len(roster), roster.slot("b")) == (1, None)
    assert roster.admit(["a"]).tolist() == [0]


def test_strangers_have_no_slot():
    assert Roster(["a"]).slots(["a", "b"]).tolist() == [0, -1]


def test_one_key_in_two_slots_is_refused():
    with pytest.raises(ValueError, match="two slots"):
        Roster(["a", "a"])


def test_two_threads_that_admit_at_once_share_no_slot():
    stored = []

    def persist(fresh):
        time.sleep(0.001)  # a disk takes its time, and others get their turn
        stored.extend(fresh)

    roster = Roster(persist=persist)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: roster.admit([f"{n}", f"{n % 7}"]), range(40)))
    assert stored == list(enumerate(roster.key(slot) for slot in range(len(roster))))

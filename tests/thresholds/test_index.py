"""Rows of series, whatever order columns come in."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from thresholds.index import MOST_MET, SeriesIndex

COLUMNS = st.lists(st.tuples(st.integers(-1, 9), st.sampled_from([0, 1, 2**31 - 1, 2**32 - 1])), max_size=20)


def columns(rows):
    return np.array([row[0] for row in rows], np.int32), np.array([row[1] for row in rows], np.uint32)


@given(st.lists(COLUMNS, max_size=6), st.data())
def test_a_series_keeps_its_row_and_never_stands_twice_in_a_round(lookups, data):
    index = SeriesIndex()
    row_of: dict[tuple[int, int], int] = {}
    seen = []
    for rows in lookups:
        repeated = data.draw(st.sampled_from([rows, *seen]))
        seen.append(repeated)
        slot, instance = columns(repeated)
        order = []
        for part in index.rounds(slot, instance):
            at, found = np.arange(len(slot))[part.at], np.arange(len(index))[part.rows]
            assert len(set(found)) == len(found)
            for position, row in zip(at, found, strict=True):
                assert row_of.setdefault(repeated[position], row) == row
                assert (index.slot[row], index.instance[row]) == repeated[position]
            order.extend(at)
        assert sorted(order) == [position for position, row in enumerate(repeated) if row[0] >= 0]
        for series in set(repeated):
            mine = [position for position in order if repeated[position] == series]
            assert mine == sorted(mine)
    assert len(index) == len(row_of)
    assert len(set(row_of.values())) == len(row_of)


def test_a_repeated_sweep_is_a_slice_of_rows():
    index = SeriesIndex()
    slot, instance = np.arange(100, dtype=np.int32), np.zeros(100, dtype=np.uint32)
    index.rounds(slot, instance)
    (part,) = index.rounds(slot[40:60], instance[40:60])
    assert part.rows == slice(40, 60)


def test_columns_with_gaps_that_recur_are_remembered_and_others_still_found():
    index = SeriesIndex()
    slot, instance = np.arange(1000, dtype=np.int32), np.zeros(1000, dtype=np.uint32)
    index.rounds(slot, instance)
    index.rounds(slot[::2], instance[::2])
    (first,) = index.rounds(slot[::2].copy(), instance[::2].copy())
    (again,) = index.rounds(slot[::2].copy(), instance[::2].copy())
    assert again is first
    changed = slot[::2].copy()
    changed[-1] = 999
    (other,) = index.rounds(changed, instance[::2])
    assert other.rows[-1] == 999
    assert first.rows[-1] == 998


def test_what_is_remembered_stays_within_bounds():
    index = SeriesIndex()
    slot, instance = np.arange(1000, dtype=np.int32), np.zeros(1000, dtype=np.uint32)
    index.rounds(slot, instance)
    for step in range(2, 400):
        index.rounds(slot[::-step], instance[::-step])
        index.rounds(slot[::-step], instance[::-step])
    assert 0 < sum(len(kept.slot) for kept in index._memory.values()) <= 2 * len(index)


def test_columns_that_never_recur_are_not_kept():
    index, dice = SeriesIndex(), np.random.default_rng(1)
    slot, instance = np.arange(1000, dtype=np.int32), np.zeros(1000, dtype=np.uint32)
    index.rounds(slot, instance)
    for _ in range(2 * MOST_MET):
        index.rounds(dice.permutation(slot)[:9], instance[:9])
    assert not index._memory
    assert len(index._met) <= MOST_MET


def test_a_series_never_seen_has_no_row():
    index = SeriesIndex()
    assert index.find(*columns([(3, 0)])).tolist() == [-1]
    index.admit(*columns([(3, 0), (3, 1), (3, 0)]))
    assert index.find(*columns([(3, 1), (3, 0), (4, 0)])).tolist() == [1, 0, -1]

"""States are stored when they change, and once a day besides."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from collectors.model import States
from monitor.series.model import DAY_MS
from monitor.series.state_changes import StateChanges

NOON = 20_000 * DAY_MS + DAY_MS // 2


def states(slots, values, at_ms) -> States:
    return States(np.array(slots, np.int32), np.array(values, np.uint8), np.full(len(slots), at_ms, np.int64))


def test_a_plant_that_stands_still_is_written_once_a_day():
    changes = StateChanges()
    assert len(changes.readings(states([0, 1, 2], [1, 1, 5], NOON))) == 3
    assert len(changes.readings(states([0, 1, 2], [1, 1, 5], NOON + 30_000))) == 0
    assert len(changes.readings(states([0, 1, 2], [1, 1, 5], NOON + DAY_MS))) == 3


def test_only_the_terminal_that_went_dark_is_written():
    changes = StateChanges()
    changes.readings(states(range(1000), [1] * 1000, NOON))
    later = [1] * 1000
    later[77] = 5
    change = changes.readings(states(range(1000), later, NOON + 30_000))
    assert (change.slot.tolist(), change.values["state"].tolist()) == ([77], [5.0])
    assert change.family == "terminal_state"


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6)), min_size=1, max_size=60), st.integers(1, 9))
def test_the_changes_alone_tell_every_state_at_every_moment(sequence, size):
    changes, known, told = StateChanges(), {}, {}
    for start in range(0, len(sequence), size):
        part = sequence[start : start + size]
        change = changes.readings(states(*zip(*part, strict=True), NOON + start))
        known.update(part)
        told.update(zip(change.slot.tolist(), change.values["state"].astype(int).tolist(), strict=True))
        assert told == known


def test_stored_changes_are_never_averaged(store):
    changes = StateChanges()
    for minute in range(300):
        store.append([changes.readings(states([4], [minute % 2], NOON + minute * 60_000))])
    found = store.history("terminal_state", 4, ["state"], NOON, NOON + DAY_MS, points=10)
    assert found.values["state"].tolist() == [0.0, 1.0] * 150

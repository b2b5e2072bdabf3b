"""How many homes have gone off by themselves: those dark elsewhere, of those that were up when somebody asks from."""

import numpy as np
import pytest

from collectors.states import TerminalState as S
from maps.model import Evidence
from monitor.watch.faults.going_off import FEWEST, MOST, SETTLED_MS, GoingOff

HOUR_MS = 3_600_000
T0 = 1_800_000_000_000
HOMES = 2 * FEWEST
RATE = 0.03


def going_off(gone: int, last_seen_ms: int = T0, *, homes: int = HOMES, spoken_for=(), now_ms: int = T0 + HOUR_MS):
    """Have the first few homes go dark, and all be asked now."""
    dark = np.arange(homes) < gone
    seen = np.where(dark, last_seen_ms, now_ms)
    missed = np.where(dark, last_seen_ms + 30_000, 0)
    state = np.where(dark, S.DARK, S.REGISTERED).astype(np.uint8)
    terminals = np.arange(homes + 3, dtype=np.int32)  # the last are new in the plant, and not asked yet
    return GoingOff(Evidence(state, seen, seen, missed), terminals, [np.array(spoken_for, np.int32)], now_ms)


def test_the_share_is_of_those_who_were_up_at_that_time():
    assert going_off(60).share(T0, RATE) == pytest.approx(60 / HOMES)
    assert going_off(60, T0 - 1).share(T0, RATE) == RATE  # gone before


def test_it_is_never_less_than_is_assumed_nor_more_than_any_evening_sees():
    assert going_off(2).share(T0, RATE) == RATE
    assert going_off(HOMES // 2).share(T0, RATE) == MOST


def test_few_homes_prove_nothing():
    assert going_off(60, homes=FEWEST - 1).share(T0, RATE) == RATE


def test_whom_an_incident_holds_and_who_has_only_just_gone_are_no_example():
    assert going_off(60, spoken_for=range(50)).share(T0, RATE) == RATE
    assert going_off(60, now_ms=T0 + SETTLED_MS).share(T0, RATE) == RATE

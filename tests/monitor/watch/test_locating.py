"""Faults that count, and alarms that nothing explains."""

import math

import numpy as np
import pytest

from collectors.roster import Roster
from collectors.states import TerminalState as S
from maps.assumptions import Assumptions
from maps.model import TERMINALS, Cause, Evidence
from monitor.watch.faults.locating import Locator
from monitor.watch.faults.unexplained import LINGERS_MS
from monitor.watch.levels.quality import Quality
from thresholds.model import Alarm, Level, Severity

NOW = 1_800_000_000_000


@pytest.fixture
def roster(plant) -> Roster:
    return Roster(element.id for element in plant.elements)


@pytest.fixture
def locator(plant, roster) -> Locator:
    return Locator(plant, roster, Assumptions())


@pytest.fixture
def dark_behind_a2(plant, roster) -> Evidence:
    """Every home behind A2 went dark half a minute ago; the others were seen just now."""
    state = np.full(len(roster), S.REGISTERED, np.uint8)
    seen, missed = np.full(len(roster), NOW, np.int64), np.zeros(len(roster), np.int64)
    gone = roster.slots(element.id for element in plant.elements if element.parent == "A2")
    state[gone], seen[gone], missed[gone] = S.DARK, NOW - 60_000, NOW - 30_000
    return Evidence(state, seen, seen, missed)


def a_grave_alarm(roster: Roster, element: str) -> Alarm:
    return Alarm(roster.slot(element), 0, "optics", Level.LOLO, Severity.CRITICAL, NOW, math.nan)


@pytest.mark.parametrize(("counts", "cause"), [(True, Cause.ELEMENT), (False, Cause.LEVEL)])
def test_a_fault_that_is_not_likely_enough_to_be_told_hides_no_alarm(locator, roster, dark_behind_a2, counts, cause):
    alarms = [a_grave_alarm(roster, "A2")]
    (fault,) = locator.faults(dark_behind_a2, alarms, NOW, lambda _: counts)
    assert (fault.element, fault.cause) == ("A2", cause)


def test_an_alarm_that_was_a_sign_of_a_trouble_is_no_news_while_it_takes_to_clear(plant, locator, roster):
    n = len(roster)
    moved = np.zeros(n, np.bool_)
    moved[locator.topology.segment("N1")] = True
    seen = np.array([element.kind in TERMINALS for element in plant.elements])
    fine, since = np.full(n, NOW - 600_000, np.int64), np.where(moved, NOW - 300_000, 0)
    alive = np.full(n, NOW, np.int64)
    up = Evidence(np.full(n, S.REGISTERED, np.uint8), alive, alive, np.zeros(n, np.int64))
    alarms = [a_grave_alarm(roster, "N1")]

    def told(quality: Quality, later_ms: int) -> list[tuple[str, Cause, int]]:
        faults = locator.faults(up, alarms, NOW + later_ms, lambda _: True, quality)
        return [(fault.element, fault.cause, len(fault.explains)) for fault in faults]

    assert told(Quality.told(moved, seen, fine, since), 0) == [("N1", Cause.LEVEL, int(moved.sum()))]
    assert told(Quality(), 600_000) == []
    assert told(Quality(), LINGERS_MS + 1) == [("N1", Cause.LEVEL, 0)]

"""When an order is late, in each of the ways it can be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.orders.book import blank, is_picked
from monitor.orders.clocks import ClockName, ClockState, Pace, clocks, overdue
from monitor.orders.model import OrderState, WorkOrder
from monitor.settings import Orders
from thresholds.model import Severity

C, N = ClockState, ClockName
MINUTE = 60_000
PACE = Pace.of(
    Orders(
        acknowledge_min={"major": 10},
        dispatch_min={"major": 20},
        arrive_min={"major": 60},
        restore_min={"major": 240},
        verify_min=30,
    )
)


def order(**facts: object) -> WorkOrder:
    return replace(blank(1, "", "ann", 20, 0), severity=Severity.MAJOR, **facts)


def states(made: WorkOrder, minute: float) -> dict[str, str]:
    return {str(clock.name): str(clock.state) for clock in clocks(made, PACE, round(minute * MINUTE))}


@pytest.mark.parametrize(
    ("minute", "state"), [(0, C.RUNNING), (7.4, C.RUNNING), (7.5, C.WARNING), (9.99, C.WARNING), (10, C.OVERDUE)]
)
def test_a_clock_warns_when_most_of_its_time_is_gone_and_is_overdue_when_all_is(minute, state) -> None:
    assert states(order(), minute)["acknowledge"] == state


def test_whoever_is_at_the_place_has_accepted_and_set_out() -> None:
    there = order(on_site_ms=19 * MINUTE)
    assert states(there, 19) == {"acknowledge": C.LATE, "dispatch": C.MET, "arrive": C.MET, "restore": C.RUNNING}


def test_the_crew_s_word_does_not_restore_service() -> None:
    done = order(on_site_ms=15 * MINUTE, done_ms=20 * MINUTE, state=OrderState.DONE)
    assert states(done, 49)["restore"] == C.WARNING
    (late,) = overdue(clocks(done, PACE, 50 * MINUTE))
    assert (late.name, late.due_ms) == (N.RESTORE, 50 * MINUTE)
    assert states(replace(done, restored_ms=45 * MINUTE), 50)["restore"] == C.MET


def test_done_in_the_last_minute_gains_no_time_of_grace() -> None:
    done = order(done_ms=239 * MINUTE, state=OrderState.DONE)
    assert states(done, 240)["restore"] == C.OVERDUE


def test_a_reopened_order_has_its_time_again() -> None:
    again = order(round_ms=300 * MINUTE, reopened=1)
    assert set(states(again, 301).values()) == {C.RUNNING}


def test_a_cancelled_order_has_no_clocks() -> None:
    assert clocks(order(state=OrderState.CANCELLED), PACE, 900 * MINUTE) == ()


def test_what_is_worse_has_to_be_quicker_and_what_is_no_grade_may_be_slowest() -> None:
    pace = Pace.of(Orders())
    lengths = [pace.length_ms(N.ARRIVE, severity) for severity in reversed(list(Severity))]
    assert lengths == sorted(lengths)
    assert pace.length_ms(N.ARRIVE, Severity.INDETERMINATE) == pace.length_ms(N.ARRIVE, Severity.WARNING)


def test_one_order_in_so_many_is_picked_and_for_ever_the_same_ones() -> None:
    picked = [number for number in range(1, 20_001) if is_picked(number, 20)]
    assert 900 < len(picked) < 1100
    assert [number for number in picked if is_picked(number, 20)] == picked
    assert not any(is_picked(number, 0) for number in range(1, 100))
    assert all(is_picked(number, 1) for number in range(1, 100))

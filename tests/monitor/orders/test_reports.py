"""What reports make of an order: late, twice and in any order they come to the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.orders.book import blank
from monitor.orders.model import OrderState, WorkOrder
from monitor.orders.report import Outcome, Report, applied

S = OrderState
DAY = [
    Report("WO-1", S.OPENED, 1000, sequence=1),
    Report("WO-1", S.ACCEPTED, 2000, sequence=2, crew="Line crew 3"),
    Report("WO-1", S.EN_ROUTE, 3000, sequence=3),
    Report("WO-1", S.ON_SITE, 4000, sequence=4),
    Report("WO-1", S.DONE, 5000, sequence=5, cause="power"),
]


def first(report: Report) -> WorkOrder:
    order = replace(blank(1, "desk", "desk", 20, report.at_ms), system="desk", external=report.external)
    return applied(order, report)[0]


def after(*reports: Report) -> WorkOrder:
    order = first(reports[0])
    for report in reports[1:]:
        order, _ = applied(order, report)
    return order


def facts(order: WorkOrder) -> tuple[object, ...]:
    times = order.opened_ms, order.acknowledged_ms, order.dispatched_ms, order.on_site_ms, order.done_ms
    return order.state, order.crew, order.cause, order.reopened, times


@given(st.permutations(DAY), st.lists(st.sampled_from(DAY), max_size=4), st.booleans())
def test_in_whatever_order_and_however_often_reports_come_the_order_is_the_same(reports, again, numbered) -> None:
    come = [*reports, *again] if numbered else [replace(report, sequence=None) for report in [*reports, *again]]
    assert facts(after(*come)) == (S.DONE, "Line crew 3", "power", 0, (1000, 2000, 3000, 4000, 5000))


def test_a_late_departure_fills_its_time_and_moves_nothing_back() -> None:
    order = after(DAY[0], DAY[4])
    late, outcome = applied(order, DAY[2])
    assert (late.state, late.dispatched_ms, outcome) == (S.DONE, 3000, Outcome.LATE)


def test_of_two_states_of_one_moment_the_one_that_follows_is_shown() -> None:
    order = after(Report("WO-1", S.OPENED, 1000), Report("WO-1", S.ON_SITE, 2000), Report("WO-1", S.EN_ROUTE, 2000))
    assert (order.state, order.dispatched_ms, order.on_site_ms) == (S.ON_SITE, 2000, 2000)


def test_the_sender_s_numbers_count_for_more_than_his_clock() -> None:
    order = after(Report("WO-1", S.ON_SITE, 5000, sequence=3), Report("WO-1", S.DONE, 4000, sequence=4))
    assert order.state is S.DONE


def test_a_reopened_order_begins_another_round() -> None:
    order = after(*DAY, Report("WO-1", S.OPENED, 6000, sequence=6, reopened=True))
    assert facts(order)[0] is S.OPENED
    assert (order.round_ms, order.reopened, order.done_ms, order.acknowledged_ms) == (6000, 1, None, None)


def test_what_is_late_of_an_earlier_round_is_not_of_this_one() -> None:
    order = after(*DAY, Report("WO-1", S.OPENED, 6000, sequence=6, reopened=True), DAY[2])
    assert (order.state, order.dispatched_ms) == (S.OPENED, None)


@pytest.mark.parametrize("early", [True, False])
def test_a_reopening_and_what_follows_it_may_be_told_the_wrong_way_round(early: bool) -> None:
    again = Report("WO-1", S.OPENED, 6000, sequence=6, reopened=True)
    gone = Report("WO-1", S.EN_ROUTE, 7000, sequence=7)
    order = after(*DAY, *((again, gone) if early else (gone, again)))
    assert (order.state, order.round_ms, order.reopened, order.dispatched_ms) == (S.EN_ROUTE, 6000, 1, 7000)


def test_a_done_that_is_said_again_does_not_undo_that_it_was_verified() -> None:
    order = replace(after(*DAY), state=S.CLOSED, closed_ms=5500, restored_ms=5400)
    again, _ = applied(order, Report("WO-1", S.DONE, 5600, sequence=6))
    assert (again.state, again.done_ms, again.closed_ms) == (S.CLOSED, 5000, 5500)


def test_a_cancelled_order_that_is_taken_up_again_is_under_way() -> None:
    order = after(DAY[0], Report("WO-1", S.CANCELLED, 2000), Report("WO-1", S.ACCEPTED, 3000))
    assert (order.state, order.cancelled_ms, order.reopened) == (S.ACCEPTED, None, 1)


def test_of_an_order_that_people_opened_a_sender_s_slow_clock_does_not_change_when() -> None:
    ours = blank(1, "", "ann", 20, 10_000)
    order, _ = applied(replace(ours, said_ms=9000), Report("WO-1", S.ACCEPTED, 9000))
    assert (order.state, order.opened_ms, order.acknowledged_ms) == (S.ACCEPTED, 10_000, 9000)

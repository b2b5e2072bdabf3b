from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.telling.pace import Pace


def test_a_minutes_worth_may_go_at_once_and_comes_back_within_a_minute():
    pace = Pace.begin(20, 0)
    assert pace.allowed(0) == 20
    pace.spend(20)
    assert pace.allowed(0) == 0
    assert pace.next_ms(0) == 3001
    assert pace.allowed(3001) == 1
    assert pace.allowed(60_001) == 20


@given(st.integers(1, 600), st.lists(st.integers(0, 5000), min_size=1, max_size=60))
def test_never_more_than_two_minutes_worth_goes_in_a_minute(per_minute: int, steps: list[int]):
    pace, now_ms, sent = Pace.begin(per_minute, 0), 0, []
    for step in steps:
        now_ms += step
        may = pace.allowed(now_ms)
        pace.spend(may)
        sent.append((now_ms, may))
    for begin_ms, _ in sent:
        assert sum(n for at_ms, n in sent if begin_ms <= at_ms < begin_ms + 60_000) <= 2 * per_minute


@given(st.integers(1, 600))
def test_a_message_may_go_when_it_was_said_one_may(per_minute: int):
    pace = Pace.begin(per_minute, 0)
    pace.spend(per_minute)
    assert pace.allowed(pace.next_ms(0)) >= 1

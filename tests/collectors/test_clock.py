"""UTC that never runs back."""

from hypothesis import given
from hypothesis import strategies as st

from collectors.clock import AnchoredClock, follow

steps = st.lists(st.tuples(st.floats(0, 10_000), st.floats(-1e7, 1e7)), max_size=50)


@given(steps)
def test_whatever_the_wall_clock_does_time_never_runs_back(changes):
    ours = wall = 1_000_000_000.0
    for elapsed_ms, step_ms in changes:
        wall += elapsed_ms + step_ms
        later = follow(ours, elapsed_ms, wall)
        assert later >= ours
        ours = later


def test_a_wall_clock_set_forward_is_followed_at_once():
    assert follow(1000.0, 10.0, 60_000.0) == 60_000.0


def test_a_wall_clock_set_back_is_waited_for_at_half_speed_until_both_agree():
    ours, wall = 10_000.0, 7_000.0
    for second in range(1, 7):
        ours, wall = follow(ours, 1000.0, wall + 1000.0), wall + 1000.0
        assert ours == 10_000.0 + 500.0 * second
    assert ours == wall
    assert follow(ours, 1000.0, wall + 1000.0) == wall + 1000.0


def test_the_clock_tells_utc_in_milliseconds():
    clock = AnchoredClock()
    assert 1_700_000_000_000 < clock.now_ms() < 5_000_000_000_000
    assert clock.now_ms() <= clock.now_ms()

"""The time in the city: at other speeds and hours than ours, and back to our own."""

from __future__ import annotations

import pytest

from simulator.clock import DAY_MS, HOUR_MS, Clock

START_MS = 1_800_000_000_000


class Wall:
    now_ms = START_MS

    def __call__(self) -> int:
        return self.now_ms


def test_without_wishes_it_is_our_time() -> None:
    wall = Wall()
    clock = Clock(real=wall)
    wall.now_ms += 12_345
    assert clock() == wall.now_ms == clock.real_ms(clock())


def test_it_runs_as_fast_as_told_and_real_moments_can_be_told_from_it() -> None:
    wall = Wall()
    clock = Clock(60.0, real=wall)
    wall.now_ms += 10_000
    assert clock() == START_MS + 600_000
    clock.run_at(1.0)
    wall.now_ms += 5000
    assert clock() == START_MS + 605_000
    assert clock.real_ms(START_MS + 60_000) == START_MS + 1000
    assert clock.real_ms(START_MS + 603_000) == START_MS + 13_000
    assert clock.real_ms(START_MS - 86_400_000) == START_MS - 86_400_000
    assert clock.speed == 1.0


@pytest.mark.parametrize("hour", [0.0, 3.5, 12.0, 23.9])
def test_it_begins_at_the_hour_asked_for_near_today(hour: float) -> None:
    clock = Clock(1.0, hour, real=Wall())
    assert clock.hour(clock()) == pytest.approx(hour, abs=1e-6)
    assert abs(clock() - START_MS) <= DAY_MS // 2
    assert clock.hour(clock() + HOUR_MS) == pytest.approx((hour + 1) % 24, abs=1e-6)


@pytest.mark.parametrize("speed", [0.5, 121.0, -1.0])
def test_other_speeds_are_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="1 to 120"):
        Clock(speed)
    with pytest.raises(ValueError, match="1 to 120"):
        Clock().run_at(speed)

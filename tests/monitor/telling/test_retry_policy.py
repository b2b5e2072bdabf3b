from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.settings import Telling
from monitor.telling.channels.channel import TransportError
from monitor.telling.model import Outcome
from monitor.telling.retry_policy import JITTER, after_failure, pause_s

SETTINGS = Telling(first_retry_s=2, longest_retry_s=3600, give_up_s=86_400)
draws = st.floats(0, 1, exclude_max=True)


def test_pauses_double_up_to_the_longest():
    assert [pause_s(attempt, None, SETTINGS, 0.5) for attempt in (1, 2, 3, 11, 12, 13)] == [2, 4, 8, 2048, 3600, 3600]


@given(st.integers(1, 10**9), draws)
def test_a_pause_is_spread_but_never_beyond_the_longest(attempts: int, draw: float):
    middle = pause_s(attempts, None, SETTINGS, 0.5)
    assert middle * (1 - JITTER) <= pause_s(attempts, None, SETTINGS, draw) <= min(middle * (1 + JITTER), 3600)


@given(st.integers(1, 50), draws, st.floats(0, 1e12))
def test_a_receiver_is_not_asked_again_sooner_than_it_wants(attempts: int, draw: float, retry_after_s: float):
    assert pause_s(attempts, retry_after_s, SETTINGS, draw) >= min(retry_after_s, 3600)
    assert pause_s(attempts, retry_after_s, SETTINGS, draw) <= 3600


def test_a_refusal_for_good_is_the_end():
    error = TransportError("410", permanent=True, status=410)
    assert after_failure(error, 1, 0, 1000, SETTINGS, 0.5) == (Outcome.DEAD, 1000)


def test_a_failure_for_now_is_tried_again_until_it_has_been_owed_too_long():
    error = TransportError("500", status=500)
    assert after_failure(error, 1, 0, 1000, SETTINGS, 0.5) == (Outcome.RETRY, 3000)
    assert after_failure(error, 99, 0, 86_399_999, SETTINGS, 0.5)[0] == Outcome.RETRY
    assert after_failure(error, 99, 0, 86_400_000, SETTINGS, 0.5)[0] == Outcome.DEAD


def test_what_single_addresses_lack_is_not_put_off_for_long_as_the_story_waits_for_it():
    lacking = TransportError("503", lacking=True)
    assert after_failure(lacking, 2, 0, 1000, SETTINGS, 0.5) == (Outcome.RETRY, 5000)
    assert after_failure(lacking, 12, 0, 1000, SETTINGS, 0.5) == (Outcome.RETRY, 31_000)
    asked = TransportError("429", lacking=True, retry_after_s=90)
    assert after_failure(asked, 12, 0, 1000, SETTINGS, 0.5) == (Outcome.RETRY, 91_000)

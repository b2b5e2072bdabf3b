"""The evidence book."""

import numpy as np

from collectors.model import Contacts, States
from collectors.states import TerminalState as S
from maps.model import Evidence
from monitor.incidents.evidence import EvidenceBook


def seen(*rows: tuple[int, S, int]) -> States:
    return States(
        np.array([row[0] for row in rows], np.int32),
        np.array([row[1] for row in rows], np.uint8),
        np.array([row[2] for row in rows], np.int64),
    )


def book(n: int = 4) -> EvidenceBook:
    made = EvidenceBook()
    made.grow(n)
    return made


def interval(made: EvidenceBook, slot: int) -> tuple[int, int]:
    return int(made.last_seen_ms[slot]), int(made.first_missed_ms[slot])


def test_darkness_lies_between_last_seen_and_first_missed():
    made = book()
    made.observe(seen((0, S.REGISTERED, 1000)))
    made.observe(seen((0, S.REGISTERED, 2000)))
    changed = made.observe(seen((0, S.DARK, 3000)))
    made.observe(seen((0, S.DARK, 4000)))
    assert changed.tolist() == [0]
    assert interval(made, 0) == (2000, 3000)
    assert made.since_ms[0] == 3000


def test_return_of_service_ends_the_interval():
    made = book()
    made.observe(seen((1, S.REGISTERED, 1000)))
    made.observe(seen((1, S.DARK, 2000)))
    made.observe(seen((1, S.RANGING, 3000)))
    assert interval(made, 1) == (1000, 2000)
    made.observe(seen((1, S.UNREGISTERED, 4000)))
    assert interval(made, 1) == (4000, 0)


def test_unknown_is_never_recorded_over_knowledge():
    made = book()
    made.observe(seen((2, S.DARK, 1000)))
    assert made.observe(seen((2, S.UNKNOWN, 2000))).tolist() == []
    assert made.state[2] == S.DARK


def test_an_observation_that_arrives_late_changes_nothing():
    made = book()
    made.observe(seen((0, S.DARK, 5000)))
    assert made.observe(seen((0, S.REGISTERED, 4000))).tolist() == []
    assert made.state[0] == S.DARK


def test_of_two_rows_in_one_batch_the_later_time_wins_whatever_their_order():
    made = book()
    made.observe(seen((0, S.DARK, 2000), (0, S.REGISTERED, 1000)))
    assert made.state[0] == S.DARK


def test_what_nobody_confirms_goes_stale_but_darkness_stands():
    made = book()
    made.observe(seen((0, S.REGISTERED, 1000), (1, S.DARK, 1000), (2, S.REGISTERED, 9000)))
    assert made.go_stale(5000, 10_000).tolist() == [0]
    assert made.state.tolist() == [S.UNKNOWN, S.DARK, S.REGISTERED, S.UNKNOWN]
    assert made.last_seen_ms[0] == 1000


def test_who_was_seen_since_a_moment_still_counts_and_who_was_never_seen_does_not():
    made = book()
    made.observe(seen((0, S.REGISTERED, 1000), (1, S.REGISTERED, 3000), (2, S.REGISTERED, 9000)))
    made.go_stale(5000, 10_000)
    assert made.view(2000).state.tolist() == [S.UNKNOWN, S.REGISTERED, S.REGISTERED, S.UNKNOWN]
    assert made.view(0).state[3] == S.UNKNOWN


def test_a_device_that_answers_is_up_and_one_that_does_not_is_dark():
    made = book()
    made.contact(Contacts(np.array([0, 1], np.int32), np.array([True, False]), np.array([10, 10], np.int64)))
    assert made.state[:2].tolist() == [S.REGISTERED, S.DARK]


def test_what_was_kept_comes_back_the_same():
    made = book()
    made.observe(seen((0, S.REGISTERED, 1000), (1, S.REGISTERED, 1000)))
    made.observe(seen((1, S.DARK, 2000)))
    kept = made.columns(np.arange(4, dtype=np.int32))
    again = EvidenceBook(Evidence(**kept))
    assert interval(again, 1) == (1000, 2000)
    assert again.observe(seen((1, S.DARK, 3000))).tolist() == []
    assert interval(again, 1) == (1000, 2000)

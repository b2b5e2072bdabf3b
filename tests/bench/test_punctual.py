import numpy as np

from bench.punctual import on_time

INTERVAL_S, ROUNDS, BEGAN_S = 10.0, 5, 1000.0


def asked(*stamps):
    """Return the columns of requests given as (agent, seconds after the beginning), in any order."""
    return np.array([agent for agent, _ in stamps], dtype=np.intp), BEGAN_S + np.array([at for _, at in stamps])


def told(*stamps, agents=1):
    return on_time(*asked(*stamps), agents, BEGAN_S, INTERVAL_S, ROUNDS)


def test_whoever_is_asked_at_its_own_place_of_every_interval_is_on_time():
    steady = [(agent, place + 10 * n) for agent, place in enumerate((0.2, 4.9, 9.9)) for n in range(ROUNDS)]
    assert told(*steady, agents=3).all()


def test_a_tenth_of_the_interval_is_forgiven_and_no_more():
    found = told((0, 3.0), (0, 13.9), (0, 23.0), (0, 34.2), (0, 43.0))
    assert found.tolist() == [[True, True, True, False, True]]


def test_a_round_left_out_is_missed_and_does_not_move_the_slot():
    found = told((0, 3.0), (0, 13.0), (0, 33.0), (0, 43.0))
    assert found.tolist() == [[True, True, False, True, True]]


def test_whoever_is_at_the_edge_of_the_interval_is_found_on_both_sides_of_it():
    found = told((0, 0.1), (0, 9.9), (0, 20.1), (0, 29.9), (0, 40.0), (0, 50.0))
    assert found.all()


def test_a_request_repeated_late_does_no_harm():
    found = told(*[(0, 3.0 + 10 * n) for n in range(ROUNDS)], (0, 16.0))
    assert found.all()


def test_whoever_is_never_asked_is_never_on_time():
    assert not told((1, 3.0), agents=2)[0].any()

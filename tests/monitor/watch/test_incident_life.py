"""An incident's later life, from what sweeps show: verified, back again, ended in spite of what they show."""

import pytest

from monitor.incidents.transitions import transitions
from tests.monitor.watch.conftest import T0

STEP_MS = 30_000


@pytest.fixture
def sweep(core):
    """Have state sweeps end one after the other, with these homes dark."""
    at_ms = [T0 + STEP_MS]

    def run(*dark: str, times: int = 1, hours: float = 0.0) -> None:
        at_ms[0] += round(hours * 3_600_000)
        for _ in range(times):
            at_ms[0] += STEP_MS
            core.sweep(at_ms[0], dark=set(dark))

    run.now_ms = lambda: at_ms[0]
    return run


def becomes(core, number: int) -> list[str]:
    with core.ledger.read() as connection:
        return [str(each.becomes) for each in transitions(connection, number)]


def test_an_incident_is_verified_at_its_terminals_before_it_is_over(core, sweep):
    sweep(*core.homes[:5])
    (view,) = core.open()
    sweep(times=2)
    assert core.open() == []
    assert becomes(core, view.number) == ["open", "restored", "resolved"]


def test_what_shows_again_while_it_is_verified_was_never_over(core, sweep):
    sweep(*core.homes[:5])
    core.take(sweep.now_ms() + 1000)
    core.take(sweep.now_ms() + 2000, dark=set(core.homes[:5]))
    (view,) = core.open()
    assert becomes(core, view.number) == ["open", "restored", "open"]


@pytest.mark.parametrize(("hours", "again"), [(0.2, 1), (0.7, 0)])
def test_what_is_back_within_the_time_of_grace_keeps_its_number(core, sweep, hours, again):
    sweep(*core.homes[:5])
    (first,) = core.open()
    sweep(times=2)
    sweep(hours=hours)
    sweep(*core.homes[:5])
    (view,) = core.open()
    assert (view.number == first.number, view.reopened) == (bool(again), again)
    assert view.started_after_ms > first.started_before_ms


def test_an_incident_ended_by_somebody_stays_so_until_its_homes_have_been_back(core, sweep):
    sweep(*core.homes[:5])
    (view,) = core.open()
    core.incidents.override(view.number, "ann", "a house is being pulled down", sweep.now_ms())
    sweep(*core.homes[:5], times=3)
    assert core.open() == []
    sweep(*core.homes)  # the others too: that is another matter
    assert [item.element for item in core.open()] == ["A2"]
    sweep(times=3)
    sweep(hours=2.0)
    sweep(*core.homes[:5])
    assert [item.element for item in core.open()] == ["A1"]

"""What homes that fall and return together tell of a drawing: where it is wrong, and nothing where it is right."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from learning_months import Months

from maps.learning import events as bounds
from maps.learning.branches import branches
from maps.learning.events import Event, Events, Mark, Sort
from maps.learning.moves import moves

MISPLACED, UNDRAWN = 0.01, 0.3
HOUR = 1 / 24


def found(town: Months, events: Events) -> dict[str, tuple[str, int, int]]:
    return {
        town.names(move.subject): (town.names(move.under), move.together, move.homes)
        for move in moves(town.topology, events, MISPLACED)
    }


def test_a_terminal_that_falls_with_another_amplifiers_homes_hangs_there():
    town = Months(unseen=0.0, moved={"T1.1.1.0": "T1.2.3"})
    outages = [("A1.1", 1.5), ("A1.2", 2.5), ("A1.1", 3.5), ("A1.3", 4.4)]
    assert found(town, town.events(5, outages)) == {"T1.1.1.0": ("A1.1", 2, 1)}


def test_one_outage_is_no_proof():
    town = Months(unseen=0.0, moved={"T1.1.1.0": "T1.2.3"})
    assert found(town, town.events(3, [("A1.1", 1.5), ("A1.2", 2.5)])) == {}
    twice_in_an_hour = [("A1.1", 1.5), ("A1.1", 1.5 + 0.3 * HOUR)]
    assert found(town, town.events(3, twice_in_an_hour)) == {}


def test_a_tap_on_another_cable_moves_with_its_homes():
    town = Months(unseen=0.1, moved={"T1.1.1": "A1.2"})
    outages = [("A1.1", 1.5), ("A1.2", 2.5), ("A1.1", 3.5), ("A1.1", 4.6)]
    assert found(town, town.events(5, outages)) == {"T1.1.1": ("A1.1", 3, 15)}


def test_the_deepest_element_that_is_known_to_fail_is_named():
    town = Months(unseen=0.0, moved={"T1.1.1.0": "T1.2.3"})
    outages = [("A1.1", 1.5), ("T1.1.1", 2.5), ("T1.1.1", 3.5), ("A1.2", 4.4), ("A1.2", 4.7)]
    assert found(town, town.events(5, outages))["T1.1.1.0"][0] == "T1.1.1"


def test_what_speaks_for_the_drawing_is_weighed_too():
    town = Months(unseen=0.0)
    events = town.events(6, [("A1.1", 1.5), ("A1.1", 2.5), ("A1.1", 3.5), ("A1.2", 4.5), ("A1.2", 5.5)])
    stray = town.roster.slot("T1.2.3.0")
    told = []
    for event in events.all():
        mark = event.mark.copy()
        at_first = town.roster.slot("T1.1.1.1") in event.who[event.mark != Mark.STAYED]
        if at_first:
            mark[event.who == stray] = Mark.FELL  # it fell with them, by chance
        told.append(Event(event.scope, event.sort, event.after_ms, event.before_ms, event.who, mark))
    assert found(town, Events.of(told)) == {}, "it fell in both outages of its own amplifier"


def test_streets_without_mains_move_nobody():
    town = Months(seed=7)
    spells = town.events(30, None, per_month=0.0)
    assert found(town, spells) == {}


@pytest.mark.parametrize("seed", range(3))
def test_a_street_that_loses_the_mains_again_and_again_stays_where_it_is_drawn(seed):
    town = Months(nodes=1, zones=2, seed=seed)
    events = town.events(60, per_month=0.2)
    assert found(town, events) == {}


@pytest.mark.parametrize("seed", range(3))
def test_months_without_a_wrong_row_propose_nothing(seed):
    town = Months(seed=seed)
    events = town.events(30, per_month=1.5)
    assert len(events) > 10
    assert found(town, events) == {}
    assert branches(town.topology, events, UNDRAWN) == []


def test_most_wrong_rows_that_showed_themselves_are_found_and_no_others():
    draw = np.random.default_rng(3)
    wrong = {}
    for number in draw.choice(480, size=10, replace=False).tolist():
        amp, tap, home = 1 + number // 120, 1 + number // 15 % 8, number % 15
        wrong[f"T1.{amp}.{tap}.{home}"] = f"T1.{amp % 4 + 1}.{1 + (tap + 3) % 8}"
    town = Months(seed=3, unseen=0.0, moved=wrong)
    told = found(town, town.events(90, per_month=1.5))
    assert set(told) <= set(wrong)
    assert len(told) >= 7
    for terminal, (under, _, _) in told.items():
        assert under in (".".join(terminal.split(".")[:3]), "A" + ".".join(terminal.split(".")[:2])[1:])


def test_homes_of_a_tap_nobody_drew_are_a_branch():
    town = Months(unseen=0.0, undrawn=("T1.1.1",))
    events = town.events(5, [("T1.1.1", 1.5), ("T1.1.1", 3.4)])
    (branch,) = branches(town.topology, events, UNDRAWN)
    assert town.names(branch.at) == "A1.1"
    homes = {town.names(len(town.topology) + one) for one in branch.terminals}
    assert homes == {f"T1.1.1.{home}" for home in range(15)}
    assert branch.together == 2


def test_some_homes_that_fell_together_once_are_no_branch():
    town = Months(unseen=0.0, undrawn=("T1.1.1", "T1.1.2"))
    assert branches(town.topology, town.events(5, [("T1.1.1", 1.5)]), UNDRAWN) == []


def test_events_of_another_plant_say_nothing_of_this_one():
    town = Months(unseen=0.0, moved={"T1.1.1.0": "T1.2.3"})
    events = town.events(5, [("A1.1", 1.5), ("A1.2", 2.5), ("A1.1", 3.5)])
    lost = [Event(10**6, e.sort, e.after_ms, e.before_ms, e.who + 10**6, e.mark) for e in events.all()]
    assert moves(town.topology, Events.of(lost), MISPLACED) == []
    assert moves(town.topology, Events.of([]), MISPLACED) == []


def test_the_store_is_bounded_and_keeps_the_newest(monkeypatch):
    def event(scope: int, at_ms: int) -> Event:
        return Event(scope, Sort.SILENCE, at_ms - 1, at_ms, np.arange(10, dtype=np.int32), np.zeros(10, np.int8))

    monkeypatch.setattr(bounds, "MOST_PER_SCOPE", 3)
    kept = Events.of([]).joined([event(1, at_ms) for at_ms in range(100, 110)] + [event(2, 50)], 110)
    assert [(one.scope, one.before_ms) for one in kept.all()] == [(2, 50), (1, 107), (1, 108), (1, 109)]
    monkeypatch.setattr(bounds, "MOST_ROWS", 25)
    assert [one.before_ms for one in kept.joined([], 110).all()] == [108, 109]
    assert len(kept.joined([], 109 + bounds.KEEP_MS)) == 0 or kept.joined([], 109 + bounds.KEEP_MS)[0].before_ms == 109


def test_columns_are_kept_and_read_as_they_were():
    town = Months(unseen=0.0)
    events = town.events(3, [("A1.1", 1.5)])
    again = Events.from_columns(events.columns())
    assert [one.who.tolist() for one in again.all()] == [one.who.tolist() for one in events.all()]
    assert [one.mark.tolist() for one in again.all()] == [one.mark.tolist() for one in events.all()]

"""Storms in the ledger: what they take in, when they end, and the story they tell."""

import time

import pytest

from monitor.incidents import read
from monitor.plans.storm_story import Toll, Turn, storm_of, story_of, tolls_of
from monitor.plans.storms import Storms, Work, crew_list, standing_storm, storm_by, storms, work_of
from monitor.settings.plans import PlanSettings
from tests.monitor.plans.conftest import T0, scope

MINUTE, DAY = 60_000, 86_400_000


@pytest.fixture
def watch(office) -> Storms:
    return Storms(office.ledger, PlanSettings(storm_incidents=4, storm_within_min=10))


def at(number: int):
    """Return what fails in one home of the east."""
    return scope("A2", f"e{number % 5 + 1}", (20 + number,))


def begun(office, watch, count=5, at_ms=T0):
    """Have a storm of so many incidents begin; return their numbers."""
    numbers = [office.book.open_incident(at(i), at_ms + i) for i in range(count)]
    watch.look(at_ms + 10)
    return numbers


def come_back(office, number, there, at_ms) -> None:
    office.book.lately(T0)
    assert office.book.reopen(number, there, at_ms)


def told(office, number=1):
    with office.ledger.read() as connection:
        story = story_of(connection, storm_by(connection, number))
        return [(each.turn, each.incidents) for each in reversed(story)]


def toll(office, number=1) -> Toll:
    with office.ledger.read() as connection:
        return tolls_of(connection, [number])[number]


def test_a_storm_begins_takes_in_what_follows_and_ends_by_itself(office) -> None:
    watch = Storms(office.ledger, PlanSettings(storm_incidents=2, storm_within_min=10))

    def now():
        with office.ledger.read() as connection:
            found = standing_storm(connection)
            return found and [(each.incident, each.subscribers) for each in work_of(connection, found.id)]

    numbers = [office.book.open_incident(scope("A1", f"w{i}", (i,)), T0 + i) for i in (1, 2)]
    watch.look(T0 + 10)
    assert now() is None
    numbers.append(office.book.open_incident(scope("A2", "e1 e2", (11, 12)), T0 + 20))
    watch.look(T0 + 20)
    assert now() == [(1, 1), (2, 1), (3, 2)]
    numbers.append(office.book.open_incident(scope("A2", "e5", (15,)), T0 + 20 * MINUTE))
    watch.look(T0 + 20 * MINUTE)
    assert now() == [(1, 1), (2, 1), (3, 2), (4, 1)]
    for number in numbers[:3]:
        office.book.resolve(number, T0 + 25 * MINUTE)
    watch.look(T0 + 25 * MINUTE)
    assert now() is None
    with office.ledger.read() as connection:
        assert [(each.began_ms, each.ended_ms) for each in storms(connection)] == [(T0 + 20, T0 + 25 * MINUTE)]


def test_what_stood_for_weeks_is_no_part_of_a_storm_and_does_not_keep_it(office, watch) -> None:
    for i in (1, 2, 3):
        office.book.open_incident(scope("A1", f"w{i}", (i,)), T0 - 7 * DAY + i)
    numbers = begun(office, watch)
    watch.look(T0 + 20)
    assert toll(office).incidents == len(numbers)
    for number in numbers:
        office.book.resolve(number, T0 + 30 * MINUTE)
    watch.look(T0 + 31 * MINUTE)
    with office.ledger.read() as connection:
        assert standing_storm(connection) is None
    assert told(office)[-1] == (Turn.ENDED, ())


def test_incidents_that_came_back_at_once_are_a_storm(office, watch) -> None:
    numbers = [office.book.open_incident(at(i), T0 + i) for i in range(8)]
    for number in numbers:
        office.book.resolve(number, T0 + 10 * MINUTE)
    watch.look(T0 + 34 * MINUTE)
    for i, number in enumerate(numbers):
        come_back(office, number, at(i), T0 + 35 * MINUTE)
    watch.look(T0 + 35 * MINUTE + 5)
    with office.ledger.read() as connection:
        assert [each.incident for each in work_of(connection, standing_storm(connection).id)] == numbers


def test_a_storm_tells_apart_what_was_restored_merged_ended_by_hand_and_came_back(office, watch) -> None:
    one, two, three, four, five = begun(office, watch)
    office.book.keep(one, at(0), (two,), T0 + 5 * MINUTE)
    office.book.override(three, "li", "nothing is wrong there", T0 + 6 * MINUTE)
    office.book.verify(four, T0 + 7 * MINUTE)
    office.book.resolve(four, T0 + 8 * MINUTE)
    come_back(office, four, at(3), T0 + 9 * MINUTE)
    office.book.resolve(five, T0 + 8 * MINUTE)
    assert told(office) == [
        (Turn.BEGAN, (one, two, three, four, five)),
        (Turn.MERGED, (two,)),
        (Turn.BY_HAND, (three,)),
        (Turn.OVER, (four, five)),
        (Turn.BACK, (four,)),
    ]
    with office.ledger.read() as connection:
        assert [each.into for each in story_of(connection, storm_by(connection, 1)) if each.turn == Turn.MERGED] == [
            one
        ]


def test_an_end_that_is_dated_before_the_storm_saw_its_incident_is_told(office, watch) -> None:
    begun(office, watch)
    late = office.book.open_incident(at(9), T0 + MINUTE)
    watch.look(T0 + MINUTE + 2000)
    office.book.resolve(late, T0 + MINUTE + 1500)
    assert (Turn.OVER, (late,)) in told(office)


def test_a_storm_of_the_past_keeps_its_incidents_and_its_story_when_the_next_begins(office, watch) -> None:
    first = begun(office, watch, 8)
    left, again = first[6], first[0]
    for number in first:
        if number != left:
            office.book.resolve(number, T0 + 30 * MINUTE)
    watch.look(T0 + 31 * MINUTE)
    before = told(office)
    later_ms = T0 + 50 * MINUTE
    second = [office.book.open_incident(scope("A1", f"w{i + 1}", (40 + i,)), later_ms + i) for i in range(5)]
    come_back(office, again, at(0), later_ms + 6)
    watch.look(later_ms + 10)
    watch.look(later_ms + 1010)
    assert told(office) == before
    assert toll(office, 1).incidents == len(first)
    assert told(office, 2) == [(Turn.BEGAN, (again, *second))]
    office.book.resolve(left, later_ms + 2000)
    assert told(office)[-1] == (Turn.OVER, (left,)), "it is followed to its end"
    with office.ledger.read() as connection:
        assert storm_of(connection, again).id == 2
        assert storm_of(connection, left).id == 1
        assert read.incident(connection, again).reopened == 1


def test_the_list_of_thousands_of_visits_is_one_sort() -> None:
    work = [Work(number, f"A{number}", number % 50, f"site {number}") for number in range(1, 20_001)]
    began_s = time.process_time()
    visits = crew_list(work)
    assert time.process_time() - began_s < 1
    assert [(visit.subscribers, visit.incidents) for visit in visits[:2]] == [(49, (49,)), (49, (99,))]
    assert visits[-1].restored_by_then == sum(each.subscribers for each in work)

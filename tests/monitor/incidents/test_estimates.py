"""When service will be back: learned from incidents that are over, told when it changes, never invented."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from collectors.clock import AnchoredClock
from monitor.incidents import actions, read
from monitor.incidents.book import IncidentBook
from monitor.incidents.estimates import FEWEST, Durations, Estimator, Sort, learn, sort_of
from monitor.incidents.model import Entry, Estimate, Event, Source
from monitor.ledger.found import FoundCause
from monitor.ledger.ledger import Ledger
from tests.monitor.incidents.test_book import Heard
from tests.monitor.incidents.test_life import scope

UTC = ZoneInfo("UTC")
MINUTE_MS = 60_000
T0 = 1_800_000_000_000
TAP = Sort("element", "tap", hour=11)


def lasting(sort: Sort, *minutes: int) -> list[tuple[Sort, int]]:
    return [(sort, each * MINUTE_MS) for each in minutes]


def test_too_few_incidents_alike_teach_nothing():
    known = Durations(lasting(TAP, *range(10, 10 + FEWEST - 1)))
    assert known.estimate(TAP, T0, T0) is None


def test_a_quarter_of_them_were_over_before_the_interval_and_a_fifth_after_it():
    known = Durations(lasting(TAP, *range(101)))
    etr = known.estimate(TAP, T0, T0)
    assert etr == Estimate(T0 + 25 * MINUTE_MS, T0 + 85 * MINUTE_MS, Source.LEARNED)  # in steps of five minutes


def test_what_has_lasted_long_is_compared_with_what_lasted_longer():
    known = Durations(lasting(TAP, *[10] * 50, *[200] * FEWEST))
    etr = known.estimate(TAP, T0, T0 + 60 * MINUTE_MS)
    assert etr is not None
    assert etr.after_ms == etr.before_ms == T0 + 200 * MINUTE_MS
    assert known.estimate(TAP, T0, T0 + 300 * MINUTE_MS) is None


def test_where_few_are_just_alike_more_that_are_less_so_speak():
    node_at_night = Sort("element", "optical_node", hour=2)
    known = Durations(lasting(TAP, *[30] * FEWEST))
    etr = known.estimate(node_at_night, T0, T0)
    assert etr is not None
    assert etr.before_ms == T0 + 30 * MINUTE_MS
    assert known.estimate(Sort("power", "tap", hour=11), T0, T0) is None


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        ({23: 300, 1: 300, 12: 20}, 300),  # midnight does not part what is an hour away from it
        ({2: 90, 20: 300, 12: 20}, 90),  # nobody just at that hour, so those within three
        ({12: 20}, 20),  # nobody at night: those of the day
    ],
)
def test_those_that_began_at_such_an_hour_speak_first(minutes, told):
    known = Durations([each for hour, m in minutes.items() for each in lasting(replace(TAP, hour=hour), *[m] * FEWEST)])
    etr = known.estimate(replace(TAP, hour=0), T0, T0)
    assert etr is not None
    assert etr.before_ms == T0 + told * MINUTE_MS


@pytest.mark.parametrize("hour", [0, 5, 23])
def test_the_hour_is_by_the_clock_of_the_place(hour):
    midnight_ms = T0 - T0 % 86_400_000
    assert sort_of("element", "tap", midnight_ms + hour * 3_600_000, UTC).hour == hour
    assert sort_of("element", "tap", midnight_ms + (hour - 8) * 3_600_000, ZoneInfo("Asia/Shanghai")).hour == hour


@pytest.fixture
def ledger(blank_ledger):
    opened = Ledger.open(blank_ledger, AnchoredClock())
    yield opened
    opened.close()


def test_only_incidents_that_ended_by_themselves_and_were_some_teach(ledger):
    book = IncidentBook(ledger, Heard())
    for ending in ("resolve", "override", "false alarm"):
        number = book.open_incident(scope("A7", [1], "a"), T0)
        if ending == "override":
            book.override(number, "ann", "a test", T0 + 1000)
        else:
            book.resolve(number, T0 + 600_000)
        if ending == "false alarm":
            actions.report_found(ledger, number, "ann", FoundCause.NO_FAULT_FOUND, "", "", None, T0, false_alarm=True)
    with ledger.read() as connection:
        known = learn(connection, UTC)
    assert [len(each) for each in known._by.values()] == [1]  # of its kind, which is unknown


def test_an_estimate_is_told_with_the_incident_and_anew_when_it_has_passed(ledger):
    book, heard = IncidentBook(ledger, Heard()), Heard()
    for _ in range(FEWEST):
        number = book.open_incident(scope("A7", [1], "a"), 1000)
        book.resolve(number, 1000 + 30 * MINUTE_MS)
    book = IncidentBook(ledger, heard, Estimator(UTC))
    number = book.open_incident(scope("A7", [1], "a"), 1000)
    assert book.keep(number, scope("A7", [1], "a"), (), 10 * MINUTE_MS) is False
    with ledger.read() as connection:
        first = read.incident(connection, number).etr
    assert first is not None
    assert first.source is Source.LEARNED
    assert book.keep(number, scope("A7", [1], "a"), (), 40 * MINUTE_MS) is True
    with ledger.read() as connection:
        assert read.incident(connection, number).etr is None  # none lasted so long: it is being found out
    assert [event for _, _, event, _ in heard.said] == [Event.OPENED, Event.UPDATED]


def test_what_somebody_says_goes_before_what_was_learned(ledger):
    book = IncidentBook(ledger, Heard(), Estimator(UTC))
    number = book.open_incident(scope("A7", [1], "a"), 1000)
    said = Estimate(5000, 9000, Source.HAND, "ann")
    book.expect(number, "ann", said, 2000)
    book.keep(number, scope("N1", [1, 2], "a b"), (), 8000)
    with ledger.read() as connection:
        assert read.incident(connection, number).etr == said
    with pytest.raises(ValueError, match="INC-000077 is no incident"):
        book.expect(77, "ann", said, 2000)


def hand_said(ledger, heard):
    """Return a book with an incident of which somebody has said that service will be back before 9000."""
    for _ in range(FEWEST):
        before = IncidentBook(ledger, Heard())
        before.resolve(before.open_incident(scope("A7", [1], "a"), 1000), 1000 + 30 * MINUTE_MS)
    book = IncidentBook(ledger, heard, Estimator(UTC))
    number = book.open_incident(scope("A7", [1], "a"), 1000)
    book.expect(number, "ann", Estimate(5000, 9000, Source.HAND, "ann"), 2000)
    return book, number


def test_what_somebody_said_is_told_no_more_once_it_has_passed(ledger):
    heard = Heard()
    book, number = hand_said(ledger, heard)
    assert book.keep(number, scope("A7", [1], "a"), (), 8999) is False
    assert book.keep(number, scope("A7", [1], "a"), (), 9000) is True
    assert book.keep(number, scope("A7", [1], "a"), (), 9001) is False
    with ledger.read() as connection:
        assert read.incident(connection, number).etr is None
    assert heard.said[-1][2] == Event.UPDATED


@pytest.mark.parametrize("state", ["quiet", "restored", "by hand"])
def test_an_estimate_lapses_once_in_whatever_state_its_incident_is(ledger, state):
    heard = Heard()
    book, number = hand_said(ledger, heard)
    if state == "restored":
        book.verify(number, 3000)
    if state == "by hand":
        item = book.open[number]
        item.view = replace(item.view, faults=tuple(replace(each, by="ann") for each in item.view.faults))
    so_far = len(heard.said)
    for at_ms in (8999, 9000, 9001, 20_000):
        book.lapse(at_ms)
    assert [event for _, _, event, _ in heard.said[so_far:]] == [Event.UPDATED]
    with ledger.read() as connection:
        view = read.incident(connection, number)
        last = read.timeline(connection, number)[-1]
    assert (view.etr, view.state) == (None, "restored" if state == "restored" else "open")
    assert (last.kind, last.actor, last.detail) == (Entry.ESTIMATED, "core", {})


def test_what_was_learned_is_learned_anew_when_it_lapses(ledger):
    teacher = IncidentBook(ledger, Heard())
    for minutes in (*[30] * FEWEST, *[90] * FEWEST):
        teacher.resolve(teacher.open_incident(scope("A7", [1], "a"), 1000), 1000 + minutes * MINUTE_MS)
    book = IncidentBook(ledger, Heard(), Estimator(UTC))
    number = book.open_incident(scope("A7", [1], "a"), 1000)
    book.open[number].view = replace(book.open[number].view, etr=Estimate(1, 31 * MINUTE_MS, Source.LEARNED))
    book.lapse(40 * MINUTE_MS)
    with ledger.read() as connection:
        etr = read.incident(connection, number).etr
    assert (etr.source, etr.before_ms > 40 * MINUTE_MS) == (Source.LEARNED, True)


def test_a_time_that_has_passed_is_refused_and_whoever_said_it_hears_why(ledger):
    heard = Heard()
    book = IncidentBook(ledger, heard)
    number = book.open_incident(scope("A7", [1], "a"), 1000)
    with pytest.raises(ValueError, match="has passed by now"):
        book.expect(number, "ann", Estimate(5000, 9000, Source.HAND, "ann"), 9000)
    with pytest.raises(ValueError, match="has passed by now"):
        book.expect_by_plan(number, Estimate(5000, 9000, Source.PLAN, "night"), 9000)
    assert (book.open[number].view.etr, len(heard.said)) == (None, 1)
    book.expect(number, "ann", None, 9000)  # that nobody knows never passes
    assert len(heard.said) == 2


def test_what_came_back_is_estimated_anew(ledger):
    book = IncidentBook(ledger, Heard())
    for _ in range(FEWEST):
        book.resolve(book.open_incident(scope("A7", [1], "a"), 1000), 1000 + 30 * MINUTE_MS)
    book = IncidentBook(ledger, Heard(), Estimator(UTC))
    (number, *_) = book.lately(0)
    assert book.reopen(number, scope("A7", [1], "a"), 2000) is True
    assert book.open[number].view.etr is not None

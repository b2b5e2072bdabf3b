"""When service will be back: learned from incidents that are over, told when it changes, never invented."""

from zoneinfo import ZoneInfo

import pytest

from collectors.clock import AnchoredClock
from monitor.incidents import actions, read
from monitor.incidents.book import IncidentBook
from monitor.incidents.estimates import FEWEST, Durations, Estimator, Sort, learn, sort_of
from monitor.incidents.model import Estimate, Event, Source
from monitor.ledger.found import FoundCause
from monitor.ledger.ledger import Ledger
from tests.monitor.incidents.test_book import Heard
from tests.monitor.incidents.test_life import scope

UTC = ZoneInfo("UTC")
MINUTE_MS = 60_000
T0 = 1_800_000_000_000
TAP = Sort("element", "tap", at_night=False)


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
    node_at_night = Sort("element", "optical_node", at_night=True)
    known = Durations(lasting(TAP, *[30] * FEWEST))
    etr = known.estimate(node_at_night, T0, T0)
    assert etr is not None
    assert etr.before_ms == T0 + 30 * MINUTE_MS
    assert known.estimate(Sort("power", "tap", at_night=False), T0, T0) is None


@pytest.mark.parametrize(("hour", "at_night"), [(5, True), (6, False), (21, False), (22, True)])
def test_night_is_by_the_clock_of_the_place(hour, at_night):
    midnight_ms = T0 - T0 % 86_400_000
    assert sort_of("element", "tap", midnight_ms + hour * 3_600_000, UTC).at_night is at_night
    assert (
        sort_of("element", "tap", midnight_ms + (hour - 8) * 3_600_000, ZoneInfo("Asia/Shanghai")).at_night is at_night
    )


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
            actions.report_found(ledger, number, "ann", FoundCause.NO_FAULT_FOUND, "", "", T0, false_alarm=True)
    with ledger.read() as connection:
        known = learn(connection, UTC)
    assert [len(each) for each in known._by.values()] == [
        1,
        1,
    ]  # of its kind, which is unknown, at that time and at any


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
    book.keep(number, scope("N1", [1, 2], "a b"), (), 20_000)
    with ledger.read() as connection:
        assert read.incident(connection, number).etr == said
    with pytest.raises(ValueError, match="INC-000077 is no incident"):
        book.expect(77, "ann", said, 2000)


def test_what_came_back_is_estimated_anew(ledger):
    book = IncidentBook(ledger, Heard())
    for _ in range(FEWEST):
        book.resolve(book.open_incident(scope("A7", [1], "a"), 1000), 1000 + 30 * MINUTE_MS)
    book = IncidentBook(ledger, Heard(), Estimator(UTC))
    (number, *_) = book.lately(0)
    assert book.reopen(number, scope("A7", [1], "a"), 2000) is True
    assert book.open[number].view.etr is not None

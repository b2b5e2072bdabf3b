"""Orders in the ledger: taken in once, joined, verified, late in their incident's timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest
import shapely
from sqlalchemy import func, insert, select

from collectors.clock import AnchoredClock
from collectors.states import TerminalState
from maps.model import Cause
from monitor.incidents import read as incidents
from monitor.incidents.book import IncidentBook
from monitor.incidents.model import FaultView
from monitor.incidents.scope import Scope
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.orders import book, read
from monitor.orders.clocks import ClockState, Pace, clocks
from monitor.orders.intake import Envelope, OtherMessageError, take_in
from monitor.orders.looking import KEEP_INBOUND_MS, ON_WORD, VERIFIED, Follower
from monitor.orders.model import OrderKind, OrderState, WorkOrder
from monitor.orders.report import Outcome, Report
from monitor.orders.verification import Levels
from monitor.settings import Orders
from tests.monitor.incidents.test_book import Heard
from thresholds.model import Severity

S = OrderState
MINUTE = 60_000
PACE = Pace.of(Orders(acknowledge_min={"major": 10}, restore_min={"major": 240}, verify_min=30))


@dataclass
class Hand:
    """A clock that is set."""

    at_ms: int = 0

    def now_ms(self) -> int:
        return self.at_ms


@pytest.fixture
def ledger(blank_ledger: str) -> Iterator[Ledger]:
    opened = Ledger.open(blank_ledger, AnchoredClock())
    yield opened
    opened.close()


@pytest.fixture
def outages(ledger: Ledger) -> IncidentBook:
    return IncidentBook(ledger, Heard())


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def look(ledger: Ledger, clock: Hand) -> Callable[[float], None]:
    """Return a function that looks at the orders at a minute."""
    follower = Follower(ledger, PACE, clock)

    def at(minute: float) -> None:
        clock.at_ms = round(minute * MINUTE)
        follower.look()

    return at


@pytest.fixture
def hear(ledger: Ledger) -> Callable[..., Outcome]:
    """Return a function that takes in a report, under an identity of its own."""

    def take(state: OrderState, minute: float, incident: str = "INC-000001", heard: float = 0, **more) -> Outcome:
        report = Report(more.pop("external", "WO-1"), state, round(minute * MINUTE), incident=incident, **more)
        message = f"{report.external}:{state}:{minute}"
        heard_ms = round(max(minute, heard) * MINUTE)
        return take_in(ledger, Envelope.of("desk", message, message.encode()), report, 20, heard_ms).outcome

    return take


def outage(severity: Severity = Severity.MAJOR) -> Scope:
    view = FaultView("A7", Cause.ELEMENT, 0.98, (), 2, 0, 2, 400, 500)
    slots, since = np.array([1, 2], np.int32), np.full(2, 500, np.int64)
    return Scope((view,), severity, slots, since, ("a", "b"), shapely.Point(1, 2).buffer(0.1))


def order(ledger: Ledger, number: int = 1) -> WorkOrder:
    with ledger.read() as connection:
        found = read.order(connection, number)
    assert found is not None
    return found


def told(ledger: Ledger, number: int = 1) -> list[tuple[str, str]]:
    """Return what an incident's timeline says of orders: kind, and state or clock."""
    with ledger.read() as connection:
        entries = incidents.timeline(connection, number)
    return [(item.kind, item.detail.get("clock") or item.detail["state"]) for item in entries if "order" in item.detail]


def count(ledger: Ledger, table) -> int:
    with ledger.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_the_first_report_opens_an_order_on_its_incident_with_a_row_in_the_trail(ledger, outages, hear) -> None:
    outages.open_incident(outage(), 1000)
    assert hear(S.ACCEPTED, 5, crew="Line crew 3") is Outcome.OPENED
    made = order(ledger)
    assert (made.external, made.system, made.state, made.incident) == ("WO-1", "desk", S.ACCEPTED, 1)
    assert (made.severity, made.crew, made.acknowledged_ms) == (Severity.MAJOR, "Line crew 3", 5 * MINUTE)
    assert told(ledger) == [("order", "accepted")]
    with ledger.read() as connection:
        row = connection.execute(select(t.audit).where(t.audit.c.action == "order.reported")).one()
        assert (row.actor, changes.since(connection, 0)[-1].kind) == ("desk", "incident")


def test_a_message_that_comes_again_changes_nothing_and_leaves_no_trace(ledger, outages, hear) -> None:
    outages.open_incident(outage(), 1000)
    hear(S.ACCEPTED, 5)
    before = order(ledger), count(ledger, t.audit), count(ledger, t.incident_event)
    assert hear(S.ACCEPTED, 5) is Outcome.REPEATED
    assert (order(ledger), count(ledger, t.audit), count(ledger, t.incident_event)) == before


def test_the_same_message_from_many_at_once_counts_once(ledger, outages) -> None:
    outages.open_incident(outage(), 1000)
    envelope, report = Envelope.of("desk", "m", b"body"), Report("WO-1", S.EN_ROUTE, MINUTE, incident="INC-000001")
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: take_in(ledger, envelope, report, 20, MINUTE), range(16)))
    assert sorted(str(item.outcome) for item in taken) == ["opened", *["repeated"] * 15]
    assert {item.order for item in taken} == {1}
    assert count(ledger, t.work_order) == 1


def test_another_message_under_the_same_identity_is_refused(ledger) -> None:
    report = Report("WO-1", S.EN_ROUTE, MINUTE)
    take_in(ledger, Envelope.of("desk", "m", b"one"), report, 20, MINUTE)
    with pytest.raises(OtherMessageError):
        take_in(ledger, Envelope.of("desk", "m", b"two"), report, 20, MINUTE)
    take_in(ledger, Envelope.of("other", "m", b"two"), report, 20, MINUTE)  # another sender's identities are his own
    assert count(ledger, t.work_order) == 2


def test_an_order_of_an_unknown_incident_is_kept_and_joined_once_there_is_such(ledger, outages, hear, look) -> None:
    hear(S.ON_SITE, 5)
    look(6)
    assert (order(ledger).incident, order(ledger).incident_said) == (None, "INC-000001")
    outages.open_incident(outage(Severity.CRITICAL), 6 * MINUTE)
    look(7)
    assert (order(ledger).incident, order(ledger).severity) == (1, Severity.CRITICAL)
    assert ("order", "on_site") in told(ledger)


def test_an_order_that_named_no_incident_is_joined_by_a_later_report_that_does(ledger, outages, hear) -> None:
    outages.open_incident(outage(), 1000)
    hear(S.OPENED, 5, incident="")
    assert order(ledger).incident is None
    hear(S.ACCEPTED, 6)
    assert order(ledger).incident == 1


@pytest.mark.parametrize("late", [False, True])
def test_an_order_of_an_incident_that_was_mistyped_joins_the_one_that_is_named_later(
    ledger, outages, hear, look, late
) -> None:
    outages.open_incident(outage(), 1000)
    mistyped, named = ("INC-000777", "INC-000001")
    hear(S.ACCEPTED, 6 if late else 5, incident=mistyped)
    hear(S.OPENED if late else S.EN_ROUTE, 5 if late else 6, incident=named, heard=7)
    assert (order(ledger).incident, order(ledger).incident_said) == (1, named)
    hear(S.ON_SITE, 8, incident=mistyped)
    assert (order(ledger).incident, order(ledger).incident_said) == (1, named)  # it has joined one
    hear(S.DONE, 9, incident=named)
    outages.resolve(1, 10 * MINUTE)
    look(11)
    assert order(ledger).state is S.CLOSED


def test_of_incidents_that_are_all_unknown_the_one_named_last_is_waited_for(ledger, outages, hear, look) -> None:
    hear(S.ACCEPTED, 5, incident="INC-000777")
    hear(S.EN_ROUTE, 6)
    hear(S.OPENED, 4, incident="INC-000888")  # late
    assert order(ledger).incident_said == "INC-000001"
    outages.open_incident(outage(), 7 * MINUTE)
    look(8)
    assert order(ledger).incident == 1


def by_hand(ledger: Ledger, end: OrderState, minute: float) -> None:
    """Have somebody end the order."""
    seen = order(ledger).revision
    if end is S.CLOSED:
        book.close(ledger, 1, "ann", "the crew called", seen, round(minute * MINUTE))
    else:
        book.say(ledger, 1, "ann", end, seen, "the crew called", round(minute * MINUTE))


@pytest.mark.parametrize("end", [S.CLOSED, S.DONE, S.CANCELLED])
@pytest.mark.parametrize("numbered", [False, True])
def test_what_was_said_before_somebody_ended_an_order_opens_it_no_more(ledger, outages, hear, end, numbered) -> None:
    outages.open_incident(outage(), 1000)
    hear(S.ACCEPTED, 80, sequence=1 if numbered else None)
    by_hand(ledger, end, 100)
    assert hear(S.EN_ROUTE, 90, heard=105, sequence=2 if numbered else None) is Outcome.LATE
    ended = order(ledger)
    assert (ended.state, ended.reopened, ended.dispatched_ms) == (end, 0, 90 * MINUTE)
    again = hear(S.EN_ROUTE, 110, reopened=True, sequence=3 if numbered else None)
    assert (again, order(ledger).state, order(ledger).reopened) == (Outcome.MOVED, S.EN_ROUTE, 1)
    hear(S.ON_SITE, 109, heard=111, sequence=4 if numbered else None)  # from now on its own order counts again
    assert order(ledger).state is (S.ON_SITE if numbered else S.EN_ROUTE)


@pytest.mark.parametrize("end", [S.CLOSED, S.DONE])
def test_a_home_whose_order_was_ended_before_anybody_took_it_up_stays_so(ledger, hear, end) -> None:
    number = book.open_trouble(ledger, "ann", ("C1", "M1"), "dig", {"services": []}, 0, 10 * MINUTE)
    by_hand(ledger, end, 100)
    was = order(ledger).state
    hear(S.ACCEPTED, 90, incident="", heard=105, order=f"ORD-{number:06d}")
    assert (order(ledger).state, order(ledger).external, was.rank >= S.DONE.rank) == (was, "WO-1", True)


def test_each_clock_speaks_once_in_the_timeline_and_to_whoever_follows(ledger, outages, hear, look) -> None:
    outages.open_incident(outage(), 1000)
    hear(S.OPENED, 0.1)
    for minute in (1, 8, 8.5, 11, 12):
        look(minute)
    assert told(ledger) == [("order", "opened"), ("warning", "acknowledge"), ("overdue", "acknowledge")]
    with ledger.read() as connection:
        assert [item.kind for item in changes.since(connection, 0)].count("order") == 3


def test_an_order_over_before_anybody_looked_has_nothing_to_say(ledger, outages, hear, look) -> None:
    number = outages.open_incident(outage(), 1000)
    hear(S.OPENED, 0.1)
    outages.resolve(number, 2 * MINUTE)
    hear(S.DONE, 3)
    look(900)
    assert [kind for kind, _ in told(ledger)] == ["order", "order"]


def test_done_is_not_over_before_the_terminals_say_so(ledger, outages, hear, look) -> None:
    number = outages.open_incident(outage(), 1000)
    hear(S.DONE, 20)
    look(21)
    assert (order(ledger).state, order(ledger).unverified) == (S.DONE, True)
    assert ("unverified", "restore") in told(ledger)
    look(51)
    assert ("overdue", "restore") in told(ledger)
    outages.resolve(number, 52 * MINUTE)
    look(53)
    made = order(ledger)
    assert (made.state, made.restored_ms, made.closed_ms) == (S.CLOSED, 52 * MINUTE, 53 * MINUTE)
    assert told(ledger)[-1] == ("order", "closed")


def test_an_order_waits_for_its_crew_though_service_is_back(ledger, outages, hear, look) -> None:
    number = outages.open_incident(outage(), 1000)
    hear(S.ON_SITE, 5)
    outages.resolve(number, 6 * MINUTE)
    look(7)
    assert (order(ledger).state, order(ledger).restored_ms) == (S.ON_SITE, 6 * MINUTE)
    hear(S.DONE, 8)
    assert order(ledger).state is S.CLOSED


def test_an_incident_that_became_part_of_another_is_back_when_that_one_is(ledger, outages, hear, look) -> None:
    outages.open_incident(outage(), 1000)
    other = outages.open_incident(outage(), 2000)
    hear(S.DONE, 5, incident="INC-000002")
    outages.keep(1, outage(), (other,), 5 * MINUTE)
    look(6)
    assert order(ledger).state is S.DONE
    outages.resolve(1, 7 * MINUTE)
    look(8)
    assert order(ledger).state is S.CLOSED


def test_old_messages_are_forgotten(ledger, hear, look) -> None:
    hear(S.OPENED, 1)
    look(2)
    assert count(ledger, t.inbound) == 1
    look(KEEP_INBOUND_MS / MINUTE + 60)
    assert count(ledger, t.inbound) == 0


# --- one home -------------------------------------------------------------------------------------


def terminal(ledger: Ledger, state: TerminalState, since_ms: int) -> None:
    with ledger.write("test") as connection:
        if connection.execute(select(t.subject).where(t.subject.c.key == "m1")).first() is None:
            connection.execute(insert(t.subject).values(slot=7, key="m1"))
        connection.execute(t.terminal_state.delete().where(t.terminal_state.c.slot == 7))
        row = {"slot": 7, "state": int(state), "since_ms": since_ms, "last_seen_ms": since_ms, "first_missed_ms": 0}
        connection.execute(insert(t.terminal_state).values(**row))


def handed_on(ledger: Ledger, key: str = "m1") -> int:
    return book.open_trouble(ledger, "ann", ("10100", key), "North", {"said": "no picture"}, 20, MINUTE)


def test_a_home_is_handed_on_once(ledger) -> None:
    number = handed_on(ledger)
    with pytest.raises(book.OrderRefusedError, match="ORD-000001"):
        handed_on(ledger)
    assert (order(ledger).kind, order(ledger).report) == (OrderKind.TROUBLE, {"said": "no picture"})
    book.close(ledger, number, "ann", "moved away", order(ledger).revision, 2 * MINUTE)
    assert handed_on(ledger) == 2


def test_a_system_that_takes_our_order_gives_it_its_own_number(ledger, hear) -> None:
    handed_on(ledger)
    assert hear(S.ACCEPTED, 0.9, incident="", order="ORD-000001", external="T-77") is Outcome.MOVED
    hear(S.EN_ROUTE, 3, incident="", external="T-77")
    made = order(ledger)
    assert (made.external, made.state, count(ledger, t.work_order)) == ("T-77", S.EN_ROUTE, 1)
    assert made.report == {"said": "no picture"}
    with pytest.raises(book.OrderRefusedError):
        hear(S.DONE, 4, incident="", order="ORD-000001", external="T-78")


def test_a_home_is_back_when_its_terminal_is(ledger, hear, look) -> None:
    terminal(ledger, TerminalState.DARK, 0)
    handed_on(ledger)
    book.say(ledger, 1, "ann", S.DONE, order(ledger).revision, "", 5 * MINUTE)
    look(6)
    assert order(ledger).unverified
    terminal(ledger, TerminalState.REGISTERED, 7 * MINUTE)
    look(8)
    assert (order(ledger).state, order(ledger).restored_ms) == (S.CLOSED, 7 * MINUTE)


def test_of_a_home_that_cannot_be_seen_the_crew_s_word_is_all_there_is(ledger) -> None:
    handed_on(ledger, "")
    book.say(ledger, 1, "ann", S.DONE, order(ledger).revision, "swapped the box", 5 * MINUTE)
    closed = order(ledger)
    assert (closed.state, closed.note) == (S.CLOSED, "swapped the box")
    assert (closed.restored_ms, closed.closed_ms) == (None, 5 * MINUTE)  # nobody has seen it


@pytest.mark.parametrize("state", [None, TerminalState.UNKNOWN, TerminalState.UNOBSERVABLE])
def test_that_a_terminal_cannot_be_seen_is_not_that_it_is_back(ledger, look, state) -> None:
    if state is not None:
        terminal(ledger, state, 0)
    handed_on(ledger)
    book.say(ledger, 1, "ann", S.DONE, order(ledger).revision, "", 5 * MINUTE)
    look(6)
    assert (order(ledger).state, order(ledger).restored_ms) == (S.CLOSED, None)
    assert all(clock.state is not ClockState.OVERDUE for clock in clocks(order(ledger), PACE, 10_000 * MINUTE))


def test_what_somebody_ended_closes_its_order_without_having_been_seen(ledger, outages, hear, look) -> None:
    number = outages.open_incident(outage(), 1000)
    hear(S.ON_SITE, 1)
    outages.override(number, "noc", "nobody lives there", 2 * MINUTE)
    look(3)
    assert (order(ledger).state, order(ledger).restored_ms) == (S.ON_SITE, None)
    hear(S.DONE, 4)
    assert (order(ledger).state, order(ledger).restored_ms) == (S.CLOSED, None)


def test_what_turned_out_to_be_part_of_another_is_over_as_that_one_is(ledger, outages, hear, look) -> None:
    first, second = outages.open_incident(outage(), 1000), outages.open_incident(outage(), 2000)
    hear(S.DONE, 1, incident=f"INC-{second:06d}")
    outages.keep(first, outage(), (second,), 2 * MINUTE)
    look(3)
    assert order(ledger).unverified
    outages.override(first, "noc", "nobody lives there", 4 * MINUTE)
    look(5)
    assert (order(ledger).state, order(ledger).restored_ms) == (S.CLOSED, None)
    assert why_closed(ledger) == ON_WORD


def test_a_home_with_bad_levels_is_back_once_it_was_read_again_and_they_are_good(ledger, clock) -> None:
    terminal(ledger, TerminalState.REGISTERED, 0)
    services = [
        {"terminal": "m1", "out_of_limits": ["snr_db"]}, {"terminal": "", "out_of_limits": []},
        {"terminal": "m2", "out_of_limits": ["tx_power_dbmv"]},
    ]  # fmt: skip
    book.open_trouble(ledger, "ann", ("10100", "m1"), "North", {"services": services}, 20, MINUTE)
    bad = {"snr_db", "tx_power_dbmv"}
    follower = Follower(ledger, PACE, clock, levels=Levels(lambda _, slot: bad if slot == 7 else (), 10 * MINUTE))

    def look(minute: float) -> tuple[str, int | None]:
        clock.at_ms = round(minute * MINUTE)
        follower.look()
        return order(ledger).state, order(ledger).restored_ms

    book.say(ledger, 1, "ann", S.DONE, order(ledger).revision, "", 5 * MINUTE)
    assert look(6) == (S.DONE, None)
    assert look(16) == (S.DONE, None)  # registered all the time, and as bad as it was
    bad -= {"snr_db"}
    assert look(17) == (S.CLOSED, 17 * MINUTE)
    assert why_closed(ledger) == VERIFIED


def test_bad_levels_that_nobody_has_read_since_the_repair_are_not_good(ledger, clock) -> None:
    terminal(ledger, TerminalState.REGISTERED, 0)
    report = {"services": [{"terminal": "m1", "out_of_limits": ["snr_db"]}]}
    book.open_trouble(ledger, "ann", ("10100", "m1"), "North", report, 20, MINUTE)
    book.say(ledger, 1, "ann", S.DONE, order(ledger).revision, "", 5 * MINUTE)
    follower = Follower(ledger, PACE, clock, levels=Levels(lambda *_: (), 10 * MINUTE))
    for minute, state in ((14.9, S.DONE), (15, S.CLOSED)):
        clock.at_ms = round(minute * MINUTE)
        follower.look()
        assert order(ledger).state is state


def why_closed(ledger: Ledger) -> str:
    c = t.work_order_transition.c
    with ledger.read() as connection:
        return connection.execute(select(c.reason).where(c.becomes == "closed").order_by(c.id.desc())).scalars().first()


def test_of_two_who_speak_for_a_crew_at_once_one_wins_and_the_other_is_told(ledger) -> None:
    handed_on(ledger)

    def say(user: str) -> str:
        try:
            book.say(ledger, 1, user, S.EN_ROUTE, 1, "", 5 * MINUTE)
        except book.OrderRefusedError as error:
            return str(error)
        return "done"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(say, ("ann", "bob")))
    assert said == ["ORD-000001 has meanwhile changed: it is en_route", "done"]


def test_nobody_says_that_an_order_is_verified(ledger) -> None:
    handed_on(ledger)
    with pytest.raises(book.OrderRefusedError):
        book.say(ledger, 1, "ann", S.CLOSED, 1, "", 5 * MINUTE)

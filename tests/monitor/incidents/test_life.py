"""What becomes of an incident after it was opened: verified, over, back again, ended by hand, closed."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import shapely
from sqlalchemy import insert, select

from collectors.clock import AnchoredClock
from maps.model import Cause
from monitor.incidents import actions, read
from monitor.incidents.actions import ActionRefusedError
from monitor.incidents.book import IncidentBook
from monitor.incidents.links import Link, Tie, links
from monitor.incidents.model import Event, FaultView, IncidentState
from monitor.incidents.scope import Scope
from monitor.incidents.transitions import MovedError, move, transitions
from monitor.ledger import tables as t
from monitor.ledger.found import FoundCause
from monitor.ledger.ledger import Ledger
from monitor.ledger.people import Role, add_user
from tests.monitor import kept
from tests.monitor.incidents.test_book import Heard
from thresholds.model import Severity

S = IncidentState


@pytest.fixture
def ledger(blank_ledger: str) -> Iterator[Ledger]:
    opened = Ledger.open(blank_ledger, AnchoredClock())
    yield opened
    opened.close()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def book(ledger: Ledger, heard: Heard) -> IncidentBook:
    return IncidentBook(ledger, heard)


def scope(element: str, slots: list[int], accounts: str, severity: Severity = Severity.MAJOR) -> Scope:
    view = FaultView(element, Cause.ELEMENT, 0.98, (), len(slots), 0, len(slots), 400, 500)
    explained = np.array(slots, np.int32)
    since = np.full(len(slots), 500, np.int64)
    return Scope((view,), severity, explained, since, tuple(accounts.split()), shapely.Point(1, 2).buffer(0.1))


def affected(ledger: Ledger, number: int) -> list[str]:
    with ledger.read() as connection:
        return kept.affected_accounts(connection, number)


def states(ledger: Ledger, number: int) -> list[str]:
    with ledger.read() as connection:
        return [str(each.becomes) for each in transitions(connection, number)]


def stored(ledger: Ledger, number: int):
    with ledger.read() as connection:
        return read.incident(connection, number)


def entries(ledger: Ledger, number: int) -> list[str]:
    with ledger.read() as connection:
        return [entry.kind for entry in read.timeline(connection, number)]


def test_each_change_of_state_is_written_down_with_its_reason(ledger: Ledger, book: IncidentBook) -> None:
    number = book.open_incident(scope("A7", [1, 2], "a b"), 1000)
    book.verify(number, 2000)
    assert stored(ledger, number).state is S.RESTORED
    book.keep(number, scope("A7", [1, 2], "a b"), (), 3000)
    assert stored(ledger, number).state is S.OPEN
    book.verify(number, 4000)
    book.resolve(number, 5000)
    assert states(ledger, number) == [S.OPEN, S.RESTORED, S.OPEN, S.RESTORED, S.RESOLVED]
    with ledger.read() as connection:
        made = transitions(connection, number)
    assert [(each.was, each.actor) for each in made][:2] == [(None, "core"), (S.OPEN, "core")]
    assert all(each.reason for each in made)
    assert entries(ledger, number) == ["opened", "restored", "restored", "resolved"]


def test_verifying_again_is_no_news(ledger: Ledger, book: IncidentBook) -> None:
    number = book.open_incident(scope("A7", [1, 2], "a b"), 1000)
    book.verify(number, 2000)
    book.verify(number, 3000)
    assert states(ledger, number) == [S.OPEN, S.RESTORED]


def test_of_two_who_change_a_state_at_once_one_wins_and_the_other_is_told(ledger: Ledger, book: IncidentBook) -> None:
    number = book.open_incident(scope("A7", [1], "a"), 1000)
    book.resolve(number, 2000)

    def close(user: str) -> str:
        try:
            actions.close(ledger, number, user, "nobody will say", 3000)
        except ActionRefusedError as error:
            return str(error)
        return "done"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(close, ("ann", "bob")))
    assert said == ["INC-000001 is closed", "done"]
    assert states(ledger, number) == [S.OPEN, S.RESOLVED, S.CLOSED]


def test_a_state_other_than_expected_is_left_alone(ledger: Ledger, book: IncidentBook) -> None:
    number = book.open_incident(scope("A7", [1], "a"), 1000)
    with pytest.raises(MovedError, match="INC-000001 is open"), ledger.write("ann") as connection:
        move(connection, number, (S.RESOLVED,), S.CLOSED, "ann", "", 2000)
    with pytest.raises(MovedError, match="INC-000009 is unknown"), ledger.write("ann") as connection:
        move(connection, 9, (S.RESOLVED,), S.CLOSED, "ann", "", 2000)
    assert stored(ledger, number).state is S.OPEN


def test_an_incident_that_came_back_stands_again_and_is_told(ledger: Ledger, heard: Heard, book: IncidentBook) -> None:
    number = book.open_incident(scope("A7", [1, 2, 3], "a b c"), 1000)
    actions.acknowledge(ledger, number, "ann", 1500)
    book.resolve(number, 2000)
    assert affected(ledger, number) == []
    assert list(book.lately(1000)) == [number]
    assert book.reopen(number, scope("A7", [2, 3], "b c"), 3000) is True
    view = stored(ledger, number)
    assert (view.state, view.resolved_ms, view.reopened, view.acknowledged_by) == (S.OPEN, None, 1, None)
    assert affected(ledger, number) == ["b", "c"]
    assert heard.said[-1] == ("INC-000001", 3, Event.UPDATED, ("b", "c"))
    assert entries(ledger, number)[-1] == "reopened"
    book.resolve(number, 4000)
    assert stored(ledger, number).state is S.RESOLVED


def test_a_restart_knows_what_was_over_shortly_before(ledger: Ledger, heard: Heard, book: IncidentBook) -> None:
    number = book.open_incident(scope("A7", [1, 2, 3], "a b c"), 1000)
    book.resolve(number, 2000)
    again = IncidentBook(ledger, heard)
    assert again.lately(1000)[number].explained == {1, 2, 3}
    assert IncidentBook(ledger, heard).lately(2001) == {}


def test_what_was_closed_is_not_opened_again(ledger: Ledger, book: IncidentBook) -> None:
    number = book.open_incident(scope("A7", [1], "a"), 1000)
    book.resolve(number, 2000)
    assert list(book.lately(1000)) == [number]
    actions.close(ledger, number, "ann", "a test", 2500)
    assert book.reopen(number, scope("A7", [1], "a"), 3000) is False
    assert stored(ledger, number).state is S.CLOSED


def test_somebody_may_end_an_incident_against_what_the_plant_shows(
    ledger: Ledger, heard: Heard, book: IncidentBook
) -> None:
    now_ms = ledger.clock.now_ms()
    number = book.open_incident(scope("A7", [1, 2], "a b"), now_ms)
    book.override(number, "ann", "the street was demolished", now_ms)
    with ledger.read() as connection:
        last = transitions(connection, number)[-1]
        row = connection.execute(select(t.audit).where(t.audit.c.action == "incident.override")).one()
    assert (last.actor, last.becomes, last.reason) == ("ann", S.RESOLVED, "the street was demolished")
    assert (row.actor, row.subject, row.detail["stragglers"]) == ("ann", "INC-000001", 2)
    assert heard.said[-1][2] == Event.RESOLVED
    assert list(book.overruled) == [number]
    assert list(IncidentBook(ledger, heard).overruled) == [number]
    assert IncidentBook(ledger, heard).lately(0) == {}
    with pytest.raises(ValueError, match="no incident that stands"):
        book.override(number, "bob", "again", now_ms)


def test_what_somebody_ended_stays_ended_for_a_core_that_starts_after_it_was_closed(
    ledger: Ledger, heard: Heard, book: IncidentBook
) -> None:
    now_ms = ledger.clock.now_ms()
    by_hand = book.open_incident(scope("A7", [1, 2], "a b"), now_ms)
    by_itself = book.open_incident(scope("A8", [3], "c"), now_ms)
    book.override(by_hand, "ann", "the street was demolished", now_ms + 1)
    book.resolve(by_itself, now_ms + 1)
    for number in (by_hand, by_itself):
        actions.close(ledger, number, "ann", "nobody will say", now_ms + 2)
    assert list(book.overruled) == [by_hand]
    again = IncidentBook(ledger, heard)
    assert list(again.overruled) == [by_hand]
    assert again.overruled[by_hand].dark == {1, 2}


def test_what_is_left_goes_on_as_an_incident_nested_in_the_one_that_is_over(
    ledger: Ledger, heard: Heard, book: IncidentBook
) -> None:
    homes = [f"home-{number}" for number in range(40)]
    number = book.open_incident(scope("N1", list(range(40)), " ".join(homes)), 1000)
    book.restore(number, range(3, 40), 2000)
    left = book.split(number, scope("T9", [0, 1, 2], "home-0 home-1 home-2"), 3000)
    assert (stored(ledger, number).state, stored(ledger, number).element) == (S.RESOLVED, "N1")
    assert (stored(ledger, left).state, stored(ledger, left).element) == (S.OPEN, "T9")
    with ledger.read() as connection:
        assert links(connection, number) == links(connection, left) == [Link(left, number, Tie.NESTED)]
    ended, opened = heard.said[-2:]
    assert (ended[0], ended[2], set(ended[3])) == ("INC-000001", Event.RESOLVED, set(homes[3:]))
    assert (opened[0], opened[2], opened[3]) == ("INC-000002", Event.OPENED, tuple(homes[:3]))
    assert affected(ledger, left) == homes[:3]


@pytest.mark.parametrize(("cause", "element"), [(Cause.POWER, "PS1"), (Cause.MAINS, "PS1"), (Cause.LEVEL, "PS1")])
def test_gear_that_fails_while_its_supply_is_in_trouble_fails_because_of_that(
    ledger: Ledger, book: IncidentBook, cause: Cause, element: str
) -> None:
    with ledger.write("test") as connection:
        connection.execute(insert(t.link).values(element="N1", parent="PS1", path="power", position=0))
    battery = scope(element, [], "")
    supply = book.open_incident(replace(battery, faults=(replace(battery.faults[0], cause=cause),)), 1000)
    failed = book.open_incident(scope("N1", [1, 2], "a b"), 2000)
    beside = book.open_incident(scope("N2", [3, 4], "c d"), 2000)
    expected = [] if cause == Cause.LEVEL else [Link(failed, supply, Tie.CAUSED_BY)]
    with ledger.read() as connection:
        assert links(connection, failed) == links(connection, supply) == expected
        assert links(connection, beside) == []
    assert ("linked" in entries(ledger, supply)) is bool(expected)


def test_an_incident_is_closed_once_it_is_over_and_somebody_said_what_was_found(
    ledger: Ledger, book: IncidentBook
) -> None:
    number = book.open_incident(scope("A7", [1], "a"), 1000)
    with pytest.raises(ActionRefusedError, match="INC-000001 is open"):
        actions.close(ledger, number, "ann", "for a reason", 1500)
    book.resolve(number, 2000)
    with pytest.raises(ActionRefusedError, match="what was found"):
        actions.close(ledger, number, "ann", " ", 2500)
    actions.report_found(ledger, number, "crew", FoundCause.CONNECTOR, "", "water", None, 2600)
    actions.close(ledger, number, "ann", "", 3000)
    view = stored(ledger, number)
    assert (view.state, view.closed_ms, view.resolved_ms) == (S.CLOSED, 3000, 2000)


def test_an_incident_is_given_to_somebody_who_was_not_quicker(ledger: Ledger, book: IncidentBook) -> None:
    for name in ("ann", "bob"):
        add_user(ledger, "test", name, Role.NOC, "a long password 7")
    number = book.open_incident(scope("A7", [1], "a"), 1000)
    actions.assign(ledger, number, "ann", "bob", "", 1100)
    with pytest.raises(ActionRefusedError, match="meanwhile gone to bob"):
        actions.assign(ledger, number, "ann", "ann", None, 1200)
    with pytest.raises(ActionRefusedError, match="no user carol"):
        actions.assign(ledger, number, "ann", "carol", "bob", 1300)
    book.keep(number, scope("N1", [1, 2], "a b"), (), 2000)
    assert stored(ledger, number).assigned_to == "bob"
    actions.assign(ledger, number, "bob", "", "bob", 2100)
    assert stored(ledger, number).assigned_to is None


def test_an_incident_that_was_put_off_comes_forward_when_it_gets_worse(ledger: Ledger, book: IncidentBook) -> None:
    number = book.open_incident(scope("A7", [1], "a"), 1000)
    actions.snooze(ledger, number, "ann", 3_600_000, None, 1100)
    book.keep(number, scope("A7", [1, 2], "a b"), (), 2000)
    assert stored(ledger, number).snoozed_until_ms == 3_600_000
    book.keep(number, scope("A7", [1, 2, 3], "a b c", Severity.CRITICAL), (), 3000)
    assert stored(ledger, number).snoozed_until_ms is None
    actions.snooze(ledger, number, "ann", 3_600_000, None, 4000)
    actions.snooze(ledger, number, "ann", 4000, 3_600_000, 5000)
    assert stored(ledger, number).snoozed_until_ms is None
    with pytest.raises(ActionRefusedError, match="168 hours"):
        actions.snooze(ledger, number, "ann", 8 * 86_400_000, None, 6000)


@pytest.mark.parametrize("action", ["snooze", "found"])
def test_of_two_who_do_the_same_at_once_one_wins_and_the_other_is_told(
    ledger: Ledger, book: IncidentBook, action: str
) -> None:
    number = book.open_incident(scope("A7", [1], "a"), 1000)
    doing = threading.Barrier(2)

    def do(user: str) -> str:
        doing.wait()
        try:
            if action == "snooze":
                actions.snooze(ledger, number, user, 3_600_000, None, 2000)
            else:
                actions.report_found(ledger, number, user, FoundCause.OTHER, "", user, None, 2000)
        except actions.OvertakenError as error:
            return str(error)
        return user

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(do, ("ann", "bob")))
    (winner,) = {"ann", "bob"}.intersection(said)
    (told,) = set(said) - {winner}
    assert told == {
        "snooze": f"INC-000001 has meanwhile been put off by {winner}",
        "found": f"{winner} has meanwhile said what was found at INC-000001",
    }[action]  # fmt: skip
    with ledger.read() as connection:
        entered = [each.actor for each in read.timeline(connection, number) if each.actor != "core"]
    assert entered == [winner]


def test_whoever_has_seen_what_was_said_may_say_otherwise(ledger: Ledger, book: IncidentBook) -> None:
    number = book.open_incident(scope("A7", [1], "a"), 1000)
    actions.report_found(ledger, number, "ann", FoundCause.OTHER, "", "", None, 2000)
    actions.report_found(ledger, number, "bob", FoundCause.POWER, "", "", 2000, 3000)
    with pytest.raises(actions.OvertakenError, match="bob has meanwhile said"):
        actions.report_found(ledger, number, "ann", FoundCause.SPAN, "", "", 2000, 4000)
    actions.snooze(ledger, number, "ann", 3_600_000, None, 2000)
    actions.snooze(ledger, number, "bob", 7_200_000, 3_600_000, 3000)
    with pytest.raises(actions.OvertakenError, match="been put off by bob"):
        actions.snooze(ledger, number, "ann", 4_000_000, 3_600_000, 4000)
    actions.snooze(ledger, number, "bob", 0, 7_200_000, 5000)
    with pytest.raises(actions.OvertakenError, match="been woken by bob"):
        actions.snooze(ledger, number, "ann", 4_000_000, 7_200_000, 6000)
    actions.snooze(ledger, number, "bob", 7_200_000, None, 7000)
    book.keep(number, scope("A7", [1], "a", Severity.CRITICAL), (), 8000)
    with pytest.raises(actions.OvertakenError, match="come forward, for it got worse"):
        actions.snooze(ledger, number, "ann", 4_000_000, 7_200_000, 9000)


Do = Callable[[Ledger, int], None]


@pytest.mark.parametrize(
    "do",
    [
        lambda ledger, number: actions.assign(ledger, number, "ann", "", None, 9000),
        lambda ledger, number: actions.snooze(ledger, number, "ann", 10_000, None, 9000),
        lambda ledger, number: actions.ask_to_override(ledger, number, "ann", "so", 9000),
    ],
)
def test_nothing_is_done_to_what_is_over_or_unknown(ledger: Ledger, book: IncidentBook, do: Do) -> None:
    number = book.open_incident(scope("A7", [1], "a"), 1000)
    book.resolve(number, 2000)
    with pytest.raises(ActionRefusedError, match="already resolved"):
        do(ledger, number)
    with pytest.raises(ActionRefusedError, match="no incident INC-000077"):
        do(ledger, 77)

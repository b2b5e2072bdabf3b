"""The incident book, on a real ledger."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from sqlalchemy import select

from collectors.clock import AnchoredClock
from maps.model import Cause, Fault
from monitor.incidents import read
from monitor.incidents.actions import ActionRefusedError, acknowledge, comment
from monitor.incidents.book import IncidentBook
from monitor.incidents.model import Event, FaultView, IncidentState
from monitor.incidents.scope import Scope
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from tests.monitor.kept import affected_accounts, standing_terminals
from thresholds.model import Severity


class Heard:
    """A teller that keeps what it was given, and refuses when told to."""

    def __init__(self):
        self.said = []
        self.refuses = False

    def owe(self, connection, event, incident, accounts, at_ms):
        if self.refuses:
            raise RuntimeError("no paper")
        self.said.append((incident.id, incident.revision, event, tuple(accounts)))


@pytest.fixture
def ledger(blank_ledger: str):
    opened = Ledger.open(blank_ledger, AnchoredClock())
    yield opened
    opened.close()


@pytest.fixture
def heard():
    return Heard()


def scope(element: str, slots: list[int], accounts: str, since: int = 500) -> Scope:
    view = FaultView(element, Cause.ELEMENT, 0.98, (("tap-1", 0.01),), len(slots), 0, len(slots), 400, since)
    return Scope(
        faults=(view,),
        severity=Severity.MAJOR,
        explained=np.array(slots, np.int32),
        dark_since_ms=np.full(len(slots), since, np.int64),
        accounts=tuple(accounts.split()),
        area=shapely.Point(1, 2).buffer(0.1),
    )


def stored(ledger, number):
    with ledger.read() as connection:
        return read.incident(connection, number)


def test_opening_writes_incident_terminals_accounts_timeline_and_notice_together(ledger, heard):
    number = IncidentBook(ledger, heard).open_incident(scope("A7", [1, 2, 3], "a b"), 1000)
    view = stored(ledger, number)
    assert (view.id, view.state, view.element, view.revision) == ("INC-000001", IncidentState.OPEN, "A7", 1)
    assert (view.subscribers, view.terminals, view.started_after_ms, view.started_before_ms) == (2, 3, 400, 500)
    assert view.area.equals(shapely.Point(1, 2).buffer(0.1))
    with ledger.read() as connection:
        assert read.accounts_of(connection, number) == ["a", "b"]
        assert standing_terminals(connection, number) == [1, 2, 3]
        assert [entry.kind for entry in read.timeline(connection, number)] == ["opened"]
    assert heard.said == [("INC-000001", 1, Event.OPENED, ("a", "b"))]


def test_a_notice_that_cannot_be_owed_undoes_the_incident(ledger, heard):
    book = IncidentBook(ledger, heard)
    heard.refuses = True
    with pytest.raises(RuntimeError, match="no paper"):
        book.open_incident(scope("A7", [1], "a"), 1000)
    assert stored(ledger, 1) is None
    assert book.open == {}


def test_growing_is_told_once_and_only_where_something_told_has_changed(ledger, heard):
    book = IncidentBook(ledger, heard)
    number = book.open_incident(scope("tap", [1], "a"), 1000)
    assert book.keep(number, scope("A7", [1, 2], "a b"), (), 2000) is True
    assert book.keep(number, scope("A7", [1, 2, 3], "a b"), (), 3000) is False
    assert book.keep(number, scope("A7", [1, 2, 3], "a b"), (), 4000) is False
    assert [(revision, event) for _, revision, event, _ in heard.said] == [(1, Event.OPENED), (2, Event.UPDATED)]
    view = stored(ledger, number)
    assert (view.element, view.terminals, view.opened_ms, view.started_before_ms) == ("A7", 3, 1000, 500)


def test_details_are_told_together_once_they_have_gathered_for_a_while(ledger, heard):
    book = IncidentBook(ledger, heard)
    homes = [f"home-{number}" for number in range(20)]
    number = book.open_incident(scope("A7", list(range(20)), " ".join(homes)), 1000)
    assert book.keep(number, scope("A7", list(range(20)), " ".join(homes[1:])), (), 30_000) is False
    assert stored(ledger, number).subscribers == 19
    book = IncidentBook(ledger, heard)
    assert book.keep(number, scope("A7", list(range(20)), " ".join(homes[2:])), (), 60_000) is False
    assert book.keep(number, scope("A7", list(range(20)), " ".join(homes[3:])), (), 61_000) is True
    assert book.keep(number, scope("A7", list(range(20)), " ".join(homes[3:])), (), 200_000) is False
    assert heard.said[-1] == ("INC-000001", 2, Event.UPDATED, tuple(homes[3:]))


def test_a_detail_that_was_not_told_before_a_restart_is_told_after_it(ledger, heard):
    book = IncidentBook(ledger, heard)
    number = book.open_incident(scope("A7", [1, 2], "a b"), 1000)
    assert book.keep(number, scope("A7", [1, 2], "a"), (), 2000) is False
    assert IncidentBook(ledger, heard).keep(number, scope("A7", [1, 2], "a"), (), 61_000) is True


def probable(probability):
    found = scope("A7", [1, 2], "a b")
    return replace(found, faults=(replace(found.faults[0], probability=probability),))


def test_the_ledger_follows_a_probability_that_nobody_is_told(ledger, heard):
    book = IncidentBook(ledger, heard)
    number = book.open_incident(probable(0.70), 1000)
    assert book.keep(number, probable(0.78), (), 100_000) is False
    assert (stored(ledger, number).probability, stored(ledger, number).faults[0].probability) == (0.78, 0.78)
    assert book.keep(number, probable(0.785), (), 110_000) is False  # not worth a write every second
    assert stored(ledger, number).probability == 0.78
    assert (len(heard.said), stored(ledger, number).revision) == (1, 1)


def test_a_probability_is_told_once_people_would_do_something_else_and_not_while_it_hovers(ledger, heard):
    book = IncidentBook(ledger, heard)
    number = book.open_incident(probable(0.70), 1000)
    course = [
        (0.81, False),  # barely over 0.8
        (0.79, False),
        (0.82, True),
        (0.79, False),
        (0.93, False),
        (0.98, True),
        (0.94, False),
        (0.45, True),
        (0.49, False),
    ]
    for turn, (probability, told) in enumerate(course, start=1):
        assert book.keep(number, probable(probability), (), 1000 + 61_000 * turn) is told, probability
    assert book.keep(number, probable(0.98), (), 1000 + 61_000 * 8 + 59_000) is False  # nor one after the other
    after = IncidentBook(ledger, heard)
    assert after.keep(number, probable(0.98), (), 1000 + 61_000 * 20) is True
    assert after.keep(number, probable(0.98), (), 1000 + 61_000 * 30) is False
    assert len(heard.said) == 5


@pytest.mark.parametrize(
    "change",
    [
        scope("A3", [1, 2], "a b"),
        replace(scope("A7", [1, 2], "a b"), severity=Severity.CRITICAL),
        scope("A7", [1, 2], "a b c d e f g"),
    ],
    ids=["another element", "worse", "many more homes"],
)
def test_what_matters_is_told_at_once(ledger, heard, change):
    book = IncidentBook(ledger, heard)
    number = book.open_incident(scope("A7", [1, 2], "a b"), 1000)
    assert book.keep(number, change, (), 1001) is True


def test_more_homes_up_all_the_same_are_kept_without_a_notice(ledger, heard):
    book = IncidentBook(ledger, heard)
    number = book.open_incident(scope("A7", [1, 2], "a b"), 1000)
    seen = scope("A7", [1, 2], "a b")
    seen = replace(seen, faults=(replace(seen.faults[0], contradicts=1, contradicting=("m9",)),))
    assert book.keep(number, seen, (), 2000) is False
    assert stored(ledger, number).faults[0].contradicting == ("m9",)
    assert stored(ledger, number).revision == 1
    assert len(heard.said) == 1


def test_narrowing_restores_the_accounts_left_out_and_darkness_may_return(ledger, heard):
    book = IncidentBook(ledger, heard)
    number = book.open_incident(scope("A7", [1, 2], "a b"), 1000)
    book.keep(number, scope("tap", [2], "b"), (), 2000)
    with ledger.read() as connection:
        assert affected_accounts(connection, number) == ["b"]
        assert read.accounts_of(connection, number) == ["a", "b"]
    book.keep(number, scope("A7", [1, 2], "a b"), (), 3000)
    with ledger.read() as connection:
        assert affected_accounts(connection, number) == ["a", "b"]


def test_merging_ends_the_younger_incident_and_its_receivers_hear_of_it(ledger, heard):
    book = IncidentBook(ledger, heard)
    older = book.open_incident(scope("tap-1", [1], "a"), 1000)
    younger = book.open_incident(scope("tap-2", [2], "b"), 1100)
    book.keep(older, scope("A7", [1, 2], "a b"), (younger,), 2000)
    assert list(book.open) == [older]
    gone = stored(ledger, younger)
    assert (gone.state, gone.merged_into) == (IncidentState.RESOLVED, older)
    assert [(name, event) for name, _, event, _ in heard.said[2:]] == [
        ("INC-000002", Event.RESOLVED),
        ("INC-000001", Event.UPDATED),
    ]
    with ledger.read() as connection:
        assert standing_terminals(connection, older) == [1, 2]


def test_a_restart_remembers_every_open_incident_and_tells_nothing_again(ledger, heard):
    before = IncidentBook(ledger, heard)
    number = before.open_incident(scope("A7", [1, 2, 3], "a b"), 1000)
    before.restore(number, [2], 1500)
    after = IncidentBook(ledger, heard)
    assert after.open == before.open
    assert after.keep(number, scope("A7", [1, 3], "a b"), (), 2000) is False
    assert len(heard.said) == 1


def test_return_and_resolution_are_written_down(ledger, heard):
    book = IncidentBook(ledger, heard)
    number = book.open_incident(scope("A7", [1, 2], "a b"), 1000)
    book.restore(number, [1, 2, 99], 4000)
    book.resolve(number, 5000)
    view = stored(ledger, number)
    assert (view.state, view.resolved_ms, view.revision) == (IncidentState.RESOLVED, 5000, 2)
    with ledger.read() as connection:
        restored = connection.execute(select(t.incident_terminal.c.restored_ms)).scalars().all()
        assert affected_accounts(connection, number) == []
    assert restored == [4000, 4000]
    assert heard.said[-1] == ("INC-000001", 2, Event.RESOLVED, ("a", "b"))


def test_an_incident_ends_as_what_it_was_at_its_largest_and_everybody_it_affected_hears(ledger, heard):
    book = IncidentBook(ledger, heard)
    number = book.open_incident(scope("A7", [1, 2], "a b"), 1000)
    book.keep(number, scope("A3", [1, 2, 3, 4], "a b c d"), [], 2000)
    book.restore(number, [1, 2, 3], 3000)
    book.keep(number, scope("T9", [4], "d"), [], 3000)
    book = IncidentBook(ledger, heard)
    book.resolve(number, 4000)
    view = stored(ledger, number)
    assert (view.state, view.element, view.subscribers, view.resolved_ms) == (IncidentState.RESOLVED, "A3", 4, 4000)
    assert heard.said[-2:] == [
        ("INC-000001", 3, Event.UPDATED, ("d",)),
        ("INC-000001", 4, Event.RESOLVED, ("a", "b", "c", "d")),
    ]


def test_an_incident_that_was_taken_for_larger_than_it_is_ends_as_what_it_was(ledger, heard):
    book = IncidentBook(ledger, heard)
    number = book.open_incident(scope("A3", [1, 2], "a b c d"), 1000)
    book.keep(number, scope("A7", [1, 2, 3], "a b c"), [], 2000)
    book.resolve(number, 3000)
    view = stored(ledger, number)
    assert (view.element, view.subscribers) == ("A7", 3)
    assert heard.said[-1] == ("INC-000001", 3, Event.RESOLVED, ("a", "b", "c", "d"))


def test_an_incident_ends_as_what_it_was_at_its_largest_though_that_was_never_told(ledger, heard):
    book = IncidentBook(ledger, heard)
    number = book.open_incident(scope("A7", [1, 2], "a b c"), 1000)
    assert book.keep(number, scope("A7", [1, 2, 3, 4], "a b c d"), (), 2000) is False
    assert book.keep(number, scope("A7", [3, 4], "c d"), (), 70_000) is True
    book.resolve(number, 80_000)
    assert stored(ledger, number).subscribers == 4
    assert heard.said[-1][3] == ("a", "b", "c", "d")


def test_numbers_go_on_after_a_restart(ledger, heard):
    first = IncidentBook(ledger, heard)
    first.resolve(first.open_incident(scope("A7", [1], "a"), 1000), 2000)
    assert IncidentBook(ledger, heard).open_incident(scope("A8", [5], "c"), 3000) == 2


def test_one_of_two_operators_acknowledges_and_the_other_is_told(ledger, heard):
    number = IncidentBook(ledger, heard).open_incident(scope("A7", [1], "a"), 1000)
    acknowledge(ledger, number, "wang", 1500)
    with pytest.raises(ActionRefusedError, match="acknowledged by wang"):
        acknowledge(ledger, number, "li", 1501)
    assert stored(ledger, number).acknowledged_by == "wang"


def test_an_acknowledgement_outlives_updates(ledger, heard):
    book = IncidentBook(ledger, heard)
    number = book.open_incident(scope("tap", [1], "a"), 1000)
    acknowledge(ledger, number, "wang", 1500)
    book.keep(number, scope("A7", [1, 2], "a b"), (), 2000)
    assert stored(ledger, number).acknowledged_by == "wang"


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_a_comment_says_something_and_not_too_much(ledger, heard, text):
    number = IncidentBook(ledger, heard).open_incident(scope("A7", [1], "a"), 1000)
    with pytest.raises(ActionRefusedError):
        comment(ledger, number, "wang", text, 2000)
    comment(ledger, number, "wang", "crew is on the way", 2000)
    with ledger.read() as connection:
        assert read.timeline(connection, number)[-1].detail == {"text": "crew is on the way"}


def test_after_a_merger_a_restart_knows_what_the_running_book_knows(ledger, heard):
    book = IncidentBook(ledger, heard)
    tap = book.open_incident(scope("tap-1", [1, 2], "a b"), 1000)
    other = book.open_incident(scope("tap-2", [5, 6], "e f"), 1500)
    book.restore(other, [6], 1600)
    book.keep(tap, scope("N1", [1, 2, 5], "a b e"), [other], 2000)
    book.restore(tap, [2], 2500)
    book.keep(tap, scope("N1", [1, 2, 5, 6], "a b e f"), (), 3000)
    running, again = book.open[tap], IncidentBook(ledger, heard).open[tap]
    assert (again.explained, again.dark) == (running.explained, running.dark) == ({1, 2, 5, 6}, {1, 2, 5, 6})
    assert (again.accounts, again.view) == (running.accounts, running.view)
    assert (again.told, again.told_ms) == (replace(running.told, accounts=None), running.told_ms)


def test_an_inference_is_never_told_as_certain_and_an_observation_is():
    none = np.empty(0, np.int32)
    inferred = FaultView.of(Fault("A7", Cause.ELEMENT, 0.999_999_9, none, none, none))
    observed = FaultView.of(Fault("N1", Cause.NO_ANSWER, 1.0, none, none, none))
    assert (inferred.probability, observed.probability) == (0.9999, 1.0)

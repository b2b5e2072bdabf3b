"""Incidents tied by hand: on both timelines, once, one way round, and taken back."""

import pytest
from sqlalchemy import select

from collectors.clock import AnchoredClock
from monitor.incidents.actions import ActionRefusedError
from monitor.incidents.book import IncidentBook
from monitor.incidents.links import Link, Tie, links
from monitor.incidents.read import timeline
from monitor.incidents.tying import tie_by_hand, untie
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from tests.monitor.incidents.test_book import Heard
from tests.monitor.incidents.test_life import scope

SUPPLY, NODE = 1, 2
CAUSED = Link(NODE, SUPPLY, Tie.CAUSED_BY)


@pytest.fixture
def ledger(blank_ledger):
    opened = Ledger.open(blank_ledger, AnchoredClock())
    book = IncidentBook(opened, Heard())
    book.open_incident(scope("A7", [1], "a"), 1000)
    book.open_incident(scope("N1", [2], "b"), 1000)
    yield opened
    opened.close()


def tied(ledger):
    with ledger.read() as connection:
        return links(connection, SUPPLY)


def said(ledger, number):
    with ledger.read() as connection:
        entries = [entry for entry in timeline(connection, number) if entry.kind in ("linked", "unlinked")]
    return [(str(entry.kind), entry.actor, entry.detail["to"], entry.detail["kind"]) for entry in entries]


def test_a_tie_stands_on_both_timelines_until_it_is_taken_back_from_either_side(ledger):
    tie_by_hand(ledger, CAUSED, "ann", 2000)
    assert tied(ledger) == [CAUSED]
    untie(ledger, SUPPLY, NODE, "bob", 3000)
    assert tied(ledger) == []
    for number, other in ((NODE, "INC-000001"), (SUPPLY, "INC-000002")):
        assert said(ledger, number) == [
            ("linked", "ann", other, "caused_by"), ("unlinked", "bob", other, "caused_by"),
        ]  # fmt: skip
    with ledger.read() as connection:
        a = t.audit.c
        rows = connection.execute(select(a.actor, a.action, a.subject).where(a.action.like("incident.%link"))).all()
    assert [tuple(row) for row in rows] == [
        ("ann", "incident.link", "INC-000002"), ("bob", "incident.unlink", "INC-000001"),
    ]  # fmt: skip


def test_the_last_word_says_what_they_are_to_each_other(ledger):
    tie_by_hand(ledger, CAUSED, "ann", 2000)
    tie_by_hand(ledger, Link(NODE, SUPPLY, Tie.NESTED), "bob", 3000)
    assert tied(ledger) == [Link(NODE, SUPPLY, Tie.NESTED)]


@pytest.mark.parametrize(
    ("link", "why"),
    [
        (CAUSED, "so already"),
        (Link(SUPPLY, NODE, Tie.CAUSED_BY), "INC-000002 is tied to INC-000001 already"),
        (Link(NODE, NODE, Tie.NESTED), "to itself"),
        (Link(NODE, 77, Tie.NESTED), "no incident INC-000077"),
        (Link(77, NODE, Tie.NESTED), "no incident INC-000077"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_trace(ledger, link, why):
    tie_by_hand(ledger, CAUSED, "ann", 2000)
    with pytest.raises(ActionRefusedError, match=why):
        tie_by_hand(ledger, link, "bob", 3000)
    assert tied(ledger) == [CAUSED]
    assert len(said(ledger, NODE)) == 1
    with ledger.read() as connection:
        assert connection.execute(select(t.audit).where(t.audit.c.actor == "bob")).all() == []


@pytest.mark.parametrize("other", [SUPPLY, NODE, 77])
def test_what_is_not_tied_is_not_untied(ledger, other):
    with pytest.raises(ActionRefusedError, match="is not tied to"):
        untie(ledger, NODE, other, "bob", 3000)

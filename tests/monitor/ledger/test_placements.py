"""Where terminals are is kept on change, moves as history, proposals with what became of them."""

import numpy as np
import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from collectors.model import Segment
from monitor.ledger import placements, proposals
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.ledger.placements import NOWHERE, Move, Placed
from monitor.ledger.proposals import Finding, ProposalKind, ProposalState

N = 4
FIRST, SECOND = Segment("CMTS1", "md100/sg1", ("N1",)), Segment("CMTS1", "md100/sg2")


def columns(*segment: int, at_ms: int) -> Placed:
    since = np.full(N, at_ms, dtype=np.int64)
    return Placed(np.array(segment, dtype=np.int64), since, since.copy(), np.zeros(N, dtype=np.int64))


def test_a_move_is_kept_beside_where_the_terminal_is(ledger: Ledger):
    with ledger.write("core") as connection:
        ids = placements.save_segments(connection, [FIRST, SECOND], 10)
    first, second = ids[FIRST], ids[SECOND]
    slots = np.array([1, 2], dtype=np.int32)
    placed = columns(NOWHERE, NOWHERE, NOWHERE, NOWHERE, at_ms=0)
    placements.save_placed(ledger, placed, slots, np.array([first, first]), np.array([10, 10]))
    placements.save_placed(ledger, placed, slots[1:], np.array([second]), np.array([20]))
    placed.seen_ms[:] = 20
    with ledger.write("core") as connection:
        placements.save_seen(connection, 30, placed)
    with ledger.read() as connection:
        assert placements.moves_of(connection, 1) == []
        assert placements.moves_of(connection, 2) == [Move(2, 20, first, second)]
        assert placements.whereabouts(connection, 1) == (first, 10)
        assert placements.whereabouts(connection, 3) is None
        assert placements.moved_slots(connection).tolist() == [2]
        kept = placements.load_placed(connection, N + 1)
    assert kept.segment.tolist() == [NOWHERE, first, second, NOWHERE, NOWHERE]
    assert kept.seen_ms.tolist() == [20, 20, 20, 20, 0]


def test_of_a_write_that_fails_half_way_no_move_is_written_twice(ledger: Ledger, monkeypatch):
    monkeypatch.setattr(placements, "SLICE", 2)
    with ledger.write("core") as connection:
        ids = placements.save_segments(connection, [FIRST, SECOND], 10)
    first, second = ids[FIRST], ids[SECOND]
    slots = np.arange(N, dtype=np.int32)
    placed = columns(*[NOWHERE] * N, at_ms=0)
    placements.save_placed(ledger, placed, slots, np.full(N, first), np.full(N, 10))
    with ledger.write("core") as connection:  # a move of the last cannot be written
        connection.execute(text("CREATE UNIQUE INDEX once ON terminal_move (slot)"))
        connection.execute(insert(t.terminal_move).values(slot=3, at_ms=5, from_segment=second, to_segment=first))
    with pytest.raises(IntegrityError):
        placements.save_placed(ledger, placed, slots, np.full(N, second), np.full(N, 20))
    assert placed.segment.tolist() == [second, second, first, first], "memory follows the ledger"
    assert placed.since_ms.tolist() == [20, 20, 10, 10]
    with ledger.write("core") as connection:
        connection.execute(text("DROP INDEX once"))
    elsewhere = slots[placed.segment != second]
    placements.save_placed(ledger, placed, elsewhere, np.full(2, second), np.full(2, 30))
    with ledger.read() as connection:
        moves = [[one.at_ms for one in placements.moves_of(connection, slot)] for slot in range(N)]
        kept = placements.load_placed(connection, N)
    assert moves == [[20], [20], [30], [30, 5]]
    assert kept.since_ms.tolist() == placed.since_ms.tolist()


def test_a_segment_keeps_its_number_when_its_nodes_are_named_anew(ledger: Ledger):
    renamed = Segment(FIRST.teller, FIRST.name, ("N1", "N7"))
    with ledger.write("core") as connection:
        before = placements.save_segments(connection, [FIRST], 10)[FIRST]
        assert placements.save_segments(connection, [renamed], 20)[renamed] == before
    with ledger.read() as connection:
        (row,) = placements.load_segments(connection)
    assert (row.nodes, row.seen_ms) == (("N1", "N7"), 20)


def test_a_proposal_is_decided_once(ledger: Ledger):
    finding = Finding(ProposalKind.NEW, "02:00:00:00:00:01", 1, "", ("N1", "N2"), 5)
    with ledger.write("core") as connection:
        proposals.propose(connection, [finding], 10)
        (one,) = proposals.open_proposals(connection)
        assert (one.finding, one.state, one.decided_ms) == (finding, ProposalState.OPEN, None)
        assert proposals.decide(connection, one.id, ProposalState.DISMISSED, 20, "ann")
        assert not proposals.decide(connection, one.id, ProposalState.ACCEPTED, 30, "bob", "N1")
        assert proposals.open_counts(connection) == {}
        assert proposals.dismissed(connection) == {("new", "02:00:00:00:00:01", 1)}

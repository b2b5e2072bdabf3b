"""What surveys come to: history of moves, proposals, and a plant that follows where it may."""

from dataclasses import replace

import pytest
from discovery_office import DAY_MS, as_drawn, modem, plant
from sqlalchemy import select

from maps.model import Element, Kind
from monitor.discovery import deciding
from monitor.ledger import tables as t
from monitor.ledger.placements import load_segments, moves_of
from monitor.ledger.plant import replace_plant
from monitor.ledger.proposals import ProposalKind as P

APPLY = pytest.mark.parametrize("office", [{"apply": "apply"}], indirect=True)
STRANGER = "02:ff:ff:ff:ff:01"
EACH = as_drawn((1,), (2,), (3,))


def test_where_all_agree_nothing_is_proposed(office):
    office.survey(EACH)
    assert office.proposed() == {}
    with office.ledger.read() as connection:
        assert [row.elements for row in load_segments(connection)] == [("N1",), ("N2",), ("N3",)]


def test_a_new_terminal_is_proposed_behind_the_node_of_its_segment(office):
    office.survey({**EACH, STRANGER: "sg2"})
    found = office.proposed()[STRANGER].finding
    assert (found.kind, found.candidates) == (P.NEW, ("N2",))
    assert office.parent(STRANGER) is None, "people decide"


def test_a_segment_of_two_nodes_gives_both_and_no_guess(office):
    office.survey({**as_drawn((1, 2), (3,)), STRANGER: "sg1"})
    assert office.proposed()[STRANGER].finding.candidates == ("N1", "N2")


def test_the_nodes_a_cmts_names_are_candidates_too(office):
    office.survey({**EACH, STRANGER: "sg1"}, {"sg1": ("node 1", "N3", "somewhere else")})
    assert office.proposed()[STRANGER].finding.candidates == ("N1", "N3")


def test_a_cmts_that_names_another_node_than_the_drawing_is_a_difference(office):
    office.survey(EACH, {"sg1": ("N2",), "sg2": ("N2",)})
    with office.ledger.read() as connection:
        rows = {row.name: row for row in load_segments(connection)}
    assert [rows[name].agrees for name in ("sg1", "sg2", "sg3")] == [False, True, True]
    assert rows["sg1"].counts == (("N1", 4, 4),)


def test_a_move_is_history_and_no_new_terminal(office):
    office.survey(EACH)
    since_ms = office.now_ms
    office.survey({**EACH, modem(1, 1): "sg2"})
    found = office.proposed()[modem(1, 1)].finding
    assert (found.kind, found.drawn_at, found.candidates) == (P.MOVED, "N1", ("N2",))
    slot = office.roster.slot(modem(1, 1))
    with office.ledger.read() as connection:
        (move,) = moves_of(connection, slot)
    assert (office.segment(move.before), office.segment(move.after)) == ("sg1", "sg2")
    assert move.at_ms == office.now_ms > since_ms


def test_a_move_is_noticed_across_a_restart(office):
    office.survey(EACH)
    office.restart()
    office.survey({**EACH, modem(1, 1): "sg2"})
    office.restart()
    office.survey({**EACH, modem(1, 1): "sg2"})
    assert office.proposed()[modem(1, 1)].finding.kind is P.MOVED
    with office.ledger.read() as connection:
        assert len(moves_of(connection, office.roster.slot(modem(1, 1)))) == 1


def test_a_record_that_was_never_right_differs(office):
    office.survey({**EACH, modem(1, 1): "sg2"})
    assert office.proposed()[modem(1, 1)].finding.kind is P.DIFFERS


def test_a_whole_node_on_another_segment_is_no_move_of_its_homes(office):
    office.survey(EACH)
    office.survey(as_drawn((), (1, 2), (3,)))
    assert office.proposed() == {}
    with office.ledger.read() as connection:
        rows = {row.name: row.elements for row in load_segments(connection)}
    assert rows["sg2"] == ("N1", "N2")


def test_a_proposal_goes_when_its_evidence_does(office):
    office.survey(EACH)
    office.survey({**EACH, modem(1, 1): "sg2"})
    office.survey(EACH)
    assert office.proposed() == {}


def test_of_a_terminal_that_goes_to_and_fro_only_what_was_decided_is_kept_for_ever(office):
    office.survey({**EACH, STRANGER: "sg1"})
    deciding.dismiss(office.ledger, office.proposed()[STRANGER].id, "ann", office.now_ms)
    for name in ("sg2", "sg1", "sg2"):
        office.survey({**EACH, STRANGER: "sg1", modem(1, 1): name})
    office.survey({**EACH, STRANGER: "sg1", modem(1, 1): "sg1"}, after_ms=31 * DAY_MS)
    office.survey({**EACH, STRANGER: "sg1", modem(1, 1): "sg1"})
    with office.ledger.read() as connection:
        states = connection.execute(select(t.proposal.c.state).order_by(t.proposal.c.id)).scalars().all()
    assert states == ["dismissed", "withdrawn"], "the first of two that were withdrawn is forgotten"


def test_a_terminal_vanishes_only_from_tables_that_were_read(office):
    office.survey(EACH)
    rest = {key: name for key, name in EACH.items() if key != modem(1, 1)}
    office.survey(rest, after_ms=29 * DAY_MS)
    assert office.proposed() == {}
    office.survey({}, after_ms=20 * DAY_MS, whole=False)
    assert office.proposed() == {}, "the CMTS was silent, the homes are where they were"
    office.survey(rest)
    assert {key: one.finding.kind for key, one in office.proposed().items()} == {modem(1, 1): P.VANISHED}


@APPLY
def test_what_the_evidence_determines_is_applied_by_setting(office):
    office.survey(EACH)
    office.survey({**EACH, STRANGER: "sg3", modem(1, 1): "sg2"})
    assert office.proposed() == {}
    assert (office.parent(STRANGER), office.parent(modem(1, 1))) == ("N3", "N2")
    with office.ledger.read() as connection:
        row = connection.execute(select(t.audit).where(t.audit.c.action == "discovery.apply")).one()
        order = connection.execute(select(t.command.c.kind)).scalars().all()
    assert (row.actor, row.detail) == ("core", {"proposals": 2})
    assert order == ["plant.reload"]


@APPLY
def test_what_it_does_not_determine_is_left_to_people(office):
    office.survey({**as_drawn((1, 2), (3,)), STRANGER: "sg1", modem(1, 1): "sg2"})
    assert {one.finding.kind for one in office.proposed().values()} == {P.NEW, P.DIFFERS}
    assert (office.parent(STRANGER), office.parent(modem(1, 1))) == (None, "T1")


@APPLY
def test_a_vanished_terminal_leaves_the_plant_by_setting(office):
    office.survey(EACH)
    rest = {key: name for key, name in EACH.items() if key != modem(1, 1)}
    office.survey(rest, after_ms=31 * DAY_MS)
    assert office.parent(modem(1, 1)) is None
    office.survey(rest)
    assert office.proposed() == {}


@APPLY
def test_what_hung_on_a_vanished_terminal_hangs_where_that_did(office):
    with_box = replace(plant(), elements=(*plant().elements, Element("BOX1", Kind.SET_TOP_BOX, parent=modem(1, 1))))
    replace_plant(office.ledger, with_box, "import")
    office.survey(EACH)
    office.survey({key: name for key, name in EACH.items() if key != modem(1, 1)}, after_ms=31 * DAY_MS)
    assert (office.parent(modem(1, 1)), office.parent("BOX1")) == (None, "T1")


def test_nothing_is_hung_on_what_the_plant_has_no_longer(office):
    office.survey({**EACH, STRANGER: "sg2"})
    gone = {"N2", "T2", *(modem(2, home) for home in range(1, 5))}
    rest = tuple(element for element in plant().elements if element.id not in gone)
    replace_plant(office.ledger, replace(plant(), elements=rest), "import")
    with pytest.raises(deciding.DecisionRefusedError, match="N2 is no longer in the plant"):
        deciding.accept(office.ledger, office.proposed()[STRANGER].id, "", "ann", office.now_ms, "CN")
    assert office.parent(STRANGER) is None


def test_people_accept_and_it_is_on_the_trail(office):
    office.survey({**as_drawn((1, 2), (3,)), STRANGER: "sg1"})
    number = office.proposed()[STRANGER].id
    with pytest.raises(deciding.DecisionRefusedError, match="choose one"):
        deciding.accept(office.ledger, number, "", "ann", office.now_ms, "CN")
    with pytest.raises(deciding.DecisionRefusedError, match="none of the candidates"):
        deciding.accept(office.ledger, number, "N3", "ann", office.now_ms, "CN")
    deciding.accept(office.ledger, number, "N2", "ann", office.now_ms, "CN")
    assert office.parent(STRANGER) == "N2"
    with pytest.raises(deciding.DecisionRefusedError, match="accepted already"):
        deciding.accept(office.ledger, number, "N2", "bob", office.now_ms, "CN")
    with office.ledger.read() as connection:
        row = connection.execute(select(t.audit).where(t.audit.c.action == "discovery.accept")).one()
    assert (row.actor, row.subject, row.detail["element"]) == ("ann", STRANGER, "N2")


def test_what_was_dismissed_is_not_proposed_again_on_that_segment(office):
    office.survey({**EACH, STRANGER: "sg1"})
    deciding.dismiss(office.ledger, office.proposed()[STRANGER].id, "ann", office.now_ms)
    office.survey({**EACH, STRANGER: "sg1"})
    assert office.proposed() == {}
    office.survey({**EACH, STRANGER: "sg2"})
    assert office.proposed()[STRANGER].finding.candidates == ("N2",)


def test_a_decision_that_cannot_be_written_changes_nothing(office):
    office.survey({**EACH, STRANGER: "sg1"})
    number = office.proposed()[STRANGER].id
    deciding.dismiss(office.ledger, number, "ann", office.now_ms)
    with pytest.raises(deciding.DecisionRefusedError, match="dismissed already"):
        deciding.accept(office.ledger, number, "", "bob", office.now_ms, "CN")
    assert office.parent(STRANGER) is None


def test_an_import_that_takes_a_decision_back_brings_the_proposal_back(office):
    office.survey({**EACH, STRANGER: "sg2"})
    deciding.accept(office.ledger, office.proposed()[STRANGER].id, "", "ann", office.now_ms, "CN")
    office.survey({**EACH, STRANGER: "sg2"})
    assert office.proposed() == {}
    replace_plant(office.ledger, plant(), "import")
    office.survey({**EACH, STRANGER: "sg2"})
    assert office.proposed()[STRANGER].finding.candidates == ("N2",)

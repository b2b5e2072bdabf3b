"""What behaviour shows becomes proposals: of a terminal, of a tap, of a branch that nobody drew."""

import numpy as np
import pytest
from discovery_office import START_MS, as_drawn, modem, plant
from sqlalchemy import insert, select

from collectors.model import Readings
from maps.learning.events import Event, Events, Mark, Sort
from maps.model import Element, Kind, Link, Path, Plant
from monitor.discovery import deciding
from monitor.discovery.book import DiscoveryBook
from monitor.ledger import blobs, found
from monitor.ledger import tables as t
from monitor.ledger.damaged_spans import load_spans
from monitor.ledger.found import Found, FoundCause
from monitor.ledger.identities import load_roster
from monitor.ledger.last_values import FAMILY_PREFIX
from monitor.ledger.learning_events import save_events
from monitor.ledger.plant import load_plant, replace_plant
from monitor.ledger.proposals import ProposalKind as P
from monitor.watch.levels.last import LastValues

HOUR_MS = 3_600_000
HOMES = 6
EACH = as_drawn((1,), (2,), (3,))


def home(branch: str, number: int) -> str:
    return f"0a:00:00:00:{ord(branch):02x}:{number:02x}"


@pytest.fixture
def street(office):
    """Return the office with amplifiers of one tap and of four behind N1, six homes a tap, and six at N1 itself."""
    more = []
    for branch in "AB":
        more.append(Element(f"A-{branch}", Kind.AMPLIFIER, parent="N1"))
        more.append(Element(f"T-{branch}", Kind.TAP, parent=f"A-{branch}"))
        more += [Element(home(branch, n), Kind.CABLE_MODEM, parent=f"T-{branch}") for n in range(HOMES)]
    for branch in "CDE":  # on the second amplifier too
        more.append(Element(f"T-{branch}", Kind.TAP, parent="A-B"))
        more += [Element(home(branch, n), Kind.CABLE_MODEM, parent=f"T-{branch}") for n in range(HOMES)]
    more += [Element(home("N", n), Kind.CABLE_MODEM, parent="N1") for n in range(HOMES)]
    links = (Link("T-B", "A-B", Path.POWER),)
    replace_plant(office.ledger, Plant((*plant().elements, *more), links), "test")
    office.roster = load_roster(office.ledger)
    office.roster.admit(element.id for element in more)
    office.book = DiscoveryBook(office.ledger, office.settings, office.roster)
    return office


def everybody() -> list[str]:
    return [home(branch, n) for branch in "ABCDEN" for n in range(HOMES)] + [modem(1, n) for n in range(1, 5)]


REST = [home(branch, n) for branch in "BCDE" for n in range(HOMES)][1:]
"""Whom the second amplifier takes but for one."""


def keep(street, *fell: list[str]) -> None:
    """Keep an event for each list of homes that fell and came back together; everybody else stayed."""
    events = []
    for day, homes in enumerate(fell):
        stayed = [key for key in everybody() if key not in homes]
        who = street.roster.slots([*homes, *stayed])
        mark = np.array([Mark.WITH] * len(homes) + [Mark.STAYED] * len(stayed), dtype=np.int8)
        at_ms = START_MS - (9 - day) * 24 * HOUR_MS
        events.append(Event(street.roster.slot("N1"), Sort.SILENCE, at_ms - 30_000, at_ms, who, mark))
    with street.ledger.write("core") as connection:
        save_events(connection, START_MS + len(fell), Events.of(events))


def behind(branch: str) -> list[str]:
    return [home(branch, n) for n in range(HOMES)]


def test_a_home_that_falls_with_others_is_proposed_behind_them_and_moved_when_accepted(street):
    stray = home("B", 0)
    keep(street, [*behind("A"), stray], REST, [*behind("A"), stray])
    street.survey(EACH)
    found_ = street.proposed()[stray]
    finding = found_.finding
    assert (finding.kind, finding.drawn_at, finding.candidates) == (P.ELSEWHERE, "T-B", ("A-A",))
    assert {name: finding.evidence[name] for name in ("together", "stayed", "against", "homes")} == {
        "together": 2, "stayed": 1, "against": 0, "homes": 1,
    }  # fmt: skip
    assert finding.evidence["odds"] >= 3
    deciding.accept(street.ledger, found_.id, "", "ann", street.now_ms, "CN")
    assert street.parent(stray) == "A-A"
    street.survey(EACH)
    assert street.proposed() == {}, "in the new drawing it hangs where it falls"


def read(street, family: str, **metrics: dict[str, float]) -> None:
    """Keep last values of a family as the watch keeps them, read an hour before the next survey."""
    homes = sorted(everybody(), key=street.roster.slot)
    slots = street.roster.slots(homes)
    last = LastValues(family)
    values = {name: np.array([of[home] for home in homes]) for name, of in metrics.items()}
    times = np.full(len(homes), street.now_ms, dtype=np.int64)
    last.take(Readings(family, slots, np.zeros(len(homes), np.int32), times, values), asked_all=True)
    with street.ledger.write("core") as connection:
        blobs.save_columns(connection, FAMILY_PREFIX + family, street.now_ms, last.columns())


def test_its_timing_offset_and_an_echo_say_after_one_fall_where_a_home_hangs(street):
    stray = home("B", 0)
    keep(street, [*behind("A"), stray], REST)
    street.survey(EACH)
    assert street.proposed() == {}
    there = [*behind("A"), stray]
    far = {key: 1500 + 6 * int(key[12:14], 16) + number % 2 for number, key in enumerate(everybody())}
    read(street, "cmts_cm_ranging", us_timing_offset_ticks=far | {stray: far[home("A", 1)]})
    read(
        street, "cm_equaliser",
        us_echo_db={key: -17.0 if key in there else -40.0 for key in everybody()},
        us_echo_distance_m={key: 140.0 if key in there else np.nan for key in everybody()},
    )  # fmt: skip
    street.survey(EACH, after_ms=8 * HOUR_MS)
    finding = street.proposed()[stray].finding
    assert (finding.kind, finding.drawn_at, finding.candidates) == (P.ELSEWHERE, "T-B", ("A-A",))
    assert (finding.evidence["together"], finding.evidence["echoes"]) == (1, 1)
    assert finding.evidence["apart"] > 5 * finding.evidence["near"]
    with street.ledger.read() as connection:
        (span,) = load_spans(connection)
    assert (span.element, span.length_m, span.heard, span.spared) == ("A-A", 140.0, 7, 0)
    number = street.proposed()[stray].id
    street.survey(EACH, after_ms=8 * HOUR_MS)
    assert street.proposed()[stray].id == number, "it stands while it is measured again"


def test_a_tap_moves_with_its_homes_and_keeps_its_current(street):
    both, others = [*behind("A"), *behind("B")], [*behind("C"), *behind("D"), *behind("E")]
    keep(street, both, others, both, both)
    street.survey(EACH)
    (proposal,) = street.proposed().values()
    assert proposal.finding.kind is P.ELSEWHERE
    moved, onto = proposal.finding.terminal, proposal.finding.candidates[0]
    assert (moved, onto) == ("T-B", "A-A")
    deciding.accept(street.ledger, proposal.id, "", "ann", street.now_ms, "CN")
    assert street.parent(moved) == onto
    with street.ledger.read() as connection:
        assert load_plant(connection).links == (Link("T-B", "A-B", Path.POWER),)


def test_a_branch_nobody_drew_becomes_an_element(street):
    some = behind("N")[:5]
    keep(street, some, behind("A"), some)
    street.survey(EACH)
    (proposal,) = street.proposed().values()
    finding = proposal.finding
    assert (finding.kind, finding.terminal, sorted(finding.evidence["terminals"])) == (P.BRANCH, "N1", sorted(some))
    deciding.accept(street.ledger, proposal.id, "", "ann", street.now_ms, "CN")
    assert {street.parent(key) for key in some} == {"N1-branch-1"}
    assert (street.parent("N1-branch-1"), street.parent(behind("N")[5])) == ("N1", "N1")
    street.survey(EACH)
    assert street.proposed() == {}


def test_what_people_dismissed_is_not_proposed_again(street):
    stray = home("B", 0)
    keep(street, [*behind("A"), stray], REST, [*behind("A"), stray])
    street.survey(EACH)
    deciding.dismiss(street.ledger, street.proposed()[stray].id, "ann", street.now_ms)
    street.survey(EACH)
    assert street.proposed() == {}


@pytest.mark.parametrize("office", [{"apply": "apply"}], indirect=True)
def test_it_is_never_applied_without_anybody_being_asked(street):
    stray = home("B", 0)
    keep(street, [*behind("A"), stray], REST, [*behind("A"), stray])
    street.survey(EACH)
    assert street.proposed()[stray].finding.kind is P.ELSEWHERE
    assert street.parent(stray) == "T-B"


def test_nothing_is_hung_behind_itself(street):
    both, others = [*behind("A"), *behind("B")], [*behind("C"), *behind("D"), *behind("E")]
    keep(street, both, others, both, both)
    street.survey(EACH)
    (proposal,) = street.proposed().values()
    moved, onto = proposal.finding.terminal, proposal.finding.candidates[0]
    with street.ledger.read() as connection:
        now = load_plant(connection)
    elements = [Element(e.id, e.kind, parent=moved) if e.id == onto else e for e in now.elements]
    replace_plant(street.ledger, Plant(tuple(elements), now.links), "test")
    with pytest.raises(deciding.DecisionRefusedError, match="behind"):
        deciding.accept(street.ledger, proposal.id, "", "ann", street.now_ms, "CN")


def tell(street, element: str, cause: FoundCause, days: int = 3, *, false_alarm: bool = False) -> None:
    """Have a crew say what it found at the end of the outages of the first days, of which A-A was named."""
    with street.ledger.write("test") as connection:
        for day in range(days):
            at_ms = START_MS - (9 - day) * 24 * HOUR_MS
            connection.execute(
                insert(t.incident).values(
                    number=day + 1, state="resolved", cause="element", severity=4, element="A-A", probability=0.9,
                    faults=[], revision=2, opened_ms=at_ms, updated_ms=at_ms, resolved_ms=at_ms + HOUR_MS,
                    started_after_ms=at_ms - 30_000, started_before_ms=at_ms, subscribers=12, terminals=12,
                )
            )  # fmt: skip
            found.keep(
                connection,
                Found(day + 1, at_ms, "crew", element, "amplifier", "A-A", cause, false_alarm, note=""),
            )


def test_where_a_crew_found_it_settles_what_moves(street):
    """Two taps of equal size fall together: the crew says which cable it was."""
    both = [*behind("A"), *behind("B")]
    keep(street, both, both, both)
    tell(street, "A-B", FoundCause.ELEMENT)
    street.survey(EACH)
    (proposal,) = street.proposed().values()
    assert proposal.finding.candidates == ("A-B",)
    assert proposal.finding.terminal.endswith("-A")
    with street.ledger.read() as connection:
        assert connection.execute(select(t.proposal.c.evidence)).scalar()["together"] == 3


@pytest.mark.parametrize(
    ("cause", "false_alarm"), [(FoundCause.POWER, False), (FoundCause.NO_FAULT_FOUND, False), (FoundCause.OTHER, True)]
)
def test_what_a_crew_says_was_no_failure_of_the_plant_moves_nobody(street, cause, false_alarm):
    stray = home("B", 0)
    keep(street, [*behind("A"), stray], REST, [*behind("A"), stray])
    street.survey(EACH)
    assert set(street.proposed()) == {stray}
    tell(street, "" if false_alarm else "A-A", cause, days=1, false_alarm=false_alarm)
    street.survey(EACH)
    assert street.proposed() == {}

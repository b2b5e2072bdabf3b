"""When a plan expects service back: told as its own, republished, and never against a person's word."""

import pytest

from collectors.clock import AnchoredClock
from monitor.incidents import read
from monitor.incidents.book import IncidentBook
from monitor.incidents.model import Entry, Estimate, Source
from monitor.ledger import commands
from monitor.ledger.commands import CommandState
from monitor.obeying import incident_orders
from monitor.plans.attending import Attendance
from monitor.telling.teller import NoticeTeller
from tests.monitor.plans.conftest import T0, scope
from tests.monitor.plans.test_running import states, told

MINUTE = 60_000
START = -(-T0 // MINUTE) * MINUTE
"""The first full minute."""
SOON, LATER = {"do": "set_etr", "etr_min": [60, 120]}, {"do": "set_etr", "etr_min": [30, 90], "after_min": 60}


def obey(office, at_ms=T0):
    """Do what core was asked, as it does; return what became of each command."""
    orders = incident_orders(office.book, At(at_ms))
    with office.ledger.read() as connection:
        owed = commands.owed(connection)
    ends = []
    for command in owed:
        try:
            orders[command.kind](command)
            state, result = CommandState.DONE, {}
        except ValueError as error:
            state, result = CommandState.FAILED, {"reason": str(error)}
        with office.ledger.write("core") as connection:
            commands.finish(connection, command.id, at_ms, state, result)
        ends.append((state, result.get("reason", "")))
    return ends


class At(AnchoredClock):
    """A clock that stands."""

    def __init__(self, at_ms):
        self._at_ms = at_ms

    def now_ms(self):
        return self._at_ms


def etr(office, number):
    with office.ledger.read() as connection:
        return read.incident(connection, number).etr


def test_a_step_tells_when_service_will_be_back_as_the_plan_has_it(office):
    office.keep(SOON)
    number = office.book.open_incident(scope(), T0)
    assert etr(office, number) is None
    office.engine.tick(T0)
    assert obey(office) == [(CommandState.DONE, "")]
    assert etr(office, number) == Estimate(START + 60 * MINUTE, START + 120 * MINUTE, Source.PLAN, "night")
    (desk, _) = told(office.ledger, "incident.updated")
    assert desk.payload["data"]["restoration"] == {
        "after": "2026-09-21T15:14:00.000Z", "before": "2026-09-21T16:14:00.000Z", "source": "plan"
    }  # fmt: skip
    with office.ledger.read() as connection:
        (entry,) = [each for each in read.timeline(connection, number) if each.kind == Entry.ESTIMATED]
    assert (entry.actor, entry.detail["plan"]) == ("core", "night")


def test_a_later_step_tells_anew_and_the_same_order_twice_does_not(office):
    office.keep(SOON, LATER)
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    with office.ledger.read() as connection:
        (first,) = commands.owed(connection)
    obey(office)
    incident_orders(office.book, At(T0 + 5))[first.kind](first)  # core was killed before it answered
    assert len(told(office.ledger, "incident.updated")) == 2  # to two receivers
    office.engine.tick(T0 + 60 * MINUTE)
    obey(office, T0 + 60 * MINUTE)
    assert etr(office, number).before_ms == START + 150 * MINUTE
    assert len(told(office.ledger, "incident.updated")) == 4


@pytest.mark.parametrize("word", [Estimate(T0 + MINUTE, T0 + 2 * MINUTE, Source.HAND, "ann"), None])
def test_a_persons_word_goes_before_a_plans_also_that_nobody_knows(office, word):
    office.keep(SOON, LATER)
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    obey(office)
    office.book.expect(number, "ann", word, T0 + MINUTE)
    assert etr(office, number) == word
    office.engine.tick(T0 + 60 * MINUTE)
    assert states(office.ledger, number) == [["done", "skipped"]]
    assert obey(office) == []
    assert etr(office, number) == word


def test_a_word_said_between_a_step_and_core_stands(office):
    office.keep(SOON)
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    office.book.expect(number, "ann", None, T0 + 1)
    assert obey(office) == [(CommandState.FAILED, "ann has said by hand when service will be back")]
    assert etr(office, number) is None


def test_nobody_has_said_anything_of_an_incident_that_came_back(office):
    office.keep(SOON)
    number = office.book.open_incident(scope(), T0)
    office.book.expect(number, "ann", None, T0 + 1)
    office.book.resolve(number, T0 + 2)
    office.book.lately(0)
    assert office.book.reopen(number, scope(), T0 + 3)
    office.engine.tick(T0 + 4)
    obey(office)
    assert etr(office, number).source is Source.PLAN


def test_what_a_plan_said_holds_until_it_has_passed_and_is_not_prolonged(office):
    office.keep(SOON)
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    obey(office)
    book = IncidentBook(office.ledger, Attendance(NoticeTeller(office.settings), office.settings), Nothing())
    book.keep(number, scope("A2", "w1 w2 w3"), (), T0 + MINUTE)  # something else has failed, as it looks now
    assert etr(office, number).source is Source.PLAN
    assert book.keep(number, scope("A2", "w1 w2 w3"), (), T0 + 122 * MINUTE) is True
    assert etr(office, number) is None


class Nothing:
    """An estimator that has learned nothing."""

    def estimate(self, *_):
        return None

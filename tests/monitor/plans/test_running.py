"""Plans from an incident's opening to its end, on a real ledger."""

import pytest
import structlog
from sqlalchemy import select

from monitor.incidents import read
from monitor.incidents.actions import acknowledge
from monitor.ledger import tables as t
from monitor.plans import book as plan_book
from monitor.plans import engine, runs
from monitor.plans.attending import Attendance
from monitor.plans.hands import PROBE, OutboxHands
from monitor.plans.responsibility import Responsible, units_of
from monitor.plans.runs import RunError
from monitor.telling import turns
from monitor.telling.teller import NoticeTeller
from tests.monitor.plans.conftest import T0, deliver, office_of, scope, settings_of
from thresholds.model import Severity

MINUTE = 60_000
PAGE = {"do": "page_on_call", "receiver": "sms"}
ESCALATE = {"do": "escalate", "receiver": "sms", "after_min": 10}
ON_SITE = {"do": "note", "within_min": 20, "text": {"zh": "到场", "en": "On site"}}


def told(ledger, event):
    with ledger.read() as connection:
        return list(connection.execute(select(t.notice).where(t.notice.c.event == event).order_by(t.notice.c.id)))


def runs_of(ledger, number):
    with ledger.read() as connection:
        return runs.load(connection, t.plan_run.c.incident == number)


def states(ledger, number):
    return [[str(step.state) for step in run.steps] for run in runs_of(ledger, number)]


def test_an_incident_is_its_units_from_the_moment_it_opens_and_again_when_it_moves(office) -> None:
    number = office.book.open_incident(scope(), T0)
    with office.ledger.read() as connection:
        assert units_of(connection, [number]) == {number: Responsible("dig", "west")}
    office.book.keep(number, scope("A2", "w1 e1 e2 e3 e4", (1, 4, 5, 6, 7)), (), T0 + 1000)
    with office.ledger.read() as connection:
        assert units_of(connection, [number]) == {number: Responsible("north", "all")}


def test_a_plan_starts_with_the_incident_and_pages_whoever_is_on_call_once(office) -> None:
    office.keep(PAGE, ESCALATE)
    number = office.book.open_incident(scope(), T0)
    assert states(office.ledger, number) == [["waiting", "waiting"]]
    assert office.engine.tick(T0) == 1
    assert office.engine.tick(T0 + 1) == 0
    (page,) = told(office.ledger, "plan.page")
    assert page.payload["data"]["people"] == [{"person": "Li", "phone": "139", "level": 1, "unit": "dig"}]
    assert (page.payload["data"]["id"], page.payload["type"]) == ("INC-000001", "plan.page")
    assert "accounts" not in page.payload["data"]
    assert page.id == "PLAN-1_0_sms"
    office.engine.tick(T0 + 10 * MINUTE)
    second = told(office.ledger, "plan.page")[1]
    assert [each["person"] for each in second.payload["data"]["people"]] == ["Zhao"]  # of the unit above
    (run,) = runs_of(office.ledger, number)
    assert (run.state, run.reason) == ("done", "")
    with office.ledger.read() as connection:
        kinds = [entry.kind for entry in read.timeline(connection, number)]
    assert kinds == ["opened", "plan_started", "plan_step", "plan_step", "plan_ended"]


def test_a_page_belongs_to_the_story_of_its_incident_and_makes_it_urgent(office) -> None:
    office.keep(PAGE)
    office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    with office.ledger.read() as connection:
        rows = connection.execute(
            select(t.notice).where(t.notice.c.receiver == "sms").order_by(t.notice.c.serial)
        ).all()
        assert [(row.id, row.rank) for row in rows] == [("INC-000001_1_opened_sms", 0), ("PLAN-1_0_sms", 0)]
        assert [due.id for due in turns.due(connection, T0, "sms", 10)] == ["INC-000001_1_opened_sms"]
        assert [due.id for due in turns.due(connection, T0, "desk", 10)] == ["INC-000001_1_opened_desk"]


def test_acknowledging_spares_the_second_level(office) -> None:
    office.keep(PAGE, ESCALATE)
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    acknowledge(office.ledger, number, "li", T0 + MINUTE)
    office.engine.tick(T0 + 10 * MINUTE)
    assert states(office.ledger, number) == [["done", "skipped"]]
    assert len(told(office.ledger, "plan.page")) == 1


def test_a_plan_starts_when_the_incident_has_grown_into_it_and_only_once(office) -> None:
    office.keep(PAGE, when={"severity": "critical"})
    number = office.book.open_incident(scope(), T0)
    assert runs_of(office.ledger, number) == []
    office.book.keep(number, scope(severity=Severity.CRITICAL), (), T0 + 1000)
    office.book.keep(number, scope("A2", severity=Severity.CRITICAL), (), T0 + 2000)
    assert states(office.ledger, number) == [["waiting"]]
    assert runs_of(office.ledger, number)[0].started_ms == T0 + 1000


def test_the_end_of_an_incident_stops_its_plans_with_the_reason(office) -> None:
    office.keep(PAGE, ESCALATE)
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    deliver(office.ledger)
    office.book.resolve(number, T0 + MINUTE)
    assert office.engine.tick(T0 + 20 * MINUTE) == 0
    (run,) = runs_of(office.ledger, number)
    assert (run.state, run.reason) == ("stopped", "resolved")
    assert run.steps[1].result == {"reason": "resolved", "who": ""}
    assert states(office.ledger, number) == [["done", "skipped"]]


def test_an_incident_that_turns_out_to_be_part_of_another_stops_its_plans(office) -> None:
    office.keep(ESCALATE)
    first = office.book.open_incident(scope(), T0)
    second = office.book.open_incident(scope("A2", "e1 e2 e3", (4, 5, 6)), T0)
    office.book.keep(first, scope("A2", "w1 e1 e2 e3", (1, 4, 5, 6)), (second,), T0 + 1000)
    assert [(run.state, run.reason) for run in runs_of(office.ledger, second)] == [("stopped", "merged")]
    assert runs_of(office.ledger, second)[0].steps[0].result["who"] == "INC-000001"
    assert [run.state for run in runs_of(office.ledger, first)] == ["running"]


def test_one_that_came_back_is_met_with_its_plan_anew(office) -> None:
    office.keep(PAGE)
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    deliver(office.ledger)
    office.book.resolve(number, T0 + 1000)
    office.book.lately(0)
    assert office.book.reopen(number, scope(), T0 + 2000)
    office.engine.tick(T0 + 2000)
    assert states(office.ledger, number) == [["done"], ["done"]]
    assert [page.id for page in told(office.ledger, "plan.page")] == ["PLAN-1_0_sms", "PLAN-2_0_sms"]


def test_a_step_that_cannot_be_done_fails_with_its_reason_and_the_plan_goes_on(office) -> None:
    nowhere = {"do": "notify", "receiver": "carrier-pigeon"}
    office.keep(nowhere, {"do": "run_probe"})
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    (run,) = runs_of(office.ledger, number)
    assert [str(step.state) for step in run.steps] == ["failed", "done"]
    assert run.steps[0].result == {"reason": "no_receiver", "who": "carrier-pigeon"}
    with office.ledger.read() as connection:
        row = connection.execute(select(t.command.c.arguments).where(t.command.c.kind == PROBE)).one()
    assert row.arguments == {"element": "A1"}


def test_one_ticket_is_opened_whatever_plans_ask_for_it(office) -> None:
    office.keep({"do": "open_ticket"})
    office.keep({"do": "open_ticket"}, name="other")
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    assert [notice.receiver for notice in told(office.ledger, "ticket.open")] == ["desk"]
    assert states(office.ledger, number) == [["done"], ["done"]]


def test_an_incident_that_came_back_gets_one_ticket_more_each_time(office) -> None:
    office.keep({"do": "open_ticket"})
    office.keep({"do": "open_ticket"}, name="other")
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    for turn in (1, 2):
        at_ms = T0 + turn * MINUTE
        office.book.resolve(number, at_ms)
        office.book.lately(0)
        assert office.book.reopen(number, scope(), at_ms + 1000)
        office.engine.tick(at_ms + 2000)
        tickets = told(office.ledger, "ticket.open")
        assert [notice.payload["data"]["reopened"] for notice in tickets] == list(range(turn + 1))
    results = [run.steps[0].result.get("already", False) for run in runs_of(office.ledger, number)]
    assert results == [False, True] * 3


class KilledError(BaseException):
    """Stands for the end of the process."""


def test_a_kill_between_a_step_and_its_commit_leaves_neither_and_is_made_good_once(office) -> None:
    office.keep(PAGE)
    number = office.book.open_incident(scope(), T0)

    class Dying(OutboxHands):
        def do(self, connection, task):
            super().do(connection, task)
            raise KilledError

    whole = office.engine._hands
    office.engine._hands = Dying(office.settings)
    with pytest.raises(KilledError):
        office.engine.tick(T0)
    assert (told(office.ledger, "plan.page"), states(office.ledger, number)) == ([], [["waiting"]])
    office.engine._hands = whole
    office.engine.tick(T0 + 1000)
    assert len(told(office.ledger, "plan.page")) == 1


def test_two_engines_do_a_step_once(office) -> None:
    office.keep(PAGE)
    number = office.book.open_incident(scope(), T0)
    (run,) = runs_of(office.ledger, number)
    office.engine.tick(T0)
    with office.ledger.write("core") as connection:
        assert not runs.turn(connection, run, 0, runs.StepState.DONE, {}, "core", T0)


def test_what_people_do_is_ticked_off_in_time_or_late_and_by_one_of_them(office) -> None:
    office.keep(ON_SITE)
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0 + 20 * MINUTE)
    assert states(office.ledger, number) == [["overdue"]]
    runs.tick_off(office.ledger, 1, 1, 0, "li", T0 + 21 * MINUTE)
    (run,) = runs_of(office.ledger, number)
    assert (run.state, run.steps[0].by, run.steps[0].result) == ("done", "li", {"late": True})
    with pytest.raises(RunError, match="the plan is done"):
        runs.tick_off(office.ledger, 1, 1, 0, "wang", T0 + 22 * MINUTE)
    for incident, step in ((1, 7), (2, 0)):
        with pytest.raises(RunError, match="no such step"):
            runs.tick_off(office.ledger, incident, 1, step, "wang", T0 + 22 * MINUTE)


def test_only_what_people_do_can_be_ticked_off(office) -> None:
    office.keep(ESCALATE)
    office.book.open_incident(scope(), T0)
    with pytest.raises(RunError, match="not done by hand"):
        runs.tick_off(office.ledger, 1, 1, 0, "li", T0)


def test_a_plan_goes_on_with_the_version_it_began_with(office) -> None:
    assert office.keep(PAGE, ESCALATE) == 1
    number = office.book.open_incident(scope(), T0)
    assert office.keep({"do": "run_probe"}) == 2
    assert office.keep({"do": "run_probe"}, active=False) == 2  # says the same
    office.engine.tick(T0 + 10 * MINUTE)
    assert states(office.ledger, number) == [["done", "done"]]
    with office.ledger.read() as connection:
        assert [version for version, _, _ in plan_book.versions(connection, "night")] == [2, 1]
        actions = connection.execute(select(t.audit.c.detail).where(t.audit.c.action == "plan.save")).scalars()
        assert [detail["version"] for detail in actions] == [1, 2, 2]


def test_a_plan_that_is_not_in_force_does_not_start(office) -> None:
    office.keep(PAGE, active=False)
    assert runs_of(office.ledger, office.book.open_incident(scope(), T0)) == []


def test_classes_of_account_are_looked_for_among_all_that_are_affected(office) -> None:
    office.keep(PAGE, when={"classes": ["hospital"]})
    without = office.book.open_incident(scope("A2", "e1 e2", (4, 5)), T0)
    within = office.book.open_incident(scope("A1", "w2 w1", (1, 2)), T0)
    assert (states(office.ledger, without), states(office.ledger, within)) == ([], [["waiting"]])


def test_where_customer_service_runs_plans_they_are_handed_over_and_nothing_runs_here(ledger) -> None:
    office = office_of(ledger, settings_of(run_by="customer_service"))
    office.keep(PAGE)
    number = office.book.open_incident(scope(), T0)
    office.engine.tick(T0)
    assert (runs_of(ledger, number), told(ledger, "plan.page")) == ([], [])
    opened = told(ledger, "incident.opened")
    assert [[plan["name"] for plan in notice.payload["data"]["plan"]] for notice in opened] == [["night"], ["night"]]


def test_turning_the_switch_stops_what_still_runs_here(ledger) -> None:
    before = office_of(ledger, settings_of())
    before.keep(ESCALATE)
    number = before.book.open_incident(scope(), T0)
    after = office_of(ledger, settings_of(run_by="customer_service"))
    after.engine.tick(T0 + 20 * MINUTE)
    assert [(run.state, run.reason) for run in runs_of(ledger, number)] == [("stopped", "customer_service")]
    assert told(ledger, "plan.page") == []


def test_notices_that_cannot_be_owed_undo_the_plan_with_the_incident(office) -> None:
    office.keep(PAGE)

    class Mute(NoticeTeller):
        def owe(self, *arguments):
            raise RuntimeError("no paper")

    office.book._teller = Attendance(Mute(office.settings), office.settings)
    with pytest.raises(RuntimeError, match="no paper"):
        office.book.open_incident(scope(), T0)
    with office.ledger.read() as connection:
        assert connection.execute(select(t.plan_run)).all() == []


def test_the_oldest_runs_are_gone_on_with_however_many_have_begun_since(office, monkeypatch) -> None:
    monkeypatch.setattr(engine, "PAGE", 2)
    office.keep(ON_SITE, PAGE | {"after_min": 5})
    for i in range(5):
        office.book.open_incident(scope(slots=(10 * i,)), T0 + i)
    assert office.engine.tick(T0 + 6 * MINUTE) == 5
    assert [page.incident for page in told(office.ledger, "plan.page")] == [1, 2, 3, 4, 5]
    assert office.engine.tick(T0 + 6 * MINUTE + 1) == 0


def test_a_run_that_breaks_holds_up_no_other_and_is_gone_on_with_once_it_can_be(office) -> None:
    office.keep(PAGE)
    for i in range(3):
        office.book.open_incident(scope(slots=(10 * i,)), T0)

    class Clumsy(OutboxHands):
        def do(self, connection, task):
            if task.view.number == 2:
                raise ZeroDivisionError
            return super().do(connection, task)

    whole = office.engine._hands
    office.engine._hands = Clumsy(office.settings)
    with structlog.testing.capture_logs() as said:
        assert office.engine.tick(T0) == 2
        assert office.engine.tick(T0 + 1000) == 0
    assert [(line["event"], line["incident"]) for line in said] == [("plans.run_failed", "INC-000002")]
    assert [page.incident for page in told(office.ledger, "plan.page")] == [1, 3]
    assert states(office.ledger, 2) == [["waiting"]]
    office.engine._hands = whole
    assert office.engine.tick(T0 + 2000) == 1
    assert states(office.ledger, 2) == [["done"]]

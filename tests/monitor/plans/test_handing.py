"""A plan runs here or is handed over, never both, also while the switch is turned."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from monitor.ledger import tables as t
from monitor.orders.intake import Envelope, take_in
from monitor.orders.model import OrderState
from monitor.orders.report import Report
from monitor.orders.telling import OrderTeller
from monitor.plans import runs
from monitor.settings import Settings
from tests.monitor.plans.conftest import SECRET, T0, office_of, scope, settings_of

MINUTE = 60_000
PROBE = {"do": "run_probe"}
HERE, THERE = "here", "customer_service"


def grown():
    return scope("A1", "w1 w2 w3 w4", (1, 2, 3, 4))


def handed(ledger) -> list[list[str]]:
    """Return the plans in each notice to the desk, in the order they are owed."""
    n = t.notice.c
    with ledger.read() as connection:
        rows = connection.execute(select(n.payload).where(n.receiver == "desk").order_by(n.serial)).scalars()
        return [[plan["name"] for plan in payload["data"].get("plan", ())] for payload in rows]


def ran(ledger, number) -> list[str]:
    with ledger.read() as connection:
        return [run.plan for run in runs.load(connection, t.plan_run.c.incident == number)]


def turned(ledger, run_by):
    """Return an office after the switch, which knows what stands."""
    office = office_of(ledger, settings_of(run_by=run_by))
    office.book.lately(0)
    return office


def test_what_ran_here_is_not_handed_over_once_the_switch_is_turned(ledger) -> None:
    before = turned(ledger, HERE)
    before.keep(PROBE)
    number = before.book.open_incident(scope(), T0)
    before.engine.tick(T0)
    after = turned(ledger, THERE)
    after.keep(PROBE, name="later")
    after.book.keep(number, grown(), (), T0 + 2 * MINUTE)
    after.engine.tick(T0 + 2 * MINUTE)
    assert (handed(ledger), ran(ledger, number)) == ([[], ["later"]], ["night"])


def test_what_was_handed_over_stays_theirs_once_the_switch_is_turned(ledger) -> None:
    before = turned(ledger, THERE)
    before.keep(PROBE)
    number = before.book.open_incident(scope(), T0)
    after = turned(ledger, HERE)
    after.keep(PROBE, name="later")
    after.book.keep(number, grown(), (), T0 + 2 * MINUTE)
    after.engine.tick(T0 + 2 * MINUTE)
    assert (handed(ledger), ran(ledger, number)) == ([["night"], ["night"]], ["later"])


@pytest.mark.parametrize(("first", "then"), [(HERE, THERE), (THERE, HERE)])
def test_an_incident_that_came_back_is_whose_the_switch_says(ledger, first, then) -> None:
    before = turned(ledger, first)
    before.keep(PROBE)
    number = before.book.open_incident(scope(), T0)
    before.book.resolve(number, T0 + MINUTE)
    after = turned(ledger, then)
    assert after.book.reopen(number, scope(), T0 + 2 * MINUTE)
    assert len(ran(ledger, number)) == 1
    assert handed(ledger) == ([[], [], ["night"]] if first == HERE else [["night"], [], []])


def test_what_nobody_was_told_of_was_not_handed_over(ledger) -> None:
    critical = {"name": "desk", "url": "http://127.0.0.1:9/", "secret": SECRET, "wants": {"severity": "critical"}}
    there = office_of(ledger, Settings.model_validate({"receivers": [critical], "plans": {"run_by": THERE}}))
    there.keep(PROBE)
    number = there.book.open_incident(scope(), T0)
    turned(ledger, HERE).book.keep(number, grown(), (), T0 + 2 * MINUTE)
    assert ran(ledger, number) == ["night"]


def test_word_of_an_order_carries_no_plan(ledger) -> None:
    desk = {"name": "desk", "url": "http://127.0.0.1:9/", "secret": SECRET, "wants": {"orders": True}}
    settings = Settings.model_validate({"receivers": [desk], "plans": {"run_by": THERE}})
    office = office_of(ledger, settings)
    office.keep(PROBE)
    number = office.book.open_incident(scope(), T0)
    report = Report("WO-1", OrderState.EN_ROUTE, T0 + 1000, incident="INC-000001")
    take_in(ledger, Envelope("tickets", "1", "x"), report, 0, T0 + 1000, OrderTeller(settings))
    with ledger.read() as connection:  # else the order's revision is not the incident's next, and nothing is tried
        assert connection.execute(select(t.notice.c.revision).where(t.notice.c.event == "order.opened")).scalar() == 2
    office.book.keep(number, grown(), (), T0 + 2 * MINUTE)
    n = t.notice.c
    with ledger.read() as connection:
        rows = connection.execute(select(n.event, n.revision, n.payload).order_by(n.serial)).all()
    assert [(row.event, row.revision, "plan" in row.payload["data"]) for row in rows] == [
        ("incident.opened", 1, True), ("order.opened", 2, False), ("incident.updated", 2, True),
    ]  # fmt: skip

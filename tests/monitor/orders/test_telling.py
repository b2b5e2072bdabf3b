"""Who is told of an order, of what, and in which order."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from collectors.clock import AnchoredClock
from monitor.incidents.book import IncidentBook
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.orders import book
from monitor.orders.intake import Envelope, take_in
from monitor.orders.looking import Follower
from monitor.orders.model import OrderState
from monitor.orders.report import Report
from monitor.orders.telling import OrderTeller
from monitor.settings import Settings
from monitor.telling import turns
from monitor.telling.teller import NoticeTeller
from tests.monitor.orders.test_intake import MINUTE, PACE, Hand, order, outage
from thresholds.model import Severity

S = OrderState
SECRET = "whsec_cGxlYXNlIGRyYXcgeW91ciBvd24gc2VjcmV0"


def receiver(name, **wants):
    return {"name": name, "url": "http://127.0.0.1:9/", "secret": SECRET, "language": "en", "wants": wants}


SETTINGS = Settings.model_validate({
    "receivers": [
        receiver("crm", orders=True),
        receiver("ticketing", orders=True),
        receiver("far", orders=True, causes=["power"]),
        receiver("night", orders=True, quiet_hours="00:00-23:59"),
        receiver("plain"),
    ],
    "orders": {"receivers": ["plain"]},
    "display": {"timezone": "UTC"},
})  # fmt: skip


class Desk:
    """Orders of one incident, as their system, people and core speak of them."""

    def __init__(self, ledger):
        self.ledger, self.teller, self.clock = ledger, OrderTeller(SETTINGS), Hand()
        self.outages = IncidentBook(ledger, NoticeTeller(SETTINGS))
        self.follower = Follower(ledger, PACE, self.clock, self.teller)

    def hear(self, state, minute, incident="INC-000001", source="ticketing", **more):
        report = Report(more.pop("external", "WO-1"), state, minute * MINUTE, incident=incident, **more)
        message = f"{report.external}:{state}:{minute}"
        take_in(self.ledger, Envelope.of(source, message, b""), report, 20, minute * MINUTE, self.teller)

    def look(self, minute):
        self.clock.at_ms = minute * MINUTE
        self.follower.look()

    def owed(self, name):
        n = t.notice.c
        with self.ledger.read() as connection:
            return connection.execute(select(t.notice).where(n.receiver == name).order_by(n.serial)).all()

    def told(self, name):
        return [(row.event, row.payload["data"]["change"]) for row in self.owed(name) if row.work_order is not None]


@pytest.fixture
def desk(blank_ledger):
    opened = Ledger.open(blank_ledger, AnchoredClock())
    yield Desk(opened)
    opened.close()


def test_who_heard_of_the_incident_hears_how_its_order_goes_on_to_its_end(desk):
    desk.outages.open_incident(outage(), 1000)
    for state, minute in ((S.ACCEPTED, 2), (S.EN_ROUTE, 3), (S.ON_SITE, 5), (S.DONE, 8)):
        desk.hear(state, minute, crew="Crew 3")
    desk.outages.resolve(1, 9 * MINUTE)
    desk.look(10)
    desk.look(11)
    changes = ["opened", "en_route", "on_site", "done", "closed"]
    assert desk.told("crm") == [("order.opened" if one == "opened" else "order.updated", one) for one in changes]
    assert desk.told("far") == []  # it never heard of the incident
    assert desk.told("plain") == []
    assert desk.told("ticketing") == [("order.updated", "closed")]  # the rest it said itself


@pytest.mark.parametrize(("end", "verified"), [("resolve", True), ("override", False)])
def test_an_order_that_ends_with_what_somebody_ended_is_not_told_as_verified(desk, end, verified):
    desk.outages.open_incident(outage(), 1000)
    desk.hear(S.DONE, 8)
    if end == "override":
        desk.outages.override(1, "noc", "nobody lives there", 9 * MINUTE)
    else:
        desk.outages.resolve(1, 9 * MINUTE)
    desk.look(10)
    data = desk.owed("crm")[-1].payload["data"]
    assert (data["change"], data["verified"]) == ("closed", verified)
    assert ("on people's word" in data["sentence"], "seen to be back" in data["sentence"]) == (not verified, True)


def test_another_system_is_told_what_one_says(desk):
    desk.outages.open_incident(outage(), 1000)
    desk.hear(S.CANCELLED, 2, source="field")
    assert desk.told("ticketing") == [("order.opened", "cancelled")]


def test_a_clock_that_runs_out_is_told_once_and_again_in_the_next_round(desk):
    desk.outages.open_incident(outage(), 1000)
    desk.hear(S.OPENED, 0)
    desk.look(9)
    desk.look(11)
    desk.look(12)
    assert desk.told("crm") == [("order.opened", "opened"), ("order.updated", "overdue")]
    desk.hear(S.CANCELLED, 13)
    desk.hear(S.OPENED, 14, reopened=True)
    desk.look(25)
    assert desk.told("crm")[2:] == [
        ("order.updated", "cancelled"), ("order.updated", "reopened"), ("order.updated", "overdue"),
    ]  # fmt: skip
    assert len({row.id for row in desk.owed("crm")}) == 6  # the incident, and each of five under an id of its own


def test_an_order_whose_incident_is_found_later_is_told_then(desk):
    desk.hear(S.EN_ROUTE, 2)
    assert desk.told("crm") == []
    desk.outages.open_incident(outage(), 3 * MINUTE)
    desk.look(4)
    assert desk.told("crm") == [("order.opened", "opened")]


def test_the_order_of_an_incident_waits_for_what_was_told_of_it_before(desk):
    desk.outages.open_incident(outage(), 1000)
    desk.hear(S.EN_ROUTE, 2)
    with desk.ledger.read() as connection:
        assert [due.id for due in turns.due(connection, 3 * MINUTE, "crm", 10)] == ["INC-000001_1_opened_crm"]


def test_a_home_has_its_own_story_and_its_order(desk):
    book.open_trouble(desk.ledger, "ann", ("10100", ""), "North", {"said": "snow"}, 20, MINUTE, teller=desk.teller)
    book.open_trouble(desk.ledger, "ann", ("10200", ""), "North", {}, 20, MINUTE, teller=desk.teller)
    book.say(desk.ledger, 1, "ann", S.EN_ROUTE, 1, "", 2 * MINUTE, desk.teller)
    book.close(desk.ledger, 1, "ann", "moved away", order(desk.ledger).revision, 3 * MINUTE, desk.teller)
    assert desk.told("plain") == [
        ("order.opened", "opened"), ("order.opened", "opened"), ("order.updated", "en_route"),
        ("order.updated", "closed"),
    ]  # fmt: skip
    assert desk.told("crm") == []
    with desk.ledger.write("test") as connection:
        ids = [due.id for due in turns.due(connection, 4 * MINUTE, "plain", 10)]
        assert ids == ["ORD-000001_1_plain", "ORD-000002_1_plain"]
        connection.execute(update(t.notice).where(t.notice.c.id == ids[0]).values(state="delivered"))
    with desk.ledger.read() as connection:
        ids = [due.id for due in turns.due(connection, 4 * MINUTE, "plain", 10)]
        assert ids == ["ORD-000002_1_plain", "ORD-000001_2_plain"]
        first = connection.execute(select(t.notice.c.payload).order_by(t.notice.c.serial)).scalars().first()
    assert first["data"]["report"] == {"said": "snow"}


def test_quiet_hours_hold_back_what_is_not_critical(desk):
    desk.outages.open_incident(outage(), 1000)
    desk.hear(S.EN_ROUTE, 2)
    n = t.notice.c
    due = select(n.due_ms).where(n.receiver == "night", n.work_order.isnot(None))
    with desk.ledger.read() as connection:
        assert connection.execute(due).scalar_one() == 1439 * MINUTE


def test_of_a_critical_incident_it_is_told_at_once_and_so_is_what_waits_before_it(desk):
    desk.outages.open_incident(outage(), 1000)
    desk.outages.keep(1, outage(Severity.CRITICAL), (), 2000)
    desk.hear(S.EN_ROUTE, 2)
    n = t.notice.c
    with desk.ledger.read() as connection:
        rows = connection.execute(select(n.due_ms, n.rank).where(n.receiver == "night")).all()
    assert all(row.due_ms <= 2 * MINUTE and row.rank == 0 for row in rows)
    assert len(rows) == 3

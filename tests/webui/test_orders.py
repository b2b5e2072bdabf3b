"""Work orders on pages and in the API: with their clocks, for whom they are, and what people say for a crew."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from monitor.ledger import tables as t
from monitor.orders import book
from monitor.orders.intake import Envelope, take_in
from monitor.orders.model import OrderState
from monitor.orders.report import Report
from monitor.orders.telling import OrderTeller
from monitor.settings import Settings

LogIn = Callable[[str], FlaskClient]
MINUTE = 60_000
SECRET = "whsec_cGxlYXNlIGRyYXcgeW91ciBvd24gc2VjcmV0"
PHONE = "13800010000"
"""Of a home in the dark branch, account 10100."""


def reported(here, state: OrderState, minutes_ago: float, external: str = "WO-000001", **facts: str) -> None:
    now_ms = here.desk.now_ms()
    report = Report(external, state, now_ms - round(minutes_ago * MINUTE), incident="INC-000002", **facts)
    take_in(here.ledger, Envelope.of("ticketing", f"{external}{state}", b""), report, 20, now_ms)


def test_the_list_shows_each_order_with_the_clock_that_runs_out_first(here, log_in: LogIn) -> None:
    reported(here, OrderState.EN_ROUTE, 100, crew="城北一班")
    reported(here, OrderState.OPENED, 1, "WO-000002", crew="Line crew 3")
    page = log_in("noc").get("/orders?lang=en", follow_redirects=True).text
    assert page.index("WO-000001") < page.index("WO-000002")
    assert "Arrive · overdue" in page
    assert "Acknowledge · running" in page
    late = log_in("noc").get("/orders?show=overdue").text
    assert ("WO-000001" in late, "WO-000002" in late) == (True, False)
    crew = log_in("noc").get("/orders?crew=Line+crew+3").text
    assert ("WO-000001" in crew, "WO-000002" in crew) == (False, True)


@pytest.fixture(name="many_over")
def many_over_fixture(here) -> None:
    """Have 130 orders be over, ten of them the north's; the sixty newest are of single homes."""
    now_ms = here.desk.now_ms()
    for i in range(130):
        said = Report(f"WO-{i:03d}", OrderState.DONE, now_ms - 1000 + i, crew="North" if i < 10 else "South")
        take_in(here.ledger, Envelope.of("ticketing", f"message {i}", b""), said, 20, now_ms)
    o = t.work_order.c
    with here.ledger.write("test") as connection:
        connection.execute(update(t.work_order).values(state="closed", closed_ms=now_ms))
        connection.execute(update(t.work_order).where(o.number > 70).values(kind="trouble", account="10200"))


@pytest.mark.usefixtures("many_over")
def test_every_order_that_is_over_can_be_come_to_whoever_looks_and_whatever_crew_is_asked_for(log_in: LogIn) -> None:
    def seen(role: str, path: str) -> list[int]:
        """Follow a list from page to page, and return how many orders each shows."""
        browser, counts = log_in(role), []
        while path:
            page = browser.get(path).text
            counts.append(page.count("data-order="))
            there = re.search(r'class="button" href="(/orders\?[^"]+)"', page)
            path = html.unescape(there[1]) if there else ""
        return counts

    assert seen("noc", "/orders?show=over") == [100, 30]
    assert seen("viewer", "/orders?show=over") == [70]
    assert seen("noc", "/orders?show=over&crew=North") == [10]

    def pages(role: str, asked: str) -> list[int]:
        browser, counts, cursor = log_in(role), [], ""
        while cursor is not None:
            found = browser.get(f"/api/v1/orders?show=over&limit=50{asked}{cursor}").json
            counts.append(len(found["items"]))
            cursor = f"&cursor={found['next']}" if found["next"] else None
        return counts

    assert pages("noc", "") == [50, 50, 30]
    assert pages("viewer", "") == [50, 20]
    assert pages("viewer", "&crew=North") == [10]


@pytest.mark.usefixtures("many_over")
def test_orders_under_way_are_paged_by_what_is_due_first(here, log_in: LogIn) -> None:
    with here.ledger.write("test") as connection:
        early = update(t.work_order).values(state="opened", closed_ms=None, done_ms=None)
        connection.execute(early)
        due_first = t.work_order.c.number == 130
        connection.execute(update(t.work_order).where(due_first).values(round_ms=t.work_order.c.round_ms - 60 * MINUTE))
    browser = log_in("noc")
    page = browser.get("/orders").text
    assert re.findall(r'data-order="([^"]+)"', page)[0] == "ORD-000130"
    assert page.count("data-order=") == 100
    assert browser.get("/orders?skip=100").text.count("data-order=") == 30
    assert 'skip=200"' not in browser.get("/orders?skip=100").text
    assert browser.get("/orders?crew=North").text.count("data-order=") == 10
    assert browser.get("/orders?skip=9999999").text.count("data-order=") == 100, "no such number"


def test_an_incident_says_on_its_head_that_its_crew_is_done_and_it_is_not_back(here, log_in: LogIn) -> None:
    browser = log_in("noc")
    assert "工单" in browser.get("/incidents/INC-000002?lang=zh", follow_redirects=True).text
    reported(here, OrderState.ON_SITE, 5)
    assert "班组报完工，终端未恢复" not in browser.get("/incidents/INC-000002").text
    reported(here, OrderState.DONE, 4)
    page = browser.get("/incidents/INC-000002").text
    assert "班组报完工，终端未恢复" in page
    assert "已完工，未核实恢复" in page


def test_people_say_for_a_crew_how_far_it_is(here, log_in: LogIn) -> None:
    reported(here, OrderState.ACCEPTED, 5)
    browser = log_in("maintainer")
    revision = re.search(r'name="revision" value="(\d+)"', browser.get("/orders/ORD-000001").text)
    assert revision
    form = {"csrf": browser.csrf, "revision": revision[1], "state": "on_site", "note": "by radio"}
    assert browser.post("/orders/ORD-000001/state", data=form).status_code == 302
    assert browser.post("/orders/ORD-000001/state", data=form).status_code == 409
    told = browser.get("/api/v1/orders/ORD-000001").json
    assert (told["state"], told["note"]) == ("on_site", "by radio")
    assert [(event["becomes"], event["actor"]) for event in told["story"]] == [
        ("opened", "ticketing"), ("accepted", "ticketing"), ("on_site", "maintainer"),
    ]  # fmt: skip


def test_an_order_is_ended_unverified_with_a_reason_in_the_trail(here, log_in: LogIn) -> None:
    reported(here, OrderState.DONE, 5)
    browser = log_in("noc")
    revision = browser.get("/api/v1/orders/ORD-000001").json["revision"]
    headers = {"X-CSRF-Token": browser.csrf}
    body = {"reason": "house torn down", "revision": revision}
    assert browser.post("/api/v1/orders/ORD-000001/close", json=body, headers=headers).status_code == 204
    assert browser.get("/api/v1/orders?show=over").json["items"][0]["state"] == "closed"
    with here.ledger.read() as connection:
        row = connection.execute(select(t.audit.c.actor).where(t.audit.c.action == "order.close")).one()
    assert row.actor == "noc"


def test_the_api_gives_orders_by_pages(here, log_in: LogIn) -> None:
    for number in range(5):
        reported(here, OrderState.OPENED, 1, f"WO-{number}")
    browser, cursor, seen = log_in("viewer"), "", []
    while True:
        page = browser.get(f"/api/v1/orders?limit=2{cursor}").json
        seen += [item["number"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == [f"WO-{number}" for number in range(5)]


def hand_on(browser: FlaskClient, **form: str):
    data = {"csrf": browser.csrf, "account": "10100", "said": "snow on channel 5", **form}
    return browser.post("/lookup/hand-on", data=data)


def test_an_agent_hands_a_home_on_with_one_click_and_the_report_makes_itself(here, log_in: LogIn) -> None:
    browser = log_in("agent")
    answer = hand_on(browser)
    assert (answer.status_code, answer.location) == (302, "/orders/ORD-000001")
    page = browser.get("/orders/ORD-000001?lang=en", follow_redirects=True).text
    assert "snow on channel 5" in page
    report = browser.get("/api/v1/orders/ORD-000001").json["report"]
    assert report["services"][0]["state"] == "dark"
    assert (report["neighbours"]["offline"], report["neighbours"]["total"]) == (5, 5)
    assert (report["verdict"], report["said"]) == ("area_outage", "snow on channel 5")
    assert "Resident 10100" not in str(report)
    assert PHONE not in str(report)
    again = hand_on(browser)
    assert (again.status_code, again.location) == (302, "/orders/ORD-000001")  # as it is, and no second one
    assert len(browser.get("/api/v1/orders").json["items"]) == 1


def test_levels_of_a_home_that_has_any_are_in_the_report_with_the_last_day(here, log_in: LogIn) -> None:
    browser = log_in("agent")
    answer = hand_on(browser, account="10201")
    report = browser.get(f"/api/v1{answer.location}").json["report"]
    (snr,) = [item for item in report["levels"] if item["metric"] == "us_snr_db"]
    assert (snr["last"], snr["low"], snr["high"], snr["unit"]) == (35.0, 35.0, 35.0, "dB")


def test_what_was_tested_while_the_caller_was_on_the_line_is_in_the_report(here, log_in: LogIn) -> None:
    own = {"key": "02:00:00:00:01:00", "own": True, "asked": True, "answered": False, "at_ms": 0, "readings": {}}
    beside = {**own, "key": "02:00:00:00:01:01", "own": False, "answered": True}
    with here.ledger.write("test") as connection:
        for ago_ms in (60_000, 7_200_000):
            row = {"terminal": own["key"], "at_ms": here.desk.now_ms() - ago_ms, "by": "agent", "state": "done"}
            connection.execute(insert(t.terminal_test).values(**row, answers=[own, beside]))
    browser = log_in("agent")
    answer = hand_on(browser)
    (test,) = browser.get(f"/api/v1{answer.location}").json["report"]["tests"]
    assert (test["answered"], test["beside"], test["beside_answered"]) == (False, 1, 1)
    assert "1 of 1 neighbours answered" in browser.get(f"{answer.location}?lang=en", follow_redirects=True).text


@pytest.mark.parametrize("account", ["99999", "", "'; --", "1" * 300])
def test_nobody_is_handed_on_who_is_no_customer(log_in: LogIn, account: str) -> None:
    assert hand_on(log_in("agent"), account=account).status_code == 422


def test_the_receivers_of_the_settings_are_owed_word_of_an_order_with_its_report(here) -> None:
    report, teller = {"said": "no picture"}, OrderTeller(settings_of(here, "desk", "crews"))
    book.open_trouble(here.ledger, "ann", ("10100", ""), "", report, 1, here.desk.now_ms(), teller=teller)
    with here.ledger.read() as connection:
        owed = connection.execute(select(t.notice).order_by(t.notice.c.serial)).all()
    assert [(row.receiver, row.event, row.id) for row in owed if row.incident is None] == [
        ("desk", "order.opened", "ORD-000001_1_desk"), ("crews", "order.opened", "ORD-000001_1_crews"),
    ]  # fmt: skip
    assert owed[-1].payload["data"]["report"] == report


@pytest.fixture
def told(here, app: Flask):
    """Have two of three receivers told of homes handed on; return a function that says what they are owed."""
    object.__setattr__(app.extensions["plantwatch"], "settings", settings_of(here, "desk", "crews"))

    def owed() -> list[tuple[str, str, str]]:
        with here.ledger.read() as connection:
            rows = connection.execute(select(t.notice).where(t.notice.c.work_order == 1).order_by(t.notice.c.serial))
            return [(row.receiver, row.event, row.payload["data"]["change"]) for row in rows]

    return owed


def settings_of(here, *homes: str) -> Settings:
    receivers = [{"name": name, "url": "http://127.0.0.1:9/", "secret": SECRET} for name in ("desk", "crews", "board")]
    data = {"directory": here.settings.data.directory}
    return Settings.model_validate({"data": data, "receivers": receivers, "orders": {"receivers": homes}})


def test_what_people_say_of_an_order_is_told_however_they_say_it(told, log_in: LogIn) -> None:
    hand_on(log_in("agent"))
    browser = log_in("noc")
    form = {"csrf": browser.csrf, "revision": "1", "state": "en_route"}
    assert browser.post("/orders/ORD-000001/state", data=form).status_code == 302
    json, header = {"state": "on_site", "revision": 2}, {"X-CSRF-Token": browser.csrf}
    assert browser.post("/api/v1/orders/ORD-000001/state", json=json, headers=header).status_code == 204
    json = {"reason": "nobody at home", "revision": 3}
    assert browser.post("/api/v1/orders/ORD-000001/close", json=json, headers=header).status_code == 204
    expected = [
        ("order.opened", "opened"), ("order.updated", "en_route"), ("order.updated", "on_site"),
        ("order.updated", "closed"),
    ]  # fmt: skip
    assert [(event, change) for receiver, event, change in told() if receiver == "desk"] == expected
    assert {receiver for receiver, _, _ in told()} == {"desk", "crews"}


def test_an_order_of_one_home_is_for_those_who_work_on_it(here, log_in: LogIn) -> None:
    hand_on(log_in("agent"))
    for role, status in (("maintainer", 200), ("noc", 200), ("viewer", 404)):
        browser = log_in(role)
        assert browser.get("/orders/ORD-000001").status_code == status
        assert browser.get("/api/v1/orders/ORD-000001").status_code == status
        assert ("ORD-000001" in browser.get("/orders").text) is (status == 200)
        assert len(browser.get("/api/v1/orders").json["items"]) == (status == 200)


def test_an_order_picked_for_a_spot_check_says_so(here, log_in: LogIn) -> None:
    book.open_trouble(here.ledger, "ann", ("10100", ""), "", {}, 1, here.desk.now_ms())
    assert "抽查" in log_in("noc").get("/orders?lang=zh", follow_redirects=True).text


def test_the_page_of_an_order_of_an_incident_nobody_knows_says_so(here, log_in: LogIn) -> None:
    reported(here, OrderState.DONE, 5)
    with here.ledger.write("test") as connection:
        connection.execute(update(t.work_order).values(incident=None, incident_said="INC-000777"))
    assert (
        "INC-000777 (not known here yet)" in log_in("noc").get("/orders/ORD-000001?lang=en", follow_redirects=True).text
    )

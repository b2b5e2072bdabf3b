"""The agent's desk: whom a switchboard names, lists beside the lookup, callbacks, planned work, guidance, frames."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import insert, select, update

from collectors.states import TerminalState
from monitor.ledger import tables as t
from webui.app import create_app

LogIn = Callable[[str], FlaskClient]
OUT, FINE = "13800010000", "13800020000"


@pytest.fixture
def agent(log_in: LogIn) -> FlaskClient:
    browser = log_in("agent")
    browser.set_cookie("plantwatch_lang", "en")
    return browser


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize(
    "path",
    [
        f"/lookup?phone={OUT}",
        f"/lookup?ani=%2B86{OUT}",
        f"/lookup?callerid=tel:{OUT}",
        f"/lookup/{OUT}",
        f"/lookup/tel:+86{OUT}",
        f"/lookup/sip:{OUT}@pbx.example.net",
        f"/lookup/{base64.b64encode(OUT.encode()).decode()}",
        "/lookup?q=10100",
        "/lookup?account=10100",
        "/lookup?mac=0200.0000.0100",
        "/lookup?q=0 mill ln&account=10100",
    ],
)
def test_a_caller_is_found_however_the_switchboard_says_who_it_is(agent: FlaskClient, path: str) -> None:
    page = agent.get(path).text
    assert '<p class="big">Area outage</p>' in page
    assert "Resident 10100" in page


@pytest.mark.parametrize("text", ["4" * 40, "' OR 1=1 --", "📞", "%00", "a" * 3000, "<b>", "..%2F..%2Fetc"])
@pytest.mark.parametrize("form", ["/lookup?phone={}", "/lookup/{}", "/api/v1/lookup?q={}", "/area?q={}"])
def test_what_is_nobody_is_told_as_such_and_never_an_error(log_in: LogIn, text: str, form: str) -> None:
    answer = log_in("admin").get(form.format(text))
    assert answer.status_code in (200, 422), answer.text
    assert "Resident" not in answer.text


def test_an_address_of_several_homes_lets_the_agent_choose_with_a_trail(here, agent: FlaskClient, wait_until) -> None:
    page = agent.get("/lookup?q=0 Mill Lane").text
    offered = re.findall(r'<li><a href="(/lookup\?[^"]+)"', page)
    assert len(offered) == 2  # branch 1 and branch 2 have a house of that number each
    assert '<p class="big">' in agent.get(offered[1].replace("&amp;", "&")).text

    def trail():
        with here.ledger.read() as connection:
            query = "SELECT detail FROM audit WHERE action = 'lookup' AND subject = '0 Mill Lane'"
            return connection.exec_driver_sql(query).scalars().first()

    assert wait_until(trail, what="the row is carried over") == '{"accounts":["10100","10200"]}'


def test_lists_of_active_restored_and_planned_stand_beside_the_lookup(here, agent: FlaskClient) -> None:
    now_ms = here.desk.now_ms()
    with here.ledger.write("test") as connection:
        connection.execute(
            insert(t.planned_work).values(
                element="A2", area="", services="tv", from_ms=now_ms + 3_600_000, to_ms=now_ms + 7_200_000,
                text_zh="换放大器", text_en="A new amplifier.", by="noc", made_ms=now_ms,
            )
        )  # fmt: skip
    page = agent.get("/lookup").text
    lists = {
        name: words(part) for name, part in re.findall(r'id="(active|recent|planned)">(.*?)</section>', page, re.DOTALL)
    }
    assert "Amplifier 1" in lists["active"]
    assert "Amplifier 2" in lists["recent"]
    assert "A new amplifier." in lists["planned"]


def announce(browser: FlaskClient, **more: object):
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    form = {
        "csrf": browser.csrf, "element": "A2", "from": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "to": f"{now + timedelta(hours=2):%Y-%m-%dT%H:%M}", "text_en": "A new amplifier.", "text_zh": "换放大器。",
    }  # fmt: skip
    return browser.post("/planned", data={**form, **more})


def test_the_noc_announces_work_the_agent_says_so_and_it_is_called_off(here, log_in: LogIn, agent: FlaskClient) -> None:
    noc = log_in("noc")
    assert announce(noc).status_code == 302
    assert announce(noc, element="nowhere").status_code == 422
    assert announce(noc, to="yesterday").status_code == 422
    here.state(TerminalState.DARK, *(f"02:00:00:00:02:0{i}" for i in range(6)))
    page = agent.get(f"/lookup?phone={FINE}").text
    assert '<p class="big">Planned work</p>' in page
    assert "A new amplifier." in page
    answer = agent.get(f"/api/v1/lookup?phone={FINE}").json
    assert (answer["verdict"], answer["accounts"][0]["planned"]["text"]["zh"]) == ("planned_work", "换放大器。")
    assert noc.post("/planned/1/cancel", data={"csrf": noc.csrf}).status_code == 302
    assert noc.post("/planned/1/cancel", data={"csrf": noc.csrf}).status_code == 409
    assert '<p class="big">Likely outage</p>' in agent.get(f"/lookup?phone={FINE}").text


def test_a_callback_goes_from_the_wish_to_its_result(here, agent: FlaskClient, log_in: LogIn) -> None:
    form = {"csrf": agent.csrf, "account": "10100", "phone": OUT, "symptom": "no_signal", "callback": "on"}
    agent.post("/lookup/calls", data={**form, "told": "area_outage", "incident": "INC-000002", "key": "k"})
    assert "Is called back when service is back" in agent.get(f"/lookup?phone={OUT}").text
    assert "Not restored yet" in agent.get("/callbacks").text
    with here.ledger.write("test") as connection:
        over = {"state": "resolved", "resolved_ms": here.desk.now_ms()}
        connection.execute(update(t.incident).where(t.incident.c.number == 2).values(**over))
    here.state(TerminalState.REGISTERED, *(f"02:00:00:00:01:0{i}" for i in range(6)))
    page = agent.get("/callbacks").text
    assert "Call now" in page
    assert OUT in page
    other = log_in("noc")
    assert agent.post("/callbacks/1/claim", data={"csrf": agent.csrf}).status_code == 302
    taken = other.post("/callbacks/1/claim", data={"csrf": other.csrf})
    assert taken.status_code == 409
    assert other.post("/callbacks/1/result", data={"csrf": other.csrf, "result": "reached"}).status_code == 409
    assert agent.post("/callbacks/1/result", data={"csrf": agent.csrf, "result": "haunted"}).status_code == 422
    assert agent.post("/callbacks/1/result", data={"csrf": agent.csrf, "result": "reached"}).status_code == 302
    assert "Nobody waits for a callback." in agent.get("/callbacks").text
    with here.ledger.read() as connection:
        row = connection.execute(select(t.callback)).one()
        told = connection.execute(select(t.call.c.told, t.call.c.incident)).one()
    assert (row.result, row.done_by) == ("reached", "agent")
    assert tuple(told) == ("area_outage", 2)


def test_a_card_is_edited_by_the_noc_and_read_by_agents(agent: FlaskClient, log_in: LogIn) -> None:
    noc = log_in("noc")
    form = {
        "csrf": noc.csrf,
        "verdict": "area_outage",
        "symptom": "",
        "version": "0",
        "text_zh": "安抚",
        "text_en": "Calm",
    }
    assert noc.post("/guidance", data=form).status_code == 302
    assert noc.post("/guidance", data=form).status_code == 409
    assert noc.post("/guidance", data={**form, "verdict": "haunted"}).status_code == 422
    assert "<li>Calm</li>" in agent.get(f"/lookup?phone={OUT}").text


def test_the_page_may_be_framed_only_by_whom_the_settings_name(here, app, log_in: LogIn) -> None:
    framed = f"/lookup?phone={OUT}&embed=1"
    answer = log_in("agent").get(framed)
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert 'class="top"' not in answer.text
    readers = app.extensions["plantwatch"]
    web = readers.settings.web.model_copy(update={"frame_ancestors": "https://calls.example.net"})
    object.__setattr__(readers, "settings", readers.settings.model_copy(update={"web": web}))
    other = create_app(readers).test_client()
    for path, names in ((framed, True), (f"/lookup?phone={OUT}", False), ("/login?embed=1", False)):
        headers = other.get(path).headers
        assert ("https://calls.example.net" in headers["Content-Security-Policy"]) is names
        assert ("X-Frame-Options" in headers) is not names


def test_levels_behind_a_node_are_read_without_a_name(log_in: LogIn) -> None:
    page = log_in("maintainer").get("/levels/N1").text
    assert page.count("data-terminal=") == 12
    assert "Resident" not in page
    assert "Mill Lane" not in page
    assert log_in("maintainer").get("/levels/nothing").status_code == 404


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("agent", ["hospital 1", "priority 1"]),
        ("noc", ["hospital Resident 10103", "3 Mill Lane"]),
        ("viewer", ["hospital 1", "priority 1"]),
    ],
)
def test_an_incident_says_first_who_comes_first(here, log_in: LogIn, role: str, shown: list[str]) -> None:
    with here.ledger.write("test") as connection:
        for account, cls in (("10101", "priority"), ("10103", "hospital"), ("10200", "hospital")):
            connection.execute(update(t.account).where(t.account.c.account == account).values(cls=cls))
    browser = log_in(role)
    browser.set_cookie("plantwatch_lang", "en")
    found = re.search(r'id="priority">(.*?)</section>', browser.get("/incidents/INC-000002").text, re.DOTALL)
    assert found
    said = words(found[1])
    assert "2 priority subscribers" in said
    assert all(one in said for one in shown)
    for word in ("Resident", "10103", "Mill Lane"):
        assert (word in said) is (role == "noc"), word
    assert "10200" not in said


@pytest.mark.parametrize(
    ("caller", "verdict", "said"),
    [
        (OUT, "Area outage", "There is a network outage in your area."),
        ("10201", "Fault at this home", "Please check that the box has power"),
        ("0200.0000.0203", "No fault seen", "our network shows no fault"),
    ],
)
def test_a_new_agent_answers_a_caller_in_two_actions(
    here, visit: Callable[..., Page], caller: str, verdict: str, said: str
) -> None:
    here.state(TerminalState.DARK, "02:00:00:00:02:01")
    page = visit("/lookup", role="agent")
    expect(page.locator("#phone")).to_be_focused()
    page.keyboard.type(caller)  # the first action
    page.keyboard.press("Enter")  # the second
    expect(page.locator(".verdict .big")).to_have_text(verdict)
    expect(page.locator("#sentence")).to_contain_text(said)
    expect(page.locator(".guidance li").first).to_be_visible()


@pytest.mark.parametrize(("width", "language"), [(1440, "en"), (390, "zh")])
@pytest.mark.parametrize("path", ["/callbacks", "/guidance", "/planned", "/levels/N1", "/lookup%3Fq=0 Mill Lane"])
def test_the_pages_fit_their_screens(visit: Callable[..., Page], path: str, width: int, language: str) -> None:
    page = visit(path, role="noc", language=language, width=width, theme="dark")
    page.wait_for_load_state("load")
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("q", "page"), [("10100", "/lookup?phone=10100"), (OUT, f"/lookup?phone={OUT}")])
def test_the_search_of_every_page_leads_an_agent_to_the_caller(agent: FlaskClient, log_in: LogIn, q, page) -> None:
    assert agent.get(f"/find?q={q}").location == page
    assert log_in("viewer").get(f"/find?q={q}").location is None


def test_the_api_owes_a_callback_where_one_is_wished(here, client: FlaskClient, token) -> None:
    body = {"account": "10100", "symptom": "no_signal", "callback": True}
    assert client.post("/api/v1/calls", json=body, headers=token("agent")).status_code == 201
    with here.ledger.read() as connection:
        assert connection.execute(select(t.callback.c.account)).scalars().all() == ["10100"]

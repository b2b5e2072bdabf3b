"""Pages in a frame: nothing in them leads the frame to a page that may not stand in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from collectors.states import TerminalState
from monitor.ledger import tables as t

LogIn = Callable[[str], FlaskClient]
OUT, FINE = "13800010000", "13800020000"
MODEM = "02:00:00:00:02:00"
LONG_AGO_MS = 3_600_000
"""Before the town's incident began, which is otherwise taken for what a home went dark with."""
FRAMED = ("/lookup", "/area")


def leading_away(page: str) -> list[str]:
    """Return the links and forms of a page that would put a page into its frame that may not stand there."""
    found = []
    for tag, where in re.findall(r'(<(?:a|form) [^>]*?(?:href|action)="([^"]*)"[^>]*>)', page):
        link = urlsplit(where.replace("&amp;", "&"))
        stays = not link.path or (link.path in FRAMED and (tag.startswith("<form") or "embed" in parse_qs(link.query)))
        if not stays and link.path not in ("/lookup/calls", "/lookup/hand-on"):
            beside = 'target="_blank"' in tag and 'rel="noopener"' in tag
            found += [] if beside else [tag]
    return found


@pytest.mark.parametrize("role", ["agent", "noc"])
@pytest.mark.parametrize("asked", [f"phone={OUT}", f"phone={FINE}", "q=0 Mill Lane", "phone=nobody", ""])
def test_no_link_of_the_lookup_in_a_frame_leads_the_frame_away(here, log_in: LogIn, role: str, asked: str) -> None:
    browser = log_in(role)
    form = {"csrf": browser.csrf, "account": "10100", "symptom": "slow", "callback": "on", "embed": "1"}
    logged = browser.post("/lookup/calls", data=form)
    assert "embed=1" in logged.location
    for address in (f"/lookup?{asked}&embed=1", logged.location):
        page = browser.get(address).text
        assert 'class="embedded"' in page
        assert leading_away(page) == []
    assert leading_away(browser.get(f"/lookup?{asked}").text), "out of a frame they lead where they always did"


@pytest.mark.parametrize("role", ["hotline", "agent"])
@pytest.mark.parametrize("asked", [f"&q={OUT}", ""])
def test_the_area_in_a_frame_has_no_navigation_and_stays_in_it(log_in: LogIn, role: str, asked: str) -> None:
    page = log_in(role).get(f"/area?embed=1{asked}").text
    assert 'class="embedded"' in page
    assert 'class="top"' not in page
    assert '<input type="hidden" name="embed" value="1">' in page
    assert leading_away(page) == []
    assert 'name="embed"' not in log_in(role).get(f"/area?{asked}").text


@pytest.mark.parametrize(
    ("state", "status", "offered"),
    [
        (TerminalState.DARK, "active", True),
        (TerminalState.BARRED, "active", True),
        (TerminalState.REGISTERED, "active", True),
        (TerminalState.REGISTERED, "arrears", False),
        (TerminalState.REGISTERED, "suspended", False),
    ],
)
@pytest.mark.parametrize("embed", ["", "&embed=1"])
def test_a_fault_of_a_home_is_handed_on_from_every_page_and_a_bill_from_none(
    here, log_in: LogIn, state: TerminalState, status: str, offered: bool, embed: str
) -> None:
    here.state(state, MODEM, ago_ms=LONG_AGO_MS)
    with here.ledger.write("test") as connection:
        connection.execute(update(t.account).where(t.account.c.account == "10200").values(status=status))
    page = log_in("agent").get(f"/lookup?phone={FINE}{embed}").text
    assert ('action="/lookup/hand-on"' in page) is offered
    assert 'action="/lookup/hand-on"' not in log_in("agent").get(f"/lookup?phone={OUT}{embed}").text


def test_whoever_hands_on_in_a_frame_stays_with_the_caller_and_finds_the_order(here, log_in: LogIn) -> None:
    here.state(TerminalState.DARK, MODEM, ago_ms=LONG_AGO_MS)
    browser = log_in("agent")
    form = {"csrf": browser.csrf, "account": "10200", "phone": FINE, "said": "nothing at all", "embed": "1"}
    for _ in range(2):  # a second click comes to the same order
        back = browser.post("/lookup/hand-on", data=form).location
        assert back == f"/lookup?phone={FINE}&account=10200&handed=ORD-000001&embed=1#handed"
        page = browser.get(back).text
        assert re.search(r'id="handed".*?<a [^>]*href="/orders/ORD-000001" target="_blank"', page, re.DOTALL)
        assert leading_away(page) == []
    with here.ledger.read() as connection:
        assert connection.execute(select(t.work_order.c.account)).scalars().all() == ["10200"]
    other = browser.get(f"/lookup?phone={OUT}&handed=ORD-000001&embed=1").text
    assert 'id="handed"' not in other, "the order is of another home"
    del form["embed"]
    assert browser.post("/lookup/hand-on", data=form).location == "/orders/ORD-000001"


@pytest.mark.parametrize("name", ["ANI", "CallerID", "cli", "CLI", "from", "From", "Phone", "TEL", "Q", "Account"])
def test_a_switchboard_may_write_its_parameters_in_letters_of_any_case(log_in: LogIn, name: str) -> None:
    said = "10100" if name == "Account" else OUT
    assert "Resident 10100" in log_in("agent").get(f"/lookup?{name}={said}").text

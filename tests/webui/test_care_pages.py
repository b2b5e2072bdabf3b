"""What the pages say of homes, supplies and ways to the headend: the words, not only the verdicts behind them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Executable, insert, text, update

from collectors.states import TerminalState
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger

LogIn = Callable[[str], FlaskClient]
PHONE = "/lookup?phone=13800020000"
"""A caller whose modem is seen; nothing is open where they live."""


def page(log_in: LogIn, address: str, role: str = "agent") -> str:
    browser = log_in(role)
    browser.set_cookie("plantwatch_lang", "en")
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.text


def service_row(shown: str, service: str) -> str:
    found = re.search(rf'data-service="{service}"(.*?)</span></span></span>', shown, re.DOTALL)
    assert found, service
    return re.sub(r"<[^>]+>", " ", found[1])


def execute(ledger: Ledger, *statements: Executable) -> None:
    with ledger.write("test") as connection:
        for statement in statements:
            connection.execute(statement)


def television(account: str) -> Executable:
    return insert(t.service).values(account=account, service="tv", terminal="", status="active")


def element(key: str, kind: str, parent: str) -> Executable:
    return insert(t.element).values(id=key, position=900, kind=kind, name="", parent=parent, address="", attributes={})


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [
        (TerminalState.REGISTERED, "active", "No fault seen · terminal online"),
        (TerminalState.DARK, "active", "Fault at this home · terminal dark, neighbours fine"),
        (TerminalState.UNREGISTERED, "active", "Fault at this home · signal up, registration pending"),
        (TerminalState.BARRED, "active", "Account matter · signal fine, access refused by the network"),
        (TerminalState.DARK, "arrears", "Account matter · the account is in arrears"),
        (TerminalState.REGISTERED, "suspended", "Account matter · the account is suspended"),
        (TerminalState.UNKNOWN, "active", "Cannot see this home · terminal not seen"),
        (TerminalState.UNOBSERVABLE, "active", "Cannot see this home · no return path"),
    ],
)
def test_each_service_has_its_own_line(here, log_in: LogIn, state: TerminalState, status: str, words: str) -> None:
    here.state(state, "02:00:00:00:02:00", ago_ms=3_600_000)  # alone, not with the town's incident
    execute(here.ledger, update(t.account).where(t.account.c.account == "10200").values(status=status))
    said = " ".join(service_row(page(log_in, PHONE), "broadband").split())
    assert said.endswith(words)


def test_television_beside_a_modem_that_is_seen_is_named_as_untested(here, log_in: LogIn) -> None:
    execute(here.ledger, television("10200"))
    shown = page(log_in, PHONE)
    assert '<p class="big">No fault seen</p>' in shown
    assert "no return path" in service_row(shown, "tv")
    assert "We cannot test television remotely." in shown


def test_what_a_cmts_outage_spares_is_said(here, log_in: LogIn) -> None:
    execute(
        here.ledger,
        television("10100"),
        text("""UPDATE incident SET element = 'CMTS1', faults = replace(faults, '"A1"', '"CMTS1"') WHERE number = 2"""),
    )
    shown = page(log_in, "/lookup?phone=13800010000")
    assert '<p class="big">Area outage</p>' in shown
    assert "leaves this service" in service_row(shown, "tv")
    assert "Not affected: television." in shown


def test_old_data_is_called_stale_on_every_line(here, log_in: LogIn) -> None:
    execute(here.ledger, update(t.column_blob).values(at_ms=t.column_blob.c.at_ms - 3_600_000))
    assert "Data is stale" in service_row(page(log_in, PHONE), "broadband")


def test_two_accounts_on_one_number_are_offered_with_their_verdicts_each_in_one_click(here, log_in: LogIn) -> None:
    execute(
        here.ledger,
        insert(t.account_phone).values(account="10201", position=1, written="", e164="+8613800020000"),
    )
    here.state(TerminalState.DARK, "02:00:00:00:02:01", ago_ms=3_600_000)  # alone, not with the town's incident
    shown = page(log_in, PHONE)
    offered = re.findall(r'<li><a href="(/lookup\?[^"]+)">.*?verdict-(\w+)', shown)
    assert [verdict for _, verdict in offered] == ["no_fault", "own_fault"]
    said = [page(log_in, address.replace("&amp;", "&")) for address, _ in offered]
    assert '<p class="big">No fault seen</p>' in said[0]
    assert '<p class="big">Fault at this home</p>' in said[1]


@pytest.mark.parametrize("address", ["/map", "/incidents", "/incidents/INC-000002", "/lookup?phone=13800010000"])
def test_a_cause_that_no_catalogue_knows_breaks_no_page(here, log_in: LogIn, address: str) -> None:
    execute(
        here.ledger,
        text("""UPDATE incident SET cause = 'hovercraft', faults = replace(faults, '"element",', '"hovercraft",')"""),
    )
    assert "hovercraft" in page(log_in, address, "admin")


def test_a_supplys_page_lists_what_lives_on_it(here, log_in: LogIn) -> None:
    execute(
        here.ledger,
        element("PS1", "line_power_supply", "N1"),
        insert(t.link).values(element="A1", path="power", parent="PS1", position=0),
        insert(t.link).values(element="T1", path="power", parent="PS1", position=1),
        insert(t.plant_version).values(version=99, at_ms=1, by="test", note=""),
    )
    shown = page(log_in, "/elements/PS1")
    assert "Gives current to" in shown
    assert "6 of 6 dark" in shown
    assert re.search(r"<b>6</b><span>terminals that live on it", shown)  # the tap's are the amplifier's, counted once


def test_what_another_route_feeds_as_well_is_told_at_what_feeds_it_first(here, log_in: LogIn) -> None:
    execute(
        here.ledger,
        element("A9", "amplifier", "N1"),
        insert(t.link).values(element="T1", path="protection", parent="A9", position=0),
        insert(t.plant_version).values(version=99, at_ms=1, by="test", note=""),
    )
    assert re.search(r"<b>6</b><span>terminals with another route", page(log_in, "/elements/A1"))
    assert re.search(r"Protected by another route, over <a [^>]*>A9</a>", page(log_in, "/elements/T1"))
    assert "another route" not in page(log_in, "/elements/N1")


def test_taps_in_a_row_are_one_line_of_the_way_to_the_headend(here, log_in: LogIn) -> None:
    execute(
        here.ledger,
        *(element(f"X{i}", "tap", "T2" if i == 0 else f"X{i - 1}") for i in range(4)),
        update(t.element).where(t.element.c.id == "02:00:00:00:02:00").values(parent="X3"),
    )
    shown = page(log_in, "/elements/02:00:00:00:02:00")
    assert "5 taps and joints" in shown
    assert shown.index("5 taps and joints") < shown.index("Amplifier 2")


def test_an_element_that_nobody_asks_promises_no_chart(log_in: LogIn) -> None:
    shown = page(log_in, "/elements/A1")
    assert 'id="metric"' not in shown
    assert 'data-ready="yes"' in shown

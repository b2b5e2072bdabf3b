"""An agent's question, answered and noted: whoever looks at a subscriber leaves a trace."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from monitor.care.area import AreaAnswer, area
from monitor.care.finding import find, one
from monitor.care.lookup import Answer, HomeAnswer
from webui.access import known_visitor
from webui.context import now_ms
from webui.readers import readers

NAMES = ("phone", "ani", "callerid", "caller", "tel", "number", "q", "terminal", "mac", "ip", "card", "address")
"""Arguments under which switchboards and programs say whom they mean; all are read alike."""
LIKELY_AS = 0.05
"""A house counts as meant as long as it is hardly less like the question than the best one."""
HOUSES = 5
FOR_AN_AREA = 8
"""Homes of a house that are looked at to speak of its area."""


def question(arguments: Mapping[str, str]) -> str:
    """Return what is asked in a request's arguments; empty: nothing."""
    said = (arguments.get(name, "").strip() for name in NAMES)
    return next((text for text in said if text), "")


def ask(text: str) -> Answer:
    """Return the answer on whoever is meant, with a row in the trail saying who asked about whom."""
    answer = _found(text)
    _note("lookup", answer)
    return answer


def ask_for(account: str) -> Answer:
    """Return the answer on an account, noted likewise."""
    answer = _of_account(account)
    _note("lookup", answer)
    return answer


def ask_area(text: str) -> AreaAnswer:
    """Return what is known of the area of whoever is meant, noted as well: that somebody asked is a fact about them."""
    answer = _found(text)
    homes: tuple[HomeAnswer, ...] = answer.homes
    for who in answer.candidates[:FOR_AN_AREA]:
        homes += _of_account(who.account).homes
    _note("lookup.area", answer)
    return area(answer, homes)


def _found(text: str) -> Answer:
    desk = readers()
    region = desk.settings.display.phone_region
    with desk.ledger.read() as connection:
        return find(connection, text, region, lambda said: _houses(connection, said), now_ms(), desk.stale_after_ms)


def _of_account(account: str) -> Answer:
    with readers().ledger.read() as connection:
        return one(connection, account, now_ms(), readers().stale_after_ms)


def _houses(connection: Connection, text: str) -> list[str]:
    """Return the accounts of the house that an address means; of several as likely, those of all."""
    found = readers().addresses.newest(connection).find(text, HOUSES)
    best = max((match.score for match in found), default=0.0)
    return [account for match in found if match.score >= best - LIKELY_AS for account in match.accounts]


def _note(action: str, answer: Answer) -> None:
    shown = [home.subscriber.account for home in answer.homes] + [who.account for who in answer.candidates]
    readers().trail.note(known_visitor().name, action, answer.e164 or answer.written, {"accounts": shown})

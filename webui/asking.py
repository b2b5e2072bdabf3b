"""An agent's question, answered and noted: whoever looks at a subscriber leaves a trace."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from monitor.care.finding import find, one
from monitor.care.lookup import Answer
from webui.access import known_visitor
from webui.context import now_ms
from webui.readers import readers

NAMES = ("phone", "ani", "callerid", "caller", "tel", "number", "q", "terminal", "mac", "ip", "card", "address")
"""Arguments under which switchboards and programs say whom they mean; all are read alike."""
NEAR = 0.05
"""A house counts as meant as long as it is hardly less like the question than the best one."""


def question(arguments: Mapping[str, str]) -> str:
    """Return what is asked in a request's arguments; empty: nothing."""
    said = (arguments.get(name, "").strip() for name in NAMES)
    return next((text for text in said if text), "")


def ask(text: str) -> Answer:
    """Return the answer on whoever is meant, with a row in the trail saying who asked about whom."""
    desk = readers()
    region = desk.settings.display.phone_region
    with desk.ledger.read() as connection:
        answer = find(connection, text, region, lambda said: houses(connection, said), now_ms(), desk.stale_after_ms)
    _note(answer)
    return answer


def ask_for(account: str) -> Answer:
    """Return the answer on an account, noted likewise."""
    desk = readers()
    with desk.ledger.read() as connection:
        answer = one(connection, account, now_ms(), desk.stale_after_ms)
    _note(answer)
    return answer


def houses(connection: Connection, text: str) -> list[str]:
    """Return the accounts of the house that an address means; of several as likely, those of all."""
    found = readers().addresses.newest(connection).find(text, 5)
    best = max((match.score for match in found), default=0.0)
    return [account for match in found if match.score >= best - NEAR for account in match.accounts]


def _note(answer: Answer) -> None:
    shown = [home.subscriber.account for home in answer.homes] + [who.account for who in answer.candidates]
    subject = answer.e164 or answer.written
    readers().trail.note(known_visitor().name, "lookup", subject, {"accounts": shown})

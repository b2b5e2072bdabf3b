"""An agent's question, answered and noted: whoever looks at a subscriber leaves a trace."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import Connection

from monitor.care.answers import Answer, HomeAnswer
from monitor.care.area import AreaAnswer, area
from monitor.care.finding import find, one
from monitor.incidents.model import IncidentView
from monitor.ledger.announced import ACTION
from webui.access import known_visitor
from webui.context import now_ms
from webui.readers import readers

NAMES = (
    "phone", "ani", "cli", "callerid", "caller", "from", "tel", "number",
    "q", "terminal", "mac", "ip", "card", "address",
)  # fmt: skip
"""Arguments under which switchboards and programs say whom they mean; all are read alike, in letters of any case."""
LIKELY_AS = 0.05
"""A house counts as meant as long as it is hardly less like the question than the best one."""
HOUSES = 5
FOR_AN_AREA = 8
"""Homes of a house that are looked at to speak of its area."""


def question(arguments: Mapping[str, str]) -> str:
    """Return what is asked in a request's arguments; empty: nothing."""
    return next((text for name in NAMES if (text := argument(arguments, name))), "")


def argument(arguments: Mapping[str, str], wanted: str) -> str:
    """Return what an argument says, whichever letters of its name are capitals; empty: nothing."""
    said = (text.strip() for name, text in arguments.items() if name.lower() == wanted)
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


def announce(text: str) -> Answer:
    """Return the answer on whoever is meant for a machine to speak, noted as told to its foremost home.

    Nobody is there to choose among houses, so an address means nobody.
    """
    answer = _found(text, addresses=False)
    if (home := answer.foremost) is None:
        _note(ACTION, answer, told=None)
    else:
        _note(ACTION, answer, told=_told(home, home.verdict, home.incident))
    return answer


def announce_area(text: str) -> AreaAnswer:
    """Return what a machine may say of an area, noted likewise where it is the area of one home."""
    answer, near = _of_area(text)
    home = near.home or answer.foremost
    _note(ACTION, answer, told=_told(home, f"area.{near.verdict}", near.incident) if home is not None else None)
    return near


def ask_area(text: str) -> AreaAnswer:
    """Return what is known of the area of whoever is meant, noted as well: that somebody asked is a fact about them."""
    answer, near = _of_area(text)
    _note("lookup.area", answer)
    return near


def _of_area(text: str) -> tuple[Answer, AreaAnswer]:
    answer = _found(text)
    homes: tuple[HomeAnswer, ...] = answer.homes
    for who in answer.candidates[:FOR_AN_AREA]:
        homes += _of_account(who.account).homes
    return answer, area(answer, homes)


def _told(home: HomeAnswer, verdict: str, incident: IncidentView | None) -> dict[str, Any]:
    return {
        "account": home.subscriber.account,
        "verdict": verdict,
        "incident": incident.number if incident is not None else None,
    }


def _found(text: str, *, addresses: bool = True) -> Answer:
    desk = readers()
    region = desk.settings.display.phone_region
    with desk.ledger.read() as connection:
        houses = partial(_houses, connection) if addresses else None
        return find(connection, text, region, houses, now_ms(), desk.stale_after_ms)


def _of_account(account: str) -> Answer:
    with readers().ledger.read() as connection:
        return one(connection, account, now_ms(), readers().stale_after_ms)


def _houses(connection: Connection, text: str) -> list[str]:
    """Return the accounts of the house that an address means; of several as likely, those of all."""
    found = readers().addresses.newest(connection).find(text, HOUSES)
    best = max((match.score for match in found), default=0.0)
    return [account for match in found if match.score >= best - LIKELY_AS for account in match.accounts]


def _note(action: str, answer: Answer, **more: object) -> None:
    shown = [home.subscriber.account for home in answer.homes] + [who.account for who in answer.candidates]
    readers().trail.note(known_visitor().name, action, answer.e164 or answer.written, {"accounts": shown, **more})

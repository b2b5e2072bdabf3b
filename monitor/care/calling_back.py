"""Which callbacks can be made: whoever wished to be told, once the trouble is over and the home is back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from collectors.states import TerminalState
from monitor.care.subscribers import Subscriber, Subscription, subscribers_by_account
from monitor.incidents.model import IncidentState
from monitor.ledger import calls
from monitor.ledger import tables as t
from monitor.ledger.callbacks import Callback, CallbackRefusedError, Result, owed, settle
from monitor.ledger.calls import STILL_OUT, Call, Symptom
from monitor.ledger.ledger import Ledger

OVER = (IncidentState.RESTORED, IncidentState.RESOLVED, IncidentState.CLOSED)
_SEEN = (TerminalState.UNKNOWN, TerminalState.UNOBSERVABLE)
LONGEST_MERGER = 8
"""Incidents that are followed from one into the other, to the one that goes on."""


class Due(StrEnum):
    """How far a callback is."""

    NOW = "now"
    LATER = "later"
    """Nobody was reached; it is not time to try again."""
    DARK = "dark"
    """The trouble is over, but the home is not back."""
    WAITS = "waits"
    """The trouble goes on."""


ORDER = tuple(Due)


@dataclass(frozen=True, slots=True)
class Owed:
    """A callback, to whom, and how far it is."""

    callback: Callback
    who: Subscriber
    due: Due
    phones: tuple[str, ...]
    """As the plant file has them."""


def due(callback: Callback, incident: str | None, services: Sequence[Subscription], now_ms: int) -> Due:
    """Return how far a callback is, given the state of the incident it waits for and the home's services.

    A home of which no terminal can be seen is back when the incident is over.
    """
    if incident is not None and incident not in OVER:
        return Due.WAITS
    states = [item.state for item in services if item.state is not None and item.state not in _SEEN]
    if any(state != TerminalState.REGISTERED for state in states):
        return Due.DARK if incident is not None else Due.WAITS
    if incident is None and not states:
        return Due.WAITS
    return Due.LATER if callback.again_ms is not None and now_ms < callback.again_ms else Due.NOW


def listed(connection: Connection, now_ms: int) -> list[Owed]:
    """Return the callbacks that are owed, those that can be made first, then the oldest."""
    waiting = owed(connection)
    who = {item.account: item for item in subscribers_by_account(connection, [item.account for item in waiting])}
    states = _states(connection, {item.incident for item in waiting if item.incident is not None})
    phones = _phones(connection, who)
    found = [
        Owed(item, here, due(item, _state(states, item.incident), here.services, now_ms), phones.get(here.account, ()))
        for item in waiting
        if (here := who.get(item.account)) is not None
    ]
    return sorted(found, key=lambda item: (ORDER.index(item.due), item.callback.wished_ms))


def finish(ledger: Ledger, number: int, by: str, result: Result, at_ms: int) -> None:
    """Write down what came of a callback.

    Where service is still out that is a call of its own, which no incident that is over explains: suspicion begins
    anew, and whoever was called is owed another callback. Raises CallbackRefusedError, LedgerError.
    """
    with ledger.write(by, "callback.result", str(number), {"result": str(result)}) as connection:
        account = settle(connection, number, by, result, at_ms)
        if result is Result.STILL_OUT:
            call = Call(account, at_ms, Symptom.NO_SIGNAL, told=STILL_OUT, callback=True)
            calls.enter(connection, call, by, at_ms, f"callback:{number}:{secrets.token_hex(4)}")


def _phones(connection: Connection, accounts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    p = t.account_phone.c
    rows = connection.execute(
        select(p.account, p.written).where(p.account.in_(sorted(accounts))).order_by(p.account, p.position)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row.account] = (*found.get(row.account, ()), row.written)
    return found


def _state(states: Mapping[int, str], number: int | None) -> str | None:
    return states.get(number) if number is not None else None


def _states(connection: Connection, numbers: set[int]) -> dict[int, str]:
    """Return the state of incidents by number; of what went on under another number, that one's."""
    i = t.incident.c
    found: dict[int, tuple[str, int | None]] = {}
    wanted = set(numbers)
    for _ in range(LONGEST_MERGER):
        if not wanted:
            break
        rows = connection.execute(select(i.number, i.state, i.merged_into).where(i.number.in_(sorted(wanted)))).all()
        found |= {row.number: (row.state, row.merged_into) for row in rows}
        wanted = {row.merged_into for row in rows if row.merged_into is not None} - found.keys()
    return {number: _followed(found, number) for number in numbers if number in found}


def _followed(found: Mapping[int, tuple[str, int | None]], number: int) -> str:
    state, into = found[number]
    for _ in range(LONGEST_MERGER):
        if into is None or into not in found:
            break
        state, into = found[into]
    return state


__all__ = ["CallbackRefusedError", "Due", "Owed", "due", "finish", "listed"]

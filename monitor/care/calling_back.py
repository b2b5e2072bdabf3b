"""Which callbacks can be made: whoever wished to be told, once the trouble is over and the home is back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from collectors.states import TerminalState
from monitor.care.awaiting import Awaited, Wish, awaited, concerned, wishes
from monitor.care.subscribers import Subscriber, Subscription, subscribers_by_account
from monitor.ledger import calls
from monitor.ledger import tables as t
from monitor.ledger.callbacks import Callback, CallbackRefusedError, Result, owed, settle
from monitor.ledger.calls import STILL_OUT, Call, Symptom
from monitor.ledger.ledger import Ledger

_UNSEEN = (TerminalState.UNKNOWN, TerminalState.UNOBSERVABLE)
ASK_AFTER_MS = 4 * 3_600_000
"""Where nothing can show that service is back, whoever wished to be told is rung up and asked after so long."""


class Due(StrEnum):
    """How far a callback is."""

    NOW = "now"
    ASK = "ask"
    """Nothing shows whether service is back, and the wish is old."""
    LATER = "later"
    """Nobody was reached; it is not time to try again."""
    DARK = "dark"
    """The trouble is over, but the home is not back."""
    WAITS = "waits"
    """The trouble goes on, as far as is known."""


ORDER = tuple(Due)
MOST = 500
"""Callbacks in one list."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A callback, to whom, and how far it is."""

    callback: Callback
    who: Subscriber
    due: Due
    phones: tuple[str, ...]
    """As the plant file has them."""
    incident: int | None = None
    """What it waits for, or waited for; None: for nothing but the home's terminals."""


def due(
    callback: Callback, wish: Wish, waits_for: Awaited | None, services: Sequence[Subscription], now_ms: int
) -> Due:
    """Return how far a callback is, given the incident it waits for, if any, and the home's services.

    Where an incident is over, a home of which no terminal can be seen is back. Where there is none, the terminals must
    have come back since the wish: one that was registered when somebody complained tells nothing of the complaint.
    """
    if waits_for is not None and not waits_for.over:
        return Due.WAITS
    seen = _seen(services if waits_for is not None else concerned(services, wish))
    if any(item.state != TerminalState.REGISTERED for item in seen):
        return Due.DARK if waits_for is not None else Due.WAITS
    returned = waits_for is not None or any(item.since_ms > wish.at_ms for item in seen)
    if not returned and now_ms - wish.at_ms < ASK_AFTER_MS:
        return Due.WAITS
    if callback.again_ms is not None and now_ms < callback.again_ms:
        return Due.LATER
    return Due.NOW if returned else Due.ASK


def _seen(services: Iterable[Subscription]) -> list[Subscription]:
    return [item for item in services if item.state is not None and item.state not in _UNSEEN]


def listed(connection: Connection, now_ms: int, most: int = MOST) -> list[Owed]:
    """Return the callbacks that are owed, those that can be made first, then the oldest; at most `most`.

    How far each is decides which are left out, so all of them are looked at, in slices, until so many can be made.
    """
    found: list[Owed] = []
    for waiting in owed(connection):
        found += _with_state(connection, waiting, now_ms)
        if sum(item.due is ORDER[0] for item in found) >= most:
            break
    return sorted(found, key=lambda item: (ORDER.index(item.due), item.callback.wished_ms))[:most]


def _with_state(connection: Connection, waiting: Sequence[Callback], now_ms: int) -> list[Owed]:
    """Return callbacks with how far each is."""
    who = {item.account: item for item in subscribers_by_account(connection, [item.account for item in waiting])}
    wished = wishes(connection, waiting)
    known = awaited(connection, waiting, wished, who)
    phones = _phones(connection, who)
    found = []
    for item in waiting:
        here, waits_for = who[item.account], known.get(item.id)
        far = due(item, wished[item.id], waits_for, here.services, now_ms)
        number = waits_for.number if waits_for is not None else None
        found.append(Owed(item, here, far, phones.get(here.account, ()), number))
    return found


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


__all__ = ["CallbackRefusedError", "Due", "Owed", "due", "finish", "listed"]

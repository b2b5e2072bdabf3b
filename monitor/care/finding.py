"""Find whom somebody means by whatever they typed: a number, an account, a terminal, its address, that of a house."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from sqlalchemy import Connection, bindparam, select

from maps.addresses import parsed
from monitor.care.answers import Answer
from monitor.care.asked import Asked, asked
from monitor.care.freshness import freshness
from monitor.care.lookup import answer
from monitor.care.subscribers import (
    Subscriber,
    accounts_with_terminal,
    subscribers_by_account,
    subscribers_by_phone,
)
from monitor.ledger import blobs
from monitor.ledger import tables as t

LEARNT = "address"
"""Family under which core keeps the addresses that terminals were last given."""
OCTETS = 16
MOST = 50
"""Homes an address may mean that are offered for choice."""
MOST_READ = 2000
"""Homes of a house whose addresses are read for that."""
Houses = Callable[[str], Sequence[str]]
"""Gives the accounts of the house that an address means."""
_KEY = select(t.subject.c.key).where(t.subject.c.slot == bindparam("slot"))


def find(connection: Connection, text: str, region: str, houses: Houses, now_ms: int, stale_after_ms: int) -> Answer:
    """Return the verdict on whoever is meant; where an address means several homes, them as candidates.

    Tried in turn: telephone number, account, terminal (MAC, serial, card number), IP address, address of a house.
    """
    question = asked(text, region)
    fresh = freshness(connection, now_ms, stale_after_ms)
    found = _exactly(connection, question)
    if not found and question.wordy:
        living = _living(connection, question.written, houses)
        if len(living) > 1:
            return Answer(question, fresh, (), tuple(living))
        found = living
    return answer(connection, question, found, fresh, now_ms)


def one(connection: Connection, account: str, now_ms: int, stale_after_ms: int) -> Answer:
    """Return the verdict on an account."""
    found = subscribers_by_account(connection, [account])
    return answer(
        connection, Asked(account, "", (account,), b""), found, freshness(connection, now_ms, stale_after_ms), now_ms
    )


def is_somebody(connection: Connection, text: str, region: str) -> bool:
    """Return whether a text is a number, or means an account or the terminal of one; whose is not told."""
    question = asked(text, region)
    return bool(question.e164 or _exactly(connection, question))


def _exactly(connection: Connection, question: Asked) -> list[Subscriber]:
    if question.e164 and (found := subscribers_by_phone(connection, question.e164)):
        return found
    if question.packed:
        terminal = _given(connection, question.packed)
        return _served(connection, [terminal]) if terminal else []
    if not question.keys:
        return []
    return subscribers_by_account(connection, question.keys) or _served(connection, question.keys)


def _served(connection: Connection, terminals: Sequence[str]) -> list[Subscriber]:
    accounts = accounts_with_terminal(connection, terminals)
    return subscribers_by_account(connection, accounts) if accounts else []


def _given(connection: Connection, packed: bytes) -> str | None:
    """Return the key of the terminal that was last given an IP address; as old as core's last flush."""
    kept = blobs.load_columns(connection, LEARNT)
    if not kept:
        return None
    matching = (kept["packed"].reshape(-1, OCTETS) == np.frombuffer(packed, np.uint8)).all(axis=1)
    slots = kept["slot"][matching]
    return connection.execute(_KEY, {"slot": int(slots[-1])}).scalar() if len(slots) else None


def _living(connection: Connection, text: str, houses: Houses) -> list[Subscriber]:
    """Return who lives at an address: of its unit and its room, where it names them and somebody does."""
    living = subscribers_by_account(connection, houses(text)[:MOST_READ])
    wanted = parsed(text)
    for part in ("unit", "room"):
        named = getattr(wanted, part)
        nearer = [item for item in living if named and getattr(parsed(item.address), part) == named]
        living = nearer or living
    return living[:MOST]

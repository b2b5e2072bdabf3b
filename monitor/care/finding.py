"""Find whom somebody means by whatever they typed: a number, an account, a terminal, its address, that of a house."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from sqlalchemy import Connection, bindparam, select

from maps.address_parts import written_at
from maps.pinyin import signed
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
"""Gives the accounts of the houses that an address may mean, the likeliest homes first."""
_KEY = select(t.subject.c.key).where(t.subject.c.slot == bindparam("slot"))


def find(
    connection: Connection, text: str, region: str, houses: Houses | None, now_ms: int, stale_after_ms: int
) -> Answer:
    """Return the verdict on whoever is meant; where it may be one of several, or another home, them as candidates.

    Read as telephone number, IP address, account, and terminal (MAC, serial, card number); where those mean nobody, as
    the address of a house. Who is not found by all that was said is never answered, but offered for choice.

    houses: None: addresses of houses are not looked for, as where nobody is there to choose.
    """
    question = asked(text, region)
    fresh = freshness(connection, now_ms, stale_after_ms)
    found, offered = _named(connection, question)
    if not found and not offered and houses is not None and question.wordy:
        found, offered = _living(connection, question.written, houses)
    if offered:
        return Answer(question, fresh, (), tuple(offered))
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
    return bool(question.e164 or any(_readings(connection, question)))


def _named(connection: Connection, question: Asked) -> tuple[list[Subscriber], list[Subscriber]]:
    """Return who has the number, account or terminal asked for; whoever may be meant instead, if that is not all."""
    readings = [found for found in _readings(connection, question) if found]
    everybody = {who.account: who for found in readings for who in found}
    if not readings or len(everybody) == len(readings[0]):
        return readings[0] if readings else [], []
    return [], list(everybody.values())


def _readings(connection: Connection, question: Asked) -> Iterator[list[Subscriber]]:
    """Yield who is meant if the question is a number, an IP address, an account, a terminal's name, a MAC."""
    if question.e164:
        yield subscribers_by_phone(connection, question.e164)
    if question.packed:
        terminal = _given(connection, question.packed)
        yield _served(connection, [terminal]) if terminal else []
    if question.keys:
        yield subscribers_by_account(connection, question.keys)
        yield _served(connection, question.keys)
    if question.mac:
        yield _served(connection, [question.mac])


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


def _living(connection: Connection, text: str, houses: Houses) -> tuple[list[Subscriber], list[Subscriber]]:
    """Return the only one who lives at an address, written so that it can be no other's; else who may live there."""
    living = subscribers_by_account(connection, list(dict.fromkeys(houses(text)))[:MOST_READ])
    wanted = written_at(signed(text))
    written = {who.account: written_at(who.address) for who in living}
    near = {account: wanted.nearness(there) for account, there in written.items()}
    best = max(near.values(), default=0)
    living = [who for who in living if near[who.account] == best]
    if len(living) == 1 and wanted.is_surely(written[living[0].account]):
        return living, []
    return [], living[:MOST]

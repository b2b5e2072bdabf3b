"""A call as agents and programs log it: what it joins is found out first, and told to whoever logged it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.care.finding import one
from monitor.care.joining import Joined, joined
from monitor.ledger import calls
from monitor.ledger.calls import Call
from webui.access import known_visitor
from webui.context import now_ms
from webui.readers import readers


@dataclass(frozen=True, slots=True)
class Called:
    """What came of logging a call."""

    number: int
    new: bool
    """False: it was logged before."""
    joined: Joined | None
    """None: nobody has the account any more, and the call was logged while somebody had."""


def log(call: Call) -> Called:
    """Log a call with the incident it belongs to, for which a callback waits.

    Raises UnknownAccountError, UnknownIncidentError, LedgerError.
    """
    desk, at_ms = readers(), now_ms()
    with desk.ledger.read() as connection:
        answer = one(connection, call.account, at_ms, desk.stale_after_ms)
        known = next((joined(connection, home, at_ms) for home in answer.homes), None)
    found = known.incident if known is not None else None
    if found is not None:
        told_of = call.incident if call.incident is not None else found.number
        call = replace(call, incident=told_of, joined=found.number)
    number, new = calls.log_call(desk.ledger, call, known_visitor().name, at_ms)
    return Called(number, new, known)

"""Tying incidents by hand as pages and API do it: those who see only their own tie only those."""

from __future__ import annotations

from monitor.incidents import tying
from monitor.incidents.actions import ActionRefusedError
from monitor.incidents.links import Link, Tie
from monitor.incidents.model import incident_number
from webui.access import known_visitor
from webui.confined import theirs
from webui.context import now_ms
from webui.readers import readers


def tie(number: int, written: str, kind: str) -> None:
    """Tie an incident to the one whose id is written.

    Raises ActionRefusedError where that cannot be, or is no kind of tie.
    """
    if kind not in set(Tie):
        raise ActionRefusedError(f"incidents are not tied as {kind!r}")
    tying.tie_by_hand(readers().ledger, Link(number, _seen(written), Tie(kind)), known_visitor().name, now_ms())


def untie(number: int, written: str) -> None:
    """Take back a tie to the incident whose id is written. Raises ActionRefusedError where there is none."""
    tying.untie(readers().ledger, number, _seen(written), known_visitor().name, now_ms())


def _seen(written: str) -> int:
    """Return the number of an incident that this visitor may know of."""
    number = incident_number(written)
    with readers().ledger.read() as connection:
        if number is None or not theirs(connection, [number], known_visitor().units):
            raise ActionRefusedError(f"there is no incident {written.strip() or '—'}")
    return number

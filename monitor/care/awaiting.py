"""What a callback waits for: the incident its call joined, and whatever came to count or to reach the home later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, or_, select

from collectors.states import TerminalState
from monitor.care.joining import SUSPECTED
from monitor.care.neighbours import ancestors_of
from monitor.care.reach import NOT_OUTAGES, Ways, ways_of
from monitor.care.subscribers import Subscriber, Subscription
from monitor.incidents.model import IncidentState, IncidentView
from monitor.incidents.read import incidents_in_words
from monitor.ledger import tables as t
from monitor.ledger.callbacks import Callback
from monitor.ledger.calls import STILL_OUT

LONGEST_MERGER = 8
"""Incidents that are followed from one into the other, to the one that goes on."""


@dataclass(frozen=True, slots=True)
class Wish:
    """When somebody last wished to be called back, and about what."""

    at_ms: int
    service: str
    """Empty: not said."""
    still_out: bool
    """Whether it was we who called, and service was not back."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """The incident that a callback waits for, or waited for."""

    number: int
    over: bool
    """Whether it came to its end after the wish."""


@dataclass(frozen=True, slots=True)
class _Life:
    """An incident, of what went on under another number that one, as far as callbacks ask."""

    number: int
    state: str
    resolved_ms: int | None
    restored_ms: int | None
    """When it was last seen to be restored; None: it was not, or nobody noted it."""

    def concerns(self, wish: Wish) -> bool:
        """Return whether it stood when somebody wished to be told, or began later.

        Whoever was called and is still out waits for no incident that had been over by then.
        """
        if self.resolved_ms is not None and self.resolved_ms <= wish.at_ms:
            return False
        before = self.restored_ms is not None and self.restored_ms <= wish.at_ms
        return not (wish.still_out and before and self.state != IncidentState.OPEN)

    def over(self, wish: Wish) -> bool:
        """Return whether it is over; one restored before the wish is so only when that has been verified."""
        if self.state == IncidentState.RESTORED:
            return self.restored_ms is None or self.restored_ms > wish.at_ms
        return self.state != IncidentState.OPEN


def wishes(connection: Connection, waiting: Sequence[Callback]) -> dict[int, Wish]:
    """Return the wish of each callback by the callback's number: the subscriber's last."""
    c = t.call.c
    rows = connection.execute(
        select(c.id, c.at_ms, c.logged_ms, c.service, c.told).where(c.id.in_([item.call for item in waiting]))
    )
    by_call = {
        row.id: Wish(min(row.at_ms, row.logged_ms), row.service, still_out=row.told == STILL_OUT) for row in rows
    }
    return {item.id: by_call[item.call] for item in waiting}


def awaited(
    connection: Connection, waiting: Sequence[Callback], wished: Mapping[int, Wish], who: Mapping[str, Subscriber]
) -> dict[int, Awaited]:
    """Return by callback what it waits for; those that nothing known concerns are left out.

    1. The incident that the call joined, and every one that counts the account.
    2. Where there is none, those on the way to its terminals.
    3. Of several one that goes on, else the newest.
    """
    if not waiting:
        return {}
    since_ms = {item.account: wished[item.id].at_ms for item in waiting}
    lasting = or_(t.incident.c.resolved_ms.is_(None), t.incident.c.resolved_ms > min(since_ms.values()))
    named = _counting(connection, since_ms, lasting)
    for item in waiting:
        if item.incident is not None:
            named[item.account].add(item.incident)
    unnamed = {
        item.account: concerned(who[item.account].services, wished[item.id])
        for item in waiting
        if item.account in who and not named[item.account]
    }
    for account, numbers in _passing(connection, unnamed, _elements(connection, lasting)).items():
        named[account] |= numbers
    lives = _lives(connection, {number for numbers in named.values() for number in numbers})
    found = {}
    for item in waiting:
        wish = wished[item.id]
        here = [life for number in named[item.account] if (life := lives.get(number)) and life.concerns(wish)]
        if here:
            last = min(here, key=lambda life: (life.over(wish), -life.number))
            found[item.id] = Awaited(last.number, last.over(wish))
    return found


def _counting(
    connection: Connection, since_ms: Mapping[str, int], lasting: ColumnElement[bool]
) -> defaultdict[str, set[int]]:
    """Return the incidents that count accounts now, or counted them since a moment of each account's."""
    i, ia = t.incident.c, t.incident_account.c
    found: defaultdict[str, set[int]] = defaultdict(set)
    for row in connection.execute(
        select(ia.account, ia.incident, i.resolved_ms)
        .join(t.incident, i.number == ia.incident)
        .where(ia.account.in_(sorted(since_ms)), lasting)
        .where(i.cause.notin_([str(cause) for cause in NOT_OUTAGES - SUSPECTED]))
    ):
        if row.resolved_ms is None or row.resolved_ms > since_ms[row.account]:
            found[row.account].add(row.incident)
    return found


def _elements(connection: Connection, lasting: ColumnElement[bool]) -> dict[str, set[int]]:
    """Return where incidents are, or were: the element each names first."""
    i = t.incident.c
    found: defaultdict[str, set[int]] = defaultdict(set)
    for row in connection.execute(select(i.element, i.number).where(lasting)):
        found[row.element].add(row.number)
    return found


def _passing(
    connection: Connection, unnamed: Mapping[str, Sequence[Subscription]], standing_at: Mapping[str, set[int]]
) -> dict[str, set[int]]:
    """Return by account the incidents on the way to what somebody called about, in as many queries as one costs."""
    asked = [(account, item) for account, services in unnamed.items() for item in services if item.terminal]
    if not asked or not standing_at:
        return {}
    above = ancestors_of(connection, {item.terminal for _, item in asked})
    near = {
        terminal: {number for element in way for number in standing_at.get(element.id, ())}
        for terminal, way in above.items()
    }
    way_to = ways_of(connection, {terminal: above[terminal] for terminal, numbers in near.items() if numbers})
    views = incidents_in_words(connection, set().union(*near.values()))
    reaching: defaultdict[str, set[int]] = defaultdict(set)
    for account, item in asked:
        for number in near[item.terminal]:
            if _reaches(views[number], item, way_to[item.terminal]):
                reaching[account].add(number)
    return reaching


def _reaches(view: IncidentView, item: Subscription, way: Ways) -> bool:
    """Return whether an incident may be what somebody calls about; a terminal that lived through it says no."""
    if view.cause in SUSPECTED:
        return True
    lived = item.state == TerminalState.REGISTERED and item.since_ms < view.started_before_ms
    return view.cause not in NOT_OUTAGES and view.terminals > 0 and not lived and way.feed(item.service, view)


def concerned(services: Sequence[Subscription], wish: Wish) -> list[Subscription]:
    """Return the services somebody called about: the one that was named, where the home has it, else all."""
    return [item for item in services if item.service == wish.service] or list(services)


def _lives(connection: Connection, numbers: set[int]) -> dict[int, _Life]:
    """Return incidents by number; of what went on under another number, that one."""
    i, moved = t.incident.c, t.incident_transition.c
    found: dict[int, tuple[str, int | None, int | None]] = {}
    wanted = set(numbers)
    for _ in range(LONGEST_MERGER):
        if not wanted:
            break
        rows = connection.execute(
            select(i.number, i.state, i.resolved_ms, i.merged_into).where(i.number.in_(sorted(wanted)))
        ).all()
        found |= {row.number: (row.state, row.resolved_ms, row.merged_into) for row in rows}
        wanted = {row.merged_into for row in rows if row.merged_into is not None} - found.keys()
    restored = connection.execute(
        select(moved.incident, func.max(moved.at_ms).label("at_ms"))
        .where(moved.incident.in_(sorted(found)), moved.becomes == str(IncidentState.RESTORED))
        .group_by(moved.incident)
    )
    restored_ms = {row.incident: row.at_ms for row in restored}
    lives = {}
    for number in numbers & found.keys():
        last = _followed(found, number)
        state, resolved_ms, _ = found[last]
        lives[number] = _Life(last, state, resolved_ms, restored_ms.get(last))
    return lives


def _followed(found: Mapping[int, tuple[str, int | None, int | None]], number: int) -> int:
    for _ in range(LONGEST_MERGER):
        into = found[number][2]
        if into is None or into not in found:
            break
        number = into
    return number

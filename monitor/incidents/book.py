"""The incident book: opens, updates, merges and resolves incidents, each in one transaction with its notices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
import structlog
from sqlalchemy import Connection, func, select

from collectors.model import Slots, no_slots
from monitor.incidents import members, read, rows
from monitor.incidents.members import Members
from monitor.incidents.model import Entry, Event, IncidentState, IncidentView
from monitor.incidents.scope import News, Scope, Told, blank, described, up_behind
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger

ACTOR = "core"
DETAILS_MS = 60_000
"""Between an update and one that only has details to add: while an outage spreads or ends they change by the second."""

log = structlog.get_logger()


class Teller(Protocol):
    """Whoever writes down the notices that an incident's change owes, inside the change's transaction."""

    def owe(
        self, connection: Connection, event: Event, incident: IncidentView, accounts: Sequence[str], at_ms: int
    ) -> None:
        """Add the notices; raises to undo the change."""
        ...


@dataclass(slots=True)
class OpenIncident:
    """An open incident as core keeps it in memory; the ledger has the same."""

    view: IncidentView
    told: Told
    """What receivers have been told of it,"""
    told_ms: int
    """and when."""
    size: read.Size
    """How large it was at its largest, told or not,"""
    largest: IncidentView
    """and what it was then."""
    accounts: frozenset[str]
    explained: set[int] = field(default_factory=set)
    dark: set[int] = field(default_factory=set)
    listed: Members = field(default_factory=Members)
    """What the rows of the ledger say by which a home's incident is found: they follow."""

    def owes(self, now: Told, at_ms: int) -> bool:
        """Return whether receivers are to be told of this at once; details wait until they do not come one by one."""
        news = self.told.news(now)
        return news is News.URGENT or (news is News.DETAIL and at_ms >= self.told_ms + DETAILS_MS)

    @property
    def said(self) -> Told:
        """What would be told of it as it stands in the ledger."""
        return Told.of(self.view.faults, self.view.severity, self.accounts)

    @property
    def members(self) -> Members:
        """Whom it holds now."""
        return Members(frozenset(self.explained), frozenset(self.dark), self.accounts)

    @property
    def explained_slots(self) -> Slots:
        """int32[n], ascending: slots of every terminal it was found to explain."""
        return np.array(sorted(self.explained), dtype=np.int32)

    @property
    def dark_slots(self) -> Slots:
        """int32[n], ascending: slots not seen to return."""
        return np.array(sorted(self.dark), dtype=np.int32)


class IncidentBook:
    """Open incidents, in memory and in the ledger; only core writes them."""

    def __init__(self, ledger: Ledger, teller: Teller) -> None:
        """Take up what stands open in the ledger."""
        self._ledger = ledger
        self._teller = teller
        with ledger.read() as connection:
            self.open = {view.number: _recall(connection, view) for view in read.open_incidents(connection)}
        for item in self.open.values():  # a kill may have come between an incident and its rows
            self._list(item, {}, item.view.updated_ms)

    @property
    def causes(self) -> frozenset[str]:
        """What open incidents are about."""
        return frozenset(item.view.cause for item in self.open.values())

    def explained(self, causes: Collection[str]) -> Slots:
        """Return int32[n] slots of the terminals that open incidents of some causes explain."""
        found = [item.explained_slots for item in self.open.values() if item.view.cause in causes]
        return np.concatenate([no_slots(), *found])

    def open_incident(self, scope: Scope, at_ms: int) -> int:
        """Open an incident for a scope; return its number."""
        first = scope.faults[0]
        with self._ledger.write(ACTOR, Event.OPENED, first.element) as connection:
            number = (connection.execute(select(func.max(t.incident.c.number))).scalar() or 0) + 1
            view = described(blank(number, at_ms), scope, at_ms)
            explained = {int(slot) for slot in scope.explained}
            size = read.size(len(explained), view.subscribers)
            made = OpenIncident(
                view, scope.told, at_ms, size, view, frozenset(scope.accounts), set(explained), explained
            )
            rows.insert_incident(connection, view)
            members.keep(connection, number, at_ms, made.members)
            rows.enter(connection, number, at_ms, Entry.OPENED, _said(view, len(explained)))
            self._tell(connection, Event.OPENED, view, scope.accounts, at_ms)
        self.open[number] = made
        _log(Event.OPENED, view)
        self._list(made, scope.dark_since, at_ms)
        return number

    def keep(self, number: int, scope: Scope, merged: Sequence[int], at_ms: int) -> bool:
        """Bring an open incident up to date; return whether receivers are told of it.

        What is known is written down at once. A change of the named element, a worse severity, many more homes or
        a merger is told at once too; other alternatives and a home more or less at most every DETAILS_MS, and
        newly dark terminals of the same story, and others up all the same, not at all.
        """
        incident = self.open[number]
        saying = scope.told
        told = incident.owes(saying, at_ms) or bool(merged)
        dark_now = {int(slot) for slot in scope.explained}
        alike = dark_now <= incident.dark and up_behind(scope.faults) == up_behind(incident.view.faults)
        if not told and alike and saying == incident.said:
            return False
        absorbed = [self.open[other] for other in merged]
        held = {slot for other in absorbed for slot in other.dark}
        view = described(incident.view, scope, at_ms, revise=told)
        with self._ledger.write(
            ACTOR, Event.UPDATED if told else None, view.id, {"merged": list(merged)} if merged else None
        ) as connection:
            for other in absorbed:
                self._absorb(connection, other, number, at_ms)
            explained, dark = incident.explained | dark_now | held, incident.dark | dark_now | held
            now = Members(frozenset(explained), frozenset(dark), frozenset(scope.accounts))
            members.keep(connection, number, at_ms, now)
            view = replace(view, terminals=len(explained))
            rows.update_incident(connection, view)
            if told:
                rows.enter(connection, number, at_ms, Entry.UPDATED, _said(view, len(dark_now | held)))
                self._tell(connection, Event.UPDATED, view, scope.accounts, at_ms)
            else:
                changes.announce(connection, at_ms, "incident", view.id, {"revision": view.revision})
        incident.view, incident.accounts = view, frozenset(scope.accounts)
        size = read.size(len(dark_now | held), view.subscribers)
        if size >= incident.size:
            incident.size, incident.largest = size, view
        if told:
            incident.told, incident.told_ms = saying, at_ms
        incident.explained, incident.dark = explained, dark
        for other in absorbed:
            del self.open[other.view.number]
        self._list(incident, _with(absorbed, scope), at_ms)
        for other in absorbed:
            self._unlist(other, at_ms)
        return told

    def restore(self, number: int, slots: Iterable[int], at_ms: int) -> None:
        """Write down that terminals of an incident have been seen to return."""
        incident = self.open[number]
        back = sorted(incident.dark.intersection(slots))
        if not back:
            return
        with self._ledger.write(ACTOR) as connection:
            now = replace(incident.members, dark=frozenset(incident.dark.difference(back)))
            members.keep(connection, number, at_ms, now)
            changes.announce(connection, at_ms, "incident", incident.view.id, {"returned": len(back)})
        incident.dark.difference_update(back)
        self._list(incident, {}, at_ms)

    def resolve(self, number: int, at_ms: int) -> None:
        """End an incident whose terminals are back and for which no fault speaks any more.

        What is left of it by then says little: it ends as what it was at its largest, and everybody it was ever
        thought to affect hears of it.
        """
        incident = self.open[number]
        with self._ledger.read() as connection:
            accounts = sorted(incident.accounts.union(read.accounts_of(connection, number)))
        largest = incident.largest
        ended_as = incident.view.about(largest.faults, largest.severity, largest.subscribers)
        ending = replace(incident, view=ended_as)
        with self._ledger.write(ACTOR, Event.RESOLVED, incident.view.id) as connection:
            view = self._end(connection, ending, at_ms)
            rows.enter(connection, number, at_ms, Entry.RESOLVED, {"stragglers": len(incident.dark)})
            self._tell(connection, Event.RESOLVED, view, accounts, at_ms)
        del self.open[number]
        _log(Event.RESOLVED, view)
        self._unlist(incident, at_ms)

    def _absorb(self, connection: Connection, other: OpenIncident, into: int, at_ms: int) -> None:
        """End an incident that turned out to be part of another; its receivers are told, nothing stays open."""
        view = self._end(connection, other, at_ms, into)
        rows.enter(connection, view.number, at_ms, Entry.MERGED, {"into": into})
        self._tell(connection, Event.RESOLVED, view, sorted(other.accounts), at_ms)

    def _end(self, connection: Connection, incident: OpenIncident, at_ms: int, into: int | None = None) -> IncidentView:
        view = replace(
            incident.view,
            state=IncidentState.RESOLVED,
            revision=incident.view.revision + 1,
            updated_ms=at_ms,
            resolved_ms=at_ms,
            merged_into=into,
        )
        rows.update_incident(connection, view)
        members.forget(connection, view.number)
        return view

    def _list(self, incident: OpenIncident, dark_since_ms: Mapping[int, int], at_ms: int) -> None:
        """Have the rows say what the incident holds; what cannot be written now is with the next change."""
        now = incident.members
        if now != incident.listed:
            members.list_rows(self._ledger, incident.view.number, incident.listed, now, dark_since_ms, at_ms)
            incident.listed = now

    def _unlist(self, incident: OpenIncident, at_ms: int) -> None:
        """Have the rows say that the accounts of an incident that is over have their service back."""
        over = replace(incident.listed, accounts=frozenset())
        members.list_rows(self._ledger, incident.view.number, incident.listed, over, {}, at_ms)

    def _tell(
        self, connection: Connection, event: Event, view: IncidentView, accounts: Sequence[str], at_ms: int
    ) -> None:
        self._teller.owe(connection, event, view, accounts, at_ms)
        changes.announce(connection, at_ms, "incident", view.id, {"state": str(view.state), "revision": view.revision})


def _log(event: Event, view: IncidentView) -> None:
    """Leave a line for whoever reads the log instead of the pages; called once the ledger has it."""
    log.info(
        event,
        incident=view.id,
        cause=view.cause,
        element=view.element,
        probability=view.probability,
        subscribers=view.subscribers,
        terminals=view.terminals,
    )


def _with(absorbed: Sequence[OpenIncident], scope: Scope) -> dict[int, int]:
    """Return slot → dark since, of what the scope explains and what absorbed incidents still hold dark."""
    since = scope.dark_since
    for other in absorbed:
        since = dict.fromkeys(other.dark, other.view.opened_ms) | since
    return since


def _said(view: IncidentView, explained: int) -> dict[str, Any]:
    """Return what a revision told; explained: how many terminals are in trouble, of all that ever were."""
    return {
        "revision": view.revision,
        "faults": [fault.to_json() for fault in view.faults],
        "subscribers": view.subscribers,
        "terminals": view.terminals,
        "explained": explained,
        "severity": int(view.severity),
    }


def _recall(connection: Connection, view: IncidentView) -> OpenIncident:
    held, listed = members.recall(connection, view.number), members.listed(connection, view.number)
    revisions = read.revisions(connection, view) or [(read.size(0, 0), view)]
    last, (size, largest) = revisions[-1][1], max(reversed(revisions), key=lambda revision: revision[0])
    same = last.subscribers == len(held.accounts)  # how many is written down, not who: where it differs, tell anew
    told = Told.of(last.faults, last.severity, held.accounts if same else None)
    return OpenIncident(
        view, told, last.updated_ms, size, largest, held.accounts, set(held.explained), set(held.dark), listed
    )  # fmt: skip

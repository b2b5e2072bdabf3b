"""The incident book: opens, updates, merges and resolves incidents, each in one transaction with its notices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import structlog
from sqlalchemy import Connection, func, select

from collectors.model import Slots, no_slots
from monitor.incidents import links, members, read, rows, transitions
from monitor.incidents.estimates import Estimator
from monitor.incidents.links import Link, Tie
from monitor.incidents.members import Members
from monitor.incidents.model import STANDING, Entry, Estimate, Event, IncidentState, IncidentView, Source, incident_id
from monitor.incidents.opened import OpenIncident, recall, said_of, with_absorbed
from monitor.incidents.scope import Scope, blank, described, up_behind
from monitor.incidents.transitions import CORE as ACTOR
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger

OVERRULED_MS = 30 * 86_400_000
"""So long core heeds that somebody has ended an incident against what the plant shows."""

log = structlog.get_logger()


class Teller(Protocol):
    """Whoever writes down the notices that an incident's change owes, inside the change's transaction."""

    def owe(
        self, connection: Connection, event: Event, incident: IncidentView, accounts: Sequence[str], at_ms: int
    ) -> None:
        """Add the notices; raises to undo the change."""
        ...


class IncidentBook:
    """Open incidents, in memory and in the ledger; only core writes them."""

    def __init__(self, ledger: Ledger, teller: Teller, estimator: Estimator | None = None) -> None:
        """Take up what stands open in the ledger; without an estimator only people say when service will be back."""
        self._ledger = ledger
        self._teller = teller
        self._estimator = estimator
        with ledger.read() as connection:
            self.open = {view.number: recall(connection, view) for view in read.open_incidents(connection)}
            overruled = transitions.overruled(connection, ledger.clock.now_ms() - OVERRULED_MS)
            self.overruled = {number: self._recall_over(connection, number) for number in overruled}
            """Incidents that somebody has ended while faults speak for them: those are not news."""
        self._lately: dict[int, OpenIncident] | None = None
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

    def open_incident(self, scope: Scope, at_ms: int, user: str = ACTOR, reason: str = "") -> int:
        """Open an incident for a scope, because somebody says so where a user and his reason are given.

        Return its number.
        """
        said = {"text": reason} if reason else None
        with self._ledger.write(user, Event.OPENED, scope.faults[0].element, said) as connection:
            made = self._open(connection, scope, reason or "a fault was located", at_ms, user=user)
        return self._opened(made, scope, at_ms)

    def _open(
        self,
        connection: Connection,
        scope: Scope,
        reason: str,
        at_ms: int,
        within: IncidentView | None = None,
        user: str = ACTOR,
    ) -> OpenIncident:
        number = (connection.execute(select(func.max(t.incident.c.number))).scalar() or 0) + 1
        view = self._estimated(connection, described(blank(number, at_ms), scope, at_ms), at_ms)
        explained = {int(slot) for slot in scope.explained}
        size = read.size(len(explained), view.subscribers)
        made = OpenIncident(view, scope.told, at_ms, size, view, frozenset(scope.accounts), set(explained), explained)
        rows.insert_incident(connection, view)
        transitions.begin(connection, number, user, reason, at_ms)
        members.keep(connection, number, at_ms, made.members)
        said = said_of(view, len(explained)) | ({} if user == ACTOR else {"text": reason})
        rows.enter(connection, number, at_ms, Entry.OPENED, said, user)
        if within is not None:
            links.tie(connection, Link(number, within.number, Tie.NESTED), at_ms)
            for each, other in ((view, within), (within, view)):
                rows.enter(connection, each.number, at_ms, Entry.LINKED, {"to": other.id, "kind": str(Tie.NESTED)})
        self._tell(connection, Event.OPENED, view, scope.accounts, at_ms)
        return made

    def _opened(self, made: OpenIncident, scope: Scope, at_ms: int) -> int:
        """Take up an incident that the ledger has."""
        self.open[made.view.number] = made
        _log(Event.OPENED, made.view)
        self._list(made, scope.dark_since, at_ms)
        return made.view.number

    def keep(self, number: int, scope: Scope, merged: Sequence[int], at_ms: int) -> bool:
        """Bring an open incident up to date; return whether receivers are told of it.

        What is known is written down at once. A change of the named element, a worse severity, many more homes or
        a merger is told at once too; other alternatives and a home more or less at most every DETAILS_MS, and
        newly dark terminals of the same story, and others up all the same, not at all.
        """
        incident = self.open[number]
        saying = scope.told
        revised = self._revised(incident.view, scope, at_ms)
        told = incident.owes(saying, at_ms) or bool(merged) or revised.etr != incident.view.etr
        dark_now = {int(slot) for slot in scope.explained}
        alike = dark_now <= incident.dark and up_behind(scope.faults) == up_behind(incident.view.faults)
        if not told and alike and saying == incident.said and incident.view.state is IncidentState.OPEN:
            return False
        absorbed = [self.open[other] for other in merged]
        held = {slot for other in absorbed for slot in other.dark}
        view = described(revised, scope, at_ms, revise=told)
        with self._ledger.write(
            ACTOR, Event.UPDATED if told else None, view.id, {"merged": list(merged)} if merged else None
        ) as connection:
            if incident.view.state is IncidentState.RESTORED:
                self._move(connection, view, IncidentState.OPEN, "it shows again", at_ms)
                view = replace(view, state=IncidentState.OPEN)
            if scope.severity > incident.view.severity:
                rows.wake(connection, number)
            for other in absorbed:
                self._absorb(connection, other, number, at_ms)
            explained, dark = incident.explained | dark_now | held, incident.dark | dark_now | held
            now = Members(frozenset(explained), frozenset(dark), frozenset(scope.accounts))
            members.keep(connection, number, at_ms, now)
            view = replace(view, terminals=len(explained))
            rows.update_incident(connection, view)
            if told:
                rows.enter(connection, number, at_ms, Entry.UPDATED, said_of(view, len(dark_now | held)))
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
        self._list(incident, with_absorbed(absorbed, scope), at_ms)
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

    def expect(self, number: int, user: str, etr: Estimate | None, at_ms: int) -> None:
        """Have it told when somebody expects service back, None: nobody does. Raises ValueError as `override`."""
        incident = self._standing(number)
        told = {"after_ms": etr.after_ms, "before_ms": etr.before_ms} if etr else {}
        view = replace(incident.view, etr=etr, revision=incident.view.revision + 1, updated_ms=at_ms)
        with self._ledger.write(user, "incident.expect", view.id, told) as connection:
            rows.update_incident(connection, view)
            rows.enter(connection, number, at_ms, Entry.ESTIMATED, told, user)
            self._tell(connection, Event.UPDATED, view, sorted(incident.accounts), at_ms)
        incident.view, incident.told, incident.told_ms = view, incident.said, at_ms

    def _revised(self, view: IncidentView, scope: Scope, at_ms: int) -> IncidentView:
        """Return an incident with another estimate where a learned one has passed, or was of something else."""
        first, etr = scope.faults[0], view.etr
        same = (first.element, first.cause) == (view.element, view.cause)
        if (etr is not None and etr.source is not Source.LEARNED) or (same and (etr is None or etr.before_ms > at_ms)):
            return view
        with self._ledger.read() as connection:
            return self._estimated(connection, view.about(scope.faults, view.severity, view.subscribers), at_ms)

    def _estimated(self, connection: Connection, view: IncidentView, at_ms: int) -> IncidentView:
        if self._estimator is None:
            return view
        began_ms = view.started_before_ms or view.opened_ms
        etr = self._estimator.estimate(connection, view.cause, view.element, began_ms, at_ms)
        return replace(view, etr=etr)

    def verify(self, number: int, at_ms: int) -> None:
        """Note that no fault speaks for an incident any more and its terminals are back, as far as has been seen."""
        incident = self.open[number]
        if incident.view.state is IncidentState.RESTORED:
            return
        with self._ledger.write(ACTOR) as connection:
            self._move(connection, incident.view, IncidentState.RESTORED, "its terminals are back", at_ms)
            rows.enter(connection, number, at_ms, Entry.RESTORED, {"stragglers": len(incident.dark)})
            changes.announce(connection, at_ms, "incident", incident.view.id, {"state": str(IncidentState.RESTORED)})
        incident.view = replace(incident.view, state=IncidentState.RESTORED)

    def resolve(self, number: int, at_ms: int, besides: Collection[str] = ()) -> None:
        """End an incident whose terminals are back and for which no fault speaks any more.

        besides: accounts that are without service because of another, and do not hear that it is back.
        """
        incident = self.open[number]
        with self._ledger.write(ACTOR, Event.RESOLVED, incident.view.id) as connection:
            view = self._resolve(connection, incident, "verified at its terminals", at_ms, besides=besides)
            rows.enter(connection, number, at_ms, Entry.RESOLVED, {"stragglers": len(incident.dark)})
        self._over(incident, view, at_ms)

    def override(self, number: int, user: str, reason: str, at_ms: int) -> None:
        """End an incident because somebody says so, whatever its terminals do; faults of the same are no news then.

        Raises ValueError where it does not stand.
        """
        incident = self._standing(number)
        detail = {"reason": reason, "stragglers": len(incident.dark)}
        with self._ledger.write(user, "incident.override", incident.view.id, detail) as connection:
            view = self._resolve(connection, incident, reason, at_ms, user)
            rows.enter(connection, number, at_ms, Entry.OVERRIDDEN, {"text": reason}, user)
        self._over(incident, view, at_ms)
        self.overruled[number] = incident
        if self._lately is not None:
            del self._lately[number]  # it did not end by itself

    def _standing(self, number: int) -> OpenIncident:
        if number not in self.open:
            raise ValueError(f"{incident_id(number)} is no incident that stands")
        return self.open[number]

    def split(self, number: int, scope: Scope, at_ms: int) -> int:
        """End an incident of which only something small is left, and go on with that as one nested in it.

        Whoever is behind what is left is not told that service is back. Return the new incident's number.
        """
        incident = self.open[number]
        with self._ledger.write(ACTOR, Event.RESOLVED, incident.view.id) as connection:
            left = set(scope.accounts)
            view = self._resolve(connection, incident, "all but something nested in it is back", at_ms, besides=left)
            rows.enter(connection, number, at_ms, Entry.RESOLVED, {"stragglers": len(incident.dark)})
            made = self._open(connection, scope, f"what is left of {view.id}", at_ms, within=view)
        self._over(incident, view, at_ms)
        return self._opened(made, scope, at_ms)

    def lately(self, since_ms: int) -> dict[int, OpenIncident]:
        """Return incidents that ended by themselves since then: what comes back of them is the same trouble."""
        if self._lately is None:
            with self._ledger.read() as connection:
                over = [recall(connection, view) for view in read.over_since(connection, since_ms)]
            self._lately = {item.view.number: item for item in over if item.view.number not in self.overruled}
        ended = {number: item.view.resolved_ms or 0 for number, item in self._lately.items()}
        self._lately = {number: item for number, item in self._lately.items() if ended[number] >= since_ms}
        return self._lately

    def reopen(self, number: int, scope: Scope, at_ms: int) -> bool:
        """Go on with one of `lately`, since it came back; False, and nothing is done, where it was closed since."""
        lately = self._lately or {}
        incident = lately[number]
        first = scope.faults[0]
        view = replace(
            described(incident.view, scope, at_ms),
            state=IncidentState.OPEN,
            resolved_ms=None,
            started_after_ms=first.after_ms,
            started_before_ms=first.before_ms,
            acknowledged_by=None,
            acknowledged_ms=None,
            reopened=incident.view.reopened + 1,
        )
        dark = {int(slot) for slot in scope.explained}
        explained = incident.explained | dark
        view = replace(view, terminals=len(explained))
        now = Members(frozenset(explained), frozenset(dark), frozenset(scope.accounts))
        try:
            with self._ledger.write(ACTOR, Event.UPDATED, view.id, {"reopened": view.reopened}) as connection:
                transitions.move(
                    connection, number, (IncidentState.RESOLVED,), IncidentState.OPEN, ACTOR, "it came back", at_ms,
                    acknowledged_by=None, acknowledged_ms=None, snoozed_until_ms=None, reopened=view.reopened,
                )  # fmt: skip
                view = self._estimated(connection, replace(view, etr=None), at_ms)
                rows.update_incident(connection, view)
                members.keep(connection, number, at_ms, now)
                rows.enter(connection, number, at_ms, Entry.REOPENED, said_of(view, len(dark)))
                self._tell(connection, Event.UPDATED, view, scope.accounts, at_ms)
        except transitions.MovedError:
            return False
        finally:
            del lately[number]
        size = max(read.size(len(dark), view.subscribers), incident.size)
        largest = view if size > incident.size else incident.largest
        listed = replace(incident.listed, accounts=frozenset())
        self.open[number] = OpenIncident(
            view, scope.told, at_ms, size, largest, now.accounts, explained, dark, listed
        )  # fmt: skip
        _log(Event.UPDATED, view)
        self._list(self.open[number], scope.dark_since, at_ms)
        return True

    def _resolve(
        self,
        connection: Connection,
        incident: OpenIncident,
        reason: str,
        at_ms: int,
        actor: str = ACTOR,
        besides: Collection[str] = (),
    ) -> IncidentView:
        """End an incident as what it was at its largest, since what is left of it by now says little.

        Everybody it was ever thought to affect hears of it, `besides` excepted.
        """
        accounts = incident.accounts.union(read.accounts_of(connection, incident.view.number)).difference(besides)
        largest = incident.largest
        ended_as = incident.view.about(largest.faults, largest.severity, largest.subscribers)
        view = self._end(connection, replace(incident, view=ended_as), reason, at_ms, actor)
        self._tell(connection, Event.RESOLVED, view, sorted(accounts), at_ms)
        return view

    def _over(self, incident: OpenIncident, view: IncidentView, at_ms: int) -> None:
        """Let go of an incident that the ledger has as over."""
        del self.open[view.number]
        incident.view = view
        _log(Event.RESOLVED, view)
        self._unlist(incident, at_ms)
        if self._lately is not None:
            self._lately[view.number] = incident

    def _recall_over(self, connection: Connection, number: int) -> OpenIncident:
        view = read.incident(connection, number)
        if view is None:
            raise LookupError(f"the ledger has transitions of incident {number}, which it has not")
        return recall(connection, view)

    def _absorb(self, connection: Connection, other: OpenIncident, into: int, at_ms: int) -> None:
        """End an incident that turned out to be part of another; its receivers are told, nothing stays open."""
        view = self._end(connection, other, f"part of {incident_id(into)}", at_ms, into=into)
        rows.enter(connection, view.number, at_ms, Entry.MERGED, {"into": into})
        self._tell(connection, Event.RESOLVED, view, sorted(other.accounts), at_ms)

    def _end(
        self,
        connection: Connection,
        incident: OpenIncident,
        reason: str,
        at_ms: int,
        actor: str = ACTOR,
        into: int | None = None,
    ) -> IncidentView:
        view = replace(
            incident.view,
            state=IncidentState.RESOLVED,
            revision=incident.view.revision + 1,
            updated_ms=at_ms,
            resolved_ms=at_ms,
            merged_into=into,
        )
        self._move(connection, view, IncidentState.RESOLVED, reason, at_ms, actor)
        rows.update_incident(connection, view)
        members.forget(connection, view.number)
        return view

    def _move(
        self,
        connection: Connection,
        view: IncidentView,
        becomes: IncidentState,
        reason: str,
        at_ms: int,
        actor: str = ACTOR,
    ) -> None:
        """Change the state of an incident that stands; raises MovedError where the ledger has it otherwise."""
        transitions.move(connection, view.number, STANDING, becomes, actor, reason, at_ms)

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
        incident.listed = over

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

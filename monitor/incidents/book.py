"""The incident book: opens, updates, merges and resolves incidents, each in one transaction with its notices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from collectors.model import Slots, no_slots
from monitor.incidents import beginning, ending, members, read, rows, transitions
from monitor.incidents.announcing import Teller, leave_line, tell
from monitor.incidents.estimates import Estimator
from monitor.incidents.expecting import Expectation, has_the_say
from monitor.incidents.inheriting import inherit
from monitor.incidents.members import Members
from monitor.incidents.model import Entry, Estimate, Event, IncidentState, IncidentView, Source, incident_id
from monitor.incidents.opened import OpenIncident, recall, said_of, with_absorbed
from monitor.incidents.past import Past
from monitor.incidents.scope import Scope, described, is_alike
from monitor.incidents.transitions import CORE as ACTOR
from monitor.ledger import changes
from monitor.ledger.ledger import Ledger


class IncidentBook:
    """Open incidents, in memory and in the ledger; only core writes them."""

    def __init__(self, ledger: Ledger, teller: Teller, estimator: Estimator | None = None) -> None:
        """Take up what stands open in the ledger; without an estimator only people say when service will be back."""
        self._ledger = ledger
        self._teller = teller
        self._expectation = Expectation(ledger, estimator)
        self._past = Past(ledger)
        with ledger.read() as connection:
            self.open = {view.number: recall(connection, view) for view in read.open_incidents(connection)}
        for item in self.open.values():  # a kill may have come between an incident and its rows
            item.list_rows(ledger, {}, item.view.updated_ms)

    @property
    def causes(self) -> frozenset[str]:
        """What open incidents are about."""
        return frozenset(item.view.cause for item in self.open.values())

    @property
    def overruled(self) -> dict[int, OpenIncident]:
        """Incidents that somebody has ended while faults speak for them: those are not news."""
        return self._past.overruled

    def explained(self, causes: Collection[str]) -> Slots:
        """Return int32[n] slots of the terminals that open incidents of some causes explain."""
        found = [item.explained_slots for item in self.open.values() if item.view.cause in causes]
        return np.concatenate([no_slots(), *found])

    def lately(self, since_ms: int) -> dict[int, OpenIncident]:
        """Return incidents that ended by themselves since then: what comes back of them is the same trouble."""
        return self._past.lately(since_ms)

    def open_incident(self, scope: Scope, at_ms: int, user: str = ACTOR, reason: str = "") -> int:
        """Open an incident for a scope, because somebody says so where a user and his reason are given.

        Return its number.
        """
        said = {"text": reason} if reason else None
        with self._ledger.write(user, Event.OPENED, scope.faults[0].element, said) as connection:
            made = beginning.begin(
                connection, self._teller, self._expectation, scope, reason or "a fault was located", at_ms, user=user
            )
        return self._opened(made, scope, at_ms)

    def _opened(self, made: OpenIncident, scope: Scope, at_ms: int) -> int:
        """Take up an incident that the ledger has."""
        self.open[made.view.number] = made
        leave_line(Event.OPENED, made.view)
        made.list_rows(self._ledger, scope.dark_since, at_ms)
        return made.view.number

    def keep(self, number: int, scope: Scope, merged: Sequence[int], at_ms: int) -> bool:
        """Bring an open incident up to date; return whether receivers are told of it.

        What is known is written down at once. A change of the named element, a worse severity, many more homes or
        a merger is told at once too; other alternatives, a probability that has come over or under a step, and a home
        more or less at most every DETAILS_MS; newly dark terminals of the same story, others up all the same, and how
        probable it is between two steps, not at all.
        """
        incident = self.open[number]
        saying = scope.told
        revised = self._expectation.revised(incident.view, scope, at_ms)
        told = incident.owes(saying, at_ms) or bool(merged) or revised.etr != incident.view.etr
        dark_now = {int(slot) for slot in scope.explained}
        alike = dark_now <= incident.dark and is_alike(incident.view.faults, scope.faults)
        if not told and alike and saying == incident.said and incident.view.state is IncidentState.OPEN:
            return False
        absorbed = [self.open[other] for other in merged]
        held = {slot for other in absorbed for slot in other.dark}
        view = described(revised, scope, at_ms, revise=told)
        with self._ledger.write(
            ACTOR, Event.UPDATED if told else None, view.id, {"merged": list(merged)} if merged else None
        ) as connection:
            if incident.view.state is IncidentState.RESTORED:
                ending.move(connection, view, IncidentState.OPEN, "it shows again", at_ms)
                view = replace(view, state=IncidentState.OPEN)
            if scope.severity > incident.view.severity:
                rows.wake(connection, number)
            view = inherit(connection, view, [other.view for other in absorbed], at_ms)
            for other in absorbed:
                ending.absorb(connection, self._teller, other, number, at_ms)
            explained, dark = incident.explained | dark_now | held, incident.dark | dark_now | held
            now = Members(frozenset(explained), frozenset(dark), frozenset(scope.accounts))
            members.keep(connection, number, at_ms, now)
            view = replace(view, terminals=len(explained))
            rows.update_incident(connection, view)
            if told:
                rows.enter(connection, number, at_ms, Entry.UPDATED, said_of(view, len(dark_now | held)))
                tell(self._teller, connection, Event.UPDATED, view, scope.accounts, at_ms)
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
        incident.list_rows(self._ledger, with_absorbed(absorbed, scope), at_ms)
        for other in absorbed:
            other.unlist(self._ledger, at_ms)
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
        incident.list_rows(self._ledger, {}, at_ms)

    def expect(self, number: int, user: str, etr: Estimate | None, at_ms: int) -> None:
        """Have it told when somebody expects service back, None: nobody does.

        Raises ValueError as `override`, and where that has passed: an order may have waited for core to come back.
        """
        _refuse_past(etr, at_ms)
        self._expect(self._standing(number), user, etr, at_ms)

    def expect_by_plan(self, number: int, etr: Estimate, at_ms: int) -> None:
        """Have it told when a plan expects service back; said again, nothing is.

        Raises ValueError as `expect`, and where a person has said something since the incident opened.
        """
        _refuse_past(etr, at_ms)
        incident = self._standing(number)
        with self._ledger.read() as connection:
            person = has_the_say(connection, number)
        if person is not None:
            raise ValueError(f"{person} has said by hand when service will be back")
        if etr != incident.view.etr:
            self._expect(incident, ACTOR, etr, at_ms)

    def lapse(self, at_ms: int) -> None:
        """Have it told, once, of each incident whose estimate has passed: what is learned by now, or that nobody knows.

        Whether it goes on, is being verified, or stands because somebody said so.
        """
        for incident in list(self.open.values()):
            if incident.view.etr is not None and incident.view.etr.has_passed(at_ms):
                self._expect(incident, ACTOR, self._expectation.lapsed(incident.view, at_ms).etr, at_ms)

    def _expect(self, incident: OpenIncident, user: str, etr: Estimate | None, at_ms: int) -> None:
        told: dict[str, Any] = {"after_ms": etr.after_ms, "before_ms": etr.before_ms} if etr else {}
        if etr is not None and etr.source is Source.PLAN:
            told["plan"] = etr.by
        view = replace(incident.view, etr=etr, revision=incident.view.revision + 1, updated_ms=at_ms)
        with self._ledger.write(user, "incident.expect", view.id, told) as connection:
            rows.update_incident(connection, view)
            rows.enter(connection, view.number, at_ms, Entry.ESTIMATED, told, user)
            tell(self._teller, connection, Event.UPDATED, view, sorted(incident.accounts), at_ms)
        incident.view, incident.told, incident.told_ms = view, incident.said, at_ms

    def verify(self, number: int, at_ms: int) -> None:
        """Note that no fault speaks for an incident any more and its terminals are back, as far as has been seen."""
        incident = self.open[number]
        if incident.view.state is IncidentState.RESTORED:
            return
        with self._ledger.write(ACTOR) as connection:
            ending.move(connection, incident.view, IncidentState.RESTORED, "its terminals are back", at_ms)
            rows.enter(connection, number, at_ms, Entry.RESTORED, {"stragglers": len(incident.dark)})
            changes.announce(connection, at_ms, "incident", incident.view.id, {"state": str(IncidentState.RESTORED)})
        incident.view = replace(incident.view, state=IncidentState.RESTORED)

    def resolve(self, number: int, at_ms: int, besides: Collection[str] = ()) -> None:
        """End an incident whose terminals are back and for which no fault speaks any more.

        besides: accounts that are without service because of another, and do not hear that it is back.
        """
        incident = self.open[number]
        with self._ledger.write(ACTOR, Event.RESOLVED, incident.view.id) as connection:
            reason = "verified at its terminals"
            view = ending.resolve(connection, self._teller, incident, reason, at_ms, besides=besides)
            rows.enter(connection, number, at_ms, Entry.RESOLVED, {"stragglers": len(incident.dark)})
        self._over(incident, view, at_ms)
        self._past.ended(incident)

    def override(self, number: int, user: str, reason: str, at_ms: int) -> None:
        """End an incident because somebody says so, whatever its terminals do; faults of the same are no news then.

        Raises ValueError where it does not stand.
        """
        incident = self._standing(number)
        detail = {"reason": reason, "stragglers": len(incident.dark)}
        with self._ledger.write(user, "incident.override", incident.view.id, detail) as connection:
            view = ending.resolve(connection, self._teller, incident, reason, at_ms, user)
            rows.enter(connection, number, at_ms, Entry.OVERRIDDEN, {"text": reason}, user)
        self._over(incident, view, at_ms)
        self._past.overrule(incident)

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
            reason = "all but something nested in it is back"
            view = ending.resolve(connection, self._teller, incident, reason, at_ms, besides=left)
            rows.enter(connection, number, at_ms, Entry.RESOLVED, {"stragglers": len(incident.dark)})
            made = beginning.begin(
                connection, self._teller, self._expectation, scope, f"what is left of {view.id}", at_ms, within=view
            )
        self._over(incident, view, at_ms)
        self._past.ended(incident)
        return self._opened(made, scope, at_ms)

    def reopen(self, number: int, scope: Scope, at_ms: int) -> bool:
        """Go on with one of `lately`, since it came back; False, and nothing is done, where it was closed since."""
        incident = beginning.back(self._past.take(number), scope, at_ms)
        said = {"reopened": incident.view.reopened}
        try:
            with self._ledger.write(ACTOR, Event.UPDATED, incident.view.id, said) as connection:
                beginning.begin_again(connection, self._teller, self._expectation, incident, scope.accounts, at_ms)
        except transitions.MovedError:
            return False
        self.open[number] = incident
        leave_line(Event.UPDATED, incident.view)
        incident.list_rows(self._ledger, scope.dark_since, at_ms)
        return True

    def _over(self, incident: OpenIncident, view: IncidentView, at_ms: int) -> None:
        """Let go of an incident that the ledger has as over."""
        del self.open[view.number]
        incident.view = view
        leave_line(Event.RESOLVED, view)
        incident.unlist(self._ledger, at_ms)


def _refuse_past(etr: Estimate | None, at_ms: int) -> None:
    if etr is not None and etr.has_passed(at_ms):
        raise ValueError("the time by which service was expected back has passed by now: nothing was told")

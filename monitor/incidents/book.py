"""The incident book: opens, updates, merges and resolves incidents, each in one transaction with its notices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
import shapely
from sqlalchemy import Connection, bindparam, func, insert, select, update

from collectors.model import Slots
from maps.model import Fault
from monitor.incidents import read
from monitor.incidents.model import Entry, Event, FaultView, IncidentState, IncidentView
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from thresholds.model import Severity

ACTOR = "core"


class Teller(Protocol):
    """Whoever writes down the notices that an incident's change owes, inside the change's transaction."""

    def owe(
        self, connection: Connection, event: Event, incident: IncidentView, accounts: Sequence[str], at_ms: int
    ) -> None:
        """Add the notices; raises to undo the change."""
        ...


@dataclass(frozen=True, slots=True)
class Scope:
    """What faults come to: whom and what they touch, and how bad that is."""

    faults: tuple[FaultView, ...]
    """Worst first: the first one names the incident."""
    severity: Severity
    explained: Slots
    """int32[n]: slots of terminals seen dark."""
    dark_since_ms: np.ndarray[tuple[int], np.dtype[np.int64]]
    """int64[n]: when each of them was first missed."""
    accounts: tuple[str, ...]
    """Every account behind the faults, observed or not."""
    area: shapely.Geometry | None

    @property
    def named(self) -> tuple[object, ...]:
        """What receivers are told: a change in it is worth an update."""
        said = tuple((f.element, f.cause, frozenset(element for element, _ in f.alternatives)) for f in self.faults)
        return (said, frozenset(self.accounts))


@dataclass(slots=True)
class OpenIncident:
    """An open incident as core keeps it in memory; the ledger has the same."""

    view: IncidentView
    named: tuple[object, ...]
    accounts: frozenset[str]
    explained: set[int] = field(default_factory=set)
    dark: set[int] = field(default_factory=set)

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

    def open_incident(self, scope: Scope, at_ms: int) -> int:
        """Open an incident for a scope; return its number."""
        first = scope.faults[0]
        with self._ledger.write(ACTOR, Event.OPENED, first.element) as connection:
            number = (connection.execute(select(func.max(t.incident.c.number))).scalar() or 0) + 1
            view = _described(_blank(number, at_ms), scope, at_ms)
            connection.execute(insert(t.incident).values(number=number, **_columns(view)))
            _add_terminals(connection, number, scope, set())
            _set_accounts(connection, number, frozenset(), frozenset(scope.accounts), at_ms)
            _enter(connection, number, at_ms, Entry.OPENED, _said(view))
            self._tell(connection, Event.OPENED, view, scope.accounts, at_ms)
        explained = {int(slot) for slot in scope.explained}
        self.open[number] = OpenIncident(view, scope.named, frozenset(scope.accounts), set(explained), explained)
        return number

    def keep(self, number: int, scope: Scope, merged: Sequence[int], at_ms: int) -> bool:
        """Bring an open incident up to date; return whether receivers are told of it.

        Newly dark terminals of the same story are written down without a notice; a change of the
        named element, of its alternatives, of the accounts, or a merger is told.
        """
        incident = self.open[number]
        told = scope.named != incident.named or bool(merged)
        dark_now = {int(slot) for slot in scope.explained}
        if not told and dark_now <= incident.dark:
            return False
        absorbed = [self.open[other] for other in merged]
        view = _described(incident.view, scope, at_ms, revise=told)
        with self._ledger.write(
            ACTOR, Event.UPDATED if told else None, view.id, {"merged": list(merged)} if merged else None
        ) as connection:
            for other in absorbed:
                self._absorb(connection, other, number, at_ms)
            _add_terminals(connection, number, scope, incident.explained, absorbed)
            _set_accounts(connection, number, incident.accounts, frozenset(scope.accounts), at_ms)
            explained = incident.explained | dark_now | {slot for other in absorbed for slot in other.explained}
            view = replace(view, terminals=len(explained))
            connection.execute(update(t.incident).where(t.incident.c.number == number).values(**_columns(view)))
            if told:
                _enter(connection, number, at_ms, Entry.UPDATED, _said(view))
                self._tell(connection, Event.UPDATED, view, scope.accounts, at_ms)
            else:
                changes.announce(connection, at_ms, "incident", view.id, {"revision": view.revision})
        incident.view, incident.named, incident.accounts = view, scope.named, frozenset(scope.accounts)
        incident.explained = explained
        incident.dark |= dark_now | {slot for other in absorbed for slot in other.dark}
        for other in absorbed:
            del self.open[other.view.number]
        return told

    def restore(self, number: int, slots: Iterable[int], at_ms: int) -> None:
        """Write down that terminals of an incident have been seen to return."""
        incident = self.open[number]
        back = sorted(incident.dark.intersection(slots))
        if not back:
            return
        with self._ledger.write(ACTOR) as connection:
            _mark_terminals(connection, number, back, at_ms)
            changes.announce(connection, at_ms, "incident", incident.view.id, {"returned": len(back)})
        incident.dark.difference_update(back)

    def resolve(self, number: int, at_ms: int) -> None:
        """End an incident whose terminals are back and for which no fault speaks any more."""
        incident = self.open[number]
        with self._ledger.write(ACTOR, Event.RESOLVED, incident.view.id) as connection:
            view = self._end(connection, incident, at_ms)
            _enter(connection, number, at_ms, Entry.RESOLVED, {"stragglers": len(incident.dark)})
            self._tell(connection, Event.RESOLVED, view, sorted(incident.accounts), at_ms)
        del self.open[number]

    def _absorb(self, connection: Connection, other: OpenIncident, into: int, at_ms: int) -> None:
        """End an incident that turned out to be part of another; its receivers are told, nothing stays open."""
        view = self._end(connection, other, at_ms, into)
        _enter(connection, view.number, at_ms, Entry.MERGED, {"into": into})
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
        connection.execute(update(t.incident).where(t.incident.c.number == view.number).values(**_columns(view)))
        _set_accounts(connection, view.number, incident.accounts, frozenset(), at_ms)
        return view

    def _tell(
        self, connection: Connection, event: Event, view: IncidentView, accounts: Sequence[str], at_ms: int
    ) -> None:
        self._teller.owe(connection, event, view, accounts, at_ms)
        changes.announce(connection, at_ms, "incident", view.id, {"state": str(view.state), "revision": view.revision})


def scope_of(
    faults: Sequence[Fault],
    first_missed_ms: np.ndarray[tuple[int], np.dtype[np.int64]],
    accounts: Sequence[str],
    area: shapely.Geometry | None,
    severity: Severity,
) -> Scope:
    """Return the scope of faults, the one that explains most named first.

    first_missed_ms: int64 by slot, as the evidence has it.
    """
    ordered = sorted(faults, key=lambda fault: (-len(fault.explains), -len(fault.behind), fault.element))
    explained = np.unique(np.concatenate([fault.explains for fault in ordered])).astype(np.int32)
    return Scope(
        faults=tuple(FaultView.of(fault) for fault in ordered),
        severity=severity,
        explained=explained,
        dark_since_ms=first_missed_ms[explained],
        accounts=tuple(accounts),
        area=area,
    )


def _blank(number: int, at_ms: int) -> IncidentView:
    return IncidentView(
        number=number,
        state=IncidentState.OPEN,
        cause="",
        severity=Severity.INDETERMINATE,
        element="",
        probability=0.0,
        faults=(),
        revision=0,
        opened_ms=at_ms,
        updated_ms=at_ms,
        resolved_ms=None,
        started_after_ms=0,
        started_before_ms=0,
        subscribers=0,
        terminals=0,
        area=None,
        acknowledged_by=None,
        acknowledged_ms=None,
        merged_into=None,
    )


def _described(view: IncidentView, scope: Scope, at_ms: int, *, revise: bool = True) -> IncidentView:
    """Return the view brought up to a scope; its beginning only ever moves to what was known first."""
    first = scope.faults[0]
    fresh = view.revision == 0
    return replace(
        view,
        cause=first.cause,
        severity=scope.severity,
        element=first.element,
        probability=first.probability,
        faults=scope.faults,
        revision=view.revision + 1 if revise else view.revision,
        updated_ms=at_ms,
        started_after_ms=first.after_ms if fresh else view.started_after_ms,
        started_before_ms=first.before_ms if fresh else view.started_before_ms,
        subscribers=len(scope.accounts),
        terminals=max(view.terminals, len(scope.explained)),
        area=scope.area,
    )


def _columns(view: IncidentView) -> dict[str, Any]:
    return {
        "state": str(view.state),
        "cause": view.cause,
        "severity": int(view.severity),
        "element": view.element,
        "probability": view.probability,
        "faults": [fault.to_json() for fault in view.faults],
        "revision": view.revision,
        "opened_ms": view.opened_ms,
        "updated_ms": view.updated_ms,
        "resolved_ms": view.resolved_ms,
        "started_after_ms": view.started_after_ms,
        "started_before_ms": view.started_before_ms,
        "subscribers": view.subscribers,
        "terminals": view.terminals,
        "geometry": shapely.to_wkb(view.area) if view.area is not None else None,
        "merged_into": view.merged_into,
    }


def _add_terminals(
    connection: Connection, number: int, scope: Scope, known: set[int], absorbed: Sequence[OpenIncident] = ()
) -> None:
    """Add what is newly explained; a terminal that had returned and is dark again is dark again."""
    since = {int(slot): int(ms) for slot, ms in zip(scope.explained, scope.dark_since_ms, strict=True)}
    _mark_terminals(connection, number, [slot for slot in since if slot in known], None)
    for other in absorbed:
        for slot in other.dark - known:
            since.setdefault(slot, other.view.opened_ms)
    rows = [{"incident": number, "slot": slot, "dark_ms": ms} for slot, ms in since.items() if slot not in known]
    if rows:
        connection.execute(insert(t.incident_terminal), rows)


def _set_accounts(connection: Connection, number: int, before: frozenset[str], now: frozenset[str], at_ms: int) -> None:
    """Make `now` the affected accounts: those gone are restored, those back are affected again."""
    rows = select(t.incident_account.c.account).where(t.incident_account.c.incident == number)
    known = set(connection.execute(rows).scalars())
    _mark_accounts(connection, number, before - now, at_ms)
    _mark_accounts(connection, number, (now - before) & known, None)
    if new := sorted(now - known):
        connection.execute(insert(t.incident_account), [{"incident": number, "account": account} for account in new])


def _mark_terminals(connection: Connection, number: int, slots: Sequence[int], restored_ms: int | None) -> None:
    if slots:
        connection.execute(
            update(t.incident_terminal)
            .where(t.incident_terminal.c.incident == number, t.incident_terminal.c.slot == bindparam("which"))
            .values(restored_ms=restored_ms),
            [{"which": slot} for slot in slots],
        )


def _mark_accounts(connection: Connection, number: int, accounts: Iterable[str], restored_ms: int | None) -> None:
    if which := sorted(accounts):
        connection.execute(
            update(t.incident_account)
            .where(t.incident_account.c.incident == number, t.incident_account.c.account == bindparam("which"))
            .values(restored_ms=restored_ms),
            [{"which": account} for account in which],
        )


def _enter(connection: Connection, number: int, at_ms: int, kind: Entry, detail: dict[str, Any]) -> None:
    connection.execute(
        insert(t.incident_event).values(incident=number, at_ms=at_ms, actor=ACTOR, kind=str(kind), detail=detail)
    )


def _said(view: IncidentView) -> dict[str, Any]:
    return {
        "revision": view.revision,
        "faults": [fault.to_json() for fault in view.faults],
        "subscribers": view.subscribers,
        "terminals": view.terminals,
        "severity": int(view.severity),
    }


def _recall(connection: Connection, view: IncidentView) -> OpenIncident:
    said = tuple((f.element, f.cause, frozenset(element for element, _ in f.alternatives)) for f in view.faults)
    accounts = frozenset(read.affected_accounts(connection, view.number))
    explained = {
        int(slot)
        for slot in connection.execute(
            select(t.incident_terminal.c.slot).where(t.incident_terminal.c.incident == view.number)
        ).scalars()
    }
    dark = {int(slot) for slot in read.standing_terminals(connection, view.number)}
    return OpenIncident(view, (said, accounts), accounts, explained, dark)

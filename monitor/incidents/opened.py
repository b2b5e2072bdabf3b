"""An incident that stands, as core keeps it in memory; the ledger has the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from sqlalchemy import Connection

from collectors.model import Slots
from monitor.incidents import members, read
from monitor.incidents.members import Members
from monitor.incidents.model import IncidentView
from monitor.incidents.scope import News, Scope, Told
from monitor.ledger.ledger import Ledger

DETAILS_MS = 60_000
"""Between an update and one that only has details to add: while an outage spreads or ends they change by the second."""


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

    def list_rows(self, ledger: Ledger, dark_since_ms: Mapping[int, int], at_ms: int) -> None:
        """Have the rows say what it holds; what cannot be written now is with the next change."""
        self._list(ledger, self.members, dark_since_ms, at_ms)

    def unlist(self, ledger: Ledger, at_ms: int) -> None:
        """Have the rows say that its accounts have their service back, now that it is over."""
        self._list(ledger, replace(self.listed, accounts=frozenset()), {}, at_ms)

    def _list(self, ledger: Ledger, now: Members, dark_since_ms: Mapping[int, int], at_ms: int) -> None:
        if now != self.listed:
            members.list_rows(ledger, self.view.number, self.listed, now, dark_since_ms, at_ms)
            self.listed = now


def with_absorbed(absorbed: Sequence[OpenIncident], scope: Scope) -> dict[int, int]:
    """Return slot → dark since, of what the scope explains and what absorbed incidents still hold dark."""
    since = scope.dark_since
    for other in absorbed:
        since = dict.fromkeys(other.dark, other.view.opened_ms) | since
    return since


def said_of(view: IncidentView, explained: int) -> dict[str, Any]:
    """Return what a revision told; explained: how many terminals are in trouble, of all that ever were."""
    return {
        "revision": view.revision,
        "faults": [fault.to_json() for fault in view.faults],
        "subscribers": view.subscribers,
        "terminals": view.terminals,
        "explained": explained,
        "severity": int(view.severity),
    }


def recall(connection: Connection, view: IncidentView) -> OpenIncident:
    """Return an incident as core had it when it last ran."""
    held, listed = members.recall(connection, view.number), members.listed(connection, view.number)
    revisions = read.revisions(connection, view) or [(read.size(0, 0), view)]
    last, (size, largest) = revisions[-1][1], max(reversed(revisions), key=lambda revision: revision[0])
    same = last.subscribers == len(held.accounts)  # how many is written down, not who: where it differs, tell anew
    told = Told.of(last.faults, last.severity, held.accounts if same else None)
    return OpenIncident(
        view, told, last.updated_ms, size, largest, held.accounts, set(held.explained), set(held.dark), listed
    )  # fmt: skip

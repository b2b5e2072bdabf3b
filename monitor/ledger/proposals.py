"""Proposals: what the plant's record would have to become for it to agree with what devices say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from monitor.ledger import tables as t

KEEP_WITHDRAWN_MS = 30 * 86_400_000
"""Nobody decided those: a terminal that goes to and fro between two segments makes one with every survey."""


class ProposalKind(StrEnum):
    """What is proposed of a terminal."""

    NEW = "new"
    """It is there, and the plant file does not know it."""
    MOVED = "moved"
    """It was seen to go to a segment that does not feed where it is drawn."""
    DIFFERS = "differs"
    """It has been on another segment than it is drawn behind ever since it was first seen."""
    VANISHED = "vanished"
    """The device that told of it has long done so no more."""
    ELSEWHERE = "elsewhere"
    """It falls silent and comes back with the homes behind another element than it is drawn behind; of a terminal, or
    of an element with all that hangs on it."""
    BRANCH = "branch"
    """Some of the homes recorded at an element fall silent together and leave the others: a branch is not drawn."""


FROM_BEHAVIOUR = frozenset({ProposalKind.ELSEWHERE, ProposalKind.BRANCH})
"""Kinds that no device says: they are inferred, and people decide."""
NO_SEGMENT = 0
"""Segment of a finding that no device's word is behind."""


class ProposalState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    """Nobody is asked again, as long as it stays on that segment."""
    APPLIED = "applied"
    """By the setting, without anybody being asked."""
    WITHDRAWN = "withdrawn"
    """The evidence for it is gone."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be proposed."""

    kind: ProposalKind
    terminal: str
    """MAC or serial; what behaviour shows may be of an element."""
    segment: int
    drawn_at: str
    """Element that the plant has it behind; empty: nowhere."""
    candidates: tuple[str, ...]
    """Elements it may hang behind by the evidence; several are a set, of which none is guessed."""
    since_ms: int
    """Since when it has been on the segment; of one that vanished: when it was last seen."""
    evidence: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """Figures that speak for it, by name; what was found stays the same while they grow."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A finding with what became of it."""

    id: int
    finding: Finding
    made_ms: int
    state: ProposalState
    element: str
    """What was chosen; empty: nothing, or there was nothing to choose."""
    decided_ms: int | None
    decided_by: str


def propose(connection: Connection, findings: Iterable[Finding], at_ms: int) -> None:
    """Write new proposals down."""
    rows = [
        {
            "kind": str(one.kind), "terminal": one.terminal, "segment": one.segment, "drawn_at": one.drawn_at,
            "candidates": list(one.candidates), "since_ms": one.since_ms, "made_ms": at_ms,
            "state": str(ProposalState.OPEN), "element": "", "decided_by": "",
            "evidence": dict(one.evidence),
        }
        for one in findings
    ]  # fmt: skip
    if rows:
        connection.execute(insert(t.proposal), rows)


def decide(connection: Connection, number: int, state: ProposalState, at_ms: int, by: str, element: str = "") -> bool:
    """End an open proposal; return whether it was open."""
    p = t.proposal.c
    ended = connection.execute(
        update(t.proposal)
        .where(p.id == number, p.state == ProposalState.OPEN)
        .values(state=str(state), decided_ms=at_ms, decided_by=by, element=element)
    )
    return ended.rowcount == 1


def forget_withdrawn(connection: Connection, at_ms: int) -> None:
    """Forget proposals that were withdrawn long before; what people or the setting decided is kept."""
    p = t.proposal.c
    connection.execute(
        delete(t.proposal).where(p.state == ProposalState.WITHDRAWN, p.decided_ms < at_ms - KEEP_WITHDRAWN_MS)
    )


def proposal(connection: Connection, number: int) -> Proposal | None:
    """Return one proposal, None where there is none."""
    row = connection.execute(select(t.proposal).where(t.proposal.c.id == number)).first()
    return _proposal(row) if row is not None else None


def open_proposals(
    connection: Connection, kinds: Sequence[str] = (), limit: int | None = None, after: int = 0
) -> list[Proposal]:
    """Return open proposals, the oldest first, of some kinds where any are given."""
    p = t.proposal.c
    query = select(t.proposal).where(p.state == ProposalState.OPEN, p.id > after).order_by(p.id)
    if kinds:
        query = query.where(p.kind.in_(kinds))
    return [_proposal(row) for row in connection.execute(query.limit(limit) if limit else query)]


def open_counts(connection: Connection) -> dict[str, int]:
    """Return how many proposals of each kind are open."""
    p = t.proposal.c
    query = select(p.kind, func.count().label("number")).where(p.state == ProposalState.OPEN).group_by(p.kind)
    return {row.kind: row.number for row in connection.execute(query)}


def dismissed(connection: Connection) -> set[tuple[str, str, int | str]]:
    """Return the topics of what people do not want to hear of."""
    query = select(t.proposal).where(t.proposal.c.state == ProposalState.DISMISSED)
    return {topic(_proposal(row).finding) for row in connection.execute(query)}


def topic(finding: Finding) -> tuple[str, str, int | str]:
    """Return what a dismissal is about: kind, terminal, and where it is, by segment or by behaviour."""
    where = finding.segment if finding.kind not in FROM_BEHAVIOUR else ",".join(finding.candidates)
    return str(finding.kind), finding.terminal, where


def _proposal(row: Any) -> Proposal:  # noqa: ANN401 - a row of the table
    finding = Finding(
        ProposalKind(row.kind), row.terminal, row.segment, row.drawn_at, tuple(row.candidates), row.since_ms,
        row.evidence or {},
    )  # fmt: skip
    return Proposal(row.id, finding, row.made_ms, ProposalState(row.state), row.element, row.decided_ms, row.decided_by)

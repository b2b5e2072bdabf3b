"""Proposals and segments as pages and API show them: with their evidence, and elements by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from monitor.ledger import tables as t
from monitor.ledger.damaged_spans import load_spans
from monitor.ledger.placements import SegmentRow, load_segments, moves_of, whereabouts
from monitor.ledger.proposals import FROM_BEHAVIOUR, Finding, Proposal, ProposalKind
from webui.incidents import ElementName, names_of

MOST_COUNTS = 4
"""Elements whose counts are shown of a segment."""


def proposals_json(
    connection: Connection, found: Sequence[Proposal], segments: Mapping[int, SegmentRow]
) -> list[dict[str, Any]]:
    """Return proposals, each with its segment, its candidates and the segment it came from."""
    elements = {item for one in found for item in (one.finding.drawn_at, *one.finding.candidates)}
    concerned = {
        one.finding.segment: segments[one.finding.segment] for one in found if one.finding.kind not in FROM_BEHAVIOUR
    }
    names = names_of(connection, [*elements, *_elements_of(concerned.values())])
    return [_proposal(connection, one, concerned, segments, names) for one in found]


def segments_json(connection: Connection, rows: Sequence[SegmentRow]) -> list[dict[str, Any]]:
    """Return segments with what they are taken for and why."""
    names = names_of(connection, _elements_of(rows))
    return [_segment(row, names) for row in rows]


def spans_json(connection: Connection) -> list[dict[str, Any]]:
    """Return the spans that echoes say are damaged, the strongest echo first."""
    spans = load_spans(connection)
    names = names_of(connection, {span.element for span in spans})
    return [asdict(span) | {"element": _element(span.element, names)} for span in spans]


@dataclass(frozen=True, slots=True)
class Stay:
    """A terminal's time on one segment."""

    segment: SegmentRow
    since_ms: int | None
    """None: since before it was first seen there."""


def stays(connection: Connection, slot: int | None) -> list[Stay]:
    """Return where a terminal is and was, the newest first; empty for one that was never placed."""
    now = whereabouts(connection, slot) if slot is not None else None
    if slot is None or now is None:
        return []
    rows = {row.id: row for row in load_segments(connection)}
    moves = moves_of(connection, slot)
    before = [(move.before, moves[at + 1].at_ms if at + 1 < len(moves) else None) for at, move in enumerate(moves)]
    return [Stay(rows[segment], since_ms) for segment, since_ms in (now, *before) if segment in rows]


def worth_a_look(rows: Iterable[SegmentRow]) -> list[SegmentRow]:
    """Return the segments of which device and drawing say different things, then those known for nothing."""
    rows = list(rows)
    return [row for row in rows if not row.agrees] + [row for row in rows if row.agrees and not row.elements]


def _elements_of(rows: Iterable[SegmentRow]) -> set[str]:
    rows = list(rows)
    return {row.teller for row in rows} | {
        item for row in rows for item in (*row.elements, *(one[0] for one in row.counts))
    }


def _proposal(
    connection: Connection,
    one: Proposal,
    concerned: Mapping[int, SegmentRow],
    segments: Mapping[int, SegmentRow],
    names: Mapping[str, ElementName],
) -> dict[str, Any]:
    finding = one.finding
    return {
        "id": one.id,
        "kind": str(finding.kind),
        "terminal": finding.terminal,
        "drawn_at": _element(finding.drawn_at, names) if finding.drawn_at else None,
        "segment": _told(finding, concerned[finding.segment], names) if finding.segment in concerned else None,
        "came_from": _before(connection, finding.terminal, segments) if finding.kind is ProposalKind.MOVED else None,
        "candidates": [_element(item, names) for item in finding.candidates],
        "evidence": dict(finding.evidence),
        "since_ms": finding.since_ms,
        "made_ms": one.made_ms,
    }


def _told(finding: Finding, row: SegmentRow, names: Mapping[str, ElementName]) -> dict[str, Any]:
    """Return the segment a finding is of; other homes that stray there say nothing of this one."""
    telling = {*row.elements, finding.drawn_at}
    return _segment(replace(row, counts=tuple(count for count in row.counts if count[0] in telling)), names)


def _segment(row: SegmentRow, names: Mapping[str, ElementName]) -> dict[str, Any]:
    return {
        "id": row.id,
        "teller": _element(row.teller, names),
        "name": row.name,
        "nodes": list(row.nodes),
        "elements": [_element(item, names) for item in row.elements],
        "counts": [
            {"element": _element(element, names), "here": here, "placed": placed}
            for element, here, placed in row.counts[:MOST_COUNTS]
        ],
        "agrees": row.agrees,
        "seen_ms": row.seen_ms,
    }


def _before(connection: Connection, terminal: str, segments: Mapping[int, SegmentRow]) -> str | None:
    """Return the segment a terminal was on before, by its device and name."""
    slot = connection.execute(select(t.subject.c.slot).where(t.subject.c.key == terminal)).scalar()
    moves = moves_of(connection, slot, 1) if slot is not None else []
    row = segments.get(moves[0].before) if moves else None
    return f"{row.teller} {row.name}" if row is not None else None


def _element(key: str, names: Mapping[str, ElementName]) -> dict[str, str]:
    known = names.get(key) or ElementName(key, "other", "")
    return {"id": known.id, "kind": known.kind, "name": known.label}

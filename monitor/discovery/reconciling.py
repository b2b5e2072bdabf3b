"""What devices say of where terminals are, held against the drawing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.discovery.drawing import Drawing
from monitor.ledger.placements import SegmentRow
from monitor.ledger.proposals import Finding, ProposalKind

LEAST_TERMINALS = 3
"""So many terminals drawn behind an element have to be placed before they say which segment feeds it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one terminal is."""

    segment: int
    since_ms: int
    seen_ms: int
    moved: bool
    """It was seen on another segment before."""


def wiring(segments: Sequence[SegmentRow], places: Mapping[str, Place], drawing: Drawing) -> list[SegmentRow]:
    """Return the segments with what each is taken for, and the counts that say so.

    An element is fed by the segment on which more than half of the terminals drawn behind it are: a few
    wrong records do not make a segment reach two nodes, and a small node beside a large one still counts. To
    that come the nodes that the device itself names.
    """
    there: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for terminal, place in places.items():
        if anchor := drawing.anchor.get(terminal):
            there[anchor][place.segment] += 1
    counts: defaultdict[int, list[tuple[str, int, int]]] = defaultdict(list)
    learnt: defaultdict[int, set[str]] = defaultdict(set)
    for anchor, by_segment in there.items():
        total = by_segment.total()
        for segment, here in by_segment.items():
            counts[segment].append((anchor, here, total))
            if total >= LEAST_TERMINALS and 2 * here > total:
                learnt[segment].add(anchor)
    made = []
    for row in segments:
        named = {drawing.named[name.casefold()] for name in row.nodes if name.casefold() in drawing.named}
        found = learnt[row.id]
        known = tuple(sorted(counts[row.id], key=lambda one: (-one[1], one[0])))
        agrees = not named or found <= named
        made.append(replace(row, elements=tuple(sorted(named | found)), counts=known, agrees=agrees))
    return made


def findings(
    segments: Mapping[int, SegmentRow],
    places: Mapping[str, Place],
    drawing: Drawing,
    walked_ms: Mapping[str, int],
    vanished_ms: int,
) -> Iterator[Finding]:
    """Yield what would have to change for the drawing to agree, terminal by terminal.

    walked_ms: device → when its table was last read whole, UTC ms; a terminal vanishes only from a table
    that was read so long after it was last seen, never by the silence of its device.
    """
    for terminal, place in places.items():
        row = segments.get(place.segment)
        if row is None:
            continue
        drawn_at, is_drawn = drawing.anchor.get(terminal, ""), terminal in drawing.kind
        if walked_ms.get(row.teller, 0) - place.seen_ms > vanished_ms:
            if is_drawn:
                yield Finding(ProposalKind.VANISHED, terminal, row.id, drawn_at, (), place.seen_ms)
        elif not is_drawn:
            yield Finding(ProposalKind.NEW, terminal, row.id, "", row.elements, place.since_ms)
        elif drawn_at and row.elements and drawn_at not in row.elements:
            kind = ProposalKind.MOVED if place.moved else ProposalKind.DIFFERS
            yield Finding(kind, terminal, row.id, drawn_at, row.elements, place.since_ms)

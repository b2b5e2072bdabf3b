"""What homes that show the same trouble together say against the drawing, as proposals."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from collectors.roster import Roster
from maps.assumptions import Assumptions
from maps.learning.branches import branches
from maps.learning.events import Event, Events
from maps.learning.moves import Move, moves
from maps.learning.timing import Distances
from maps.topology import Topology
from monitor.ledger.found import Confirmed
from monitor.ledger.proposals import NO_SEGMENT, Finding, ProposalKind


def learnt(
    topology: Topology,
    roster: Roster,
    events: Events,
    confirmed: Sequence[Confirmed],
    assumptions: Assumptions,
    distances: Distances | None = None,
) -> Iterator[Finding]:
    """Yield what hangs elsewhere than it is drawn, and branches that are not drawn at all.

    confirmed: outages whose element a crew named; the events that belong to them were there. distances: from the CMTS,
    of the topology's terminals.
    """
    for move in moves(topology, events, assumptions.misplaced, _sites(topology, events, confirmed), distances):
        yield Finding(
            ProposalKind.ELSEWHERE, _key(topology, roster, move.subject), NO_SEGMENT, topology.keys[move.drawn_at],
            (topology.keys[move.under],), move.first_ms,
            _evidence(move),
        )  # fmt: skip
    for branch in branches(topology, events, assumptions.undrawn):
        element = topology.keys[branch.at]
        homes = [roster.key(int(topology.terminal_slot[one])) for one in branch.terminals]
        yield Finding(
            ProposalKind.BRANCH, element, NO_SEGMENT, element, (element,), branch.first_ms,
            {"together": branch.together, "homes": len(homes), "terminals": homes, "odds": _decades(branch.odds)},
        )  # fmt: skip


def _evidence(move: Move) -> dict[str, float]:
    """Return the figures that speak for a move; `apart` and `near` only where its distance is known."""
    said: dict[str, float] = {
        "together": move.together, "echoes": move.echoes, "stayed": move.stayed, "against": move.against,
        "homes": move.homes, "odds": _decades(move.odds),
    }  # fmt: skip
    if move.told is not None:
        said |= {"apart": round(move.told.drawn, 1), "near": round(move.told.there, 1)}
    return said


def _sites(topology: Topology, events: Events, confirmed: Sequence[Confirmed]) -> dict[int, int]:
    """Return event → tree index of the element a crew found, for outages behind its node that began when it did."""
    return {
        event: element
        for one in confirmed
        for event, node, element in _of_outage(topology, events, one)
        if node < element < int(topology.end[node])
    }


def unrefuted(topology: Topology, events: Events, refuted: Sequence[Confirmed]) -> list[Event]:
    """Return the events but those of outages that were none by what a crew found, behind or at what was named."""
    gone = {
        event
        for one in refuted
        for event, node, element in _of_outage(topology, events, one)
        if node <= element < int(topology.end[node]) or element <= node < int(topology.end[element])
    }
    return [event for number, event in enumerate(events.all()) if number not in gone]


def _of_outage(topology: Topology, events: Events, one: Confirmed) -> Iterator[tuple[int, int, int]]:
    """Yield (event, its node, the outage's element), the latter two by tree index, of those that began when it did."""
    element = topology.index(one.element)
    if element is None or element >= len(topology):
        return
    began = (events.after_ms <= one.before_ms) & (events.before_ms >= one.after_ms)
    for event in np.flatnonzero(began).tolist():
        slot = int(events.scope[event])
        node = int(topology.tree[slot]) if slot < len(topology.tree) else -1
        if 0 <= node < len(topology):
            yield event, node, element


def _key(topology: Topology, roster: Roster, subject: int) -> str:
    if subject < len(topology):
        return topology.keys[subject]
    return roster.key(int(topology.terminal_slot[subject - len(topology)]))


def _decades(nats: float) -> int:
    """Return odds as a power of ten, rounded down: 3 is a thousand to one."""
    return math.floor(nats / math.log(10.0))

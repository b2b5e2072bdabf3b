"""What surveys come to: where terminals are, where they were, and what is proposed because of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import structlog
from numpy.typing import NDArray
from sqlalchemy import Connection

from collectors.model import Placements
from collectors.roster import Roster
from maps.assumptions import Assumptions
from maps.learning.echoes import shared
from maps.learning.events import Events
from maps.topology import Topology
from monitor.discovery import measuring
from monitor.discovery.deciding import KIND, carry_out_all
from monitor.discovery.drawing import Drawing
from monitor.discovery.learning import learnt, unrefuted
from monitor.discovery.reconciling import Place, findings, wiring
from monitor.ledger import blobs, changes, found, placements, proposals
from monitor.ledger.damaged_spans import save_spans
from monitor.ledger.learning_events import LEARNING_EVENTS, load_events
from monitor.ledger.ledger import Ledger
from monitor.ledger.placements import NOWHERE, SegmentRow
from monitor.ledger.plant import load_plant, version
from monitor.ledger.proposals import FROM_BEHAVIOUR, Finding, Proposal, ProposalState
from monitor.settings import Settings

DAY_MS = 86_400_000
MEASURED_MS = 6 * 3_600_000
"""How often readings of modems' cables are looked at anew; they come in slowly, and cables do not move."""
SLICE = 1000
"""Proposals written in one transaction."""

log = structlog.get_logger()


class DiscoveryBook:
    """Takes surveys, one after the other, in whatever thread they come in."""

    def __init__(self, ledger: Ledger, settings: Settings, roster: Roster) -> None:
        """Start from what was kept."""
        self._ledger = ledger
        self._settings = settings
        self._roster = roster
        with ledger.read() as connection:
            self._placed = placements.load_placed(connection, len(roster))
            self._moved = set(placements.moved_slots(connection).tolist())
        self._drawing: tuple[int, Drawing, Topology] | None = None
        """Plant version → what it draws: reading a large plant takes a second of the processor."""
        self._behaviour: tuple[tuple[object, ...], list[Finding]] | None = None
        """(plant version, when events were kept, what crews found, which readings) → what they come to."""

    def take(self, survey: Placements, at_ms: int) -> None:
        """Take a survey that ended then.

        1. Who is elsewhere than before has moved: that is history, and the terminal stays the same.
        2. Each segment is taken for what most terminals drawn behind it say, and for what its device names.
        3. What would have to change in the plant becomes proposals; those without evidence are withdrawn.
        4. Where the settings say so, those that determine one outcome are applied.

        Raises LedgerError; what was not written is found again by the next survey.
        """
        self._place(survey, at_ms)
        with self._ledger.read() as connection:
            drawing = self._drawn(connection)
            before = {row.id: row for row in placements.load_segments(connection)}
        places = self._places()
        rows = wiring(list(before.values()), places, drawing)
        with self._ledger.write("core") as connection:
            placements.save_wiring(connection, rows, before)
            proposals.forget_withdrawn(connection, at_ms)
        vanished_ms = int(self._settings.discovery.vanished_days * DAY_MS)
        found_by = findings({row.id: row for row in rows}, places, drawing, self._walked(rows), vanished_ms)
        wanted = {(str(one.kind), one.terminal): one for one in found_by}
        told = {one.terminal for one in wanted.values()}  # what a device says of a terminal goes before its behaviour
        wanted |= {(str(one.kind), one.terminal): one for one in self._learnt(at_ms) if one.terminal not in told}
        made, withdrawn = self._propose(wanted, at_ms)
        applied = 0
        if self._settings.discovery.apply == "apply":
            applied = carry_out_all(self._ledger, at_ms, self._settings.display.phone_region)
        log.info(
            "discovery.surveyed", placed=len(survey), segments=len(survey.segments), doubtful=survey.doubtful,
            reused=survey.reused, proposed=made, withdrawn=withdrawn, applied=applied,
        )  # fmt: skip

    def _drawn(self, connection: Connection) -> Drawing:
        newest = version(connection)
        if self._drawing is None or self._drawing[0] != newest:
            plant = load_plant(connection)
            self._drawing = newest, Drawing.of(plant), Topology.build(plant.elements, plant.links, self._roster)
        return self._drawing[1]

    def _learnt(self, at_ms: int) -> list[Finding]:
        """Return what behaviour and cables show, weighed anew when there is anything new; needs the drawing."""
        if self._drawing is None:
            return []
        with self._ledger.read() as connection:
            confirmed, refuted = found.confirmed(connection), found.refuted(connection)
            saved_ms = blobs.saved_ms(connection, LEARNING_EVENTS)
            key = self._drawing[0], saved_ms, tuple(confirmed), tuple(refuted), at_ms // MEASURED_MS
            if self._behaviour is not None and self._behaviour[0] == key:
                return self._behaviour[1]
            topology, roster = self._drawing[2], self._roster
            distances = measuring.distances(connection, topology, roster, at_ms)
            echoes = measuring.echoes(connection, at_ms)
            bounced = Events.of(list(shared(topology, echoes)))
            events = Events.of([*unrefuted(topology, load_events(connection), refuted), *bounced.all()])
            said = list(learnt(topology, roster, events, confirmed, Assumptions(), distances))
        with self._ledger.write("core") as connection:
            save_spans(connection, at_ms, measuring.damaged_spans(topology, bounced, echoes))
        self._behaviour = key, said
        return said

    def _place(self, survey: Placements, at_ms: int) -> None:
        """Note where terminals are now; memory follows the ledger, so that what was not written is a move still."""
        with self._ledger.write("core") as connection:
            ids = placements.save_segments(connection, survey.segments, at_ms)
        placed = self._placed
        placed.grow(len(self._roster))
        of_segment: NDArray[np.int64] = np.array([ids[one] for one in survey.segments], dtype=np.int64)
        now = of_segment[survey.segment] if len(survey) else np.empty(0, dtype=np.int64)
        elsewhere = placed.segment[survey.slot] != now
        slots = survey.slot[elsewhere]
        was = placed.segment[slots]
        placed.seen_ms[survey.slot] = survey.time_ms
        placed.walked_ms[survey.whole] = at_ms
        try:
            placements.save_placed(self._ledger, placed, slots, now[elsewhere], survey.time_ms[elsewhere])
        finally:
            moved = (was != NOWHERE) & (placed.segment[slots] != was)
            self._moved.update(slots[moved].tolist())
        with self._ledger.write("core") as connection:
            placements.save_seen(connection, at_ms, placed)

    def _places(self) -> dict[str, Place]:
        placed = self._placed
        there = np.flatnonzero(placed.segment != NOWHERE)
        columns = (placed.segment[there], placed.since_ms[there], placed.seen_ms[there])
        return {
            self._roster.key(slot): Place(segment, since_ms, seen_ms, slot in self._moved)
            for slot, segment, since_ms, seen_ms in zip(
                there.tolist(), *(column.tolist() for column in columns), strict=True
            )
        }

    def _walked(self, rows: list[SegmentRow]) -> dict[str, int]:
        tellers = sorted({row.teller for row in rows})
        slots = self._roster.slots(tellers).tolist()
        walked_ms = self._placed.walked_ms
        return {
            teller: int(walked_ms[slot])
            for teller, slot in zip(tellers, slots, strict=True)
            if 0 <= slot < len(walked_ms)
        }

    def _propose(self, wanted: dict[tuple[str, str], Finding], at_ms: int) -> tuple[int, int]:
        """Bring the open proposals in line with what was found; return how many were made and withdrawn."""
        with self._ledger.read() as connection:
            standing = proposals.open_proposals(connection)
            unwanted = proposals.dismissed(connection)
        gone: list[Proposal] = []
        for one in standing:
            key = (str(one.finding.kind), one.finding.terminal)
            if key in wanted and _as_standing(wanted[key], one.finding) == one.finding:
                del wanted[key]
            else:
                gone.append(one)
        fresh = [one for one in wanted.values() if proposals.topic(one) not in unwanted]
        for start in range(0, max(len(gone), len(fresh)), SLICE):
            with self._ledger.write("core") as connection:
                for one in gone[start : start + SLICE]:
                    proposals.decide(connection, one.id, ProposalState.WITHDRAWN, at_ms, "core")
                proposals.propose(connection, fresh[start : start + SLICE], at_ms)
                changes.announce(connection, at_ms, KIND, "", dict(Counter(str(one.kind) for one in fresh)))
            self._ledger.give_way()
        return len(fresh), len(gone)


def _as_standing(finding: Finding, standing: Finding) -> Finding:
    """Return a finding as since when the standing one is: old events are forgotten, and an echo is read again."""
    return replace(finding, since_ms=standing.since_ms) if finding.kind in FROM_BEHAVIOUR else finding

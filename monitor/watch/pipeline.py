"""The way of a batch: evidence, judgement, faults, incidents; one thread does all of it, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import structlog

from collectors.model import Batch, Contacts, Device, Readings, Slots, no_slots
from collectors.roster import Roster
from collectors.states import TerminalState
from maps.model import Cause
from monitor.care import freshness
from monitor.care.levels import CHANGED
from monitor.incidents.book import IncidentBook
from monitor.incidents.evidence import EvidenceBook
from monitor.ledger import blobs, changes, states
from monitor.ledger.learning_events import load_events, save_events
from monitor.ledger.ledger import Ledger
from monitor.series.state_changes import StateChanges
from monitor.settings import Settings
from monitor.watch.asking.directory import ADDRESSES, Directory
from monitor.watch.asking.questions import Questions
from monitor.watch.asking.sampling import Sample
from monitor.watch.faults.deciding import Deciding
from monitor.watch.faults.downs import Downs
from monitor.watch.faults.following import Following
from monitor.watch.faults.locating import Locator
from monitor.watch.faults.trouble_calls import TroubleCalls
from monitor.watch.learning.co_occurrence import CoOccurrence
from monitor.watch.levels.judging import Judging
from monitor.watch.levels.quality import Quality

ACTOR = "core"
STALE_STATE_SWEEPS = 3
"""State sweeps that may pass over a terminal, however long they take, before what was said of it counts for nothing."""
BEAT_MS = 20_000
"""A sweep that takes longer tells now and then that it goes on; what it has seen by then is not old."""
QUALITY = "quality"
"""Family under which the ledger keeps what signal is usual for each terminal."""
UNPOWERED = frozenset({Cause.POWER, Cause.MAINS})
"""What takes homes together though one may not be fed through what feeds the other."""
MOST_PENDING = 20_000
"""Blocks of readings kept while the series store cannot be written."""

log = structlog.get_logger()


class Pipeline:
    """What core knows and does between the sockets and the disk."""

    def __init__(
        self,
        ledger: Ledger,
        settings: Settings,
        roster: Roster,
        evidence: EvidenceBook,
        judging: Judging,
        incidents: IncidentBook,
    ) -> None:
        """Take the parts as a restart left them; `place` gives a plant before the first batch."""
        self._ledger = ledger
        self._settings = settings
        self._roster = roster
        self._evidence = evidence
        self._judging = judging
        self._incidents = incidents
        round_s = max([settings.sweeps.level_interval_s, *settings.sweeps.by_kind.values()])  # whoever is asked least
        with ledger.read() as connection:
            self._quality = Quality(blobs.load_columns(connection, QUALITY), round_s * 1000.0)
            self._co_occurrence = CoOccurrence(load_events(connection), round(settings.locate.notice_delay_s * 1000))
        calls = TroubleCalls(ledger, settings.display.timezone)
        self._following = Following(settings, evidence, incidents, self._quality, calls)
        self._deciding = Deciding(ledger, incidents, judging, roster)
        self.questions = Questions(settings, roster, evidence, judging, self._quality)
        """Whom to ask beyond the sweeps."""
        self._state_changes = StateChanges()
        self._downs = Downs()
        self._pending: list[Readings] = []
        self._unwritten: Slots = no_slots()
        """Whose state in the ledger is not the newest; more than the last batch's after a write that failed."""
        self._unlocated = False
        """Whether something changed that faults and incidents do not account for yet."""
        self._beaten_ms: dict[str, int] = {}
        """Sweep → when it last told how far it is."""
        self._last_ends_ms: deque[int] = deque(maxlen=STALE_STATE_SWEEPS + 1)

    def place(self, locator: Locator, directory: Directory, now_ms: int) -> None:
        """Use a plant: at the start, and whenever a new version was imported.

        The silence of a device that is not asked any more is none; incidents are looked at with the next slice.
        """
        self._co_occurrence.place(locator.topology)
        self._following.place(locator)
        self.questions.place(locator, directory, now_ms)
        self._directory = directory
        self._evidence.grow(len(self._roster))
        self._note(self._evidence.forget(np.setdiff1d(locator.elements, directory.asked), now_ms))
        self._unlocated = True

    def take(self, batch: Batch) -> tuple[Device, ...]:
        """Take a slice of a sweep; return whom to ask at once, because many fell silent in it.

        1. States and answers become evidence; addresses are learnt.
        2. Readings are completed, kept for the series store, and judged.
        3. What changed is written down before faults are located and incidents follow, so that
           nothing is told that a restart would not know. After a start they follow once everybody has
           been asked: till then it is not known who has been seen since.

        Raises LedgerError where the ledger cannot be written; nothing of the batch is lost by that: what
        was not written, nor followed, is with the next one.
        """
        self._beaten_ms.setdefault(batch.sweep, batch.started_ms)
        self._evidence.grow(len(self._roster))
        self._note(self._evidence.observe(batch.states))
        self._note(self._evidence.contact(self._own(batch.contacts)))
        hinted = self.questions.hear(batch)
        self._directory.learn(batch.addresses)
        readings = self._judging.complete(replace(batch, readings=self._genuine(batch)))
        moves = self._state_changes.readings(batch.states)
        self._pending += [block for block in (*readings, moves) if len(block)]
        self._quality.take(readings, len(self._roster))
        self._downs.take(batch.readings, len(self._roster))
        self.questions.feel(readings, batch.ended_ms)
        self._unlocated |= self._judging.judge(replace(batch, readings=readings))
        self._remember_states(batch.ended_ms)
        if self._unlocated and self._following.state_sweeps:
            self.evaluate(batch.ended_ms)
        if batch.ended_ms - self._beaten_ms[batch.sweep] >= BEAT_MS:
            self._beat(batch.sweep, batch.ended_ms)
        return hinted

    def sweep_ended(self, name: str, at_ms: int) -> None:
        """Note that a sweep has asked everybody; after a state sweep, see whether incidents are over.

        After a level sweep, compare what was read with what is usual; it is acted on with the next state sweep.
        """
        if name.startswith(freshness.STATE_SWEEP):
            self._following.sweep_ended()
            self._last_ends_ms.append(at_ms)
            if len(self._last_ends_ms) > STALE_STATE_SWEEPS:
                self._note(self._evidence.go_stale(self._last_ends_ms[0], at_ms))
            self._judging.due(at_ms)
            self._remember_states(at_ms)
            self.evaluate(at_ms)
            self._co_occurrence.look(self._evidence.view(), self._incidents.explained(UNPOWERED), at_ms)
        else:
            self.compare(at_ms)
            every_ms = round(2000 * self._settings.sweeps.level_interval_s)  # one sweep ends while the next begins
            self._co_occurrence.look_at_levels(self._quality, len(self._roster), every_ms, at_ms)
        self._beat(name, at_ms)

    def open_by_hand(self, element: str, user: str, reason: str, now_ms: int) -> None:
        """Open an incident because somebody says so. Raises ValueError where the plant has no such element."""
        self._following.open_by_hand(element, user, reason, self._evidence.view(), now_ms)

    def compare(self, at_ms: int) -> None:
        """Compare what was read with what is usual; in a sweep that is spread over minutes, before it ends."""
        self._quality.compare(at_ms)

    def take_sample(self, sample: Sample, contacts: Contacts, at_ms: int) -> None:
        """Take what a sample said for itself, as a late slice of the state sweep; raises as `take` does."""
        self.take(self.questions.answered(sample, contacts, at_ms))

    def evaluate(self, now_ms: int) -> None:
        """Locate, match, and bring the incident book up to date."""
        evidence = self._evidence.view(self._following.earliest_ms())
        heard_ms = self.questions.heard_ms(len(evidence.state))
        evidence = replace(evidence, heard_ms=heard_ms, down=self._downs.of(evidence))
        self._following.follow(evidence, self._judging, now_ms)
        self._incidents.lapse(now_ms)
        self._unlocated = False
        self._deciding.attach(now_ms)

    def _beat(self, sweep: str, at_ms: int) -> None:
        with self._ledger.write(ACTOR) as connection:
            freshness.beat(connection, sweep, at_ms)
            changes.announce(connection, at_ms, "sweep", sweep)
        self._beaten_ms[sweep] = at_ms

    def collected(self) -> list[Readings]:
        """Hand over the readings gathered since the last call, for the series store."""
        pending, self._pending = self._pending, []
        return pending

    def take_back(self, readings: Sequence[Readings]) -> None:
        """Take readings that could not be stored; beyond a bound the oldest are let go, memory being finite too."""
        self._pending[:0] = readings
        excess = len(self._pending) - MOST_PENDING
        if excess > 0:
            log.error("series.readings_lost", blocks=excess)
            del self._pending[:excess]

    def flush(self, now_ms: int) -> None:
        """Keep what a restart needs to come to no other verdict: last values, judge, who was seen when, addresses.

        Tens of megabytes: in several transactions, between which others may write.
        """
        with self._ledger.write(ACTOR) as connection:
            self._judging.keep(connection, now_ms)
        for name in self._judging.unkept:
            self._ledger.give_way()
            with self._ledger.write(ACTOR) as connection:
                self._judging.keep_last(connection, name, now_ms)
            self._judging.kept(name)
        self._ledger.give_way()
        with self._ledger.write(ACTOR) as connection:
            states.save_seen(connection, now_ms, self._evidence.last_seen_ms)
            blobs.save_columns(connection, ADDRESSES, now_ms, self._directory.known_addresses())
            if self._quality.unkept:
                blobs.save_columns(connection, QUALITY, now_ms, self._quality.columns())
                worse = self._quality.grown_worse(len(self._evidence.state), now_ms)
                blobs.save_columns(connection, CHANGED, now_ms, worse)
            if self._co_occurrence.unkept:
                save_events(connection, now_ms, self._co_occurrence.events)
        self._quality.unkept = self._co_occurrence.unkept = False

    def _own(self, contacts: Contacts) -> Contacts:
        """Return contacts with devices of the plant file; a modem's own silence is judged by its CMTS."""
        ours = np.isin(contacts.slot, self._directory.asked)
        return Contacts(contacts.slot[ours], contacts.answered[ours], contacts.time_ms[ours])

    def _genuine(self, batch: Batch) -> tuple[Readings, ...]:
        """Leave out what a CMTS still says of the levels of a terminal that is dark: zeros, or memories."""
        spoke = batch.contacts.slot[batch.contacts.answered]
        silent = self._evidence.state == TerminalState.DARK
        silent[spoke] = False
        return tuple(block.only(~silent[block.slot]) for block in batch.readings)

    def _note(self, changed: Slots) -> None:
        """Owe the ledger the states of these, and the incidents a look."""
        if len(changed):
            self._unwritten = np.union1d(self._unwritten, changed).astype(np.int32)
            self._unlocated = True

    def _remember_states(self, at_ms: int) -> None:
        slots = self._unwritten
        if len(slots) == 0:
            return
        states.flush_states(self._ledger, slots, **self._evidence.columns(slots))
        with self._ledger.write(ACTOR) as connection:
            changes.announce(connection, at_ms, "state", "", {"changed": len(slots)})
        self._unwritten = no_slots()

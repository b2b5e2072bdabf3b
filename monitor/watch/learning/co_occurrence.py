"""Who falls silent together and comes back together, written down event by event while it happens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots, Times
from collectors.states import TerminalState
from maps.learning.branches import is_telling
from maps.learning.episodes import Falls, episodes
from maps.learning.events import Event, Events, Mark, Sort
from maps.learning.scopes import scopes
from maps.model import Evidence
from maps.moments import IS_UP
from maps.topology import Topology
from monitor.watch.learning.step_events import StepEvents
from monitor.watch.levels.quality import Quality

RETURN_MS = 180_000
"""Terminals of one failure are back within so long of each other."""
LONGEST_MS = 24 * 3_600_000
"""Whoever is not back by then says nothing of with whom he comes back."""
MOST_BACK = 0.9
STEPS_DB = {"ds_power_dbmv": 2.5, "us_snr_db": 4.0}
"""Reading → decibels from a terminal's usual value beyond which it has stepped."""
MOST_FOLLOWED = 500
"""Events followed at a time; on the worst of days the others are let go."""


@dataclass(slots=True)
class _Followed:
    """An event of which not all are back."""

    event: Event
    back_ms: Times
    """int64[n] by row: when it was free of the trouble again; 0: not seen."""


class CoOccurrence:
    """Turns states into events; the newest evidence comes in after every state sweep."""

    def __init__(self, events: Events, notice_ms: int) -> None:
        """Go on from the events that were kept; those that were under way are lost."""
        self.events = events
        self.unkept = False
        self._notice_ms = notice_ms
        self._missed_ms: Times | None = None
        """When each subject was first missed, as of the last look; None before the first."""
        self._followed: list[_Followed] = []
        self._steps = {name: StepEvents() for name in STEPS_DB}

    def place(self, topology: Topology) -> None:
        """Use a plant; what was pending belongs to the last one."""
        self._topology = topology
        self._scope = scopes(topology)
        """intp[m]: node of each terminal of the topology."""
        nobody = np.empty(0, np.int64)
        self._pending = Falls(nobody.astype(np.int32), nobody.astype(np.intp), nobody, nobody)

    def look(self, evidence: Evidence, unpowered: Slots, now_ms: int) -> None:
        """See who fell silent since the last look, and who is back.

        unpowered: terminals of which something else is known to take them all together: their supply or the mains
        failed, which says nothing of whose signal comes through what.
        """
        self._pending = self._pending.and_more(self._fallen(evidence))
        self._follow(evidence, unpowered, now_ms)
        taken: list[Slots] = []
        for falls in episodes(self._pending, self._notice_ms):
            if falls.before_ms.max() > now_ms - 2 * self._notice_ms:
                continue  # others of the same may yet be noticed
            taken.append(falls.slot)
            if len(self._followed) >= MOST_FOLLOWED:
                continue
            event = self._event(falls, evidence)
            if is_telling(self._topology, event):
                self._followed.append(_Followed(event, np.zeros(len(event.who), dtype=np.int64)))
        if taken:
            self._pending = self._pending.only(~np.isin(self._pending.slot, np.concatenate(taken)))
        self._pending = self._pending.only(self._pending.before_ms > now_ms - 4 * self._notice_ms)

    def look_at_levels(self, quality: Quality, n: int, interval_ms: int, now_ms: int) -> None:
        """See whose levels have stepped together; once after every level sweep, of everybody among `n` slots."""
        for name, limit_db in STEPS_DB.items():
            moved, read_ms = quality.moved(name, limit_db, n, now_ms)
            events = list(self._steps[name].look(self._topology, self._scope, moved, read_ms, interval_ms, now_ms))
            if events:
                self.events = self.events.joined(events, now_ms)
                self.unkept = True

    def _fallen(self, evidence: Evidence) -> Falls:
        """Return who fell silent since the last look; at the first look nobody knows since when."""
        missed_ms = np.where(evidence.state == TerminalState.DARK, evidence.first_missed_ms, 0)
        before, self._missed_ms = self._missed_ms, missed_ms
        if before is None:
            before = missed_ms
        news = missed_ms > 0
        news[: len(before)] &= missed_ms[: len(before)] != before
        slots = np.flatnonzero(news & (evidence.last_seen_ms > 0)).astype(np.int32)
        terminal = self._terminal(slots)
        slots, terminal = slots[terminal >= 0], terminal[terminal >= 0]
        return Falls(slots, self._scope[terminal], evidence.last_seen_ms[slots], evidence.first_missed_ms[slots])

    def _terminal(self, slots: Slots) -> NDArray[np.intp]:
        """Return intp[n]: terminal of the topology, -1 for what is none."""
        tree = np.full(len(slots), -1, dtype=np.intp)
        there = slots < len(self._topology.tree)
        tree[there] = self._topology.tree[slots[there]]
        return np.maximum(tree - len(self._topology), -1)

    def _event(self, falls: Falls, evidence: Evidence) -> Event:
        """Return an event with who fell behind its node, and who was seen to stay."""
        node = int(falls.node[0])
        behind = self._topology.terminals(node)
        behind = behind[behind < len(evidence.state)]
        after_ms, before_ms = int(falls.after_ms.min()), int(falls.before_ms.max())
        stayed = IS_UP[evidence.state[behind]] & (evidence.since_ms[behind] <= after_ms)
        stayed &= evidence.last_seen_ms[behind] >= before_ms + self._notice_ms
        kept = np.setdiff1d(behind[stayed], falls.slot).astype(np.int32)
        mark = np.full(len(falls) + len(kept), Mark.STAYED, dtype=np.int8)
        mark[: len(falls)] = Mark.FELL
        scope = int(self._topology.slot[node])
        return Event(scope, Sort.SILENCE, after_ms, before_ms, np.concatenate([falls.slot, kept]), mark)

    def _follow(self, evidence: Evidence, unpowered: Slots, now_ms: int) -> None:
        """Note who is back, and write down the events that are over."""
        over: list[Event] = []
        followed: list[_Followed] = []
        for one in self._followed:
            fell = np.flatnonzero(one.event.mark != Mark.STAYED)
            slots = one.event.who[fell]
            if 2 * np.count_nonzero(np.isin(slots, unpowered)) > len(slots):
                continue
            back = IS_UP[evidence.state[slots]] & (one.back_ms[fell] == 0)
            one.back_ms[fell[back]] = evidence.since_ms[slots[back]]
            returned = np.count_nonzero(one.back_ms[fell])
            if returned >= MOST_BACK * len(fell) or one.event.before_ms < now_ms - LONGEST_MS:
                over.append(_ended(one, fell))
            else:
                followed.append(one)
        self._followed = followed
        if over:
            self.events = self.events.joined(over, now_ms)
            self.unkept = True


def _ended(one: _Followed, fell: NDArray[np.intp]) -> Event:
    """Return an event with who came back with the others."""
    back_ms = one.back_ms[fell]
    known = back_ms > 0
    mark = one.event.mark.copy()
    if known.any():
        beside = np.abs(back_ms - np.median(back_ms[known])) <= RETURN_MS
        mark[fell] = np.where(known, np.where(beside, Mark.WITH, Mark.APART), Mark.FELL)
    event = one.event
    return Event(event.scope, event.sort, event.after_ms, event.before_ms, event.who, mark)

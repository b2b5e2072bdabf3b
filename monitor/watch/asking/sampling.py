"""Whom to ask directly while the device that tells of them is silent, and what their answers are worth."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from collectors.model import Contacts, Device, Slots, States, Times, no_slots
from collectors.states import TerminalState
from monitor.incidents.evidence import EvidenceBook
from monitor.settings import Settings
from monitor.watch.asking.directory import Directory

MOST_EACH = 24
"""Terminals asked behind one silent observer, as long as any of them answers."""
MOST = 500
"""Terminals asked in one go, however many observers are silent."""
MOST_DOUBTED = 12
"""Devices and terminals asked in one go because their answers decide between explanations."""
WITNESSES = 8
"""Devices that answered in the last sweep, asked beside them: they prove that our own way is open."""
TIMEOUT_MS, RETRIES, RATE_PER_S = 700, 2, 1000.0
"""Longest time-out, most retries and the pace of these questions: all of them are over in three seconds."""
TOLD_SWEEPS, ANSWERED_SWEEPS = 3.0, 3.0
"""State sweeps before an observer's last answer in which it told of a terminal, and level sweeps before it in
which the terminal answered us, for its silence now to say anything."""
GOLDEN = 0.6180339887498949
"""Its multiples, wholes dropped, fill the range from 0 to 1 evenly, however many are taken."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Who is to be asked directly, in one go."""

    devices: tuple[Device, ...] = ()
    terminals: Slots = field(default_factory=no_slots)
    """int32[n], ascending: terminals among them; the others are witnesses."""
    observer: Slots = field(default_factory=no_slots)
    """int32[n]: the silent device that told of each."""
    doubted: Slots = field(default_factory=no_slots)
    """int32[k], ascending: asked besides, because their answers decide between explanations; none of `terminals`."""

    def observer_of(self, slots: Slots) -> Slots:
        """Return int32[n]: in whose stead each is asked, -1 where it is for its own sake or as a witness."""
        observer = np.full(len(slots), -1, dtype=np.int32)
        theirs = np.isin(slots, self.terminals)
        observer[theirs] = self.observer[np.searchsorted(self.terminals, slots[theirs])]
        return observer


def hasty(settings: Settings) -> Settings:
    """Return settings with the manners of these questions."""
    snmp = settings.snmp
    update = {
        "timeout_ms": min(snmp.timeout_ms, TIMEOUT_MS),
        "retries": min(snmp.retries, RETRIES),
        "rate_per_s": RATE_PER_S,
    }
    return settings.model_copy(update={"snmp": snmp.model_copy(update=update)})


def answered_within_ms(settings: Settings) -> int:
    """Return how long before its silence a terminal must have answered us, for the silence to say anything."""
    return round(settings.sweeps.level_interval_s * ANSWERED_SWEEPS * 1000)


class Sampling:
    """Remembers who told of each terminal, and which terminals answer for themselves.

    An observer that falls silent takes the sight of its terminals with it, whether it is dead or only its
    agent is. A few of them are asked in its stead, until it speaks again: those it called in service when it
    last spoke, and that answered us not long before. What was known before a restart is not enough.
    """

    def __init__(self, settings: Settings) -> None:
        """Start with nobody told of."""
        self._told_within_ms = round(settings.sweeps.state_interval_s * TOLD_SWEEPS * 1000)
        self._answered_within_ms = answered_within_ms(settings)
        self._observer: Slots = no_slots()
        """By slot: who told of a terminal last; -1: nobody."""
        self._well: NDArray[np.bool_] = np.empty(0, dtype=np.bool_)
        """By slot: whether it was told to be in service then."""
        self._told_ms: Times = np.empty(0, dtype=np.int64)
        self._answered_ms: Times = np.empty(0, dtype=np.int64)
        self._mute: Slots = no_slots()
        """Silent observers behind which, once asked, nobody answered."""

    def hear(self, states: States) -> None:
        """Take what observers said; what nobody in particular said is passed over."""
        if len(states.observer) != len(states):
            return
        self._grow(int(states.slot.max(initial=-1)) + 1)
        self._observer[states.slot] = states.observer
        self._well[states.slot] = states.state == TerminalState.REGISTERED
        self._told_ms[states.slot] = states.time_ms

    def meet(self, contacts: Contacts) -> None:
        """Take which terminals answered us themselves."""
        slot = contacts.slot[contacts.answered]
        self._grow(int(slot.max(initial=-1)) + 1)
        self._answered_ms[slot] = contacts.time_ms[contacts.answered]

    def sample(self, evidence: EvidenceBook, directory: Directory, doubted: Slots | None = None) -> Sample:
        """Return whom to ask now: the same terminals for as long as an observer is silent, and who is doubted.

        Of each silent observer's terminals a number spread evenly over the tree, fewer where many are silent, and
        as many as can be where nobody answered before: a few are soon outweighed by records that are wrong.
        """
        silent = self._silent(evidence)[:MOST]
        found = self._spread(directory.in_tree, self._worth_asking(evidence, silent))
        first = np.searchsorted(self._observer[found], self._observer[found])
        found = np.sort(found[np.arange(len(found)) - first < self._most(silent)[self._observer[found]]])
        doubted = np.setdiff1d(no_slots() if doubted is None else doubted, found).astype(np.int32)
        if not len(found) and not len(doubted):
            return Sample()
        well = directory.asked[evidence.state[directory.asked] == TerminalState.REGISTERED]
        witnesses = well[:: max(1, len(well) // WITNESSES)][:WITNESSES]
        asked = np.unique(np.concatenate([found, doubted, witnesses]))
        return Sample(directory.at(asked.tolist()), found, self._observer[found], doubted)

    def heard(self, n: int) -> Times:
        """Return int64[n]: when each terminal last answered us itself, UTC ms; 0: never since the start.

        To be read only: the column is ours.
        """
        self._grow(n)
        return self._answered_ms[:n]

    def learnt(self, sample: Sample, contacts: Contacts, evidence: EvidenceBook) -> States:
        """Return what the answers say of those asked, witnesses left aside.

        Who answered has service. Silence counts only where somebody answered, or it may be our own way that failed;
        and only of those of whom nobody else tells. Of the terminals asked in a silent observer's stead nothing is
        said once it speaks again. Who was asked because it would decide something must have answered before, and
        not be told of: a CMTS says it with more right.
        """
        self._grow(int(contacts.slot.max(initial=-1)) + 1)
        observer = sample.observer_of(contacts.slot)
        in_stead = (observer >= 0) & (evidence.state[observer] == TerminalState.DARK)
        doubted = np.isin(contacts.slot, sample.doubted)
        unknown = evidence.state[contacts.slot] == TerminalState.UNKNOWN
        untold = in_stead | (doubted & unknown & (self._answered_ms[contacts.slot] > 0))
        counts = (in_stead | doubted) & (contacts.answered | (untold & contacts.answered.any()))
        stood_for, there = observer[counts & in_stead], contacts.answered[counts & in_stead]
        self._mute = np.union1d(self._mute, np.setdiff1d(stood_for[~there], stood_for[there])).astype(np.int32)
        state = np.where(contacts.answered, np.uint8(TerminalState.REGISTERED), np.uint8(TerminalState.DARK))
        return States(contacts.slot[counts], state[counts], contacts.time_ms[counts])

    def _silent(self, evidence: EvidenceBook) -> Slots:
        """Return the devices that told of terminals and did not answer when they were last asked."""
        tells = np.bincount(self._observer[self._observer >= 0], minlength=len(evidence)) > 0
        return np.flatnonzero(tells & (evidence.state == TerminalState.DARK)).astype(np.int32)

    def _most(self, silent: Slots) -> NDArray[np.int64]:
        """Return int64[slots]: how many terminals of each observer are asked, MOST of all together."""
        self._mute = np.intersect1d(self._mute, silent).astype(np.int32)
        few = min(MOST_EACH, MOST // max(len(silent), 1))
        most = np.full(int(silent.max(initial=-1)) + 1, few, dtype=np.int64)
        most[self._mute] = (MOST - few * (len(silent) - len(self._mute))) // max(len(self._mute), 1)
        return most

    def _worth_asking(self, evidence: EvidenceBook, silent: Slots) -> Slots:
        """Return the terminals of silent observers whose silence would be news."""
        found = np.flatnonzero(self._well & np.isin(self._observer, silent)).astype(np.int32)
        last_ms = evidence.last_seen_ms[self._observer[found]]
        told = self._told_ms[found] >= last_ms - self._told_within_ms
        return found[told & (self._answered_ms[found] >= last_ms - self._answered_within_ms)]

    def _spread(self, in_tree: Slots, wanted: Slots) -> Slots:
        """Return those of the wanted that hang in the tree by observer, the first few of each all over its part."""
        place = np.flatnonzero(np.isin(in_tree, wanted))
        found = in_tree[place]
        spread: Slots = found[np.lexsort((place * GOLDEN % 1.0, self._observer[found]))]
        return spread

    def _grow(self, n: int) -> None:
        more = max(n, 2 * len(self._observer)) - len(self._observer) if n > len(self._observer) else 0
        if not more:
            return
        self._observer = np.concatenate([self._observer, np.full(more, -1, dtype=np.int32)])
        self._well = np.concatenate([self._well, np.zeros(more, dtype=np.bool_)])
        self._told_ms = np.concatenate([self._told_ms, np.zeros(more, dtype=np.int64)])
        self._answered_ms = np.concatenate([self._answered_ms, np.zeros(more, dtype=np.int64)])

"""Whom to ask beyond the sweeps: in a silent device's stead, to decide between explanations, because they look bad."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from collectors.model import Batch, Cadence, Contacts, Device, Readings, Times
from collectors.roster import Roster
from collectors.states import TerminalState
from monitor.care import freshness
from monitor.incidents.evidence import EvidenceBook
from monitor.settings import Settings
from monitor.watch.asking.attention import Attention
from monitor.watch.asking.directory import Directory
from monitor.watch.asking.mass_silence import MassSilence
from monitor.watch.asking.sampling import MOST_DOUBTED, Sample, Sampling, answered_within_ms
from monitor.watch.faults.locating import Locator
from monitor.watch.faults.symptoms import DISTURBANCES
from monitor.watch.levels.judging import Judging
from monitor.watch.levels.quality import Quality


class Questions:
    """Chooses them from what every slice says of who answers and how they are, all off one budget per CMTS."""

    def __init__(
        self, settings: Settings, roster: Roster, evidence: EvidenceBook, judging: Judging, quality: Quality
    ) -> None:
        """Take what the pipeline keeps up to date; `place` gives a plant before the first slice."""
        self._roster = roster
        self._evidence = evidence
        self._judging = judging
        self._quality = quality
        self._sampling = Sampling(settings)
        self._attention = Attention(settings.attention)
        self._mass_silence = MassSilence(answered_within_ms(settings))

    def place(self, locator: Locator, directory: Directory, now_ms: int) -> None:
        """Use a plant."""
        self._attention.put_first(directory.first, now_ms)
        self._locator = locator
        self._directory = directory

    def hear(self, batch: Batch) -> tuple[Device, ...]:
        """Take who told of whom and who answered; return whom to ask at once, because many fell silent."""
        self._sampling.hear(batch.states)
        self._sampling.meet(batch.contacts)
        self._attention.hear(batch.states)
        if batch.sweep.startswith(Cadence.LEVEL):
            self._attention.met(batch.contacts)
        return self._mass_silence.note(batch.contacts, self._directory, batch.ended_ms)

    def feel(self, readings: Iterable[Readings], at_ms: int) -> None:
        """Take how busy each CMTS is."""
        self._attention.feel(readings, at_ms)

    def heard_ms(self, n: int) -> Times:
        """Return int64[n]: when each terminal last answered us itself, UTC ms; 0: never since the start."""
        return self._sampling.heard(n)

    def sample(self, now_ms: int) -> Sample:
        """Return whom to ask directly now that a state sweep has ended.

        Because who tells of them is silent, or because their answers decide between explanations; these are off
        the budget of their CMTS.
        """
        directory = self._directory
        wanted = self._locator.questions(self._evidence.view(), directory.askable, MOST_DOUBTED)
        may = self._attention.allow(wanted, directory.teller_of, now_ms)
        return self._sampling.sample(self._evidence, directory, wanted[may])

    def answered(self, sample: Sample, contacts: Contacts, at_ms: int) -> Batch:
        """Return what a sample said for itself, as a late slice of the state sweep."""
        states = self._sampling.learnt(sample, contacts, self._evidence)
        doubted = np.isin(contacts.slot, sample.doubted)
        contacts = Contacts(contacts.slot[doubted], contacts.answered[doubted], contacts.time_ms[doubted])
        return Batch(freshness.STATE_SWEEP, at_ms, at_ms, states=states, contacts=contacts)

    def deserving(self, now_ms: int) -> tuple[Device, ...]:
        """Return who looks bad enough, or comes first, to be asked for levels now, between the sweeps.

        They are off the budget.
        """
        moved = [self._quality.troubled(cause, len(self._roster)) for cause in DISTURBANCES]
        bad = np.unique(np.concatenate([self._judging.out_of_limits(), *moved])).astype(np.int32)
        dark = self._evidence.state[bad] == TerminalState.DARK  # its last words say nothing of now
        self._attention.look(bad[~dark], now_ms)
        directory = self._directory
        return directory.at(self._attention.due(directory.askable(), directory.teller_of, now_ms).tolist())

    def allowed(self, devices: Sequence[Device], now_ms: int) -> tuple[Device, ...]:
        """Return who of these may be asked something beyond the sweeps now; they are off the budget of their CMTS.

        The budget is for what is behind a CMTS: who tells of others may always be asked for itself.
        """
        behind = [device for device in devices if device.behind != device.key]
        slots = self._roster.admit(device.key for device in behind)
        may = self._attention.allow(slots, self._directory.teller_of, now_ms).tolist()
        refused = {device.key for device, granted in zip(behind, may, strict=True) if not granted}
        return tuple(device for device in devices if device.key not in refused)

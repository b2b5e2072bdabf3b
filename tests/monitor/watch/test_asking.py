"""Questions whose answers decide between explanations, through the watch without its sockets."""

from __future__ import annotations

import numpy as np
import pytest

from collectors.model import Addresses, Batch, Contacts, States
from collectors.states import TerminalState as S

T0 = 1_800_000_000_000


def addresses(slots) -> Addresses:
    packed = np.zeros((len(slots), 16), dtype=np.uint8)
    packed[:, 10:12], packed[:, 12], packed[:, 15] = 255, 10, slots
    return Addresses(slots, packed)


class Half:
    """A core whose CMTS tells of the homes behind A1 only; those behind A2 have an address and nothing else."""

    def __init__(self, core) -> None:
        self.core, self.pipeline = core, core.pipeline
        self.told, self.untold = core.slots(*core.homes[:5]), core.slots(*core.homes[5:])
        self.sweep(T0, S.REGISTERED)
        self.sweep(T0 + 30_000, S.REGISTERED)
        self.sweep(T0 + 60_000, S.DARK)

    def sweep(self, at_ms: int, state: S) -> None:
        count = len(self.told)
        states = States(self.told, np.full(count, state, np.uint8), np.full(count, at_ms))
        cmts = Contacts(self.core.slots("C1"), np.ones(1, np.bool_), np.full(1, at_ms))
        self.pipeline.take(
            Batch("state", at_ms, at_ms + 500, states=states, contacts=cmts, addresses=addresses(self.untold))
        )
        self.pipeline.sweep_ended("state", at_ms + 500)

    def candidates(self) -> set[str]:
        (view,) = self.core.open()
        return {view.element, *(element for fault in view.faults for element, _ in fault.alternatives)}

    def sample(self):
        return self.pipeline.questions.sample(T0 + 61_000)

    def answer(self, sample, *, alive: bool) -> None:
        slots = self.core.slots(*(device.key for device in sample.devices))
        answered = np.isin(slots, self.untold) <= alive
        self.pipeline.take_sample(sample, Contacts(slots, answered, np.full(len(slots), T0 + 62_000)), T0 + 63_000)


@pytest.fixture
def half(start) -> Half:
    return Half(start())


def test_who_decides_between_the_alternatives_is_asked_without_waiting_for_a_sweep(half):
    assert {"A1", "N1"} <= half.candidates()
    sample = half.sample()
    assert set(sample.doubted.tolist()) & set(half.untold.tolist())
    assert not set(sample.doubted.tolist()) & set(half.told.tolist()), "these are known to be dark"
    half.answer(sample, alive=True)
    assert half.candidates() == {"A1"}
    assert half.sample().devices == (), "nothing is left to decide"


def test_whose_silence_nobody_can_tell_from_having_never_answered_is_not_called_dark(half):
    half.answer(half.sample(), alive=False)
    assert {"A1", "N1"} <= half.candidates()
    assert set(half.core.evidence.state[half.untold].tolist()) == {S.UNKNOWN}

"""Core without sockets, on a small plant in a real ledger."""

import numpy as np
import pytest

from collectors.model import Batch, Contacts, States
from collectors.states import TerminalState as S
from maps.model import Account, DeviceRow, Element, Kind, Plant, Service, ServiceRow
from tests.monitor.watch.socketless import Socketless, ledger_of

T0 = 1_800_000_000_000
HOMES = [f"02:00:00:00:00:{i:02x}" for i in range(8)]


def small_plant() -> Plant:
    return Plant(
        elements=(
            Element("C1", Kind.CMTS),
            Element("N1", Kind.OPTICAL_NODE, parent="C1"),
            Element("A1", Kind.AMPLIFIER, parent="N1"),
            Element("A2", Kind.AMPLIFIER, parent="N1"),
            *(Element(home, Kind.CABLE_MODEM, parent="A1" if i < 5 else "A2") for i, home in enumerate(HOMES)),
        ),
        devices=(DeviceRow("C1", "127.0.0.1"), DeviceRow("N1", "127.0.0.2")),
        accounts=tuple(Account(f"acc{i}", lon=120.0 + i / 1000, lat=30.0) for i in range(8)),
        services=tuple(ServiceRow(f"acc{i}", Service.BROADBAND, home) for i, home in enumerate(HOMES)),
    )


class Core(Socketless):
    """Core on a small plant."""

    homes = HOMES

    def sweep(self, at_ms: int, **what) -> None:
        """One state sweep, half a second long."""
        self.take(at_ms, **what)
        self.pipeline.sweep_ended("state", at_ms + 500)

    def states(self) -> set[int]:
        """The states homes are in."""
        return set(self.evidence.state[self.slots(*HOMES)].tolist())

    def take(
        self, at_ms: int, dark: set[str] = frozenset(), silent: set[str] = frozenset(), readings=(), asked=("C1", "N1")
    ) -> None:
        """One slice, of the devices asked, in which the CMTS speaks of every home unless it is silent itself."""
        states = [S.DARK if home in dark else S.REGISTERED for home in HOMES] if "C1" not in silent else []
        slots = self.slots(*HOMES[: len(states)])
        batch = Batch(
            "state",
            at_ms,
            at_ms + 500,
            readings=tuple(readings),
            states=States(slots, np.array(states, np.uint8), np.full(len(slots), at_ms, np.int64)),
            contacts=Contacts(
                self.slots(*asked), np.array([key not in silent for key in asked]), np.full(len(asked), at_ms, np.int64)
            ),
        )
        self.pipeline.take(batch)


@pytest.fixture
def plant() -> Plant:
    return small_plant()


@pytest.fixture
def ledger(blank_ledger):
    with ledger_of(small_plant(), blank_ledger) as opened:
        yield opened


@pytest.fixture
def start(ledger):
    """Starts core on the ledger, once or again."""
    return lambda: Core(ledger)


@pytest.fixture
def core(start):
    """A core that has seen two sweeps in which all was well."""
    started = start()
    started.sweep(T0)
    started.sweep(T0 + 30_000)
    assert started.open() == []
    return started

"""A town under a loupe: hand-built trees, evidence set terminal by terminal, and what localisation says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pytest

from collectors.roster import Roster
from collectors.states import TerminalState
from maps.assumptions import Assumptions
from maps.locate import locate
from maps.model import TERMINALS, Element, Evidence, Fault, Kind, Link, Path
from maps.topology import Topology

NOW_MS = 1_800_000_000_000
SWEEP_S = 15.0

KINDS = {
    "H": Kind.HEADEND,
    "C": Kind.CMTS,
    "N": Kind.OPTICAL_NODE,
    "A": Kind.AMPLIFIER,
    "T": Kind.TAP,
    "B": Kind.BUILDING,
    "S": Kind.SERVICE_GROUP,
    "m": Kind.CABLE_MODEM,
    "X": Kind.TRANSMITTER,
    "O": Kind.OLT,
    "P": Kind.PON_PORT,
    "D": Kind.SPLITTER,
    "u": Kind.ONU,
}


class Town:
    """Elements named by kind (A3 is an amplifier, m7 a modem) and what is known of them, in seconds from now."""

    def __init__(self, parents: dict[str, str], assumptions: Assumptions | None = None) -> None:
        self.elements = [Element(id=key, kind=KINDS[key[0]], parent=parent) for key, parent in parents.items()]
        self.assumptions = assumptions or Assumptions()
        self.roster = Roster(parents)
        self.topology = Topology.build(self.elements, (), self.roster)
        self.modems = [element.id for element in self.elements if element.kind in TERMINALS]
        n = len(self.roster)
        self.state = np.full(n, TerminalState.UNKNOWN, dtype=np.uint8)
        self.since_ms = np.zeros(n, dtype=np.int64)
        self.last_seen_ms = np.zeros(n, dtype=np.int64)
        self.first_missed_ms = np.zeros(n, dtype=np.int64)
        self.up(*self.modems)

    @classmethod
    def cascade(cls, **keywords) -> Town:
        """Return H-C-N1 feeding A1 (T1-T3) - A2 (T4-T6) - A3 (T7-T9), and N2 feeding A4 (T10-T12).

        Each node also feeds a tap of its own, T20 and T21; 4 modems a tap.
        """
        parents = {"H": "", "C": "H", "N1": "C", "N2": "C", "A1": "N1", "A2": "A1", "A3": "A2", "A4": "N2"}
        parents |= {f"T{t}": f"A{(t + 2) // 3}" for t in range(1, 13)} | {"T20": "N1", "T21": "N2"}
        parents |= {f"m{t}.{k}": f"T{t}" for t in (*range(1, 13), 20, 21) for k in range(4)}
        return cls(parents, **keywords)

    def behind(self, *keys: str) -> list[str]:
        return sorted({self.roster.key(slot) for key in keys for slot in self.topology.segment(key).tolist()})

    def up(self, *keys: str, seen_s: float = -5.0, state: TerminalState = TerminalState.REGISTERED) -> None:
        self._set(keys, state, seen_s=seen_s, missed_s=None)

    def dark(self, *keys: str, missed_s: float = -600.0, seen_s: float | None = None) -> None:
        self._set(keys, TerminalState.DARK, missed_s - SWEEP_S if seen_s is None else seen_s, missed_s)

    def never_seen(self, *keys: str, missed_s: float = -600.0) -> None:
        self.dark(*keys, missed_s=missed_s)
        self.last_seen_ms[self.roster.slots(keys)] = 0

    def unknown(self, *keys: str) -> None:
        self.state[self.roster.slots(keys)] = TerminalState.UNKNOWN

    def _set(self, keys: Iterable[str], state: TerminalState, seen_s: float, missed_s: float | None) -> None:
        slots = self.roster.slots(keys)
        assert (slots >= 0).all(), keys
        self.state[slots] = state
        self.last_seen_ms[slots] = NOW_MS + round(seen_s * 1000)
        self.first_missed_ms[slots] = 0 if missed_s is None else NOW_MS + round(missed_s * 1000)
        self.since_ms[slots] = self.first_missed_ms[slots]

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.state, self.since_ms, self.last_seen_ms, self.first_missed_ms)

    def locate(self, now_ms: int = NOW_MS) -> list[Fault]:
        return locate(self.topology, self.evidence, self.assumptions, now_ms)

    def named(self) -> list[str]:
        return [fault.element for fault in self.locate()]

    def keys(self, slots: Sequence[int]) -> list[str]:
        return sorted(self.roster.key(int(slot)) for slot in slots)


@pytest.fixture
def cascade() -> Town:
    return Town.cascade()


@pytest.fixture(scope="session")
def make_town() -> Callable[..., Town]:
    return Town


@pytest.fixture
def links() -> Callable[..., Link]:
    return lambda element, parent, path=Path.DATA: Link(element, parent, path)

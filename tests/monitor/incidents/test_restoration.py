"""Service that comes back piece by piece, through localisation and matching, over random plants."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.roster import Roster
from collectors.states import TerminalState as S
from maps.assumptions import Assumptions
from maps.locate import locate
from maps.model import Element, Evidence, Kind
from maps.topology import Topology
from monitor.incidents.matcher import Keep, Open, Standing, match

T0 = 1_800_000_000_000
SWEEP_MS = 15_000
MOST_NODES, MOST_AMPLIFIERS, MOST_TAPS, HOMES = 2, 4, 3, 5


@dataclass
class Held:
    """An incident as the book keeps it: what it explained, and who of them is not back."""

    elements: tuple[str, ...]
    explained: set[int]
    dark: set[int]


@dataclass
class Plant:
    """A random plant, the truth about it, and what the matcher has made of that."""

    draw: np.random.Generator
    now_ms: int = T0
    open: dict[int, Held] = field(default_factory=dict)
    opened: int = 0

    def __post_init__(self) -> None:
        elements = [Element("H", Kind.HEADEND), Element("C", Kind.CMTS, parent="H")]
        self.taps: list[str] = []
        self.amplifiers: list[str] = []
        for n in range(int(self.draw.integers(1, MOST_NODES + 1))):
            places = [f"N{n}"]
            elements.append(Element(f"N{n}", Kind.OPTICAL_NODE, parent="C"))
            for a in range(int(self.draw.integers(2, MOST_AMPLIFIERS + 1))):
                name = f"A{n}{a}"
                elements.append(Element(name, Kind.AMPLIFIER, parent=str(self.draw.choice(places))))
                places.append(name)
                self.amplifiers.append(name)
                for t in range(int(self.draw.integers(1, MOST_TAPS + 1))):
                    tap = f"T{n}{a}{t}"
                    self.taps.append(tap)
                    elements.append(Element(tap, Kind.TAP, parent=name))
                    elements += [Element(f"m{tap}{k}", Kind.CABLE_MODEM, parent=tap) for k in range(HOMES)]
        self.roster = Roster(element.id for element in elements)
        self.topology = Topology.build(elements, (), self.roster)
        n = len(self.roster)
        self.state = np.full(n, S.UNKNOWN, np.uint8)
        self.seen, self.missed, self.since = (np.zeros(n, np.int64) for _ in range(3))
        self.homes = self.topology.terminal_slot
        self.dark: set[int] = set(self.homes[self.draw.random(len(self.homes)) < 0.04].tolist())
        self.sweep(dark_since_ms=T0 - 7 * 3_600_000)
        self.look()

    def behind(self, element: str) -> set[int]:
        return set(self.topology.segment(element).tolist())

    def sweep(self, dark_since_ms: int | None = None) -> None:
        """See who is up and who is not; the first time, some have been off for hours."""
        self.now_ms += SWEEP_MS
        for slot in self.homes.tolist():
            if slot not in self.dark:
                self.state[slot], self.seen[slot], self.missed[slot] = S.REGISTERED, self.now_ms, 0
            elif self.missed[slot] == 0:
                self.state[slot] = S.DARK
                self.missed[slot] = dark_since_ms or self.now_ms
                self.seen[slot] = self.seen[slot] or self.missed[slot] - SWEEP_MS

    def look(self) -> list[object]:
        """Locate, match and keep book; return what was decided."""
        evidence = Evidence(self.state.copy(), self.since, self.seen.copy(), self.missed.copy())
        faults = [fault for fault in locate(self.topology, evidence, Assumptions(), self.now_ms)
                  if fault.probability >= 0.8 or self._is_held(fault)]  # fmt: skip
        for held in self.open.values():
            held.dark &= self.dark
        standing = [
            Standing(number, held.elements, np.array(sorted(held.dark), np.int32), len(held.explained))
            for number, held in self.open.items()
        ]
        decisions = match(faults, standing, self.topology.covers)
        for decision in decisions:
            if isinstance(decision, Open):
                self.opened += 1
                self.open[self.opened] = self._held(decision.fault)
            elif isinstance(decision, Keep):
                merged = [self.open.pop(number) for number in decision.merged]
                kept = self.open[decision.number]
                now = [self._held(fault) for fault in decision.faults]
                kept.elements = tuple(element for held in now for element in held.elements)
                kept.explained |= set().union(*(held.explained for held in (*now, *merged)))
                kept.dark |= set().union(*(held.dark for held in (*now, *merged)))
        return decisions

    def _is_held(self, fault) -> bool:
        return any(set(fault.explains.tolist()) & held.dark for held in self.open.values())

    def _held(self, fault) -> Held:
        slots = set(fault.explains.tolist())
        return Held((fault.element, *fault.members), slots, set(slots))

    def settle(self, sweeps: int = 6) -> None:
        """Let time pass until everybody who is up must have been noticed to be."""
        for _ in range(sweeps):
            self.sweep()
            self.look()


seeds = st.integers(0, 1 << 31)


@settings(max_examples=40, deadline=None)
@given(seeds, st.lists(st.floats(0.2, 0.95), min_size=1, max_size=5))
def test_service_that_comes_back_piece_by_piece_narrows_one_incident_until_it_falls_quiet(seed, shares):
    plant = Plant(np.random.default_rng(seed))
    trunk = str(plant.draw.choice(plant.amplifiers))
    gone = plant.behind(trunk) - plant.dark
    plant.dark |= gone
    plant.settle()
    before = plant.opened
    if before == 0:  # a lone tap of few homes may be too little to tell of
        return
    left = set(gone)
    for share in shares:
        back = {slot for slot in left if plant.draw.random() < share}
        left -= back
        plant.dark -= back
        plant.settle(2)
        assert plant.opened == before, "nothing new has happened"
    plant.dark -= left
    plant.settle(2)
    assert plant.opened == before
    assert not any(held.dark & gone for held in plant.open.values())


@settings(max_examples=40, deadline=None)
@given(seeds, st.booleans())
def test_a_trunk_that_is_restored_reveals_the_dead_tap_below_it(seed, tap_first):
    """The tap dies before the trunk or while it is dark: either way it stays open, under one number, and alone."""
    plant = Plant(np.random.default_rng(seed))
    tap = str(plant.draw.choice(plant.taps))
    trunk = next(key for key in plant.amplifiers if plant.topology.covers(key, tap))
    at_tap = plant.behind(tap) - plant.dark
    if len(at_tap) < HOMES - 1 or plant.behind(trunk) == plant.behind(tap):
        return
    if tap_first:
        plant.dark |= at_tap
        plant.settle(12)
    own_off = set(plant.dark)
    plant.dark |= plant.behind(trunk)
    plant.settle(6)
    plant.dark = own_off | at_tap
    opened = plant.opened
    plant.settle(6)
    assert plant.opened == opened, "what is left was in an incident already"
    holding = [held for held in plant.open.values() if held.dark & at_tap]
    assert len(holding) == 1
    assert at_tap <= holding[0].dark
    named = {key for key in holding[0].elements if plant.behind(key) & at_tap}
    assert any(plant.topology.covers(key, tap) for key in named)
    assert all(len(plant.behind(key) - plant.dark) == 0 for key in named), "and named is nothing that is well again"


@settings(max_examples=30, deadline=None)
@given(seeds)
def test_silence_that_spreads_from_a_tap_to_its_trunk_is_one_incident_that_grows(seed):
    plant = Plant(np.random.default_rng(seed))
    trunk = str(plant.draw.choice(plant.amplifiers))
    going = plant.draw.permutation(sorted(plant.behind(trunk) - plant.dark)).tolist()
    while going:  # a CMTS notices them one after the other, within a minute
        some, going = going[: max(3, len(going) // 2)], going[max(3, len(going) // 2) :]
        plant.dark |= set(some)
        plant.sweep()
        plant.look()
    plant.settle()
    assert len({number for number, held in plant.open.items() if held.dark & plant.behind(trunk)}) <= 1

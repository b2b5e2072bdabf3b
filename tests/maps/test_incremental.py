"""Localisation sweep after sweep against a full pass: random plants, random changes, everybody else seen anew."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from unittest import mock

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.roster import Roster
from collectors.states import TerminalState as S
from maps.assumptions import Assumptions
from maps.incremental import Incremental
from maps.locate import concluded, judge
from maps.model import Down, Element, Evidence, Kind
from maps.topology import Topology

NOW_MS = 1_800_000_000_000
NOTICE_MS = 60_000
ALIKE = 1e-9
KINDS = (
    Kind.CMTS, Kind.OLT, Kind.SPLITTER, Kind.OPTICAL_NODE, Kind.AMPLIFIER, Kind.AMPLIFIER, Kind.TAP, Kind.BUILDING,
    Kind.EOC_HEAD,
)  # fmt: skip
UP = (S.REGISTERED, S.REGISTERED, S.REGISTERED, S.UNREGISTERED, S.BARRED)


@dataclass
class Town:
    """A random plant and what is known of it, which changes with every sweep."""

    draw: np.random.Generator
    elements: list[Element]
    asked: list[str]
    """Elements with a transponder of their own."""
    now_ms: int = NOW_MS
    roster: Roster = field(init=False)
    topology: Topology = field(init=False)

    def __post_init__(self) -> None:
        self.roster = Roster(dict.fromkeys(element.id for element in self.elements))
        n = len(self.roster)
        ground = self.draw.normal(0.0, 100.0, (n, 2))
        ground[self.draw.random(n) < 0.1] = np.nan
        self.topology = replace(Topology.build(self.elements, (), self.roster), ground=ground)
        self.state = np.full(n, S.UNKNOWN, np.uint8)
        self.since, self.seen, self.missed, self.heard = (np.zeros(n, np.int64) for _ in range(4))
        self.down = np.zeros(n, np.uint8)
        self.dim = np.zeros(n, np.bool_)
        self.subjects = np.sort(np.concatenate([self.topology.terminal_slot, self.roster.slots(self.asked)]))

    def begin(self) -> None:
        """Know of most that they are up, of some that they have been off for long, of some nothing."""
        kind = self.draw.choice([0, 1, 2, 3], len(self.subjects), p=[0.78, 0.1, 0.08, 0.04])
        self.come(self.subjects[kind == 0])
        off = self.subjects[kind == 1]
        self.go(off)
        self.missed[off] = self.now_ms - self.draw.integers(60_000, 86_400_000, len(off))
        self.seen[off] = np.where(self.draw.random(len(off)) < 0.2, 0, self.missed[off] - 15_000)
        self.state[self.subjects[kind == 3]] = S.RANGING

    def go(self, slots: np.ndarray) -> None:
        """Have some fall silent, and most of the ONUs say why."""
        slots = slots[self.state[slots] != S.DARK]
        self.state[slots] = S.DARK
        self.missed[slots] = self.since[slots] = self.now_ms - self.draw.integers(0, 15_000, len(slots))
        self.down[slots] = self.draw.choice([int(word) for word in Down], len(slots))

    def come(self, slots: np.ndarray) -> None:
        """Have some be up."""
        fresh = slots[self.state[slots] != S.REGISTERED]
        self.since[fresh] = self.now_ms
        self.state[slots] = S.REGISTERED
        self.seen[slots] = self.now_ms - self.draw.integers(0, 15_000, len(slots))
        self.missed[slots], self.down[slots] = 0, 0

    def behind(self) -> np.ndarray:
        """Return slots of everybody behind some element."""
        index = int(self.draw.integers(len(self.topology)))
        own = self.topology.slot[index : self.topology.end[index]]
        slots = np.concatenate([self.topology.terminals(index), own[np.isin(own, self.subjects)]])
        return slots.astype(np.int64)

    def piece(self) -> np.ndarray:
        """Return slots of some terminals right at some element, the westernmost."""
        index = int(self.draw.integers(len(self.topology)))
        slots = self.topology.terminal_slot[self.topology.start[index] : self.topology.start[index + 1]]
        west = np.argsort(self.topology.ground[slots, 0])
        return slots[west][: int(self.draw.integers(3, 8))].astype(np.int64)

    def few(self) -> np.ndarray:
        """Return a few subjects."""
        return self.draw.choice(self.subjects, int(self.draw.integers(0, 4)))

    def sweep(self, what: str) -> None:
        """Let a sweep go by in which one thing happens and most of the living are seen anew."""
        self.now_ms += int(self.draw.choice([1_000, 15_000, 60_000, 600_000, 3_700_000]))
        up = self.subjects[np.isin(self.state[self.subjects], [int(state) for state in UP])]
        up = up[self.draw.random(len(up)) < self.draw.choice([0.5, 1.0])]
        self.seen[up] = self.now_ms - self.draw.integers(0, 15_000, len(up))
        if what == "falls":
            slots = self.behind()
            self.go(slots[self.draw.random(len(slots)) < 0.95])
        elif what == "part":
            self.go(self.piece())
        elif what == "returns":
            self.come(self.behind())
        elif what == "few":
            self.go(self.few())
            self.come(self.few())
        elif what == "states":
            slots = self.few()
            self.state[slots] = self.draw.choice([S.RANGING, S.UNREGISTERED, S.UNKNOWN, S.BARRED], len(slots))
        elif what == "heard":
            slots = self.few()
            self.heard[slots] = self.now_ms
        elif what == "observers":
            watching = self.roster.slots([key for key in self.asked if key[0] == "W"])
            slots = watching[self.draw.random(len(watching)) < 0.5]
            (self.go if self.draw.random() < 0.5 else self.come)(slots)
        elif what == "dim":
            slots = self.roster.slots(self.asked)
            self.dim[:] = False
            slots = slots[self.draw.random(len(slots)) < 0.2]
            self.go(slots)
            self.dim[slots] = True

    def evidence(self, *, whole: bool) -> Evidence:
        """Return what is known; `whole`: with the columns that are not always there."""
        columns = (self.state, self.since, self.seen, self.missed)
        known = Evidence(*(column.copy() for column in columns))
        return (
            replace(known, heard_ms=self.heard.copy(), down=self.down.copy(), dim=self.dim.copy()) if whole else known
        )


@st.composite
def towns(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.integers(1, 60))
    elements = [Element("H", Kind.HEADEND)]
    for i in range(1, n):
        above = elements[int(rng.integers(max(0, i - draw(st.integers(1, 30))), i))]
        kind = KINDS[int(rng.integers(len(KINDS)))]
        name = "W" if kind in (Kind.CMTS, Kind.OLT, Kind.EOC_HEAD) else "E"
        elements.append(Element(f"{name}{i}", kind, parent=above.id if rng.random() < 0.95 else ""))
    plant = list(elements)
    for i, element in enumerate(plant):
        homes = int(rng.integers(0, 9)) if i and rng.random() < 0.7 else int(i == 0)
        elements += [Element(f"m{i}.{k}", Kind.CABLE_MODEM, parent=element.id) for k in range(homes)]
    asked = [element.id for element in plant if rng.random() < 0.4]
    return Town(rng, elements, asked)


HAPPENINGS = st.lists(
    st.sampled_from(["nothing", "few", "few", "falls", "part", "returns", "states", "heard", "observers", "dim"]),
    max_size=12,
)


def assert_alike(found, expected):
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert (one.element, one.after_ms, one.before_ms) == (other.element, other.after_ms, other.before_ms)
        assert one.probability == pytest.approx(other.probability, rel=ALIKE, abs=ALIKE)
        for slots in ("explains", "contradicts", "behind"):
            assert getattr(one, slots).tolist() == getattr(other, slots).tolist()
        assert [alike.element for alike in one.alternatives] == [alike.element for alike in other.alternatives]
        assert [alike.probability for alike in one.alternatives] == pytest.approx(
            [alike.probability for alike in other.alternatives], rel=ALIKE, abs=ALIKE
        )


def passed_over(judging, evidence, now_ms):
    """Judge; return the verdict, and (tree index, window, probability, score …) of what was passed over."""
    seen = []

    def spy(topology, at, found):
        seen.append((at, found))
        return concluded(topology, at, found)

    with mock.patch("maps.incremental.concluded", spy), mock.patch("maps.locate.concluded", spy):
        verdict = judging(evidence, now_ms)
    at, found = seen[-1]
    return (
        verdict,
        at,
        (found.when.after, found.when.before, found.when.relation),
        (found.result.first, found.result.score),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(towns(), HAPPENINGS, st.sampled_from([4, 12, 40]), st.booleans())
def test_sweep_after_sweep_gives_what_a_full_pass_gives(town, happenings, group, whole):
    assumptions = Assumptions()
    known = Incremental(town.topology, assumptions, group=group, least=0, most=1.0)

    def in_full(evidence, now_ms):
        return judge(town.topology, evidence, assumptions, now_ms)

    town.begin()
    for what in ["nothing", *happenings]:
        town.sweep(what)
        evidence = town.evidence(whole=whole)
        found, at, windows, chances = passed_over(known.judge, evidence, town.now_ms)
        expected, order, all_windows, all_chances = passed_over(in_full, evidence, town.now_ms)
        here = np.argsort(order)[at]
        for part, column in zip(windows, all_windows, strict=True):
            assert part.tolist() == column[here].tolist()
        for part, column in zip(chances, all_chances, strict=True):
            assert part == pytest.approx(column[here], rel=ALIKE, abs=ALIKE)
        assert_alike(found.faults, expected.faults)
        assert_alike(found.suspected, expected.suspected)


@pytest.fixture
def quiet_town():
    """A headend and forty nodes with two taps each, everybody up but for a home of each node that is off for long."""
    elements = [Element("H", Kind.HEADEND)]
    for node in range(40):
        elements.append(Element(f"N{node}", Kind.OPTICAL_NODE, parent="H"))
        for tap in (f"T{node}a", f"T{node}b"):
            elements.append(Element(tap, Kind.TAP, parent=f"N{node}"))
            elements += [Element(f"{tap}{home}", Kind.CABLE_MODEM, parent=tap) for home in range(4)]
    town = Town(np.random.default_rng(1), elements, [])
    town.come(town.subjects)
    off = town.roster.slots([f"T{node}a0" for node in range(40)])
    town.go(off)
    town.missed[off] = town.now_ms - 86_400_000 - 900_000 * np.arange(40)
    town.seen[off] = town.missed[off] - 15_000
    return town


def test_only_what_changes_is_passed_over(quiet_town):
    town = quiet_town
    known = Incremental(town.topology, Assumptions(), group=11, least=0)
    looked_at = []
    for falls in ((), (), ("T3a",), ()):
        for tap in falls:
            town.go(town.topology.segment(tap))
        town.seen[np.flatnonzero(town.state == S.REGISTERED)] = town.now_ms
        found = known.judge(town.evidence(whole=False), town.now_ms)
        looked_at.append(known.looked_at)
        town.now_ms += 15_000
    everybody, leaves = len(town.topology), 1 + 40
    assert looked_at == [everybody, leaves, leaves + 2, leaves + 2]
    assert [fault.element for fault in found.faults] == ["T3a"]


def test_a_home_that_went_off_is_looked_at_then_and_when_its_loss_may_be_noticed(quiet_town):
    town, leaves = quiet_town, 1 + 40
    known = Incremental(town.topology, Assumptions(), group=11, least=0)
    is_more_looked_at = []
    for sweep in range(12):
        if sweep == 2:
            town.go(town.roster.slots(["T3b1"]))  # a tap of which nobody has been off before
        up = np.flatnonzero(town.state == S.REGISTERED)
        town.seen[up] = town.now_ms - 15_000 * (np.arange(len(up)) % 2)
        known.judge(town.evidence(whole=True), town.now_ms)
        is_more_looked_at.append(known.looked_at > leaves)
        town.now_ms += 15_000
    assert is_more_looked_at[1:5] == [False, True, False, False]
    assert any(is_more_looked_at[5:8])
    assert is_more_looked_at[9:] == [False] * 3


def test_a_large_change_is_passed_over_whole(quiet_town):
    town = quiet_town
    known = Incremental(town.topology, Assumptions(), group=11, least=0)
    known.judge(town.evidence(whole=False), town.now_ms)
    town.go(town.subjects)
    (fault,) = known.judge(town.evidence(whole=False), town.now_ms).faults
    assert known.looked_at == len(town.topology)
    assert fault.element == "H"


def test_a_plant_that_lists_an_id_twice_is_passed_over_whole(quiet_town):
    town = Town(quiet_town.draw, [*quiet_town.elements, Element("T0a0", Kind.CABLE_MODEM, parent="T1a")], [])
    known = Incremental(town.topology, Assumptions(), group=11, least=0)
    for _ in range(2):
        known.judge(town.evidence(whole=False), town.now_ms)
        assert known.looked_at == len(town.topology)

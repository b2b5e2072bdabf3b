"""Months of a town as its CMTSs would tell of them: outages, mains, bedtimes, and homes that cannot be seen."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from collectors.roster import Roster
from maps.learning.branches import is_telling
from maps.learning.episodes import Falls, episodes
from maps.learning.events import Event, Events, Mark, Sort
from maps.learning.scopes import scopes
from maps.model import Element, Kind
from maps.topology import Topology

HOUR_S, DAY_S = 3600.0, 86_400.0
SWEEP_S, NOTICE_S = 30.0, 60.0
START_MS = 1_790_000_000_000


@dataclass
class Months:
    """A true plant, the plant as drawn, and what is seen of it."""

    nodes: int = 2
    amplifiers: int = 4
    taps: int = 8
    homes: int = 15
    seed: int = 1
    unseen: float = 0.2
    moved: dict[str, str] = field(default_factory=dict)
    """Element or terminal → what the file says it hangs on."""
    zones: int = 0
    """Streets of a node that lose the mains, always the same ones; 0: others each time."""
    undrawn: tuple[str, ...] = ()
    """Taps that the file leaves out: their homes are drawn on what is above."""

    def __post_init__(self) -> None:
        self.draw = np.random.default_rng(self.seed)
        true, drawn = self._plants()
        self.roster = Roster([element.id for element in true])
        self.truth = Topology.build(true, (), self.roster)
        self.topology = Topology.build(drawn, (), self.roster)
        self.slots = self.truth.terminal_slot
        self.seen = self.draw.random(len(self.slots)) >= self.unseen

    def _plants(self) -> tuple[list[Element], list[Element]]:
        """Return the plant as it is, and as it is drawn."""
        true = [Element("C1", Kind.CMTS)]
        for node in range(1, self.nodes + 1):
            true.append(Element(f"N{node}", Kind.OPTICAL_NODE, parent="C1"))
            for amp in range(1, self.amplifiers + 1):
                true.append(Element(f"A{node}.{amp}", Kind.AMPLIFIER, parent=f"N{node}"))
                for tap in range(1, self.taps + 1):
                    name = f"T{node}.{amp}.{tap}"
                    true.append(Element(name, Kind.TAP, parent=f"A{node}.{amp}"))
                    true += [Element(f"{name}.{home}", Kind.CABLE_MODEM, parent=name) for home in range(self.homes)]
        above = {element.id: element.parent for element in true}
        drawn = []
        for element in true:
            parent = self.moved.get(element.id, element.parent)
            if element.id in self.undrawn:
                continue
            drawn.append(Element(element.id, element.kind, parent=above[parent] if parent in self.undrawn else parent))
        return true, drawn

    def behind(self, element: str) -> np.ndarray:
        """Return the terminals of the true plant behind an element."""
        index = self.truth.index(element)
        assert index is not None
        return np.arange(self.truth.start[index], self.truth.start[self.truth.end[index]])

    def events(self, days: float, outages: list[tuple[str, float]] | None = None, per_month: float = 0.4) -> Events:
        """Return what is learned of so many days: given outages as (element, day), or drawn ones.

        per_month: outages of each element, on average; amplifiers, and taps a fourth as often.
        """
        spells = self._habits(days)
        if outages is None:
            outages = self._drawn_outages(days, per_month)
            spells += self._mains(days)
        for element, day in outages:
            spells.append(self._outage(self.behind(element), day * DAY_S))
        who = np.concatenate([spell[0] for spell in spells])
        start, end = (np.concatenate([spell[i] for spell in spells]) for i in (1, 2))
        return self._gathered(who, start, end)

    def _habits(self, days: float) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Return who switches off at bedtime, a third of the homes, and who does at any time of day."""
        sleepers = np.flatnonzero(self.draw.random(len(self.slots)) < 0.33)
        spells = []
        for day in range(int(days)):
            n = len(sleepers)
            off = day * DAY_S + 23 * HOUR_S + self.draw.normal(0, HOUR_S, n)
            spells.append((sleepers, off, off + 8 * HOUR_S + self.draw.normal(0, HOUR_S, n)))
            some = np.flatnonzero(self.draw.random(len(self.slots)) < 0.1)
            off = day * DAY_S + self.draw.uniform(0, DAY_S, len(some))
            spells.append((some, off, off + self.draw.uniform(600, 4 * HOUR_S, len(some))))
        return spells

    def _drawn_outages(self, days: float, per_month: float) -> list[tuple[str, float]]:
        rate = {Kind.AMPLIFIER: per_month, Kind.TAP: per_month / 4}
        found = []
        for element in self.truth.keys:
            kind = {"A": Kind.AMPLIFIER, "T": Kind.TAP}.get(element[0])
            number = self.draw.poisson(rate[kind] * days / 30) if kind else 0
            found += [(element, float(day)) for day in self.draw.uniform(0, days, number)]
        return found

    def _outage(self, homes: np.ndarray, at_s: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        lasts = self.draw.uniform(0.2, 4.0) * HOUR_S
        noticed = at_s + self.draw.uniform(0, NOTICE_S - SWEEP_S, len(homes))
        return homes, noticed, at_s + lasts + self.draw.uniform(0, 120.0, len(homes))

    def _mains(self, days: float) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Return streets that lose the mains, three a month and node: some homes of some taps of several amplifiers."""
        spells = []
        for node in range(1, self.nodes + 1):
            behind = self.behind(f"N{node}")
            streets = [self._street() for _ in range(self.zones)]
            for _ in range(self.draw.poisson(3 * days / 30)):
                taps = streets[self.draw.integers(self.zones)] if streets else self._street()
                street = np.concatenate([behind[tap * self.homes : (tap + 1) * self.homes] for tap in taps])
                spells.append(self._outage(street, float(self.draw.uniform(0, days * DAY_S))))
        return spells

    def _street(self) -> np.ndarray:
        size = int(self.draw.integers(2 if self.zones else 3, 9))
        return self.draw.choice(self.amplifiers * self.taps, size=size, replace=False)

    def _gathered(self, who: np.ndarray, start: np.ndarray, end: np.ndarray) -> Events:
        """Return the events that sweeps every half minute would have told of."""
        order = np.lexsort((start, who))
        who, start, end = who[order], start[order], end[order]
        last = np.maximum.accumulate(end + who * 1e9) - who * 1e9  # by home, when it is up again at the latest
        fresh = np.ones(len(who), dtype=bool)
        fresh[1:] = (who[1:] != who[:-1]) | (start[1:] > last[:-1])
        first = np.flatnonzero(fresh)
        who, start, end = who[first], start[first], np.maximum.reduceat(end, first)
        missed = np.ceil(start / SWEEP_S) * SWEEP_S
        shown = self.seen[who]
        who, start, end, missed = who[shown], start[shown], end[shown], missed[shown]
        slot = self.slots[who]
        tree = self.topology.tree[slot] - len(self.topology)
        node = scopes(self.topology)[tree]
        after_ms, before_ms = (START_MS + (times * 1000).astype(np.int64) for times in (missed - SWEEP_S, missed))
        falls = Falls(slot, node, after_ms, before_ms)
        events = []
        begun_ms, over_ms = START_MS + (start * 1000).astype(np.int64), START_MS + (end * 1000).astype(np.int64)
        for episode in episodes(falls, round(NOTICE_S * 1000)):
            event = self._event(episode, slot, begun_ms, over_ms)
            if is_telling(self.topology, event):
                events.append(event)
        return Events.of([]).joined(events, int(over_ms.max()))

    def _event(self, falls: Falls, slot: np.ndarray, begun_ms: np.ndarray, over_ms: np.ndarray) -> Event:
        low, high = int(falls.after_ms.min()), int(falls.before_ms.max()) + round(NOTICE_S * 1000)
        away = slot[(begun_ms < high) & (over_ms > low)]
        behind = self.topology.terminals(int(falls.node[0]))
        behind = behind[np.isin(behind, self.slots[self.seen])]
        stayed = np.setdiff1d(behind, away).astype(np.int32)
        back = np.zeros(len(falls), dtype=np.int64)
        here = np.flatnonzero((begun_ms >= low - 60_000) & (begun_ms <= high))
        by_slot = {int(slot[i]): int(over_ms[i]) for i in here}
        back[:] = [by_slot.get(int(one), 0) for one in falls.slot]
        beside = np.abs(back - np.median(back)) <= 180_000
        mark = np.concatenate([np.where(beside, Mark.WITH, Mark.APART), np.full(len(stayed), Mark.STAYED)])
        scope = int(self.topology.slot[falls.node[0]])
        who = np.concatenate([falls.slot, stayed]).astype(np.int32)
        return Event(scope, Sort.SILENCE, low, int(falls.before_ms.max()), who, mark.astype(np.int8))

    def names(self, index: int) -> str:
        """Return the id of a tree index."""
        if index < len(self.topology):
            return self.topology.keys[index]
        return self.roster.key(int(self.topology.terminal_slot[index - len(self.topology)]))

"""Months of the simulated city, whose drawing has wrong rows: falls, timing offsets, and echoes of damaged spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from learning_months import DAY_S, START_MS, Months

from collectors.equaliser import decode, echo_db, echo_symbols
from maps.learning.echoes import SHORTEST_M, Echoes, shared
from maps.learning.events import Event, Events
from maps.learning.moves import moves
from maps.learning.timing import Distances
from maps.model import Element, Kind
from simulator.city import City
from simulator.documenting import documented
from simulator.levels.design import span_m
from simulator.levels.echo import modem_taps
from simulator.levels.timing import timing_offsets
from simulator.records import Knobs

METRES_PER_SYMBOL = 0.87 * 299_792_458 / 2 / 5_120_000
STREET = ("amplifier", "tap", "building")
MISPLACED = 0.01
MONTHLY = {"amplifier": 0.4, "tap": 0.1, "building": 0.1}
"""Outages of each element, on average."""


@dataclass
class CityMonths(Months):
    """The city's plant, drawn with some street plant on wrong cables and some homes on wrong taps of their node."""

    city: City = field(kw_only=True)
    wrong_plant: float = 0.03
    """Share of amplifiers, taps and buildings drawn on another cable of their node."""
    wrong_homes: float = 0.01
    mains: float = 0.0
    """Outages of the mains a month and node that nobody recognised, each of one of two streets of it."""

    def _plants(self) -> tuple[list[Element], list[Element]]:
        city = self.city
        records = documented(city, self.seed, Knobs(wrong_parents=self.wrong_plant))
        true = [self._element(number, one.parent) for number, one in enumerate(city.elements)]
        drawn = [self._element(number, parent) for number, parent in enumerate(records.parents)]
        for node in city.nodes:
            taps = [number for number in city.behind(node) if city.elements[number].kind in {"tap", "building"}]
            for terminal in city.terminals_behind(node):
                number = city.terminals[terminal]
                if city.elements[number].kind == "cable_modem" and self.draw.random() < self.wrong_homes:
                    drawn[number] = self._element(number, int(self.draw.choice(taps)))
        self.wrong = {one.id for one, other in zip(true, drawn, strict=True) if one.parent != other.parent}
        return true, drawn

    def _element(self, number: int, parent: int) -> Element:
        one = self.city.elements[number]
        return Element(one.id, Kind(one.kind), parent=self.city.elements[parent].id if parent >= 0 else "")

    def outages(self, days: float) -> list[tuple[str, float]]:
        """Draw outages of amplifiers, taps and buildings of so many days."""
        found = []
        for one in self.city.elements:
            number = self.draw.poisson(MONTHLY.get(one.kind, 0.0) * days / 30)
            found += [(one.id, float(day)) for day in self.draw.uniform(0, days, number)]
        return found

    def _habits(self, days: float) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Return who switches off, and which streets lose the mains: some taps of one node, always the same ones."""
        spells = super()._habits(days)
        for node in self.city.nodes if self.mains else ():
            taps = [one for one in self.city.behind(node) if self.city.elements[one].kind in {"tap", "building"}]
            streets = [self.draw.choice(taps, size=int(self.draw.integers(2, 9))) for _ in range(2)]
            for _ in range(self.draw.poisson(self.mains * days / 30)):
                street = [self._right_at(one) for one in streets[self.draw.integers(2)]]
                spells.append(
                    self._outage(np.unique(np.concatenate(street)), float(self.draw.uniform(0, days * DAY_S)))
                )
        return spells

    def _right_at(self, number: int) -> np.ndarray:
        index = self.truth.index(self.city.elements[number].id)
        assert index is not None
        return np.arange(self.truth.start[index], self.truth.start[index + 1])

    def distances(self, *, jitter: float = 0.7) -> Distances:
        """Return distances by the timing offsets that the CMTSs tell."""
        ticks = timing_offsets(self.city) + jitter * self.draw.normal(size=len(self.city.terminals))
        of_key = {self.city.elements[number].id: one for number, one in zip(self.city.terminals, ticks, strict=True)}
        keys = [self.roster.key(int(slot)) for slot in self.topology.terminal_slot]
        modem = [self.city.elements[self.city.number[key]].kind == "cable_modem" for key in keys]
        read = np.array([round(of_key[key]) if is_one else np.nan for key, is_one in zip(keys, modem, strict=True)])
        return Distances.of(self.topology, read, [key[:8] for key in keys])

    def damaged(self, number: int) -> list[int]:
        """Draw spans that are damaged, of those that feed an amplifier or a tap over more than a wire at home."""
        feeding = [i for i, one in enumerate(self.city.elements) if one.kind in {"amplifier", "tap"}]
        spans = [one for one in feeding if span_m(self.city.elements[one]) > SHORTEST_M]
        return [int(one) for one in self.draw.choice(spans, size=number, replace=False)]

    def echoes(self, damaged: Sequence[int]) -> list[Event]:
        """Return the echoes shared, by what modems' equalisers learn behind these elements' spans."""
        modems = [i for i, n in enumerate(self.city.terminals) if self.city.elements[n].kind == "cable_modem"]
        said = []
        for modem in modems:
            above = [one for one in damaged if modem in self.city.terminals_behind(one)]
            echoes = [(span_m(self.city.elements[one]), 16.0 + one % 6, one / 7.3) for one in above]
            said.append(np.frombuffer(modem_taps(self.seed * 1_000_003 + modem, echoes), np.uint8))
        read = decode(np.array(said), np.full(len(said), 100, np.uint8))
        slots = self.roster.slots([self.city.elements[self.city.terminals[modem]].id for modem in modems])
        shown = self.draw.random(len(slots)) >= self.unseen
        metres = echo_symbols(read) * METRES_PER_SYMBOL
        at_ms = np.full(len(slots), START_MS, dtype=np.int64)
        return list(shared(self.topology, Echoes(slots[shown], echo_db(read)[shown], metres[shown], at_ms[shown])))

    def judged(self, events: Events, distances: Distances | None = None) -> tuple[int, int]:
        """Return how many proposals are right, by the true plant, and how many wrong.

        Right is what hangs there in truth and not in the drawing, be it all of what a wrong row moved or a part.
        """
        found = moves(self.topology, events, MISPLACED, distances=distances)
        right = sum(self.truth.covers(self.names(move.under), self.names(move.subject)) for move in found)
        return right, len(found) - right

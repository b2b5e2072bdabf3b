"""Writes a plant down the way it is written down in life: with mistakes, gaps and things nobody noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from simulator.city import TERMINAL_KINDS, City
from simulator.records import Knobs, Records
from simulator.streets import Point

_TERMINALS = TERMINAL_KINDS | {"set_top_box"}
_SEGMENTS = {"optical_node", "eoc_head"}
_GROUPS = {"cmts_port", "pon_port"}
_HANGS_ON = {
    "amplifier": {"node_port", "amplifier", "tap"},
    "tap": {"node_port", "amplifier", "tap"},
    "building": {"tap", "eoc_head"},
}
"""What street plant of a kind can be drawn on."""
MOST_TRIES = 30


def documented(city: City, seed: int, knobs: Knobs) -> Records:
    """Return what is written of a city; the same seed and knobs give the same.

    1. Leave out plant nobody drew; its children hang on what is above.
    2. Draw some plant on the wrong cable, and some terminals where they are not.
    3. Forget places, the ways of cables, and who feeds whom with current.
    """
    clerk = _Clerk(city, knobs, Random(f"records {seed}"))
    clerk.leave_out()
    clerk.hang()
    clerk.mistake_cables()
    clerk.mistake_terminals()
    return clerk.records()


@dataclass(slots=True)
class _Clerk:
    """The records as they come about; arrays are indexed by element."""

    city: City
    knobs: Knobs
    draw: Random
    inside: list[bool] = field(init=False)
    """Plant in a building's stairwell."""
    segment: list[int] = field(init=False)
    """Node or EoC head each element hangs behind, itself for these; -1: none."""
    written: list[bool] = field(init=False)
    parents: list[int] = field(init=False)
    routes: list[tuple[Point, ...]] = field(init=False)

    def __post_init__(self) -> None:
        elements = self.city.elements
        self.inside, self.segment = [], []
        for number, element in enumerate(elements):
            above = element.parent
            in_building = above >= 0 and (elements[above].kind == "building" or self.inside[above])
            self.inside.append(in_building and element.kind not in _TERMINALS)
            self.segment.append(
                number if element.kind in _SEGMENTS else self.segment[above] if above >= 0 else -1
            )  # fmt: skip
        self.written = [True] * len(elements)
        self.parents = [element.parent for element in elements]
        self.routes = [element.route for element in elements]

    def leave_out(self) -> None:
        """Forget taps, amplifiers, whole branches and the insides of buildings; never what has an agent."""
        knobs = self.knobs
        for number, element in enumerate(self.city.elements):
            if element.kind == "building" and self._chance(knobs.unknown_insides):
                self._forget(number + 1, number + self.city.size[number])
            elif self.inside[number] or element.agent:
                continue
            elif element.kind == "tap" and self._chance(knobs.missing_taps):
                self.written[number] = False
            elif element.kind == "amplifier":
                if self._chance(knobs.missing_amplifiers):
                    self.written[number] = False
                if self._chance(knobs.missing_branches):
                    self._forget(number, number + self.city.size[number])

    def hang(self) -> None:
        """Hang everything on the nearest written element above, along cables that lead there."""
        elements = self.city.elements
        for number, element in enumerate(elements):
            above = element.parent
            if above < 0 or self.written[above]:
                continue
            self.parents[number] = self.parents[above]
            joined = self.routes[above] and self.routes[number]
            self.routes[number] = self.routes[above] + self.routes[number][1:] if joined else ()

    def mistake_cables(self) -> None:
        """Draw some taps, amplifiers and buildings on another cable of the same node or PON port."""
        for number, element in enumerate(self.city.elements):
            drawn = element.kind in _HANGS_ON and self.written[number] and not self.inside[number]
            if drawn and self._chance(self.knobs.wrong_parents):
                self._mistake(number)

    def mistake_terminals(self) -> None:
        """Lose some terminals, draw some on another node, and know of some only the node or the service group."""
        knobs, elements = self.knobs, self.city.elements
        plain = [number for number, element in enumerate(elements)
                 if element.kind in {"tap", "building"} and self.written[number]]  # fmt: skip
        for number, element in enumerate(elements):
            if element.kind not in _TERMINALS or elements[element.parent].kind == "eoc_head":
                continue
            if self._chance(knobs.missing_terminals):
                self.written[number] = False
            elif self._chance(knobs.wrong_nodes):
                self._rehang(number, self._elsewhere(number, plain))
            elif self._chance(knobs.only_group_known):
                self._rehang(number, self._above(number, _GROUPS))
            elif self._chance(knobs.only_node_known):
                self._rehang(number, self._above(number, _SEGMENTS))

    def records(self) -> Records:
        """Return what came about, with the places, cables and currents that were written."""
        knobs, elements = self.knobs, self.city.elements
        written, supplies, placed, feeders = self.written, [], [], []
        for number, element in enumerate(elements):
            in_street = element.kind not in _TERMINALS and self.segment[number] >= 0
            placed.append(not (in_street and element.kind != "node_port" and self._chance(knobs.unplaced)))
            if self.routes[number] and (not placed[-1] or self._chance(knobs.undrawn_spans)):
                self.routes[number] = ()
            known = element.supply >= 0 and not self._chance(knobs.unknown_power)
            supplies.append(element.supply if known and written[number] else -1)
            fed = element.kind == "line_power_supply" and self._chance(knobs.grid_feeders)
            feeders.append(f"10kV-{901 + element.zone}" if fed else "")
        parents = tuple(parent if here else -1 for parent, here in zip(self.parents, written, strict=True))
        return Records(
            self.city, tuple(written), parents, tuple(placed), tuple(self.routes), tuple(supplies), tuple(feeders)
        )

    def _mistake(self, number: int) -> None:
        """Draw an element on a piece of plant it does not hang on, near it as a rule."""
        elements = self.city.elements
        segment = self.segment[number]
        around = elements[segment].parent if elements[segment].kind == "eoc_head" else segment
        choice = [
            other for other in self.city.behind(around)
            if elements[other].kind in _HANGS_ON[elements[number].kind]
            and self.written[other] and not self.inside[other] and other != self.parents[number]
        ]  # fmt: skip
        for _ in range(min(MOST_TRIES, len(choice))):
            other = self.draw.choice(choice)
            if not self._hangs_behind(other, number):
                self._rehang(number, other)
                return

    def _elsewhere(self, number: int, plain: list[int]) -> int:
        """Return a tap or building behind another node or head of the same technique, or where it hangs now."""
        elements = self.city.elements
        own = self.segment[number]
        for _ in range(MOST_TRIES if plain else 0):
            other = self.draw.choice(plain)
            there = self.segment[other]
            if own >= 0 and there != own and elements[there].kind == elements[own].kind:
                return other
        return self.parents[number]

    def _above(self, number: int, kinds: set[str]) -> int:
        """Return the nearest element of some kinds truly above a terminal, or where it hangs now."""
        at = number
        while at >= 0 and self.city.elements[at].kind not in kinds:
            at = self.city.elements[at].parent
        return at if at >= 0 else self.parents[number]

    def _hangs_behind(self, other: int, number: int) -> bool:
        """Tell whether `other` is drawn at or behind `number`."""
        while other >= 0 and other != number:
            other = self.parents[other]
        return other == number

    def _rehang(self, number: int, other: int) -> None:
        if other != self.parents[number]:
            self.parents[number] = other
            self.routes[number] = ()

    def _forget(self, first: int, end: int) -> None:
        """Leave out plant, not terminals nor what has an agent."""
        for number in range(first, end):
            element = self.city.elements[number]
            if element.kind not in _TERMINALS and not element.agent:
                self.written[number] = False

    def _chance(self, share: float) -> bool:
        return self.draw.random() < share

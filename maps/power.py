"""Line power supplies that explain why everything they feed went dark at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

import numpy as np

from collectors.states import TerminalState
from maps.assumptions import Assumptions
from maps.model import Alternative, Cause, Element, Evidence, Fault, Kind, Link, Path
from maps.moments import IS_UP
from maps.topology import KINDS, Topology
from maps.window import at_once, union

SUPPLIES = frozenset({Kind.LINE_POWER_SUPPLY, Kind.UPS})
LEAST_DARK = 0.8
"""Share of the seen terminals behind what a supply feeds that must be dark: a few hang elsewhere in truth."""
MOST_OF_IT = 0.9
"""Share of what faults explain that must lie behind a supply for it to explain them."""


class Supplies:
    """Who lives on which supply's current, as the plant file's power links say."""

    def __init__(
        self, elements: Iterable[Element], links: Iterable[Link], topology: Topology, assumptions: Assumptions
    ) -> None:
        """Take the elements and links of a plant, and its data tree."""
        supplies = {element.id: element.kind for element in elements if element.kind in SUPPLIES}
        fed: defaultdict[str, list[int]] = defaultdict(list)
        for link in links:
            index = topology.index(link.element)
            if link.path is Path.POWER and link.parent in supplies and index is not None and index < len(topology):
                fed[link.parent].append(index)
        self._topology = topology
        self._prior = {supply: assumptions.prior(kind) for supply, kind in supplies.items()}
        self._assumptions = assumptions
        self.all = frozenset(supplies)
        self.fed = {supply: _uppermost(sorted(indexes), topology) for supply, indexes in fed.items()}
        """Supply → tree indexes of the uppermost elements on its current."""
        self.behind = {
            supply: union(topology.terminals(index) for index in indexes) for supply, indexes in self.fed.items()
        }
        """Supply → slots of the terminals behind those."""

    def explain(
        self, faults: Sequence[Fault], evidence: Evidence, alarmed: AbstractSet[str], notice_ms: int
    ) -> list[Fault]:
        """Return the faults, those that one dead supply explains replaced by the supply's.

        alarmed: supplies that complained before they fell silent. One that neither did, nor is silent though its
        own way stands, is named where two branches or more went dark together; where one element that failed feeds
        all that lives on it, the two cannot be told apart, unless it answers, or somebody else went dark too, or that
        element also feeds somebody who did not: then two branches of it went dark, and what they share is the supply.
        """
        left = list(faults)
        complaining = alarmed | self._silent(faults, evidence)
        for supply in sorted(self.fed, key=lambda key: (key not in complaining, -len(self.fed[key]), key)):
            explained, branches = self._explained(supply, left, evidence, notice_ms)
            if branches and supply not in complaining and len(explained) == 1 and self._is_above(explained[0], supply):
                whole = np.isin(explained[0].explains, self.behind[supply]).all()
                if whole and not self.answers(supply, evidence):
                    is_supply = branches > 1 and len(np.setdiff1d(explained[0].contradicts, self.behind[supply])) > 0
                    told = self._fault(supply, explained) if is_supply else self._or_its_supply(explained[0], supply)
                    left[left.index(explained[0])] = told
            elif branches >= 2 or (branches and supply in complaining):
                left = [fault for fault in left if fault not in explained]
                left.append(self._fault(supply, explained))
            elif branches and not self.answers(supply, evidence) and len(explained) == 1:
                left[left.index(explained[0])] = self._or_its_supply(explained[0], supply)
        return left

    def _explained(
        self, supply: str, faults: Sequence[Fault], evidence: Evidence, notice_ms: int
    ) -> tuple[list[Fault], int]:
        """Return the faults that this supply explains together, and how many branches it feeds are seen dark."""
        mine = [fault for fault in faults if fault.cause is Cause.ELEMENT and self._is_behind(supply, fault)]
        if not mine:
            return [], 0
        first = max(mine, key=lambda fault: len(fault.explains))
        mine = [fault for fault in mine if at_once(fault, first, notice_ms)]
        dark = union(fault.explains for fault in mine)
        branches = 0
        for index in self.fed[supply]:
            behind = self._topology.terminals(index)
            behind = behind[behind < len(evidence.state)]
            still_seen = evidence.last_seen_ms[behind] > first.before_ms + notice_ms
            alive = int((IS_UP[evidence.state[behind]] & still_seen).sum())
            gone = int(np.isin(behind, dark).sum())
            if gone < LEAST_DARK * (gone + alive):
                return [], 0
            branches += gone > 0
        return mine, branches

    def _silent(self, faults: Sequence[Fault], evidence: Evidence) -> frozenset[str]:
        """Return the silent supplies whose silence no fault explains: a transponder often is a modem itself."""
        silent = set()
        for supply in self.fed:
            slot = self._topology.roster.slot(supply)
            if slot is None or slot >= len(evidence.state) or evidence.state[slot] != TerminalState.DARK:
                continue
            if not any(self._topology.covers(fault.element, supply) for fault in faults):
                silent.add(supply)
        return frozenset(silent)

    def answers(self, supply: str, evidence: Evidence) -> bool:
        """Return whether a supply's own transponder answers: then it has current, be it that of its battery."""
        slot = self._topology.roster.slot(supply)
        return slot is not None and slot < len(evidence.state) and bool(IS_UP[evidence.state[slot]])

    def _is_above(self, fault: Fault, supply: str) -> bool:
        """Return whether one element feeds all that lives on a supply: then its failure explains as much."""
        return all(self._topology.covers(fault.element, self._topology.keys[index]) for index in self.fed[supply])

    def _is_behind(self, supply: str, fault: Fault) -> bool:
        here = np.isin(fault.explains, self.behind[supply], kind="table")
        return len(here) > 0 and float(here.mean()) >= MOST_OF_IT

    def _or_its_supply(self, fault: Fault, supply: str) -> Fault:
        """Return a fault that cannot be told from that of what gives its element current.

        Which of the two it is, is weighed by how often each fails; all explain the same, so no more is known.
        """
        index = self._topology.index(fault.element)
        known = index is not None and index < len(self._topology)
        kind = KINDS[self._topology.kind[index]] if known else Kind.OTHER
        named = fault.probability - sum(item.probability for item in fault.alternatives)
        chance = named * self._prior[supply] / self._assumptions.prior(kind)
        less = fault.probability / (fault.probability + chance)
        rest = tuple(replace(item, probability=item.probability * less) for item in fault.alternatives)
        return replace(fault, alternatives=(Alternative(supply, chance * less), *rest))

    def _fault(self, supply: str, explained: Sequence[Fault]) -> Fault:
        first = max(explained, key=lambda fault: len(fault.explains))
        behind = self.behind[supply]
        explains = union(fault.explains for fault in explained)
        return replace(
            first,
            element=supply,
            cause=Cause.POWER,
            explains=explains,
            contradicts=np.intersect1d(union(fault.contradicts for fault in explained), behind).astype(np.int32),
            behind=union([behind, explains]),
            alternatives=(),
            after_ms=min(fault.after_ms for fault in explained),
            before_ms=min(fault.before_ms for fault in explained),
            members=tuple(self._topology.keys[index] for index in self.fed[supply]),
        )


def _uppermost(indexes: Sequence[int], topology: Topology) -> tuple[int, ...]:
    """Return those of ascending tree indexes that none of the others feeds."""
    top: list[int] = []
    for index in indexes:
        if not top or index >= topology.end[top[-1]]:
            top.append(index)
    return tuple(top)

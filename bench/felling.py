"""Which devices of a simulated city fall silent at once, how punctual the others are, and what was truly said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.punctual import on_time
from maps.model import Cause
from simulator.city import City

SHARE = 0.2
IN_GROUPS = 0.75
"""Share of the silent that are so in whole service groups; the others are scattered."""
SPARED = ("cmts", "olt")
"""Kinds that tell of terminals, and are left alive: their silence hides others'."""
GROUPS = ("optical_node", "node_port", "amplifier")
"""Kinds of element behind which all may fall silent, largest first."""


def doomed(city: City, seed: int, share: float = SHARE) -> set[str]:
    """Return ids of a share of the city's agents: neighbouring service groups as a whole, others one by one.

    Neighbours are what a failed switch or a wrong filter takes; a sweep meets them one after the other.
    """
    draw = Random(seed)
    mortal = {n for n, one in enumerate(city.elements) if one.agent and one.kind not in SPARED}
    wanted = round(share * len(mortal))
    gone: set[int] = set()
    for kind in GROUPS:
        groups = city.of_kind(kind)
        first = draw.randrange(len(groups))
        for group in (*groups[first:], *groups[:first]):
            with_it = gone | mortal.intersection(city.behind(group))
            if len(with_it) <= wanted * IN_GROUPS:
                gone = with_it
    gone.update(draw.sample(sorted(mortal - gone), wanted - len(gone)))
    return {city.elements[number].id for number in gone}


@dataclass(frozen=True, slots=True)
class Stamps:
    """Requests as they arrived at the agents: columns of equal length."""

    element: NDArray[np.str_]
    octets: NDArray[np.int64]
    at_s: NDArray[np.float64]

    @classmethod
    def of(cls, told: tuple[Sequence[str], Sequence[int], Sequence[float]]) -> Stamps:
        """Take what the simulator told."""
        element, octets, at_s = told
        return cls(np.array(element), np.array(octets, np.int64), np.array(at_s, np.float64))

    def first_s(self, who: Collection[str]) -> float:
        """Return when the first of some was asked for the first time, in seconds of the monotonic clock."""
        return float(self.at_s[np.isin(self.element, sorted(who))].min())

    def usual(self, who: Collection[str], from_s: float) -> tuple[NDArray[np.intp], NDArray[np.float64], int]:
        """Return each one's most frequent question since a moment: whose, at which seconds, and of how many.

        What is asked in another cadence, or table by table, has another length.
        """
        mine = np.isin(self.element, sorted(who)) & (self.at_s >= from_s)
        names, agent = np.unique(self.element[mine], return_inverse=True)
        octets, at_s = self.octets[mine], self.at_s[mine]
        pairs, pair, count = np.unique(
            np.stack([agent, octets], axis=1), axis=0, return_inverse=True, return_counts=True
        )
        best = np.zeros(len(names), np.int64)
        np.maximum.at(best, pairs[:, 0], count)
        kept = count[pair.ravel()] == best[agent]
        return agent[kept].astype(np.intp), at_s[kept], len(names)


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of whole intervals."""

    name: str
    first: int
    last: int
    """Intervals from the beginning; one past the last."""


def lateness(
    stamps: Stamps, who: Collection[str], began_s: float, interval_s: float, phases: Sequence[Phase], label: str
) -> dict[str, float]:
    """Return, for each phase, the share of polls that missed their slot, and pauses between an agent's polls, s.

    who: those that are healthy throughout, and due once each interval.
    """
    agent, at_s, agents = stamps.usual(who, began_s)
    punctual = on_time(agent, at_s, agents, began_s, interval_s, max(phase.last for phase in phases))
    order = np.lexsort((at_s, agent))
    agent, at_s = agent[order], at_s[order]
    pause = np.diff(at_s)
    counted = (agent[1:] == agent[:-1]) & (pause > interval_s / 2)  # less is a repeated try
    pause, round_of = pause[counted], ((at_s[1:][counted] - began_s) // interval_s).astype(np.int64)
    figures: dict[str, float] = {f"{label}_unasked": len(who) - agents}
    for phase in phases:
        inside = pause[(round_of >= phase.first) & (round_of < phase.last)]
        late = 1.0 - float(punctual[:, phase.first : phase.last].mean())
        figures[f"late_{label}_{phase.name}"] = round(late, 6)
        for name, share in (("p50", 50), ("p99", 99), ("max", 100)) if len(inside) else ():
            figures[f"pause_{label}_{phase.name}_{name}_s"] = round(float(np.percentile(inside, share)), 3)
    return figures


def beyond_truth(told: Mapping[str, Sequence[Mapping[str, Any]]], silent: Collection[str]) -> list[str]:
    """Return what incidents said in any version that is more than that silent devices do not answer.

    told: by id of the incident, each version's `faults` and `subscribers`.
    """
    return [
        f"{name}: {fault['cause']} {fault['element']}, {version['subscribers']} accounts"
        for name, versions in told.items()
        for version in versions
        for fault in version["faults"]
        if version["subscribers"] or fault["cause"] != Cause.NO_ANSWER or fault["element"] not in silent
    ]

"""Localisation: from what is known of every terminal to the elements that explain it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from maps.assumptions import Assumptions
from maps.faults import Conclusion, describe
from maps.likelihood import doubts, weigh
from maps.model import Evidence, Fault
from maps.onset import onsets
from maps.posterior import Posterior, posterior
from maps.sightings import sight
from maps.topology import Index, Topology

SUSPECTED = 0.05
"""Probability from which on an element that is not part of the most probable explanation is suspected all the same."""
MOST_SUSPECTED, MOST_LOOKED_AT = 10, 200
"""Suspects told, and elements looked through for them: chains of elements that cannot be told apart are one."""


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What localisation concludes, and what it could not exclude."""

    faults: tuple[Fault, ...] = ()
    """The most probable explanation, in tree order."""
    suspected: tuple[Fault, ...] = ()
    """Failures that are no part of it and yet not improbable, most probable first."""


def locate(topology: Topology, evidence: Evidence, assumptions: Assumptions, now_ms: int) -> list[Fault]:
    """Return the most probable set of failed elements, in tree order; see `judge`."""
    return list(judge(topology, evidence, assumptions, now_ms).faults)


def judge(topology: Topology, evidence: Evidence, assumptions: Assumptions, now_ms: int) -> Verdict:
    """Return the most probable set of failed elements, and what is suspected besides; the same for the same arguments.

    1. Sort the evidence onto the tree.
    2. Find for every element when it would have failed.
    3. Weigh the evidence for and against that.
    4. Pass over the tree: posterior, and the most probable explanation.
    5. Describe each failure with what it cannot be told from.

    A fault's probability may be small; who opens incidents decides what is enough. Evidence is read as
    intervals, so the answer stays the same for as long as service stays away.
    """
    if not len(topology):
        return Verdict()
    seen = sight(topology, evidence, assumptions, now_ms)
    notice_ms = round(assumptions.notice_delay_s * 1000)
    when = onsets(topology, seen.dark, doubts(assumptions))
    weights = weigh(topology, seen, when, assumptions)
    result = posterior(weights, topology.levels)

    position = np.empty(len(topology), dtype=np.intp)
    position[topology.by_level] = np.arange(len(topology))
    named = np.sort(topology.by_level[result.named])
    suspected = _suspected(topology, result, named)
    if not len(named) and not len(suspected):
        return Verdict()
    conclusion = Conclusion(
        first=result.first[position],
        score=result.score[position],
        named=named,
        after=when.after[position],
        before=when.before[position],
        relation=when.relation[position],
    )
    return Verdict(
        faults=tuple(describe(topology, evidence, seen, conclusion, notice_ms)),
        suspected=tuple(describe(topology, evidence, seen, replace(conclusion, named=suspected), notice_ms)),
    )


def _suspected(topology: Topology, result: Posterior, named: Index) -> Index:
    """Return the most probable elements that neither feed nor hang on what is named, nor on one another."""
    at = np.flatnonzero((result.first >= SUSPECTED) & ~result.named)
    ranked = topology.by_level[at[np.argsort(-result.first[at], kind="stable")]]
    apart: list[int] = []
    for index in ranked[:MOST_LOOKED_AT].tolist():
        others = np.concatenate([named, np.array(apart, dtype=np.intp)])
        end = topology.end[index]
        inside = ((others <= index) & (index < topology.end[others])) | ((index <= others) & (others < end))
        if not inside.any():
            apart.append(index)
        if len(apart) == MOST_SUSPECTED:
            break
    return np.array(apart, dtype=np.intp)

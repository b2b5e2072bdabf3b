"""Localisation: from what is known of every terminal to the elements that explain it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from maps.assumptions import Assumptions
from maps.beneath import Beneath
from maps.faults import Conclusion, describe
from maps.forest import Forest
from maps.habits import Habits
from maps.likelihood import doubts, weigh
from maps.model import Evidence, Fault
from maps.onset import Onsets, onsets
from maps.posterior import Posterior, Weights, posterior
from maps.rollcall import RollCall
from maps.sightings import Sightings, look
from maps.silences import Dark, silences
from maps.topology import Topology
from maps.tree import Index

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
    roll = RollCall.of(topology, evidence)
    silent = silences(topology, evidence, roll, assumptions, now_ms)
    when = windows(topology, silent[0], assumptions)
    found = infer(topology, evidence, roll, silent, when, assumptions, now_ms)
    conclusion = concluded(topology, topology.by_level, found)
    return told(topology, evidence, silent[0], conclusion, assumptions, now_ms)


@dataclass(frozen=True, slots=True, eq=False)
class Inference:
    """What the passes over a forest came to."""

    seen: Sightings
    when: Onsets
    weights: Weights
    result: Posterior


def windows(forest: Forest, dark: Dark, assumptions: Assumptions, beneath: Beneath | None = None) -> Onsets:
    """Return when each element of a forest would have failed; beneath: what is known of some of its leaves."""
    known = None if beneath is None else (forest.position()[beneath.at], beneath.windows)
    return onsets(forest, dark, doubts(assumptions), known)


def infer(
    forest: Forest,
    evidence: Evidence,
    roll: RollCall,
    silent: tuple[Dark, Habits],
    when: Onsets,
    assumptions: Assumptions,
    now_ms: int,
    beneath: Beneath | None = None,
) -> Inference:
    """Pass over a forest, given when each element would have failed; beneath: what is known of some of its leaves."""
    seen = look(forest, evidence, roll, silent, assumptions, now_ms, beneath)
    weights = weigh(forest, seen, when, assumptions)
    known = None if beneath is None else (forest.position()[beneath.at], beneath.below)
    return Inference(seen, when, weights, posterior(weights, forest.levels, known))


def concluded(topology: Topology, at: Index, found: Inference) -> tuple[Conclusion, Index]:
    """Return what passes over all or part of a plant say of its elements, and intp[k], who is suspected besides.

    at: tree index by position in the level order of what was passed over. Elements that were not are told from
    all others: their score is the least there is.
    """
    n, result, when = len(topology), found.result, found.when
    named = np.sort(at[result.named])
    suspected = _suspected(topology, at, result, named)
    if not len(named) and not len(suspected):
        nothing, never = np.empty(0), np.empty(0, dtype=np.int64)
        return Conclusion(nothing, nothing, named, never, never, never.astype(np.int8)), suspected
    first, score = np.zeros(n), np.full(n, -np.inf)
    after, before, relation = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int8)
    first[at], score[at] = result.first, result.score
    after[at], before[at], relation[at] = when.after, when.before, when.relation
    return Conclusion(first, score, named, after, before, relation), suspected


def told(
    topology: Topology,
    evidence: Evidence,
    dark: Dark,
    conclusion: tuple[Conclusion, Index],
    assumptions: Assumptions,
    now_ms: int,
) -> Verdict:
    """Return a conclusion, and who is suspected besides, as faults."""
    certain, suspected = conclusion
    notice_ms = round(assumptions.notice_delay_s * 1000)
    possible = replace(certain, named=suspected)
    return Verdict(
        faults=tuple(describe(topology, evidence, dark, certain, notice_ms, now_ms)),
        suspected=tuple(describe(topology, evidence, dark, possible, notice_ms, now_ms)),
    )


def _suspected(topology: Topology, order: Index, result: Posterior, named: Index) -> Index:
    """Return the most probable elements that neither feed nor hang on what is named, nor on one another."""
    at = np.flatnonzero((result.first >= SUSPECTED) & ~result.named)
    ranked = order[at[np.argsort(-result.first[at], kind="stable")]]
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

"""Localisation: from what is known of every terminal to the elements that explain it."""

from __future__ import annotations

import numpy as np

from maps.assumptions import Assumptions
from maps.faults import Conclusion, describe
from maps.likelihood import weigh
from maps.model import Evidence, Fault
from maps.onset import onsets
from maps.posterior import posterior
from maps.sightings import sight
from maps.topology import Topology


def locate(topology: Topology, evidence: Evidence, assumptions: Assumptions, now_ms: int) -> list[Fault]:
    """Return the most probable set of failed elements, in tree order; the same for the same arguments.

    1. Sort the evidence onto the tree.
    2. Find for every element when it would have failed.
    3. Weigh the evidence for and against that.
    4. Pass over the tree: posterior, and the most probable explanation.
    5. Describe each failure with what it cannot be told from.

    A fault's probability may be small; who opens incidents decides what is enough. Evidence is read as
    intervals, so the answer stays the same for as long as service stays away.
    """
    if not len(topology):
        return []
    seen = sight(topology, evidence, assumptions, now_ms)
    notice_ms = round(assumptions.notice_delay_s * 1000)
    when = onsets(topology, seen.dark, notice_ms)
    weights = weigh(topology, seen, when, assumptions)
    result = posterior(weights, topology.levels)

    named = np.sort(topology.by_level[result.named])
    if not len(named):
        return []
    position = np.empty(len(topology), dtype=np.intp)
    position[topology.by_level] = np.arange(len(topology))
    conclusion = Conclusion(
        first=result.first[position],
        score=result.score[position],
        named=named,
        after=when.after[position],
        before=when.before[position],
        relation=when.relation[position],
    )
    return describe(topology, evidence, seen, conclusion, notice_ms)

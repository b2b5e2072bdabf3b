"""Punctuality: whether each agent was asked when its turn came, told from when its requests arrived there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 0.1
"""Share of the interval by which a request may miss its slot."""


def on_time(
    agent: NDArray[np.intp], at_s: NDArray[np.float64], agents: int, began_s: float, interval_s: float, rounds: int
) -> NDArray[np.bool_]:
    """Return bool[agents, rounds]: whether a request reached the agent at its slot of each round.

    Every system may place an agent's slot within the interval as it likes, but must keep to it: the slot is the
    median place of the agent's own requests. A repeated request counts where the first one did.

    agent, at_s: who was asked and when, as stamped at the agents. began_s: when the first round began.
    """
    found = np.zeros((agents, rounds), dtype=np.bool_)
    order = np.lexsort((at_s, agent))
    agent, at_s = agent[order], at_s[order]
    inside = (at_s >= began_s) & (at_s < began_s + rounds * interval_s)
    firsts, counts = np.searchsorted(agent, np.arange(agents)), np.bincount(agent, minlength=agents)
    for number, (first, count) in enumerate(zip(firsts.tolist(), counts.tolist(), strict=True)):
        within = slice(first, first + count)
        mine = at_s[within]
        counted = mine[inside[within]]
        if not len(counted):
            continue
        place = counted[0] + np.median((counted - counted[0] + interval_s / 2) % interval_s) - interval_s / 2
        place = began_s + (place - began_s) % interval_s
        slots = place + np.arange(rounds) * interval_s
        near = np.abs(mine[:, None] - slots[None, :]) <= TOLERANCE * interval_s
        found[number] = near.any(axis=0)
    return found

"""Which elements have too many terminals in some trouble behind them, where the trouble has no onset to go by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.model import Slots
from maps.faults import LEAST_SHARE, Conclusion, candidates
from maps.model import Alternative, Kind
from maps.moments import Floats
from maps.posterior import Weights, posterior
from maps.topology import KINDS, Index, Topology

FEWEST = 3
"""Terminals in trouble behind an element: fewer are their own affair."""
MOST_SHOWING = 0.98
SHARES_BETWEEN = 6
"""Shares between the least and the most that are thought of, all as likely."""
NOT_WORTH = -1e6
"""Nats of an explanation that is not thought of; finite, so that differences of two are."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is assumed of a kind of trouble; shares are of 1."""

    usual: float
    """Share of terminals that have it for reasons of their own."""
    least: float
    """Smallest share behind an element that has it to give."""
    priors: Mapping[Kind, float]
    """Chance per kind that an element gives it at any one moment."""
    otherwise: float = 1e-7
    """The same for every kind that is not named."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """An element that gives trouble to those behind it."""

    index: int
    """Tree index."""
    probability: float
    """Posterior probability that it is this one or one of the alternatives."""
    troubled: Slots
    """int32[n]: slots of the terminals in trouble behind it."""
    spared: Slots
    """int32[n]: slots of those behind it that are seen free of it."""
    alternatives: tuple[Alternative, ...] = ()
    """Elements the evidence cannot tell from it, most probable first."""
    after_ms: int = 0
    before_ms: int = 0
    """Between which moments it began; 0: not known."""


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """What is seen behind every element, in level order."""

    count: Floats
    """float64[n]: terminals in the trouble that the element would account for."""
    spared: Floats
    """float64[n]: terminals that would have it by now if the element gave it to them, and have not."""
    gain: Floats
    """float64[n]: what those in trouble speak against having it by themselves, in nats."""
    observed: Floats
    """float64[n]: terminals of which anything is known."""
    relation: NDArray[np.int8]
    """int8[n]: whether what began behind the element did so with its parent's (0), or earlier or later."""


@dataclass(frozen=True, slots=True)
class Named:
    """An element that accounts for trouble behind it, and those the evidence cannot tell from it."""

    index: int
    """Tree index."""
    probability: float
    alternatives: tuple[Alternative, ...]


def shares(
    topology: Topology, troubled: NDArray[np.bool_], seen: NDArray[np.bool_], trouble: Trouble
) -> tuple[Found, ...]:
    """Return the elements that best account for who is in trouble, in tree order.

    troubled, seen: bool[slots]; only who is seen counts. A terminal recorded on the wrong branch changes a
    share and nothing else.
    """
    if np.count_nonzero(troubled) < FEWEST:
        return ()
    terminal, counted = of_terminals(topology, troubled & seen), of_terminals(topology, seen)
    if int(terminal.sum()) < FEWEST:
        return ()
    order = topology.by_level
    count, everybody = behind(topology, terminal)[order], behind(topology, counted)[order]
    tally = Tally(
        count=count,
        spared=everybody - count,
        gain=-count * np.log(trouble.usual),
        observed=everybody,
        relation=np.zeros(len(order), dtype=np.int8),
    )
    return tuple(_found(topology, named, terminal, counted) for named in accounting(topology, tally, trouble))


def accounting(topology: Topology, tally: Tally, trouble: Trouble) -> list[Named]:
    """Return the elements that account best for a tally, in tree order, each with what it cannot be told from.

    An element that gives the trouble gives it to some share of those behind it, at least `trouble.least`;
    which share is not known, so it is averaged over. The passes over the tree are those of outages: every
    element gives it or not, independently beforehand, and what happens below one that does, does not show.
    """
    order = topology.by_level
    weights = Weights(
        prior=_priors(trouble)[topology.kind[order]],
        common=np.where(tally.count >= FEWEST, tally.gain + _showing(tally, trouble), NOT_WORTH),
        elsewhere=np.full(len(order), -np.inf),
        own=np.zeros(len(order)),
        observed=tally.observed,
        relation=tally.relation,
    )
    result = posterior(weights, topology.levels)
    heads = np.sort(order[result.named & (tally.count >= FEWEST)])
    if not len(heads):
        return []
    position = np.empty(len(order), dtype=np.intp)
    position[order] = np.arange(len(order))
    nothing = np.zeros(len(order), dtype=np.int64)
    conclusion = Conclusion(
        first=result.first[position],
        score=result.score[position],
        named=heads,
        after=nothing,
        before=nothing,
        relation=tally.relation[position],
    )
    return [_named(topology, conclusion, head) for head in heads.tolist()]


def of_terminals(topology: Topology, who: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return bool[m] of the topology's terminals from bool[slots]; strangers are False."""
    slot = topology.terminal_slot
    known = (slot >= 0) & (slot < len(who))
    result = np.zeros(len(slot), dtype=np.bool_)
    result[known] = who[slot[known]]
    return result


def behind(topology: Topology, who: NDArray[np.bool_]) -> Floats:
    """Return float64[n]: how many of bool[m] terminals each element feeds, by tree index."""
    running = np.concatenate([[0], np.cumsum(who)])[topology.start]
    count: Floats = (running[topology.end] - running[:-1]).astype(np.float64)
    return count


def _showing(tally: Tally, trouble: Trouble) -> Floats:
    """Return float64[n]: log likelihood that just so many show it, the share that does averaged over.

    Relative to nobody's being spared by anything but chance; that those in trouble would rarely be so by
    themselves is the tally's gain.
    """
    total: Floats = np.full(len(tally.count), -np.inf)
    for share in np.linspace(trouble.least, MOST_SHOWING, SHARES_BETWEEN):
        have = share + (1.0 - share) * trouble.usual
        this = tally.count * np.log(have) + tally.spared * np.log((1.0 - have) / (1.0 - trouble.usual))
        total = np.logaddexp(total, this)
    mean: Floats = total - np.log(SHARES_BETWEEN)
    return mean


def _priors(trouble: Trouble) -> Floats:
    return np.array([trouble.priors.get(kind, trouble.otherwise) for kind in KINDS])


def _named(topology: Topology, conclusion: Conclusion, head: int) -> Named:
    alike: Index = np.array(sorted(candidates(topology, conclusion, head)), dtype=np.intp)
    chance = conclusion.first[alike]
    total = float(chance.sum())
    ranked = alike[np.argsort(-chance, kind="stable")].tolist()
    return Named(
        index=ranked[0],
        probability=min(total, 1.0),
        alternatives=tuple(
            Alternative(topology.keys[index], float(conclusion.first[index]))
            for index in ranked[1:]
            if conclusion.first[index] >= LEAST_SHARE * total
        ),
    )


def _found(topology: Topology, named: Named, terminal: NDArray[np.bool_], counted: NDArray[np.bool_]) -> Found:
    here = slice(topology.start[named.index], topology.start[topology.end[named.index]])
    slot = topology.terminal_slot[here]
    return Found(
        index=named.index,
        probability=named.probability,
        troubled=slot[terminal[here]],
        spared=slot[counted[here] & ~terminal[here]],
        alternatives=named.alternatives,
    )

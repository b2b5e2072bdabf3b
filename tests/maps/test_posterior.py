"""The tree passes against enumeration of every set of failures, on small trees."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from maps.posterior import Weights, posterior
from maps.tree import in_levels

MISPLACED = 0.07


class Enumeration:
    """Every set of failures with its weight, written down from the model and from nothing else.

    up[i], down[i]: likelihood of what is observed right at node i with its path up, and with it failed.
    """

    def __init__(self, parent, prior, up, down, seen):
        self.parent, self.prior, self.up, self.down, self.seen = parent, prior, up, down, seen
        self.n = len(parent)
        self.weight = {failed: self._weigh(failed) for failed in itertools.product([False, True], repeat=self.n)}
        self.total = sum(self.weight.values())

    def _silenced(self, failed):
        silenced = list(failed)
        for i in range(self.n):  # parents come first
            if self.parent[i] >= 0:
                silenced[i] = silenced[i] or silenced[self.parent[i]]
        return silenced

    def _weigh(self, failed):
        silenced = self._silenced(failed)
        prior = math.prod(p if f else 1 - p for p, f in zip(self.prior, failed, strict=True))
        return prior * math.prod(self.down[i] if silenced[i] else self.up[i] for i in range(self.n))

    def first(self, i):
        """Return the probability that i failed and nothing above it did."""
        return sum(w for failed, w in self.weight.items() if i in self._uppermost(failed)) / self.total

    def _uppermost(self, failed):
        silenced = self._silenced(failed)
        above = [self.parent[i] >= 0 and silenced[self.parent[i]] for i in range(self.n)]
        return frozenset(i for i in range(self.n) if failed[i] and not above[i])

    def behind(self, i):
        """Return who is observed in the segment of i."""
        members = {i}
        for j in range(self.n):
            if self.parent[j] in members:
                members.add(j)
        return frozenset(j for j in members if self.seen[j])

    def explanations(self):
        """Return the weight of each explanation: the observed segments that its uppermost failures silence."""
        weights: dict[frozenset, float] = {}
        for failed, weight in self.weight.items():
            segments = frozenset(s for i in self._uppermost(failed) if (s := self.behind(i)))
            weights[segments] = weights.get(segments, 0.0) + weight
        return weights


def solve(parent, prior, up, down, seen, misplaced=None, part=None):
    """Return (first, score, named) by node from the passes of the product."""
    order, levels = in_levels(np.array(parent, dtype=np.intp))
    n = len(parent)
    ratio = np.log(down) - np.log(up)
    total, observed = ratio.copy(), np.array(seen, dtype=float)
    for i in range(n - 1, -1, -1):
        if parent[i] >= 0:
            total[parent[i]] += total[i]
            observed[parent[i]] += observed[i]
    weights = Weights(
        prior=np.array(prior)[order],
        common=total[order],
        elsewhere=np.full(n, -np.inf),
        own=np.zeros(n),
        observed=observed[order],
        relation=np.zeros(n, dtype=np.int8),
        under=total[order] if misplaced else None,
        misplaced=misplaced or 0.0,
        beside=None if part is None else (np.log(part) - np.log(up))[order],
    )
    result = posterior(weights, levels)
    back = np.empty(n, dtype=np.intp)
    back[order] = np.arange(n)
    return result.first[back], result.score[back], result.named[back]


@st.composite
def small_trees(draw):
    n = draw(st.integers(1, 8))
    parent = [draw(st.integers(-1, i - 1)) for i in range(n)]
    prior = [draw(st.floats(0.001, 0.4)) for _ in range(n)]
    seen = [draw(st.booleans()) for _ in range(n)]
    likelihood = st.floats(0.001, 1.0)
    up = np.array([draw(likelihood) if s else 1.0 for s in seen])
    down = np.array([draw(likelihood) if s else 1.0 for s in seen])
    return parent, prior, up, down, seen


@settings(max_examples=300)
@given(small_trees())
def test_the_posterior_is_that_of_enumeration(tree):
    every = Enumeration(*tree)
    first, score, _ = solve(*tree)
    assert first == pytest.approx([every.first(i) for i in range(every.n)], rel=1e-9, abs=1e-12)
    assert np.exp(score) * np.array(tree[1]) == pytest.approx(first, rel=1e-9)


@settings(max_examples=300)
@given(small_trees())
def test_the_most_probable_explanation_is_that_of_enumeration(tree):
    every = Enumeration(*tree)
    weights = every.explanations()
    ranked = sorted(weights.values(), reverse=True)
    assume(len(ranked) < 2 or ranked[0] > ranked[1] * (1 + 1e-9))
    best = max(weights, key=weights.__getitem__)
    *_, named = solve(*tree)
    assert frozenset(every.behind(i) for i in np.flatnonzero(named)) == best


def with_misplaced(parent, prior, up, down, seen):
    """Return first by node, summed over every way elements may hang elsewhere than the file says."""
    first = np.zeros(len(parent))
    total = 0.0
    children = [i for i, above in enumerate(parent) if above >= 0]
    for moved in itertools.product([False, True], repeat=len(children)):
        truth = list(parent)
        for i, is_moved in zip(children, moved, strict=True):
            truth[i] = -1 if is_moved else parent[i]
        chance = math.prod(MISPLACED if is_moved else 1 - MISPLACED for is_moved in moved)
        every = Enumeration(truth, prior, up, down, seen)
        first += chance * every.total * np.array([every.first(i) for i in range(every.n)])
        total += chance * every.total
    return first / total


@settings(max_examples=100)
@given(small_trees().filter(lambda tree: len(tree[0]) <= 5))
def test_the_posterior_knows_that_elements_may_hang_elsewhere(tree):
    first, *_ = solve(*tree, misplaced=MISPLACED)
    assert first == pytest.approx(with_misplaced(*tree), rel=1e-9, abs=1e-12)


def with_parts(parent, prior, up, down, part):
    """Return first by node, where of each failed node it may be only a part, behind which none of the others hangs."""
    first, total = np.zeros(len(parent)), 0.0
    for states in itertools.product(("sound", "whole", "part"), repeat=len(parent)):
        silenced, weight, uppermost = [], 1.0, []
        for i, state in enumerate(states):
            above = parent[i] >= 0 and silenced[parent[i]]
            silenced.append(above or state == "whole")
            weight *= 1.0 - prior[i] if state == "sound" else prior[i]
            weight *= down[i] if silenced[i] else part[i] if state == "part" else up[i]
            weight *= not (above and state == "part")  # nothing shows of it there
            uppermost.append(not above and state != "sound")
        first += weight * np.array(uppermost)
        total += weight
    return first / total


@settings(max_examples=100)
@given(small_trees().filter(lambda tree: len(tree[0]) <= 5), st.lists(st.floats(0.001, 1.0), min_size=5, max_size=5))
def test_the_posterior_knows_that_only_an_undrawn_part_may_have_failed(tree, part):
    parent, prior, up, down, seen = tree
    of_part = np.where(seen, part[: len(parent)], 1.0)
    first, *_ = solve(*tree, part=of_part)
    assert first == pytest.approx(with_parts(parent, prior, up, down, of_part), rel=1e-9, abs=1e-12)


def test_enumeration_itself_knows_a_single_failed_node():
    every = Enumeration([-1, 0], [0.01, 0.01], np.array([1.0, 0.1]), np.array([1.0, 0.9]), [False, True])
    assert every.first(0) == pytest.approx(0.009 / (0.009 + 0.99 * 0.009 + 0.99 * 0.99 * 0.1))

"""Trouble without an onset, found by its share behind each element."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.model import Kind
from maps.shares import Trouble, shares

TROUBLE = Trouble(usual=0.02, least=0.5, priors={Kind.AMPLIFIER: 1e-3, Kind.OPTICAL_NODE: 1e-3, Kind.TAP: 1e-4})


def found(town, troubled, seen=None):
    mask, known = np.zeros(len(town.roster), np.bool_), np.zeros(len(town.roster), np.bool_)
    mask[town.roster.slots(troubled)] = True
    known[town.roster.slots(town.modems if seen is None else seen)] = True
    return [(town.topology.keys[item.index], town.keys(item.troubled)) for item in shares(
        town.topology, mask, known, TROUBLE
    )]  # fmt: skip


def test_everybody_behind_an_amplifier_in_trouble_names_it(cascade):
    assert found(cascade, cascade.behind("A2")) == [("A2", cascade.behind("A2"))]


def test_nobody_in_trouble_names_nobody(cascade):
    assert found(cascade, []) == []


def test_a_few_here_and_there_are_their_own_affair(cascade):
    assert found(cascade, ["m1.0", "m4.1", "m9.2", "m20.0"]) == []


def test_some_that_are_spared_or_cannot_be_seen_change_nothing(cascade):
    behind = cascade.behind("A2")
    unseen = behind[3:9]
    assert found(cascade, behind[:-2], seen=sorted(set(cascade.modems) - set(unseen))) == [
        ("A2", sorted(set(behind[:-2]) - set(unseen)))
    ]


def test_two_branches_far_apart_are_two(cascade):
    assert [name for name, _ in found(cascade, cascade.behind("A3", "A4"))] == ["A3", "A4"]


@given(st.sets(st.sampled_from([f"m{t}.{k}" for t in range(1, 13) for k in range(4)])))
def test_what_is_named_never_shares_a_terminal_and_holds_a_fair_share(make_town, troubled):
    town = make_town.cascade()
    named = found(town, sorted(troubled))
    everybody = [key for _, keys in named for key in keys]
    assert len(everybody) == len(set(everybody))
    assert set(everybody) <= troubled
    for name, keys in named:
        assert len(keys) >= 0.25 * len(town.behind(name))


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_at_a_tap_are_never_named(cascade, count):
    assert found(cascade, [f"m5.{k}" for k in range(count)]) == []

"""Faults carry arrays: whether one is among others is a question of which, not of what it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from maps.model import Cause, Fault


def test_one_of_two_faults_that_say_the_same_can_be_taken_out_of_a_list():
    slots = np.arange(3, dtype=np.int32)
    one = Fault("A1", Cause.ELEMENT, 0.9, slots, slots, slots)
    other = replace(one)
    taken, left = [one], [one, other]
    assert [fault is other for fault in left if fault not in taken] == [True]

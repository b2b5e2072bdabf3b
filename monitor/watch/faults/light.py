"""Nodes that say they get too little light: evidence of what feeds them, though they answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import numpy as np

from collectors.states import TerminalState
from maps.model import Evidence
from thresholds.model import Alarm, Level

ON_TWO_PATHS = frozenset({"optical_path_a_dbm", "optical_path_b_dbm"})
"""Light at the two inputs of an optical switch."""
OPTICAL_INPUTS = ON_TWO_PATHS | {"optical_rx_dbm"}
TOO_LITTLE = frozenset({Level.LOLO})
READ_EVERY_MS = 300_000
"""Light is read with the levels: it went at most so long before it was first read too low."""


Input = tuple[str, int]
"""(metric, instance)"""


def low_inputs(alarms: Iterable[Alarm], metrics: Mapping[str, str]) -> dict[int, dict[Input, int]]:
    """Return slot → input → since when it gets too little light, UTC ms. metrics: rule → what it compares."""
    found: defaultdict[int, dict[Input, int]] = defaultdict(dict)
    for alarm in alarms:
        metric = metrics.get(alarm.rule, "")
        if alarm.level in TOO_LITTLE and metric in OPTICAL_INPUTS:
            found[alarm.slot][metric, alarm.instance] = alarm.since_ms
    return dict(found)


def with_light(
    evidence: Evidence,
    alarms: Iterable[Alarm],
    metrics: Mapping[str, str],
    two_routes: Collection[int] = (),
) -> Evidence:
    """Return evidence in which who gets too little light counts as cut off since then, be it that it answers.

    metrics: rule → what it compares. That its agent answers says nothing for the signal it carries then. two_routes:
    slots of those that are lit twice over, as an optical switch is: one input is not the signal they carry.
    """
    since_ms = {
        slot: max(inputs.values())
        for slot, inputs in low_inputs(alarms, metrics).items()
        if slot < len(evidence.state) and len(inputs) > (slot in two_routes or _is_switch(inputs))
    }
    if not since_ms:
        return evidence
    slots = np.array(sorted(since_ms), dtype=np.int32)
    missed = np.array([since_ms[slot] for slot in slots.tolist()], dtype=np.int64)
    answering = evidence.state[slots] != TerminalState.DARK
    slots, missed = slots[answering], missed[answering]
    dim = np.zeros(len(evidence.state), dtype=np.bool_)
    dim[slots] = True
    state, seen, gone = evidence.state.copy(), evidence.last_seen_ms.copy(), evidence.first_missed_ms.copy()
    state[slots], seen[slots], gone[slots] = TerminalState.DARK, missed - READ_EVERY_MS, missed
    return replace(evidence, state=state, last_seen_ms=seen, first_missed_ms=gone, dim=dim)


def _is_switch(inputs: Iterable[Input]) -> bool:
    return any(metric in ON_TWO_PATHS for metric, _ in inputs)

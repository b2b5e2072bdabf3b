"""Nodes that say they get too little light: evidence of what feeds them, though they answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from collectors.states import TerminalState
from maps.model import Evidence
from thresholds.model import Alarm, Level

OPTICAL_INPUT = "optical_rx_dbm"
TOO_LITTLE = frozenset({Level.LOLO})
READ_EVERY_MS = 300_000
"""Light is read with the levels: it went at most so long before it was first read too low."""


def with_light(evidence: Evidence, alarms: Iterable[Alarm], metrics: Mapping[str, str]) -> Evidence:
    """Return evidence in which who gets too little light counts as cut off since then, be it that it answers.

    metrics: rule → what it compares. That its agent answers says nothing for the signal it carries then.
    """
    since_ms = {
        alarm.slot: alarm.since_ms
        for alarm in alarms
        if alarm.level in TOO_LITTLE and metrics.get(alarm.rule) == OPTICAL_INPUT and alarm.slot < len(evidence.state)
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

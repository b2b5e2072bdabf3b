"""What rules ask of a value: limits as conditions, each with the deadband that ends it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from collectors.model import Values
from thresholds.model import Level, Rule, RuleType

Bits = NDArray[np.uint8]
"""uint8[n]: the conditions a value fulfils, one bit each, in the order of CONDITIONS."""

CONDITIONS = 4
"""Bits of a limit rule: below LOLO, below LO, above HI, above HIHI; other rules use the first only."""
LOWS = 2
"""How many of them are low."""

TERMINAL_STATE = "terminal_state"
"""Metric of a terminal's state, a TerminalState; UNKNOWN is no reading."""

ROUNDING = 1e-9
"""A value this close to a limit, relative to it, stands on it: -150 tenths times 0.1 is not below -15."""

IN_ORDER, NOT_IN_ORDER = 1.0, 0.0
"""What rules without limits measure: a state that is or is not allowed, a device that answers or does not."""

_WEIGHT = 1 << np.arange(CONDITIONS, dtype=np.uint8)
_NEVER = (-np.inf, -np.inf, np.inf, np.inf)


class Limits:
    """The limits of a list of rules, as tables by rule and condition."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Compile the rules; infinite stands for a limit that is switched off."""
        self._begin = np.array([_limits(rule, 0.0) for rule in rules], dtype=np.float64).reshape(-1, CONDITIONS)
        self._end = np.array([_limits(rule, rule.deadband) for rule in rules], dtype=np.float64).reshape(-1, CONDITIONS)
        self._levels = np.array([_levels(rule) for rule in rules], dtype=np.uint8).reshape(-1, 1 << CONDITIONS)
        self._range = [(float(row[:LOWS].max()), float(row[LOWS:].min())) for row in self._begin]

    def outside(self, rule: int, measure: Values) -> NDArray[np.bool_]:
        """Return bool[n]: measures beyond any limit of one rule; NaN is beyond none."""
        low, high = self._range[rule]
        outside = measure < low
        outside |= measure > high
        return outside

    def conditions(self, rule: NDArray[np.int32], measure: Values, before: Bits) -> Bits:
        """Return the conditions each measure fulfils by its own rule, given those before; NaN fulfils none."""
        begin, end, column = self._begin[rule], self._end[rule], measure[:, None]
        low, high = slice(0, LOWS), slice(LOWS, CONDITIONS)
        beyond, within_deadband = np.empty(begin.shape, dtype=np.bool_), np.empty(begin.shape, dtype=np.bool_)
        np.less(column, begin[:, low], out=beyond[:, low])
        np.greater(column, begin[:, high], out=beyond[:, high])
        np.less(column, end[:, low], out=within_deadband[:, low])
        np.greater(column, end[:, high], out=within_deadband[:, high])
        beyond |= within_deadband & each(before)
        return packed(beyond)

    def level(self, rule: NDArray[np.int32], conditions: Bits) -> NDArray[np.uint8]:
        """Return uint8[n] of Level: what conditions amount to, the worst where there are several."""
        level: NDArray[np.uint8] = self._levels[rule, conditions]
        return level


def measure_state(value: Values, allowed: Iterable[int]) -> Values:
    """Return float64[n]: IN_ORDER where a state is one of those allowed, NOT_IN_ORDER where not; NaN stays."""
    in_order = np.zeros(len(value), dtype=np.bool_)
    for state in allowed:
        in_order |= value == state
    measure = np.where(in_order, IN_ORDER, NOT_IN_ORDER)
    measure[np.isnan(value)] = np.nan
    return measure


def measure_silence(misses: NDArray[np.uint16], enough: int) -> Values:
    """Return float64[n]: NOT_IN_ORDER after enough misses, IN_ORDER without any; in between is NaN, nothing known."""
    measure = np.where(misses >= enough, NOT_IN_ORDER, np.nan)
    measure[misses == 0] = IN_ORDER
    return measure


def each(conditions: Bits) -> NDArray[np.bool_]:
    """Return bool[n, CONDITIONS] of uint8[n] bits."""
    return (conditions[:, None] & _WEIGHT).astype(np.bool_)


def packed(conditions: NDArray[np.bool_]) -> Bits:
    """Return uint8[n] bits of bool[n, CONDITIONS]."""
    bits: Bits = np.packbits(conditions, axis=1, bitorder="little")[:, 0]
    return bits


def _limits(rule: Rule, deadband: float) -> tuple[float, ...]:
    """Return per condition the limit that begins it (deadband 0) or the one that ends it."""
    if rule.type is not RuleType.LIMIT:
        return ((IN_ORDER + NOT_IN_ORDER) / 2, *_NEVER[1:])
    signs = (1.0, 1.0, -1.0, -1.0)
    limits = (rule.lolo, rule.lo, rule.hi, rule.hihi)
    return tuple(
        never if limit is None else limit + sign * (deadband - ROUNDING * max(1.0, abs(limit)))
        for never, limit, sign in zip(_NEVER, limits, signs, strict=True)
    )


def _levels(rule: Rule) -> list[Level]:
    """Return the level of each set of conditions."""
    if rule.type is not RuleType.LIMIT:
        only = Level.NO_ANSWER if rule.type is RuleType.NO_ANSWER else Level.STATE
        return [only if bits & 1 else Level.NORMAL for bits in range(1 << CONDITIONS)]
    worst_first = ((1, Level.LOLO), (8, Level.HIHI), (2, Level.LO), (4, Level.HI))
    return [next((level for bit, level in worst_first if bits & bit), Level.NORMAL) for bits in range(1 << CONDITIONS)]

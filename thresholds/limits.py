"""What a rule asks of a value: its limits as conditions, each with the deadband that ends it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.model import Values
from thresholds.model import Level, Rule, RuleType

Bits = NDArray[np.uint8]
"""uint8[n]: the conditions a value fulfils, one bit each, in the order of CONDITIONS."""

CONDITIONS = 4
"""Bits of a limit rule: below LOLO, below LO, above HI, above HIHI; other rules use the first only."""

ROUNDING = 1e-9
"""A value this close to a limit, relative to it, stands on it: -150 tenths times 0.1 is not below -15."""


@dataclass(frozen=True, slots=True)
class Limits:
    """A limit rule, compiled: where each condition begins and where it ends."""

    begin: tuple[float, ...]
    """Per condition, the value beyond which it begins; infinite where the limit is switched off."""
    end: tuple[float, ...]
    """Per condition, the value beyond which it goes on once begun."""

    def outside(self, values: Values) -> NDArray[np.bool_]:
        """Return bool[n]: values beyond any limit; NaN is beyond none."""
        outside = np.less(values, max(self.begin[0], self.begin[1]))
        outside |= np.greater(values, min(self.begin[2], self.begin[3]))
        return outside

    def conditions(self, values: Values, before: Bits) -> Bits:
        """Return the conditions now, given those before; NaN must be handled by the caller."""
        now = np.zeros(len(values), dtype=np.uint8)
        for bit, (begin, end) in enumerate(zip(self.begin, self.end, strict=True)):
            if not np.isfinite(begin):
                continue
            beyond = np.less if bit < 2 else np.greater
            held = beyond(values, end) & (before >> bit & 1).astype(np.bool_)
            now |= (beyond(values, begin) | held).astype(np.uint8) << np.uint8(bit)
        return now


@dataclass(frozen=True, slots=True)
class Allowed:
    """A state rule, compiled: the values that are in order."""

    values: tuple[float, ...]

    def outside(self, values: Values) -> NDArray[np.bool_]:
        """Return bool[n]: values that are not allowed; NaN is no value."""
        outside = np.equal(values, values)
        for allowed in self.values:
            outside &= np.not_equal(values, allowed)
        return outside

    def conditions(self, values: Values, before: Bits) -> Bits:
        """Return the condition now; a state has no deadband, so what was before does not matter."""
        del before
        return self.outside(values).astype(np.uint8)


def compile_rule(rule: Rule) -> Limits | Allowed | None:
    """Return what a rule asks of values, None for one that is about silence."""
    if rule.type is RuleType.NO_ANSWER:
        return None
    if rule.type is RuleType.STATE:
        return Allowed(tuple(float(value) for value in sorted(rule.allowed)))
    low, high = (rule.lolo, rule.lo), (rule.hi, rule.hihi)
    return Limits(
        begin=(*(_low(limit, 0.0) for limit in low), *(_high(limit, 0.0) for limit in high)),
        end=(*(_low(limit, rule.deadband) for limit in low), *(_high(limit, rule.deadband) for limit in high)),
    )


def level_table(rule: Rule) -> Bits:
    """Return uint8[16]: the level that a set of conditions amounts to, the worst where several do."""
    table = np.zeros(1 << CONDITIONS, dtype=np.uint8)
    if rule.type is not RuleType.LIMIT:
        table[1:] = Level.NO_ANSWER if rule.type is RuleType.NO_ANSWER else Level.STATE
        return table
    worst_last = ((2, Level.HI), (1, Level.LO), (3, Level.HIHI), (0, Level.LOLO))
    for bit, level in worst_last:
        table[np.arange(len(table)) >> bit & 1 == 1] = level
    return table


def _low(limit: float | None, deadband: float) -> float:
    """Return where a low condition begins or ends: a value below this fulfils it."""
    return -np.inf if limit is None else limit + deadband - _rounding(limit)


def _high(limit: float | None, deadband: float) -> float:
    """Return where a high condition begins or ends: a value above this fulfils it."""
    return np.inf if limit is None else limit - deadband + _rounding(limit)


def _rounding(limit: float) -> float:
    return ROUNDING * max(1.0, abs(limit))

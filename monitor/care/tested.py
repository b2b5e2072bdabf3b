"""What a test of a terminal comes to: from who answered and how, purely."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from monitor.ledger.terminal_tests import GIVEN_UP_MS, Progress, TerminalAnswer, TerminalTest
from thresholds.model import Rule, RuleType

ENOUGH = 3
"""Neighbours asked that make a comparison."""


class Finding(StrEnum):
    """What an agent is told of a test."""

    WAITING = "waiting"
    """It is not known yet."""
    GOOD = "good"
    """The terminal answers, and what it says is within limits."""
    POOR = "poor"
    """It answers, and something is beyond the last value before service suffers."""
    ALONE = "alone"
    """It is silent, and its neighbours answer."""
    TOGETHER = "together"
    """It is silent, and so are most of its neighbours."""
    SILENT = "silent"
    """It is silent, and there are too few neighbours to compare it with."""
    NOT_ASKED = "not_asked"
    """It cannot be asked now: no address is known, or its CMTS has no room for more questions."""
    FAILED = "failed"
    """The test came to nothing."""


def finding(test: TerminalTest, poor: Sequence[str], now_ms: int) -> Finding:
    """Return what a test says as far as it has come; `poor`: metrics of the terminal beyond their limits."""
    running = test.state is Progress.RUNNING
    own = next((answer for answer in test.answers if answer.own), None)
    if (
        test.state is Progress.FAILED
        or (running and now_ms - test.at_ms > GIVEN_UP_MS)
        or (own is None and not running)
    ):
        return Finding.FAILED
    if own is not None and not own.asked:
        return Finding.NOT_ASKED
    if own is None or running:
        return Finding.WAITING
    if own.answered:
        return Finding.POOR if poor else Finding.GOOD
    return _silence(test.answers)


def _silence(answers: Sequence[TerminalAnswer]) -> Finding:
    asked, answered, _ = counted(answers)
    if asked < ENOUGH:
        return Finding.SILENT
    return Finding.ALONE if 2 * answered >= asked else Finding.TOGETHER


def beyond_limits(readings: Mapping[str, float], kind: str, rules: Iterable[Rule]) -> tuple[str, ...]:
    """Return the metrics beyond the last value before service suffers (LOLO, HIHI), in the order of their names.

    Without hold or deadband: it is a single look, and nothing is concluded from it but what is said to the caller.
    """
    limits = [rule for rule in rules if rule.type is RuleType.LIMIT and (not rule.kinds or kind in rule.kinds)]
    return tuple(sorted({rule.metric for rule in limits if _beyond(readings.get(rule.metric), rule)}))


def counted(answers: Iterable[TerminalAnswer]) -> tuple[int, int, int]:
    """Return of the neighbours how many were asked, how many answered, and how many have not yet."""
    asked = [answer for answer in answers if answer.asked and not answer.own]
    return (
        len(asked),
        sum(answer.answered is True for answer in asked),
        sum(answer.answered is None for answer in asked),
    )


def _beyond(value: float | None, rule: Rule) -> bool:
    if value is None:
        return False
    return (rule.lolo is not None and value < rule.lolo) or (rule.hihi is not None and value > rule.hihi)

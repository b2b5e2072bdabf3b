"""A rule as it is written: a table of plain values, the same in TOML and JSON, checked strictly."""

from __future__ import annotations

import difflib
import itertools
import math
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from collectors.states import TerminalState
from thresholds.limits import TERMINAL_STATE
from thresholds.model import Level, Rule, RuleType, Severity

LIMITS = ("lolo", "lo", "hi", "hihi")
MOST_MISSES = 1000
"""More unanswered questions than a rule can sensibly wait for."""

_ID = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
_LEVELS = {
    RuleType.LIMIT: {name: Level[name.upper()] for name in LIMITS},
    RuleType.NO_ANSWER: {"no_answer": Level.NO_ANSWER},
    RuleType.STATE: {"state": Level.STATE},
}
_SEVERITIES = {severity.name.lower(): severity for severity in Severity if severity is not Severity.CLEARED}
_STATES = {state.name.lower(): int(state) for state in TerminalState}
_COMMON = ("type", "kinds", "hold_s", "severity", "source")
_KEYS = {
    RuleType.LIMIT: (*_COMMON, "metric", *LIMITS, "deadband"),
    RuleType.NO_ANSWER: (*_COMMON, "misses"),
    RuleType.STATE: (*_COMMON, "metric", "allowed"),
}


class RuleError(ValueError):
    """A rule that cannot be used; the message names where it stands, the rule and the key, a line for each fault."""


def read_rule(
    name: str, table: Mapping[str, Any], kinds: Collection[str] | None = None, metrics: Collection[str] | None = None
) -> Rule:
    """Return the rule called `name` that a table writes down.

    Where `kinds` or `metrics` are given, names that are not among them are refused. Raises RuleError
    with every fault of the table, each as `rule NAME: KEY: what is wrong`.
    """
    reader = _Reader(table)
    kind_of_rule = reader.choice("type", {str(item): item for item in RuleType}, RuleType.LIMIT)
    reader.refuse_unknown(_KEYS[kind_of_rule], kind_of_rule)
    rule = Rule(
        id=name,
        type=kind_of_rule,
        metric=reader.text("metric"),
        kinds=frozenset(reader.words("kinds")),
        lolo=reader.number("lolo"),
        lo=reader.number("lo"),
        hi=reader.number("hi"),
        hihi=reader.number("hihi"),
        deadband=reader.number("deadband") or 0.0,
        hold_s=reader.number("hold_s") or 0.0,
        misses=reader.whole("misses", 3),
        allowed=frozenset(reader.states("allowed")),
        severity=reader.severities("severity", _LEVELS[kind_of_rule]),
        source=reader.text("source"),
    )
    faults = reader.faults or [*faults_of(rule), *_strangers(rule, kinds, metrics)]
    if faults:
        raise RuleError("\n".join(f"rule {name}: {fault}" for fault in faults))
    return rule


def write_rule(rule: Rule) -> dict[str, Any]:
    """Return the table of a rule, without its id; `read_rule` makes the same rule of it."""
    values: dict[str, Any] = {
        "type": str(rule.type),
        "metric": rule.metric,
        "kinds": sorted(rule.kinds),
        **{name: getattr(rule, name) for name in LIMITS},
        "deadband": rule.deadband,
        "hold_s": rule.hold_s,
        "misses": rule.misses,
        "allowed": sorted(rule.allowed),
        "severity": {level.name.lower(): severity.name.lower() for level, severity in sorted(rule.severity.items())},
        "source": rule.source,
    }
    return {key: values[key] for key in _KEYS[rule.type] if values[key] is not None}


def faults_of(rule: Rule) -> Iterator[str]:
    """Yield what is wrong with a rule, each as `KEY: what is wrong`; nothing for a rule that can be used."""
    if not _ID.fullmatch(rule.id):
        yield "id: must be lower-case letters, digits, and single - or _ between them"
    if not math.isfinite(rule.hold_s) or rule.hold_s < 0:
        yield f"hold_s: {rule.hold_s} is no number of seconds"
    if rule.type is RuleType.NO_ANSWER:
        if not 1 <= rule.misses <= MOST_MISSES:
            yield f"misses: {rule.misses} is not between 1 and {MOST_MISSES}"
        return
    if not rule.metric:
        yield "metric: is missing"
    if rule.type is RuleType.STATE and not rule.allowed:
        yield "allowed: no state is allowed"
    if rule.type is RuleType.LIMIT:
        yield from _faults_of_limits(rule)


def _faults_of_limits(rule: Rule) -> Iterator[str]:
    limits = [(name, limit) for name in LIMITS if (limit := getattr(rule, name)) is not None]
    if not limits:
        yield "lo: none of lolo, lo, hi, hihi is set"
    for (lower, low), (upper, high) in itertools.pairwise(limits):
        if not low < high:
            yield f"{upper}: {high} is not above {lower} = {low}"
    if not math.isfinite(rule.deadband) or rule.deadband < 0:
        yield f"deadband: {rule.deadband} is no width"
    lows = [limit for limit in (rule.lolo, rule.lo) if limit is not None]
    highs = [limit for limit in (rule.hi, rule.hihi) if limit is not None]
    if lows and highs and max(lows) + rule.deadband > min(highs) - rule.deadband:
        yield f"deadband: {rule.deadband} leaves no value that ends both a low and a high level"


def _strangers(rule: Rule, kinds: Collection[str] | None, metrics: Collection[str] | None) -> Iterator[str]:
    """Yield names that nobody else knows."""
    if kinds is not None:
        for kind in sorted(rule.kinds - set(kinds)):
            yield f"kinds: no kind of element is called {kind}{_near(kind, kinds)}"
    if metrics is not None and rule.type is not RuleType.NO_ANSWER and rule.metric not in metrics:
        yield f"metric: nothing reads {rule.metric}{_near(rule.metric, metrics)}"


class _Reader:
    """Takes typed values from a table, collecting what is wrong with them."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        self.faults: list[str] = []

    def refuse_unknown(self, known: Collection[str], kind_of_rule: RuleType) -> None:
        for key in self._table:
            if key not in known:
                elsewhere = any(key in keys for keys in _KEYS.values())
                what = f"means nothing in a {kind_of_rule} rule" if elsewhere else f"unknown key{_near(key, known)}"
                self.faults.append(f"{key}: {what}")

    def text(self, key: str) -> str:
        return str(self._get(key, str, "", "a text"))

    def number(self, key: str) -> float | None:
        value = self._get(key, (int, float), None, "a number")
        if value is not None and not math.isfinite(value):
            self.faults.append(f"{key}: {value} is no limit")
            return None
        return None if value is None else float(value)

    def whole(self, key: str, default: int) -> int:
        return int(self._get(key, int, default, "a whole number"))

    def words(self, key: str) -> list[str]:
        values = self._get(key, list, [], "a list of names")
        wrong = [value for value in values if not isinstance(value, str)]
        self.faults.extend(f"{key}: {value!r} is not a name" for value in wrong)
        return [value for value in values if isinstance(value, str)]

    def states(self, key: str) -> list[int]:
        """Return states; those of terminals may be written by name."""
        names = _STATES if self._table.get("metric") == TERMINAL_STATE else {}
        states = []
        for value in self._get(key, list, [], "a list of states"):
            if isinstance(value, int) and not isinstance(value, bool):
                states.append(value)
            elif isinstance(value, str) and value in names:
                states.append(names[value])
            else:
                hint = _near(str(value), names) if names else ""
                self.faults.append(f"{key}: {value!r} is no state{hint}")
        return states

    def severities(self, key: str, levels: Mapping[str, Level]) -> dict[Level, Severity]:
        severities: dict[Level, Severity] = {}
        for name, word in self._get(key, dict, {}, "a table of level = severity").items():
            if name not in levels:
                self.faults.append(f"{key}.{name}: no level of this rule{_near(name, levels)}")
            elif word not in _SEVERITIES:
                self.faults.append(f"{key}.{name}: no severity is called {word}{_near(str(word), _SEVERITIES)}")
            else:
                severities[levels[name]] = _SEVERITIES[word]
        return severities

    def choice(self, key: str, choices: Mapping[str, RuleType], default: RuleType) -> RuleType:
        word = self._table.get(key)
        if word is None:
            self.faults.append(f"{key}: is missing; known: {', '.join(choices)}")
        elif word not in choices:
            self.faults.append(f"{key}: no type of rule is called {word}{_near(str(word), choices)}")
        return choices.get(str(word), default)

    def _get(self, key: str, types: type | tuple[type, ...], default: Any, what: str) -> Any:  # noqa: ANN401 - TOML
        value = self._table.get(key, default)
        if value is default or (isinstance(value, types) and not isinstance(value, bool)):
            return value
        self.faults.append(f"{key}: {value!r} is not {what}")
        return default


def _near(word: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f", did you mean {near[0]}?" if near else f"; known: {', '.join(sorted(known))}"

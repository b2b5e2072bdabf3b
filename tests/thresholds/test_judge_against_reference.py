"""The vectorised judge against one that takes values one by one and is short enough to be read and believed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.model import Batch, Contacts, Readings, States
from thresholds.judge import Judge
from thresholds.model import Level, Rule, RuleType, Transitions
from thresholds.placement import NOWHERE

KINDS = ("optical_node", "cable_modem")
RULES = (
    Rule("power", RuleType.LIMIT, "power_dbmv", lolo=-15, lo=-12, hi=12, hihi=15, deadband=1.5, hold_s=20),
    Rule("power-at-once", RuleType.LIMIT, "power_dbmv", frozenset({"cable_modem"}), lo=-12, hi=12),
    Rule("ratio", RuleType.LIMIT, "ratio", frozenset({"optical_node"}), hi=0.01, hihi=0.03, deadband=0.002, hold_s=5),
    Rule("source", RuleType.STATE, "source", allowed=frozenset({3, 6}), hold_s=10),
    Rule("stuck", RuleType.STATE, "terminal_state", allowed=frozenset({1, 5}), hold_s=10),
    Rule("silent", RuleType.NO_ANSWER, kinds=frozenset({"optical_node"}), misses=3),
    Rule("silent-long", RuleType.NO_ANSWER, misses=1, hold_s=15),
)


@dataclass
class Condition:
    seen: bool = False
    confirmed: bool = False
    changed_ms: int = 0


@dataclass
class Series:
    conditions: list[Condition] = field(default_factory=lambda: [Condition() for _ in range(4)])
    value: float = math.nan
    since_ms: int = 0


class Plain:
    """Takes one value after another."""

    def __init__(self):
        self.series: dict[tuple, Series] = {}
        self.misses: dict[int, tuple[int, int]] = {}
        self.kind: list[int] = []
        self.changes: list[tuple] = []

    def applies(self, rule, slot):
        if slot >= len(self.kind):
            return not rule.kinds
        code = self.kind[slot]
        return code < len(KINDS) and (not rule.kinds or KINDS[code] in rule.kinds)

    def level(self, rule, series):
        lolo, lo, hi, hihi = (condition.confirmed for condition in series.conditions)
        if rule.type is RuleType.NO_ANSWER:
            return Level.NO_ANSWER if lolo else Level.NORMAL
        if rule.type is RuleType.STATE:
            return Level.STATE if lolo else Level.NORMAL
        for level, there in ((Level.LOLO, lolo), (Level.HIHI, hihi), (Level.LO, lo), (Level.HI, hi)):
            if there:
                return level
        return Level.NORMAL

    def fulfilled(self, rule, value, series):
        """Return which conditions a value fulfils, given those it fulfilled before."""
        if rule.type is RuleType.STATE:
            return [value not in rule.allowed, False, False, False]
        answer = []
        for limit, condition in zip((rule.lolo, rule.lo, rule.hi, rule.hihi), series.conditions, strict=True):
            low = len(answer) < 2
            if limit is None:
                answer.append(False)
            elif low:
                answer.append(value < limit or (condition.seen and value < limit + rule.deadband))
            else:
                answer.append(value > limit or (condition.seen and value > limit - rule.deadband))
        return answer

    def look(self, family, slot, instance, number, conditions, began_ms, time_ms, value):
        """Take in what is known of a series now; None: nothing is."""
        rule = RULES[number]
        if slot < 0 or not self.applies(rule, slot):
            return
        series = self.series.setdefault((family, slot, instance, number), Series())
        if conditions is None:
            return
        series.value = value
        for condition, now in zip(series.conditions, conditions, strict=True):
            if condition.seen != now:
                condition.seen, condition.changed_ms = now, began_ms
        self.confirm(slot, instance, number, series, time_ms)

    def confirm(self, slot, instance, number, series, now_ms):
        rule = RULES[number]
        before, began = self.level(rule, series), []
        for condition in series.conditions:
            if condition.seen == condition.confirmed:
                continue
            condition.changed_ms = min(condition.changed_ms, now_ms)
            if now_ms - condition.changed_ms >= rule.hold_s * 1000:
                condition.confirmed = condition.seen
                began.append(condition.changed_ms)
        after = self.level(rule, series)
        if before != after:
            series.since_ms = max(began)
            self.changes.append((slot, instance, number, int(before), int(after), series.value, max(began)))

    def reading(self, family, slot, instance, metric, value, time_ms):
        for number, rule in enumerate(RULES):
            if rule.metric == metric and rule.type is not RuleType.NO_ANSWER:
                series = self.series.get((family, slot, instance, number), Series())
                conditions = None if math.isnan(value) else self.fulfilled(rule, value, series)
                self.look(family, slot, instance, number, conditions, time_ms, time_ms, value)

    def contact(self, slot, answered, time_ms):
        if slot < 0:
            return
        count, first_ms = self.misses.get(slot, (0, 0))
        if answered:
            self.misses[slot] = (0, 0)
        else:
            self.misses[slot] = (count + 1, time_ms if count == 0 else first_ms)
        count, first_ms = self.misses[slot]
        for number, rule in enumerate(RULES):
            if rule.type is RuleType.NO_ANSWER:
                silent = count >= rule.misses
                conditions = [silent, False, False, False] if silent or answered else None
                began_ms = first_ms if silent else time_ms
                self.look("contacts", slot, 0, number, conditions, began_ms, time_ms, math.nan)

    def due(self, now_ms):
        for (_, slot, instance, number), series in self.series.items():
            rule = RULES[number]
            if not self.applies(rule, slot):
                before = self.level(rule, series)
                series.conditions = [Condition() for _ in range(4)]
                if before != Level.NORMAL:
                    self.changes.append((slot, instance, number, int(before), 0, math.nan, now_ms))
                continue
            silent = self.misses.get(slot, (0, 0))[0] > 0
            if not silent or (rule.type is RuleType.NO_ANSWER and series.conditions[0].seen):
                self.confirm(slot, instance, number, series, now_ms)

    def standing(self):
        rows = []
        for (_, slot, instance, number), series in self.series.items():
            level = self.level(RULES[number], series)
            if level != Level.NORMAL:
                rows.append((slot, instance, number, 0, int(level), series.value, series.since_ms))
        return rows

    def take_changes(self):
        taken, self.changes = self.changes, []
        return taken


VALUES = {
    "power_dbmv": [
        0.0,
        -11.0,
        -10.5,
        -12.0,
        -12.5,
        -13.6,
        -13.5,
        -16.0,
        12.5,
        11.0,
        10.5,
        13.6,
        20.0,
        math.nan,
        -math.inf,
    ],
    "ratio": [0.0, 0.005, 0.009, 0.02, 0.029, 0.5, math.nan],
    "source": [3.0, 6.0, 5.0, math.nan],
}
SLOTS = st.integers(-1, 6)


@st.composite
def readings(draw):
    family = draw(st.sampled_from(["cm_downstream", "ups"]))
    rows = draw(st.lists(st.tuples(SLOTS, st.sampled_from([0, 1, 2**32 - 3])), max_size=8))
    metrics = draw(st.sets(st.sampled_from(sorted(VALUES)), min_size=1))
    columns = {
        name: draw(st.lists(st.sampled_from(VALUES[name]), min_size=len(rows), max_size=len(rows)))
        for name in sorted(metrics)
    }
    return "readings", family, rows, columns


@st.composite
def contacts(draw):
    return "contacts", draw(st.lists(st.tuples(SLOTS, st.booleans()), max_size=8))


@st.composite
def states(draw):
    return "states", draw(st.lists(st.tuples(SLOTS, st.integers(0, 6)), max_size=6))


STEPS = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 15_000), st.integers(-30_000, 30_000)),
        st.one_of(
            readings(),
            readings(),
            contacts(),
            states(),
            st.just(("due",)),
            st.just(("restart",)),
            st.tuples(st.just("place"), st.lists(st.sampled_from([0, 1, NOWHERE]), max_size=7)),
        ),
    ),
    max_size=30,
)


def batch_of(step, now_ms):
    if step[0] == "readings":
        _, family, rows, columns = step
        return Batch(
            "level:x",
            now_ms,
            now_ms,
            readings=(
                Readings(
                    family,
                    np.array([slot for slot, _ in rows], dtype=np.int32),
                    np.array([instance for _, instance in rows], dtype=np.uint32),
                    now_ms + np.arange(len(rows), dtype=np.int64),
                    {name: np.array(values, dtype=np.float64) for name, values in columns.items()},
                ),
            ),
        )
    slot = np.array([row[0] for row in step[1]], dtype=np.int32)
    second = [row[1] for row in step[1]]
    time_ms = now_ms + np.arange(len(slot), dtype=np.int64)
    if step[0] == "contacts":
        return Batch("state:x", now_ms, now_ms, contacts=Contacts(slot, np.array(second, dtype=np.bool_), time_ms))
    return Batch("state:x", now_ms, now_ms, states=States(slot, np.array(second, dtype=np.uint8), time_ms))


def plainly(plain, step, now_ms):
    if step[0] == "readings":
        _, family, rows, columns = step
        for at, (slot, instance) in enumerate(rows):
            for metric, values in columns.items():
                plain.reading(family, slot, instance, metric, values[at], now_ms + at)
    elif step[0] == "contacts":
        for at, (slot, answered) in enumerate(step[1]):
            plain.contact(slot, answered, now_ms + at)
    else:
        for at, (slot, state) in enumerate(step[1]):
            plain.reading("terminals", slot, 0, "terminal_state", float(state) if state else math.nan, now_ms + at)


def rows_of(transitions: Transitions):
    columns = (transitions.slot, transitions.instance, transitions.rule, transitions.before, transitions.after)
    return [
        (*(int(column[at]) for column in columns), float(transitions.value[at]), int(transitions.since_ms[at]))
        for at in range(len(transitions))
    ]


def comparable(rows):
    """Return rows per series in their order; across series the order means nothing."""
    turns: dict[tuple, int] = {}
    numbered = []
    for row in rows:
        turns[row[:3]] = turns.get(row[:3], 0) + 1
        numbered.append((row[:3], turns[row[:3]], repr(row)))
    return sorted(numbered)


def once_each(rows):
    """Return rows of which a series of a family has one at most; families come in any order."""
    return sorted(map(repr, rows))


def fresh_judge(kind):
    judge = Judge(RULES, KINDS)
    judge.place(np.array(kind, dtype=np.uint8))
    return judge


@settings(max_examples=200)
@given(STEPS)
def test_the_judge_decides_as_one_that_takes_values_one_by_one(steps):
    now_ms = 1_700_000_000_000
    judge, plain = fresh_judge([]), Plain()
    for elapsed_ms, step in steps:
        now_ms += elapsed_ms
        if step[0] == "restart":
            saved = judge.save()
            judge = fresh_judge(plain.kind)
            judge.load(saved)
        elif step[0] == "place":
            plain.kind = step[1]
            judge.place(np.array(step[1], dtype=np.uint8))
        elif step[0] == "due":
            plain.due(now_ms)
            assert once_each(rows_of(judge.due(now_ms))) == once_each(plain.take_changes())
        else:
            plainly(plain, step, now_ms)
            assert comparable(rows_of(judge.judge(batch_of(step, now_ms)))) == comparable(plain.take_changes())
        assert once_each(rows_of(judge.standing())) == once_each(plain.standing())

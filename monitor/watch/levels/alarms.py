"""The alarm book: alarms that stand on plant elements; terminals' alarms stay columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from sqlalchemy import Connection, bindparam, insert, select, update

from collectors.model import Slots
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from thresholds.model import DEFAULT_SEVERITY, Alarm, Level, Rule, Severity, Transitions

ACTOR = "core"
Key = tuple[int, int, str]
"""Slot, instance, rule."""
Keep = Callable[[Connection], None]


class AlarmBook:
    """Standing alarms of elements, in memory and in the ledger; only core writes them."""

    def __init__(self, ledger: Ledger) -> None:
        """Take up what stands in the ledger."""
        self._ledger = ledger
        with ledger.read() as connection:
            rows = connection.execute(select(t.alarm).where(t.alarm.c.cleared_ms.is_(None)))
            self.standing: dict[Key, Alarm] = {
                (row.slot, row.instance, row.rule): Alarm(
                    row.slot,
                    row.instance,
                    row.rule,
                    Level(row.level),
                    Severity(row.severity),
                    row.since_ms,
                    math.nan if row.value is None else row.value,
                )
                for row in rows
            }

    def apply(self, transitions: Transitions, rules: Sequence[Rule], elements: Slots, at_ms: int, keep: Keep) -> bool:
        """Take transitions of the elements among their subjects; return whether any alarm changed.

        elements: int32[n], ascending: slots that are plant elements. keep: writes the judge's own state
        into the same transaction, so that after a kill neither knows what the other does not.
        """
        changed = {}
        for i in np.flatnonzero(np.isin(transitions.slot, elements)).tolist():
            alarm = _alarm(transitions, i, rules)
            changed[_key(alarm)] = alarm
        return self._write(changed, at_ms, keep)

    def reconcile(
        self, transitions: Transitions, rules: Sequence[Rule], elements: Slots, at_ms: int, keep: Keep
    ) -> bool:
        """Make the alarms those that a judge holds, e.g. after rules changed; return whether any did.

        transitions: every level the judge holds, as changes from NORMAL.
        """
        held = {}
        for i in np.flatnonzero(np.isin(transitions.slot, elements)).tolist():
            alarm = _alarm(transitions, i, rules)
            held[_key(alarm)] = alarm
        over = {key: replace(alarm, level=Level.NORMAL) for key, alarm in self.standing.items() if key not in held}
        return self._write(held | over, at_ms, keep)

    def _write(self, changed: dict[Key, Alarm], at_ms: int, keep: Keep) -> bool:
        """Write alarms that differ from what stands; a level of NORMAL ends what stands."""
        news = {key: alarm for key, alarm in changed.items() if _level(self.standing.get(key)) is not alarm.level}
        ended = [key for key in news if key in self.standing]
        begun = [alarm for alarm in news.values() if alarm.level is not Level.NORMAL]
        if not ended and not begun:
            return False
        with self._ledger.write(ACTOR) as connection:
            _end(connection, ended, at_ms)
            if begun:
                connection.execute(insert(t.alarm), [_row(alarm) for alarm in begun])
            keep(connection)
            changes.announce(connection, at_ms, "alarm", "", {"raised": len(begun), "ended": len(ended)})
        for key in ended:
            del self.standing[key]
        self.standing.update((_key(alarm), alarm) for alarm in begun)
        return True


def _end(connection: Connection, ended: Sequence[Key], at_ms: int) -> None:
    if ended:
        connection.execute(
            update(t.alarm)
            .where(
                t.alarm.c.slot == bindparam("at_slot"),
                t.alarm.c.instance == bindparam("at_instance"),
                t.alarm.c.rule == bindparam("by_rule"),
                t.alarm.c.cleared_ms.is_(None),
            )
            .values(cleared_ms=at_ms),
            [{"at_slot": slot, "at_instance": instance, "by_rule": rule} for slot, instance, rule in ended],
        )


def _key(alarm: Alarm) -> Key:
    return (alarm.slot, alarm.instance, alarm.rule)


def _level(alarm: Alarm | None) -> Level:
    return Level.NORMAL if alarm is None else alarm.level


def _alarm(transitions: Transitions, i: int, rules: Sequence[Rule]) -> Alarm:
    rule, level = rules[int(transitions.rule[i])], Level(int(transitions.after[i]))
    return Alarm(
        slot=int(transitions.slot[i]),
        instance=int(transitions.instance[i]),
        rule=rule.id,
        level=level,
        severity=rule.severity.get(level, DEFAULT_SEVERITY[level]),
        since_ms=int(transitions.since_ms[i]),
        value=float(transitions.value[i]),
    )


def _row(alarm: Alarm) -> dict[str, float | int | str | None]:
    return {
        "slot": alarm.slot,
        "instance": alarm.instance,
        "rule": alarm.rule,
        "level": int(alarm.level),
        "severity": int(alarm.severity),
        "value": None if math.isnan(alarm.value) else alarm.value,
        "since_ms": alarm.since_ms,
        "cleared_ms": None,
    }

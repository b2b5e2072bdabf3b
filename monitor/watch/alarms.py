"""The alarm book: alarms that stand on plant elements; terminals' alarms stay columns."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from sqlalchemy import bindparam, insert, select, update

from collectors.model import Slots
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from thresholds.model import DEFAULT_SEVERITY, Alarm, Level, Rule, Severity, Transitions

ACTOR = "core"
Key = tuple[int, int, str]


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

    def apply(self, transitions: Transitions, rules: Sequence[Rule], elements: Slots, at_ms: int) -> bool:
        """Take transitions of the elements among their subjects; return whether any alarm changed.

        elements: int32[n], ascending: slots that are plant elements.
        """
        ours = np.flatnonzero(np.isin(transitions.slot, elements))
        if len(ours) == 0:
            return False
        now = {
            (alarm.slot, alarm.instance, alarm.rule): alarm for alarm in (_alarm(transitions, i, rules) for i in ours)
        }
        ended = [key for key in now if key in self.standing]
        begun = [alarm for alarm in now.values() if alarm.level is not Level.NORMAL]
        with self._ledger.write(ACTOR) as connection:
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
            if begun:
                connection.execute(insert(t.alarm), [_row(alarm) for alarm in begun])
            changes.announce(connection, at_ms, "alarm", "", {"raised": len(begun), "cleared": len(now) - len(begun)})
        for key in ended:
            del self.standing[key]
        self.standing.update(((alarm.slot, alarm.instance, alarm.rule), alarm) for alarm in begun)
        return bool(ended or begun)


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

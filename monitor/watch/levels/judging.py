"""Readings completed, remembered as last values, judged, and turned into alarms of elements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import structlog
from numpy.typing import NDArray
from sqlalchemy import Connection

from collectors.model import Batch, Cadence, Readings, Slots
from monitor.ledger import blobs
from monitor.ledger.last_values import FAMILY_PREFIX
from monitor.ledger.ledger import Ledger
from monitor.watch.levels.alarms import AlarmBook
from monitor.watch.levels.last import LastValues
from thresholds.derive import Derivation
from thresholds.judge import Judge
from thresholds.keep import KeptError
from thresholds.model import Alarm, Level, Rule, Transitions

JUDGE, DERIVATION = "judge", "derive"
"""Families under which the ledger keeps what judge and derivation must remember."""
LIMIT_LEVELS = (Level.LOLO, Level.LO, Level.HI, Level.HIHI)


log = structlog.get_logger()


class Judging:
    """What judges; survives restarts to the reading."""

    def __init__(self, ledger: Ledger) -> None:
        """Take up where the ledger left off; judges nothing until it has rules."""
        self._ledger = ledger
        self._alarms = AlarmBook(ledger)
        self._derivation = Derivation()
        self._elements: Slots = np.empty(0, np.int32)
        self._kinds: tuple[str, ...] = ()
        self._kind_of: NDArray[np.uint8] = np.empty(0, np.uint8)
        self._unkept: set[str] = set()
        """Families read since they were last kept."""
        self._settled = True
        """Whether the alarms that stand are the judge's; False after a write that failed."""
        with ledger.read() as connection:
            self._derivation.load(blobs.load_columns(connection, DERIVATION))
            self._known = blobs.load_columns(connection, JUDGE)
            self._last = {
                family.removeprefix(FAMILY_PREFIX): LastValues(
                    family.removeprefix(FAMILY_PREFIX), blobs.load_columns(connection, family)
                )
                for family in blobs.families(connection, FAMILY_PREFIX)
            }
        self._judge = Judge((), ())

    @property
    def alarms(self) -> list[Alarm]:
        """Alarms that stand on elements."""
        return list(self._alarms.standing.values())

    @property
    def metrics(self) -> Mapping[str, str]:
        """Rule → the metric it compares."""
        return {rule.id: rule.metric for rule in self._judge.rules}

    def out_of_limits(self) -> Slots:
        """Return int32[n], ascending: whose readings stand beyond a limit, terminals among them."""
        standing = self._judge.standing()
        return np.unique(standing.slot[np.isin(standing.after, LIMIT_LEVELS)])

    def place(self, kinds: Sequence[str], kind_of: NDArray[np.uint8], elements: Slots, now_ms: int) -> None:
        """Use a plant: kind names, uint8[slots] codes into them, int32 ascending slots of its elements."""
        self._kinds, self._kind_of, self._elements = tuple(kinds), kind_of, elements
        self._renew(self._judge.rules, now_ms)

    def rule(self, rules: Sequence[Rule], now_ms: int) -> None:
        """Use a rule set; alarms of rules that are gone end."""
        self._renew(rules, now_ms)

    def complete(self, batch: Batch) -> tuple[Readings, ...]:
        """Return the batch's readings with derived metrics, and remember them as last values."""
        self._derivation.note_starts(batch.readings)
        readings = tuple(self._derivation.derive(block) for block in batch.readings)
        for block in readings:
            last = self._last.setdefault(block.family, LastValues(block.family))
            last.take(block, asked_all=not batch.sweep.startswith(Cadence.STATE))
            self._unkept.add(block.family)
        return readings

    def judge(self, batch: Batch) -> bool:
        """Judge a batch whose readings are complete; return whether any alarm changed."""
        return self._alarm(self._judge.judge(batch), batch.ended_ms)

    def due(self, now_ms: int) -> bool:
        """Raise what has stood its hold without a newer reading; return whether any alarm changed."""
        return self._alarm(self._judge.due(now_ms), now_ms)

    def last_of(self, slot: int, most: int) -> list[dict[str, Any]]:
        """Return the last readings of a subject, at most so many rows of each family, as JSON."""
        return [
            {"family": name, "instance": instance, "time_ms": time_ms, "values": values}
            for name, last in self._last.items()
            for instance, time_ms, values in last.of(slot, most)
        ]

    @property
    def unkept(self) -> list[str]:
        """Families read since their last values were written down, by name."""
        return sorted(self._unkept)

    def keep(self, connection: Connection, now_ms: int) -> None:
        """Write down what judge and derivation must remember, in one transaction: the one counts on the other."""
        self._keep_judge(connection)
        if self._unkept:
            blobs.save_columns(connection, DERIVATION, now_ms, self._derivation.save())

    def keep_last(self, connection: Connection, name: str, now_ms: int) -> None:
        """Write down the last values of a family; `kept` says once they are committed."""
        blobs.save_columns(connection, FAMILY_PREFIX + name, now_ms, self._last[name].columns())

    def kept(self, name: str) -> None:
        """Note that a family is in the ledger: megabytes that need not be written again."""
        self._unkept.discard(name)

    def _renew(self, rules: Sequence[Rule], now_ms: int) -> None:
        """Have a judge for these rules and the present kinds that knows what the last one knew."""
        known = self._judge.save() if self._judge.rules else self._known
        self._judge = Judge(rules, self._kinds)
        if not rules:
            return
        try:
            self._judge.load(known)
        except KeptError as error:  # holds begin anew; alarms that still apply are raised again
            log.error("judge.state_lost", reason=str(error))  # noqa: TRY400 - the sentence says it all
            self._judge = Judge(rules, self._kinds)
        self._judge.place(self._kind_of)
        self._settle(now_ms)

    def _alarm(self, transitions: Transitions, at_ms: int) -> bool:
        if not self._settled:
            return self._settle(at_ms)
        self._settled = False  # until it is written: the judge tells a change once only
        changed = self._alarms.apply(transitions, self._judge.rules, self._elements, at_ms, self._keep_judge)
        self._settled = True
        return changed

    def _settle(self, at_ms: int) -> bool:
        """Make the alarms those that the judge holds; return whether any changed."""
        self._settled = False
        standing = self._judge.standing()
        changed = self._alarms.reconcile(standing, self._judge.rules, self._elements, at_ms, self._keep_judge)
        self._settled = True
        return changed

    def _keep_judge(self, connection: Connection) -> None:
        blobs.save_columns(connection, JUDGE, self._ledger.clock.now_ms(), self._judge.save())

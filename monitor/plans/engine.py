"""Carries out running plans: what is due is done and written in one transaction, so that a kill repeats nothing."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any

import structlog
from sqlalchemy import Connection

from collectors.clock import Clock
from monitor.incidents import read
from monitor.incidents.model import IncidentView, incident_id
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger, LedgerBusyError, LedgerError
from monitor.plans import book, runs
from monitor.plans.hands import Hands, HandsError, Task
from monitor.plans.model import Plan, RunState, StepReason, StepState
from monitor.plans.runs import CORE, Run
from monitor.plans.steps import Decision, next_steps, quiet_until_ms
from monitor.plans.storms import Storms

TICK_S = 1.0
PAGE = 500
"""Runs read at once; there is no most of those that are under way."""
RUNNING = t.plan_run.c.state == RunState.RUNNING

log = structlog.get_logger()


class PlanEngine:
    """Looks every second at what running plans owe, and at whether there is a storm."""

    def __init__(self, ledger: Ledger, clock: Clock, hands: Hands, storms: Storms | None = None, *, here: bool) -> None:
        """here: whether plans run here; where they do not, those that still do are stopped."""
        self._ledger = ledger
        self._clock = clock
        self._hands = hands
        self._storms = storms
        self._here = here
        self._broken: set[int] = set()
        """Runs that could not be gone on with when they were last looked at."""
        self._quiet_until_ms: dict[int, int] = {}
        """Runs of which nothing comes before then, whatever people do: in a storm there are thousands."""

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until `stop` is set; a ledger that is away for a while is waited for."""
        while not stop.is_set():
            try:
                await asyncio.to_thread(self.tick, self._clock.now_ms())
            except LedgerError as error:
                log.error("plans.ledger", reason=str(error))  # noqa: TRY400 - the sentence says it all
            except Exception:  # the loop's rim: a plan's own mistake must not end the watch over the plant
                log.exception("plans.failed")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), TICK_S)

    def tick(self, now_ms: int) -> int:
        """Do what is due by now; return how many steps came to something.

        A run that cannot be gone on with holds up no other. Raises LedgerError where the ledger cannot be had.
        """
        if self._storms is not None:
            self._storms.look(now_ms)
        turned = 0
        for run, plan, acknowledged_by in self._running(now_ms):
            try:
                turned += self._go_on(run, plan, acknowledged_by, now_ms)
            except LedgerBusyError:
                raise
            except Exception:  # the rim of one run: the others are of other incidents
                if run.id not in self._broken:  # said once, not every second
                    log.exception("plans.run_failed", run=run.id, plan=run.plan, incident=incident_id(run.incident))
                self._broken.add(run.id)
            else:
                self._broken.discard(run.id)
        return turned

    def _running(self, now_ms: int) -> Iterator[tuple[Run, Plan | None, str | None]]:
        """Yield the runs of which something may come now, the oldest first.

        Each with its plan, None where that cannot be read, and who has acknowledged its incident.
        """
        with self._ledger.read() as connection:
            under_way = runs.under_way(connection)
        self._quiet_until_ms = {each: at for each in under_way if (at := self._quiet_until_ms.get(each)) is not None}
        due = [each for each in under_way if self._quiet_until_ms.get(each, 0) <= now_ms]
        plans: dict[tuple[str, int], Plan | None] = {}
        for start in range(0, len(due), PAGE):
            with self._ledger.read() as connection:
                page = runs.load(connection, t.plan_run.c.id.in_(due[start : start + PAGE]), RUNNING)
                for run in page:
                    if (run.plan, run.version) not in plans:
                        plans[run.plan, run.version] = _plan(connection, run)
                has_it = read.acknowledgements(connection, {run.incident for run in page})
            for run in page:
                yield run, plans[run.plan, run.version], has_it.get(run.incident)

    def _go_on(self, run: Run, plan: Plan | None, acknowledged_by: str | None, now_ms: int) -> int:
        if not self._here or plan is None:
            self._stop(run, StepReason.UNREADABLE if plan is None else StepReason.CUSTOMER_SERVICE, now_ms)
            return 0
        due = next_steps(plan, run.started_ms, run.step_runs, acknowledged_by, now_ms)
        until = None if due else quiet_until_ms(plan, run.started_ms, run.step_runs)
        if until is not None:
            self._quiet_until_ms[run.id] = until
        return sum(self._carry_out(run, plan, decision, now_ms) for decision in due)

    def _carry_out(self, run: Run, plan: Plan, decision: Decision, now_ms: int) -> int:
        """Turn a step and do it, all in one transaction; return 0 where it was turned by somebody else."""
        step = plan.steps[decision.step]
        detail: dict[str, Any] = {"plan": run.plan, "step": decision.step, "do": str(step.do)}
        with self._ledger.write(CORE, "plan.step", incident_id(run.incident), detail) as connection:
            becomes, result = decision.becomes, _why(decision.reason, decision.who)
            if not runs.turn(connection, run, decision.step, becomes, result, CORE, now_ms):
                detail["state"] = "overtaken"
                return 0
            if becomes is StepState.DONE:
                try:
                    task = Task(run.id, decision.step, step, plan, _incident(connection, run), now_ms)
                    result = dict(self._hands.do(connection, task))
                except HandsError as error:
                    becomes, result = error.becomes, _why(error.reason, error.who)
                runs.amend(connection, run, decision.step, becomes, result)
            detail["state"] = str(becomes)
            text = step.text.model_dump() if step.text is not None else {}
            said = {"state": str(becomes), "do": str(step.do), "words": text, **result}
            runs.enter(connection, run, decision.step, said, CORE, now_ms)
            runs.end_if_over(connection, run.id, now_ms)
        return 1

    def _stop(self, run: Run, reason: StepReason, now_ms: int) -> None:
        with self._ledger.write(CORE, "plan.stop", incident_id(run.incident), {"plan": run.plan}) as connection:
            runs.stop(connection, run.incident, reason, now_ms)


def _plan(connection: Connection, run: Run) -> Plan | None:
    try:
        kept = book.load(connection, run.plan, run.version)
    except book.PlanError:
        return None
    return kept.plan if kept is not None else None


def _incident(connection: Connection, run: Run) -> IncidentView:
    view = read.incident(connection, run.incident)
    if view is None:
        raise LookupError(f"the ledger has a plan at {incident_id(run.incident)}, which it has not")
    return view


def _why(reason: StepReason | None, who: str) -> dict[str, Any]:
    return {} if reason is None else {"reason": str(reason), "who": who}

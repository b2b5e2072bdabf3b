"""Carries out running plans: what is due is done and written in one transaction, so that a kill repeats nothing."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import structlog

from collectors.clock import Clock
from monitor.incidents import read
from monitor.incidents.model import IncidentView, incident_id
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger, LedgerError
from monitor.plans import book, runs
from monitor.plans.hands import Hands, HandsError, Task
from monitor.plans.model import Plan, RunState, StepReason, StepState
from monitor.plans.runs import CORE, Run
from monitor.plans.steps import Decision, next_steps
from monitor.plans.storms import Storms

TICK_S = 1.0
MOST_RUNS = 500
"""Runs looked at in a tick, the newest first."""

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
        """Do what is due by now; return how many steps came to something."""
        if self._storms is not None:
            self._storms.look(now_ms)
        with self._ledger.read() as connection:
            running = runs.load(connection, t.plan_run.c.state == RunState.RUNNING, limit=MOST_RUNS)
            found = [(run, *self._of(connection, run)) for run in running]
        turned = 0
        for run, plan, view in found:
            if not self._here or view is None or plan is None:
                self._stop(run, StepReason.UNREADABLE if plan is None else StepReason.CUSTOMER_SERVICE, now_ms)
                continue
            for decision in next_steps(plan, run.started_ms, run.step_runs, view.acknowledged_by, now_ms):
                turned += self._carry_out(run, plan, view, decision, now_ms)
        return turned

    def _of(self, connection: Any, run: Run) -> tuple[Plan | None, IncidentView | None]:  # noqa: ANN401 - a Connection
        try:
            kept = book.load(connection, run.plan, run.version)
        except book.PlanError:
            kept = None
        return kept.plan if kept is not None else None, read.incident(connection, run.incident)

    def _carry_out(self, run: Run, plan: Plan, view: IncidentView, decision: Decision, now_ms: int) -> int:
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
                    task = Task(run.id, decision.step, step, plan, view, now_ms)
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


def _why(reason: StepReason | None, who: str) -> dict[str, Any]:
    return {} if reason is None else {"reason": str(reason), "who": who}

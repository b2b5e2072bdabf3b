"""A step that told nobody was not done: steps follow what becomes of the messages they sent."""

from __future__ import annotations

from sqlalchemy import Connection

from monitor.incidents.model import incident_id
from monitor.ledger import audit
from monitor.ledger import tables as t
from monitor.plans import runs
from monitor.plans.model import StepReason, StepState
from monitor.plans.runs import CORE, Run, StepKept
from monitor.telling.model import MessageEvent, Outcome
from monitor.telling.turns import Due

OF_STEPS = frozenset(MessageEvent)


def follow(connection: Connection, notice: Due, outcome: Outcome, at_ms: int) -> None:
    """Have steps fail whose message was given up, and be done after all where that was sent again and arrived.

    Inside the transaction that says what became of the message. When a step came to its state stays: the clock of
    the one after it runs from there.
    """
    if notice.event not in OF_STEPS or notice.incident is None:
        return
    for run in runs.load(connection, t.plan_run.c.incident == notice.incident):
        for index, step in enumerate(run.steps):
            if step.result.get("notice") == notice.id:
                _follow(connection, run, index, step, notice, outcome, at_ms)


def _follow(
    connection: Connection, run: Run, index: int, step: StepKept, notice: Due, outcome: Outcome, at_ms: int
) -> None:
    result = {name: value for name, value in step.result.items() if name not in ("reason", "who")}
    if step.state is StepState.DONE and outcome is Outcome.DEAD:
        becomes = StepState.FAILED
        result |= {"reason": str(StepReason.UNDELIVERED), "who": notice.receiver}
    elif step.state is StepState.FAILED and outcome is Outcome.DELIVERED:
        becomes = StepState.DONE
    else:
        return
    runs.amend(connection, run, index, becomes, result)
    said = runs.said_of(connection, run, index)
    runs.enter(connection, run, index, {"state": str(becomes), **said, **result}, CORE, at_ms)
    detail = {"plan": run.plan, "step": index, "state": str(becomes), "notice": notice.id}
    audit.append(connection, at_ms, CORE, "plan.step", incident_id(run.incident), detail)

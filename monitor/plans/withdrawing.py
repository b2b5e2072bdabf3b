"""What a plan asked for and nobody has been told yet is taken back once its incident is over."""

from __future__ import annotations

from sqlalchemy import Connection

from monitor.incidents.merged import parts
from monitor.ledger import tables as t
from monitor.plans import runs
from monitor.plans.model import StepReason, StepState
from monitor.plans.runs import CORE, Run
from monitor.telling import notices
from monitor.telling.model import MessageEvent


def withdraw(connection: Connection, number: int, at_ms: int) -> None:
    """Take back what plans owe because of an incident, or of what turned out to be part of it, and nobody has tried.

    Inside the transaction that ends it: nobody is called out, and nothing is printed, for what is over. The steps that
    asked for it are skipped, with that reason. What was tried may have arrived, and goes on.
    """
    about = [number, *parts(connection, number)]
    taken = set(notices.withdraw(connection, about, list(MessageEvent), at_ms))
    if not taken:
        return
    for run in runs.load(connection, t.plan_run.c.incident.in_(about)):
        for index, step in enumerate(run.steps):
            if step.state is StepState.DONE and step.result.get("notice") in taken:
                _skip(connection, run, index, at_ms)


def _skip(connection: Connection, run: Run, index: int, at_ms: int) -> None:
    result = {**run.steps[index].result, "reason": str(StepReason.RESOLVED), "who": ""}
    runs.amend(connection, run, index, StepState.SKIPPED, result)
    said = {"state": str(StepState.SKIPPED), **runs.said_of(connection, run, index), **result}
    runs.enter(connection, run, index, said, CORE, at_ms)

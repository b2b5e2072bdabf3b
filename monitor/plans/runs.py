"""What became of plans at incidents, in the ledger: runs and their steps, each changed by compare and set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from monitor.incidents import rows
from monitor.incidents.model import Entry, incident_id
from monitor.ledger import changes
from monitor.ledger import tables as t
from monitor.ledger.ledger import Ledger
from monitor.plans.book import Kept
from monitor.plans.model import RunState, StepReason, StepState
from monitor.plans.steps import StepRun, is_over

CORE = "core"


class RunError(ValueError):
    """Something asked of a run that its state does not allow; the message says why."""


@dataclass(frozen=True, slots=True)
class StepKept:
    """A step of a run as the ledger has it."""

    state: StepState
    at_ms: int | None
    by: str
    result: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """A plan at an incident."""

    id: int
    incident: int
    plan: str
    version: int
    state: RunState
    started_ms: int
    ended_ms: int | None
    reason: str
    """While it runs the event that started it, then why it was stopped; empty: every step is done."""
    steps: tuple[StepKept, ...]

    @property
    def step_runs(self) -> list[StepRun]:
        """How far its steps have come."""
        return [StepRun(step.state, step.at_ms) for step in self.steps]


def start(connection: Connection, number: int, reopened: int, kept: Kept, reason: str, at_ms: int) -> int | None:
    """Start a plan at an incident; return the run, None where it has been started since the incident (re)opened."""
    c = t.plan_run.c
    name = kept.plan.name
    same = select(c.id).where(c.incident == number, c.plan == name, c.reopened == reopened)
    if connection.execute(same).first() is not None:
        return None
    values = {
        "incident": number, "plan": name, "version": kept.version, "reopened": reopened, "state": str(RunState.RUNNING),
        "started_ms": at_ms, "reason": reason,
    }  # fmt: skip
    made = int(connection.execute(insert(t.plan_run).values(values).returning(c.id)).scalar_one())
    steps: list[dict[str, Any]] = [
        {"run": made, "step": index, "state": str(StepState.WAITING), "at_ms": None, "by": "", "result": {}}
        for index in range(len(kept.plan.steps))
    ]
    connection.execute(insert(t.plan_step_run), steps)
    rows.enter(connection, number, at_ms, Entry.PLAN_STARTED, {"plan": name, "version": kept.version, "reason": reason})
    changes.announce(connection, at_ms, "incident", incident_id(number), {"plan": name})
    return made


def stop(connection: Connection, number: int, reason: StepReason, at_ms: int, who: str = "") -> int:
    """Stop every plan that runs at an incident, skipping what is left of it; return how many there were."""
    running = load(connection, t.plan_run.c.incident == number, t.plan_run.c.state == RunState.RUNNING)
    for run in running:
        s = t.plan_step_run.c
        connection.execute(
            update(t.plan_step_run)
            .where(s.run == run.id, s.state == StepState.WAITING)
            .values(state=str(StepState.SKIPPED), at_ms=at_ms, by=CORE, result={"reason": str(reason), "who": who})
        )
        _end(connection, run, RunState.STOPPED, str(reason), at_ms, who)
    return len(running)


def turn(
    connection: Connection, run: Run, step: int, becomes: StepState, result: Mapping[str, Any], by: str, at_ms: int
) -> bool:
    """Have a step of a running plan come to a state; return False, changing nothing, where somebody was quicker."""
    s, r = t.plan_step_run.c, t.plan_run.c
    running = select(r.id).where(r.id == run.id, r.state == RunState.RUNNING)
    changed = connection.execute(
        update(t.plan_step_run)
        .where(s.run == run.id, s.step == step, s.state == run.steps[step].state, running.exists())
        .values(state=str(becomes), at_ms=at_ms, by=by, result=dict(result))
    )
    return bool(changed.rowcount)


def amend(connection: Connection, run: Run, step: int, becomes: StepState, result: Mapping[str, Any]) -> None:
    """Say what came of a step that was turned in this transaction."""
    s = t.plan_step_run.c
    connection.execute(
        update(t.plan_step_run).where(s.run == run.id, s.step == step).values(state=str(becomes), result=dict(result))
    )


def enter(connection: Connection, run: Run, step: int, detail: Mapping[str, Any], by: str, at_ms: int) -> None:
    """Put what became of a step into the incident's timeline."""
    said = {"plan": run.plan, "step": step, **detail}
    rows.enter(connection, run.incident, at_ms, Entry.PLAN_STEP, said, by)
    changes.announce(connection, at_ms, "incident", incident_id(run.incident), {"plan": run.plan, "step": step})


def end_if_over(connection: Connection, run_id: int, at_ms: int) -> None:
    """End a run of which nothing is left to do."""
    for run in load(connection, t.plan_run.c.id == run_id, t.plan_run.c.state == RunState.RUNNING):
        if is_over(run.step_runs):
            _end(connection, run, RunState.DONE, "", at_ms)


def tick_off(ledger: Ledger, number: int, run_id: int, step: int, by: str, at_ms: int) -> None:
    """Note that somebody has done a step that is people's, in time or late.

    Raises RunError where there is no such step, it is not for people, the plan was stopped, or somebody else did it.
    """
    detail = {"step": step, "run": run_id}
    with ledger.write(by, "plan.tick_off", incident_id(number), detail) as connection:
        found = load(connection, t.plan_run.c.id == run_id, t.plan_run.c.incident == number)
        if not found or not 0 <= step < len(found[0].steps):
            raise RunError("there is no such step")
        run = found[0]
        if run.state is not RunState.RUNNING:
            raise RunError(f"the plan is {run.state}")
        if not by_hand(connection, run, step):
            raise RunError("the step is not done by hand")
        was = run.steps[step].state
        if was not in (StepState.WAITING, StepState.OVERDUE):
            raise RunError(f"the step is {was} already")
        late = was is StepState.OVERDUE
        if not turn(connection, run, step, StepState.DONE, {"late": late}, by, at_ms):
            raise RunError("somebody has just done it")
        enter(connection, run, step, {"state": str(StepState.DONE), "late": late}, by, at_ms)
        end_if_over(connection, run_id, at_ms)


def by_hand(connection: Connection, run: Run, step: int) -> bool:
    """Return whether people do a step of a run."""
    return _written(connection, run, step)["within_min"] is not None


def said_of(connection: Connection, run: Run, step: int) -> dict[str, Any]:
    """Return what a step does and says, as the timeline has it; of a plan that nobody can read any more too."""
    written = _written(connection, run, step)
    return {"do": written["do"], "words": written.get("text") or {}}


def _written(connection: Connection, run: Run, step: int) -> Mapping[str, Any]:
    v = t.plan_version.c
    query = select(v.body).where(v.plan == run.plan, v.version == run.version)
    written: Mapping[str, Any] = connection.execute(query).scalar_one()["steps"][step]
    return written


def load(connection: Connection, *which: ColumnElement[bool], limit: int = 1000) -> list[Run]:
    """Return some runs with their steps, of many the newest, the oldest of those first."""
    query = select(t.plan_run).where(*which).order_by(t.plan_run.c.id.desc()).limit(limit)
    return _with_steps(connection, connection.execute(query).all()[::-1])


def under_way(connection: Connection) -> list[int]:
    """Return every run that is under way, the oldest first."""
    c = t.plan_run.c
    return list(connection.execute(select(c.id).where(c.state == RunState.RUNNING).order_by(c.id)).scalars())


def _with_steps(connection: Connection, found: Sequence[Row[Any]]) -> list[Run]:
    s = t.plan_step_run.c
    steps: dict[int, list[StepKept]] = {row.id: [] for row in found}
    for row in connection.execute(select(t.plan_step_run).where(s.run.in_(list(steps))).order_by(s.run, s.step)):
        steps[row.run].append(StepKept(StepState(row.state), row.at_ms, row.by, row.result))
    return [
        Run(
            row.id, row.incident, row.plan, row.version, RunState(row.state), row.started_ms, row.ended_ms, row.reason,
            tuple(steps[row.id]),
        )
        for row in found
    ]  # fmt: skip


def _end(connection: Connection, run: Run, state: RunState, reason: str, at_ms: int, who: str = "") -> None:
    c = t.plan_run.c
    connection.execute(
        update(t.plan_run)
        .where(c.id == run.id, c.state == RunState.RUNNING)
        .values(state=str(state), ended_ms=at_ms, reason=reason)
    )
    said = {"plan": run.plan, "state": str(state), "reason": reason, "who": who}
    rows.enter(connection, run.incident, at_ms, Entry.PLAN_ENDED, said)
    changes.announce(connection, at_ms, "incident", incident_id(run.incident), {"plan": run.plan})

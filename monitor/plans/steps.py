"""What a running plan does next: decided from the plan, what has been done, the incident and the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.plans.model import Plan, Step, StepKind, StepReason, StepState

MINUTE_MS = 60_000
NEVER_MS = 2**62
ENDED = frozenset({StepState.DONE, StepState.SKIPPED, StepState.FAILED, StepState.OVERDUE})
"""States after which the next step's clock runs."""


@dataclass(frozen=True, slots=True)
class StepRun:
    """How far one step has come."""

    state: StepState = StepState.WAITING
    at_ms: int | None = None
    """When it came to that; None: it waits."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a step now, and why."""

    step: int
    was: StepState
    becomes: StepState
    """DONE: it is to be done."""
    reason: StepReason | None = None
    """None: its time has come."""
    who: str = ""
    """Whom, or how many minutes, the reason speaks of."""


def due_ms(plan: Plan, index: int, started_ms: int, runs: Sequence[StepRun]) -> int | None:
    """Return when a step's time comes, UTC ms; None: the one before it has to end first."""
    step = plan.steps[index]
    from_ms: int | None = started_ms
    if step.counted_from == "previous" and index > 0:
        before = runs[index - 1]
        from_ms = before.at_ms if before.state in ENDED else None
    return None if from_ms is None else from_ms + round(step.after_min * MINUTE_MS)


def deadline_ms(step: Step, due: int) -> int | None:
    """Return until when people have to have done a step that is theirs; None: it is not."""
    return None if step.within_min is None else due + round(step.within_min * MINUTE_MS)


def next_steps(
    plan: Plan, started_ms: int, runs: Sequence[StepRun], acknowledged_by: str | None, now_ms: int
) -> list[Decision]:
    """Return what becomes of steps now, in their order. What one decision leads to is the next call's."""
    found = []
    for index, (step, run) in enumerate(zip(plan.steps, runs, strict=True)):
        due = due_ms(plan, index, started_ms, runs)
        if run.state is not StepState.WAITING or due is None or due > now_ms:
            continue
        limit = deadline_ms(step, due)
        if limit is not None:
            if limit <= now_ms:
                minutes = f"{step.within_min:g}"
                found.append(Decision(index, run.state, StepState.OVERDUE, StepReason.OVERDUE, minutes))
        elif step.do is StepKind.ESCALATE and acknowledged_by is not None:
            found.append(Decision(index, run.state, StepState.SKIPPED, StepReason.ACKNOWLEDGED, acknowledged_by))
        else:
            found.append(Decision(index, run.state, StepState.DONE))
    return found


def quiet_until_ms(plan: Plan, started_ms: int, runs: Sequence[StepRun]) -> int | None:
    """Return until when nothing comes of a plan by itself, UTC ms; None: that hangs on when a step before ends."""
    until = NEVER_MS
    for index, (step, run) in enumerate(zip(plan.steps, runs, strict=True)):
        if run.state is StepState.WAITING:
            due = due_ms(plan, index, started_ms, runs)
            if due is None:
                return None
            limit = deadline_ms(step, due)
            until = min(until, due if limit is None else limit)
    return until


def is_over(runs: Sequence[StepRun]) -> bool:
    """Return whether nothing of a plan is left to do; what people are late with still is."""
    return all(run.state in ENDED - {StepState.OVERDUE} for run in runs)


def planned_ms(plan: Plan, started_ms: int) -> list[int]:
    """Return when each step would be due, UTC ms, were each done as soon as it is, by hand at the last moment."""
    runs: list[StepRun] = []
    found = []
    for index, step in enumerate(plan.steps):
        due = due_ms(plan, index, started_ms, runs) or started_ms
        found.append(due)
        runs.append(StepRun(StepState.DONE, deadline_ms(step, due) or due))
    return found

"""Whether the receivers of a plan's steps can be told what the steps say, asked before the plan is kept."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.plans.book import PlanError
from monitor.plans.model import Plan, StepKind
from monitor.plans.problems import Code, Problem
from monitor.settings import Settings
from monitor.telling.messages import has_form
from monitor.telling.model import MessageEvent

SAYS: Mapping[StepKind, MessageEvent] = {
    StepKind.NOTIFY: MessageEvent.NOTIFY,
    StepKind.PAGE_ON_CALL: MessageEvent.PAGE,
    StepKind.ESCALATE: MessageEvent.PAGE,
    StepKind.OPEN_TICKET: MessageEvent.TICKET,
    StepKind.PUBLISH: MessageEvent.PUBLISH,
}
"""What steps say, by their kind; the others say nothing."""


def check(plan: Plan, settings: Settings) -> None:
    """Raise PlanError naming every step whose receiver's channel has no form for what it says.

    A receiver that is not in the configuration may get there yet: its step fails while it is not.
    """
    known = {receiver.name: receiver for receiver in settings.receivers}
    found = []
    for index, step in enumerate(plan.steps):
        event, receiver = SAYS.get(step.do), known.get(step.receiver)
        if event is not None and receiver is not None and not has_form(receiver, event):
            text = f"the channel of {receiver.name}, {receiver.channel}, has no form for {step.do}"
            values = {"who": receiver.name, "channel": receiver.channel}
            found.append(Problem(Code.FORM, text, ("steps", index, "receiver"), values))
    if found:
        raise PlanError(found)

"""What steps of a plan do: messages through the outbox, and what is asked of core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from monitor.incidents.expecting import has_the_say
from monitor.incidents.model import IncidentView
from monitor.ledger import commands
from monitor.plans import rota
from monitor.plans.model import Plan, Step, StepKind, StepReason, StepState
from monitor.plans.responsibility import units_of
from monitor.plans.steps import MINUTE_MS
from monitor.plans.units import parents
from monitor.settings import Settings
from monitor.telling.messages import Messages, NoFormError, NoReceiverError, StepMessage, ticket_of
from monitor.telling.model import MessageEvent

PROBE = "plan.probe"
"""The command that has core ask the segment of an element at once."""
ETR = "plan.etr"
"""The command that has core tell when service is expected back."""
Result = Mapping[str, Any]


class HandsError(RuntimeError):
    """A step that cannot be done, or need not be, and why; nothing has been written."""

    def __init__(self, reason: StepReason, who: str = "", becomes: StepState = StepState.FAILED) -> None:
        super().__init__(f"{reason} {who}".strip())
        self.reason = reason
        self.who = who
        self.becomes = becomes


@dataclass(frozen=True, slots=True)
class Task:
    """A step whose time has come."""

    run: int
    index: int
    step: Step
    plan: Plan
    view: IncidentView
    at_ms: int


class Hands(Protocol):
    """Does steps, inside the transaction that says they are done."""

    def do(self, connection: Connection, task: Task) -> Result:
        """Return what came of a step; raises HandsError."""
        ...


class OutboxHands:
    """Owes messages to the receivers of the configuration; each is delivered once in effect, by its id."""

    def __init__(self, settings: Settings) -> None:
        """Take the receivers, who takes tickets, and where the rota's hours are told."""
        self._messages = Messages(settings)
        self._ticket_receiver = settings.plans.ticket_receiver
        self._zone = ZoneInfo(settings.display.timezone)

    def do(self, connection: Connection, task: Task) -> Result:
        """Return what came of a step; raises HandsError where nobody can be reached by it."""
        match task.step.do:
            case StepKind.PAGE_ON_CALL | StepKind.ESCALATE:
                return self._page(connection, task, 1 if task.step.do is StepKind.PAGE_ON_CALL else 2)
            case StepKind.OPEN_TICKET:
                return self._open_ticket(connection, task)
            case StepKind.PUBLISH:
                return self._tell(connection, task, MessageEvent.PUBLISH, task.step.receiver)
            case StepKind.RUN_PROBE | StepKind.SET_ETR:
                return _probe(connection, task) if task.step.do is StepKind.RUN_PROBE else _set_etr(connection, task)
            case StepKind.NOTE:
                return {}
            case StepKind.NOTIFY:
                return self._notify(connection, task)

    def _notify(self, connection: Connection, task: Task) -> Result:
        people: Sequence[Mapping[str, Any]] = [contact.model_dump() for contact in task.step.group]
        if task.step.to == "on_call":
            people = self._on_call(connection, task, 1)
        return self._tell(connection, task, MessageEvent.NOTIFY, task.step.receiver, people)

    def _page(self, connection: Connection, task: Task, level: int) -> Result:
        people = self._on_call(connection, task, level)
        return self._tell(connection, task, MessageEvent.PAGE, task.step.receiver, people)

    def _open_ticket(self, connection: Connection, task: Task) -> Result:
        before = ticket_of(connection, task.view.number, task.view.reopened)
        if before is not None:
            return {"notice": before, "already": True}
        return self._tell(connection, task, MessageEvent.TICKET, task.step.receiver or self._ticket_receiver)

    def _on_call(self, connection: Connection, task: Task, level: int) -> list[dict[str, Any]]:
        number = task.view.number
        found = units_of(connection, [number]).get(number)
        if found is None:
            raise HandsError(StepReason.NO_UNIT)
        people = rota.nearest_on_call(
            rota.load(connection), found.unit, parents(connection), level, task.at_ms, self._zone
        )
        if not people:
            raise HandsError(StepReason.NOBODY_ON_CALL, found.unit)
        return [asdict(person) for person in people]

    def _tell(
        self,
        connection: Connection,
        task: Task,
        event: MessageEvent,
        receiver: str,
        people: Sequence[Mapping[str, Any]] = (),
    ) -> Result:
        text = task.step.text.model_dump() if task.step.text is not None else {}
        title = task.plan.title.model_dump()
        message = StepMessage(task.run, task.index, event, receiver, title, text, people)
        try:
            made = self._messages.owe(connection, message, task.view, task.at_ms)
        except NoReceiverError as error:
            raise HandsError(StepReason.NO_RECEIVER, receiver or "plans.ticket_receiver") from error
        except NoFormError as error:
            raise HandsError(StepReason.NO_FORM, receiver) from error
        return {"notice": made, "receiver": receiver, "people": [str(each["person"]) for each in people]}


def _probe(connection: Connection, task: Task) -> Result:
    return {"command": commands.ask(connection, task.at_ms, "core", PROBE, {"element": task.view.element})}


def _set_etr(connection: Connection, task: Task) -> Result:
    """Ask core to tell of the interval, counted from now; a person's word, that nobody knows included, stands."""
    person = has_the_say(connection, task.view.number)
    if person is not None:
        raise HandsError(StepReason.SAID_BY_HAND, person, StepState.SKIPPED)
    early, late = task.step.etr_min or (0.0, 0.0)
    between = [_whole_minute(task.at_ms + round(minutes * MINUTE_MS)) for minutes in (early, late)]
    said = {"incident": task.view.number, "between_ms": between, "plan": task.plan.name}
    return {"command": commands.ask(connection, task.at_ms, "core", ETR, said), "between_ms": between}


def _whole_minute(at_ms: int) -> int:
    return -(-at_ms // MINUTE_MS) * MINUTE_MS

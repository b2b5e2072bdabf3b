"""What people do to an incident: acknowledge, assign, put off, comment, say what was found, close."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, select, update

from monitor.incidents import rows, transitions
from monitor.incidents.model import Entry, IncidentState, incident_id
from monitor.incidents.read import open_incidents_at
from monitor.ledger import changes, commands, found
from monitor.ledger import tables as t
from monitor.ledger.found import Found, FoundCause
from monitor.ledger.ledger import Ledger

OVERRIDE = "incident.override"
"""The command that ends an incident."""
OPEN = "incident.open"
"""The one that opens an incident because somebody says so."""
EXPECT = "incident.expect"
"""And the one that says when service will be back."""
LONGEST_COMMENT = 2000
LONGEST_SNOOZE_MS = 7 * 86_400_000
LONGEST_WAIT_MS = 31 * 86_400_000


class ActionRefusedError(ValueError):
    """An action that the incident's state does not allow; the message says why."""


class OvertakenError(ActionRefusedError):
    """An action of somebody who looked before somebody else did the same."""


def acknowledge(ledger: Ledger, number: int, user: str, at_ms: int) -> None:
    """Note that somebody looks after a standing incident; it holds until the incident is over.

    Raises ActionRefusedError when there is no such incident, it is over, or somebody else has it.
    """
    with ledger.write(user, "incident.acknowledge", incident_id(number)) as connection:
        row = _standing(connection, number)
        if row.acknowledged_by is not None:
            raise ActionRefusedError(f"{incident_id(number)} was already acknowledged by {row.acknowledged_by}")
        values = {"acknowledged_by": user, "acknowledged_ms": at_ms}
        connection.execute(update(t.incident).where(t.incident.c.number == number).values(values))
        _enter(connection, number, at_ms, user, (Entry.ACKNOWLEDGED, {}))


def assign(ledger: Ledger, number: int, user: str, to: str, seen: str | None, at_ms: int) -> None:
    """Give a standing incident to somebody, or to nobody where `to` is empty.

    seen: whose it was when whoever assigns it looked. Raises ActionRefusedError where there is no such incident, it is
    over, there is no such user, or it has become somebody else's since.
    """
    with ledger.write(user, "incident.assign", incident_id(number), {"to": to}) as connection:
        row = _standing(connection, number)
        if (row.assigned_to or None) != (seen or None):
            raise ActionRefusedError(f"{incident_id(number)} has meanwhile gone to {row.assigned_to or 'nobody'}")
        known = select(t.user.c.name).where(t.user.c.name == to, t.user.c.active)
        if to and connection.execute(known).first() is None:
            raise ActionRefusedError(f"there is no user {to}")
        connection.execute(update(t.incident).where(t.incident.c.number == number).values(assigned_to=to or None))
        _enter(connection, number, at_ms, user, (Entry.ASSIGNED, {"to": to}))


def snooze(ledger: Ledger, number: int, user: str, until_ms: int, seen_ms: int | None, at_ms: int) -> None:
    """Have a standing incident stand back in lists until then, or until it gets worse; a time past wakes it.

    seen_ms: until when it was put off when whoever does so looked; None: it was not. Raises ActionRefusedError where
    there is no such incident, it is over, or that is more than LONGEST_SNOOZE_MS away; OvertakenError where it has been
    put off, or has come forward, since.
    """
    if until_ms - at_ms > LONGEST_SNOOZE_MS:
        raise ActionRefusedError(f"an incident can be put off for {LONGEST_SNOOZE_MS // 3_600_000} hours at most")
    until = until_ms if until_ms > at_ms else None
    with ledger.write(user, "incident.snooze", incident_id(number), {"until_ms": until}) as connection:
        row = _standing(connection, number)
        if row.snoozed_until_ms != seen_ms:
            raise OvertakenError(f"{incident_id(number)} has meanwhile {_put_off(connection, number)}")
        connection.execute(update(t.incident).where(t.incident.c.number == number).values(snoozed_until_ms=until))
        _enter(connection, number, at_ms, user, (Entry.SNOOZED, {"until_ms": until}))


def ask_to_override(ledger: Ledger, number: int, user: str, reason: str, at_ms: int) -> int:
    """Ask core to end an incident that stands because somebody says so; return the command by which it answers.

    Raises ActionRefusedError where there is no such incident, it is over, or no reason is given.
    """
    said = _words(reason)
    with ledger.write(user) as connection:  # core leaves the trail's row when it does it
        _standing(connection, number)
        return commands.ask(connection, at_ms, user, OVERRIDE, {"incident": number, "reason": said})


def ask_to_expect(ledger: Ledger, number: int, user: str, between_ms: tuple[int, int] | None, at_ms: int) -> int:
    """Ask core to tell when service is expected back, or, with None, that nobody knows; return the command.

    Raises ActionRefusedError where there is no such incident, it is over, or the time is past or ends before it begins.
    """
    if between_ms is not None and not at_ms < between_ms[1] <= at_ms + LONGEST_WAIT_MS:
        raise ActionRefusedError("service is expected back at a time to come, within a month")
    if between_ms is not None and between_ms[0] > between_ms[1]:
        raise ActionRefusedError("an interval begins before it ends")
    with ledger.write(user) as connection:
        _standing(connection, number)
        return commands.ask(connection, at_ms, user, EXPECT, {"incident": number, "between_ms": between_ms})


def ask_to_open(ledger: Ledger, element: str, user: str, reason: str, at_ms: int) -> int:
    """Ask core to open an incident at an element that nothing shows to have failed; return the command.

    Raises ActionRefusedError where the plant has no such element, an incident stands there, or no reason is given.
    """
    said = _words(reason)
    with ledger.write(user) as connection:
        if connection.execute(select(t.element.c.id).where(t.element.c.id == element)).first() is None:
            raise ActionRefusedError(f"the plant has no element {element}")
        there = open_incidents_at(connection, [element])
        if there:
            raise ActionRefusedError(f"{there[0].id} stands there already")
        return commands.ask(connection, at_ms, user, OPEN, {"element": element, "reason": said})


def close(ledger: Ledger, number: int, user: str, reason: str, at_ms: int) -> None:
    """Close an incident that is over: what was found has been said, or `reason` says why it will not be.

    Raises ActionRefusedError where there is no such incident, it stands or is closed already, or neither is given.
    """
    said = _words(reason, least=0)
    with ledger.write(user, "incident.close", incident_id(number), {"reason": said}) as connection:
        if not said and found.load(connection, number) is None:
            raise ActionRefusedError("say first what was found, or why it will not be said")
        try:
            transitions.move(
                connection, number, (IncidentState.RESOLVED,), IncidentState.CLOSED, user, said or "found", at_ms,
                closed_ms=at_ms,
            )  # fmt: skip
        except transitions.MovedError as error:
            raise ActionRefusedError(str(error)) from error
        _enter(connection, number, at_ms, user, (Entry.CLOSED, {"text": said} if said else {}))


def comment(ledger: Ledger, number: int, user: str, text: str, at_ms: int) -> None:
    """Add a comment to an incident, open or resolved.

    Raises ActionRefusedError when there is no such incident, or nothing (or too much) is said.
    """
    said = _words(text)
    with ledger.write(user, "incident.comment", incident_id(number)) as connection:
        if connection.execute(select(t.incident.c.number).where(t.incident.c.number == number)).first() is None:
            raise ActionRefusedError(f"there is no incident {incident_id(number)}")
        _enter(connection, number, at_ms, user, (Entry.COMMENT, {"text": said}))


def report_found(
    ledger: Ledger,
    number: int,
    user: str,
    cause: FoundCause,
    element: str,
    note: str,
    seen_ms: int | None,
    at_ms: int,
    *,
    false_alarm: bool = False,
) -> None:
    """Write down what had failed, of an incident that is open or over; said again, the last word counts.

    element: empty where nothing had failed or nobody knows. seen_ms: when that was said which whoever says so has seen;
    None: nothing had been. Raises ActionRefusedError when there is no such incident, the plant has no such element, it
    went on as part of another, or a false alarm is laid on an element; OvertakenError where somebody has said something
    since.
    """  # fmt: skip
    if len(note) > LONGEST_COMMENT:
        raise ActionRefusedError(f"a note has at most {LONGEST_COMMENT} characters")
    if false_alarm and element:
        raise ActionRefusedError("a false alarm has no element that failed")
    detail = {"element": element, "cause": str(cause), "false_alarm": false_alarm, "text": note}
    with ledger.write(user, "incident.found", incident_id(number), detail) as connection:
        i = t.incident.c
        of = connection.execute(select(i.element, i.merged_into).where(i.number == number)).one_or_none()
        if of is None:
            raise ActionRefusedError(f"there is no incident {incident_id(number)}")
        if of.merged_into is not None:
            raise ActionRefusedError(f"{incident_id(number)} went on as part of another: say there what was found")
        kind = connection.execute(select(t.element.c.kind).where(t.element.c.id == element)).scalar() if element else ""
        if kind is None:
            raise ActionRefusedError(f"the plant has no element {element}")
        before = found.load(connection, number)
        if before is not None and before.at_ms != seen_ms:
            raise OvertakenError(f"{before.by} has meanwhile said what was found at {incident_id(number)}")
        found.keep(connection, Found(number, at_ms, user, element, kind, of.element, cause, false_alarm, note))
        _enter(connection, number, at_ms, user, (Entry.FOUND, detail))


def _words(text: str, least: int = 1) -> str:
    said = text.strip()
    if not least <= len(said) <= LONGEST_COMMENT:
        raise ActionRefusedError(f"a comment has {least} to {LONGEST_COMMENT} characters")
    return said


def _standing(connection: Connection, number: int) -> Row[Any, Any, Any, Any]:
    """Return whose a standing incident is, and until when it is put off; raises ActionRefusedError for no such one."""
    i = t.incident.c
    row = connection.execute(
        select(i.resolved_ms, i.acknowledged_by, i.assigned_to, i.snoozed_until_ms).where(i.number == number)
    ).one_or_none()
    if row is None:
        raise ActionRefusedError(f"there is no incident {incident_id(number)}")
    if row.resolved_ms is not None:
        raise ActionRefusedError(f"{incident_id(number)} is already resolved")
    return row


def _put_off(connection: Connection, number: int) -> str:
    """Return what became of the putting off of an incident, by whom: it got worse where nobody did it."""
    e, i = t.incident_event.c, t.incident.c
    until_ms = connection.execute(select(i.snoozed_until_ms).where(i.number == number)).scalar()
    last = select(e.actor, e.detail).where(e.incident == number, e.kind == Entry.SNOOZED).order_by(e.id.desc()).limit(1)
    row = connection.execute(last).first()
    if row is None or row.detail["until_ms"] != until_ms:
        return "come forward, for it got worse"
    return f"been put off by {row.actor}" if until_ms is not None else f"been woken by {row.actor}"


def _enter(connection: Connection, number: int, at_ms: int, user: str, entry: tuple[Entry, Mapping[str, Any]]) -> None:
    kind, detail = entry
    rows.enter(connection, number, at_ms, kind, detail, user)
    changes.announce(connection, at_ms, "incident", incident_id(number), {"entry": str(kind)})

"""Trouble calls: customer service logs who called, and of what."""

from __future__ import annotations

from typing import Literal

from flask import Response, abort, jsonify, request
from pydantic import BaseModel, Field, model_validator

from monitor.care.subscribers import subscribers_by_phone
from monitor.incidents.model import incident_number
from monitor.ledger import calls
from monitor.ledger.calls import LONGEST_TEXT, Call, Symptom
from monitor.ledger.phones import e164
from webui.api.blueprint import CARE, api
from webui.api.problem import Problem
from webui.api.schema import Arguments, Ms
from webui.called import log
from webui.context import now_ms
from webui.readers import readers

SymptomName = Literal["no_signal", "mosaic", "not_authorised", "slow", "phone", "other"]
MOST_AHEAD_MS = 300_000
"""A switchboard's clock may be so far ahead of ours."""
LONGEST_KEY = 200
TEXT = r"^[^\x00]*$"


class CallBody(Arguments):
    """A call about something that does not work."""

    account: str = Field(default="", description="Who called; else `phone`.", max_length=200, pattern=TEXT)
    phone: str = Field(default="", description="Number that belongs to one account.", max_length=40, pattern=TEXT)
    at_ms: Ms | None = Field(default=None, ge=0, lt=2**53, description="When; default: now.")
    symptom: SymptomName
    service: Literal["", "tv", "broadband", "vod", "voice"] = Field(default="", description="Empty: not said.")
    text: str = Field(default="", max_length=LONGEST_TEXT, pattern=TEXT)
    incident: str = Field(
        default="", max_length=20, pattern=TEXT,
        description="The incident the caller was told of, such as INC-000001; empty: the one the call joins.",
    )  # fmt: skip
    callback: bool = Field(default=False, description="Whether the caller wishes to be told when service is back.")
    key: str = Field(
        default="", max_length=LONGEST_KEY, pattern=TEXT,
        description="Identity of the call in the caller's system: logged again, it is the same call. Without one,"
        " account, moment and symptom are.",
    )  # fmt: skip

    @model_validator(mode="after")
    def _says_who(self) -> CallBody:
        if bool(self.account) == bool(self.phone):
            raise ValueError("account or phone is needed, and not both")
        return self


class CallItem(BaseModel):
    """A call as it was logged, and where it leads."""

    id: int
    account: str
    at_ms: Ms
    incident: str | None = Field(description="The open incident it joined; null: nothing that is known explains it.")
    suspected: bool = Field(description="Whether that incident is no more than suspected.")
    open_ticket: bool = Field(
        description="Whether a ticket of its own makes sense: false where an incident explains it, people are on it."
    )


@api.post("/calls", tags=[CARE], responses={200: CallItem, 201: CallItem, 409: Problem, 422: Problem})
def log_call(body: CallBody) -> tuple[Response, int]:
    """Log a call, and say which incident it joins; 200 where it was logged before.

    The header Idempotency-Key stands for `key` where that is empty.
    """
    key = body.key or request.headers.get("Idempotency-Key", "")[:LONGEST_KEY]
    at_ms = now_ms() if body.at_ms is None else body.at_ms
    if at_ms > now_ms() + MOST_AHEAD_MS:
        abort(422, "at_ms lies in the future.")
    account = body.account or _account_of(body.phone)
    call = Call(
        account, at_ms, Symptom(body.symptom), body.service, body.text, key, incident=_told_of(body.incident),
        callback=body.callback,
    )  # fmt: skip
    try:
        done = log(call)
    except (calls.UnknownAccountError, calls.UnknownIncidentError) as error:
        abort(422, f"{error}.")
    known = done.joined
    found = known.incident if known is not None else None
    shown = {
        "id": done.number,
        "account": account,
        "at_ms": at_ms,
        "incident": found.id if found is not None else None,
        "suspected": known is not None and known.suspected,
        "open_ticket": found is None,
    }
    return jsonify(shown), 201 if done.new else 200


def _told_of(written: str) -> int | None:
    """Return the number of the incident the caller was told of, or answer that this names none."""
    number = incident_number(written)
    if written and number is None:
        abort(422, f"{written} is no incident.")
    return number


def _account_of(phone: str) -> str:
    """Return the only account with a telephone number, or answer that there is none or several."""
    written = e164(phone, readers().settings.display.phone_region)
    with readers().ledger.read() as connection:
        found = subscribers_by_phone(connection, written) if written else []
    if not found:
        abort(422, f"Nobody has the number {phone}.")
    if len(found) > 1:
        abort(409, f"Several accounts have the number {phone}: say which.")
    return found[0].account

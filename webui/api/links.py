"""Ties between incidents: made and taken back by hand."""

from __future__ import annotations

from typing import Literal

from flask import abort
from pydantic import Field

from monitor.incidents.actions import ActionRefusedError
from webui.api.blueprint import INCIDENTS, api
from webui.api.incidents import existing_or_404
from webui.api.problem import Problem
from webui.api.schema import Arguments, IncidentPath
from webui.tying import tie, untie

INCIDENT_ID = Field(description="INC-000001", max_length=24)


class LinkBody(Arguments):
    """What an incident is to another."""

    other: str = INCIDENT_ID
    kind: Literal["nested", "caused_by"] = Field(description="This one is what is left of the other, or caused by it.")


class UnlinkBody(Arguments):
    """Which tie is taken back, whichever of the two is tied to the other."""

    other: str = INCIDENT_ID


@api.post("/incidents/<id>/links", tags=[INCIDENTS], responses={204: None, 404: Problem, 409: Problem})
def link(path: IncidentPath, body: LinkBody) -> tuple[str, int]:
    """Tie an incident to another; said of two that are tied so already, or the other way round, it is refused."""
    number = existing_or_404(path.id)
    try:
        tie(number, body.other, body.kind)
    except ActionRefusedError as error:
        abort(409, str(error))
    return "", 204


@api.post("/incidents/<id>/links/remove", tags=[INCIDENTS], responses={204: None, 404: Problem, 409: Problem})
def unlink(path: IncidentPath, body: UnlinkBody) -> tuple[str, int]:
    """Take a tie between two incidents back; refused where there is none."""
    number = existing_or_404(path.id)
    try:
        untie(number, body.other)
    except ActionRefusedError as error:
        abort(409, str(error))
    return "", 204

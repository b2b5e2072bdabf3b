"""Planned work: what is announced, with the incidents it overlaps; announcing it and calling it off."""

from __future__ import annotations

from typing import Any, Literal

from flask import Response, abort, jsonify
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from monitor.care.planned import incidents_at
from monitor.care.sentences import LANGUAGES
from monitor.ledger import planned_work
from monitor.ledger.planned_work import LONGEST_MS, LONGEST_TEXT, Announced, PlannedWork, WorkRefusedError
from webui.access import known_visitor
from webui.api.blueprint import api
from webui.api.problem import Problem
from webui.api.schema import Arguments, Ms
from webui.context import now_ms
from webui.readers import readers

PLANNED = Tag(name="planned work", description="Work on the plant that was announced, and what callers are told of it.")
AHEAD_MS = 12 * LONGEST_MS
ServiceName = Literal["tv", "broadband", "vod", "voice"]


class WorkPath(BaseModel):
    """Which work."""

    id: int = Field(ge=1, le=2**53)


class WorkBody(Arguments):
    """Work to announce: at an element or in an area."""

    element: str = Field(default="", max_length=200)
    area: str = Field(default="", max_length=200)
    services: list[ServiceName] = Field(default_factory=list, description="Those it may take away; none: all.")
    from_ms: Ms
    to_ms: Ms
    text_zh: str = Field(default="", max_length=LONGEST_TEXT, description="What callers are told of it.")
    text_en: str = Field(default="", max_length=LONGEST_TEXT)


class WorkMade(BaseModel):
    """Under which number it was entered."""

    id: int


class WorkItem(BaseModel):
    """Work that goes on or is to come."""

    id: int
    element: str
    area: str
    services: list[str]
    from_ms: Ms
    to_ms: Ms
    text: dict[str, str] = Field(description="What callers are told of it, by language.")
    by: str
    incidents: list[str] = Field(description="Incidents that stand, began by its end and are at what it is about.")


class WorkList(BaseModel):
    """Every such work, that which begins first comes first."""

    items: list[WorkItem]


@api.get("/planned-work", tags=[PLANNED], responses={200: WorkList})
def planned_works() -> Response:
    """List the work that goes on or is to come."""
    with readers().ledger.read() as connection:
        works = planned_work.current(connection, now_ms(), AHEAD_MS)
        incidents = incidents_at(connection, works, now_ms())
    return jsonify(items=[_as_json(work, incidents[work.id]) for work in works])


@api.post("/planned-work", tags=[PLANNED], responses={201: WorkMade, 422: Problem})
def announce_work(body: WorkBody) -> tuple[Response, int]:
    """Announce work; callers whom it concerns are told of it while it goes on."""
    work = Announced(
        body.element, body.area, tuple(body.services), body.from_ms, body.to_ms, body.text_zh, body.text_en
    )  # fmt: skip
    try:
        made = planned_work.announce(readers().ledger, known_visitor().name, work, now_ms())
    except WorkRefusedError as error:
        abort(422, f"{error}.")
    return jsonify(id=made), 201


@api.post("/planned-work/<id>/cancel", tags=[PLANNED], responses={204: None, 409: Problem})
def cancel_work(path: WorkPath) -> tuple[str, int]:
    """Call work off; refused where there is none, it is over, or was called off before."""
    try:
        planned_work.cancel(readers().ledger, known_visitor().name, path.id, now_ms())
    except WorkRefusedError as error:
        abort(409, f"{error}.")
    return "", 204


def _as_json(work: PlannedWork, incidents: list[str]) -> dict[str, Any]:
    return {
        "id": work.id,
        "element": work.element,
        "area": work.area,
        "services": list(work.services),
        "from_ms": work.from_ms,
        "to_ms": work.to_ms,
        "text": {language: work.text(language) for language in LANGUAGES},
        "by": work.by,
        "incidents": incidents,
    }

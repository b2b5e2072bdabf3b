"""Discovery: proposals by pages, segments, and decisions."""

from __future__ import annotations

from typing import Any, Literal

from flask import Response, abort, jsonify
from pydantic import BaseModel, Field

from monitor.discovery import deciding
from monitor.ledger import proposals
from monitor.ledger.placements import load_segments
from webui.access import known_visitor
from webui.api.blueprint import PLANT, api
from webui.api.problem import Problem
from webui.api.schema import Arguments, ElementRef, Ms, NoArguments
from webui.context import now_ms
from webui.discovery import proposals_json, segments_json, spans_json
from webui.readers import readers

KindName = Literal["new", "moved", "differs", "vanished", "elsewhere", "branch"]


class ProposalsQuery(Arguments):
    """Which proposals, and how many at a time."""

    kind: KindName | None = None
    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(
        default=None, description="`next` of the page before.", pattern=r"^[0-9]{1,15}$", max_length=15
    )


class Count(BaseModel):
    """How many of the terminals drawn behind an element are on a segment."""

    element: ElementRef
    here: int
    placed: int = Field(description="Of them on any segment.")


class SegmentItem(BaseModel):
    """What a CMTS, OLT or EoC head tells of as a whole."""

    id: int
    teller: ElementRef = Field(description="The device that tells of it.")
    name: str = Field(description="In that device's numbers.")
    nodes: list[str] = Field(description="Fibre nodes as the device calls them.")
    elements: list[ElementRef] = Field(description="What of the plant it is taken for.")
    counts: list[Count] = Field(description="Why; the most counted first.")
    agrees: bool = Field(description="False: the device names other nodes than its terminals are drawn behind.")
    seen_ms: Ms


class ProposalItem(BaseModel):
    """What the plant file would have to say of a terminal."""

    id: int
    kind: KindName
    terminal: str = Field(description="MAC, serial or card number; of what behaviour shows also an element's id.")
    drawn_at: ElementRef | None
    segment: SegmentItem | None = Field(description="null: no device says it, the homes' behaviour shows it.")
    came_from: str | None = Field(description="Of one that moved: the segment before.")
    candidates: list[ElementRef] = Field(description="Where it may hang; several are a set, none of it a guess.")
    evidence: dict[str, Any] = Field(
        description="Of what behaviour shows: `together` events in which it fell silent with those behind the"
        " candidate, `echoes` shared with them, `stayed` through failures where it is drawn, events `against`, `homes`"
        " concerned, `odds` as a power of ten, `terminals` of a branch that is not drawn. By its timing offset it is"
        " `apart` from the homes where it is drawn and `near` those of the candidate, in scatters of one place."
    )
    since_ms: Ms
    made_ms: Ms


class ProposalPage(BaseModel):
    """A page of open proposals, the oldest first."""

    items: list[ProposalItem]
    next: str | None = Field(description="Cursor of the next page; null: there is none.")


class SegmentList(BaseModel):
    """All segments."""

    items: list[SegmentItem]


class SpanItem(BaseModel):
    """A cable that is damaged by the echo that homes behind it share."""

    element: ElementRef = Field(description="The damage is at it, or on the cable before it.")
    length_m: float = Field(description="Metres of cable between the two ends of the damage.")
    level_db: float = Field(description="The echo, relative to the signal.")
    heard: int = Field(description="Homes that have the echo.")
    spared: int = Field(description="Homes behind the element that were read and have none.")
    read_ms: Ms


class SpanList(BaseModel):
    """Cables with an echo, the strongest first."""

    items: list[SpanItem]


class ProposalPath(BaseModel):
    """Which proposal."""

    id: int = Field(ge=1, lt=2**53)


class AcceptBody(Arguments):
    """What a terminal is to hang on."""

    element: str = Field(default="", description="One of the candidates; empty: the only one.", max_length=200)


@api.get("/discovery/proposals", tags=[PLANT], responses={200: ProposalPage})
def discovery_proposals(query: ProposalsQuery) -> Response:
    """List open proposals, the oldest first."""
    with readers().ledger.read() as connection:
        found = proposals.open_proposals(
            connection, [query.kind] if query.kind else [], query.limit + 1, int(query.cursor or 0)
        )
        more, shown = len(found) > query.limit, found[: query.limit]
        items = proposals_json(connection, shown, {row.id: row for row in load_segments(connection)})
    return jsonify(items=items, next=str(shown[-1].id) if more else None)


@api.get("/discovery/segments", tags=[PLANT], responses={200: SegmentList})
def discovery_segments(query: NoArguments) -> Response:
    """List segments with what each is taken for, and why."""
    del query
    with readers().ledger.read() as connection:
        return jsonify(items=segments_json(connection, load_segments(connection)))


@api.get("/discovery/spans", tags=[PLANT], responses={200: SpanList})
def discovery_spans(query: NoArguments) -> Response:
    """List cables that are damaged by the echoes their homes share."""
    del query
    with readers().ledger.read() as connection:
        return jsonify(items=spans_json(connection))


@api.post("/discovery/proposals/<int:id>/accept", tags=[PLANT], responses={204: None, 404: Problem, 409: Problem})
def discovery_accept(path: ProposalPath, body: AcceptBody) -> tuple[str, int]:
    """Change the plant as a proposal says."""
    region = readers().settings.display.phone_region
    try:
        deciding.accept(readers().ledger, path.id, body.element, known_visitor().name, now_ms(), region)
    except deciding.UnknownProposalError as error:
        abort(404, str(error))
    except deciding.DecisionRefusedError as error:
        abort(409, str(error))
    return "", 204


@api.post("/discovery/proposals/<int:id>/dismiss", tags=[PLANT], responses={204: None, 404: Problem, 409: Problem})
def discovery_dismiss(path: ProposalPath) -> tuple[str, int]:
    """Leave the plant as it is; this is not proposed again while the terminal stays where it is."""
    try:
        deciding.dismiss(readers().ledger, path.id, known_visitor().name, now_ms())
    except deciding.UnknownProposalError as error:
        abort(404, str(error))
    except deciding.DecisionRefusedError as error:
        abort(409, str(error))
    return "", 204

"""Discovery: what the plant file says of terminals beside what their CMTSs say, and what to do about it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from monitor.discovery import deciding
from monitor.ledger import proposals
from monitor.ledger.placements import load_segments
from monitor.ledger.proposals import ProposalKind
from webui.access import known_visitor
from webui.context import now_ms
from webui.discovery import proposals_json, segments_json, spans_json, worth_a_look
from webui.readers import readers

discovery = Blueprint("discovery", __name__)

PAGE = 50
MOST_SEGMENTS = 200


@discovery.get("/discovery")
def page() -> str:
    """Show open proposals of one kind or all, and segments of which device and drawing differ."""
    kind = request.args.get("kind", "")
    kind = kind if kind in set(ProposalKind) else ""
    after = request.args.get("after", "")
    with readers().ledger.read() as connection:
        counts = proposals.open_counts(connection)
        found = proposals.open_proposals(
            connection, [kind] if kind else [], PAGE + 1, int(after) if after.isdecimal() and len(after) < 16 else 0
        )
        rows = load_segments(connection)
        shown = proposals_json(connection, found[:PAGE], {row.id: row for row in rows})
        odd = worth_a_look(rows)
        spans = spans_json(connection)
        segments = segments_json(connection, odd[:MOST_SEGMENTS])
    return render_template(
        "discovery.html", page="discovery", rows=shown, kind=kind, counts=counts, kinds=list(ProposalKind),
        newer=found[PAGE - 1].id if len(found) > PAGE else None, segments=segments, spans=spans, surveyed=len(rows),
        more_segments=max(len(odd) - MOST_SEGMENTS, 0), applies=readers().settings.discovery.apply == "apply",
    )  # fmt: skip


@discovery.post("/discovery/<int(max=9007199254740991):number>/accept")
def accept(number: int) -> Response:
    """Accept from the form, with the element chosen there."""
    region, element = readers().settings.display.phone_region, request.form.get("element", "")
    try:
        deciding.accept(readers().ledger, number, element, known_visitor().name, now_ms(), region)
    except deciding.UnknownProposalError as error:
        abort(404, str(error))
    except deciding.DecisionRefusedError as error:
        abort(409, str(error))
    return _back()


@discovery.post("/discovery/<int(max=9007199254740991):number>/dismiss")
def dismiss(number: int) -> Response:
    """Dismiss from the form."""
    try:
        deciding.dismiss(readers().ledger, number, known_visitor().name, now_ms())
    except deciding.UnknownProposalError as error:
        abort(404, str(error))
    except deciding.DecisionRefusedError as error:
        abort(409, str(error))
    return _back()


def _back() -> Response:
    """Return to the list as it was filtered."""
    kind = request.form.get("kind", "")
    return redirect(f"/discovery?kind={kind}" if kind in set(ProposalKind) else "/discovery")

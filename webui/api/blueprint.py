"""The blueprint that every route of the API hangs on."""

from __future__ import annotations

import json

from flask import abort, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from webui.api.problem import Problem

INCIDENTS = Tag(name="incidents", description="What is broken, whom it affects, who knows.")
PLANT = Tag(name="plant", description="Elements, their history, and layers of the map.")
CARE = Tag(name="care", description="Answers for customer service.")

api = APIBlueprint(
    "api",
    __name__,
    url_prefix="/api/v1",
    abp_security=[{"bearer": []}, {"session": []}],
    abp_responses={401: Problem, 403: Problem, 503: Problem},
)


TAKE_A_BODY = frozenset(
    {
        "api.begin_test",
        "api.comment",
        "api.discovery_accept",
        "api.dry_run",
        "api.found_at_closing",
        "api.log_call",
        "api.save_plan",
    }
)


@api.before_request
def body_is_json() -> None:
    """Refuse a body that is something else, saying what is wrong with it."""
    body = request.get_data() if request.endpoint in TAKE_A_BODY else b""
    if not body:
        return
    if not request.is_json:
        abort(415, f"The body must be application/json, not {request.mimetype or 'without a type'}.")
    try:
        json.loads(body)
    except RecursionError:
        abort(400, "The body is nested too deeply.")
    except ValueError as error:
        abort(400, f"The body is not JSON: {error}.")

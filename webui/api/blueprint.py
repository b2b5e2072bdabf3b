"""The blueprint that every route of the API hangs on."""

from __future__ import annotations

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

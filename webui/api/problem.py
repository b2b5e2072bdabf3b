"""Errors of the API as problem documents (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Response, make_response
from pydantic import BaseModel, Field, ValidationError

CONTENT_TYPE = "application/problem+json"


class Problem(BaseModel):
    """What went wrong, for a program and for the person who reads its log."""

    type: str = Field(default="about:blank", description="Kind of problem.")
    title: str = Field(description="The HTTP status in words.")
    status: int
    detail: str = Field(default="", description="One sentence: what and where.")
    errors: list[dict[str, str]] = Field(default_factory=list, description="Per argument: `name` and `detail`.")


def problem(status: int, detail: str = "", errors: list[dict[str, str]] | None = None) -> Response:
    """Return a problem document."""
    body: dict[str, object] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = errors
    answer = make_response(json.dumps(body, ensure_ascii=False), status)
    answer.headers["Content-Type"] = CONTENT_TYPE
    return answer


def invalid(error: ValidationError) -> Response:
    """Return the problem of arguments that are not what the document says, naming each."""
    errors = [
        {"name": ".".join(str(part) for part in item["loc"]) or "body", "detail": item["msg"]}
        for item in error.errors()
    ]
    return problem(422, "; ".join(f"{item['name']}: {item['detail']}" for item in errors), errors)

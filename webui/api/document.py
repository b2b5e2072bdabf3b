"""The OpenAPI document, finished: what is true of many routes is written into each."""

from __future__ import annotations

import copy
from typing import Any

from webui.api.layers import GEOJSON
from webui.api.problem import CONTENT_TYPE

PROBLEM = {"$ref": "#/components/schemas/Problem"}
BODY_REFUSED = {
    "400": "Bad Request",
    "408": "Request Timeout",
    "413": "Content Too Large",
    "415": "Unsupported Media Type",
}


def finished(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document, complete.

    1. Whatever takes a body may refuse it.
    2. Every 4xx and 5xx answer is application/problem+json.
    3. Feature collections are application/geo+json.
    """
    made = copy.deepcopy(document)
    for operations in made["paths"].values():
        for operation in operations.values():
            answers = operation["responses"]
            if "requestBody" in operation:
                answers |= {status: {"description": title} for status, title in BODY_REFUSED.items()}
            for status, answer in answers.items():
                if status >= "400":
                    answer["content"] = {CONTENT_TYPE: {"schema": PROBLEM}}
                elif _schema(answer).endswith("/FeatureCollection"):
                    answer["content"] = {GEOJSON: answer["content"]["application/json"]}
    made["components"]["schemas"].pop("ValidationErrorModel", None)
    return made


def _schema(answer: dict[str, Any]) -> str:
    """Return the name of the schema an answer refers to; empty for one without a body."""
    reference: str = answer.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
    return reference

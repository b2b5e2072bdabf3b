"""The OpenAPI document, finished: errors are problem documents wherever one can occur."""

from __future__ import annotations

import copy
from typing import Any

from webui.api.problem import CONTENT_TYPE

PROBLEM = {"$ref": "#/components/schemas/Problem"}


def finished(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with every 4xx and 5xx answer described as application/problem+json."""
    made = copy.deepcopy(document)
    for operations in made["paths"].values():
        for operation in operations.values():
            for status, answer in operation.get("responses", {}).items():
                if status >= "400":
                    answer["content"] = {CONTENT_TYPE: {"schema": PROBLEM}}
    made["components"]["schemas"].pop("ValidationErrorModel", None)
    return made

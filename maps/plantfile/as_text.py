"""Values of typed columns as the text that a person would have written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def as_texts(values: Sequence[Any]) -> list[str]:
    """Return values of a typed column as the text a person would have written: 12 for 12.0, and nothing for none."""
    return [value if isinstance(value, str) else as_text(value) for value in values]


def as_text(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    """Return one value as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if value != value else repr(int(value)) if value.is_integer() else repr(value)  # noqa: PLR0124 - NaN
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return "" if isinstance(value, bytes) else str(value)

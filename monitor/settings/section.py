"""What every table of the file shares: it refuses strangers, and its secrets may lie in files of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class SettingsError(ValueError):
    """A configuration that cannot be used; the message names file and key."""


class Section(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_secret(path: Path) -> str:
    """Return a secret file's content without the white space around it; raises SettingsError naming it."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{path}: secret cannot be read: {error.strerror}") from error

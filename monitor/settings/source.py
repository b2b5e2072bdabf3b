"""Read settings from plantwatch.toml and the environment; whatever is wrong is said with its place."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import pydantic_settings
from pydantic import BaseModel, ValidationError

from monitor.settings.model import Settings
from monitor.settings.section import SettingsError

S = TypeVar("S", bound=BaseModel)

PREFIX = "PLANTWATCH__"
NEVER_SHOWN = {"secret", "community", "url", "read_url", "token", "password", "headers", "body"}
"""Keys whose values stay out of messages: they are secrets, or hold one."""


def find(explicit: Path | None) -> Path | None:
    """Return the configuration file to use: the one named, else PLANTWATCH_CONFIG, else ./plantwatch.toml if there."""
    if explicit is not None:
        return explicit
    if named := os.environ.get("PLANTWATCH_CONFIG"):
        return Path(named)
    here = Path("plantwatch.toml")
    return here if here.exists() else None


def load(path: Path | None) -> Settings:
    """Return the settings of a file, with the environment over it; without a file, defaults and environment.

    Relative paths are relative to the file, or to the working directory where there is none.
    Raises SettingsError with a line per mistake, each naming file or variable, and key.
    """
    values = {} if path is None else _parse(path)
    origin = "environment" if path is None else str(path)
    if strangers := list(_unknown_variables()):
        raise SettingsError("\n".join(strangers))
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(item, origin) for item in error.errors())) from error
    except pydantic_settings.SettingsError as error:
        raise SettingsError(f"environment: {error}") from error
    return _relative_to(settings, Path.cwd() if path is None else path.absolute().parent)


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from error


def _unknown_variables() -> Iterator[str]:
    """Yield a sentence per PLANTWATCH__ variable that names no table; deeper keys are the models' to refuse."""
    known = list(Settings.model_fields)
    for name in sorted(os.environ):
        section = name.removeprefix(PREFIX).split("__")[0].lower()
        if name.startswith(PREFIX) and section not in known:
            yield f"{name}: unknown table{_hint(section, known)}"


def _relative_to(settings: S, folder: Path) -> S:
    """Return the settings with every path in them taken from the file's folder."""
    return settings.model_copy(update={name: _settled(value, folder) for name, value in settings})


def _settled(value: object, folder: Path) -> object:
    match value:
        case Path():
            return folder / value.expanduser()
        case BaseModel():
            return _relative_to(value, folder)
        case dict():
            return {name: _settled(item, folder) for name, item in value.items()}
        case list():
            return [_settled(item, folder) for item in value]
    return value


def _explain(error: Any, origin: str) -> str:  # noqa: ANN401 - pydantic's ErrorDetails is a loose TypedDict
    location = [part for part in error["loc"] if part != "[key]"]
    words = [str(part) for part in location]
    where = ": ".join(part for part in (_variable(words) or origin, _spelled(location)) if part)
    if error["type"] == "extra_forbidden":
        return f"{where}: unknown key{_hint(words[-1], _keys_beside(words))}"
    message = error["msg"].removeprefix("Value error, ")
    shown = isinstance(error["input"], str | int | float) and not NEVER_SHOWN.intersection(words)
    return f"{where}: {message}" + (f" (found {error['input']!r})" if shown else "")


def _variable(location: list[str]) -> str | None:
    """Return the environment variable that set the value, if one did."""
    there = {name.upper(): name for name in os.environ}
    names = (PREFIX + "__".join(location[:end]).upper() for end in range(len(location), 0, -1))
    return next((there[name] for name in names if name in there), None)


def _spelled(location: list[Any]) -> str:
    """Return `receivers[0].url` for ("receivers", 0, "url")."""
    return re.sub(r"\.(\d+)(?=\.|$)", r"[\1]", ".".join(str(part) for part in location))


def _hint(wrong: str, known: list[str]) -> str:
    near = difflib.get_close_matches(wrong, known, n=1)
    return f", did you mean {near[0]}?" if near else f"; known here: {', '.join(sorted(known))}"


def _keys_beside(location: list[str]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in location[:-1]:
        field = model.model_fields.get(part)
        inner = _model_inside(field.annotation) if field is not None else None
        model = inner or model
    return list(model.model_fields)


def _model_inside(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - a type expression
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(
        (found for item in getattr(annotation, "__args__", ()) if (found := _model_inside(item)) is not None), None
    )

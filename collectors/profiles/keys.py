"""A TOML table read strictly: keys are taken one by one, errors name file and key."""

from __future__ import annotations

import difflib
import re
from typing import Any

from collectors.snmp import ber

_BELOW_ROOT = re.compile(r"(\.\d+)+")


class ProfileError(ValueError):
    """A profile that cannot be used; the message names file and key."""


class Keys:
    """A TOML table whose keys are taken one by one; what is left over is unknown."""

    def __init__(self, where: str, table: object) -> None:
        if not isinstance(table, dict):
            raise ProfileError(f"{where}: must be a table")
        self.where = where
        self._left = dict(table)
        self._known: list[str] = []

    def take(self, key: str, kind: type | tuple[type, ...], default: object = None) -> Any:  # noqa: ANN401 - as TOML has it
        """Return the value of a key, which must be of some type and there unless it has a default."""
        self._known.append(key)
        value = self._left.pop(key, default)
        if value is None:
            raise ProfileError(f"{self.where}: {key} is missing")
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ProfileError(f"{self.where}: {key} = {value!r} is of the wrong type")
        return value

    def oid(self, key: str, default: str | None = None) -> str:
        """Return a dotted object identifier; an empty one only where that is the default."""
        dotted = str(self.take(key, str, default))
        if dotted or default is None:
            check_oid(f"{self.where}: {key}", dotted)
        return dotted

    def done(self) -> None:
        """Refuse what nobody took."""
        for key in self._left:
            near = difflib.get_close_matches(key, self._known, n=1)
            hint = f", did you mean {near[0]}?" if near else ""
            raise ProfileError(f"{self.where}: unknown key {key}{hint}")


def check_oid(where: str, dotted: str) -> None:
    """Refuse what is no object identifier."""
    try:
        ber.encode_oid(dotted)
    except ber.Malformed as error:
        raise ProfileError(f"{where}: {error}") from error


def rooted(table: Any, root: str) -> Any:  # noqa: ANN401 - as TOML has it
    """Return a TOML table whose OIDs that begin with a dot stand below `root`."""
    if isinstance(table, dict):
        return {key: rooted(value, root) for key, value in table.items()}
    if isinstance(table, list):
        return [rooted(value, root) for value in table]
    return root + table if isinstance(table, str) and root and _BELOW_ROOT.fullmatch(table) else table

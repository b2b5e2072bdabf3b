"""The trap catalogue: what each known trap is called, tells and means, as data; read strictly."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from collectors.profiles.keys import Keys, ProfileError, check_oid, rooted

ROLES = ("", "severity", "text", "alarm")
"""What an object may be besides a fact: the device's own severity, its own sentence, an alarm packed into octets."""
FORMS = ("", "mac")
MEANINGS = ("trouble", "recovery", "information")


@dataclass(frozen=True, slots=True)
class TrapObject:
    """An object that traps carry."""

    name: str
    oid: str
    role: str
    form: str
    """How octets are written: `mac`, or as text where they are text."""
    values: Mapping[str, str]
    """Value, as decimal or dotted OID → what it is called."""


@dataclass(frozen=True, slots=True)
class TrapKind:
    """A trap of the catalogue."""

    name: str
    oid: str
    family: str
    meaning: str
    """`trouble`: something is wrong now; `recovery`: it no longer is; `information`: neither."""
    about: str
    """Name of the object that tells what the trap is about; empty where none does."""
    example: str
    """A Net-SNMP command that sends one, with HOST where address and port of the receiver belong."""
    says: str
    """Text of the notice that the example makes."""


class Catalogue:
    """Traps and objects by OID."""

    def __init__(self, kinds: Iterable[tuple[TrapKind, tuple[str, ...]]], objects: Iterable[TrapObject]) -> None:
        """Take each trap with the other OIDs it is known under, and the objects of all families."""
        self.kinds: list[TrapKind] = []
        self._kinds: dict[str, TrapKind] = {}
        for kind, others in kinds:
            self.kinds.append(kind)
            for oid in (kind.oid, *others):
                if self._kinds.setdefault(oid, kind) is not kind:
                    raise ProfileError(f"trap {oid} is both {self._kinds[oid].name} and {kind.name}")
        self._objects = {one.oid: one for one in objects}
        self._lengths = sorted({oid.count(".") + 1 for oid in self._objects}, reverse=True)

    def kind(self, oid: str) -> TrapKind | None:
        """Return the trap of an OID, None for an unknown one.

        A v1 agent's trap has a 0 before its last number that some MIBs leave out (RFC 3584 section 3.1), and
        some v2c agents write it or leave it out as they please: both are found.
        """
        found = self._kinds.get(oid)
        if found is None:
            head, _, last = oid.rpartition(".")
            other = head.removesuffix(".0") + "." + last if head.endswith(".0") else f"{head}.0.{last}"
            found = self._kinds.get(other)
        return found

    def object(self, oid: str) -> TrapObject | None:
        """Return the object that an OID is an instance of."""
        parts = oid.split(".")
        for length in self._lengths:
            if length <= len(parts) and (found := self._objects.get(".".join(parts[:length]))):
                return found
        return None


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Return the catalogue of a folder's files, or the one that comes with the product.

    Raises ProfileError naming file and key.
    """
    own = Path(str(resources.files("collectors.listening") / "traps"))
    kinds: list[tuple[TrapKind, tuple[str, ...]]] = []
    objects: list[TrapObject] = []
    for path in sorted((own if folder is None else folder).glob("*.toml")):
        try:
            file = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ProfileError(f"{path.name}: {error}") from error
        of_family = list(_objects(path.name, file))
        kinds += _kinds(path.stem, path.name, file, {one.name for one in of_family})
        objects += of_family
    return Catalogue(kinds, objects)


def _objects(where: str, file: Mapping[str, Any]) -> Iterable[TrapObject]:
    root = str(file.get("root", ""))
    for name, one in Keys(where, file).take("objects", dict, {}).items():
        keys = Keys(f"{where}: objects.{name}", rooted(one, root))
        made = TrapObject(
            name,
            keys.oid("oid"),
            _one_of(keys, "role", ROLES),
            _one_of(keys, "form", FORMS),
            MappingProxyType(dict(keys.take("values", dict, {}))),
        )
        keys.done()
        yield made


def _kinds(
    family: str, where: str, file: Mapping[str, Any], objects: set[str]
) -> Iterable[tuple[TrapKind, tuple[str, ...]]]:
    keys = Keys(where, file)
    root = str(keys.take("root", str, ""))
    keys.take("title", str)
    keys.take("source", str)
    keys.take("objects", dict, {})
    traps = keys.take("trap", list)
    keys.done()
    for at, one in enumerate(traps):
        yield _kind(family, Keys(f"{where}: trap[{at}]", rooted(one, root)), objects)


def _kind(family: str, keys: Keys, objects: set[str]) -> tuple[TrapKind, tuple[str, ...]]:
    made = TrapKind(
        keys.take("name", str),
        keys.oid("oid"),
        family,
        _one_of(keys, "meaning", MEANINGS, "information"),
        keys.take("about", str, ""),
        keys.take("example", str),
        keys.take("says", str),
    )
    others = tuple(keys.take("others", list, []))
    for other in others:
        check_oid(f"{keys.where}: others", str(other))
    if made.about and made.about not in objects:
        raise ProfileError(f"{keys.where}: about = {made.about!r} is no object of this file")
    if "HOST" not in made.example.split():
        raise ProfileError(f"{keys.where}: example has no HOST")
    keys.done()
    return made, others


def _one_of(keys: Keys, key: str, known: tuple[str, ...], default: str = "") -> str:
    value = str(keys.take(key, str, default))
    if value not in known:
        raise ProfileError(f"{keys.where}: {key} = {value!r} is none of {', '.join(filter(None, known))}")
    return value

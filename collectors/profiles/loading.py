"""Device profiles: what a kind of device is asked, as data; read strictly, errors name file and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from collectors.model import Cadence
from collectors.profiles.keys import Keys, ProfileError, rooted
from collectors.profiles.lines import line_of
from collectors.profiles.metrics import read_condition, read_metrics, tables_of
from collectors.profiles.model import (
    Match,
    Ping,
    Profile,
    Proof,
    Scalars,
    Table,
)
from collectors.profiles.ping import read_ping
from collectors.profiles.states import parts_of, read_states
from collectors.profiles.variants import read_variant
from collectors.snmp.engine import MAC_PARTS

TWO_DIGITS = (0, 99)
"""Range of the second and third part of an index where a profile gives none: battery 3 of string 1 is 103."""


def load_profiles(folder: Path | None = None) -> Mapping[str, Profile]:
    """Return the profiles of a folder by name, or those that come with the product.

    Raises ProfileError naming file, line and key.
    """
    own = resources.files("collectors.profiles") / "devices"
    files = sorted((Path(str(own)) if folder is None else folder).glob("*.toml"))
    read = {path.stem: _read(path) for path in files}
    try:
        return MappingProxyType({name: _profile(f"{name}.toml", name, read) for name in read})
    except ProfileError as error:
        file, _, message = str(error).partition(": ")
        line = line_of(next(path for path in files if path.name == file).read_text(encoding="utf-8"), message)
        raise ProfileError(f"{file}:{line}: {message}" if line else str(error)) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(f"{path.name}: {error}") from error


def _profile(where: str, name: str, files: Mapping[str, dict[str, Any]]) -> Profile:
    file = files[name]
    keys = Keys(where, rooted(file, str(file.get("root", ""))))
    keys.oid("root", "")
    title, source = keys.take("title", str), keys.take("source", str)
    scalars = [_scalars(Keys(f"{where}: scalars[{at}]", one)) for at, one in enumerate(keys.take("scalars", list, []))]
    tables = [_table(Keys(f"{where}: table[{at}]", one)) for at, one in enumerate(keys.take("table", list, []))]
    for other in keys.take("include", list, []):
        if other not in files or files[other].get("include"):
            raise ProfileError(f"{where}: include: {other!r} is no profile that can be included")
        included = _profile(f"{other}.toml", other, files)
        scalars += included.scalars
        tables += included.tables
    states = tuple(
        read_states(Keys(f"{where}: states[{at}]", one)) for at, one in enumerate(keys.take("states", list, []))
    )
    pinged = keys.take("ping", dict, {})
    ping = read_ping(f"{where}: ping", pinged) if pinged else None
    if ping and (scalars or tables or states):
        raise ProfileError(f"{where}: ping: a device is pinged or asked, not both")
    parts: list[Scalars | Table | Ping] = [*scalars, *tables, *([ping] if ping else [])]
    families = _families(where, parts)
    metrics = {metric.name: metric for part in parts for metric in part.metrics}
    variants = tuple(
        read_variant(Keys(f"{where}: variant[{at}]", one), metrics)
        for at, one in enumerate(keys.take("variant", list, []))
    )
    identity, most = keys.oid("identity", ""), keys.take("most_objects", int, 24)
    if not 1 <= most <= 100:
        raise ProfileError(f"{where}: most_objects = {most} is not between 1 and 100")
    matches = tuple(_match(Keys(f"{where}: match[{at}]", one)) for at, one in enumerate(keys.take("match", list, [])))
    proofs = tuple(
        _proof(Keys(f"{where}: proven[{at}]", one), families) for at, one in enumerate(keys.take("proven", list, []))
    )
    keys.done()
    return Profile(
        name,
        title,
        source,
        tuple(scalars),
        tuple(tables),
        states,
        variants,
        identity,
        most,
        families,
        matches,
        proofs,
        ping,
    )


def _match(keys: Keys) -> Match:
    when = next((read_condition(f"{keys.where}: when", one) for one in tables_of(keys, "when")), None)
    made = Match(keys.oid("object_id", ""), keys.take("description", str, ""), when)
    if not made.object_id and not made.description:
        raise ProfileError(f"{keys.where}: needs object_id, description or both")
    keys.done()
    return made


def _proof(keys: Keys, families: Mapping[str, tuple[str, ...]]) -> Proof:
    made = Proof(keys.take("equipment", str), keys.take("dump", str), tuple(keys.take("metrics", list)))
    for metric in made.metrics:
        family, _, name = str(metric).partition(".")
        if name not in families.get(family, ()):
            raise ProfileError(f"{keys.where}: metrics: {metric} is not read by this profile")
    keys.done()
    return made


def _families(where: str, parts: list[Scalars | Table | Ping]) -> Mapping[str, tuple[str, ...]]:
    families: dict[str, tuple[str, ...]] = {}
    read: set[tuple[str, str, Cadence]] = set()
    for part in parts:
        for metric in part.metrics:
            asked = {(part.family, metric.name, cadence) for cadence in part.cadence}
            if asked & read:
                raise ProfileError(f"{where}: {part.family}.{metric.name} is read twice")
            read |= asked
            families[part.family] = tuple(dict.fromkeys((*families.get(part.family, ()), metric.name)))
    return MappingProxyType(families)


def _cadence(keys: Keys) -> frozenset[Cadence]:
    names = keys.take("cadence", list)
    try:
        return frozenset(map(Cadence, names))
    except ValueError as error:
        raise ProfileError(f"{keys.where}: cadence: {error}") from error


def _scalars(keys: Keys) -> Scalars:
    made = Scalars(_family(keys), _cadence(keys), read_metrics(keys))
    for metric in made.metrics:
        if metric.beside or metric.equaliser:
            raise ProfileError(f"{keys.where}: metrics.{metric.name}: only a table has other columns, or equalisers")
    keys.done()
    return made


def _table(keys: Keys) -> Table:
    index = keys.take("index", str, "")
    if index not in {"", "mac"}:
        raise ProfileError(f"{keys.where}: index = {index!r} is not 'mac'")
    made = Table(
        _family(keys),
        _cadence(keys),
        read_metrics(keys),
        keys.oid("mac", ""),
        MAC_PARTS if index else parts_of(keys, "index_parts", 1),
        keys.take("mac_parts", int, 0),
        tuple(keys.take("instance", list, [])),
        index_is_mac=bool(index),
    )
    if any(part not in range(1, made.index_parts + 1) for part in made.instance):
        raise ProfileError(
            f"{keys.where}: instance = {list(made.instance)} are no parts of an index of {made.index_parts}"
        )
    made = replace(made, ranges=_ranges(keys, len(made.instance or range(made.index_parts)) - 1))
    if not 0 <= made.mac_parts <= made.index_parts or (made.mac_parts and not made.mac):
        raise ProfileError(f"{keys.where}: mac_parts = {made.mac_parts}: a MAC is indexed by the first parts or by all")
    keys.done()
    return made


def _ranges(keys: Keys, count: int) -> tuple[tuple[int, int], ...]:
    found = keys.take("ranges", list, [TWO_DIGITS] * count)
    fine = [isinstance(one, list | tuple) and list(map(type, one)) == [int, int] and one[0] <= one[1] for one in found]
    if len(fine) != count or not all(fine):
        raise ProfileError(f"{keys.where}: ranges = {found} are not {count} times least and most")
    return tuple((least, most) for least, most in found)


def _family(keys: Keys) -> str:
    name = str(keys.take("family", str))
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ProfileError(f"{keys.where}: family = {name!r} is not in snake case")
    return name

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

import numpy as np

from collectors.model import Cadence
from collectors.profile_keys import Keys, ProfileError, check_oid, rooted
from collectors.profile_model import TRANSFORMS, Condition, Metric, Profile, Scalars, StateTable, Table, Variant
from collectors.states import TerminalState

UNITS = ("dbmv", "dbm", "db", "v", "a", "w", "hz", "s", "min", "percent", "c", "mbps", "code", "ratio")
"""Units a metric's name may end with."""
COUNTS = ("unerrored", "corrected", "uncorrectable", "timeouts", "octets", "errors", "discards", "present")
"""Things counted, which a metric's name may end with instead."""

MOST_PARTS = 3
"""Most parts of a table's index."""


def load_profiles(folder: Path | None = None) -> Mapping[str, Profile]:
    """Return the profiles of a folder by name, or those that come with the product.

    Raises ProfileError naming file and key.
    """
    files = sorted((Path(str(resources.files("collectors") / "profiles")) if folder is None else folder).glob("*.toml"))
    read = {path.stem: _read(path) for path in files}
    return MappingProxyType({name: _profile(f"{name}.toml", name, read) for name in read})


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
    states = tuple(_states(Keys(f"{where}: states[{at}]", one)) for at, one in enumerate(keys.take("states", list, [])))
    parts: list[Scalars | Table] = [*scalars, *tables]
    families = _families(where, parts)
    metrics = {metric.name: metric for part in parts for metric in part.metrics}
    variants = tuple(
        _variant(Keys(f"{where}: variant[{at}]", one), metrics) for at, one in enumerate(keys.take("variant", list, []))
    )
    identity, most = keys.oid("identity", ""), keys.take("most_objects", int, 24)
    if not 1 <= most <= 100:
        raise ProfileError(f"{where}: most_objects = {most} is not between 1 and 100")
    keys.done()
    return Profile(name, title, source, tuple(scalars), tuple(tables), states, variants, identity, most, families)


def _families(where: str, parts: list[Scalars | Table]) -> Mapping[str, tuple[str, ...]]:
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
    made = Scalars(_family(keys), _cadence(keys), _metrics(keys))
    if any(metric.when for metric in made.metrics):
        raise ProfileError(f"{keys.where}: when: only a table has other columns")
    keys.done()
    return made


def _table(keys: Keys) -> Table:
    made = Table(
        _family(keys),
        _cadence(keys),
        _metrics(keys),
        keys.oid("mac", ""),
        _parts(keys, "index_parts", 1),
        keys.take("mac_parts", int, 0),
    )
    if made.mac_parts not in {0, 1} or (made.mac_parts and not made.mac):
        raise ProfileError(f"{keys.where}: mac_parts = {made.mac_parts}: a MAC is indexed by all parts or by the first")
    keys.done()
    return made


def _parts(keys: Keys, key: str, default: int) -> int:
    parts = int(keys.take(key, int, default))
    if not 1 <= parts <= MOST_PARTS:
        raise ProfileError(f"{keys.where}: {key} = {parts} is not from 1 to {MOST_PARTS}")
    return parts


def _family(keys: Keys) -> str:
    name = str(keys.take("family", str))
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ProfileError(f"{keys.where}: family = {name!r} is not in snake case")
    return name


def _metrics(keys: Keys) -> tuple[Metric, ...]:
    where = f"{keys.where}: metrics"
    table = keys.take("metrics", dict)
    return tuple(_metric(name, Keys(f"{where}.{name}", one)) for name, one in table.items())


def _metric(name: str, keys: Keys) -> Metric:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name.rsplit("_", 1)[-1] not in UNITS + COUNTS:
        known = ", ".join(UNITS + COUNTS)
        raise ProfileError(f"{keys.where}: a metric's name ends with its unit, one of {known}")
    number = (int, float)
    made = Metric(
        name,
        keys.take("object", str),
        keys.oid("oid"),
        keys.oid("otherwise", ""),
        _scale(keys.where, keys.take("scale", number, 1.0)),
        float(keys.take("offset", number, 0.0)),
        _transform(keys.where, keys.take("transform", str, "")),
        tuple(float(one) for one in keys.take("missing", list, [])),
        keys.take("signed_bits", int, 0),
        _condition(keys),
    )
    keys.done()
    return made


def _condition(keys: Keys) -> Condition | None:
    table = keys.take("when", dict, {})
    if not table:
        return None
    within = Keys(f"{keys.where}: when", table)
    made = Condition(within.take("object", str), within.oid("oid"), tuple(map(float, within.take("is", list))))
    within.done()
    return made


def _states(keys: Keys) -> StateTable:
    states = np.full(256, TerminalState.UNKNOWN, dtype=np.uint8)
    for name, numbers in keys.take("values", dict).items():
        if name.upper() not in TerminalState.__members__:
            raise ProfileError(f"{keys.where}: values: {name} is no terminal state")
        for number in numbers:
            if not isinstance(number, int) or not 0 <= number < len(states) or states[number]:
                raise ProfileError(
                    f"{keys.where}: values: {name}: {number!r} is no number from 0 to 255, or named twice"
                )
            states[number] = TerminalState[name.upper()]
    states.flags.writeable = False
    addresses = tuple(keys.take("addresses", list, []))
    for dotted in addresses:
        check_oid(f"{keys.where}: addresses", str(dotted))
    made = StateTable(
        keys.take("object", str),
        keys.oid("mac"),
        keys.oid("value"),
        addresses,
        states,
        _parts(keys, "index_parts", 1),
        keys.oid("present", ""),
    )
    keys.done()
    return made


def _variant(keys: Keys, metrics: Mapping[str, Metric]) -> Variant:
    changed: dict[str, Metric] = {}
    for what, kind in (("scale", (int, float)), ("offset", (int, float)), ("transform", str), ("missing", list)):
        for name, new in keys.take(what, dict, {}).items():
            if name not in metrics or not isinstance(new, kind):
                raise ProfileError(f"{keys.where}: {what}: {name} is no metric of this profile, or is set wrongly")
            changed[name] = _changed(keys.where, changed.get(name, metrics[name]), what, new)
    made = Variant(
        keys.take("name", str), keys.take("object", str), keys.oid("oid"), keys.take("begins", str).encode(), changed
    )
    keys.done()
    return made


def _changed(where: str, metric: Metric, what: str, new: Any) -> Metric:  # noqa: ANN401 - of the type its key has
    if what == "missing":
        return replace(metric, missing=tuple(map(float, new)))
    if what == "offset":
        return replace(metric, offset=float(new))
    if what == "transform":
        return replace(metric, transform=_transform(where, new))
    return replace(metric, scale=_scale(where, new))


def _transform(where: str, name: str) -> str:
    if name and name not in TRANSFORMS:
        raise ProfileError(f"{where}: transform {name!r} is none of {', '.join(TRANSFORMS)}")
    return name


def _scale(where: str, scale: float) -> float:
    if not scale > 0:
        raise ProfileError(f"{where}: scale = {scale} is not above 0")
    return float(scale)

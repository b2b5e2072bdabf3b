"""The [[variant]] tables of a device profile: vendors that count otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from collectors.profiles.keys import Keys, ProfileError
from collectors.profiles.metrics import scale_of, transform_of
from collectors.profiles.model import Metric, Variant


def read_variant(keys: Keys, metrics: Mapping[str, Metric]) -> Variant:
    """Return what a vendor counts otherwise of a profile's metrics; raises ProfileError."""
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
        return replace(metric, transform=transform_of(where, new))
    return replace(metric, scale=scale_of(where, new))

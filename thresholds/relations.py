"""Metrics that follow from other metrics of the same row: how far a rail is off, what each battery has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from collectors.model import Values

RAILS_V = np.array([5.0, 12.0, 24.0])
"""Regulated supplies that are customary in outside-plant gear."""


def rail_off_percent(volts: Values) -> Values:
    """Return how far DC rails are off the customary one that is nearest in proportion, in percent of it.

    A rail without any voltage is off by all of the highest; NaN stays.
    """
    size = np.abs(volts)
    with np.errstate(divide="ignore"):
        away = np.abs(np.log(np.maximum(size, 1e-9))[:, None] - np.log(RAILS_V))
    nominal = RAILS_V[away.argmin(axis=1)]
    off: Values = 100.0 * (size / nominal - 1.0)
    return off


def each_battery_v(string: Values, batteries: Values) -> Values:
    """Return what each battery of a string has on average; NaN where none is counted."""
    return string / np.where(batteries > 0, batteries, np.nan)


Relation = Callable[..., Values]
RELATIONS: Mapping[str, tuple[Relation, tuple[str, ...]]] = MappingProxyType(
    {
        "dc_supply_off_percent": (rail_off_percent, ("dc_supply_v",)),
        "battery_mean_v": (each_battery_v, ("string_voltage_v", "string_batteries_present")),
    }
)
"""Derived metric → how, and of which metrics."""


def related(values: Mapping[str, Values]) -> dict[str, Values]:
    """Return every metric that follows from those given."""
    return {
        name: how(*(values[part] for part in parts))
        for name, (how, parts) in RELATIONS.items()
        if all(part in values for part in parts)
    }


UP, DISABLED = 1, 2
DOWN = (2, 7)
"""ifOperStatus down and lowerLayerDown; ponOperationStatus has the first alike."""


def link_lost(admin: Values, oper: Values, seen_up: Values) -> tuple[Values, Values]:
    """Return (1 where a link that has been up and is not disabled is down, else 0; whether it was seen up, 1 or 0).

    A port that has never been up has nothing plugged in. `seen_up` is what was returned last, NaN at first.
    Source: IF-MIB ifAdminStatus, ifOperStatus.
    """
    unknown = np.isnan(admin) | np.isnan(oper)
    lost = (admin == UP) & np.isin(oper, DOWN) & (seen_up == 1)
    seen: NDArray[np.bool_] = ((oper == UP) | (seen_up == 1)) & (admin != DISABLED)
    return np.where(unknown, np.nan, lost), np.where(unknown, seen_up, seen)

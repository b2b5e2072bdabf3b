"""The HFC outage benchmark: scenes of broken plant, and which method names what broke."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from bench.outage.baselines import Clusters, CommonAncestor, Percentage
from bench.outage.grids import grid_trials
from bench.outage.model import Method
from bench.outage.ours import Plantwatch
from bench.outage.quiet import quiet
from bench.outage.summary import figures
from bench.outage.trials import trials

FROZEN = 20_261
"""The seed by which methods are compared."""
QUICK_PLANTS, PLANTS = 3, 30
QUICK_MONTHS, MONTHS = 0.02, 0.3
QUICK_GRIDS, GRIDS = 1, 8
PEERS: Mapping[str, Method] = {"percentage": Percentage, "common_ancestor": CommonAncestor, "clusters": Clusters}


def run(quick: bool, *, frozen: bool = False) -> dict[str, Any]:  # noqa: FBT001 - every benchmark has this form
    """Return our figures and the baselines', from scenes of fresh seeds unless `frozen`."""
    seed = FROZEN if frozen else secrets.randbelow(1_000_000)
    methods = {"ours": Plantwatch(), **PEERS}
    held = list(trials(seed, QUICK_PLANTS if quick else PLANTS, methods))
    still = quiet(seed, QUICK_MONTHS if quick else MONTHS, {"ours": Plantwatch(calibrating=False), **PEERS})
    real = grid_trials(seed, QUICK_GRIDS if quick else GRIDS, methods)
    found = {name: figures(held, name) | still[name] | real[name] for name in methods}
    return {
        "parameters": {"seed": seed, "frozen": frozen, "scenes": len(held)},
        "figures": found["ours"],
        "peer": {f"{name}_{key}": value for name in PEERS for key, value in found[name].items()},
    }

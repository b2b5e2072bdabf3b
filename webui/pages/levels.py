"""Levels behind a node or a building, on a telephone's screen: what a crew asks after, without anybody's name."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

import numpy as np
from flask import Blueprint, abort, redirect, render_template
from werkzeug.wrappers import Response

from monitor.care.element_lookup import element_id
from monitor.care.levels_behind import Levels, levels_behind
from webui.context import now_ms
from webui.levels import UNITS
from webui.plant import Plant
from webui.readers import readers

levels_page = Blueprint("levels", __name__)

MOST = 200
"""Terminals shown; behind a hub nobody reads them all."""
SHOWN = ("ds_power_dbmv", "ds_snr_db", "us_tx_power_dbmv", "us_rx_power_dbmv", "us_snr_db", "onu_rx_dbm", "onu_tx_dbm")


@dataclass(frozen=True, slots=True)
class Row:
    """A terminal, and what it hangs on."""

    id: str
    at: str
    """Name or id of what it hangs on."""
    levels: Levels


@levels_page.get("/levels/<path:name>")
def page(name: str) -> str | Response:
    """Show the newest levels of the terminals behind an element; the script reads them again every few seconds."""
    with readers().ledger.read() as connection:
        known = element_id(connection, name)
        if known != name:
            return redirect(f"/levels/{quote(known, safe='')}")
        plant = readers().plants.newest(connection)
        at = plant.position.get(known)
        if at is None:
            abort(404)
        behind = _terminals(plant, at)
        found = {item.slot: item for item in levels_behind(connection, plant.slot[behind].tolist(), now_ms())}
    rows = [_row(plant, int(one), found) for one in behind]
    metrics = [metric for metric in SHOWN if any(metric in row.levels.values for row in rows)]
    units = {metric: next(unit for end, unit in UNITS if metric.endswith(end)) for metric in metrics}
    return render_template(
        "levels.html", page="", element=known, label=plant.names[at] or known, kind=plant.kinds[at], rows=rows,
        metrics=metrics, units=units, most=MOST, behind=int(plant.behind[at]),
    )  # fmt: skip


def _terminals(plant: Plant, at: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the positions of the terminals behind an element that are on the roster, in the order of the tree."""
    inside = (plant.first >= plant.first[at]) & (plant.first < plant.last[at]) & plant.terminal & (plant.slot >= 0)
    positions = np.flatnonzero(inside)
    return positions[np.argsort(plant.first[positions], kind="stable")][:MOST]


def _row(plant: Plant, at: int, found: dict[int, Levels]) -> Row:
    parent = int(plant.parent[at])
    hangs_on = (plant.names[parent] or plant.ids[parent]) if parent >= 0 else ""
    return Row(plant.ids[at], hangs_on, found[int(plant.slot[at])])

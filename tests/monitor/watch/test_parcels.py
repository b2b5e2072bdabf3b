"""From a folder of plant files to the area of an outage, drawn along the parcels of those it affects."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely

from collectors.roster import Roster
from collectors.states import TerminalState
from maps import plantfile
from maps.assumptions import Assumptions
from maps.model import Evidence
from monitor.watch.faults.locating import Locator

LON, LAT, STEP = 120.15, 30.28, 0.0002
NOW_MS = 1_800_000_000_000
HOMES = 5


def files(folder: Path) -> None:
    """Write a node with two taps of five homes, on lots of two rows that touch."""
    elements = ["id,kind,parent", "H,headend,", "N,optical_node,H", "T0,tap,N", "T1,tap,N"]
    accounts, services, parcels = ["account,lon,lat"], ["account,service,terminal"], ["id,geometry"]
    for row in range(2):
        for x in range(HOMES):
            key, west, south = f"02:00:00:00:0{row}:0{x}", LON + x * STEP, LAT + row * STEP
            elements.append(f"{key},cable_modem,T{row}")
            accounts.append(f"A{row}{x},{west + 0.4 * STEP},{south + 0.5 * STEP}")
            services.append(f"A{row}{x},broadband,{key}")
            parcels.append(f'L{row}{x},"{shapely.box(west, south, west + STEP, south + STEP).wkt}"')
    for name, lines in (("elements", elements), ("accounts", accounts), ("services", services), ("parcels", parcels)):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_the_area_of_an_outage_is_the_ground_of_those_it_takes(tmp_path: Path) -> None:
    files(tmp_path)
    plant, findings = plantfile.read(tmp_path, "wgs84")
    assert findings == []
    roster = Roster(element.id for element in plant.elements)
    n, zero = len(roster), np.zeros(len(roster), np.int64)
    evidence = Evidence(np.full(n, TerminalState.REGISTERED, np.uint8), zero, zero + NOW_MS - 5_000, zero.copy())
    dark = roster.slots([element.id for element in plant.elements if element.parent == "T0"])
    evidence.state[dark], evidence.last_seen_ms[dark] = TerminalState.DARK, NOW_MS - 615_000
    evidence.first_missed_ms[dark] = NOW_MS - 600_000
    locator = Locator(plant, roster, Assumptions())
    faults = locator.faults(evidence, [], NOW_MS, lambda fault: fault.probability > 0.5)
    assert [fault.element for fault in faults] == ["T0"]
    drawn = locator.scope(faults, evidence, []).area
    assert drawn is not None
    lots = {parcel.id: parcel.geometry for parcel in plant.parcels}
    taken = shapely.union_all([lots[f"L0{x}"] for x in range(HOMES)])
    spared = shapely.union_all([lots[f"L1{x}"] for x in range(HOMES)])
    assert drawn.is_valid
    assert drawn.covers(shapely.buffer(taken, -STEP / 1000))
    assert shapely.intersection(drawn, spared).area < taken.area / 1e6

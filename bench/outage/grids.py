"""Topologies nobody here drew: the low-voltage grids of simbench, each dressed as the coax of one node.

Streets make electricity and coax branch alike: a transformer stands for the node, a fork in the cable or a long way
for an amplifier, every other connection point for a tap, a household's load for its modems. Only the grids' tables
are read, as the package carries them; nothing of it is imported.
"""

from __future__ import annotations

import csv
import importlib.util
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

from bench.outage.model import Method
from bench.outage.planting import METRES_PER_DEGREE, Piece, city_of
from bench.outage.scenes import CONDITIONS
from bench.outage.summary import figures
from bench.outage.trials import Trial, hold, in_city
from simulator.city import City
from simulator.mains import draw_mains

ABSENT = "simbench is not installed: pip install --no-deps simbench"
TABLES = Path("networks", "1-complete_data-mixed-all-1-sw")
MOST_AT_A_LOAD = 3
"""Modems at one household's connection; large buildings have several households on one point anyhow."""
FEWEST_POINTS = 12
LOW_VOLTAGE = "7"
"""How the tables number that level."""
NODES_A_PLANT = 12
REACH_M = 150.0
"""Of cable and taps behind which a signal has to be amplified again."""
FED = 4
"""Amplifiers on one power supply."""
SORTS = ("single", "span", "simultaneous", "nested", "power")


def grid_trials(
    seed: int, plants: int, methods: Mapping[str, Method]
) -> dict[str, dict[str, float | int | str | None]]:
    """Return each method's figures on these topologies; a word why there are none where the package is absent."""
    folder = _tables()
    if folder is None:
        return {name: {"simbench": ABSENT} for name in methods}
    held = list(_held(folder, seed, plants, methods))
    kept = ("exact_staggered", "exact_faults_staggered", "scenes_staggered", "calibration_error")
    return {name: {f"simbench_{key}": figures(held, name)[key] for key in kept} for name in methods}


def _held(folder: Path, seed: int, plants: int, methods: Mapping[str, Method]) -> Iterator[Trial]:
    grids = sorted(_grids(folder).items())
    staggered = [one for one in CONDITIONS if one.name == "staggered"]
    for number in range(plants):
        plant_seed = seed * 1000 + 800 + number
        draw = Random(f"outage grids {plant_seed}")
        chosen = draw.sample(grids, min(NODES_A_PLANT, len(grids)))
        city = _dressed(chosen, draw, plant_seed)
        for one in in_city(city, plant_seed, "tap", 1.0, SORTS, staggered):
            yield hold(one.ground, one.scene, methods)


class _Grid:
    """One low-voltage grid: connection points, cables between them, loads at them."""

    def __init__(self) -> None:
        self.cables: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        """Point → (neighbour, metres of cable)."""
        self.loads: defaultdict[str, int] = defaultdict(int)
        self.root = ""
        self.places: dict[str, tuple[float, float]] = {}
        """Point → metres east and north of somewhere."""


def _tables() -> Path | None:
    found = importlib.util.find_spec("simbench")
    if found is None or not found.submodule_search_locations:
        return None
    folder = Path(found.submodule_search_locations[0]) / TABLES
    return folder if (folder / "Line.csv").is_file() else None


def _rows(folder: Path, table: str) -> Iterator[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def _grids(folder: Path) -> dict[str, _Grid]:
    """Return the low-voltage grids by their names, what closed switches join being one point."""
    grids: defaultdict[str, _Grid] = defaultdict(_Grid)
    grid_of: dict[str, str] = {}
    point = _points(folder)
    for row in _rows(folder, "Line"):
        if row["voltLvl"] == LOW_VOLTAGE:
            ends = [point.get(row[end], row[end]) for end in ("nodeA", "nodeB")]
            for one, other in (ends, ends[::-1]):
                grids[row["subnet"]].cables[one].append((other, float(row["length"]) * 1000.0))
                grid_of[one] = row["subnet"]
    for row in _rows(folder, "Load"):
        at = point.get(row["node"], row["node"])
        if at in grid_of:
            grids[grid_of[at]].loads[at] += 1
    for row in _rows(folder, "Transformer"):
        at = point.get(row["nodeLV"], row["nodeLV"])
        if at in grid_of:
            grids[grid_of[at]].root = at
    degrees = {row["id"]: (float(row["x"]), float(row["y"])) for row in _rows(folder, "Coordinates")}
    for row in _rows(folder, "Node"):
        if row["id"] in grid_of and row["coordID"] in degrees:
            lon, lat = degrees[row["coordID"]]
            east = lon * METRES_PER_DEGREE * math.cos(math.radians(lat))
            grids[grid_of[row["id"]]].places[row["id"]] = east, lat * METRES_PER_DEGREE
    return {name: grid for name, grid in grids.items() if grid.root and len(grid.cables) >= FEWEST_POINTS}


def _points(folder: Path) -> dict[str, str]:
    """Return node → the busbar that closed switches make it one with."""
    kind = {row["id"]: row["type"] for row in _rows(folder, "Node") if row["voltLvl"] == LOW_VOLTAGE}
    joined: defaultdict[str, list[str]] = defaultdict(list)
    for row in _rows(folder, "Switch"):
        if row["nodeA"] in kind and row["nodeB"] in kind and row["cond"] == "1":
            joined[row["nodeA"]].append(row["nodeB"])
            joined[row["nodeB"]].append(row["nodeA"])
    point: dict[str, str] = {}
    for busbar in sorted(joined, key=lambda node: (kind[node] != "busbar", node)):
        left = [busbar] if busbar not in point else []
        while left:
            node = left.pop()
            if node not in point:
                point[node] = busbar
                left += joined[node]
    return point


def _dressed(chosen: list[tuple[str, _Grid]], draw: Random, seed: int) -> City:
    mains = draw_mains(draw)
    headend = Piece("headend", 0.0, 0.0)
    cmts = headend.add("cmts", 0.0, 0.0)
    cmts.agent = "docsis-cmts"
    port = cmts
    for number, (_, grid) in enumerate(chosen):
        if number % 4 == 0:
            port = cmts.add("cmts_port", 0.0, 0.0)
        x, y = (number % 4) * 2000.0, (number // 4) * 2000.0
        east, north = grid.places.get(grid.root, (0.0, 0.0))
        node = port.add("optical_node", x, y)
        actives = [node, *_grow(grid, node, (x - east, y - north), draw)]
        for first in range(0, len(actives), FED):
            supply = actives[first].add("line_power_supply", actives[first].x, actives[first].y)
            supply.zone = mains.zone((supply.x, supply.y))
            for piece in actives[first : first + FED]:
                piece.supply = supply
        for home in node.walk():
            if home.kind == "cable_modem":
                home.zone = mains.zone((home.x, home.y))
    return city_of(headend, seed, mains.zones)


def _grow(grid: _Grid, node: Piece, moved: tuple[float, float], draw: Random) -> list[Piece]:
    """Hang a grid behind a node, each point on the one its cable comes from; return the amplifiers it got.

    One stands wherever the cable forks, and where the signal has come too far.
    """
    pieces, far_m, amplifiers = {grid.root: node}, {grid.root: 0.0}, []
    left = [grid.root]
    while left:
        point = left.pop(0)
        for neighbour, metres in grid.cables[point]:
            if neighbour in pieces:
                continue
            x, y = grid.places.get(neighbour, (-moved[0], -moved[1]))
            x, y, far = x + moved[0], y + moved[1], far_m[point] + metres
            boosted = far >= REACH_M or len(grid.cables[neighbour]) > 2
            piece = pieces[point].add("amplifier" if boosted else "tap", x, y)
            piece.length_m = metres
            pieces[neighbour], far_m[neighbour] = piece, 0.0 if boosted else far
            if boosted:
                amplifiers.append(piece)
            for _ in range(grid.loads.get(neighbour, 0)):
                tap = piece.add("tap", x, y) if boosted else piece
                for _ in range(draw.randint(1, MOST_AT_A_LOAD)):
                    tap.add("cable_modem", x + draw.uniform(-10, 10), y + draw.uniform(-10, 10))
            left.append(neighbour)
    return amplifiers

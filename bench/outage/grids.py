"""Topologies nobody here drew: the low-voltage grids of simbench, each dressed as the coax of one node.

Streets make electricity and coax branch alike: a transformer stands for the node, a fork in the cable for an
amplifier, every other connection point for a tap, a household's load for its modems. Only the grids' tables are
read, as the package carries them; nothing of it is imported.
"""

from __future__ import annotations

import csv
import importlib.util
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
NODES_A_PLANT = 12
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
    """Return the low-voltage grids by their names."""
    grids: defaultdict[str, _Grid] = defaultdict(_Grid)
    grid_of: dict[str, str] = {}
    for row in _rows(folder, "Line"):
        if row["subnet"].startswith("LV"):
            grid, metres = grids[row["subnet"]], float(row["length"]) * 1000.0
            grid.cables[row["nodeA"]].append((row["nodeB"], metres))
            grid.cables[row["nodeB"]].append((row["nodeA"], metres))
            grid_of[row["nodeA"]] = grid_of[row["nodeB"]] = row["subnet"]
    for row in _rows(folder, "Load"):
        if row["node"] in grid_of:
            grids[grid_of[row["node"]]].loads[row["node"]] += 1
    for row in _rows(folder, "Transformer"):
        if row["nodeLV"] in grid_of:
            grids[grid_of[row["nodeLV"]]].root = row["nodeLV"]
    degrees = {row["id"]: (float(row["x"]), float(row["y"])) for row in _rows(folder, "Coordinates")}
    for row in _rows(folder, "Node"):
        if row["id"] in grid_of and row["coordID"] in degrees:
            lon, lat = degrees[row["coordID"]]
            grids[grid_of[row["id"]]].places[row["id"]] = lon * METRES_PER_DEGREE * 0.62, lat * METRES_PER_DEGREE
    return {name: grid for name, grid in grids.items() if grid.root and len(grid.cables) >= FEWEST_POINTS}


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
    """Hang a grid behind a node, each point on the one its cable comes from; return the amplifiers it got."""
    pieces, amplifiers = {grid.root: node}, []
    left = [grid.root]
    while left:
        point = left.pop(0)
        for neighbour, metres in grid.cables[point]:
            if neighbour in pieces:
                continue
            x, y = grid.places.get(neighbour, (-moved[0], -moved[1]))
            forks = len(grid.cables[neighbour]) > 2
            piece = pieces[point].add("amplifier" if forks else "tap", x + moved[0], y + moved[1])
            piece.length_m = metres
            pieces[neighbour] = piece
            if forks:
                amplifiers.append(piece)
            for _ in range(grid.loads.get(neighbour, 0)):
                for _ in range(draw.randint(1, MOST_AT_A_LOAD)):
                    piece.add("cable_modem", piece.x + draw.uniform(-10, 10), piece.y + draw.uniform(-10, 10))
            left.append(neighbour)
    return amplifiers
